"""What is done to a form on purpose or by accident: each its codes, exactly, and the verdict that follows."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl.comments import Comment
from openpyxl.formula.translate import Translator
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName

from perfxl.checks.judge import IssuedSeals, Rules, judge
from perfxl.form.definition import load_form
from perfxl.form.layout import lay_out
from perfxl.form.references import respelt
from perfxl.form.seal import seal as sealed
from perfxl.form.token import DEFINED_NAME, Token
from tests.checks.attacks import cell_xml, put, rewritten
from tests.checks.forms import FORM, RULES, cells, codes, edited, filled, form_layout, issued, judged, slot_at
from tests.issue.sample import measures, plan


@pytest.fixture(scope="module")
def out():
    """A form with measures that differ, filled in."""
    rows = tuple(replace(m, measure=f"{m.measure} {n}") for n, m in enumerate(measures(5, 2), 1))
    chosen = plan(rows)
    data, seal = issued(form_layout(chosen), chosen)
    return filled(data, seal), seal


def sheet_change(change):
    """An attack through openpyxl on the form's sheet."""

    def attack(data, seal):
        return edited(data, lambda book: change(book, book[seal.sheet], seal))

    return attack


def xml_change(make):
    """An attack in the sheet's XML."""

    def attack(data, seal):
        return rewritten(data, make(seal))

    return attack


def at(seal, field, row=0, role="plan"):
    return slot_at(seal, field, row, role).a1


def setting(field, row, role, value):
    """A cell typed over."""

    def change(book, sheet, seal):
        address = slot_at(seal, field, row, role).a1
        sheet[address].value = value(sheet[address].value) if callable(value) else value

    return sheet_change(change)


def look(field, role="input", **style):
    """A cell with another look."""

    def change(book, sheet, seal):
        for name, value in style.items():
            setattr(sheet[at(seal, field, 1, role)], name, value)

    return sheet_change(change)


def key_cell(sheet, seal, key):
    row = next(line.row for line in seal.lines if line.key == key)
    return sheet.cell(row, dict(seal.fields)["key"])


def planned(seal):
    return [line for line in seal.lines if line.role == "measure"]


def free_row(seal):
    return max(line.row for line in seal.lines) + 2


def copied_row(book, sheet, seal, change=None):
    """A measure's row copied below the form, as a paste of the whole row does."""
    source, target = planned(seal)[1].row, free_row(seal)
    for column in range(1, 20):
        cell = sheet.cell(source, column)
        if column not in (dict(seal.fields)[n] for n in ("status", "state", "control", "computed")):
            sheet.cell(target, column).value = cell.value
            sheet.cell(target, column).number_format = cell.number_format
    if change:
        sheet.cell(target, dict(seal.fields)["achieved"]).value = change


def foreign_row(book, sheet, seal):
    copied_row(book, sheet, seal, "Өөр маягтын хариулт")
    sheet.cell(free_row(seal), dict(seal.fields)["key"]).value = "m00000000ff"


def deleted_row(book, sheet, seal):
    """A row and its continuation emptied, as if they were deleted."""
    for line in seal.lines:
        if line.key.partition("/")[0] == planned(seal)[1].key:
            for column in range(1, 20):
                sheet.cell(line.row, column).value = None


def swapped_rows(book, sheet, seal):
    """Two rows change places with all that stands in them, as sorting does."""
    one, two = planned(seal)[1].row, planned(seal)[2].row
    places = [(row, column) for row in (0, 1) for column in range(1, 20)]
    for row, column in places:
        first, second = sheet.cell(one + row, column), sheet.cell(two + row, column)
        first.value, second.value = (
            moved(second.value, second.coordinate, first.coordinate),
            moved(first.value, first.coordinate, second.coordinate),
        )


def swapped_as_they_stand(book, sheet, seal):
    """Two rows change places cell by cell, their formulas written as they were."""
    one, two = planned(seal)[1].row, planned(seal)[2].row
    for row, column in [(row, column) for row in (0, 1) for column in range(1, 20)]:
        first, second = sheet.cell(one + row, column), sheet.cell(two + row, column)
        first.value, second.value = second.value, first.value


