"""The figures of a month: counts by unit and state, means of the percents, arrivals by day, the rows worth reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from perfxl.finding import Severity
from perfxl.ledger.status import State
from perfxl.month.cells import local
from perfxl.month.table import Found, Person, Row, Tables

STATES = tuple(map(str, (State.ACCEPTED, State.RETURNED, State.HELD, State.MISSING, State.EXCUSED)))
WORTH = 10
_LOW, _FULL = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """Some employees counted: `states` in the order of STATES; `rows` of the long table, `percents` those with a percent.

    `mean` is the plain mean of the rows' percents (0.65 is 65%), the tool's own statistic; None where there is none.
    """

    name: str
    staff: int
    issued: int
    states: tuple[int, ...]
    rows: int
    percents: int
    mean: float | None

    def state(self, name: str) -> int:
        """How many employees are in a state."""
        return self.states[STATES.index(name)]


@dataclass(frozen=True, slots=True)
class Worth:
    """A row worth a person's eye: why, as finding codes and the percent where it is the reason."""

    row: Row
    codes: tuple[str, ...]
    percent: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the summary shows. `days`: (day, employees whose shown workbook came on it). `codes`: findings by code."""

    whole: Group
    units: tuple[Group, ...]
    days: tuple[tuple[date, int], ...]
    codes: tuple[tuple[str, int], ...]
    worth: tuple[Worth, ...]


def figures(tables: Tables) -> Figures:
    """The figures of one organisation's tables."""
    return Figures(
        _group(tables.organisation, tables.people, tables.rows),
        tuple(
            _group(
                unit,
                [p for p in tables.people if p.employee.unit == unit],
                [r for r in tables.rows if r.employee.unit == unit],
            )
            for unit in tables.units
        ),
        _days(tables),
        tuple(Counter(found.finding.code for found in tables.findings).most_common()),
        worth(tables),
    )


def _group(name: str, people: Sequence[Person], rows: Sequence[Row]) -> Group:
    states = Counter(person.state for person in people)
    percents = [row.answered.percent for row in rows if row.answered.percent is not None]
    mean = sum(percents) / len(percents) if percents else None
    return Group(
        name,
        len(people),
        sum(person.issued for person in people),
        tuple(states[s] for s in STATES),
        len(rows),
        len(percents),
        mean,
    )


def _days(tables: Tables) -> tuple[tuple[date, int], ...]:
    days = Counter(local(p.received, tables.made).date() for p in tables.people if p.received)
    return tuple(sorted(days.items()))


def worth(tables: Tables) -> tuple[Worth, ...]:
    """The ten rows most worth reading: most and gravest findings, then percents that are low, over the full, or short
    of it; of equal ones the lower percent first."""
    weights: dict[str, int] = {}
    for found in tables.findings:
        for key in found.rows:
            weights[key] = weights.get(key, 0) + _weight(found)
    scored = ((weights.get(row.key, 0) + _odd(row.answered.percent), row) for row in tables.rows)
    ranked = sorted(((s, r) for s, r in scored if s), key=lambda pair: (-pair[0], _percent(pair[1])))
    return tuple(
        Worth(r, r.findings, r.answered.percent if _odd(r.answered.percent) else None)
        for _, r in ranked[:WORTH]
    )


def _weight(found: Found) -> int:
    return {Severity.ERROR: 5, Severity.WARNING: 3, Severity.NOTE: 1}[found.finding.severity] + (
        found.finding.code.startswith("E")
    )


def _odd(percent: float | None) -> int:
    if percent is None:
        return 2
    return 3 if percent < _LOW else 2 if percent > _FULL else int(percent < _FULL)


def _percent(row: Row) -> float:
    return row.answered.percent if row.answered.percent is not None else 0.0


def share(part: int, whole: Iterable[int] | int) -> float:
    """A part of a whole, 0 where there is nothing."""
    total = whole if isinstance(whole, int) else sum(whole)
    return part / total if total else 0.0
