"""A workbook in memory that takes edits as Excel would, and a master read into it: the plan is tested without a program."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.datetime import to_excel

from perfxl.live.areas import OpenGrid
from perfxl.live.edits import SHEETS, WITH_CHARTS, Edits
from perfxl.live.pages import PageEdits
from perfxl.live.refresh_plan import TableEdits
from perfxl.table.cell_values import Link, Value

Cells = dict[tuple[int, int], Any]


class Model:
    """Sheets as cells: a value, or (formula, what it shows)."""

    def __init__(self, master: bytes) -> None:
        formulas = openpyxl.load_workbook(io.BytesIO(master))
        values = openpyxl.load_workbook(io.BytesIO(master), data_only=True)
        self.sheets: dict[str, Cells] = {}
        self.tables: dict[str, tuple[str, int]] = {}
        for name in SHEETS:
            cells: Cells = {}
            for row in formulas[name].iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        cells[cell.row, cell.column] = (cell.value, values[name][cell.coordinate].value)
                    elif cell.value is not None:
                        cells[cell.row, cell.column] = cell.value
            self.sheets[name] = cells
            for table in formulas[name].tables.values():
                self.tables[name] = (table.name, int("".join(filter(str.isdigit, table.ref.split(":")[1]))))
        self.charts: tuple[tuple[tuple[str, str], ...], ...] = ()

    def grids(self) -> list[OpenGrid]:
        """The sheets as `read_grid` gives them."""
        return [self.grid(name) for name in self.sheets]

    def grid(self, name: str) -> OpenGrid:
        cells = self.sheets[name]
        rows = range(1, max((row for row, _ in cells), default=1) + 1)
        columns = range(1, max((column for _, column in cells), default=1) + 1)
        table, end = self.tables.get(name, ("", 0))
        return OpenGrid(
            name,
            tuple(tuple(_shown(cells.get((r, c))) for c in columns) for r in rows),
            tuple(tuple(_formula(cells.get((r, c))) for c in columns) for r in rows),
            table=table,
            table_end=end,
            charts=self.charts if name == WITH_CHARTS else (),
        )

    def apply(self, edits: Edits) -> None:
        """Every edit of a plan."""
        for table in (*edits.tables, edits.seals):
            self._table(table)
        for page in edits.pages:
            self._page(page)

    def _table(self, edits: TableEdits) -> None:
        cells = self.sheets[edits.sheet]
        _put(cells, edits.changes)
        for row in sorted(edits.drop, reverse=True):
            moved = {(r - (r > row), c): v for (r, c), v in cells.items() if r != row}
            cells.clear()
            cells.update(moved)
        if edits.insert:
            count = len(edits.added)
            moved = {(r + count * (r >= edits.first), c): v for (r, c), v in cells.items()}
            cells.clear()
            cells.update(moved)
        for row, line in enumerate(edits.added, edits.first):
            assert not any((row, column) in cells for column in range(1, len(line) + 1))
            _put(cells, {(row, column): value for column, value in enumerate(line, 1)})
        if edits.sheet in self.tables:
            self.tables[edits.sheet] = (edits.table, edits.last)

    def _page(self, edits: PageEdits) -> None:
        cells = self.sheets[edits.sheet]
        if edits.redraw:
            area = edits.redraw
            gone = [
                (r, c)
                for r, c in cells
                if area.row <= r <= area.last_row and area.column <= c <= area.last_column
            ]
            for place in gone:
                del cells[place]
        _put(cells, edits.changes)


def _put(cells: Cells, changes: Mapping[tuple[int, int], Value]) -> None:
    for place, value in changes.items():
        if value is None or value == "":
            cells.pop(place, None)
        else:
            cells[place] = (value.formula, value.shown) if isinstance(value, Link) else value


def _shown(value: Any) -> Any:
    shown = value[1] if isinstance(value, tuple) else value
    return float(to_excel(shown)) if isinstance(shown, date | datetime) else shown


def _formula(value: Any) -> str:
    return str(value[0]) if isinstance(value, tuple) else ""
