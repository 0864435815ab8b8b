"""The master's first sheet: one landscape page of figures and charts, each figure a formula with its value beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from perfxl.form.place import letters
from perfxl.form.text_heights import Face, count_lines
from perfxl.master import charts
from perfxl.master.canvas import Canvas, boxed
from perfxl.master.headings import MEASURES, PEOPLE, MasterColumns, letter_of, sheet
from perfxl.master.worth_reading import short, worth_height, write_worth
from perfxl.master.xlsx_book import BLUE, GREY, PALE, XlsxBook
from perfxl.table.cell_values import Link, Value, literal, local, quoted
from perfxl.table.month_figures import STATES, Figures, StaffGroup, figures
from perfxl.table.state_words import state_word
from perfxl.table.table import Tables
from perfxl.texts import texts

MOST_UNITS = 32  # units on the page; the others stand together in one line
_WIDTHS = {0: 36.0, **dict.fromkeys(range(1, 9), 9.4), 9: 1.5, **dict.fromkeys(range(10, 20), 6.43), 20: 1.5}
_WIDTHS |= dict.fromkeys(range(21, 27), 6.43)
_TILES = ((0, 0), (1, 3), (4, 6), (7, 10), (11, 14), (15, 18), (19, 22), (23, 26))
_LAST = 26
DAYS_AT = 28  # the charts' own figures, beside the printed page
_UNDER = letters(DAYS_AT + 6)  # there: how many rows under 100% each unit has
_COUNTED = letters(DAYS_AT + 5)  # there: how many rows with a percent each unit has
_PAGE = 750.0  # points of height that, with the columns above, have the page's shape
_TOP = 6  # the row (from 0) of the table of units
_TITLE = 36  # letters of a finding's title beside the charts
_NAME_LINE = 11.5  # points of one line of a unit's name
_ROOM = 9  # rows below the units that are enough for the chart of arrivals
_LEAST = 20  # rows of the middle of the page, so that the charts have room


@dataclass(frozen=True, slots=True)
class Ranges:
    """The columns that the formulas count in, as absolute ranges, and the column of the long table's keys."""

    unit: str
    state: str
    received: str
    row_unit: str
    percent: str
    keys: str


@dataclass(frozen=True, slots=True)
class Extents:
    """The first and the last row (from 1) of the tables that the formulas count in."""

    people: tuple[int, int]
    measures: tuple[int, int]


def write_summary(
    book: XlsxBook,
    ws: Worksheet,
    tables: Tables,
    columns: MasterColumns,
    extents: Extents | None = None,
    known: Figures | None = None,
) -> None:
    """The page. Formulas count in the other sheets; their values are worked out here.

    `extents` where the tables do not stand as a new master has them. `known`:
    the tables' figures, where they were worked out already.
    """
    drawn, ranges = known or figures(tables), _ranges(columns, extents or _fresh(tables))
    page = Canvas()
    for column, width in _WIDTHS.items():
        ws.set_column(column, column, width)
    _head(book, page, tables)
    _tiles(book, page, drawn.whole, ranges)
    units = grouped(drawn)
    days = charts.days_shown(drawn)
    depth = max(len(units) + 2, _LEAST)
    step = _step(depth, sum(worth_height(worth) for worth in drawn.worth))
    page.heights |= dict.fromkeys(range(_TOP + 1, _TOP + depth), step)
    _units(book, page, units, drawn, ranges)
    _beside(book, page, units, drawn, days, ranges)
    below = depth - len(units) - 2 >= _ROOM
    upper = 0 if below else depth // 2
    _kinds(book, page, drawn, _TOP + upper, depth - upper)
    foot = write_worth(book, page, drawn, ranges.keys, _TOP + depth + 1)
    note = book.style(italic=True, font_color=GREY, font_size=8)
    page.add(foot, 0, texts("mn").word("master.mean_note"), note)
    page.write(ws)
    bottom = _TOP + depth
    if below:
        first = _TOP + len(units) + 3
        arrivals = charts.ChartRoom(first, 0, charts.pixels(_WIDTHS, 0, 8), _points(page, first, bottom) - 4)
    else:
        arrivals = charts.ChartRoom(
            _TOP, 21, charts.pixels(_WIDTHS, 21, 26), _points(page, _TOP, _TOP + upper) - 4
        )
    height = _points(page, _TOP, bottom) - 4
    frame = charts.ChartFrame(sheet("summary"), _TOP, _TOP + 1, DAYS_AT, height, arrivals)
    charts.draw(book, ws, frame, units, days)
    _page(ws, foot)


