"""Identity checks: each code by name, with the verdict that follows from it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from openpyxl.workbook.defined_name import DefinedName

from perfxl.checks.identity import check_file_name
from perfxl.checks.judge import IssuedSeals, Rules, judge
from perfxl.finding import Severity, Verdict
from perfxl.form.definition import load_form
from perfxl.form.layout import lay_out
from perfxl.form.plan import Settings
from perfxl.form.seal import seal as sealed
from perfxl.form.token import DEFINED_NAME, Token
from perfxl.issue.workbook import build_workbook
from tests.checks.forms import (
    FORM,
    RULES,
    cells,
    codes,
    edited,
    filled,
    form_layout,
    issued,
    judged,
    lookup_of,
    slot_at,
)
from tests.issue.sample import CREATED, measures, plan


@pytest.fixture(scope="module")
def out():
    return issued()


def retold(data, seal, token, carriers=("cell", "guide", "name", "subject", "keywords", "identifier")):
    """The workbook with another token in some of its carriers."""

    def write(book):
        for sheet in book.worksheets:
            kind = "cell" if sheet.title == seal.sheet else "guide"
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("perfxl:") and kind in carriers:
                        cell.value = token
        if "name" in carriers:
            book.defined_names[DEFINED_NAME] = DefinedName(DEFINED_NAME, attr_text=f'"{token}"')
        for name in ("subject", "keywords", "identifier"):
            if name in carriers:
                setattr(book.properties, name, token)

    return edited(data, write)


@pytest.mark.parametrize("kept", ["cell", "guide", "name", "subject", "keywords", "identifier"])
def test_any_one_carrier_is_enough(out, kept):
    data, seal = out
    others = {"cell", "guide", "name", "subject", "keywords", "identifier"} - {kept}
    found = judged(retold(filled(data, seal), seal, None if "name" not in others else "", others), seal)
    assert found.employee == "007"
    assert found.verdict == Verdict.ACCEPTED


def test_carriers_that_disagree_are_held(out):
    data, seal = out
    other = replace(seal.token, code="008")
    found = judged(retold(filled(data, seal), seal, other.text, ("subject",)), seal)
    assert codes(found, "I") == ["I102"]
    assert found.verdict == Verdict.HELD
    assert found.employee == "007"


def test_a_damaged_carrier_is_a_warning(out):
    data, seal = out
    broken = seal.token.text.replace("2024-Y", "2025-Y")
    found = judged(retold(filled(data, seal), seal, broken, ("keywords",)), seal)
    assert codes(found) == ["I103"]
    assert found.verdict == Verdict.ACCEPTED


def test_only_damaged_carriers_are_no_form_of_ours(out):
    data, seal = out
    found = judged(retold(filled(data, seal), seal, seal.token.text[:-1] + "?"), seal)
    assert codes(found) == ["I112"]
    assert found.verdict == Verdict.REFUSED


def test_an_unknown_code_is_held_and_nothing_else_is_said(out):
    data, seal = out
    other = replace(seal.token, code="008")
    found = judged(retold(data, seal, other.text), seal)
    assert codes(found) == ["I104"]
    assert found.verdict == Verdict.HELD
    assert found.findings[0].facts == {"employee": "008"}


def test_another_period_is_held_with_one_message(out):
    data, seal = out
    other = replace(seal.token, period="2023-Y")
    found = judged(retold(data, seal, other.text), seal)
    assert codes(found) == ["I105"]
    assert found.findings[0].facts == {"period": "2023-Y", "expected": "2024-Y", "employee": "007"}
    assert (found.verdict, found.period) == (Verdict.HELD, "2023-Y")


def test_another_form_is_held(out):
    _, seal = out
    found = judge(filled(*out), Rules("annex-of-another-order", "2024-Y"), lookup_of(seal))
    assert codes(found) == ["I106"]
    assert found.verdict == Verdict.HELD


@pytest.mark.parametrize("form", ["no-such-form", "../../etc/passwd", "/tmp/evil.toml", "x.toml"])
def test_a_form_that_is_not_here_is_held_and_no_path_is_followed(out, form):
    data, seal = out
    other = replace(seal.token, form=form)
    found = judge(retold(data, seal, other.text), Rules("", ""), None)
    assert codes(found) == ["I106"]
    assert found.rows == ()


def test_an_issue_that_was_never_made_is_held(out):
    data, seal = out
    other = replace(seal.token, issue=7)
    found = judged(retold(filled(data, seal), seal, other.text), seal)
    assert codes(found, "I") == ["I109"]
    assert found.verdict == Verdict.HELD


def test_a_blank_form_of_nobody_is_held(out):
    data, seal = out
    found = judged(retold(data, seal, Token(FORM, "2024-Y", "", 0).text), seal)
    assert codes(found) == ["I110"]


def with_macros(raw, project):
    """The workbook as an .xlsm that holds a VBA project."""
    out = io.BytesIO()
    override = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    relation = (
        b'<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        b'Target="vbaProject.bin"/></Relationships>'
    )
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "[Content_Types].xml":
                body = body.replace(b"</Types>", override).replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            elif name == "xl/_rels/workbook.xml.rels":
                body = body.replace(b"</Relationships>", relation)
            new.writestr(name, body)
        new.writestr("xl/vbaProject.bin", project)
    return out.getvalue()


def test_macros_are_held_until_somebody_waives_the_rule(out):
    data, seal = out
    raw = with_macros(filled(data, seal), b"\xd0\xcf\x11\xe0")
    found = judged(raw, seal)
    assert codes(found) == ["I107"]
    assert found.verdict == Verdict.HELD
    waived = judged(raw, seal, rules=replace(RULES, waived=frozenset({"I107"})))
    assert (codes(waived), waived.verdict) == (["I107"], Verdict.ACCEPTED)
    assert waived.findings[0].severity == Severity.NOTE


def test_an_earlier_issue_is_reseated_on_the_present_plan(out):
    data, first = out
    form, chosen = load_form(FORM), plan((*measures(3, 2),))
    token = Token(form.id, "2024-Y", "007", 2)
    second = sealed(lay_out(form, chosen, form.period_of("2024-Y"), token), "plan 2")
    found = judge(filled(data, first), RULES, lambda token: IssuedSeals(form, (first, second)))
    assert found.stale
    assert codes(found, "I201") == ["I201"]
    kept = [line.key for line in second.lines if line.role == "measure"]
    assert [row.key for row in found.rows] == kept
    assert codes(found, "L") == []


def test_an_answer_to_a_row_that_left_the_plan_is_told_with_its_text(out):
    data, first = out
    form = load_form(FORM)
    fewer = plan(measures(4, 1))
    second = sealed(
        lay_out(form, fewer, form.period_of("2024-Y"), Token(form.id, "2024-Y", "007", 2)), "plan 2"
    )
    found = judge(filled(data, first), RULES, lambda token: IssuedSeals(form, (first, second)))
    lost = [f for f in found.findings if f.code == "I202"]
    assert len(lost) == 1
    assert "6 арга хэмжээг" in str(lost[0].facts["text"])
    assert found.verdict == Verdict.ACCEPTED


def test_a_row_that_is_new_in_the_plan_awaits_its_answer(out):
    data, first = out
    form = load_form(FORM)
    more = plan(measures(4, 3))
    second = sealed(
        lay_out(form, more, form.period_of("2024-Y"), Token(form.id, "2024-Y", "007", 2)), "plan 2"
    )
    found = judge(filled(data, first), RULES, lambda token: IssuedSeals(form, (first, second)))
    assert codes(found, "F") == ["F120"]
    assert found.verdict == Verdict.RETURNED


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Д.Нарансолонго", None),
        ("д. нарансолонго", None),
        ("Дорждэрэм Нарансолонго", None),
        ("ДОРЖДЭРЭМ ОВОГТОЙ НАРАНСОЛОНГО", None),
        ("Нарансолонго", None),
        ("Д.Нарансулунго", "I301"),
        ("Б.Батцэцэг", "I301"),
    ],
)
def test_whose_name_stands_in_the_signature(out, name, code):
    data, seal = out
    cell = next(s.a1 for s in seal.slots if s.key == "sign:employee" and s.field == "name")
    found = judged(filled(data, seal, {cell: name}), seal)
    assert codes(found) == ([code] if code else [])
    assert cells(found, code or "") == ([cell] if code else [])


def test_a_name_that_differs_by_u_alone_is_a_note():
    from tests.checks.forms import renamed

    chosen = renamed(plan(), name="Үүрийнтуяа")
    data, seal = issued(form_layout(chosen), chosen)
    cell = next(s.a1 for s in seal.slots if s.key == "sign:employee" and s.field == "name")
    found = judged(filled(data, seal, {cell: "Д.Уурийнтуяа"}), seal)
    assert codes(found) == ["I302"]


def test_a_file_named_for_somebody_else(out):
    token = out[1].token
    people = {"007": "Д.Нарансолонго", "008": "Б.Батцэцэг"}
    (found,) = check_file_name("issued/Хэлтэс/008 Б.Батцэцэг 2024-Y.xlsx", token, people)
    assert (found.code, found.facts["other"], found.facts["employee"]) == ("I203", "008", "007")
    assert not list(check_file_name("007 Д.Нарансолонго 2024-Y (2).xlsx", token, people))
    assert not list(check_file_name("Тайлан.xlsx", token, people))
    assert [f.code for f in check_file_name("a.eml!008 x.xlsx", token, people)] == ["I203"]


def test_outside_a_workspace_a_note_says_that_locks_were_not_compared(out):
    data, seal = out
    found = judge(filled(data, seal), Rules("", ""), None)
    assert codes(found) == ["L100"]
    assert found.verdict == Verdict.ACCEPTED
    inside = judged(filled(data, seal), seal)
    assert [(r.measure, r.number, r.achieved, r.goal) for r in found.rows] == [
        (r.measure, r.number, r.achieved, r.goal) for r in inside.rows
    ]
    assert found.digest == inside.digest


def test_a_workbook_of_something_else_and_the_roster(out):
    import openpyxl

    book = openpyxl.Workbook()
    stream = io.BytesIO()
    book.save(stream)
    found = judged(stream.getvalue(), out[1])
    assert (codes(found), found.verdict) == (["I101"], Verdict.REFUSED)
    for name in ("Албан хаагч", "Нэгж", "Төлөвлөгөө", "Тохиргоо", "Захидал"):
        book.create_sheet(name)
    stream = io.BytesIO()
    book.save(stream)
    found = judged(stream.getvalue(), out[1])
    assert (codes(found), found.verdict) == (["I111"], Verdict.REFUSED)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"nothing of ours", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_bytes_that_are_no_workbook_are_refused_with_one_code(out, data):
    found = judged(data, out[1])
    assert found.verdict == Verdict.REFUSED
    assert len(found.findings) == 1
    assert found.findings[0].code.startswith("G")


def test_hr_changes_a_severity_and_the_verdict_follows(out):
    data, seal = out
    cell = slot_at(seal, "dates").a1
    raw = filled(data, seal, {cell: None})
    assert judged(raw, seal).verdict == Verdict.ACCEPTED
    stricter = judged(raw, seal, rules=replace(RULES, severities={"F201": Severity.ERROR}))
    assert stricter.verdict == Verdict.RETURNED
    milder = judged(
        filled(data, seal, {slot_at(seal, "percent").a1: None}),
        seal,
        rules=replace(RULES, waived=frozenset({"F102"})),
    )
    assert milder.verdict == Verdict.ACCEPTED


def test_the_digest_changes_with_the_answers_and_with_nothing_else(out):
    data, seal = out
    one = judged(filled(data, seal), seal).digest
    again = judged(filled(data, seal, {slot_at(seal, "percent").a1: "100%"}), seal).digest
    other = judged(filled(data, seal, {slot_at(seal, "achieved").a1: "Өөр."}), seal).digest
    assert one == again != other


def test_building_the_same_form_twice_is_the_same(out):
    layout = form_layout()
    assert build_workbook(layout, plan(), "нууц үг", Settings(), CREATED) == out[0]
