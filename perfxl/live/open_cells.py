"""Cells of an open workbook: a sheet read in two calls, areas written in one each, looks, rows and charts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from perfxl.form.place import a1
from perfxl.live.areas import Area, OpenGrid, Place, areas, areas_alike, runs, whole_second
from perfxl.live.drawing import Look
from perfxl.live.excel import Door
from perfxl.live.pages import PageEdits
from perfxl.live.refresh_plan import TableEdits
from perfxl.master.master import decision_words
from perfxl.table.cell_values import Link, Value
from perfxl.trouble import Trouble

MOST_CELLS = 5_000_000
_LONGEST = 8000  # letters that one cell of an area takes; a longer text goes by itself
_EPOCH = datetime(1899, 12, 30)
_REFERENCE = re.compile(r",([^,]*),([^,]*),\d+\)\s*$")  # of =SERIES(name,categories,values,order)
_PRINTED = re.compile(r"(\$[A-Z]+\$\d+:\$[A-Z]+\$)(\d+)\Z")
_LIST, _WARNING, _BETWEEN = 3, 2, 1  # xlValidateList, xlValidAlertWarning, xlBetween
_ACROSS = {"left": -4131, "center": -4108, "right": -4152, "fill": 5}  # Excel's xlHAlign
Pen = Callable[[Door, Any, Mapping[Place, Value]], None]
_DOWN = {"top": -4160, "vcenter": -4108, "bottom": -4107}  # xlVAlign
_SINGLE, _CONTINUOUS, _THIN = 2, 1, 2  # xlUnderlineStyleSingle, xlContinuous, xlThin
_EDGES = (7, 8, 9, 10, 11, 12)  # xlEdgeLeft to xlInsideHorizontal


def read_grid_with_charts(door: Door, sheet: Any) -> OpenGrid:
    """A sheet as `read_grid` gives it, and its charts."""
    return replace(read_grid(door, sheet), charts=_charts(door, sheet))


def read_grid(door: Door, sheet: Any) -> OpenGrid:
    """A sheet as values and formulas. Trouble where far more cells are in use than a master has."""
    used = door.ask(lambda: sheet.used_range)
    rows, columns = door.ask(lambda: used.shape)
    if rows * columns > MOST_CELLS:
        raise Trouble("live_large", sheet=door.ask(lambda: sheet.name))
    values = door.ask(lambda: used.options(ndim=2).value)
    formulas = _rows(door.ask(lambda: used.formula), rows, columns)
    table, end = _table(door, sheet)
    return OpenGrid(
        door.ask(lambda: sheet.name),
        tuple(tuple(map(whole_second, line)) for line in values),
        formulas,
        door.ask(lambda: used.row),
        door.ask(lambda: used.column),
        table,
        end,
    )


def _rows(values: Any, rows: int, columns: int) -> tuple[tuple[str, ...], ...]:
    """Formulas as rows, whether they came as one, as a line or as lines."""
    if not isinstance(values, list | tuple):
        return ((str(values or ""),),)
    if values and not isinstance(values[0], list | tuple):
        values = [values] if rows == 1 else [[cell] for cell in values]
    return tuple(tuple(cell if isinstance(cell, str) else "" for cell in line) for line in values)


def _table(door: Door, sheet: Any) -> tuple[str, int]:
    """Our table of the sheet and its last row; a person may have made others."""
    tables = door.ask(lambda: [(table.name, table.range.last_cell.row) for table in sheet.tables])
    return next((table for table in tables if table[0].startswith("perfxl_")), ("", 0))


def _charts(door: Door, sheet: Any) -> tuple[tuple[tuple[str, str], ...], ...]:
    """(categories, values) of each series of each chart; a series whose formula is not to be had has empty ones."""
    count = int(door.ask(lambda: sheet.api.ChartObjects().Count))
    return tuple(_one_chart(door, sheet, number) for number in range(1, count + 1))


def _one_chart(door: Door, sheet: Any, number: int) -> tuple[tuple[str, str], ...]:
    chart = door.ask(lambda: sheet.api.ChartObjects(number).Chart)
    formulas = door.ask(_formulas, chart)
    references = (_REFERENCE.search(reference) for reference in formulas)
    return tuple((reference[1], reference[2]) if reference else ("", "") for reference in references)


def _formulas(chart: Any) -> list[str]:
    count = int(chart.SeriesCollection().Count)
    return [str(chart.SeriesCollection(number).Formula) for number in range(1, count + 1)]


def entered(value: Value) -> Any:
    """A value as it is entered: a text behind an apostrophe, so that Excel takes it for nothing else; "" empties."""
    if value is None or value == "":
        return ""
    if isinstance(value, Link):
        return value.formula
    if isinstance(value, str):
        return f"'{value}"
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment - _EPOCH).total_seconds() / 86_400
    return value


def write(door: Door, sheet: Any, changes: Mapping[Place, Value]) -> None:
    """Values into cells, rectangle by rectangle."""
    long = {place for place, value in changes.items() if isinstance(value, str) and len(value) > _LONGEST}
    for area in areas(place for place in changes if place not in long):
        _write_area(door, sheet, area, changes)
    for row, column in sorted(long):
        door.ask(_set, sheet, a1(row, column), "value", entered(changes[row, column]))


def _write_area(door: Door, sheet: Any, area: Area, changes: Mapping[Place, Value]) -> None:
    rows = range(area.row, area.last_row + 1)
    columns = range(area.column, area.last_column + 1)
    block = [[entered(changes[row, column]) for column in columns] for row in rows]
    door.ask(_set, sheet, area.a1, "formula", block)


def _set(sheet: Any, area: str, name: str, value: Any) -> None:
    setattr(sheet.range(area), name, value)


def _do(sheet: Any, area: str, name: str, *given: Any) -> None:
    getattr(sheet.range(area), name)(*given)


def write_singly(door: Door, sheet: Any, changes: Mapping[Place, Value]) -> None:
    """Each value by itself, texts into cells of texts: for what did not arrive as it was written first."""
    for (row, column), value in changes.items():
        if isinstance(value, str) and value:
            door.ask(_set, sheet, a1(row, column), "number_format", "@")
            door.ask(_set, sheet, a1(row, column), "value", value)
        else:
            door.ask(_set, sheet, a1(row, column), "formula", entered(value))


def write_table(door: Door, sheet: Any, edits: TableEdits, pen: Pen = write) -> None:
    """A table's edits: values, rows that go (one by one: of several Excel spares those that a filter hides), rows that
    come, dressed after they are written, as a text's format would keep the sign that makes it one."""
    pen(door, sheet, edits.changes)
    for row in sorted(edits.drop, reverse=True):
        door.ask(_do, sheet, f"{row}:{row}", "delete")
    if not edits.added:
        return
    if edits.insert:
        door.ask(_do, sheet, f"{edits.first}:{edits.last}", "insert", "down")
    if edits.table:
        door.ask(_stretch, sheet, edits.table, edits.last)
    lines = enumerate(edits.added, edits.first)
    pen(
        door,
        sheet,
        {(row, n): v for row, line in lines for n, v in enumerate(line, 1) if v not in (None, "")},
    )
    if edits.looks:
        dress(door, sheet, edits.looks)
        door.ask(lambda: sheet.range(f"{edits.first}:{edits.last}").rows.autofit())
        door.ask(_go_on, sheet, edits)


