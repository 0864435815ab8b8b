"""The correction workbook: the same answers, a comment on each faulty cell, the first fault selected."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from perfxl.checks.judge import judge
from perfxl.finding import Severity, Verdict
from perfxl.form.definition import load_form
from perfxl.form.layout import lay_out
from perfxl.form.plan import Settings
from perfxl.letters.correction import Returned, carried_over, correct
from tests.checks.forms import (
    FORM,
    PASSWORD,
    RULES,
    answers,
    codes,
    edited,
    filled,
    form_layout,
    issued,
    judged,
    lookup_of,
    many,
    slot_at,
)
from tests.issue.sample import CREATED, measures, plan
from tests.letters.spoiling import DATES, PERCENTS, spoilt

PERCENTS += [True, "=13/20", "=H15", "#DIV/0!", 0.123456789012345, "хувь\x02"]
DATES += ["2024.12.31-2024.01.01", 45473, 45473.5, "2042.01.01-2042.12.31", "2024.02.30", "#REF!", 2024]


def same(row):
    """A row without its places."""
    return replace(row, cells={}, sheet="")


@pytest.fixture(scope="module")
def out():
    layout = form_layout()
    return (layout, *issued(layout))


@pytest.mark.parametrize("seed", range(60))
def test_answers_before_and_after_are_identical(out, seed):
    holds(out, range(seed * 5, seed * 5 + 5))


def holds(out, seeds):
    layout, data, seal = out
    for seed in seeds:
        came = spoilt(seed, layout, data, seal)
        before = judged(came, seal)
        back = correct(Returned(came, before, CREATED, seal), layout, plan(), PASSWORD, Settings())
        after = judged(back, seal)
        for one, other in zip(before.rows, after.rows, strict=True):
            if not unsafe(one):
                assert same(one) == same(other), seed
        told = [code for code in codes(after, "L") if code not in ("L302", "L503")]
        assert told == [], (
            seed
        )  # short words that go on below, and formulas of constants, come back as they were
        if not any(unsafe(row) for row in before.rows):
            faults = sorted(f.code for f in before.findings if f.code[0] == "F")
            assert sorted(f.code for f in after.findings if f.code[0] == "F") == faults, seed


def unsafe(row):
    """Whether a formula stands in the row that must not go back: it could fetch or run something."""
    return any(
        "HYPERLINK" in word for word in (row.achieved, row.measure, row.indicator, row.baseline, row.target)
    )


def test_faults_after_mending_are_none(out):
    layout, data, seal = out
    for seed in range(10):
        came = spoilt(seed, layout, data, seal)
        back = correct(Returned(came, judged(came, seal), CREATED), layout, plan(), PASSWORD, Settings())
        good = {slot.a1: slot.value for slot in layout.inputs}
        good |= answers(seal)
        forms = {slot.a1: slot.number_format for slot in layout.inputs}

        def mend(book, good=good, forms=forms):
            for address, value in good.items():
                cell = book[seal.sheet][address]
                cell.value = value
                cell.number_format = forms[address]

        after = judged(edited(back, mend), seal)
        assert [f.code for f in after.findings if f.severity != Severity.NOTE] == []
        assert after.verdict == Verdict.ACCEPTED


def comments(data, sheet):
    """Comments by address, and the selected cell."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    form = book[sheet]
    found = {c.coordinate: c.comment.text for row in form.iter_rows() for c in row if c.comment}
    return found, form.sheet_view.selection[-1].activeCell


def test_each_faulty_cell_is_marked_and_the_first_error_selected(out):
    layout, data, seal = out
    warned, empty, wrong = (
        slot_at(seal, "percent", 0).a1,
        slot_at(seal, "achieved", 2).a1,
        slot_at(seal, "dates", 3).a1,
    )
    came = filled(data, seal, {warned: 65, empty: None, wrong: "2024.12.31-2024.01.01"})
    back = correct(Returned(came, judged(came, seal), CREATED), layout, plan(), PASSWORD, Settings())
    found, selected = comments(back, seal.sheet)
    assert set(found) == {warned, empty, wrong}
    assert selected == empty
    assert found[empty].startswith(f"{empty} нүдэнд")
    assert found[empty].endswith("[F101]")
    assert "6500%" in found[warned]
    english = correct(Returned(came, judged(came, seal), CREATED), layout, plan(), PASSWORD, Settings(), "en")
    assert "nothing is written" in comments(english, seal.sheet)[0][empty]


