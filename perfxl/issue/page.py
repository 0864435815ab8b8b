"""The page: paper, margins, titles, footer; of an answered form breaks that leave no goal alone at a page's foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.definition import Paper
from perfxl.form.layout import Layout
from perfxl.form.place import a1
from perfxl.issue.openpyxl_private import three_parts

SCALE = 95  # percent: the columns fill the page at 100, printers differ by a little
_INCH = 25.4  # millimetres
_POINT = 72 / _INCH  # points a millimetre
_SHORT_SIDE = {"A4": 210.0, "A3": 297.0}  # millimetres
_LONG_SIDE = {"A4": 297.0, "A3": 420.0}
_CODES = {"A4": 9, "A3": 8}
_HEADS = frozenset({"goal", "heading"})  # rows that should not stand alone at a page's foot
_ANSWERS = frozenset({"measure", "spare"})


class Stripe(NamedTuple):
    """A row as page breaks see it: its role, and its height in points."""

    row: int
    role: str
    height: float


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


def breaks(layout: Layout, points: Mapping[int, float]) -> tuple[int, ...]:
    """The rows that begin a new page: goals and tables that would otherwise stand alone at a foot, where that takes no page
    more. None before anything is answered: a break that is fixed then leaves pages half empty later."""
    if not _answered(layout):
        return ()
    printed = (line for line in layout.lines if line.row >= layout.first_print_row)
    stripes = [Stripe(line.row, line.role, points[line.row]) for line in printed]
    page = page_height(layout.form.paper)
    wanted = tuple(_begins(stripes, page))
    return wanted if pages(stripes, page, wanted) <= pages(stripes, page, ()) else ()


def pages(stripes: Sequence[Stripe], page: float, breaks: Sequence[int]) -> int:
    """How many pages of so many points the rows take, the number row repeated on each but the first."""
    title = _title(stripes)
    count, used = 1, 0.0
    for stripe in stripes:
        if stripe.row in breaks or used + stripe.height > page:
            count, used = count + 1, title
        used += stripe.height
    return count


def _begins(stripes: Sequence[Stripe], page: float) -> Iterator[int]:
    title, used = _title(stripes), 0.0
    for place, stripe in enumerate(stripes):
        if stripe.role in _HEADS:
            need = _needed(stripes, place)
            if page < used + need <= used + page - title and used > title:
                yield stripe.row
                used = title
        used = used + stripe.height if used + stripe.height <= page else title + stripe.height


def _title(stripes: Sequence[Stripe]) -> float:
    """The height of the row that is printed on every page."""
    return next(stripe.height for stripe in stripes if stripe.role == "number")


def _needed(stripes: Sequence[Stripe], place: int) -> float:
    """The points from a head row to the end of the first answer row under it."""
    total = 0.0
    for stripe in stripes[place:]:
        total += stripe.height
        if stripe.role in _ANSWERS:
            break
    return total


def _answered(layout: Layout) -> bool:
    """Whether a planned row has its narrative."""
    planned = {line.row for line in layout.lines if line.role == "measure"}
    narratives = (slot for slot in layout.slots if slot.field == "achieved" and not slot.locked)
    return any(slot.row in planned and slot.value for slot in narratives)


def freeze(sheet: Worksheet, layout: Layout) -> None:
    """The panel stays in view; the first open cell is the active one, no grid between the borders."""
    sheet.freeze_panes = a1(layout.first_print_row, 1)
    sheet.sheet_view.showGridLines = False
    first = next(slot.a1 for slot in layout.inputs)
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = first
