"""Row heights of HR's own workbooks: estimated, so that no text is clipped, and left open for Excel to fit again."""

from __future__ import annotations

import io
import math
import re
import zipfile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.place import letters

_CUSTOM = re.compile(rb' customHeight="(?:1|true)"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z")
_LINE = 13.0  # points of a line of 10 point Arial
_LEAST, _MOST = 15.0, 409.5
_PER_UNIT = 0.95  # letters of Mongolian text for one unit of column width
_PLAIN = 8.43  # Excel's own column width


def fit_rows(sheet: Worksheet, first: int = 1) -> None:
    """Gives every row from `first` the height of its longest cell; a cell merged along a row has all its columns."""
    widths = {n: _width(sheet, n) for n in range(1, sheet.max_column + 1)}
    merged = {
        (m.min_row, m.min_col): sum(widths[n] for n in range(m.min_col, m.max_col + 1))
        for m in sheet.merged_cells.ranges
    }
    for number, row in enumerate(sheet.iter_rows(min_row=first, values_only=True), first):
        lines = [
            _lines(str(value), merged.get((number, column), widths[column]))
            for column, value in enumerate(row, 1)
            if value is not None
        ]
        if max(lines, default=1) > 1:
            sheet.row_dimensions[number].height = min(max(_LEAST, max(lines) * _LINE + 2), _MOST)


def _width(sheet: Worksheet, column: int) -> float:
    given = sheet.column_dimensions.get(letters(column))
    return float(given.width) if given is not None and given.width else _PLAIN


def _lines(text: str, width: float) -> int:
    room = max(width * _PER_UNIT, 1.0)
    return sum(max(math.ceil(len(line) / room), 1) for line in text.split("\n"))


def saved(book: Workbook) -> bytes:
    """The workbook's bytes, its row heights as proposals: no row says that a person set its height."""
    plain = io.BytesIO()
    book.save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            new.writestr(member, _CUSTOM.sub(b"", data) if _SHEET.match(member.filename) else data)
    return out.getvalue()
