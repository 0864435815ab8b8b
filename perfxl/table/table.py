"""What came of the month, as values: one row a measure, one row an employee, one row a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from types import MappingProxyType

from perfxl.checks.judge import Answered
from perfxl.finding import Finding, Severity, Verdict
from perfxl.form.definition import Form, Period
from perfxl.form.plan import Employee, Roster
from perfxl.form.writable import visible
from perfxl.ledger.records import Version
from perfxl.ledger.status import Person as Standing
from perfxl.ledger.status import State
from perfxl.table.packed import PackedRows, pack_answers, unpack_answers

MANY = 10_000  # rows above which a month is held packed
_NO_CELLS: Mapping[str, str] = MappingProxyType({})
_TYPED = ("measure", "indicator", "baseline", "target", "achieved", "dates_text", "percent_text")
# What somebody wrote outside the answers: told of a workbook that repeats the answers too, where it is new.
_OUTSIDE = frozenset(("L101", "L102", "L103", "L304", "L305", "L306", "L307", "L309", "L310", "L404", "L405"))


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where a row was read: the copy in `accepted/` (path from the workspace, `/` between), the sheet, the A1 address."""

    file: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class LongRow:
    """One measure of the long table. `key` is the row's key, one of its own in the whole master; `source` stands for the
    cells of `answered`, which are left out (a large month has 67,500 rows)."""

    employee: Employee
    answered: Answered
    section: str
    findings: tuple[str, ...]
    source: RowSource
    received: datetime
    verdict: Verdict
    key: str


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """One employee. `state` is that of `ledger.status`; `version` counts the workbooks that came, from 1.

    `rows` are the rows that stand in the long table; `mean` is the mean of their percents, the tool's own statistic.
    `arrival` is the id of the version that is shown: the one that counts, else the last that came; `proof` the code of its answers.
    """

    employee: Employee
    state: str
    received: datetime | None = None
    version: int = 0
    reported: date | None = None
    verifier: str = ""
    rows: int = 0
    mean: float | None = None
    errors: int = 0
    warnings: int = 0
    control: str = ""
    scan: str = ""
    file: str = ""
    arrival: str = ""
    issued: bool = False
    proof: str = ""

    @property
    def key(self) -> str:
        """The row's key: the employee's code."""
        return self.employee.code


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding of a version that is shown. `number` is that of its measure (commas between many);
    `rows` are the keys of its rows in the long table, none where the version does not count."""

    employee: Employee
    finding: Finding
    number: str
    source: RowSource
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """One organisation's month. `units` in the roster's order (the empty one is the organisation itself). The rows of a
    large month are unpacked whenever they are gone through. `awaits`: how many things of the whole workspace await a
    person."""

    organisation: str
    form: Form
    period: Period
    made: datetime
    units: tuple[str, ...]
    people: tuple[ShownPerson, ...]
    rows: Sequence[LongRow]
    findings: tuple[ShownFinding, ...]
    awaits: int = 0


@dataclass(frozen=True, slots=True)
class _Shown:
    """The version of an employee that is shown, its rows perhaps packed, and how many came up to it."""

    version: Version
    packed: bytes
    ordinal: int = 0
    repeats: tuple[Version, ...] = ()

    def whole(self) -> _Shown:
        """The same with its rows."""
        rows = unpack_answers(self.packed) if self.packed else self.version.judged.rows
        return replace(self, version=_with_rows(self.version, rows), packed=b"")

    def light(self) -> _Shown:
        """The same with its rows packed."""
        packed = self.packed or pack_answers(self.version.judged.rows)
        return replace(self, version=_with_rows(self.version, ()), packed=packed)


def _with_rows(version: Version, rows: tuple[Answered, ...]) -> Version:
    return replace(version, judged=replace(version.judged, rows=rows))


def organisations(roster: Roster) -> tuple[str, ...]:
    """The organisations of a roster, in the order of its units, then of its employees."""
    return tuple(
        dict.fromkeys([u.organisation for u in roster.units] + [e.organisation for e in roster.employees])
    )


@dataclass(frozen=True, slots=True)
class Occasion:
    """What was asked for which period, and the moment at which it is shown: aware, times are shown in its zone."""

    form: Form
    period: Period
    made: datetime


def tables(
    organisation: str,
    occasion: Occasion,
    roster: Roster,
    people: Iterable[Standing],
    versions: Iterable[Version],
) -> Tables:
    """One organisation's tables. `people` as `ledger.status.people` gives them; `versions` are the workspace's, in any
    order. Who was issued a workbook, sent nothing and left is left out."""
    form = occasion.form
    staff = [p for p in people if p.employee.organisation == organisation and p.state is not State.GONE]
    units = _units(roster, organisation, staff)
    place = {unit: n for n, unit in enumerate(units)}
    staff.sort(key=lambda p: place[p.employee.unit])
    shown = _shown({p.employee.code: p.state for p in staff}, versions)
    packed = any(version.packed for version in shown.values())
    parts: list[tuple[int, _Part]] = []
    persons: list[ShownPerson] = []
    findings: list[ShownFinding] = []
    for standing in staff:
        here = shown.pop(standing.employee.code, None)
        whole = here.whole() if here else None
        mine = tuple(_rows(standing.employee, whole.version, form)) if whole and whole.version.counts else ()
        if here and mine:
            make = partial(_rows_of, standing.employee, here.light(), form) if packed else mine.__iter__
            parts.append((len(mine), make))
        persons.append(_person(standing, whole))
        findings.extend(_found(standing.employee, whole, mine))
    every: Sequence[LongRow] = PackedRows(parts)
    rows = every if packed else tuple(every)
    return Tables(
        organisation, form, occasion.period, occasion.made, units, tuple(persons), rows, tuple(findings)
    )


_Part = Callable[[], Iterable[LongRow]]


def _rows_of(employee: Employee, shown: _Shown, form: Form) -> Iterator[LongRow]:
    return _rows(employee, shown.whole().version, form)


def _units(roster: Roster, organisation: str, staff: Iterable[Standing]) -> tuple[str, ...]:
    """The units that have people, in the order of the roster's sheet of units, then of the people."""
    peopled = [p.employee.unit for p in staff]
    named = [u.unit for u in roster.units if u.organisation == organisation and u.unit in peopled]
    return tuple(dict.fromkeys(named + peopled))


