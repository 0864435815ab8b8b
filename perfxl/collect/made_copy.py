"""A readable copy made from what was read: the answers in the form as it was issued, comments kept, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from perfxl.checks.identity import ELSEWHERE, chosen
from perfxl.checks.nobodys import ANEW
from perfxl.collect.reseat import Reseated, reseat, with_room
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.form.place import a1
from perfxl.form.plan import Employee, Plan, Settings, Unit
from perfxl.form.seal import layout_of, titles_of
from perfxl.issue.workbook import build_workbook
from perfxl.ledger.pack import seal_of
from perfxl.reading.cells import Sheet, read_book
from perfxl.reading.package import open_package
from perfxl.reading.refusal import Refusal
from perfxl.reading.report import read_report
from perfxl.texts import texts

# Where the cells or macros are not those that were issued nobody knows what else the file holds.
_FIRST = "A1"  # what stands there is the form's own
_UNCOMPARED = ELSEWHERE | {"L401", "I107"}


@dataclass(frozen=True, slots=True)
class Original:
    """A workbook that came, with what makes a copy of it: `sealed` what its employee was issued (packed, oldest first)."""

    data: bytes
    employee: Employee
    received: datetime
    sealed: tuple[bytes, ...]
    language: str = "mn"


def is_made(findings: tuple[Finding, ...]) -> bool:
    """Whether a workbook with these findings is shown as a copy that we make, not as the file that came."""
    return any(each.code in ANEW or each.code in _UNCOMPARED for each in findings)


def made_copies(form: Form, password: str, originals: Sequence[Original]) -> list[bytes | None]:
    """One copy an original, as `made_copy` makes it."""
    return [made_copy(form, password, original) for original in originals]


def made_copy(form: Form, password: str, original: Original) -> bytes | None:
    """The copy as an .xlsx, the same for the same input; None where the file cannot be read, or nobody was issued it.

    A comment on its first cell says what it is.
    """
    seals = [seal_of(packed) for packed in original.sealed]
    try:
        report = read_report(book := read_book(open_package(original.data)), form)
    except Refusal:
        return None
    if not seals or not report.sheet:
        return None
    token = chosen(report.carriers)
    own = next((seal for seal in seals if seal.token == token), seals[-1])
    fresh = reseat(report, with_room(report, layout_of(own, form)), own)
    sheet = next(sheet for sheet in book.sheets if sheet.name == report.sheet)
    employee = original.employee
    plan = Plan(employee, Unit(employee.organisation, employee.unit, ""), titles_of(own), (), ())
    marks = _comments(sheet, fresh, texts(original.language).word("copy.made"))
    return build_workbook(fresh.layout, plan, password, Settings(), original.received, marks)


def _comments(sheet: Sheet, fresh: Reseated, first: str) -> Mapping[str, str]:
    """The comments by the address where their cell stands now; `first`, and those of no cell of the form, on A1."""
    moved = {address: slot.a1 for address, slot in fresh.seats.items()}
    places = {slot.a1 for slot in fresh.layout.slots}
    marks = {_FIRST: first}
    for place, text in sorted(sheet.notes.items()):
        address = moved.get(a1(*place), a1(*place))
        if address in places and address != _FIRST:
            marks[address] = text
        else:
            marks[_FIRST] += f"\n\n{address}: {text}"
    return marks