def grouped(drawn: Figures) -> tuple[StaffGroup, ...]:
    """The units that stand on the page one by one; the rest of them stand together in the last."""
    if len(drawn.units) <= MOST_UNITS:
        return drawn.units
    kept, rest = drawn.units[: MOST_UNITS - 1], drawn.units[MOST_UNITS - 1 :]
    return (*kept, _together(rest))


def _together(groups: tuple[StaffGroup, ...]) -> StaffGroup:
    percents = sum(g.percents for g in groups)
    total = sum((g.mean or 0.0) * g.percents for g in groups)
    return StaffGroup(
        texts("mn").word("master.other_units", count=len(groups)),
        sum(g.staff for g in groups),
        sum(g.issued for g in groups),
        tuple(sum(g.states[n] for g in groups) for n in range(len(STATES))),
        sum(g.rows for g in groups),
        percents,
        total / percents if percents else None,
        sum(g.under for g in groups),
    )


def _fresh(tables: Tables) -> Extents:
    """The rows of the tables in a new master."""
    people, rows = (2, max(len(tables.people), 1) + 1), (2, max(len(tables.rows), 1) + 1)
    return Extents(people, rows)


def _ranges(columns: MasterColumns, extents: Extents) -> Ranges:
    def column(table: str, field: str) -> str:
        letter = letter_of(field, columns.of(table))
        first, last = extents.people if table == PEOPLE else extents.measures
        return f"{quoted(sheet(table))}!${letter}${first}:${letter}${last}"

    return Ranges(
        column(PEOPLE, "unit"),
        column(PEOPLE, "state"),
        column(PEOPLE, "received"),
        column(MEASURES, "unit"),
        column(MEASURES, "percent"),
        letter_of("key", columns.measures),
    )


def _step(depth: int, worth: float) -> float:
    """Height of a row in the middle of the page, so that the whole fills it; `worth`: points of the rows below."""
    return min(max((_PAGE - 160 - worth) / depth, 12.5), 20.0)


def _points(page: Canvas, first: int, last: int) -> float:
    return sum(page.heights.get(row, 15.0) for row in range(first, last))


def _head(book: XlsxBook, page: Canvas, tables: Tables) -> None:
    word, period = texts("mn").word, tables.period
    made = local(tables.made, tables.made)
    page.heights |= {0: 26, 1: 16, 2: 6, 3: 15, 4: 28, 5: 8}
    title = book.style(bold=True, font_size=17, font_color=BLUE, valign="vcenter")
    page.add(0, 0, word("master.title", organisation=tables.organisation), title)
    line = word(
        "master.subtitle",
        period=period.code,
        start=f"{period.start:%Y.%m.%d}",
        end=f"{period.end:%Y.%m.%d}",
        made=f"{made:%Y.%m.%d %H:%M}",
    )
    awaits = word("today.awaiting", count=tables.awaits)
    page.add(1, 0, f"{line} {awaits}.", book.style(font_color=GREY))


def _tiles(book: XlsxBook, page: Canvas, whole: StaffGroup, ranges: Ranges) -> None:
    tiles: list[tuple[str, Value, str]] = [
        ("staff", formula(f"=ROWS({ranges.state})" if whole.staff else "=0", whole.staff), "0"),
        ("issued", whole.issued, "0"),
        *((state, _count(state, ranges, whole.state(state)), "0") for state in STATES),
        ("mean", _mean(ranges, whole), "0.0%"),
    ]
    for (first, last), (name, value, shape) in zip(_TILES, tiles, strict=True):
        colour = charts.COLOURS.get(name, BLUE)
        box = {"align": "center", "bg_color": PALE, "border": 1, "border_color": "#FFFFFF"}
        page.add(3, first, texts("mn").word(f"master.{name}"), book.style(**box, font_color=colour), last)
        number = book.style(**box, bold=True, font_size=18, font_color=colour, num_format=shape)
        page.add(4, first, value, number, last)