def _shown(states: Mapping[str, State], versions: Iterable[Version]) -> dict[str, _Shown]:
    """For each employee the version that counts, else the last that came with the verdict that makes the state."""
    came: dict[str, list[tuple[datetime, str]]] = {}
    repeats: dict[str, tuple[Version, ...]] = {}
    best: dict[str, _Shown] = {}
    held = 0
    for version in versions:
        code = version.judged.employee
        if code not in states or version.verdict is Verdict.REFUSED:
            continue
        if version.verdict is Verdict.DUPLICATE:
            repeats[code] = (*repeats.get(code, ()), _with_rows(version, ()))
            continue
        came.setdefault(code, []).append(_when(version))
        makes = version.counts or str(version.verdict) == str(states[code])
        if makes and (code not in best or _weight(version) > _weight(best[code].version)):
            held += len(version.judged.rows)
            best[code] = _Shown(version, b"").light() if held > MANY else _Shown(version, b"")
    return {
        code: replace(
            best_version,
            ordinal=sum(when <= _when(best_version.version) for when in came[code]),
            repeats=repeats.get(code, ()),
        )
        for code, best_version in best.items()
    }


def _when(version: Version) -> tuple[datetime, str]:
    """The order of arrival; a tie goes to the greater SHA-256."""
    return version.arrival.received, version.arrival.sha256


def _weight(version: Version) -> tuple[bool, tuple[datetime, str]]:
    return version.counts, _when(version)


