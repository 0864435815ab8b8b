"""Expat's events between `sheetData` and its end -> rows and cells of a grid."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfxl.reading.grid import Grid, RawCell, hides
from perfxl.reading.strings import MAIN
from perfxl.reading.values import IN_CELL

ROW, C, V, F, IS, T, R, RPH = (f"{MAIN} {name}" for name in ("row", "c", "v", "f", "is", "t", "r", "rPh"))
_ASIDE = frozenset(f"{MAIN} {name}" for name in ("rPr", "phoneticPr", "extLst"))
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")


class Events:
    """Set `start`, `end` and `pieces.append` as the parser's handlers while it is inside `sheetData`; `leave` is called
    at its end."""

    def __init__(self, grid: Grid, leave: Callable[[], None]) -> None:
        self.grid = grid
        self.leave = leave
        self.limits = grid.limits
        self.pieces: list[str] = []
        self.inside = 0  # 0 between rows, 1 in a row, 2 in a cell, more in what a cell holds
        self.text = ""  # the element whose text is being gathered
        self.aside = 0  # how deep inside what is no text of the cell
        self.column = 0
        self.kind = "n"
        self.style = "0"
        self.value: str | None = None
        self.runs: list[str] | None = None
        self.formula: str | None = None
        self.attributes: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self.text:
            raise self.grid.fault("G079")
        inside = self.inside = self.inside + 1
        if len(attributes) > self.limits.attributes:
            raise self.grid.fault("G036", limit=self.limits.attributes)
        if self.aside:
            self._more_aside()
        elif inside == 2 and tag == C:
            self._cell(attributes)
        elif inside == 3:
            self._part_of_cell(tag, attributes)
        elif inside == 1 and tag == ROW:
            self.column = 0
            self.grid.open_row(attributes.get("r"))
            if hides(attributes):
                self.grid.hide_row()
        elif inside > 3 and self.runs is not None:
            self._part_of_text(tag)
        elif tag in _ASIDE:
            self.aside = inside
        else:
            raise self.grid.fault("G079")

    def _more_aside(self) -> None:
        if self.inside + 2 > self.limits.depth:
            raise self.grid.fault("G035", limit=self.limits.depth)
        self.grid.spend_element()

    def _cell(self, attributes: dict[str, str]) -> None:
        self.grid.spend(1)
        address = attributes.get("r")
        self.column = self.column + 1 if address is None else self._column(address)
        self.kind = attributes.get("t", "n")
        if self.kind == "e" and "vm" in attributes:
            self.kind = IN_CELL
        self.style = attributes.get("s", "0")
        self.value = self.formula = self.runs = None

    def _column(self, address: str) -> int:
        match = _PLACE.match(address)
        if match is None or int(match[2]) != self.grid.row:
            raise self.grid.fault("G070", address=address[:40])
        return self.grid.columns.get(match[1]) or self.grid.column_number(match[1])

    def _part_of_cell(self, tag: str, attributes: dict[str, str]) -> None:
        self.grid.column = self.column
        if tag == V and self.value is None:
            self.text = tag
        elif tag == F and self.formula is None:
            self.text = tag
            self.attributes = attributes
        elif tag == IS and self.runs is None:
            self.runs = []
        elif tag in _ASIDE:
            self.aside = self.inside
        else:
            raise self.grid.fault("G079")
        self.pieces.clear()

    def _part_of_text(self, tag: str) -> None:
        self.grid.spend_element()
        if tag == T:
            self.text = tag
            self.pieces.clear()
        elif tag in _ASIDE or tag == RPH:
            self.aside = self.inside
        elif not (tag == R and self.inside == 4):
            raise self.grid.fault("G079")

    def end(self, tag: str) -> None:
        """An element ends."""
        inside = self.inside
        self.inside = inside - 1
        if self.text:
            self._gathered(tag)
        elif not inside:
            self.leave()
        elif inside == 2 and not self.aside:
            cell = RawCell(self.style, self.kind, self.value, self.runs, self.formula, self.attributes)
            self.grid.put(self.column, cell)
        elif self.aside == inside:
            self.aside = 0

    def _gathered(self, tag: str) -> None:
        self.text = ""
        text = "".join(self.pieces)
        if tag == V:
            self.value = text
        elif tag == F:
            self.formula = text
        elif self.runs is not None:
            self.runs.append(text)
