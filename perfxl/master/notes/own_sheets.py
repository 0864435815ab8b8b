"""Sheets that HR added to a master: their cells are carried into the next one, after ours."""

from __future__ import annotations

from perfxl.master.notes.read_back import HrPart, OwnCell
from perfxl.master.xlsx_book import XlsxBook, put
from perfxl.table.cell_values import Link


def write_own_sheets(book: XlsxBook, own: HrPart) -> None:
    """HR's sheets, cell by cell; formulas keep their values beside them. Pictures and charts are not carried."""
    for sheet in own.sheets:
        ws = book.sheet(sheet.name)
        for cell in sorted(sheet.cells, key=lambda one: (one.row, one.column)):
            style = book.style(num_format=cell.kept.number_format, text_wrap="\n" in str(cell.kept.value))
            put(ws, cell.row - 1, cell.column - 1, _value(cell), style)


def _value(cell: OwnCell) -> Link | str | float | bool | None:
    """A formula that stays inside the workbook goes along; of any other the value."""
    if not cell.formula or any(sign in cell.formula for sign in "[|"):
        return cell.kept.value
    shown = cell.kept.value
    return Link(f"={cell.formula}", "" if shown is None else shown)
