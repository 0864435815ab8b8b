"""A master as HR writes into it: a row found by code or key, a column by its heading."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.master.notes.lying_masters import master_path
from tests.support.stand import Stand

ORGANISATION = "Туршилтын газар"


def write(stand: Stand, code: str, **entries: object) -> None:
    """What HR writes into its columns (by the word after the prefix) beside an employee."""
    book = openpyxl.load_workbook(master(stand))
    sheet = book["Албан хаагч"]
    row = next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 1).value == code)
    for word, text in entries.items():
        sheet.cell(row, column(sheet, f"ХН {word}")).value = text
    book.save(master(stand))


def master(stand: Stand) -> Path:
    return master_path(stand.workspace, ORGANISATION)


def column(sheet: Worksheet, heading: str) -> int:
    return [cell.value for cell in sheet[1]].index(heading) + 1


def row_of(sheet: Worksheet, key: str) -> int:
    keys = column(sheet, "Түлхүүр")
    return next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, keys).value == key)
