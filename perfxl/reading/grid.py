"""The cells of one worksheet: rows opened, cells put in, every place and budget checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from perfxl.form.place import a1, column_number
from perfxl.form.references import moved
from perfxl.reading.book import Cell, Range
from perfxl.reading.cell_formats import PLAIN, Style
from perfxl.reading.limits import Limits, Spent
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import unescaped
from perfxl.reading.values import NOTHING, Values

HIDDEN = _YES = frozenset(("1", "true"))
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_NO_FORMULA = ("", "")
_make = Cell._make


class RawCell(NamedTuple):
    """A cell as its part spells it: its `s` and `t`, what `v`, `is` and `f` hold (None where there is none)."""

    style: str
    kind: str
    value: str | None
    runs: Sequence[str] | None = None
    formula: str | None = None
    attributes: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class InCommon:
    """What the sheets of a workbook have in common: strings and styles by number, and the budgets they spend from."""

    strings: Sequence[str]
    styles: Sequence[Style]
    limits: Limits
    spent: Spent


class Grid:
    """The rows of `sheetData` as they are read: `cells` and `hidden` rows are the result."""

    def __init__(self, sheet: str, part: str, shared: InCommon) -> None:
        self.sheet = sheet
        self.part = part
        self.styles = shared.styles
        self.limits = shared.limits
        self.spent = shared.spent
        self.values = Values(shared.strings, shared.limits)
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden: set[int] = set()
        self.rows: set[int] = set()
        self.masters: dict[str, tuple[int, int, str]] = {}
        self.columns: dict[str, int] = {}
        self.spills: list[
            tuple[tuple[int, int], str]
        ] = []  # cells whose formula fills a range, and the range
        self.looks: dict[str, Style] = {}
        self.row = 0
        self.column = 0

    def fault(self, code: str, **facts: str | int | float) -> Refusal:
        """A refusal that names sheet and cell."""
        cell = a1(self.row, self.column) if self.row and self.column else ""
        where = f"{self.part} {cell}".rstrip()
        return Refusal(
            code, **{"sheet": self.sheet, "cell": cell, "part": self.part, "where": where, **facts}
        )

    def open_row(self, number: str | None) -> None:
        """A row begins: its `r` (None where it has none)."""
        self.column = 0
        self.row = row = self._row_number(number)
        if row in self.rows:
            raise self.fault("G081", row=row)
        self.rows.add(row)
        if len(self.rows) > self.limits.cells:
            raise self.fault("G037", limit=self.limits.cells)

    def hide_row(self) -> None:
        """The row that is open is hidden."""
        self.hidden.add(self.row)

    def _row_number(self, given: str | None) -> int:
        if given is None:
            return self.row + 1
        if not (given.isascii() and given.isdigit() and 0 < len(given) < 8 and 0 < int(given) <= _LAST_ROW):
            raise self.fault("G070", address=given[:40])
        return int(given)

    def spend(self, cells: int) -> None:
        """Counts cells against the workbook's budget."""
        self.spent.cells += cells
        if self.spent.cells > self.limits.cells:
            raise self.fault("G037", limit=self.limits.cells)

    def spend_element(self) -> None:
        """Counts an element that is no cell against the workbook's budget."""
        self.spent.elements += 1
        if self.spent.elements > self.limits.elements:
            raise self.fault("G040", limit=self.limits.elements)

    def column_number(self, letters: str) -> int:
        """The number of a column from its letters (A to Z only)."""
        column = column_number(letters)
        if column > _LAST_COLUMN:
            raise self.fault("G070", address=letters)
        self.columns[letters] = column
        return column

    def put(self, column: int, cell: RawCell) -> None:
        """A cell of the row that is open."""
        style, kind, value, runs, formula, attributes = cell
        self.column = column
        row, limits = self.row, self.limits
        place = (row, column)
        if place in self.cells:
            raise self.fault("G071")
        look = self.looks.get(style) or self.look(style)
        formula_text, spill = _NO_FORMULA if formula is None else self._formula(formula, attributes or {})
        try:
            read, result = NOTHING if value is None and runs is None else self.values.read(kind, value, runs)
        except Refusal as refusal:
            raise self.fault(refusal.code, **refusal.facts) from None
        if (row > limits.rows or column > limits.columns) and self._outside(read, formula_text):
            return
        if spill:
            self.spills.append((place, spill))
        self.cells[place] = _make((row, column, read, result, formula_text, *look, spill))

    def _outside(self, kind: str, formula: str) -> bool:
        """Beyond the last row or column nothing may stand; empty formatted cells there are left out."""
        if kind == "empty" and not formula:
            return True
        if self.row > self.limits.rows:
            raise self.fault("G038", limit=self.limits.rows)
        raise self.fault("G039", limit=self.limits.columns)

    def look(self, text: str) -> Style:
        """What a style says, by its `s`."""
        if not (text.isascii() and text.isdigit() and len(text) < 8):
            raise self.fault("G076")
        index = int(text)
        if index >= len(self.styles) and index:
            raise self.fault("G076")
        look = self.looks[text] = self.styles[index] if self.styles else PLAIN
        return look

    def _formula(self, text: str, attributes: Mapping[str, str]) -> tuple[str, str]:
        """The cell's formula and the range it fills; a shared one is taken from its master and moved here."""
        if len(text) > self.limits.formula:
            raise self.fault("G083", limit=self.limits.formula)
        kind = attributes.get("t", "normal")
        if kind == "shared":
            return self._shared(unescaped(text), attributes.get("si", "")), ""
        if kind == "dataTable":
            text = _data_table(attributes)
        return unescaped(text), attributes.get("ref", "") if kind in ("array", "dataTable") else ""

    def fill(self, place: tuple[int, int], area: Range) -> None:
        """What stands in the range that a cell's formula fills is its result, typed by nobody: it has the formula too."""
        top, left, bottom, right = area
        size = min((bottom - top + 1) * (right - left + 1), len(self.cells))
        self.spent.formulas += size
        if self.spent.formulas > self.limits.formulas:
            raise self.fault("G040", limit=self.limits.formulas)
        for row, column in _places(area) if size < len(self.cells) else tuple(self.cells):
            cell = self.cells.get((row, column))
            if (
                cell
                and not cell.formula
                and cell.kind != "empty"
                and top <= row <= bottom
                and left <= column <= right
            ):
                self.cells[row, column] = cell._replace(formula=self.cells[place].formula)

    def _shared(self, text: str, group: str) -> str:
        if text:
            self.masters.setdefault(group, (self.row, self.column, text))
            return text
        if group not in self.masters:
            raise self.fault("G077")
        row, column, master = self.masters[group]
        self.spent.formulas += len(master)
        if self.spent.formulas > self.limits.formulas:
            raise self.fault("G040", limit=self.limits.formulas)
        return moved(master, self.row - row, self.column - column)


def _places(area: Range) -> Iterator[tuple[int, int]]:
    top, left, bottom, right = area
    return product(range(top, bottom + 1), range(left, right + 1))


def _data_table(attributes: Mapping[str, str]) -> str:
    """The formula of a data table as Excel shows it: its row's cell, its column's cell."""
    cell = attributes.get("r1", "")
    if attributes.get("dt2D") in _YES:
        return f"TABLE({cell},{attributes.get('r2', '')})"
    return f"TABLE({cell},)" if attributes.get("dtr") in _YES else f"TABLE(,{cell})"


def hides(attributes: Mapping[str, str]) -> bool:
    """Whether a row's attributes hide it."""
    return attributes.get("hidden") in HIDDEN or _flat(attributes.get("ht"))


def _flat(height: str | None) -> bool:
    """Whether a row's height hides it (points)."""
    try:
        return height is not None and float(height) < 1
    except ValueError:
        return False
