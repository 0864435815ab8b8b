"""The charts of the summary: state by unit, percent by unit, arrivals by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from perfxl.master.xlsx_book import AMBER, BLUE, FONT, GREEN, GREY, INK, LINE, PURPLE, RED, XlsxBook
from perfxl.table.cell_values import inline
from perfxl.table.month_figures import STATES, Figures, StaffGroup
from perfxl.texts import texts

COLOURS = dict(zip(STATES, (GREEN, AMBER, PURPLE, RED, GREY), strict=True))
MOST_DAYS = 31
_FEW_DAYS = 7
_STATES_AT, _UNDER_AT = 10, 17
_POINT = 4 / 3  # pixels
_MANY = 20
_LABEL = 28  # letters of a unit's name on an axis
_BAND = {"y": 0.1, "height": 0.74}  # the same in both charts by unit, so that their bars stand in line
_CATEGORIES = {"reverse": True, "crossing": "max", "line": {"color": LINE}, "major_tick_mark": "none"}


@dataclass(frozen=True, slots=True)
class ChartRoom:
    """Room for a chart: its upper left cell (from 0), width in pixels, height in points."""

    row: int
    column: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ChartFrame:
    """Where the charts' figures stand on the sheet (rows and columns from 0), and how much room the charts have.

    `units` is the first row of the units' lines, `days` the column of the days, counts and labels; `height` in points
    is that of the two charts by unit, `arrivals` the room of the third.
    """

    sheet: str
    top: int
    units: int
    days: int
    height: float
    arrivals: ChartRoom


def pixels(widths: Mapping[int, float], first: int, last: int) -> float:
    """The width of some columns in pixels; `widths` in characters."""
    return sum(int(widths[column] * 7 + 5) for column in range(first, last + 1))


def days_shown(drawn: Figures) -> tuple[tuple[date, int], ...]:
    """The days of the chart: every day from the first to the last (a week at least), or the last ones that had arrivals."""
    if not drawn.days:
        return ()
    last = drawn.days[-1][0]
    first = min(drawn.days[0][0], last - timedelta(days=_FEW_DAYS - 1))
    span = (last - first).days + 1
    if span > MOST_DAYS:
        return drawn.days[-MOST_DAYS:]
    counts = dict(drawn.days)
    every = (first + timedelta(days=n) for n in range(span))
    return tuple((day, counts.get(day, 0)) for day in every)


def draw(
    book: XlsxBook,
    ws: Worksheet,
    frame: ChartFrame,
    groups: Sequence[StaffGroup],
    days: Sequence[tuple[date, int]],
) -> None:
    """The three charts, each with its figures cached, so that a viewer without a calculator shows them too."""
    if groups:
        ws.insert_chart(frame.top, _STATES_AT, _states(book, frame, groups), _room(350, frame.height))
        ws.insert_chart(frame.top, _UNDER_AT, _under(book, frame, groups), _room(150, frame.height))
    if days:
        box = frame.arrivals
        ws.insert_chart(box.row, box.column, _days(book, frame, days), _room(box.width, box.height))


def _room(width: float, points: float) -> dict[str, Any]:
    return {"x_scale": width / 480, "y_scale": points * _POINT / 288, "object_position": 1}


def _font(size: float, **more: Any) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": INK, "bold": False, **more}


def _plain(chart: Chart, title: str) -> None:
    chart.set_title({"name": texts("mn").word(title), "name_font": _font(9, bold=True), "overlay": False})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})


def _states(book: XlsxBook, frame: ChartFrame, groups: Sequence[StaffGroup]) -> Chart:
    chart = book.book.add_chart({"type": "bar", "subtype": "stacked"})
    first, last = frame.units, frame.units + len(groups) - 1
    for column, state in enumerate(STATES, 2):
        values = [group.state(state) for group in groups]
        chart.add_series(
            {
                "name": texts("mn").word(f"master.{state}"),
                "categories": [frame.sheet, first, frame.days + 3, last, frame.days + 3],
                "values": [frame.sheet, first, column, last, column],
                "categories_data": _names(groups),
                "values_data": values,
                "fill": {"color": COLOURS[state]},
                "gap": 40,
                "overlap": 100,
            }
        )
    _plain(chart, "master.chart_states")
    chart.set_plotarea({"layout": {"x": 0.39, "width": 0.57, **_BAND}})
    chart.set_legend({"position": "bottom", "font": _font(7)})
    size = 7 if len(groups) <= _MANY else 6
    chart.set_y_axis({**_CATEGORIES, "num_font": _font(size), "interval_unit": 1})
    chart.set_x_axis(_quiet("0"))
    return chart


def _under(book: XlsxBook, frame: ChartFrame, groups: Sequence[StaffGroup]) -> Chart:
    chart = book.book.add_chart({"type": "bar"})
    first, last = frame.units, frame.units + len(groups) - 1
    chart.add_series(
        {
            "name": texts("mn").word("master.under"),
            "categories": [frame.sheet, first, frame.days + 3, last, frame.days + 3],
            "values": [frame.sheet, first, frame.days + 5, last, frame.days + 5],
            "categories_data": _names(groups),
            "values_data": [group.under for group in groups],
            "fill": {"color": "#9DC3E6"},
            "gap": 40,
            "data_labels": {"value": True, "num_format": "0", "font": _font(7), "position": "inside_base"},
        }
    )
    _plain(chart, "master.chart_under")
    chart.set_legend({"none": True})
    chart.set_plotarea({"layout": {"x": 0.06, "width": 0.88, **_BAND}})
    chart.set_y_axis({**_CATEGORIES, "label_position": "none"})
    chart.set_x_axis(_quiet("0"))
    return chart


def _days(book: XlsxBook, frame: ChartFrame, days: Sequence[tuple[date, int]]) -> Chart:
    chart = book.book.add_chart({"type": "column"})
    first, last = frame.top + 1, frame.top + len(days)
    chart.add_series(
        {
            "name": texts("mn").word("master.came"),
            "categories": [frame.sheet, first, frame.days + 2, last, frame.days + 2],
            "values": [frame.sheet, first, frame.days + 1, last, frame.days + 1],
            "categories_data": [f"{day:%m.%d}" for day, _ in days],
            "values_data": [count for _, count in days],
            "fill": {"color": BLUE},
            "gap": 30,
        }
    )
    _plain(chart, "master.chart_days")
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": _font(7, rotation=-90), "line": {"color": LINE}, "interval_unit": 1})
    chart.set_y_axis(_quiet("0"))
    return chart


def _quiet(shape: str) -> dict[str, Any]:
    """A value axis of whole numbers that stays in the background."""
    return {
        "num_font": _font(7),
        "num_format": shape,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": "#E5E9EE"}},
        **({"min": 0} if shape == "0" else {}),
    }


def _names(groups: Sequence[StaffGroup]) -> list[str]:
    return [label(group) for group in groups]


def label(group: StaffGroup) -> str:
    """A unit's name as the chart has room for it."""
    name = inline(group.name) or texts("mn").word("master.no_unit")
    return name if len(name) <= _LABEL else name[: _LABEL - 1].rstrip(" ,.") + "\u2026"