def formula(text: str, value: float | str) -> Link:
    """A formula with its value."""
    return Link(text, value)


def _count(state: str, ranges: Ranges, value: int) -> Link:
    return formula(f"=SUMPRODUCT(--({ranges.state}={literal(state_word(state))}))", value)


def _mean(ranges: Ranges, whole: StaffGroup) -> Link:
    value = "" if whole.mean is None else whole.mean
    return formula(f'=IF(COUNT({ranges.percent})=0,"",AVERAGE({ranges.percent}))', value)


def _units(
    book: XlsxBook, page: Canvas, units: tuple[StaffGroup, ...], drawn: Figures, ranges: Ranges
) -> None:
    page.heights[_TOP] = 36
    word = texts("mn").word
    head = boxed(
        book, bold=True, bg_color=BLUE, font_color="#FFFFFF", align="center", font_size=8, text_wrap=True
    )
    for column, name in enumerate(("unit", "staff", *STATES, "rows", "mean")):
        page.add(_TOP, column, word(f"master.{name}"), head)
    last = _TOP + len(units)
    others = len(drawn.units) > MOST_UNITS
    for row, unit in enumerate(units, _TOP + 1):
        values = _others(unit, _TOP + 2, row, ranges) if others and row == last else _unit(unit, row, ranges)
        name = unit.name or word("master.no_unit")
        _line(book, page, row, name, (*values,), {})
    whole = drawn.whole
    sums = [formula(f"=SUM({letters(c)}{_TOP + 2}:{letters(c)}{last + 1})", v) for c, v in _sums(whole)]
    _line(
        book,
        page,
        last + 1,
        word("master.total"),
        (*sums, _mean(ranges, whole)),
        {"bold": True, "bg_color": PALE},
    )


def _sums(whole: StaffGroup) -> list[tuple[int, int]]:
    return list(enumerate((whole.staff, *whole.states, whole.rows), 2))


def _unit(unit: StaffGroup, row: int, ranges: Ranges) -> list[Value]:
    named = f"$A{row + 1}" if unit.name else '""'
    mine, rows = f"({ranges.unit}={named})", f"({ranges.row_unit}={named})"
    states = [
        formula(f"=SUMPRODUCT({mine}*({ranges.state}={literal(state_word(s))}))", n)
        for s, n in zip(STATES, unit.states, strict=True)
    ]
    counted = f"SUMPRODUCT({rows}*ISNUMBER({ranges.percent}))"
    mean = f'=IF({counted}=0,"",SUMPRODUCT(--{rows},{ranges.percent})/{counted})'
    return [
        formula(f"=SUMPRODUCT(--{mine})", unit.staff),
        *states,
        formula(f"=SUMPRODUCT(--{rows})", unit.rows),
        formula(mean, "" if unit.mean is None else unit.mean),
    ]


def _others(rest: StaffGroup, first: int, row: int, ranges: Ranges) -> list[Value]:
    """The line of the units that have none of their own: the whole less the lines `first` to `row` above (from 1)."""

    def less(whole: str, column: str, value: int) -> Link:
        return formula(f"={whole}-SUM({column}{first}:{column}{row})", value)

    states = [
        less(f"SUMPRODUCT(--({ranges.state}={literal(state_word(s))}))", letters(column), n)
        for column, (s, n) in enumerate(zip(STATES, rest.states, strict=True), 3)
    ]
    counts, means = f"{_COUNTED}{first}:{_COUNTED}{row}", f"I{first}:I{row}"
    left = f"(COUNT({ranges.percent})-SUM({counts}))"
    mean = f'=IF({left}=0,"",(SUM({ranges.percent})-SUMPRODUCT({counts},{means}))/{left})'
    return [
        less(f"ROWS({ranges.state})", "B", rest.staff),
        *states,
        less(f"ROWS({ranges.percent})", "H", rest.rows),
        formula(mean, "" if rest.mean is None else rest.mean),
    ]