def test_an_answer_on_a_second_sheet_is_told_at_its_cell(out):
    """The sheet is not in the correction; what it said is quoted, with the sheet's name."""
    layout, data, seal = out
    told = slot_at(seal, "achieved", 1).a1

    def second(book):
        copy = book.copy_worksheet(book[seal.sheet])
        copy.title = "Хуулбар"
        copy[told].value = "Хоёр дахь хуудасны хариулт"

    came = edited(filled(data, seal), second)
    found, selected = comments(
        correct(Returned(came, judged(came, seal), CREATED), layout, plan(), PASSWORD, Settings()), seal.sheet
    )
    assert set(found) == {told} and selected == told
    assert f"«Хуулбар» хуудасны {told} нүдэнд өөр хариулт байна: «Хоёр дахь хуудасны хариулт»" in found[told]


def test_the_comments_that_come_back_are_no_stray_content(out):
    layout, data, seal = out
    came = filled(data, seal, {slot_at(seal, "percent").a1: 65})
    back = correct(Returned(came, judged(came, seal), CREATED), layout, plan(), PASSWORD, Settings())
    assert codes(judged(edited(back, lambda book: None), seal)) == ["F106"]


def test_an_empty_form_is_marked_once_at_its_first_cell(out):
    layout, data, seal = out
    found, selected = comments(
        correct(Returned(data, judged(data, seal), CREATED), layout, plan(), PASSWORD, Settings()), seal.sheet
    )
    assert len(found) == 1
    assert selected in found
    assert "[F100]" in found[selected]


def test_locks_and_checks_are_whole_again(out):
    layout, data, seal = out

    def spoil(book):
        sheet = book[seal.sheet]
        sheet.protection.disable()
        sheet.data_validations.dataValidation = sheet.data_validations.dataValidation[:1]
        sheet[slot_at(seal, "target", 0, "plan").a1] = "Хялбар зорилт"

    came = edited(filled(data, seal), spoil)
    before = judged(came, seal)
    assert {"L101", "L301", "L402"} <= set(codes(before, "L"))
    back = correct(Returned(came, before, CREATED), layout, plan(), PASSWORD, Settings())
    assert codes(judged(back, seal)) == []


def test_a_damaged_form_gets_its_answers_back_into_their_rows(out):
    layout, data, seal = out

    def wipe(book):
        sheet = book[seal.sheet]
        for line in seal.lines:
            sheet.cell(line.row, dict(seal.fields)["key"]).value = None
            for name in ("state", "control"):
                sheet.cell(line.row, dict(seal.fields)[name]).value = None

    named = measures(3, 1)
    chosen = plan(tuple(replace(m, measure=f"{m.measure} {n}") for n, m in enumerate(named)))
    layout = form_layout(chosen)
    data, seal = issued(layout, chosen)
    came = edited(filled(data, seal), wipe)
    before = judged(came, seal)
    assert before.verdict == Verdict.RETURNED
    assert [f.code for f in before.findings if f.severity == Severity.ERROR] == ["L401"]
    after = judged(correct(Returned(came, before, CREATED), layout, chosen, PASSWORD, Settings()), seal)
    assert after.verdict == Verdict.ACCEPTED
    assert [same(row) for row in after.rows] == [same(row) for row in before.rows]
    assert all(row.achieved for row in after.rows)


def test_long_texts_of_two_rows_stay_two_rows(out):
    layout, data, seal = out
    base, more = slot_at(seal, "achieved"), slot_at(seal, "achieved", role="continuation")
    came = filled(data, seal, {base.a1: "а" * 20000, more.a1: "б" * 20000})
    before = judged(came, seal)
    after = judged(correct(Returned(came, before, CREATED), layout, plan(), PASSWORD, Settings()), seal)
    assert after.rows[0].achieved == before.rows[0].achieved == "а" * 20000 + "\n" + "б" * 20000


