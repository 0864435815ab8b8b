"""The master as values: what each of its sheets holds, drawn by the master's own code on sheets that only remember."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import repeat
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.master.about_sheet import write_about
from perfxl.master.headings import TABLES, MasterColumns, headings, sheet
from perfxl.master.master import LARGE, write_tables
from perfxl.master.notes.hr_part import HrPart
from perfxl.master.summary import Extents, write_summary
from perfxl.master.xlsx_book import XlsxBook
from perfxl.table.cell_values import Link, Value
from perfxl.table.table import Tables

PAGES = ("summary", "about")

Look = tuple[tuple[str, Any], ...]  # a format's properties by XlsxWriter's names, sorted


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell as the master would have it."""

    value: Value
    look: Look


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series of a chart: references to its categories and its values, as formulas without `=`."""

    categories: str
    values: str


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """One sheet: cells by (row, column) from 1, merges as (row, first column, last column), points by row, and the
    series of each chart."""

    name: str
    cells: Mapping[tuple[int, int], Drawn]
    merges: frozenset[tuple[int, int, int]] = frozenset()
    heights: Mapping[int, float] = field(default_factory=dict)
    charts: tuple[tuple[ChartSeries, ...], ...] = ()


def draw_tables(tables: Tables, columns: MasterColumns, own: HrPart) -> tuple[DrawnSheet, ...]:
    """The three tables, as `TABLES` names them; columns as they stand."""
    book = _Remembering(tables)
    for name in TABLES:
        book.sheet(sheet(name))
    write_tables(book, columns, tables, own)
    return tuple(book.drawn(sheet(name)) for name in TABLES)


def draw_pages(
    tables: Tables, columns: MasterColumns, own: HrPart, extents: Extents
) -> tuple[DrawnSheet, ...]:
    """The summary and the sheet of explanations, as `PAGES` names them; their formulas over the rows that the tables
    take."""
    book = _Remembering(tables)
    sheets = {name: book.sheet(sheet(name)) for name in PAGES}
    write_summary(book, sheets["summary"], tables, columns, extents)
    own_texts = ([heading.text for heading in columns.of(name) if heading.of == "hr"] for name in TABLES)
    fresh = MasterColumns(*map(headings, TABLES, repeat(tables.form), own_texts))
    write_about(book, sheets["about"], tables, fresh, own)
    return tuple(book.drawn(sheet(name)) for name in PAGES)


class _Remembering(XlsxBook):
    """A workbook whose sheets remember what was written; it is never saved."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables.made, False)
        self.large = len(tables.rows) > LARGE
        self._looks: dict[int, Look] = {}
        self._sheets: dict[str, _Sheet] = {}

    def sheet(self, name: str) -> Worksheet:
        """A new sheet that remembers."""
        made: _Sheet = self.book.add_worksheet(name, _Sheet)
        self._sheets[name] = made
        return made

    def style(self, **properties: Any) -> Format:
        """The format, and what it was asked to be."""
        made = super().style(**properties)
        if id(made) not in self._looks:
            self._looks[id(made)] = next(look for look, known in self._formats.items() if known is made)
        return made

    def drawn(self, name: str) -> DrawnSheet:
        """What a sheet holds."""
        made = self._sheets[name]
        cells = {place: Drawn(value, self._looks[style]) for place, (value, style) in made.seen.items()}
        charts = tuple(tuple(map(_series, chart.series)) for chart in made.drawn_charts)
        return DrawnSheet(name, cells, frozenset(made.merged), made.points, charts)


def _series(known: Mapping[str, Any]) -> ChartSeries:
    return ChartSeries(*(str(known[name] or "").removeprefix("=") for name in ("categories", "values")))


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet that remembers; rows and columns come from 0 and are kept from 1. XlsxWriter's `write_…` end in the
    `_write_…` that stand here."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[tuple[int, int], tuple[Value, int]] = {}
        self.merged: set[tuple[int, int, int]] = set()
        self.points: dict[int, float] = {}
        self.drawn_charts: list[Any] = []

    def _see(self, row: int, column: int, value: Value, style: Format) -> None:
        self.seen[row + 1, column + 1] = (value, id(style))

    def _write_blank(self, row: int, column: int, _: Any, style: Format) -> None:
        """An empty cell."""
        self._see(row, column, None, style)

    def _write_string(self, row: int, column: int, text: str, style: Format) -> None:
        """A text."""
        self._see(row, column, text, style)

    def _write_rich_string(self, row: int, column: int, *pieces: Any) -> None:
        """A text in runs."""
        self._see(row, column, "".join(p for p in pieces if isinstance(p, str)), pieces[-1])

    def _write_number(self, row: int, column: int, number: float, style: Format) -> None:
        """A number."""
        self._see(row, column, number, style)

    def _write_boolean(self, row: int, column: int, value: bool, style: Format) -> None:
        """A truth value."""
        self._see(row, column, value, style)

    def _write_datetime(self, row: int, column: int, moment: date | datetime, style: Format) -> None:
        """A moment."""
        self._see(row, column, moment, style)

    def _write_formula(self, row: int, column: int, formula: str, style: Format, shown: Any = 0) -> None:
        """A formula with its result."""
        self._see(row, column, Link(formula, shown), style)

    def merge_range(self, row: int, first: int, _: int, last: int, text: str, style: Format) -> None:
        """Cells of one row merged."""
        self.merged.add((row + 1, first + 1, last + 1))
        for column in range(first, last + 1):
            self._see(row, column, None, style)

    def set_row(self, row: int, height: float | None = None, *_: Any, **__: Any) -> None:
        """A row's height."""
        if height is not None:
            self.points[row + 1] = height

    def insert_chart(self, row: int, column: int, chart: Any, *_: Any, **__: Any) -> None:
        """A chart."""
        self.drawn_charts.append(chart)

    def add_table(self, *_: Any, **__: Any) -> None:
        """What does not belong to cells is not remembered."""

    def conditional_format(self, *_: Any, **__: Any) -> None:
        """As above."""

    def data_validation(self, *_: Any, **__: Any) -> None:
        """As above."""

    def autofilter(self, *_: Any, **__: Any) -> None:
        """As above."""