def _line(
    book: XlsxBook, page: Canvas, row: int, name: str, values: tuple[Value, ...], look: Mapping[str, Any]
) -> None:
    page.add(row, 0, name, boxed(book, text_wrap=True, **look))
    lines = count_lines(name, _WIDTHS[0] * 7 + 5, Face(9))
    page.heights[row] = max(page.heights.get(row, 0), lines * _NAME_LINE + 1)
    for column, value in enumerate(values, 1):
        shape = "0.0%" if column == len(values) else '0;-0;"\u2013"'
        page.add(row, column, value, boxed(book, num_format=shape, align="right", **look))


def _beside(
    book: XlsxBook,
    page: Canvas,
    units: Sequence[StaffGroup],
    drawn: Figures,
    days: Sequence[tuple[date, int]],
    ranges: Ranges,
) -> None:
    """The figures of the chart of arrivals and the charts' labels, to the right of the printed page."""
    look = book.style(font_color=GREY, font_size=8)
    day_look = book.style(font_color=GREY, font_size=8, num_format="yyyy.mm.dd", align="right")
    page.add(_TOP, DAYS_AT, texts("mn").word("master.days"), look)
    page.add(_TOP, DAYS_AT + 1, texts("mn").word("master.came"), look)
    column = letters(DAYS_AT + 1)
    for row, unit in enumerate(units, _TOP + 1):
        page.add(row, DAYS_AT + 3, charts.label(unit), look)
        if unit in drawn.units:
            named = f"$A{row + 1}" if unit.name else '""'
            counted = f"=SUMPRODUCT(({ranges.row_unit}={named})*ISNUMBER({ranges.percent}))"
            page.add(row, DAYS_AT + 4, formula(counted, unit.percents), look)
            page.add(row, DAYS_AT + 5, _under(ranges, unit, f"({ranges.row_unit}={named})"), look)
        else:
            above = f"{_UNDER}{_TOP + 2}:{_UNDER}{row}"
            page.add(row, DAYS_AT + 5, _under(ranges, unit, "1", f"-SUM({above})"), look)
    for row, (day, count) in enumerate(days, _TOP + 1):
        page.add(row, DAYS_AT, day, day_look)
        counted = f"=SUMPRODUCT(--(INT({ranges.received})={column}{row + 1}))"
        page.add(row, DAYS_AT + 1, formula(counted, count), look)
        page.add(row, DAYS_AT + 2, f"{day:%m.%d}", look)


def _under(ranges: Ranges, unit: StaffGroup, rows: str, less: str = "") -> Link:
    """How many of some rows have a percent under 100%: a self-assessed mean of 98 to 100% tells two units not apart."""
    return formula(f"=SUMPRODUCT({rows}*ISNUMBER({ranges.percent})*({ranges.percent}<1)){less}", unit.under)


def _kinds(book: XlsxBook, page: Canvas, drawn: Figures, top: int, depth: int) -> None:
    """Findings by kind, beside the charts."""
    words = texts("mn")
    head = boxed(book, bold=True, bg_color=BLUE, font_color="#FFFFFF")
    page.add(top, 21, words.word("master.findings"), head, 25)
    page.add(top, 26, words.word("master.count"), head)
    if not drawn.codes:
        page.add(top + 1, 21, words.word("master.no_findings"), boxed(book, font_color=GREY), 26)
    for row, (code, count) in enumerate(drawn.codes[: depth - 1], top + 1):
        page.add(row, 21, code, boxed(book))
        page.add(row, 22, short(words.title(code), _TITLE), boxed(book, font_size=8), 25)
        page.add(row, 26, count, boxed(book, align="right"))


def _page(ws: Worksheet, foot: int) -> None:
    ws.hide_gridlines(2)
    ws.set_landscape()
    ws.set_paper(9)
    ws.set_margins(0.4, 0.4, 0.4, 0.4)
    ws.center_horizontally()
    ws.print_area(0, 0, foot, _LAST)
    ws.fit_to_pages(1, 1)
    ws.activate()
