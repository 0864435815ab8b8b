"""Layout -> locked workbook: the form sheet, the guide, the token's carriers, validation, page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.header_footer import _HeaderFooterPart as _FooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.layout import BESIDE, HIDDEN, Layout, Line, Slot
from perfxl.form.place import a1, letters
from perfxl.form.plan import Plan
from perfxl.form.token import DEFINED_NAME
from perfxl.issue import heights, styles
from perfxl.issue.finish import finished

_THIN = 2.25  # points of a continuation row that is not used
_INCH = 25.4
_LAST_COLUMN = 16384


def build_workbook(
    layout: Layout, plan: Plan, password: str, settings: Mapping[str, str], created: datetime
) -> bytes:
    """The workbook of a layout as bytes, the same for the same input.

    `settings` are the roster's (deadline, HR's contact), shown in the guide; `created` stamps every part.
    """
    book = Workbook()
    sheet = book.create_sheet(layout.sheet, 0)
    book.remove(book.worksheets[1])
    _columns(sheet, layout)
    for slot in layout.slots:
        _cell(sheet, layout, slot)
    _rows(sheet, layout)
    _validations(sheet, layout)
    _page(sheet, layout)
    _lock(sheet, password)
    _guide(book, layout, settings, password)
    _identity(book, layout, plan, created)
    out = io.BytesIO()
    book.save(out)
    return finished(out.getvalue(), created)


def _columns(sheet: Worksheet, layout: Layout) -> None:
    """Widths in characters of the default font (7 pixels and 5 of padding), everything beyond the form locked."""
    widths = {c.field: c.width for c in layout.form.column} | dict.fromkeys(BESIDE, 90)
    for field, number in layout.fields:
        dimension = sheet.column_dimensions[letters(number)]
        dimension.width = widths.get(field, 60) / 7
        dimension.hidden = field in HIDDEN
        dimension.font = Font(name=layout.form.paper.font, size=layout.form.paper.font_size)
    beyond = letters(len(layout.fields) + 1)
    sheet.column_dimensions[beyond] = ColumnDimension(
        sheet, beyond, width=9, min=len(layout.fields) + 1, max=_LAST_COLUMN, customWidth=True
    )
    sheet.column_dimensions[beyond].font = Font(name=layout.form.paper.font, size=layout.form.paper.font_size)


def _cell(sheet: Worksheet, layout: Layout, slot: Slot) -> None:
    look = styles.look_of(slot)
    for row in range(slot.row, slot.row + slot.rows):
        for column in range(slot.column, slot.column + slot.merge):
            cell = sheet.cell(row, column)
            cell.font = styles.font_of(layout.form, look)
            cell.alignment = styles.alignment_of(layout.form, slot, look)
            cell.border = styles.border_of(look)
            cell.fill = styles.fill_of(look)
            cell.protection = styles.protection_of(slot)
            cell.number_format = slot.number_format
    cell = sheet.cell(slot.row, slot.column)
    if slot.formula:
        cell.value = slot.formula
    elif slot.value is not None:
        cell.value = slot.value
        if isinstance(slot.value, str):
            cell.data_type = "s"
    if slot.merge > 1 or slot.rows > 1:
        end = a1(slot.row + slot.rows - 1, slot.column + slot.merge - 1)
        sheet.merge_cells(f"{slot.a1}:{end}")


def _rows(sheet: Worksheet, layout: Layout) -> None:
    by_row: dict[int, list[Slot]] = {}
    for slot in layout.slots:
        by_row.setdefault(slot.row, []).append(slot)
    for line in layout.lines:
        sheet.row_dimensions[line.row].height = _height(layout, line, by_row[line.row])
        sheet.row_dimensions[line.row].hidden = line.role == "fields"


def _height(layout: Layout, line: Line, slots: Iterable[Slot]) -> float:
    """The height that the printed texts of a row need, in points."""
    size = layout.form.paper.font_size
    least = _THIN if line.role == "continuation" else heights.line_height(size) + 1.5
    printed = (s for s in slots if s.column <= layout.last_print_column and s.rows == 1)
    return max([least, *(_slot_height(layout, slot) for slot in printed if slot.value)])


def _slot_height(layout: Layout, slot: Slot) -> float:
    look = styles.look_of(slot)
    columns = layout.form.column[slot.column - 1 : slot.column - 1 + slot.merge]
    pixels = sum(column.width for column in columns)
    size = layout.form.paper.font_size + look.size
    return heights.text_height(str(slot.value), pixels, size, look.bold)


def _validations(sheet: Worksheet, layout: Layout) -> None:
    """A validation on every input, so that a cell pasted over is known by the loss of it."""
    kinds: dict[str, list[Slot]] = {}
    for slot in layout.inputs:
        kinds.setdefault(slot.kind, []).append(slot)
    for kind, slots in kinds.items():
        rule = _rule(kind)
        for slot in slots:
            rule.add(slot.a1)
        sheet.add_data_validation(rule)


def _rule(kind: str) -> DataValidation:
    if kind == "percent":
        return DataValidation("decimal", operator="between", formula1="0", formula2="1.5", allow_blank=True)
    if kind == "number":
        return DataValidation(
            "decimal", operator="between", formula1="-1E+15", formula2="1E+15", allow_blank=True
        )
    return DataValidation("textLength", operator="lessThanOrEqual", formula1="32767", allow_blank=True)


def _page(sheet: Worksheet, layout: Layout) -> None:
    paper, number = layout.form.paper, next(line.row for line in layout.lines if line.role == "number")
    sheet.freeze_panes = a1(layout.first_print_row, 1)
    sheet.print_area = layout.print_area
    sheet.print_title_rows = f"{number}:{number}"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "portrait" if paper.orientation == "portrait" else "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left, margins.right = paper.margin_left / _INCH, paper.margin_right / _INCH
    margins.top, margins.bottom = paper.margin_top / _INCH, paper.margin_bottom / _INCH
    name = f"{layout.form.id} · {layout.form.form.version}"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_FooterPart(f"&8 {name}"),
        center=_FooterPart("&8 &P / &N"),
        right=_FooterPart(f"&8 {layout.token.printed}"),
    )


def _lock(sheet: Worksheet, password: str) -> None:
    """Sheet protection: rows may be resized, nothing else but typing into the inputs."""
    sheet.protection.set_password(password)
    sheet.protection.enable()
    sheet.protection.formatRows = False


def _guide(book: Workbook, layout: Layout, settings: Mapping[str, str], password: str) -> None:
    sheet = book.create_sheet(layout.form.form.guide)
    sheet["A1"] = layout.form.form.name
    sheet["D1"] = layout.token.text
    sheet.column_dimensions["D"].hidden = True
    _lock(sheet, password)


def _identity(book: Workbook, layout: Layout, plan: Plan, created: datetime) -> None:
    """The token in the core properties and a defined name; the cells carry it already."""
    text = layout.token.text
    book.defined_names[DEFINED_NAME] = DefinedName(DEFINED_NAME, attr_text=f'"{text}"')
    properties = book.properties
    properties.title = " ".join(plan.titles).strip() or layout.form.form.name
    properties.subject = properties.keywords = properties.identifier = text
    properties.creator = plan.employee.organisation or layout.form.form.name
    properties.language = layout.form.form.language
    properties.created = properties.modified = created.replace(tzinfo=None)