def swapped_without_continuations(book, sheet, seal):
    """Two rows change places, the rows that go on from them stay."""
    one, two = planned(seal)[1].row, planned(seal)[2].row
    for column in range(1, 20):
        first, second = sheet.cell(one, column), sheet.cell(two, column)
        first.value, second.value = (
            moved(second.value, second.coordinate, first.coordinate),
            moved(first.value, first.coordinate, second.coordinate),
        )


def swapped_and_changed(book, sheet, seal):
    """Two rows change places, and in one of them a formula is another."""
    swapped_as_they_stand(book, sheet, seal)
    sheet[at(seal, "control", 0, "key")].value = "=0"


def moved(value, old, new):
    if isinstance(value, str) and value.startswith("="):
        return Translator(value, old).translate_formula(new)
    return value


def typed_control(book, sheet, seal):
    address = next(s.a1 for s in seal.slots if s.field == "control_number")
    sheet[address].value = "123-456"


def without_keys(book, sheet, seal):
    for line in seal.lines:
        key_cell(sheet, seal, line.key).value = None


def without_fields(book, sheet, seal):
    for column in range(1, 20):
        sheet.cell(4, column).value = None


def without_validation(*fields):
    def change(book, sheet, seal):
        gone = {at(seal, field, row, "input") for field, row in fields}
        for rule in sheet.data_validations.dataValidation:
            kept = [str(r) for r in rule.sqref.ranges]
            cells_ = [c for r in kept for row in sheet[r if ":" in r else f"{r}:{r}"] for c in row]
            rule.sqref = type(rule.sqref)(" ".join(c.coordinate for c in cells_ if c.coordinate not in gone))

    return sheet_change(change)


def paragraphs(data, seal):
    """Three paragraphs pasted at once into a cell: they land in three rows and take the validation with them."""
    achieved = dict(seal.fields)["achieved"]
    first = planned(seal)[0].row
    rows = range(first, first + 3)

    def change(book):
        sheet = book[seal.sheet]
        for number, row in enumerate(rows, 1):
            sheet.cell(row, achieved).value = f"Догол мөр {number}"
            sheet.cell(row, achieved).protection = Protection(locked=True)

    return edited(data, change)


def token_everywhere(token):
    def change(book, sheet, seal):
        for one in book.worksheets:
            for row in one.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("perfxl:"):
                        cell.value = token(seal)
        book.defined_names[DEFINED_NAME] = DefinedName(DEFINED_NAME, attr_text=f'"{token(seal)}"')
        for name in ("subject", "keywords", "identifier"):
            setattr(book.properties, name, token(seal))

    return sheet_change(change)


def one_carrier(text):
    return sheet_change(lambda book, sheet, seal: setattr(book.properties, "subject", text(seal)))


def formula_with_result(field, row, formula, result):
    return xml_change(lambda seal: put(at(seal, field, row, "input"), f"<f>{formula}</f><v>{result}</v>"))


def second_form(book, sheet, seal):
    book.copy_worksheet(sheet).title = "Хуулбар"


def second_form_answered(book, sheet, seal):
    copy = book.copy_worksheet(sheet)
    copy.title = "Хуулбар"
    copy[at(seal, "achieved", 1, "input")].value = "Өөр хариулт"


def second_form_emptied(book, sheet, seal):
    copy = book.copy_worksheet(sheet)
    copy.title = "Хуулбар"
    copy[at(seal, "achieved", 1, "input")].value = None


def other_sheet(book, sheet, seal):
    book.create_sheet("Тооцоо")["B2"].value = "нэмэлт тооцоо"


def hidden_sheet(book, sheet, seal):
    sheet.sheet_state = "hidden"
    book.active = 1


def moved_target(book, sheet, seal):
    """Two targets change places."""
    one, two = at(seal, "target", 0), at(seal, "baseline", 0)
    sheet[one].value, sheet[two].value = sheet[two].value, sheet[one].value


WHITE = Font(color="FFFFFFFF")
SOLID = PatternFill("solid", fgColor="FFFFFFFF")
SIGNED = ("name", "sign:employee")


def signature(value):
    def change(book, sheet, seal):
        cell = next(s.a1 for s in seal.slots if s.key == "sign:employee" and s.field == "name")
        sheet[cell].value = value

    return sheet_change(change)


