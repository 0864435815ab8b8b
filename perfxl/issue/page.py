"""The page: paper, margins, titles, footer, and breaks that leave no goal row alone at a page's foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.definition import Form, Paper
from perfxl.form.layout import Layout, Line
from perfxl.form.place import a1
from perfxl.form.text_heights import Face, text_height
from perfxl.issue.openpyxl_private import three_parts

SCALE = 95  # percent: the columns fill the page at 100, printers differ by a little
_INCH = 25.4  # millimetres
_POINT = 72 / _INCH  # points a millimetre
_SHORT_SIDE = {"A4": 210.0, "A3": 297.0}  # millimetres
_LONG_SIDE = {"A4": 297.0, "A3": 420.0}
_CODES = {"A4": 9, "A3": 8}
_USUAL, _AMPLE = 400, 900  # characters: the median narrative, and one that nine in ten do not pass
_FULL = {
    "goal": 0.5,
    "heading": 0.75,
}  # of a page that may be full: from here on the next one begins a new page
_HEADS = ("number", "title", "head", "fields")  # what follows these stands at the top of a table already


class Stripe(NamedTuple):
    """A row as page breaks see it: its height in points, for an empty row that of a usual and of an ample narrative."""

    row: int
    role: str
    usual: float
    ample: float


def set_page(sheet: Worksheet, layout: Layout, points: Mapping[int, float]) -> None:
    """Paper, print area, repeated number row, footer and breaks; `points` are the rows' heights."""
    paper, number = layout.form.paper, next(line.row for line in layout.lines if line.role == "number")
    sheet.print_area = layout.print_area
    sheet.print_title_rows = f"{number}:{number}"
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.paperSize = _CODES[paper.size]
    setup.orientation = "portrait" if paper.orientation == "portrait" else "landscape"
    setup.scale = SCALE
    margins.left, margins.right = paper.margin_left / _INCH, paper.margin_right / _INCH
    margins.top, margins.bottom = paper.margin_top / _INCH, paper.margin_bottom / _INCH
    margins.header = margins.footer = min(paper.margin_bottom, 6) / _INCH
    sheet.print_options.horizontalCentered = False
    _footer(sheet, layout)
    for row in breaks(layout, points):
        sheet.row_breaks.append(Break(id=row - 1))


def _footer(sheet: Worksheet, layout: Layout) -> None:
    """Form version, page x of y, the workbook's printed code; a space ends the size, or digits would join it."""
    version = f"&8 {layout.form.form.name} · {layout.form.id} · {layout.form.form.version}"
    sheet.HeaderFooter.oddFooter = three_parts(version, "&8 &P / &N", f"&8 {layout.token.printed}")


def page_height(paper: Paper) -> float:
    """How many points of rows one page takes, in the sheet's own measure."""
    side = _LONG_SIDE if paper.orientation == "portrait" else _SHORT_SIDE
    return (side[paper.size] - paper.margin_top - paper.margin_bottom) * _POINT * 100 / SCALE


def breaks(layout: Layout, points: Mapping[int, float]) -> Iterator[int]:
    """The rows that begin a new page: goals and tables that would otherwise stand alone at a foot.

    Rows that are filled in count with their height; empty ones as the usual narrative, for nothing is known yet.
    """
    empty = _empty_rows(layout)
    told = narratives(layout.form)
    stripes = [_stripe(line, points[line.row], line.row in empty, told) for line in layout.lines]
    return begins(stripes, page_height(layout.form.paper), layout.first_print_row, bool(empty))


def begins(stripes: Sequence[Stripe], page: float, first: int, empty: bool) -> Iterator[int]:
    """The rows that begin a new page of so many points; `first` is the first row that is printed, `empty` whether a
    planned row has no narrative yet."""
    title = next(one.usual for one in stripes if one.role == "number")
    used = 0.0
    for place, one in enumerate(stripes):
        if one.row < first:
            continue
        if one.role in _FULL:
            need = _needed(stripes, place)
            full = empty and used > page * _FULL[one.role] and stripes[place - 1].role not in _HEADS
            if full or (used + need > page and used > title and need <= page - title):
                yield one.row
                used = title
        used = used + one.usual if used + one.usual <= page else title + one.usual


def narratives(form: Form) -> tuple[float, float]:
    """The heights of a usual and of an ample narrative."""
    width = next(column.width for column in form.column if column.field == "achieved")
    usual, ample = (("a" * 6 + " ") * (characters // 7) for characters in (_USUAL, _AMPLE))
    face = Face(form.paper.font_size)
    return text_height(usual, width, face), text_height(ample, width, face)


def _needed(stripes: Sequence[Stripe], place: int) -> float:
    """The points from a head row to the end of the first answer row under it."""
    total = 0.0
    for one in stripes[place:]:
        total += one.ample
        if one.role in ("measure", "spare"):
            break
    return total


def _stripe(line: Line, points: float, empty: bool, told: tuple[float, float]) -> Stripe:
    """A row with its height; an empty planned row with that of a narrative."""
    usual, ample = told if empty else (0.0, 0.0)
    return Stripe(line.row, line.role, max(points, usual), max(points, ample))


def _empty_rows(layout: Layout) -> set[int]:
    """Planned rows without a narrative."""
    planned = {line.row for line in layout.lines if line.role == "measure"}
    told = {slot.row for slot in layout.slots if slot.field == "achieved" and not slot.locked and slot.value}
    return planned - told


def freeze(sheet: Worksheet, layout: Layout) -> None:
    """The panel stays in view; the first open cell is the active one, no grid between the borders."""
    sheet.freeze_panes = a1(layout.first_print_row, 1)
    sheet.sheet_view.showGridLines = False
    first = next(slot.a1 for slot in layout.inputs)
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = first
