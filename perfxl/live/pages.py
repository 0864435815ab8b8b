"""The pages of the master that are all ours, the summary and the explanations: values changed, or drawn anew. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from perfxl.live.drawing import DrawnSheet, Look
from perfxl.live.grid import Area, Grid, Place, spelled
from perfxl.live.plan import same
from perfxl.month.cells import Value


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


def plan_page(grid: Grid, drawn: DrawnSheet) -> PageEdits:
    """What brings a page up to what was drawn."""
    filled = {place: cell.value for place, cell in drawn.cells.items() if not _empty(cell.value)}
    width = max((column for _, column in drawn.cells), default=1)
    depth = max([row for row, _ in drawn.cells] + [row for row, _ in _held(grid, width)], default=1)
    series = _series(grid, drawn)
    no_chart = len(drawn.charts) > len(grid.charts)
    if set(_held(grid, width)) == set(filled):
        changes = {place: value for place, value in filled.items() if not same(grid, *place, value)}
        return PageEdits(drawn.name, changes, series=series, no_chart=no_chart)
    looks = {place: cell.look for place, cell in drawn.cells.items()}
    area = Area(1, 1, depth, width)
    return PageEdits(drawn.name, filled, area, looks, drawn.merges, drawn.heights, series, no_chart)


def _empty(value: Value) -> bool:
    return value is None or value == ""


def _held(grid: Grid, width: int) -> list[Place]:
    """The cells that hold something, a formula without a result among them."""
    rows, columns = range(grid.top, grid.bottom + 1), range(grid.left, min(grid.right, width) + 1)
    return [(r, c) for r in rows for c in columns if not _empty(grid.value(r, c)) or grid.formula(r, c)]


def _series(grid: Grid, drawn: DrawnSheet) -> tuple[tuple[int, int, str, str], ...]:
    """The series whose figures stand elsewhere now; none where a person has taken charts away or added some."""
    if [len(one) for one in grid.charts] != [len(one) for one in drawn.charts]:
        return ()
    return tuple(
        (chart, number, new.categories, new.values)
        for chart, (olds, news) in enumerate(zip(grid.charts, drawn.charts, strict=True), 1)
        for number, (old, new) in enumerate(zip(olds, news, strict=True), 1)
        if tuple(map(spelled, old)) != (spelled(new.categories), spelled(new.values))
    )
