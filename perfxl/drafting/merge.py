"""Sources merged into a roster: the existing is kept, what differs is shown, what is new is added with its doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from perfxl.drafting.cell_notes import Notes, column_of
from perfxl.drafting.drafted import Draft, FileRead, LastResult, Unplaced
from perfxl.drafting.genitives import Proposed, propose_units
from perfxl.drafting.people import People
from perfxl.drafting.plans import NewRow, Plans, Result
from perfxl.drafting.sharing import MeasureGroup, find_groups, same_key
from perfxl.drafting.source_document import SourceDocument
from perfxl.drafting.vocabulary import data
from perfxl.finding import Fact, Finding
from perfxl.form.definition import Form
from perfxl.form.place import Place
from perfxl.form.plan import Employee, Measure, Roster, Settings
from perfxl.texts import finding
from perfxl.texts.columns import header

_TOLD = 200  # characters of an unplaced text in its finding; the draft's sheet has it whole


def build_draft(
    sources: Sequence[SourceDocument], files: Sequence[FileRead], existing: Roster | None, form: Form
) -> Draft:
    """What was read, merged into a roster. Of two documents of one person the later year's comes first."""
    roster = existing or Roster((), (), {}, Settings(), {})
    people = People(roster, sources)
    plans = Plans(roster, form)
    for number in sorted(people.codes, key=lambda n: (-sources[n].who.year, n)):
        plans.add(sources[number], people.employees[people.codes[number]])
    units = propose_units(people.told, roster.units)
    groups = _groups(people, plans, roster)
    notes = Notes()
    seats = _seated(roster, plans, groups, people, notes)
    employees = _joined(people, groups)
    _note_people(employees, people, plans, groups, notes)
    _note_units(units, notes)
    made = Roster(employees, tuple(p.unit for p in units), seats.shared, roster.settings, roster.letters)
    read = tuple(_named(file, sources, people) for file in files)
    unplaced = tuple(_unplaced(sources))
    findings = (
        *(f.finding for f in read if f.finding),
        *notes.findings,
        *_on_the_whole(sources),
        *(finding("R344", file=u.file, where=u.where, text=u.text[:_TOLD]) for u in unplaced),
    )
    results = tuple(_last(result, seats) for result in plans.results)
    return Draft(made, findings, results, unplaced, read)


def _groups(people: People, plans: Plans, roster: Roster) -> tuple[MeasureGroup, ...]:
    taken = {*people.employees, *roster.shared, *(g for e in roster.employees for g in e.groups)}
    rows = {code: [row.measure for row in new] for code, new in plans.new.items()}
    return find_groups(rows, data()["sharing"]["group"], frozenset(taken))


@dataclass(slots=True)
class _Seats:
    """Where the rows of the plan sheet stand: by code, and the row number of each that is one person's own."""

    shared: dict[str, tuple[Measure, ...]] = field(default_factory=dict)
    own: dict[int, int] = field(default_factory=dict)
    all: dict[int, int] = field(default_factory=dict)
    last: int = 1

    def seat(self, code: str, measure: Measure) -> int:
        """Gives the next row to a measure."""
        self.last += 1
        place = Place(header("roster.sheets", "plans"), self.last, column_of("plans", "measure"))
        self.shared[code] = (*self.shared.get(code, ()), replace(measure, place=place))
        self.all[id(measure)] = self.last
        return self.last


def _seated(
    roster: Roster, plans: Plans, groups: Sequence[MeasureGroup], people: People, notes: Notes
) -> _Seats:
    """The plan sheet from row 2: the roster's rows, the groups', everybody's own; doubts noted at their cells."""
    seats = _Seats()
    old = [(code, m) for code, measures in roster.shared.items() for m in measures]
    for code, measure in sorted(old, key=lambda pair: pair[1].place.row):
        number = seats.seat(code, measure)
        if code in people.employees:
            seats.own[id(measure)] = number
    for other in plans.otherwise:
        notes.note("plans", seats.all[id(other.measure)], other.field, "R324", other.facts)
    grouped = _seat_groups(seats, plans, groups, notes)
    for code in (c for c in people.employees if c in plans.new):
        for row in plans.new[code]:
            if id(row.measure) not in grouped:
                number = seats.own[id(row.measure)] = seats.seat(code, row.measure)
                _note_row(row, number, notes)
    return seats


