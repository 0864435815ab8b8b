"""The roster against what was issued: a known code that has another name now is a fault, not a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfxl.finding import Finding
from perfxl.form.plan import Employee, Roster
from perfxl.ledger.records import Sent
from perfxl.texts import finding
from perfxl.texts.columns import fold


def moved(roster: Roster, issued: Mapping[str, Sent]) -> tuple[Finding, ...]:
    """Codes whose name is not the one they were issued under, each with its cell.

    Both names different: another person, an error (what came under the code is not theirs). One of them different:
    most often a slip that was mended, a warning.
    """
    return tuple(_moved(roster, issued))


def _moved(roster: Roster, issued: Mapping[str, Sent]) -> Iterator[Finding]:
    for employee in roster.employees:
        sent = issued.get(employee.code)
        if sent is None:
            continue
        other = [_differs(employee.name, sent.employee.name), _differs(employee.parent, sent.employee.parent)]
        if any(other):
            yield finding(
                "R201" if all(other) else "R202",
                sheet=employee.place.sheet,
                cell=employee.place.a1 if employee.place.row else "",
                field="identity",
                who=employee.code,
                name=_full(employee),
                before=_full(sent.employee),
            )


def _differs(now: str, before: str) -> bool:
    return fold(now) != fold(before)


def _full(employee: Employee) -> str:
    return f"{employee.parent} {employee.name}".strip()
