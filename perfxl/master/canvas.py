"""Cells of the summary, gathered in any order and written downwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.worksheet import Worksheet

from perfxl.master.xlsx_book import LINE, XlsxBook, put
from perfxl.table.cell_values import Value


@dataclass
class Canvas:
    """Cells of one sheet, gathered in any order and written downwards: (row, column, last column) -> value, style."""

    cells: dict[tuple[int, int, int], tuple[Value, Any]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

    def add(self, row: int, column: int, value: Value, style: Any, last: int | None = None) -> None:
        """A value in a cell, or over several of one row up to `last`."""
        self.cells[row, column, column if last is None else last] = (value, style)

    def write(self, ws: Worksheet) -> None:
        """Everything into the sheet, rows downwards."""
        rows = sorted({row for row, _, _ in self.cells} | set(self.heights))
        placed = sorted(self.cells.items(), key=lambda item: item[0])
        for row in rows:
            if row in self.heights:
                ws.set_row(row, self.heights[row])
            for (_, column, last), (value, style) in (c for c in placed if c[0][0] == row):
                if last > column:
                    ws.merge_range(row, column, row, last, "", style)
                put(ws, row, column, value, style)


def boxed(book: XlsxBook, **look: Any) -> Any:
    """A cell's format with a thin border."""
    return book.style(**{"border": 1, "border_color": LINE, "valign": "vcenter", **look})