ATTACKS = [
    ("an easier target", setting("target", 0, "plan", "1 сургалт"), ["L101"], "accepted"),
    ("a target changed by a millionth", setting("target_number", 0, "target", lambda v: v * 1.000001), ["L101"], "accepted"),
    ("a target with a look-alike letter", setting("target", 1, "plan", lambda v: v.replace("а", "a", 1)), ["L101"], "accepted"),
    ("a target with one more blank", setting("target", 1, "plan", lambda v: v.replace(" ", "  ", 1)), ["L101"], "accepted"),
    ("a target turned into a number", setting("target", 1, "plan", 4), ["L101"], "accepted"),
    ("a target turned into a formula", setting("target", 1, "plan", "=1+1"), ["L101"], "accepted"),
    ("target and baseline exchanged", sheet_change(moved_target), ["L101", "L101"], "accepted"),
    ("a baseline emptied", setting("baseline", 0, "plan", None), ["L102"], "accepted"),
    ("a measure rewritten", setting("measure", 2, "plan", "Өөр арга хэмжээ"), ["L101"], "accepted"),
    ("an indicator rewritten", setting("indicator", 2, "plan", "Өөр үзүүлэлт"), ["L101"], "accepted"),
    ("a number of a row changed", setting("ordinal", 0, "plan", 99), ["L101"], "accepted"),
    ("a goal rewritten", setting("goal", 0, "goal", "Зорилт 1. Өөр"), ["L101"], "accepted"),
    ("a title with another name", setting("title", 1, "title", "БАТ ОВОГТОЙ ДОРЖИЙН ТАЙЛАН"), ["L101"], "accepted"),
    ("a caption changed", setting("achieved", 0, "caption", "Тайлбар"), ["L101"], "accepted"),
    ("the signs beside a row typed over", setting("status", 0, "status", "Бүрэн"), ["L103"], "accepted"),
    ("the signs' formula changed", setting("status", 0, "status", '="Бүрэн"'), ["L103", "L503"], "accepted"),
    ("a hidden sum typed over", setting("control", 0, "key", 0), ["L103"], "accepted"),
    ("the control number typed in", sheet_change(typed_control), ["L103"], "accepted"),
    ("a forged result of a formula", formula_with_result("percent", 1, "H1+H2", "1"), ["F110"], "returned"),
    ("a forged result of a sum", formula_with_result("percent", 1, "65/100", "1"), ["F109"], "accepted"),
    ("a formula for an achievement", setting("achieved", 1, "input", "=E14"), ["F110"], "returned"),
    ("white on white", look("achieved", font=WHITE, fill=SOLID), ["L209"], "accepted"),
    ("tiny letters", look("achieved", font=Font(size=1)), ["L209"], "accepted"),
    ("a format that hides", look("achieved", number_format=";;;"), ["L209"], "accepted"),
    ("a plan's cell with another format", look("ordinal", "plan", number_format="0.00"), ["L104"], "accepted"),
    ("a row hidden", sheet_change(lambda b, s, seal: setattr(s.row_dimensions[planned(seal)[1].row], "hidden", True)), ["L206"], "accepted"),
    ("a row without height", xml_change(lambda seal: lambda text: re.sub(rf'<row r="{planned(seal)[1].row}"[^>]*>', f'<row r="{planned(seal)[1].row}" ht="0" customHeight="1">', text)), ["L206"], "accepted"),
    ("a column hidden", sheet_change(lambda b, s, seal: setattr(s.column_dimensions["E"], "hidden", True)), ["L207"], "accepted"),
    ("the form's sheet hidden", sheet_change(hidden_sheet), ["L208"], "accepted"),
    ("a row deleted", sheet_change(deleted_row), ["F120", "L201"], "returned"),
    ("a row copied", sheet_change(copied_row), ["L202"], "accepted"),
    ("a row copied and answered otherwise", sheet_change(lambda b, s, seal: copied_row(b, s, seal, "Өөр хариулт")), ["L203"], "returned"),
    ("a row of somebody else's form", sheet_change(foreign_row), ["L204"], "accepted"),
    ("rows exchanged", sheet_change(swapped_rows), ["L205"], "accepted"),
    ("rows exchanged, formulas as they stood", sheet_change(swapped_as_they_stand), ["L205"], "accepted"),
    ("rows exchanged, not what goes on from them", sheet_change(swapped_without_continuations), ["L205"], "accepted"),
    ("rows exchanged and a formula changed", sheet_change(swapped_and_changed), ["L103", "L205", "L503"], "accepted"),
    ("a key emptied", sheet_change(lambda b, s, seal: setattr(key_cell(s, seal, planned(seal)[2].key), "value", None)), ["L211", "L503"], "returned"),
    ("all keys emptied", sheet_change(without_keys), ["L401"], "returned"),
    ("the hidden row of fields emptied", sheet_change(without_fields), ["L401"], "returned"),
    ("protection taken off", sheet_change(lambda b, s, seal: s.protection.disable()), ["L402"], "accepted"),
    ("all checks of the cells lost", sheet_change(lambda b, s, seal: setattr(s.data_validations, "dataValidation", [])), ["L308"], "accepted"),
    ("cells pasted over", without_validation(("achieved", 0), ("percent", 2)), ["L301"], "accepted"),
    ("a cell locked by a paste", look("achieved", protection=Protection(locked=True)), ["L301"], "accepted"),
    ("three paragraphs pasted into three rows", paragraphs, ["L301", "L302"], "accepted"),
    ("inputs merged", sheet_change(lambda b, s, seal: s.merge_cells(f"{at(seal, 'achieved', 0, 'input')}:{at(seal, 'dates', 0, 'input')}")), None, None),
    ("something typed below", sheet_change(lambda b, s, seal: s.__setitem__(f"B{free_row(seal)}", "Дараа нэмж бичив")), ["L304"], "accepted"),
    ("something typed beside", sheet_change(lambda b, s, seal: s.__setitem__("Z20", 65)), ["L304"], "accepted"),
    ("something typed into the panel", sheet_change(lambda b, s, seal: s.__setitem__("N1", "тэмдэглэл")), ["L101"], "accepted"),
    ("a comment", sheet_change(lambda b, s, seal: setattr(s[at(seal, "achieved", 1, "input")], "comment", Comment("Хавсралтыг үзнэ үү", "Д"))), ["L306"], "accepted"),
    ("a second copy of the form", sheet_change(second_form), ["L403", "L503"], "accepted"),
    ("a second copy of the form with an answer less", sheet_change(second_form_emptied), ["L403", "L503"], "accepted"),
    ("a second copy of the form, answered otherwise", sheet_change(second_form_answered), ["L405", "L503"], "returned"),
    ("a sheet of one's own", sheet_change(other_sheet), ["L404"], "accepted"),
    ("a colleague's signature", signature("Б.Батцэцэг"), ["I301"], "accepted"),
    ("a colleague's token in one place", one_carrier(lambda seal: replace(seal.token, code="008").text), ["I102"], "held"),
    ("a token with a changed period", one_carrier(lambda seal: seal.token.text.replace("2024", "2023")), ["I103"], "accepted"),
    ("the token of an unknown colleague", token_everywhere(lambda seal: replace(seal.token, code="008").text), ["I104"], "held"),
    ("last year's token", token_everywhere(lambda seal: replace(seal.token, period="2023-Y").text), ["I105"], "held"),
    ("the token of another form", token_everywhere(lambda seal: replace(seal.token, form="annex-7").text), ["I106"], "held"),
    ("an issue that was never made", token_everywhere(lambda seal: replace(seal.token, issue=9).text), ["I109"], "held"),
    ("a form of nobody", token_everywhere(lambda seal: Token(FORM, "2024-Y", "", 0).text), ["I110"], "held"),
    ("no token anywhere", token_everywhere(lambda seal: "perfxl:?"), ["I112"], "refused"),
    ("all percents as 6500%", setting("percent", 0, "input", 65), ["F106"], "accepted"),
    ("a percent with an exponent", setting("percent", 0, "input", "1e2"), ["F103"], "returned"),
    ("dates of another century", setting("dates", 0, "input", "2204.01.01-2204.12.31"), ["F205"], "accepted"),
    ("letters without width", setting("achieved", 0, "input", "Хийв\u200b."), ["F403"], "accepted"),
]  # fmt: skip

