"""openpyxl as the oracle: what it sees in an honest workbook, in our reader's terms."""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from unittest.mock import patch

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from perfxl.form.place import a1
from perfxl.reading.cells import Book, Cell, Range

Seen = tuple[object, str, str]  # value, formula, number format


@dataclass(frozen=True)
class Disagreement:
    """One cell that the two readers see differently: `aspect` is value, formula, format or cell."""

    sheet: str
    cell: str
    aspect: str
    ours: object
    theirs: object


def as_seen(data: bytes) -> dict[str, dict[tuple[int, int], Seen]]:
    """Every cell of every worksheet as openpyxl sees it; dates are left as numbers."""
    with (
        warnings.catch_warnings(),
        patch("openpyxl.styles.stylesheet.is_date_format", return_value=False),
        patch("openpyxl.styles.stylesheet.is_timedelta_format", return_value=False),
    ):
        warnings.simplefilter("ignore")
        formulas = openpyxl.load_workbook(io.BytesIO(data))
        calculated = any(
            cell.data_type == "f" for sheet in formulas.worksheets for cell in sheet._cells.values()
        )
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True) if calculated else formulas
    found: dict[str, dict[tuple[int, int], Seen]] = {}
    for sheet in formulas.worksheets:
        cached = values[sheet.title]
        found[sheet.title] = {
            (cell.row, cell.column): (
                cached.cell(cell.row, cell.column).value,
                _formula(cell),
                cell.number_format,
            )
            for cell in sheet._cells.values()
            if not isinstance(cell, MergedCell)
        }
    return found


def _formula(cell: object) -> str:
    value = cell.value  # type: ignore[attr-defined]
    if isinstance(value, ArrayFormula):
        return (value.text or "").removeprefix("=")
    if isinstance(value, DataTableFormula):
        return ""
    return value[1:] if cell.data_type == "f" else ""  # type: ignore[attr-defined]


def disagreements(book: Book, theirs: dict[str, dict[tuple[int, int], Seen]]) -> Iterator[Disagreement]:
    """Where our cells and openpyxl's differ in value, formula or number format."""
    for sheet in book.sheets:
        other = theirs[sheet.name]
        covered = _covered(sheet.merges, sheet.cells)
        for place, cell in sheet.cells.items():
            if place in covered and place not in other:
                if cell.value is not None or cell.formula:
                    yield Disagreement(sheet.name, a1(*place), "covered", cell.value, None)
                continue
            if place not in other:
                yield Disagreement(sheet.name, a1(*place), "cell", cell, None)
                continue
            yield from _differences(sheet.name, cell, other[place])
        for place, seen in other.items():
            if place not in sheet.cells and (seen[0] is not None or seen[1]):
                yield Disagreement(sheet.name, a1(*place), "cell", None, seen)


def _covered(merges: Iterable[Range], cells: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Places under a merge other than its first cell, among the cells that are there."""
    found: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges:
        if (bottom - top + 1) * (right - left + 1) > len(cells):
            under = {
                (row, column) for row, column in cells if top <= row <= bottom and left <= column <= right
            }
        else:
            under = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        found |= under - {(top, left)}
    return found


def _differences(sheet: str, cell: Cell, seen: Seen) -> Iterator[Disagreement]:
    where = a1(cell.row, cell.column)
    value, formula, number_format = seen
    if not _equal(cell.value, value):
        yield Disagreement(sheet, where, "value", cell.value, value)
    if cell.formula != formula:
        yield Disagreement(sheet, where, "formula", cell.formula, formula)
    if cell.number_format != number_format:
        yield Disagreement(sheet, where, "format", cell.number_format, number_format)


def _equal(ours: object, theirs: object) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, float) and isinstance(theirs, (int, float)):
        return ours == float(theirs)
    return ours == theirs
