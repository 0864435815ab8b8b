"""What stands in a workbook that nobody issued: formulas, defined names, parts and links (family L, 500).

Where any of these is told, the readable copy is not the file that came but one that is made from the answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.checks.meaning import same_formula
from perfxl.checks.reach import names_places, reaches_outside
from perfxl.checks.seat import MOST_TEXT, Seat
from perfxl.finding import Finding
from perfxl.form.arithmetic import worked_out
from perfxl.form.definition import Form
from perfxl.form.layout import Slot
from perfxl.form.place import a1
from perfxl.form.references import moved
from perfxl.form.room import grown
from perfxl.form.seal import layout_of
from perfxl.form.token import DEFINED_NAME, MARK
from perfxl.reading.cells import Book, Cell, Sheet
from perfxl.texts import finding

# With any of these the copy in accepted/ is written anew.
ANEW = frozenset({"L501", "L502", "L503", "L504", "L505", "L506", "F110", "F114"})
_NUMBERED_BOOK = re.compile(r"\[\d{1,3}\]")  # how a file spells another workbook that it is linked to
_MOST_CELLS = 60
_MOST_ADDED = 100  # rows that a macro may have added to a section; the form stops at 40
_BY_ITSELF = re.compile(r"(?:.*!)?(?:_xlnm\.)?auto_?(?:open|close|activate|deactivate|exec)", re.IGNORECASE)
_PROGRAMS = re.compile(
    r"(?:.*!)?(?:_xlnm\.\w+|Print_Titles|Print_Area)\Z"
)  # ONLYOFFICE leaves the beginning out
_CONSTANT = re.compile(r'"(?:[^"]|"")*"\Z')  # Gnumeric keeps a sheet's title so


def check_nobodys(book: Book, form: Form, seat: Seat | None) -> Iterator[Finding]:
    """Formulas, names, parts and links that were not issued; those that can reach outside are for a person.

    `seat` None: nobody knows what was issued, and of formulas only those that reach outside are told.
    """
    added = _added(seat, form) if seat else {}
    for sheet in book.sheets:
        strange = [cell for cell in _formulas(sheet) if not _is_known(cell, sheet, seat)]
        if seat and sheet is seat.sheet:
            strange = [cell for cell in strange if not _is_added(cell, added.get((cell.row, cell.column)))]
        if outward := [cell for cell in strange if _is_outward(cell, sheet, seat)]:
            yield _told("L501", sheet, outward)
        elif seat and (unasked := [cell for cell in strange if not _is_answer(cell, sheet, seat)]):
            yield _told("L503", sheet, unasked)
        if around := [text for text in _around(sheet) if reaches_outside(text)]:
            yield finding("L501", sheet=sheet.name, field="file", text=f"={around[0]}"[:MOST_TEXT])
    yield from _names(book)
    if book.foreign:
        parts = ", ".join(dict.fromkeys(book.foreign))
        yield finding("L505", field="file", parts=parts[:MOST_TEXT])


def _formulas(sheet: Sheet) -> list[Cell]:
    return [cell for cell in sheet.cells.values() if cell.formula]


def _is_known(cell: Cell, sheet: Sheet, seat: Seat | None) -> bool:
    """Whether a formula was issued in its place, or is a sum of constants that somebody typed."""
    if seat and sheet is seat.sheet and (slot := seat.calculated.get((cell.row, cell.column))):
        if slot.formula[1:] == cell.formula:
            return True
        spellings = seat.spellings(slot, cell.row)
        return any(same_formula(spelling, cell.formula, sheet.name) for spelling in spellings)
    return worked_out(cell.formula) is not None


def _is_outward(cell: Cell, sheet: Sheet, seat: Seat | None) -> bool:
    """Whether a formula is for a person to look at. An answer that only names a cell of another workbook is not: its
    writer is asked for the value, and the copy does without it."""
    answer = seat and _is_answer(cell, sheet, seat)
    return reaches_outside(_NUMBERED_BOOK.sub("", cell.formula) if answer else cell.formula)


def _is_answer(cell: Cell, sheet: Sheet, seat: Seat) -> bool:
    """Whether a cell is the employee's own; a formula there is told with the answer (F110, F114)."""
    return sheet is seat.sheet and (cell.row, cell.column) in seat.open_places


def _added(seat: Seat, form: Form) -> dict[tuple[int, int], Slot]:
    """The cells with a formula of rows that a macro of ours added, by where each stands."""
    issued = {slot.key for slot in seat.seal.slots}
    layout = None
    for key in seat.rows.keys() - issued:
        section, _, number = key.partition("+")
        if number.isascii() and number.isdigit() and int(number) <= _MOST_ADDED:
            layout = grown(layout or layout_of(seat.seal, form), section, int(number))
    return {
        (row, column): slot
        for slot in (layout.slots if layout else ())
        if slot.formula and slot.key not in issued
        if (row := seat.rows.get(slot.key)) and (column := seat.columns.get(slot.column))
    }


def _is_added(cell: Cell, slot: Slot | None) -> bool:
    if slot is None:
        return False
    spellings = (slot.formula, moved(slot.formula, cell.row - slot.row, 0))
    return any(same_formula(spelling, cell.formula, "") for spelling in spellings)


def _told(code: str, sheet: Sheet, cells: list[Cell]) -> Finding:
    cells = sorted(cells)
    places = ",".join(a1(cell.row, cell.column) for cell in cells[:_MOST_CELLS])
    text = " | ".join(f"={cell.formula}" for cell in cells[:_MOST_CELLS])
    return finding(code, sheet=sheet.name, cell=places, field="file", text=text[:MOST_TEXT])


def _around(sheet: Sheet) -> Iterator[str]:
    """The formulas of validations, conditional formats and extensions."""
    yield from sheet.conditions
    for rule in sheet.rules:
        listed = rule.kind == "list" and rule.formula1.startswith('"')
        yield from (text for text in (rule.formula1, rule.formula2) if text and not listed)


def _names(book: Book) -> Iterator[Finding]:
    strange = {name: text for name, text in book.names.items() if not _is_own_name(name, text)}
    outward = [n for n, text in strange.items() if _BY_ITSELF.match(n) or reaches_outside(text)]
    if outward:
        yield finding("L502", field="file", names=_listed(outward, strange))
    if rest := [name for name in strange if name not in outward]:
        yield finding("L504", field="file", names=_listed(rest, strange))


def _is_own_name(name: str, text: str) -> bool:
    """The token's name, or one that programs make of print areas, titles and filters."""
    if name == DEFINED_NAME:
        return bool(re.fullmatch(rf'"{MARK}:[^"]*"', text))
    harmless = names_places(text) or _CONSTANT.match(text.removeprefix("=")) is not None
    return bool(_PROGRAMS.match(name)) and not _BY_ITSELF.match(name) and harmless


def _listed(names: list[str], texts: dict[str, str]) -> str:
    return ", ".join(f"{name} (={texts[name].removeprefix('=')})" for name in names)[:MOST_TEXT]
