"""The page: paper, margins, titles, footer, and breaks that leave no goal row alone at a page's foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.header_footer import _HeaderFooterPart as _FooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.layout import Layout, Line
from perfxl.form.place import a1
from perfxl.issue import heights

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
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_FooterPart(version),
        center=_FooterPart("&8 &P / &N"),
        right=_FooterPart(f"&8 {layout.token.printed}"),
    )


def page_height(layout: Layout) -> float:
    """How many points of rows one page takes, in the sheet's own measure."""
    paper = layout.form.paper
    side = _LONG_SIDE if paper.orientation == "portrait" else _SHORT_SIDE
    return (side[paper.size] - paper.margin_top - paper.margin_bottom) * _POINT * 100 / SCALE


def breaks(layout: Layout, points: Mapping[int, float]) -> Iterator[int]:
    """The rows that begin a new page: goals and tables that would otherwise stand alone at a foot.

    Rows that are filled in count with their height; empty ones as the usual narrative, for nothing is known yet.
    """
    page, used = page_height(layout), 0.0
    title = next(points[line.row] for line in layout.lines if line.role == "number")
    empty = _empty_rows(layout)
    for place, line in enumerate(layout.lines):
        if line.row < layout.first_print_row:
            continue
        if line.role in _FULL:
            need = _needed(layout, place, points, empty)
            full = bool(empty) and used > page * _FULL[line.role] and not _follows_head(layout, place)
            if full or (used + need > page and used > title and need <= page - title):
                yield line.row
                used = title
        height = _expected(layout, line, points, empty, _USUAL)
        used = used + height if used + height <= page else title + height


def _follows_head(layout: Layout, place: int) -> bool:
    """Whether the row stands at the top of a table already, so that the table's own break is enough."""
    before = layout.lines[place - 1].role
    return before in ("number", "title", "head", "fields")


def _needed(layout: Layout, place: int, points: Mapping[int, float], empty: set[int]) -> float:
    """The points from a head row to the end of the first answer row under it."""
    total = 0.0
    for line in layout.lines[place:]:
        total += _expected(layout, line, points, empty, _AMPLE)
        if line.role in ("measure", "spare"):
            break
    return total


def _expected(
    layout: Layout, line: Line, points: Mapping[int, float], empty: set[int], characters: int
) -> float:
    """The height of a row, an empty planned row with a narrative of so many characters."""
    if line.row not in empty:
        return points[line.row]
    width = next(column.width for column in layout.form.column if column.field == "achieved")
    text = ("a" * 6 + " ") * (characters // 7)
    return max(points[line.row], heights.text_height(text, width, layout.form.paper.font_size))


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
