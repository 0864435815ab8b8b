"""Row heights of HR's own workbooks: estimated, so that no text is clipped, and left open for Excel to fit again."""

from __future__ import annotations

import io
import re

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.place import letters
from perfxl.form.text_heights import Face, text_height
from perfxl.storage.zip_parts import packed, parts_of

_TYPED_INTO = re.compile(rb'(<row r="(?!1")[^>]*?) customHeight="(?:1|true)"')  # all rows but the header's
_MERGED = b"<mergeCells"  # of a sheet to be read only: a merged cell is never fitted
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z")
_FACE = Face(10)
_LEAST = 15.0  # points
_PLAIN = 8.43  # Excel's own column width
_DIGIT = 7  # pixels of a unit of column width


def fit_rows(sheet: Worksheet, first: int = 1) -> None:
    """Gives every row from `first` the height of its longest cell; a cell merged along a row has all its columns."""
    widths = {n: _width(sheet, n) for n in range(1, sheet.max_column + 1)}
    merged = {
        (m.min_row, m.min_col): sum(widths[n] for n in range(m.min_col, m.max_col + 1))
        for m in sheet.merged_cells.ranges
    }
    for number, row in enumerate(sheet.iter_rows(min_row=first, values_only=True), first):
        needed = [
            text_height(str(value), merged.get((number, column), widths[column]), _FACE)
            for column, value in enumerate(row, 1)
            if value is not None
        ]
        if max(needed, default=0) > _LEAST:
            sheet.row_dimensions[number].height = max(needed)


def _width(sheet: Worksheet, column: int) -> float:
    """The pixels of a column."""
    given = sheet.column_dimensions.get(letters(column))
    return _DIGIT * float(given.width if given is not None and given.width else _PLAIN)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes, the heights of rows that HR types into as proposals, which Excel fits again."""
    plain = io.BytesIO()
    book.save(plain)
    parts = parts_of(plain.getvalue())
    fitted = {name: _proposed(part) if _SHEET.match(name) else part for name, part in parts.items()}
    return packed(fitted, book.properties.created)


def _proposed(sheet: bytes) -> bytes:
    return sheet if _MERGED in sheet else _TYPED_INTO.sub(rb"\1", sheet)