def _seat_groups(seats: _Seats, plans: Plans, groups: Sequence[MeasureGroup], notes: Notes) -> set[int]:
    """The groups' rows; the rows that they stand for, whose doubts are told at the group's row."""
    grouped: set[int] = set()
    keyed = {code: [(same_key(row.measure), row) for row in rows] for code, rows in plans.new.items()}
    for group in groups:
        members = [pair for code in group.codes for pair in keyed[code]]
        for measure in group.rows:
            key = same_key(measure)
            number = seats.seat(group.name, measure)
            notes.note("plans", number, "code", "R343", _group_facts(group))
            for other, row in members:
                if other == key:
                    grouped.add(id(row.measure))
                    _note_row(row, number, notes)
    return grouped


def _group_facts(group: MeasureGroup) -> Mapping[str, Fact]:
    return {"group": group.name, "count": len(group.codes), "codes": ", ".join(group.codes)}


def _note_row(row: NewRow, number: int, notes: Notes) -> None:
    for doubt in row.found.doubts:
        facts = {"file": row.source.file, "where": row.found.where, **dict(doubt.facts)}
        notes.note("plans", number, doubt.field, doubt.code, facts)


def _joined(people: People, groups: Sequence[MeasureGroup]) -> tuple[Employee, ...]:
    """The employees, the roster's first, with the groups that are proposed for them."""
    return tuple(
        replace(e, groups=(*e.groups, *(g.name for g in groups if code in g.codes)))
        for code, e in people.employees.items()
    )


def _note_people(
    employees: Sequence[Employee], people: People, plans: Plans, groups: Sequence[MeasureGroup], notes: Notes
) -> None:
    files = _files_by_code(plans)
    for number, employee in enumerate(employees, 2):
        for doubt in people.doubts.get(employee.code, ()):
            source = {} if doubt.code == "R327" else {"file": files.get(employee.code, "")}
            facts = {**source, **dict(doubt.facts)}
            notes.note("employees", number, doubt.field, doubt.code, facts)
        for group in groups:
            if employee.code in group.codes:
                notes.note("employees", number, "groups", "R343", _group_facts(group))


def _files_by_code(plans: Plans) -> Mapping[str, str]:
    files: dict[str, dict[str, None]] = {}
    for code, rows in plans.new.items():
        files.setdefault(code, {}).update(dict.fromkeys(row.source.file for row in rows))
    for result in plans.results:
        files.setdefault(result.code, {})[result.source.file] = None
    return {code: ", ".join(names) for code, names in files.items()}


def _note_units(units: Sequence[Proposed], notes: Notes) -> None:
    for number, proposed in enumerate(units, 2):
        for doubt in proposed.doubts:
            notes.note("units", number, doubt.field, doubt.code, dict(doubt.facts))


def _named(file: FileRead, sources: Sequence[SourceDocument], people: People) -> FileRead:
    """A file with the codes of the people that it was of."""
    codes = (code for n, code in people.codes.items() if sources[n].file == file.file)
    return replace(file, codes=tuple(sorted(dict.fromkeys(codes))))


def _last(result: Result, seats: _Seats) -> LastResult:
    row = result.found
    return LastResult(
        result.code, row.section, row.number, row.measure, row.indicator, row.baseline, row.target,
        row.achieved, row.dates, row.percent, result.source.file, seats.own.get(id(result.measure), 0),
    )  # fmt: skip


def _on_the_whole(sources: Sequence[SourceDocument]) -> Iterator[Finding]:
    """What is doubtful of a document as a whole."""
    for source in sources:
        for doubt in source.doubts:
            facts: dict[str, Any] = dict(doubt.facts)
            yield finding(doubt.code, field="file", file=source.file, **facts)


def _unplaced(sources: Sequence[SourceDocument]) -> Iterator[Unplaced]:
    """Texts without a place. A sheet without a plan, in a file that has one on another, is told in one line."""
    with_plan = {source.file for source in sources if source.rows}
    for source in sources:
        if source.rows:
            yield from (Unplaced(source.file, loose.where, loose.text) for loose in source.loose)
        elif source.file in with_plan and source.loose:
            texts = " / ".join(loose.text for loose in source.loose)
            yield Unplaced(source.file, source.loose[0].where, texts)
