"""What a form's sheet says, as openpyxl sees it, spelt so that two programs' savings can be laid side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import get_column_letter

_SPACES = re.compile(r'"[^"]*"|\s+')
COLUMNS = 26  # the form ends well before; whole rows that were copied end at the sheet's edge
Dump = dict[str, dict[str, Any]]


def dump(path: Path) -> Dump:
    """Aspect -> place -> what stands there: contents, results, locks, merges, validation, formats, names, page."""
    book = load_workbook(path, keep_vba=True)
    sheet = book.worksheets[0]
    results = load_workbook(path, data_only=True).worksheets[0]
    cells = [cell for row in sheet.iter_rows(max_col=COLUMNS) for cell in row]
    return {
        "contents": {c.coordinate: _said(c.value) for c in cells if c.value is not None},
        "results": {
            c.coordinate: _said(c.value)
            for row in results.iter_rows()
            for c in row
            if c.value not in (None, "")
        },
        "locks": {c.coordinate: c.protection.locked for c in cells},
        "number formats": {
            c.coordinate: c.number_format.replace("\\", "") for c in cells if c.value is not None
        },
        "merges": {str(area): True for area in sheet.merged_cells.ranges},
        "validation": dict(_validations(sheet)),
        "conditional formats": dict(_formats(sheet)),
        "names": _names(book, sheet),
        "sheet": {
            "protected": sheet.protection.sheet,
            "rows may be fitted": not sheet.protection.formatRows,
            "cells may be formatted": not sheet.protection.formatCells,
            "drawings locked": bool(sheet.protection.objects),
            "scenarios locked": bool(sheet.protection.scenarios),
            "hidden": sorted(
                n for d in sheet.column_dimensions.values() if d.hidden for n in range(d.min, d.max + 1)
            ),
            "links": sorted((h.ref, (h.location or "").replace("$", "")) for h in sheet._hyperlinks),
        },
        "page breaks": {str(b.id): True for b in sheet.row_breaks.brk},
    }


def differences(one: Dump, other: Dump) -> list[str]:
    """Every place where two dumps differ, both spelt out."""
    return [
        f"{aspect} {place}: {one[aspect].get(place)!r} | {other[aspect].get(place)!r}"
        for aspect in one
        for place in sorted({*one[aspect], *other[aspect]}, key=str)
        if one[aspect].get(place) != other[aspect].get(place)
    ]


def _said(value: object) -> object:
    """A value or a formula in one spelling."""
    if isinstance(value, str) and value.startswith("="):
        return _formula(value)
    return round(float(value), 9) if isinstance(value, int | float) else value


def _formula(text: str) -> str:
    bare = _SPACES.sub(lambda m: m[0] if m[0].startswith('"') else "", text)
    return bare.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE")


def _validations(sheet: Any) -> Iterator[tuple[str, object]]:
    for rule in sheet.data_validations.dataValidation:
        areas = list(rule.sqref.ranges)
        anchor = f"{get_column_letter(areas[0].min_col)}{areas[0].min_row}"
        for place in _places(str(rule.sqref)):
            formulas = tuple(_limit(f, anchor, place) for f in (rule.formula1, rule.formula2))
            limits = formulas if rule.operator in (None, "between") else formulas[:1]
            yield (
                place,
                (
                    rule.type,
                    rule.errorStyle or "stop",
                    bool(rule.allow_blank),
                    limits,
                    rule.prompt,
                    rule.error,
                ),
            )


def _limit(formula: str | None, anchor: str, place: str) -> object:
    try:
        return float(formula or "")
    except ValueError:
        return _at(formula, anchor, place)


def _formats(sheet: Any) -> dict[str, object]:
    """Cell -> its rules in order. Whether a rule stops the next is left out: LibreOffice always stops, and drops the mark."""
    found: dict[str, list[tuple[int, object]]] = {}
    for block in sheet.conditional_formatting:
        bounds = [range_boundaries(str(area)) for area in block.sqref.ranges]
        anchor = f"{get_column_letter(min(b[0] for b in bounds))}{min(b[1] for b in bounds)}"
        for place in _places(str(block.sqref)):
            for rule in block.rules:
                said = (rule.type, _at(rule.formula[0], anchor, place), _look(rule.dxf))
                found.setdefault(place, []).append((rule.priority, said))
    return {place: [said for _, said in sorted(rules, key=lambda r: r[0])] for place, rules in found.items()}


def _look(style: Any) -> object:
    fill = style.fill and (style.fill.bgColor.rgb, style.fill.fgColor.rgb)
    return (
        fill,
        style.font and style.font.color and style.font.color.rgb,
        style.numFmt and style.numFmt.formatCode,
    )


def _at(formula: str | None, anchor: str, place: str) -> str | None:
    return None if formula is None else _formula(Translator(f"={formula}", anchor).translate_formula(place))


def _places(areas: str) -> Iterator[str]:
    for area in areas.split():
        left, top, right, bottom = range_boundaries(area)
        for row in range(top, bottom + 1):
            yield from (f"{get_column_letter(column)}{row}" for column in range(left, right + 1))


def _names(book: Any, sheet: Any) -> dict[str, object]:
    own = {name: item.attr_text.replace("$", "") for name, item in book.defined_names.items()}
    return own | {"print area": str(sheet.print_area), "print titles": str(sheet.print_title_rows)}
