"""Sheets and names that HR added to a master: read as far as they fit, carried into the next one after ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from xlsxwriter.worksheet import Worksheet

from perfxl.form.place import a1, parse_a1
from perfxl.master.notes.gathered import Gathered
from perfxl.master.notes.hr_part import Edit, HrPart, NoteCell, OwnCell, OwnSheet, reaches_outside
from perfxl.master.notes.old_workbook import OldBook
from perfxl.master.xlsx_book import XlsxBook, put
from perfxl.reading.markup import Node
from perfxl.reading.refusal import Refusal
from perfxl.reading.row_stream import Line, StreamedSheet
from perfxl.table.cell_values import Link, Value

_PADDING = 5 / 7  # characters that XlsxWriter adds to a width
MOST_CELLS = 200_000  # cells of HR's own sheets that are carried along


def read_own_sheets(book: OldBook, ours: Collection[str], into: Gathered) -> tuple[OwnSheet, ...]:
    """The sheets that are not ours, as far as they fit; what cannot be carried is named."""
    room, out = MOST_CELLS, []
    for sheet in book.sheets:
        if sheet.name not in ours:
            cells = _cells(book, sheet, room, into)
            room -= len(cells)
            out.append(_own_sheet(book, sheet, cells))
    for sheet in book.other_sheets:
        into.tell(Edit("other_sheet", sheet.name, text=sheet.kind))
    return tuple(out)


def read_names(book: OldBook, into: Gathered) -> tuple[tuple[str, str], ...]:
    """The names that HR defined; one that stands for something outside the workbook is named instead."""
    out = []
    for name, formula in book.names():
        if reaches_outside(formula) or "#REF!" in formula:
            into.tell(Edit("name", "", heading=name, text=formula))
        else:
            out.append((name, formula))
    return tuple(out)


def _cells(book: OldBook, sheet: StreamedSheet, room: int, into: Gathered) -> tuple[OwnCell, ...]:
    cells: list[OwnCell] = []
    beyond = [0]

    def row(number: int, line: Line) -> None:
        for column, cell in line.items():
            if cell.value is None and not cell.formula:
                continue
            if len(cells) >= room:
                beyond[0] += 1
                continue
            outside = reaches_outside(cell.formula)
            if outside:
                into.tell(Edit("formula", sheet.name, a1(number, column), text=f"={cell.formula}"))
            formula = "" if outside else cell.formula
            cells.append(
                OwnCell(number, column, NoteCell(cell.value, cell.number_format, formula), cell.spill)
            )

    book.read(sheet, row)
    if beyond[0]:
        into.tell(Edit("too_many", sheet.name, text=str(beyond[0])))
    return tuple(cells)


def _own_sheet(book: OldBook, sheet: StreamedSheet, cells: tuple[OwnCell, ...]) -> OwnSheet:
    """The sheet with what is beside its cells; of one too large for that the cells alone."""
    try:
        root = book.whole(sheet)
    except Refusal:
        return OwnSheet(sheet.name, cells)
    merges = tuple(node.get("ref") for node in _all(root, "mergeCells", "mergeCell"))
    return OwnSheet(
        sheet.name, cells, merges, tuple(_widths(root)), tuple(_lists(root)), book.comments(sheet)
    )


def _widths(root: Node) -> Iterable[tuple[int, int, float]]:
    for node in _all(root, "cols", "col"):
        try:
            yield int(node.get("min")), int(node.get("max")), float(node.get("width"))
        except ValueError:
            continue


def _lists(root: Node) -> Iterable[tuple[str, str]]:
    for node in _all(root, "dataValidations", "dataValidation"):
        formula = node.find("formula1")
        if node.get("type") == "list" and formula and not reaches_outside(formula.text):
            yield node.get("sqref"), formula.text


def _all(root: Node, group: str, name: str) -> list[Node]:
    listed = root.find(group)
    return list(listed.all(name)) if listed else []


def write_own_sheets(book: XlsxBook, own: HrPart) -> None:
    """HR's sheets, cell by cell, and HR's names; formulas keep their values beside them."""
    for sheet in own.sheets:
        ws = book.sheet(sheet.name)
        for left, right, width in sheet.widths:
            ws.set_column(left - 1, right - 1, max(width - _PADDING, 0))
        for merge in sheet.merges:
            (top, left), (bottom, right) = _corners(merge)
            if (top, left) != (bottom, right):
                ws.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", book.style(valign="top"))
        filled = {place for cell in sheet.cells if cell.spill for place in _spilled(cell)}
        for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column)):
            if cell.spill or (cell.row, cell.column) not in filled:
                _write(book, ws, cell)
        for where, formula in sheet.lists:
            for area in where.split():
                ws.data_validation(area, {"validate": "list", "source": _source(formula)})
        for (row, column), text in sheet.comments.items():
            ws.write_comment(row - 1, column - 1, text)
    for name, formula in own.names:
        book.book.define_name(name, f"={formula}")


def _write(book: XlsxBook, ws: Worksheet, cell: OwnCell) -> None:
    style = book.style(num_format=cell.note.number_format, text_wrap="\n" in str(cell.note.value))
    if cell.spill and cell.note.formula:
        shown = cell.note.value if cell.note.value is not None else ""
        ws.write_array_formula(cell.spill, f"={cell.note.formula}", style, shown)
    else:
        put(ws, cell.row - 1, cell.column - 1, own_value(cell.note), style)


def _spilled(cell: OwnCell) -> Iterable[tuple[int, int]]:
    """The cells that an array formula fills beside its own."""
    (top, left), (bottom, right) = _corners(cell.spill)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (cell.row, cell.column):
                yield row, column


def _corners(area: str) -> tuple[tuple[int, int], tuple[int, int]]:
    first, _, last = area.partition(":")
    return parse_a1(first), parse_a1(last or first)


def _source(formula: str) -> str | list[str]:
    quoted = formula.startswith('"') and formula.endswith('"')
    return formula[1:-1].replace('""', '"').split(",") if quoted else f"={formula}"


def own_value(note: NoteCell) -> Value:
    """A formula with its value beside it, or the value."""
    shown = note.value
    return Link(f"={note.formula}", "" if shown is None else shown) if note.formula else shown
