"""The charts of the summary, alive: states by unit and arrivals by day, counted from who stands where, without the long table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from perfxl.desk.look import Glance
from perfxl.form.plan import Employee
from perfxl.ledger.status import Person, State
from perfxl.master.charts import days_shown
from perfxl.table.cell_values import local
from perfxl.table.month_figures import STATES, Figures, StaffGroup


@dataclass(frozen=True, slots=True)
class LiveBoard:
    """One organisation: everybody, each unit, (day, people whose last workbook came on it), who is missing; whether its
    master is there."""

    organisation: str
    whole: StaffGroup
    units: tuple[StaffGroup, ...]
    days: tuple[tuple[date, int], ...]
    missing: tuple[Employee, ...]
    master: bool


def boards(seen: Glance) -> list[LiveBoard]:
    """The boards of all organisations, in the roster's order."""
    names = dict.fromkeys(person.employee.organisation for person in seen.people)
    masters = {name for name, _ in seen.masters}
    return [_board(seen, name, name in masters) for name in names]


def _board(seen: Glance, name: str, master: bool) -> LiveBoard:
    own = [person for person in seen.people if person.employee.organisation == name]
    units = dict.fromkeys(person.employee.unit for person in own)
    groups = tuple(_group(unit, [p for p in own if p.employee.unit == unit]) for unit in units)
    days = Counter(_days(seen, own))
    figures = Figures(_group(name, own), groups, tuple(sorted(days.items())), (), ())
    missing = tuple(person.employee for person in own if person.state is State.MISSING)
    return LiveBoard(name, figures.whole, groups, days_shown(figures), missing, master)


def _group(name: str, own: Sequence[Person]) -> StaffGroup:
    states = Counter(str(person.state) for person in own)
    issued = sum(person.issue > 0 for person in own)
    return StaffGroup(name, len(own), issued, tuple(states[s] for s in STATES), 0, 0, None)


def _days(seen: Glance, own: Sequence[Person]) -> Iterator[date]:
    here = seen.run.at.astimezone()
    for person in own:
        at = seen.last_came.get(person.employee.code)
        if at:
            yield local(at, here).date()
