"""A sheet of the open workbook as values, and areas of it: what changes lies together is written together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from perfxl.form.notation import Scalar
from perfxl.form.place import a1

T = TypeVar("T", bound=Hashable)
Place = tuple[int, int]  # row and column from 1


@dataclass(frozen=True, slots=True)
class OpenGrid:
    """What a sheet holds: `values` and `formulas` (empty texts where there is none), row by row from (top, left).

    `table_end` is the last row of the sheet's table, 0 where it has none; `table` its name; `charts` the (categories,
    values) of each chart's series.
    """

    name: str
    values: tuple[tuple[Scalar, ...], ...] = ()
    formulas: tuple[tuple[str, ...], ...] = ()
    top: int = 1
    left: int = 1
    table: str = ""
    table_end: int = 0
    charts: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.top + len(self.values) - 1

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + (len(self.values[0]) if self.values else 0) - 1

    def value(self, row: int, column: int) -> Scalar:
        """What a cell shows; None where it is empty."""
        return self.values[row - self.top][column - self.left] if self._holds(row, column) else None

    def formula(self, row: int, column: int) -> str:
        """A cell's formula, empty where it has none: a text that begins as one shows itself."""
        formula = self.formulas[row - self.top][column - self.left] if self._holds(row, column) else ""
        return formula if formula.startswith("=") and formula != self.value(row, column) else ""

    def text(self, row: int, column: int) -> str:
        """What a cell shows, as text."""
        value = self.value(row, column)
        return f"{value:.15g}" if isinstance(value, float) else "" if value is None else str(value)

    def _holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A rectangle of cells, rows and columns from 1, the last ones included."""

    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def a1(self) -> str:
        """Its address, `C7:D9`."""
        return f"{a1(self.row, self.column)}:{a1(self.last_row, self.last_column)}"


def whole_second(value: Scalar) -> Scalar:
    """A moment as it was meant: Excel counts in fractions of a day."""
    return (
        (value + timedelta(milliseconds=500)).replace(microsecond=0) if isinstance(value, datetime) else value
    )


def spelled(formula: str) -> str:
    """A formula for comparing: programs quote sheets and put spaces as they like."""
    return formula.replace("'", "").replace(" ", "").casefold()


def areas(places: Iterable[Place]) -> Iterator[Area]:
    """Places gathered into rectangles."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(places):
        rows.setdefault(row, []).append(column)
    open_: dict[tuple[int, int], Area] = {}
    for row, columns in rows.items():
        runs = set(_runs(columns))
        for run in [run for run, area in open_.items() if run not in runs or area.last_row != row - 1]:
            yield open_.pop(run)
        for first, last in runs:
            above = open_.get((first, last))
            open_[first, last] = Area(above.row if above else row, first, row, last)
    yield from open_.values()


def areas_alike(cells: Mapping[Place, T]) -> Iterator[tuple[T, Area]]:
    """Rectangles of cells that are alike."""
    by_kind: dict[T, list[Place]] = {}
    for place, kind in cells.items():
        by_kind.setdefault(kind, []).append(place)
    for kind, places in by_kind.items():
        yield from ((kind, area) for area in areas(places))


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers in runs: (first, last)."""
    yield from _runs(sorted(numbers))


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for number in numbers:
        if first < 0:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first >= 0:
        yield first, last
