"""Lock checks: what was issued against what came back, cell by cell and by meaning (family L)."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.copies import check_copies
from perfxl.checks.issued_rows import check_hidden, check_keys, check_rows, exchanged
from perfxl.checks.meaning import same_format, same_formula, same_value
from perfxl.checks.nobodys import check_nobodys
from perfxl.checks.pasted import check_merged, check_pasted, check_split, check_unseen
from perfxl.checks.seat import MOST_TEXT, Seat, seated
from perfxl.checks.stray import all_stray, check_beside, check_protection, check_sheets, check_stray
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.form.layout import KEY_FIELD, Slot
from perfxl.form.place import a1
from perfxl.form.seal import Seal
from perfxl.reading.cells import Book, Cell
from perfxl.reading.frame import frames
from perfxl.reading.report import Report, written
from perfxl.texts import finding

_MOST_SINGLE = 60  # changed cells that are told one by one; more are one finding
# Nobody changes so many formulas by hand: a program spelt them anew. One by one they would hide what a person did.
_MOST_FORMULAS = 12
_FORMULA = "L103"


def check_lock(book: Book, form: Form, report: Report, seal: Seal | None) -> tuple[Finding, ...]:
    """Every difference from what was issued; without a seal only what the file shows by itself."""
    standing = report.frames or frames(book, form)
    if not standing or report.damaged:
        return (
            finding("L401", sheet=report.sheet, field="file"),
            *check_beside(book, form),
            *check_sheets(book, form, standing),
            *check_nobodys(book, form, None),
        )
    frame = standing[0]
    alone = [
        *check_keys(frame),
        *check_protection(frame.sheet, book.program),
        *check_beside(book, form),
        *check_copies(book, form, standing, report),
        *check_sheets(book, form, standing),
    ]
    if seal is None:
        split = check_split(report, form, ())
        return (*alone, *split, *check_stray(report.stray), *check_nobodys(book, form, None))
    seat = seated(seal, frame)
    pasted = tuple(check_pasted(seat, book.program))
    return (
        *alone,
        *exchanged(seat),
        *_cells(seat),
        *check_rows(seat),
        *check_hidden(seat),
        *check_unseen(seat),
        *pasted,
        *check_split(report, form, pasted),
        *check_merged(seat),
        *check_stray(all_stray(seat, report)),
        *check_nobodys(book, form, seat),
    )


def _cells(seat: Seat) -> Iterator[Finding]:
    elsewhere = {key for swap in exchanged(seat) for key in swap.key.split(",")}
    changed = [
        change
        for slot, place, cell in seat.placed
        if slot.locked
        and slot.key not in elsewhere
        and not _as_issued(slot, cell, seat.still)
        and (change := _cell(seat, slot, place, cell))
    ]
    formulas = [change for change in changed if change.code == _FORMULA]
    words = [change for change in changed if change.code != _FORMULA]
    for kind, most in ((formulas, _MOST_FORMULAS), (words, _MOST_SINGLE)):
        if len(kind) <= most:
            yield from kind
        else:
            cells = ",".join(change.cell for change in kind)
            yield finding("L107", sheet=seat.sheet.name, cell=cells, field="file", count=len(kind))


def _as_issued(slot: Slot, cell: Cell | None, still: bool) -> bool:
    """Whether a cell is, to the letter, what was issued where nothing has moved: most are, and need no comparing."""
    if cell is None or cell.number_format != slot.number_format:
        return False
    if slot.formula:
        return still and cell.formula == slot.formula[1:]
    return not cell.formula and type(cell.value) is type(slot.value) and cell.value == slot.value


def _cell(seat: Seat, slot: Slot, place: tuple[int, int], standing: Cell | None) -> Finding | None:
    if slot.field == KEY_FIELD or slot.role == "token":
        return None
    cell = standing or Cell(*place, "empty", None, number_format=slot.number_format)
    code, before, after = _difference(seat, slot, cell)
    if not code:
        return None
    return finding(
        code,
        sheet=seat.sheet.name,
        cell=a1(*place),
        field=slot.field if slot.field in dict(seat.seal.fields) else "file",
        key=slot.key,
        before=before[:MOST_TEXT],
        after=after[:MOST_TEXT],
    )


def _difference(seat: Seat, slot: Slot, cell: Cell) -> tuple[str, str, str]:
    """(code, before, after) of a locked cell; an empty code where it means the same."""
    before = slot.formula or str("" if slot.value is None else slot.value)
    if slot.formula:
        spellings = seat.spellings(slot, cell.row)
        if not any(same_formula(spelling, cell.formula, seat.sheet.name) for spelling in spellings):
            return _FORMULA, before, written(cell)
    elif cell.formula or not same_value(slot.value, cell.value):
        return ("L101" if written(cell) else "L102"), before, written(cell)
    if not same_format(slot.number_format, cell.number_format):
        return "L104", slot.number_format, cell.number_format
    return "", "", ""
