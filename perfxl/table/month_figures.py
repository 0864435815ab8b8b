"""The figures of a month: counts by unit and state, means of the percents, arrivals by day, the rows worth reading."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from perfxl.finding import Severity
from perfxl.ledger.status import State
from perfxl.table.cell_values import local
from perfxl.table.table import LongRow, ShownFinding, ShownPerson, Tables

STATES = tuple(map(str, (State.ACCEPTED, State.RETURNED, State.HELD, State.MISSING, State.EXCUSED)))
WORTH = 10
_LOW, _FULL = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """Some employees counted: `states` in the order of STATES; `rows` of the long table, `percents` those with a percent.

    `mean` is the plain mean of the rows' percents (0.65 is 65%), the tool's own statistic; None where there is none. `under` counts those below 100%.
    """

    name: str
    staff: int
    issued: int
    states: tuple[int, ...]
    rows: int
    percents: int
    mean: float | None
    under: int = 0

    def state(self, name: str) -> int:
        """How many employees are in a state."""
        return self.states[STATES.index(name)]


@dataclass(frozen=True, slots=True)
class Worth:
    """A row worth a person's eye: why, as finding codes and the percent where it is the reason."""

    row: LongRow
    codes: tuple[str, ...]
    percent: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the summary shows. `days`: (day, employees whose shown workbook came on it). `codes`: errors and warnings
    by code, what somebody can act on; notes stand on the sheet of findings alone."""

    whole: StaffGroup
    units: tuple[StaffGroup, ...]
    days: tuple[tuple[date, int], ...]
    codes: tuple[tuple[str, int], ...]
    worth: tuple[Worth, ...]


def figures(tables: Tables) -> Figures:
    """The figures of one organisation's tables; its rows are gone through once."""
    people: dict[str, list[ShownPerson]] = defaultdict(list)
    for person in tables.people:
        people[person.employee.unit].append(person)
    percents: dict[str, list[float | None]] = defaultdict(list)
    every: list[float | None] = []
    scores = _Scores(tables.findings)
    for row in tables.rows:
        percent = row.answered.percent
        every.append(percent)
        percents[row.employee.unit].append(percent)
        scores.see(row, percent)
    findings = (shown.finding for shown in tables.findings)
    return Figures(
        _group(tables.organisation, tables.people, every),
        tuple(_group(unit, people[unit], percents[unit]) for unit in tables.units),
        _days(tables),
        tuple(Counter(f.code for f in findings if f.severity is not Severity.NOTE).most_common()),
        scores.worth(),
    )


def _group(name: str, people: Sequence[ShownPerson], every: Sequence[float | None]) -> StaffGroup:
    """Some employees; `every` is the percent of each of their rows."""
    states = Counter(person.state for person in people)
    percents = [percent for percent in every if percent is not None]
    mean = sum(percents) / len(percents) if percents else None
    return StaffGroup(
        name,
        len(people),
        sum(person.issued for person in people),
        tuple(states[s] for s in STATES),
        len(every),
        len(percents),
        mean,
        sum(percent < 1 for percent in percents),
    )


def _days(tables: Tables) -> tuple[tuple[date, int], ...]:
    days = Counter(local(p.received, tables.made).date() for p in tables.people if p.received)
    return tuple(sorted(days.items()))


def worth(tables: Tables) -> tuple[Worth, ...]:
    """The ten rows most worth reading."""
    scores = _Scores(tables.findings)
    for row in tables.rows:
        scores.see(row, row.answered.percent)
    return scores.worth()


class _Scores:
    """The rows most worth reading, found while they go by: most and gravest findings, then percents that are low, over
    the full, or short of it; of equal ones the lower percent first, then the earlier row."""

    def __init__(self, findings: Iterable[ShownFinding]) -> None:
        self._weights: dict[str, int] = {}
        for shown in findings:
            for key in shown.rows:
                self._weights[key] = self._weights.get(key, 0) + _weight(shown)
        self._best: list[tuple[int, float, int, LongRow]] = []
        self._seen = 0

    def see(self, row: LongRow, percent: float | None) -> None:
        """One more row."""
        self._seen += 1
        score = self._weights.get(row.key, 0) + _odd(percent)
        if score:
            entry = (-score, percent if percent is not None else 0.0, self._seen, row)
            if len(self._best) < WORTH or entry < self._best[-1]:
                insort(self._best, entry)
                del self._best[WORTH:]

    def worth(self) -> tuple[Worth, ...]:
        """The first ones, the gravest first."""
        rows = [row for *_, row in self._best]
        return tuple(
            Worth(r, r.findings, r.answered.percent if _odd(r.answered.percent) else None) for r in rows
        )


def _weight(shown: ShownFinding) -> int:
    return {Severity.ERROR: 5, Severity.WARNING: 3, Severity.NOTE: 1}[shown.finding.severity] + (
        shown.finding.code.startswith("E")
    )


def _odd(percent: float | None) -> int:
    if percent is None:
        return 2
    return 3 if percent < _LOW else 2 if percent > _FULL else int(percent < _FULL)


def share(part: int, whole: Iterable[int] | int) -> float:
    """A part of a whole, 0 where there is nothing."""
    total = whole if isinstance(whole, int) else sum(whole)
    return part / total if total else 0.0
