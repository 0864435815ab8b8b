"""Layout -> locked workbook: the form sheet with its page and signs, the guide, the token's carriers."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.calculate import calculated
from perfxl.form.definition import Form
from perfxl.form.layout import HIDDEN, Layout, Line, Slot
from perfxl.form.place import a1, letters
from perfxl.form.plan import Plan, Settings
from perfxl.form.token import DEFINED_NAME
from perfxl.form.writable import UNWRITABLE, writable
from perfxl.issue import heights, styles
from perfxl.issue.colours import add_colours
from perfxl.issue.finish import finished
from perfxl.issue.guide import write_guide
from perfxl.issue.marks import add_marks
from perfxl.issue.openpyxl_private import number_look, set_normal_font
from perfxl.issue.page import freeze, set_page
from perfxl.issue.prompts import add_prompts

_LAST_COLUMN = 16384
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # would be read as one character by its number
_DIGIT = 7  # pixels of a digit in the Normal style, the unit of column widths
_BESIDE = {  # pixels of the columns right of the print
    "status": 300,
    "target_number": 84,
    "achieved_number": 84,
    "computed": 70,
    "previous": 352,
    "previous_percent": 64,
}


def build_workbook(
    layout: Layout,
    plan: Plan,
    password: str,
    settings: Settings,
    created: datetime,
    marks: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """The workbook of a layout as bytes, the same for the same input.

    `marks` are comments by address (a correction's faults); the first marked cell is the one that is selected.

    `settings` are the roster's, shown in the guide; `created` stamps every
    part. What stands in the layout's open cells stands in the workbook's; formulas carry their results.
    """
    layout = calculated(layout)
    book = Workbook()
    _normal(book, layout.form)
    sheet = book.create_sheet(layout.sheet, 0)
    book.remove(book.worksheets[1])
    _form_sheet(book, sheet, layout)
    if marks:
        add_marks(sheet, layout, marks)
    guide = book.create_sheet(layout.form.form.guide)
    write_guide(guide, layout.form, layout.token, settings)
    for locked in (sheet, guide):
        _lock(locked, password)
    _identity(book, layout, plan, created)
    out = io.BytesIO()
    book.save(out)
    return finished(out.getvalue(), created, layout)


def _normal(book: Workbook, form: Form) -> None:
    """The Normal style in the form's own face; at 9.5 points its digits are 7 pixels wide, rounded or not."""
    font = Font(name=form.paper.font, size=9.5)
    set_normal_font(book, font)


def _form_sheet(book: Workbook, sheet: Worksheet, layout: Layout) -> None:
    _columns(sheet, layout)
    brush = styles.Brush(layout.form)
    _palette(book, brush)
    for slot in layout.slots:
        _slot(sheet, brush, slot)
    points = heights.row_heights(layout)
    for line in layout.lines:
        if line.role == "continuation":
            _under(sheet, layout, line)
        sheet.row_dimensions[line.row].height = points[line.row]
        sheet.row_dimensions[line.row].hidden = line.role == "fields"
    add_prompts(sheet, layout)
    add_colours(sheet, layout)
    set_page(sheet, layout, points)
    freeze(sheet, layout)


def _columns(sheet: Worksheet, layout: Layout) -> None:
    """Widths, what is hidden, and every column beyond the form locked by its style."""
    widths = {column.field: column.width for column in layout.form.column} | _BESIDE
    before = any(slot.role == "previous" for slot in layout.slots)
    for field, number in layout.fields:
        dimension = sheet.column_dimensions[letters(number)]
        dimension.width = widths.get(field, 60) / _DIGIT
        dimension.hidden = field in HIDDEN or (field.startswith("previous") and not before)
        dimension.font = _plain(layout.form)
    beyond = len(layout.fields) + 1
    rest = ColumnDimension(sheet, letters(beyond), width=9, min=beyond, max=_LAST_COLUMN, customWidth=True)
    rest.font = _plain(layout.form)
    sheet.column_dimensions[letters(beyond)] = rest


def _plain(form: Form) -> Font:
    return Font(name=form.paper.font, size=form.paper.font_size)


def _palette(book: Workbook, brush: styles.Brush) -> None:
    """The looks that some plans need and others do not come first: so forms of one shape have the same style sheet."""
    scratch = book.create_sheet()
    for number, slot in enumerate(styles.OCCASIONAL, 1):
        cell = scratch.cell(1, number)
        brush.paint(cell, slot)
        number_look(book, cell)
    book.remove(scratch)


def _slot(sheet: Worksheet, brush: styles.Brush, slot: Slot) -> None:
    """One slot with its look over all the cells it spans."""
    for row in range(slot.row, slot.row + slot.rows):
        for column in range(slot.column, slot.column + slot.merge):
            brush.paint(sheet.cell(row, column), slot)
    _write(sheet.cell(slot.row, slot.column), slot)
    if slot.merge > 1 or slot.rows > 1:
        end = a1(slot.row + slot.rows - 1, slot.column + slot.merge - 1)
        sheet.merge_cells(f"{slot.a1}:{end}")


def _under(sheet: Worksheet, layout: Layout, line: Line) -> None:
    """The lower edge of a row's boxes: a continuation looks like a part of the row that it goes on."""
    for column in range(1, layout.last_print_column + 1):
        above, cell = sheet.cell(line.row - 1, column), sheet.cell(line.row, column)
        if above.border and above.border.left and above.border.left.style:
            cell.border = styles.lower_edge()
        if not cell.has_style or cell.protection.locked:
            cell.font = _plain(layout.form)
            cell.protection = Protection(locked=True)


def _write(cell: Cell | MergedCell, slot: Slot) -> None:
    """The value of a slot: a text stays a text whatever it begins with."""
    if slot.formula:
        cell.value = slot.formula
    elif isinstance(slot.value, str):
        cell.value = spelt(slot.value)
        cell.data_type = "s"
    elif slot.value is not None:
        cell.value = slot.value


def spelt(text: str) -> str:
    """A text as a workbook spells it: what XML cannot hold as `_xHHHH_`, and what looks like that escaped."""
    return UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", _ESCAPED.sub("_x005F_", text))


def _lock(sheet: Worksheet, password: str) -> None:
    """Sheet protection: rows may be resized, nothing else but typing into the open cells."""
    if password:
        sheet.protection.set_password(password)
    sheet.protection.enable()
    sheet.protection.formatRows = False


def _identity(book: Workbook, layout: Layout, plan: Plan, created: datetime) -> None:
    """The token in the core properties and a defined name; the cells carry it already."""
    text = layout.token.text
    book.defined_names[DEFINED_NAME] = DefinedName(DEFINED_NAME, attr_text=f'"{text}"')
    properties = book.properties
    properties.title = str(writable(" ".join(plan.titles))).strip() or layout.form.form.name
    properties.subject = properties.keywords = properties.identifier = text
    properties.creator = str(writable(plan.employee.organisation)).strip() or layout.form.form.name
    properties.language = layout.form.form.language
    properties.created = properties.modified = created.replace(tzinfo=None)
