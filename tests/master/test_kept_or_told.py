"""What HR wrote where nobody foresaw it: kept where it can be, else named with its cell; never moved to another person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.master.consolidate import Made, take_new
from perfxl.master.notes.lying_masters import master_path
from perfxl.storage.files import pending_of
from perfxl.workspace.run import running
from tests.ledger.made import when
from tests.support.hr_master import ORGANISATION, column, master, row_of, write
from tests.support.runs import sync
from tests.support.stand import Stand

PEOPLE, MEASURES, NOTE = "Албан хаагч", "Арга хэмжээ", "ХН тэмдэглэл"


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path, monkeypatch, tuple(f"К-{n:02d}" for n in range(6)))
    for one in made.people[:5]:
        made.drop(f"{one.code}.xlsx", f"{one.code} {'returned' if one.code == 'К-03' else 'accepted'} x 1")
    sync(made.workspace, when(100))
    return made


def edited(stand: Stand, change: Callable[[openpyxl.Workbook], None], minutes: float = 200) -> Made:
    """HR changes the master, then everything is run; what became of the master."""
    book = openpyxl.load_workbook(master(stand))
    change(book)
    book.save(master(stand))
    return sync(stand.workspace, when(minutes)).masters.masters[0]


def sheet(stand: Stand, name: str = PEOPLE) -> Worksheet:
    return openpyxl.load_workbook(master(stand))[name]


def told(made: Made) -> list[tuple[str, str, str]]:
    return [(edit.kind, edit.cell, edit.text) for edit in made.edits]


def note(sheet: Worksheet, key: str, heading: str = NOTE) -> object:
    return sheet.cell(row_of(sheet, key), column(sheet, heading)).value


def test_a_note_whose_key_column_is_gone_is_found_by_code_and_by_number(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for name in (PEOPLE, MEASURES):
            ws = book[name]
            ws.cell(3, column(ws, NOTE)).value = f"Үг {name}"
            ws.delete_cols(column(ws, "Түлхүүр"))

    keys = {name: sheet(stand, name).cell(3, column(sheet(stand, name), "Түлхүүр")).value for name in (PEOPLE, MEASURES)}  # fmt: skip
    made = edited(stand, change)
    assert told(made) == []
    for name in (PEOPLE, MEASURES):
        assert note(sheet(stand, name), str(keys[name])) == f"Үг {name}"


def test_a_renamed_sheet_is_read_and_gets_its_name_back(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book[PEOPLE].cell(row_of(book[PEOPLE], "К-02"), column(book[PEOPLE], NOTE)).value = "Ярив"
        book[PEOPLE].title = "Миний хүмүүс"

    made = edited(stand, change)
    assert ("renamed_sheet", "", PEOPLE) in told(made)
    assert note(sheet(stand), "К-02") == "Ярив"
    assert openpyxl.load_workbook(master(stand)).sheetnames.count("Миний хүмүүс") == 0


def test_of_two_columns_with_one_heading_both_are_kept(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        ws = book[PEOPLE]
        for place, text in ((ws.max_column + 1, "Нэг"), (ws.max_column + 2, "Хоёр")):
            ws.cell(1, place).value = "ХН утас"
            ws.cell(row_of(ws, "К-01"), place).value = text

    assert told(edited(stand, change)) == []
    assert (note(sheet(stand), "К-01", "ХН утас"), note(sheet(stand), "К-01", "ХН утас (2)")) == (
        "Нэг",
        "Хоёр",
    )


def test_a_column_of_hr_s_that_is_gone_comes_back_with_its_notes(stand: Stand) -> None:
    write(stand, "К-01", тэмдэглэл="Ярив")
    sync(stand.workspace, when(150))
    made = edited(stand, lambda book: book[PEOPLE].delete_cols(column(book[PEOPLE], NOTE)))
    assert told(made) == [("missing", "", "1")]
    assert note(sheet(stand), "К-01") == "Ярив"


def test_words_in_a_column_without_a_heading_are_named_by_their_cells(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        place = book[PEOPLE].max_column + 2
        book[PEOPLE].cell(3, place).value = "Нэг"
        book[PEOPLE].cell(5, place).value = "Хоёр"

    assert told(edited(stand, change)) == [("headless", "Y3", "Нэг"), ("headless", "Y5", "Хоёр")]


@pytest.mark.parametrize(
    ("name", "cell"), [("Хураангуй", "B60"), ("Хураангуй", "A10"), ("Илрүүлэлт", "E2"), ("Илрүүлэлт", "L2"), ("Тайлбар", "B3")]
)  # fmt: skip
def test_words_on_a_sheet_of_ours_are_named_with_the_file_that_has_them(
    stand: Stand, name: str, cell: str
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book[name][cell] = "Үзсэн"

    made = edited(stand, change)
    assert told(made) == [("page", cell, "Үзсэн")]
    assert made.before and made.before.is_file() and made.before.parent.name == "history"


def test_comments_and_colours_stay_on_their_rows(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        ws = book[PEOPLE]
        for heading in (NOTE, "Төлөв"):
            cell = ws.cell(row_of(ws, "К-02"), column(ws, heading))
            cell.comment = Comment(f"Утсаар {heading}", "HR")
            cell.fill = PatternFill("solid", fgColor="FF92D050")
        ws.cell(1, column(ws, "Төлөв")).comment = Comment("Толгой", "HR")

    assert told(edited(stand, change)) == []
    sync(stand.workspace, when(300))
    ws = sheet(stand)
    for heading in (NOTE, "Төлөв"):
        cell = ws.cell(row_of(ws, "К-02"), column(ws, heading))
        assert (cell.comment.text, cell.fill.fgColor.rgb) == (f"Утсаар {heading}", "FF92D050")
    assert ws.cell(1, column(ws, "Төлөв")).comment.text == "Толгой"


def test_a_comment_that_is_taken_away_is_gone(stand: Stand) -> None:
    def put(book: openpyxl.Workbook) -> None:
        book[PEOPLE]["F3"].comment = Comment("Түр", "HR")

    def take(book: openpyxl.Workbook) -> None:
        book[PEOPLE]["F3"].comment = None

    edited(stand, put)
    edited(stand, take, 300)
    assert [cell.comment for row in sheet(stand).iter_rows() for cell in row if cell.comment] == []


def test_a_comment_on_a_sheet_of_ours_is_named(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Тайлбар"]["A2"].comment = Comment("Юу гэсэн үг вэ", "HR")

    assert told(edited(stand, change)) == [("comment", "A2", "Юу гэсэн үг вэ")]


def test_a_formula_in_hr_s_column_goes_on_with_its_row(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        ws = book[PEOPLE]
        row = row_of(ws, "К-04")
        ws.cell(row, column(ws, NOTE)).value = f'=M{row}*2+$M$2&"L{row}"'

    stand.set_roster(*reversed(stand.people))
    assert told(edited(stand, change)) == []
    ws = sheet(stand)
    row = row_of(ws, "К-04")
    assert row != 6 and note(ws, "К-04") == f'=M{row}*2+$M$2&"L6"'


def test_a_formula_that_asks_another_file_is_named_and_does_not_go_along(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book[PEOPLE].cell(3, column(book[PEOPLE], NOTE)).value = "=cmd|'/C calc'!A0"

    assert ("formula", "V3", "=cmd|'/C calc'!A0") in told(edited(stand, change))
    assert not str(sheet(stand).cell(3, column(sheet(stand), NOTE)).value).startswith("=")


def test_names_merges_lists_and_widths_of_hr_s_own_sheet_go_along(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        own = book.create_sheet("Оноо")
        own["A1"], own["A2"] = "Гарчиг", "=SUM(Онооны_муж)+SUM(perfxl_people[Мөр])"
        own.merge_cells("A1:C1")
        own.column_dimensions["B"].width = 33
        rule = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1='"а,б"')
        rule.add("D4")
        own.add_data_validation(rule)
        own["B2"].comment = Comment("Миний", "HR")
        book.defined_names["Онооны_муж"] = DefinedName("Онооны_муж", attr_text="Оноо!$B$2:$B$9")

    assert told(edited(stand, change)) == []
    book = openpyxl.load_workbook(master(stand))
    own = book["Оноо"]
    assert own["A2"].value == "=SUM(Онооны_муж)+SUM(perfxl_people[Мөр])"
    assert [str(area) for area in own.merged_cells.ranges] == ["A1:C1"]
    assert round(own.column_dimensions["B"].width) == 33
    assert [(str(v.sqref), v.formula1) for v in own.data_validations.dataValidation] == [("D4", '"а,б"')]
    assert own["B2"].comment.text == "Миний"
    assert book.defined_names["Онооны_муж"].attr_text == "Оноо!$B$2:$B$9"


def test_a_chart_of_hr_s_is_named_with_its_sheet(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        own = book.create_sheet("Оноо")
        own.add_chart(openpyxl.chart.BarChart(), "B2")
        own["A1"] = 1

    made = edited(stand, change)
    assert [(edit.kind, edit.sheet) for edit in made.edits] == [("drawing", "Оноо")]


def test_words_over_our_answer_are_named_and_an_answer_of_ours_is_not(stand: Stand) -> None:
    write(stand, "К-03", шийдвэр="хүлээн авах", үндэслэл="Зөв")
    sync(stand.workspace, when(150))
    assert note(sheet(stand), "К-03", "ХН хариу")
    write(stand, "К-03", шийдвэр="буцаах")  # the master still shows the first answer, the run makes another
    assert sync(stand.workspace, when(160)).masters.masters[0].edits == ()
    write(stand, "К-01", хариу="Баярлалаа")
    assert told(sync(stand.workspace, when(200)).masters.masters[0]) == [("over_answer", "", "Баярлалаа")]


# --- rows whose keys are another's ---


def partly_sorted(book: openpyxl.Workbook) -> None:
    """The visible columns move up by one row, the key column stands still; a decision and a note on the row of К-03."""
    ws = book[PEOPLE]
    key = column(ws, "Түлхүүр")
    rows = range(2, ws.max_row + 1)
    lines = [[ws.cell(row, place).value for place in range(1, key)] for row in rows]
    for row, line in zip(rows, [*lines[1:], lines[0]], strict=True):
        for place, value in enumerate(line, 1):
            ws.cell(row, place).value = value
    row = next(row for row in rows if ws.cell(row, 1).value == "К-03")
    for heading, text in (("ХН шийдвэр", "хүлээн авах"), ("ХН үндэслэл", "Зөв"), (NOTE, "К-03-ын үг")):
        ws.cell(row, column(ws, heading)).value = text


def test_nothing_is_carried_out_or_moved_where_a_row_shows_another_than_its_key(stand: Stand) -> None:
    write(stand, "К-02", тэмдэглэл="К-02-ын үг")
    sync(stand.workspace, when(150))
    left = []

    def change(book: openpyxl.Workbook) -> None:
        partly_sorted(book)
        left.append(book)

    made = edited(stand, change)
    assert made.contradicted and made.path == pending_of(master(stand))
    assert stand.verdicts()["К-02.xlsx"] == "accepted*" and stand.verdicts()["К-03.xlsx"] == "returned"
    assert [edit.text for edit in made.edits if edit.kind == "contradicted_note" and edit.cell[0] in "STV"][:3] == [
        "К-02-ын үг", "хүлээн авах", "Зөв",
    ]  # fmt: skip
    assert "К-03-ын үг" in [edit.text for edit in made.edits]
    waiting = openpyxl.load_workbook(made.path)[PEOPLE]
    assert (note(waiting, "К-02"), note(waiting, "К-03")) == ("К-02-ын үг", None)
    assert note(sheet(stand), "К-02") == "К-03-ын үг"  # the old one stands as it was left
    page = (stand.workspace.master / "today.html").read_text(encoding="utf-8")
    assert "perfxl consolidate --take-new" in page


def test_a_person_takes_the_new_master_and_the_old_one_is_in_the_history(stand: Stand) -> None:
    edited(stand, partly_sorted)
    old = master(stand).read_bytes()
    pending = pending_of(master(stand))
    book = openpyxl.load_workbook(pending)
    book[PEOPLE].cell(row_of(book[PEOPLE], "К-01"), column(book[PEOPLE], NOTE)).value = "Хүлээж буйд бичсэн"
    book.save(pending)
    with running(stand.workspace, when(300)) as run:
        (made,) = take_new(run).masters
    assert (made.path, made.contradicted, made.pending) == (master(stand), False, False)
    assert note(sheet(stand), "К-01") == "Хүлээж буйд бичсэн"
    assert old in [path.read_bytes() for path in (stand.workspace.master / "history").iterdir()]
    assert not pending.exists()


def test_a_corrected_name_is_an_edit_and_no_contradiction(stand: Stand) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book[PEOPLE]["E3"] = "Болд Зассан"
        book[PEOPLE].cell(3, column(book[PEOPLE], NOTE)).value = "Үг"

    made = edited(stand, change)
    assert told(made) == [("cell", "E3", "Болд Зассан")] and not made.contradicted


# --- whose master it is ---


def test_a_conflicted_copy_gives_what_the_master_has_not_and_goes_to_the_history(stand: Stand) -> None:
    write(stand, "К-01", тэмдэглэл="Эхнийх")
    sync(stand.workspace, when(150))
    book = openpyxl.load_workbook(master(stand))
    for code, text in (("К-01", "Өөр үг"), ("К-02", "Зөвхөн хуулбарт")):
        book[PEOPLE].cell(row_of(book[PEOPLE], code), column(book[PEOPLE], NOTE)).value = text
    copy = master(stand).with_name(f"{ORGANISATION}-DESKTOP-1.xlsx")
    book.save(copy)
    (made,) = sync(stand.workspace, when(200)).masters.masters
    assert ("copy", "", "Өөр үг") in told(made) and ("copy_read", "", "1") in told(made)
    assert (note(sheet(stand), "К-01"), note(sheet(stand), "К-02")) == ("Эхнийх", "Зөвхөн хуулбарт")
    assert not copy.exists() and list((stand.workspace.master / "history").glob("*DESKTOP*"))


@pytest.mark.parametrize("moved", [6, 1], ids=["the whole organisation is renamed", "one person moves"])
def test_notes_go_where_their_person_is_now(stand: Stand, moved: int) -> None:
    write(stand, "К-00", тэмдэглэл="Миний үг", шийдвэр="хүлээн авах")
    write(stand, "К-05", тэмдэглэл="Сүүлийнх")
    people = [
        replace(one, organisation="Шинэ газар") if n < moved else one for n, one in enumerate(stand.people)
    ]
    stand.set_roster(*people)
    answers = sync(stand.workspace, when(200)).answers
    new = openpyxl.load_workbook(master_path(stand.workspace, "Шинэ газар"))[PEOPLE]
    assert note(new, "К-00") == "Миний үг" and note(new, "К-00", "ХН шийдвэр") == "хүлээн авах"
    assert len(answers) == 1 and sync(stand.workspace, when(300)).answers == ()
    if moved == 6:
        assert note(new, "К-05") == "Сүүлийнх"
        assert not master(stand).exists()
    else:
        assert note(sheet(stand), "К-05") == "Сүүлийнх"


def test_two_organisations_whose_names_make_one_file_name_have_a_master_each(stand: Stand) -> None:
    names = ("Газар/А", "Газар:А", "газар:а")
    people = [replace(one, organisation=names[n % 3]) for n, one in enumerate(stand.people)]
    stand.set_roster(*people)
    masters = sync(stand.workspace, when(200)).masters.masters
    assert len({made.path.name.casefold() for made in masters}) == 3
    for made in masters:
        ws = openpyxl.load_workbook(made.path)[PEOPLE]
        assert {ws.cell(row, 2).value for row in range(2, ws.max_row + 1)} == {made.organisation}
    first = next(made for made in masters if made.organisation == "Газар:А")
    book = openpyxl.load_workbook(first.path)
    code = str(book[PEOPLE]["A2"].value)
    book[PEOPLE].cell(2, column(book[PEOPLE], NOTE)).value = "Энэ газрынх"
    book.save(first.path)
    again = next(m for m in sync(stand.workspace, when(300)).masters.masters if m.organisation == "Газар:А")
    assert again.path == first.path
    assert note(openpyxl.load_workbook(again.path)[PEOPLE], code) == "Энэ газрынх"


def test_an_organisation_with_a_very_long_name_has_a_master(stand: Stand) -> None:
    long = "Хот байгуулалт, барилга, орон сууцжуулалтын " * 4
    stand.set_roster(*(replace(one, organisation=long.strip()) for one in stand.people))
    (made,) = sync(stand.workspace, when(200)).masters.masters
    assert made.path.is_file() and len(made.path.name.encode()) <= 255
    sync(stand.workspace, when(300))
    assert [p.name for p in stand.workspace.master.glob("*.xlsx")] == [made.path.name]


@pytest.mark.parametrize("letters", [130, 161])
def test_a_name_of_two_bytes_a_letter_has_its_master_and_its_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letters: int
) -> None:
    stand = Stand(tmp_path, monkeypatch, ("К-01",))
    monkeypatch.setattr(
        "perfxl.storage.files.PATH_LIMIT", 1000
    )  # as in a short folder: the name alone is too long
    stand.set_roster(*(replace(one, organisation="Ө" * letters, unit="Ү" * letters) for one in stand.people))
    stand.drop("1.xlsx", "К-01 accepted x 1")
    (made,) = sync(stand.workspace, when(200)).masters.masters
    stand.drop("2.xlsx", "К-01 accepted y 1", 250)
    (again,) = sync(stand.workspace, when(300)).masters.masters
    assert made.path == again.path and again.path.is_file()
    (kept,) = (stand.workspace.master / "history").iterdir()
    (copy,) = stand.accepted()
    assert max(len(name.encode()) for name in (kept.name, *copy.split("/"))) <= 255
