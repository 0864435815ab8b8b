"""Who has sent what and who has not, by organisation and unit, each person counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from perfxl.finding import Verdict
from perfxl.form.plan import Employee, Roster
from perfxl.ledger.ledger import Ledger


class State(StrEnum):
    """Where one person stands: the best that came, else whether anything is expected."""

    ACCEPTED = "accepted"
    HELD = "held"
    RETURNED = "returned"
    MISSING = "missing"
    EXCUSED = "excused"
    GONE = "gone"  # was issued a workbook, sent nothing, and is not in the roster any more


@dataclass(frozen=True, slots=True)
class Person:
    """One person's state. `versions` is how many readable workbooks came; `listed`: still in the roster."""

    employee: Employee
    state: State
    issue: int
    versions: int
    listed: bool = True


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """One unit's counts, in persons: received = accepted + held + returned; with missing and excused it is everybody."""

    name: str
    issued: int
    received: int
    accepted: int
    returned: int
    held: int
    missing: int
    excused: int


@dataclass(frozen=True, slots=True)
class OrganisationStatus:
    """One organisation: its units in the roster's order, the codes that are missing, those gone from the roster."""

    name: str
    units: tuple[UnitStatus, ...]
    missing: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A workspace's status."""

    period: str
    organisations: tuple[OrganisationStatus, ...]


_SAID = {Verdict.HELD: State.HELD, Verdict.RETURNED: State.RETURNED}


def people(ledger: Ledger, roster: Roster) -> list[Person]:
    """Everybody in the roster's order, then those who were issued a workbook and are in the roster no more."""
    issued = ledger.issued.last()
    states, counts = _states(ledger)
    listed = {employee.code for employee in roster.employees}
    gone = [sent.employee for code, sent in issued.items() if code not in listed]
    out = []
    for employee in (*roster.employees, *gone):
        code = employee.code
        state = states.get(code) or _expected(employee, code in listed)
        issue = issued[code].issue if code in issued else 0
        out.append(Person(employee, state, issue, counts.get(code, 0), code in listed))
    return out


def status(ledger: Ledger, roster: Roster, period: str) -> Status:
    """The status of a period, by organisation and unit."""
    everybody = people(ledger, roster)
    names = list(dict.fromkeys(person.employee.organisation for person in everybody))
    return Status(period, tuple(_organisation(name, everybody, roster) for name in names))


def status_json(now: Status) -> dict[str, Any]:
    """The contract's document of `status --json`; `gone` is added to it."""
    return {
        "period": now.period,
        "organisations": [
            {
                "name": organisation.name,
                "units": [{key: getattr(unit, key) for key in _KEYS} for unit in organisation.units],
                "missing": list(organisation.missing),
                "gone": list(organisation.gone),
            }
            for organisation in now.organisations
        ],
    }


_KEYS = ("name", "issued", "received", "accepted", "returned", "held", "missing", "excused")


def _states(ledger: Ledger) -> tuple[Mapping[str, State], Mapping[str, int]]:
    """Code -> state from what came, and code -> how many readable workbooks came."""
    states: dict[str, State] = {}
    counts: dict[str, int] = {}
    standing = ledger.versions.standing()
    for version in ledger.versions.came():
        stood = standing[version.id]
        if not version.employee or version.blank or stood.verdict is Verdict.REFUSED:
            continue
        counts[version.employee] = counts.get(version.employee, 0) + 1
        state = State.ACCEPTED if stood.counts else _SAID.get(stood.verdict)
        if state and (version.employee not in states or _rank(state) < _rank(states[version.employee])):
            states[version.employee] = state
    return states, counts


def _rank(state: State) -> int:
    return (State.ACCEPTED, State.HELD, State.RETURNED).index(state)


def _expected(employee: Employee, listed: bool) -> State:
    if not listed:
        return State.GONE
    return State.EXCUSED if employee.excuse else State.MISSING


def _organisation(name: str, everybody: Iterable[Person], roster: Roster) -> OrganisationStatus:
    own = [person for person in everybody if person.employee.organisation == name]
    order = [unit.unit for unit in roster.units if unit.organisation == name]
    present = list(dict.fromkeys(person.employee.unit for person in own))
    units = [unit for unit in order if unit in present] + [unit for unit in present if unit not in order]
    return OrganisationStatus(
        name,
        tuple(_unit(unit, [person for person in own if person.employee.unit == unit]) for unit in units),
        tuple(person.employee.code for person in own if person.state is State.MISSING),
        tuple(person.employee.code for person in own if not person.listed),
    )


def _unit(name: str, own: list[Person]) -> UnitStatus:
    states = [person.state for person in own]
    accepted, held, returned = (states.count(s) for s in (State.ACCEPTED, State.HELD, State.RETURNED))
    return UnitStatus(
        name,
        issued=sum(person.issue > 0 for person in own),
        received=accepted + held + returned,
        accepted=accepted,
        returned=returned,
        held=held,
        missing=states.count(State.MISSING),
        excused=states.count(State.EXCUSED),
    )
