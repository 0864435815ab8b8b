"""A workbook of XlsxWriter's as text that a person can review: sheets, cells with their looks, rules, charts, links."""

from __future__ import annotations

import difflib
import io
import os
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from perfxl import __version__

_SHOWN = 60
_SETTINGS = ("dimension", "sheetViews", "cols", "autoFilter", "mergeCells", "conditionalFormatting", "dataValidations",
             "printOptions", "pageMargins", "pageSetup", "headerFooter", "sheetPr", "extLst")  # fmt: skip
_CHART = re.compile(
    r"<c:(barDir|grouping|f|v|max|min|formatCode|legendPos)\b(?: val=\"([^\"]*)\")?(?:>([^<]*)<)?|<a:t>([^<]*)<"
)
_LONG_FIGURE = re.compile(r"-?\d+\.\d{13,}")


def compare(found: str, path: Path) -> str:
    """The lines where a text differs from the golden one, none for none; PERFXL_UPDATE_GOLDEN=1 writes it anew."""
    if os.environ.get("PERFXL_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    golden = path.read_text(encoding="utf-8")
    changes = difflib.unified_diff(golden.splitlines(), found.splitlines(), n=0, lineterm="")
    return "\n".join(list(changes)[2:60])


def workbook_text(data: bytes) -> str:
    """The whole workbook, one thing a line."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", UserWarning
        )  # openpyxl knows no bars of 2010: they are read from the part
        book = openpyxl.load_workbook(io.BytesIO(data))
        results = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    lines: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        for sheet, name in zip(book.worksheets, names, strict=True):
            lines += _sheet(sheet, results[sheet.title], parts.read(name).decode())
        for name in sorted(parts.namelist()):
            lines += _part(name, parts.read(name).decode())
    return "\n".join(lines).replace(f"perfxl {__version__}", "perfxl VERSION") + "\n"


def _sheet(sheet: Worksheet, results: Worksheet, markup: str) -> Iterator[str]:
    yield f"\n== {sheet.title} == {sheet.sheet_state}"
    rest = re.sub(r"<sheetData>.*</sheetData>", "", markup, flags=re.DOTALL).replace(" />", "/>")
    for tag in _SETTINGS:
        for block in re.finditer(rf"<{tag}(?: [^>]*[^/])?>.*?</{tag}>|<{tag}(?: [^>]*)?/>", rest, re.DOTALL):
            yield from (f"  <{piece}" for piece in re.split(r"(?<=>)<|^<", block[0]) if piece)
    tall = {int(row): f"{height}{' customHeight' if custom else ''}" for row, height, custom in _rows(markup)}
    for row in sheet.iter_rows():
        if any(isinstance(cell, Cell) and (cell.value is not None or cell.has_style) for cell in row):
            yield f"row {row[0].row} {tall.get(row[0].row, '')}".rstrip()
            for cell in row:
                if isinstance(cell, Cell) and (cell.value is not None or cell.comment):
                    yield f"  {_cell(cell, results[cell.coordinate].value)}"


def _rows(markup: str) -> Iterator[tuple[str, str, bool]]:
    for row in re.finditer(r"<row ([^>]*)>", markup):
        said = dict(re.findall(r'([A-Za-z]+)="([^"]*)"', row[1]))
        yield said["r"], said.get("ht", ""), "customHeight" in said


def _cell(cell: Cell, result: object) -> str:
    font = cell.font
    colour = font.color.rgb if font.color and isinstance(font.color.rgb, str) else "-"
    said = [cell.coordinate, cell.number_format, f"{font.sz}pt {colour}"]
    said += [name for name in ("b", "i", "u") if getattr(font, name)]
    said += [str(cell.fill.fgColor.rgb)] if cell.fill.fill_type else []
    said += ["edge"] if cell.border.left.style else []
    said += [f"{cell.alignment.horizontal or ''}/{cell.alignment.vertical or ''}"]
    said += ["wrap"] if cell.alignment.wrap_text else []
    said += [f"comment {_short(cell.comment.text)}"] if cell.comment else []
    shown = f" -> {_short(_spelt(result))}" if cell.data_type == "f" else f" ({cell.data_type})"
    return " ".join(said) + f" | {_short(_spelt(cell.value))}{shown}"


def _part(name: str, text: str) -> Iterator[str]:
    """Of the other parts what a person would ask: a chart's references, figures and words; a table's columns."""
    if name.startswith("xl/charts/"):
        yield f"\n-- {name}"
        yield from (
            "  " + " ".join(_rounded(piece) for piece in words if piece) for words in _CHART.findall(text)
        )
    elif name.startswith("xl/tables/"):
        yield f"\n-- {name}"
        yield from (f"  <{piece}" for piece in re.split(r"(?<=>)<|^<", text) if piece)
    elif name.startswith("xl/drawings/drawing"):
        yield f"\n-- {name}"
        places = re.findall(r"<xdr:(col|row|colOff|rowOff)>(-?\d+)<", text)
        yield "  " + " ".join(f"{what} {number}" for what, number in places)
    elif name == "xl/workbook.xml":
        yield f"\n-- {name}"
        yield from (
            f"  {piece}" for piece in re.findall(r"<definedName .*?</definedName>|<sheet [^>]*>", text)
        )


def _spelt(value: object) -> str:
    """A value as text; a mean to twelve digits, since libraries add up in different orders."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _rounded(text: str) -> str:
    """A chart's figure to twelve digits, as those of the cells; any other text as it is."""
    return f"{float(text):.12g}" if _LONG_FIGURE.fullmatch(text) else text


def _short(text: str) -> str:
    """A text of one line; a long one by its beginning and its length."""
    flat = text.replace("\n", "\\n")
    if len(flat) > _SHOWN and " " not in flat:  # marks, which change with the program's version
        return f"({len(flat)} letters)"
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}… {len(text)}"
