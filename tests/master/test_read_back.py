"""HR's columns: what HR wrote is found by row key, however HR sorted; edits elsewhere are seen; decisions are read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfxl.master.master import master_bytes
from perfxl.master.notes.hr_part import NOTHING, HrPart, NoteCell, OldMaster, OwnCell, OwnSheet
from perfxl.master.notes.read_back import read_master
from perfxl.reading.refusal import Refusal
from perfxl.table.table import Tables
from tests.support.hr_master import column, row_of
from tests.support.months import month


@pytest.fixture
def drawn() -> Tables:
    return month(20, 3, 4)


@pytest.fixture
def path(drawn: Tables, tmp_path: Path) -> Path:
    place = tmp_path / "master.xlsx"
    place.write_bytes(master_bytes(drawn))
    return place


def written(path: Path, entries: dict[tuple[str, str, str], object]) -> OldMaster:
    """Writes (sheet, key, heading) -> value as a person would, saves, reads back."""
    book = openpyxl.load_workbook(path)
    for (name, key, heading), value in entries.items():
        sheet = book[name]
        sheet.cell(row_of(sheet, key), column(sheet, heading)).value = value
    book.save(path)
    return read_master(path)


def test_an_untouched_master_holds_every_key_no_note_and_no_edit(path: Path, drawn: Tables) -> None:
    old = read_master(path)
    assert old.keys["people"] == {p.key for p in drawn.people}
    assert old.keys["measures"] == {r.key for r in drawn.rows}
    assert old.own.cells == {} and old.edits == () and old.requests == ()


def test_a_note_is_found_by_its_row_s_key(path: Path, drawn: Tables) -> None:
    key = drawn.rows[5].key
    old = written(path, {("Арга хэмжээ", key, "ХН тэмдэглэл"): "Баримтыг үзэв"})
    assert old.own.cells == {("measures", key, "ХН тэмдэглэл"): NoteCell("Баримтыг үзэв")}


def test_a_note_survives_sorting_and_the_next_master(path: Path, drawn: Tables, tmp_path: Path) -> None:
    keys = [drawn.rows[n].key for n in (0, 7)]
    book = openpyxl.load_workbook(path)
    sheet = book["Арга хэмжээ"]
    for key in keys:
        sheet.cell(row_of(sheet, key), column(sheet, "ХН тэмдэглэл")).value = f"Тэмдэглэл {key}"
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, line in enumerate(reversed(lines), 2):
        for place, value in enumerate(line, 1):
            sheet.cell(number, place).value = value
    book.save(path)
    old = read_master(path)
    assert {key: old.own.cells["measures", key, "ХН тэмдэглэл"].text for key in keys} == {
        key: f"Тэмдэглэл {key}" for key in keys
    }
    again = tmp_path / "again.xlsx"
    again.write_bytes(master_bytes(drawn, old.own))
    assert read_master(again).own.cells == old.own.cells


def test_a_column_that_hr_adds_is_carried_with_its_numbers_and_dates(
    path: Path, drawn: Tables, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Албан хаагч"]
    place = sheet.max_column + 1
    sheet.cell(1, place).value = "ХН оноо"
    sheet.cell(3, place).value = 4.5
    sheet.cell(4, place).value = 45_000
    sheet.cell(4, place).number_format = "yyyy.mm.dd"
    book.save(path)
    old = read_master(path)
    again = tmp_path / "again.xlsx"
    again.write_bytes(master_bytes(drawn, old.own))
    after = openpyxl.load_workbook(again)["Албан хаагч"]
    there = column(after, "ХН оноо")
    assert [cell.value for cell in after[1]][-2:] == ["ХН оноо", "Түлхүүр"]
    assert after.cell(3, there).value == 4.5
    assert after.cell(4, there).number_format == "yyyy.mm.dd" and after.cell(4, there).is_date


def test_an_edit_outside_hr_s_columns_is_named_with_its_cell(path: Path, drawn: Tables) -> None:
    key = drawn.rows[2].key
    old = written(path, {("Арга хэмжээ", key, "Биелэлтийн хувь"): 0.99})
    (edit,) = old.edits
    assert (edit.kind, edit.sheet, edit.cell, edit.heading, edit.key) == (
        "cell", "Арга хэмжээ", "P4", "Биелэлтийн хувь", key,
    )  # fmt: skip


def test_a_column_without_the_prefix_is_named_cell_by_cell(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Албан хаагч"]
    place = sheet.max_column + 1
    sheet.cell(1, place).value = "Миний багана"
    sheet.cell(2, place).value = "а"
    sheet.cell(3, place).value = "б"
    book.save(path)
    assert [(edit.kind, edit.cell, edit.heading, edit.text) for edit in read_master(path).edits] == [
        ("column", "X2", "Миний багана", "а"),
        ("column", "X3", "Миний багана", "б"),
    ]


def test_words_on_a_row_without_a_key_are_named(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Албан хаагч"]
    row = sheet.max_row + 1
    sheet.cell(row, column(sheet, "ХН тэмдэглэл")).value = "Шинэ хүн"
    book.save(path)
    (edit,) = read_master(path).edits
    assert (edit.kind, edit.heading, edit.text) == ("row", "ХН тэмдэглэл", "Шинэ хүн")


def test_a_decision_comes_with_its_reason_and_the_version_that_was_shown(path: Path, drawn: Tables) -> None:
    held = next(p for p in drawn.people if p.state == "held")
    old = written(
        path,
        {
            ("Албан хаагч", held.key, "ХН шийдвэр"): "Хүлээн авах",
            ("Албан хаагч", held.key, "ХН үндэслэл"): "Утсаар тодруулав",
        },
    )
    (request,) = old.requests
    assert (request.code, request.arrival, request.what, request.why) == (
        held.key,
        held.arrival,
        "accept",
        "Утсаар тодруулав",
    )


def test_a_decision_in_other_words_is_not_guessed(path: Path, drawn: Tables) -> None:
    key = drawn.people[0].key
    (request,) = written(path, {("Албан хаагч", key, "ХН шийдвэр"): "за"}).requests
    assert (request.what, request.said) == ("", "за")


def test_a_sheet_that_hr_added_goes_along(path: Path, drawn: Tables, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)
    own = book.create_sheet("Миний тооцоо")
    own["B2"] = "Нийт"
    own["C2"] = "=SUM(D1:D3)"
    own["C3"] = "=[1]Sheet1!A1"
    book.save(path)
    again = tmp_path / "again.xlsx"
    again.write_bytes(master_bytes(drawn, read_master(path).own))
    sheet = openpyxl.load_workbook(again)["Миний тооцоо"]
    assert (sheet["B2"].value, sheet["C2"].value, sheet["C3"].value) == ("Нийт", "=SUM(D1:D3)", None)


def test_the_large_way_of_writing_reads_back_the_same(
    drawn: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perfxl.master.master.LARGE", 0)
    key = drawn.rows[1].key
    own = replace(NOTHING, cells={("measures", key, "ХН тэмдэглэл"): NoteCell("Үлдэнэ")})
    place = tmp_path / "large.xlsx"
    place.write_bytes(master_bytes(drawn, own))
    old = read_master(place)
    assert old.own.cells == own.cells
    assert old.edits == ()


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "master.xlsx"
    place.write_bytes(b"not a zip")
    with pytest.raises(Refusal):
        read_master(place)


def test_own_sheets_are_written_even_when_empty(drawn: Tables, tmp_path: Path) -> None:
    place = tmp_path / "master.xlsx"
    own = HrPart(sheets=(OwnSheet("Хоосон", ()), OwnSheet("Нэг", (OwnCell(1, 1, NoteCell(True)),))))
    place.write_bytes(master_bytes(drawn, own))
    book = openpyxl.load_workbook(place)
    assert book["Нэг"]["A1"].value is True
    assert "Хоосон" in book.sheetnames
