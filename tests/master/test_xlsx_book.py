"""The large sheet's own writing of cells: to the letter what XlsxWriter itself writes."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from perfxl.master.xlsx_book import FreeSheet, XlsxBook, put
from perfxl.table.cell_values import Link, Value, link
from tests.support.months import MADE

ODD = (
    "Тайлан", " зай ", "\tзай", "a & b < c > d \"e\" 'f'", "мөр\nмөр", "мөр\n", "_x000D_", "_x0041", "<r>x</r>", "<r>", "r</r>",
    "\x00\x1f\x0b", "\x85", "\ufffe\uffff", "\xa0", "=1+1", "-", "0", "\u202e", "😀", "]]>",
)  # fmt: skip
VALUES: tuple[Value, ...] = (*ODD, "", None, 1, 0.655, True, date(2024, 5, 3), Link("=SUM(A1:A2)", 3.5))


def sheet_xml(kind: type | None, values: tuple[Value, ...], large: bool) -> str:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": large, "strings_to_formulas": False})
    sheet = book.add_worksheet("А", kind)
    looks = [book.add_format({"bold": True}), book.add_format({"italic": True})]
    for row, value in enumerate(values):
        for column in (0, 1, 27):
            put(sheet, row, column, value, looks[row % 2])
    sheet.write_string(len(values), 0, "no format")
    book.close()
    with zipfile.ZipFile(out) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode("utf-8")


@pytest.mark.parametrize("large", [False, True])
def test_every_kind_of_cell_is_written_as_xlsxwriter_writes_it(large: bool) -> None:
    assert sheet_xml(FreeSheet, VALUES, large) == sheet_xml(None, VALUES, large)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_written_as_xlsxwriter_writes_it(text: str) -> None:
    assert sheet_xml(FreeSheet, (text,), True) == sheet_xml(None, (text,), True)


def test_a_link_is_written_as_xlsxwriter_writes_it() -> None:
    plain = (link("../accepted/Нэгж/007 Д.Нэр.xlsx#'Тайлан'!F12", "F12"), link("a", 3.0))
    assert sheet_xml(FreeSheet, plain, True) == sheet_xml(None, plain, True)


@pytest.mark.parametrize("word", ["DROP(x)", "LAMBDA(x)", "}"])
def test_a_word_in_a_link_is_never_taken_for_a_function(word: str, tmp_path: Path) -> None:
    book = XlsxBook(MADE, True)
    put(book.sheet("А"), 0, 0, link(f"../{word}.xlsx", "x"), book.style())
    (tmp_path / "a.xlsx").write_bytes(book.close())
    assert load_workbook(tmp_path / "a.xlsx")["А"]["A1"].value == f'=HYPERLINK("../{word}.xlsx","x")'
