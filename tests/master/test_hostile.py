"""Hostile texts in the master: they come out as the text they were, by our reader, openpyxl and calamine alike."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfxl.master.master import master_bytes
from perfxl.master.notes.hr_part import HrPart, NoteCell
from perfxl.master.notes.old_workbook import OldBook
from perfxl.master.notes.read_back import read_master
from perfxl.reading.row_stream import Line
from perfxl.table.table import Tables
from tests.support.months import month

calamine = pytest.importorskip("python_calamine", exc_type=ImportError)

TEXTS = {
    "a formula": "=1+1",
    "a link as a formula": '=HYPERLINK("http://example.com","дарна уу")',
    "a command": "=cmd|' /C calc'!A0",
    "plus, minus and at": "+7 -5 @SUM(A1)",
    "an array formula": "{=SUM(A1:A9)}",
    "an address of the web": "https://example.com/?a=1&b=2",
    "control characters": "а\x01б\x0bв\x1fг",
    "an escape spelt out": "_x0041_ _x000D_",
    "line ends of three kinds": "нэг\nхоёр\r\nгурав\rдөрөв",
    "spaces at both ends": "  дунд  ",
    "emoji": "👍🏽 👨‍👩‍👧 𝄞",
    "marks of right to left": "а\u202eб\u200fв\u2066г\u2069",
    "zero width": "а\u200bб\ufeffв",
    "markup": "<b>&amp;</b> ]]> <!-- -->",
    "XlsxWriter's own rich text": "<r><t>нууц</t></r>",
    "quotes": "\"«'`“",
    "a number as text": "007",
    "a true value as text": "TRUE",
    "an error as text": "#REF!",
    "a cell's full length": "ө" * 32_767,
    "a full length of emoji": "👍" * 16_383,
}


def with_text(text: str) -> Tables:
    drawn = month(9, 2, 2)
    row = drawn.rows[0]
    words = {"achieved": text, "goal": text, "measure": text, "target": text}
    who = replace(row.employee, unit=text[:200], position=text[:200], name=text[:200])
    people = (replace(drawn.people[0], employee=who, verifier=text[:500]), *drawn.people[1:])
    rows = (replace(row, employee=who, answered=replace(row.answered, **words)), *drawn.rows[1:])
    return replace(drawn, rows=rows, people=people, units=(text[:200], *drawn.units), organisation=text[:100])


def ours(path: Path) -> dict[str, object]:
    lines: dict[int, Line] = {}
    with OldBook(path) as book:
        sheet = book.sheet("Арга хэмжээ")
        assert sheet
        book.read(sheet, lambda number, line: lines.update({number: line}))
    heads = {cell.value: column for column, cell in lines[1].items()}
    return {str(head): lines[2][column].value for head, column in heads.items() if column in lines[2]}


@pytest.mark.parametrize("large", [False, True], ids=["with tables", "with flat memory"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_it_comes_out_as_it_was(
    text: str, large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr("perfxl.master.master.LARGE", 0)
    path = tmp_path / "master.xlsx"
    own = HrPart(cells={("measures", with_text(text).rows[0].key, "ХН тэмдэглэл"): NoteCell(text)})
    path.write_bytes(master_bytes(with_text(text), own))
    found = ours(path)
    assert [found[h] for h in ("Зорилт", "Арга хэмжээ", "Хүрэх түвшин", "Хүрсэн түвшин (биелэлт)")] == [
        text
    ] * 4
    assert found["ХН тэмдэглэл"] == text
    sheet = openpyxl.load_workbook(path)["Арга хэмжээ"]
    assert sheet["M2"].data_type == "s"
    assert text in (sheet["M2"].value, unescaped(str(sheet["M2"].value)))
    seen = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Арга хэмжээ").to_python()[1][12]
    assert text in (seen, unescaped(str(seen)))
    old = read_master(path)
    assert old.edits == () and old.own.cells == own.cells


def unescaped(text: str) -> str:
    """openpyxl leaves `_xHHHH_` as it is spelt, most of the time."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), text)


def test_no_formula_stands_there_but_ours() -> None:
    data = master_bytes(with_text('=HYPERLINK("http://example.com","x")'))
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert not re.search(r'^=HYPERLINK\("http', str(cell.value)), cell.coordinate


def test_what_no_workbook_can_hold_becomes_a_mark() -> None:
    data = master_bytes(with_text("а\ud800б\uffffв"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Арга хэмжээ"]
    assert sheet["M2"].value == "а\ufffdб\ufffdв"


def test_a_text_over_the_limit_ends_in_an_ellipsis() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(master_bytes(with_text("ө" * 40_000))))["Арга хэмжээ"]
    assert sheet["M2"].value == "ө" * 32_766 + "…"


def test_rows_may_be_fitted_again_by_the_program() -> None:
    with zipfile.ZipFile(io.BytesIO(master_bytes(month(9, 2, 2)))) as archive:
        part = archive.read("xl/worksheets/sheet3.xml").decode()
    assert re.search(r'<row r="2"[^>]* ht="', part)
    assert "customHeight" not in part