def _go_on(sheet: Any, edits: TableEdits) -> None:
    """What a table has down to its last row goes on into the added ones: bars, lists, the area that is printed."""
    for column in edits.bars:
        bars = sheet.range((edits.head + 1, column)).api.FormatConditions
        whole = sheet.range((edits.head + 1, column), (edits.last, column)).api
        for number in range(1, int(bars.Count) + 1):
            bars(number).ModifyAppliesToRange(whole)
    for column in edits.lists:
        listed = sheet.range((edits.first, column), (edits.last, column)).api.Validation
        listed.Delete()
        listed.Add(_LIST, _WARNING, _BETWEEN, ",".join(decision_words()))
    page = sheet.api.PageSetup
    printed = _PRINTED.match(str(page.PrintArea))
    if printed and int(printed[2]) == edits.first - 1:
        page.PrintArea = f"{printed[1]}{edits.last}"


def _stretch(sheet: Any, name: str, last: int) -> None:
    """A table down to its last row."""
    table = sheet.tables[name]
    head = table.range
    table.resize(sheet.range((head.row, head.column), (last, head.last_cell.column)))


def write_page(door: Door, sheet: Any, edits: PageEdits, pen: Pen = write) -> None:
    """A page's edits; where it is drawn anew, first emptied and dressed."""
    if edits.redraw:
        for step in ("unmerge", "clear_contents", "clear_formats"):
            door.ask(_do, sheet, edits.redraw.a1, step)
        dress(door, sheet, edits.looks)
        for row, first, last in sorted(edits.merges):
            door.ask(_do, sheet, Area(row, first, row, last).a1, "merge")
        for points, (first, last) in _alike(edits.heights):
            door.ask(_set, sheet, f"{first}:{last}", "row_height", points)
    pen(door, sheet, edits.changes)
    for chart, number, categories, values in edits.series:
        door.ask(_move_series, sheet, chart, number, categories, values)


def _move_series(sheet: Any, chart: int, number: int, categories: str, values: str) -> None:
    series = sheet.api.ChartObjects(chart).Chart.SeriesCollection(number)
    series.XValues, series.Values = f"={categories}", f"={values}"


def _alike(heights: Mapping[int, float]) -> Iterable[tuple[float, tuple[int, int]]]:
    for points in sorted(set(heights.values())):
        yield from ((points, run) for run in runs(row for row, height in heights.items() if height == points))


def dress(door: Door, sheet: Any, looks: Mapping[Place, Look]) -> None:
    """Cells as they look, rectangle by rectangle of those that look alike."""
    for look, area in areas_alike(looks):
        door.ask(_dress, sheet, area, dict(look))


def _dress(sheet: Any, area: Area, look: Mapping[str, Any]) -> None:
    cells = sheet.range(area.a1)
    font = cells.font
    font.name, font.size = look["font_name"], look["font_size"]
    font.bold, font.italic = bool(look.get("bold")), bool(look.get("italic"))
    font.color = _rgb(look["font_color"])
    cells.number_format = look.get("num_format", "General")
    cells.wrap_text = bool(look.get("text_wrap"))
    native = cells.api
    native.VerticalAlignment = _DOWN[look["valign"]]
    if "align" in look:
        native.HorizontalAlignment = _ACROSS[look["align"]]
    if look.get("underline"):
        native.Font.Underline = _SINGLE
    if "bg_color" in look:
        cells.color = _rgb(look["bg_color"])
    if look.get("border"):
        _frame(cells, area, _rgb(look["border_color"]))


def _frame(cells: Any, area: Area, colour: Sequence[int]) -> None:
    """A thin line around every cell."""
    inner = {11: area.last_column > area.column, 12: area.last_row > area.row}
    red, green, blue = colour
    for edge in _EDGES:
        if inner.get(edge, True):
            line = cells.api.Borders(edge)
            line.LineStyle, line.Weight, line.Color = _CONTINUOUS, _THIN, red + 256 * green + 65_536 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
