"""A workbook as text that a person can review: cells, the styles that matter, heights, breaks, rules, properties."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

_SHOWN = 70


def dump(data: bytes) -> str:
    """The whole workbook, one thing a line."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    results = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    lines = [
        f"property {name}: {getattr(book.properties, name)}" for name in ("title", "subject", "language")
    ]
    for sheet in book.worksheets:
        lines += _sheet(sheet, results[sheet.title])
    return "\n".join(lines) + "\n"


def _sheet(sheet: Worksheet, results: Worksheet) -> Iterator[str]:
    yield f"\n== {sheet.title} =="
    yield f"protected {sheet.protection.sheet}, rows resizable {not sheet.protection.formatRows}"
    yield f"print {sheet.print_area} titles {sheet.print_title_rows} scale {sheet.page_setup.scale} {sheet.page_setup.orientation}"
    yield f"footer {sheet.oddFooter.left.text} | {sheet.oddFooter.center.text} | {sheet.oddFooter.right.text}"
    yield f"panes {sheet.freeze_panes} breaks before {[rule.id + 1 for rule in sheet.row_breaks.brk]}"
    yield f"merged {' '.join(sorted(map(str, sheet.merged_cells.ranges)))}"
    for letter, column in sheet.column_dimensions.items():
        yield f"column {letter} {column.width:.2f}{' hidden' if column.hidden else ''}"
    for rule in sheet.data_validations.dataValidation:
        yield f"asks {rule.sqref} {rule.type} {rule.formula1}..{rule.formula2} {rule.errorStyle}: {rule.promptTitle}"
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            yield f"when {_short(rule.formula[0])} at {_short(str(area.sqref))}: {_look(rule.dxf)}"
    for row in sheet.iter_rows():
        height, hidden = sheet.row_dimensions[row[0].row].height, sheet.row_dimensions[row[0].row].hidden
        yield f"row {row[0].row} {height}{' hidden' if hidden else ''}"
        for cell in row:
            if isinstance(cell, Cell) and (cell.value is not None or not cell.protection.locked):
                yield f"  {_cell(cell, results[cell.coordinate].value)}"


def _cell(cell: Cell, result: object) -> str:
    edges = "".join(
        letter
        for letter, side in zip("lrtb", ("left", "right", "top", "bottom"), strict=True)
        if getattr(getattr(cell.border, side), "style", None)
    )
    said = [
        cell.coordinate,
        "locked" if cell.protection.locked else "OPEN",
        cell.number_format,
        f"{cell.font.sz}pt",
    ]
    said += ["bold"] if cell.font.b else []
    said += [f"edges {edges}"] if edges else []
    said += [f"fill {cell.fill.fgColor.rgb}"] if cell.fill.fill_type else []
    said += ["wrap"] if cell.alignment.wrap_text else []
    value = f"{_short(str(cell.value))}" + (f" -> {_short(str(result))}" if cell.data_type == "f" else "")
    return " ".join(said) + (f" | {value}" if cell.value is not None else "")


def _short(text: str) -> str:
    """A text of one line; a long one by its beginning, length and digest."""
    flat = text.replace("\n", "\\n")
    if len(flat) <= _SHOWN:
        return flat
    return f"{flat[:_SHOWN]}… {len(text)} {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _look(style: object) -> str:
    fill, font, border = (getattr(style, name, None) for name in ("fill", "font", "border"))
    said = [f"fill {fill.bgColor.rgb}"] if fill else []
    said += [f"font {font.color.rgb}"] if font and font.color else []
    said += ["border"] if border else []
    return " ".join(said)