def test_after_a_changed_plan_the_answers_are_carried_over(out):
    _, data, seal = out
    fewer = plan(measures(4, 1))
    fresh = form_layout(fewer, issue=2)
    came = filled(data, seal, {slot_at(seal, "dates", 0).a1: "2024.03.01-2024.04.01"})
    done = carried_over(came, fresh, seal)
    values = {(s.key, s.field): s.value for s in done.layout.slots}
    first = slot_at(seal, "achieved", 0)
    assert values[first.key, "achieved"] == answers(seal)[first.a1]
    assert values[first.key, "dates"] == "2024.03.01-2024.04.01"
    assert [row.key for row in done.left] == [slot_at(seal, "achieved", -1).key for _ in done.left]
    lost = [line.key for line in seal.lines if line.role == "measure"][-1]
    assert [row.key for row in done.left] == [lost]


def test_what_found_no_row_is_quoted_in_the_first_comment(out):
    _, data, seal = out
    fewer = plan(measures(4, 1))
    fresh = form_layout(fewer, issue=2)
    second = replace(seal, token=fresh.token, slots=fresh.slots, lines=fresh.lines)
    came = filled(data, seal)
    before = judge(came, RULES, lookup_of(seal, second))
    found, _ = comments(
        correct(Returned(came, before, CREATED), fresh, fewer, PASSWORD, Settings()), seal.sheet
    )
    first = next(fresh.inputs).a1
    assert "6 арга хэмжээг" in found[first]
    assert "[I202]" in found[first]


def test_own_rows_keep_their_words(out):
    layout, data, seal = out
    row = {s.field: s.a1 for s in seal.slots if s.key == "tasks+3" and not s.locked}
    came = filled(data, seal, {row["measure"]: "Жижүүр", row["achieved"]: "Жижүүрлэв.", row["percent"]: None})
    before = judged(came, seal)
    back = correct(Returned(came, before, CREATED), layout, plan(), PASSWORD, Settings())
    after = judged(back, seal)
    assert [same(r) for r in after.rows if r.added] == [same(r) for r in before.rows if r.added]
    assert row["percent"] in comments(back, seal.sheet)[0]


def test_a_long_form_goes_the_same_way():
    chosen = many()
    layout = form_layout(chosen)
    data, seal = issued(layout, chosen)
    came = filled(data, seal, {slot_at(seal, "percent", 20).a1: None})
    before = judged(came, seal)
    back = correct(Returned(came, before, CREATED), layout, chosen, PASSWORD, Settings())
    assert [same(r) for r in judged(back, seal).rows] == [same(r) for r in before.rows]
    assert comments(back, seal.sheet)[1] == slot_at(seal, "percent", 20).a1


def test_own_rows_find_room_where_the_present_form_has_none(out):
    form = load_form(FORM)
    sections = tuple(
        replace(s, spare=9, spare_without_plan=9) if s.key == "tasks" else s for s in form.section
    )
    wide = replace(form, section=sections)
    period = wide.period_of("2024-Y")
    layout = lay_out(wide, plan(), period, out[0].token)
    data, seal = issued(layout)
    said = {}
    for number in range(1, 10):
        row = {s.field: s.a1 for s in seal.slots if s.key == f"tasks+{number}" and not s.locked}
        said |= {row["measure"]: f"Үүрэг {number}", row["achieved"]: f"Биелэв {number}.", row["percent"]: 1}
        said |= {row["dates"]: "2024.02.01-2024.03.01"}
    came = filled(data, seal, said)
    before = judged(came, seal)
    assert len([row for row in before.rows if row.added]) == 9
    narrow, _, own = out
    after = judged(correct(Returned(came, before, CREATED), narrow, plan(), PASSWORD, Settings()), own)
    assert [same(r) for r in after.rows] == [same(r) for r in before.rows]
    assert codes(after) == codes(before)


def test_answers_without_a_plan_are_told_when_a_plan_has_come(out):
    layout = form_layout(plan(()))
    data, seal = issued(layout, plan(()))
    row = {s.field: s.a1 for s in seal.slots if s.key == "goals+1" and not s.locked}
    came = filled(data, seal, {row["measure"]: "Өөрийн ажил", row["achieved"]: "Хийв.", row["percent"]: 1})
    done = carried_over(came, form_layout(plan(measures(2, 0)), issue=2), seal)
    assert [row.key for row in done.left] == ["goals+1"]
