"""The pages of the master that are all ours, the summary and the explanations: values changed, or drawn anew. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from perfxl.form.place import a1
from perfxl.live.areas import Area, OpenGrid, Place, spelled
from perfxl.live.drawing import DrawnSheet, Look
from perfxl.live.refresh_plan import same
from perfxl.master.summary import DAYS_AT
from perfxl.table.cell_values import Value
from perfxl.texts import texts
from perfxl.trouble import Trouble


@dataclass(frozen=True, slots=True)
class PageEdits:
    """What is to be done to a page. Where other cells are filled than before, `redraw` is emptied first and the looks,
    merges and heights are set; `series` are (chart, series, categories, values), charts and series from 1."""

    sheet: str
    changes: Mapping[Place, Value]
    redraw: Area | None = None
    looks: Mapping[Place, Look] = field(default_factory=dict)
    merges: frozenset[tuple[int, int, int]] = frozenset()
    heights: Mapping[int, float] = field(default_factory=dict)
    series: tuple[tuple[int, int, str, str], ...] = ()
    no_chart: bool = False


def plan_page(grid: OpenGrid, drawn: DrawnSheet, end: int) -> PageEdits:
    """What brings a page up to what was drawn; `end` is its last row as it stands, what is below is a person's.

    Trouble where the page grows and something stands in its way.
    """
    filled = {place: cell.value for place, cell in drawn.cells.items() if not _empty(cell.value)}
    width = max((column for _, column in drawn.cells), default=1)
    grown = max((row for row, _ in drawn.cells), default=1)
    held = _held(grid, width)
    blocked = [place for place in held if end < place[0] <= grown]
    if blocked:
        raise Trouble("live_in_the_way", sheet=grid.name, cell=a1(*blocked[0]))
    series = _series(grid, drawn)
    no_chart = len(drawn.charts) > len(grid.charts)
    if {place for place in held if place[0] <= end} == set(filled):
        changes = {place: value for place, value in filled.items() if not same(grid, *place, value)}
        return PageEdits(drawn.name, changes, series=series, no_chart=no_chart)
    looks = {place: cell.look for place, cell in drawn.cells.items()}
    area = Area(1, 1, max(end, grown), width)
    return PageEdits(drawn.name, filled, area, looks, drawn.merges, drawn.heights, series, no_chart)


def summary_end(grid: OpenGrid) -> int:
    """The last row of the summary as it stands: the note about the mean, or the last of the charts' own figures."""
    note = texts("mn").word("master.mean_note")
    rows = range(grid.top, grid.bottom + 1)
    notes = [row for row in rows if grid.text(row, 1) == note]
    figures = (*_figures(grid, DAYS_AT + 1), *_figures(grid, DAYS_AT + 4))
    return max((*notes[-1:], *figures)) if notes else grid.bottom


def _figures(grid: OpenGrid, column: int) -> Iterator[int]:
    """The rows of the charts' figures in a column: from where they begin to the first empty cell."""
    begun = False
    for row in range(grid.top, grid.bottom + 1):
        if grid.text(row, column):
            begun = True
            yield row
        elif begun:
            return


def about_end(grid: OpenGrid) -> int:
    """The last row of the explanations as they stand: no two rows of theirs are empty one after the other."""
    empty = 0
    for row in range(grid.top, grid.bottom + 1):
        empty = 0 if any(grid.text(row, column) for column in (1, 2, 3)) else empty + 1
        if empty == 2:
            return row - 2
    return grid.bottom


def _empty(value: Value) -> bool:
    return value is None or value == ""


def _held(grid: OpenGrid, width: int) -> list[Place]:
    """The cells that hold something, a formula without a result among them."""
    rows, columns = range(grid.top, grid.bottom + 1), range(grid.left, min(grid.right, width) + 1)
    return [(r, c) for r in rows for c in columns if not _empty(grid.value(r, c)) or grid.formula(r, c)]


def _series(grid: OpenGrid, drawn: DrawnSheet) -> tuple[tuple[int, int, str, str], ...]:
    """The series whose figures stand elsewhere now; none where a person has taken charts away or added some."""
    if [len(series) for series in grid.charts] != [len(series) for series in drawn.charts]:
        return ()
    return tuple(
        (chart, number, new.categories, new.values)
        for chart, (olds, news) in enumerate(zip(grid.charts, drawn.charts, strict=True), 1)
        for number, (old, new) in enumerate(zip(olds, news, strict=True), 1)
        if tuple(map(spelled, old)) != (spelled(new.categories), spelled(new.values))
    )