HONEST = [
    ("the sheet renamed", sheet_change(lambda b, s, seal: setattr(s, "title", "Sheet1"))),
    ("the guide first", sheet_change(lambda b, s, seal: b.move_sheet(s, 1))),
    ("the guide deleted", sheet_change(lambda b, s, seal: b.remove(b.worksheets[1]))),
    ("the guide hidden", sheet_change(lambda b, s, seal: setattr(b.worksheets[1], "sheet_state", "veryHidden"))),
    ("a locked text decomposed", setting("target", 1, "plan", lambda v: v.replace("й", "и\u0306"))),
    ("the defined name lost", sheet_change(lambda b, s, seal: b.defined_names.pop(DEFINED_NAME))),
    ("rows made higher", sheet_change(lambda b, s, seal: setattr(s.row_dimensions[20], "height", 99))),
    ("bold letters", look("achieved", font=Font(bold=True))),
    ("a yellow cell", look("achieved", fill=PatternFill("solid", fgColor="FFFFFF00"))),
    ("filters and freezing", sheet_change(lambda b, s, seal: setattr(s, "freeze_panes", "C3"))),
    ("zoom", sheet_change(lambda b, s, seal: setattr(s.sheet_view, "zoomScale", 150))),
]  # fmt: skip


def test_there_are_enough_of_them():
    assert len(ATTACKS) >= 40
    assert len({name for name, *_ in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize(
    ("attack", "wanted", "verdict"), [a[1:] for a in ATTACKS], ids=[a[0] for a in ATTACKS]
)
def test_each_attack_gets_its_codes_and_no_others(out, attack, wanted, verdict):
    data, seal = out
    found = judged(attack(data, seal), seal)
    if wanted is None:
        assert "L303" in codes(found)
        return
    assert sorted(codes(found)) == wanted
    assert str(found.verdict) == verdict


@pytest.mark.parametrize("change", [h[1] for h in HONEST], ids=[h[0] for h in HONEST])
def test_what_is_no_fault_is_not_told(out, change):
    data, seal = out
    found = judged(change(data, seal), seal)
    assert codes(found) == []
    assert found.digest == judged(data, seal).digest


def test_the_answers_outlive_every_attack_on_the_lock(out):
    data, seal = out
    good = {row.key: row.achieved for row in judged(data, seal).rows}
    for name, attack, wanted, _ in ATTACKS:
        if (
            wanted
            and all(code[0] == "L" for code in wanted)
            and name != "three paragraphs pasted into three rows"
        ):
            rows = {row.key: row.achieved for row in judged(attack(data, seal), seal).rows}
            assert rows == good, name


def test_pasted_cells_are_named_as_ranges(out):
    data, seal = out
    found = judged(paragraphs(data, seal), seal)
    first = planned(seal)[0].row
    assert cells(found, "L301") == [f"F{first}:F{first + 2}"]
    assert cells(found, "L302") == [f"F{first}:F{first + 2}"]


def test_an_older_version_is_reseated_and_told(out):
    data, seal = out
    form = load_form(FORM)
    rows = tuple(replace(m, measure=f"{m.measure} {n}") for n, m in enumerate(measures(5, 2), 1))
    second = sealed(
        lay_out(form, plan(rows), form.period_of("2024-Y"), Token(form.id, "2024-Y", "007", 2)), "2"
    )
    found = judge(data, RULES, lambda token: IssuedSeals(form, (seal, second)))
    assert (codes(found), found.stale, str(found.verdict)) == (["I201"], True, "accepted")


def test_a_form_counted_from_1904_is_refused(out):
    data, seal = out

    def change(text):
        return re.sub(r"<workbookPr([^>]*)/>", r'<workbookPr\1 date1904="1"/>', text)

    found = judged(rewritten(data, change, "xl/workbook.xml"), seal)
    assert (codes(found), str(found.verdict)) == (["G054"], "refused")


def test_a_forged_result_of_a_locked_formula_is_not_read(out):
    data, seal = out
    address = slot_at(seal, "status", 0, "status").a1

    def change(text):
        old = cell_xml(text, address)
        return text.replace(
            old, re.sub(r"<v\b.*?(/>|</v>)", "<v>Бүрэн биелсэн</v>", old.replace("<c ", '<c t="str" '))
        )

    assert codes(judged(rewritten(data, change), seal)) == []


def test_an_unknown_rule_is_not_invented(out):
    data, _ = out
    assert judge(data, Rules(FORM, "2024-Y"), lambda token: None).verdict.value == "held"
    assert copy.copy(RULES) == RULES


def with_text_box(data, text):
    """The workbook with a text box on its form sheet."""
    main = "http://schemas.openxmlformats.org"
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{main}/drawingml/2006/spreadsheetDrawing" xmlns:a="{main}/drawingml/2006/main">'
        "<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row>"
        '<xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="Box"/><xdr:cNvSpPr txBox="1"/>'
        "</xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r>"
        f"<a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        f'Type="{main}/officeDocument/2006/relationships/drawing" Target="../drawings/drawing9.xml"/></Relationships>'
    )
    typed = '<Override PartName="/xl/drawings/drawing9.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
    element = f'<drawing xmlns:r="{main}/officeDocument/2006/relationships" r:id="rId9"/></worksheet>'
    data = rewritten(data, lambda text: text.replace("</worksheet>", element))
    data = rewritten(data, lambda text: text.replace("</Types>", f"{typed}</Types>"), "[Content_Types].xml")
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", relation)
        archive.writestr("xl/drawings/drawing9.xml", drawing)
    return out.getvalue()


def test_a_text_box_is_told_with_its_text(out):
    data, seal = out
    found = judged(with_text_box(data, "Хавсралт дээр тайлбарлав"), seal)
    assert [(f.code, f.facts["text"]) for f in found.findings if f.code == "L307"] == [
        ("L307", "Хавсралт дээр тайлбарлав")
    ]


def test_very_much_outside_the_form_is_counted(out):
    data, seal = out

    def scribble(book):
        for row in range(1, 231):
            book[seal.sheet].cell(free_row(seal) + row, 2).value = f"мөр {row}"

    found = judged(edited(data, scribble), seal)
    (first,) = [f for f in found.findings if f.code == "L304"]
    assert len(first.cell.split(",")) == 200
    assert [f.facts["count"] for f in found.findings if f.code == "L305"] == [30]


def test_somebody_elses_rows_under_ones_own_token_are_one_message(out):
    _, seal = out
    rows = tuple(replace(m, measure=f"{m.measure} өөр {n}") for n, m in enumerate(measures(5, 2), 1))
    chosen = plan(rows)
    other, theirs = issued(form_layout(chosen), chosen)
    found = judged(filled(other, theirs), seal)
    assert [f.code for f in found.findings if f.severity == "error"] == ["L212"]
    assert str(found.verdict) == "returned"


def inserted(layout, after):
    """The layout with an empty row put in, everything below moved as a spreadsheet program moves it."""
    below = lambda row: row + 1 if row > after else row  # noqa: E731
    down = lambda row, _: str(below(row))  # noqa: E731
    slots = tuple(replace(s, row=below(s.row), formula=respelt(s.formula, down)) for s in layout.slots)
    lines = tuple(replace(line, row=below(line.row)) for line in layout.lines)
    return replace(layout, slots=slots, lines=lines, last_row=layout.last_row + 1)


def test_an_inserted_row_moves_nothing_and_its_words_are_told():
    layout = form_layout()
    _, seal = issued(layout)
    after = next(line.row for line in layout.lines if line.role == "measure") + 1
    data, moved_seal = issued(inserted(layout, after))
    assert codes(judged(filled(data, moved_seal), seal)) == []
    said = {f"B{after + 1}": "Нэмж оруулсан ажил", f"F{after + 1}": "Хийв."}
    (found,) = [f for f in judged(filled(data, moved_seal, said), seal).findings if f.code[0] != "E"]
    assert (found.code, found.cell, found.facts["text"]) == (
        "I202",
        f"A{after + 1}",
        "Нэмж оруулсан ажил | Хийв.",
    )
