"""The roster against what was issued: a known code that has another name now is a fault, not a guess; a roster that lost
many of its people is not taken over before somebody says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from perfxl.finding import Finding
from perfxl.form.plan import Employee, Roster
from perfxl.ledger.records import Sent
from perfxl.texts import finding
from perfxl.texts.columns import fold

_FEW, _TENTH = 3, 10
_MOST_NAMED = 40


def moved(roster: Roster, issued: Mapping[str, Sent]) -> tuple[Finding, ...]:
    """Codes whose name is not the one they were issued under, each with its cell.

    Both names different: another person, an error (what came under the code is not theirs). One of them different:
    most often a slip that was mended, a warning.
    """
    return tuple(_moved(roster, issued))


def vanished(roster: Roster, last: Roster | None, issued: Mapping[str, Sent]) -> tuple[Finding, ...]:
    """R203 where at least three, and more than a tenth, of those who were issued a workbook and stood in the last roster
    are not in this one. Whoever moved, or whose unit has another name, is no loss."""
    known = {employee.code for employee in (last.employees if last else ())}
    before = [code for code in issued if last is None or code in known]
    listed = {employee.code for employee in roster.employees}
    gone = [code for code in before if code not in listed]
    if len(gone) < _FEW or len(gone) * _TENTH <= len(before):
        return ()
    named = ", ".join(gone[:_MOST_NAMED]) + (" …" if len(gone) > _MOST_NAMED else "")
    return (finding("R203", field="identity", count=len(gone), everybody=len(before), codes=named),)


def with_newcomers(last: Roster | None, roster: Roster) -> Roster:
    """The last roster with those who are new in another one."""
    if last is None:
        return roster
    known = {employee.code for employee in last.employees}
    new = tuple(employee for employee in roster.employees if employee.code not in known)
    return replace(last, employees=(*last.employees, *new)) if new else last


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