def keys_of(finding: Finding) -> tuple[str, ...]:
    """The keys of the rows that a finding speaks of: one that stands in many cells names them all, commas between."""
    return tuple(key for key in finding.key.split(",") if key)


def row_key(code: str, key: str) -> str:
    """A row's key in the master: keys of spare rows are the same in every workbook, so the employee's code goes before."""
    return f"{code}/{key}"


def _rows(employee: Employee, version: Version, form: Form) -> Iterator[LongRow]:
    codes: dict[str, list[str]] = {}
    for finding in version.judged.findings:
        for key in keys_of(finding):
            codes.setdefault(key, []).append(finding.code)
    words = {section.key: section.roster for section in form.section}
    goals: dict[str, str] = {}
    for row in version.judged.rows:
        cell = row.cells.get("achieved") or next(iter(row.cells.values()), "")
        yield LongRow(
            employee,
            replace(_visible(row), cells=_NO_CELLS, goal=goals.setdefault(row.goal, row.goal)),
            words.get(row.section, row.section),
            tuple(dict.fromkeys(codes.get(row.key, ()))) if row.key else (),
            RowSource(version.copy, row.sheet, cell),
            version.arrival.received,
            version.verdict,
            row_key(employee.code, row.key),
        )


def _visible(row: Answered) -> Answered:
    """The row as the master shows it: what somebody typed, without the characters that nobody sees."""
    own = {name: visible(text) for name, text in row.own.items()}
    typed = [getattr(row, name) for name in _TYPED]
    if own == row.own and all(visible(text) == text for text in typed):
        return row
    measure, indicator, baseline, target, achieved, dates_text, percent_text = map(visible, typed)
    return replace(
        row,
        measure=measure,
        indicator=indicator,
        baseline=baseline,
        target=target,
        achieved=achieved,
        dates_text=dates_text,
        percent_text=percent_text,
        own=own,
    )


def _person(standing: Standing, shown: _Shown | None) -> ShownPerson:
    issued = standing.issue > 0
    if shown is None:
        return ShownPerson(standing.employee, str(standing.state), issued=issued)
    version, judged = shown.version, shown.version.judged
    counted = judged.rows if version.counts else ()
    percents = [row.percent for row in counted if row.percent is not None]
    return ShownPerson(
        standing.employee,
        str(standing.state),
        version.arrival.received,
        shown.ordinal,
        judged.reported,
        judged.verifier,
        len(counted),
        sum(percents) / len(percents) if percents else None,
        sum(f.severity is Severity.ERROR for f in judged.findings),
        sum(f.severity is Severity.WARNING for f in judged.findings),
        judged.control,
        f"store/{version.scans[0][:2]}/{version.scans[0]}" if version.scans else "",
        version.copy or version.arrival.name,
        version.arrival.id,
        issued,
        judged.proof,
    )


def _found(employee: Employee, shown: _Shown | None, mine: tuple[LongRow, ...]) -> Iterator[ShownFinding]:
    if shown is None:
        return
    numbers = {row.key: row.number for row in shown.version.judged.rows}
    there = {row.answered.key for row in mine}
    new = (finding for version in shown.repeats for finding in version.judged.findings)
    known = {_words_of(finding) for finding in shown.version.judged.findings}
    outside = {_words_of(finding): finding for finding in new if finding.code in _OUTSIDE}
    further = [finding for words, finding in outside.items() if words not in known]
    for finding in (*shown.version.judged.findings, *further):
        yield ShownFinding(
            employee,
            finding,
            ", ".join(n for n in (numbers.get(key, "") for key in keys_of(finding)) if n),
            RowSource(shown.version.copy, finding.sheet, finding.cell.split(",")[0].strip()),
            tuple(row_key(employee.code, key) for key in keys_of(finding) if key in there),
        )


def _words_of(finding: Finding) -> tuple[str, ...]:
    """What a finding quotes, and where."""
    return (finding.code, finding.sheet, finding.cell, *(str(fact) for fact in finding.facts.values()))
