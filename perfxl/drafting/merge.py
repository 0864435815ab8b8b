"""Sources merged into a roster: the existing is kept, what differs is shown, what is new is added with its doubts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from perfxl.drafting.drafted import Draft, FileRead, LastResult, Unplaced
from perfxl.drafting.found import Doubt, FoundRow, Source, Who
from perfxl.drafting.genitives import Proposed, propose_units
from perfxl.drafting.matching import Match, match_person, person_key, twin_of
from perfxl.drafting.notes import Notes, column_of
from perfxl.drafting.sharing import Group, find_groups, same_key
from perfxl.drafting.words import data, norm
from perfxl.finding import Fact, Finding
from perfxl.form.alphabet import sort_key
from perfxl.form.definition import Form
from perfxl.form.notation import DateSpan, read_dates
from perfxl.form.place import Place
from perfxl.form.plan import Employee, Measure, Roster, Unit
from perfxl.form.roster_rows import EVERYBODY
from perfxl.form.roster_tables import clean
from perfxl.texts import finding
from perfxl.texts.columns import header

_WIDTH = 3  # figures of a code that the draft gives


def build_draft(
    sources: Sequence[Source], files: Sequence[FileRead], existing: Roster | None, form: Form
) -> Draft:
    """What was read, merged into a roster."""
    return _Builder(existing or Roster((), (), {}, {}, {}), form).build(sources, files)


def _measures_of(employee: Employee, roster: Roster) -> list[Measure]:
    names = (EVERYBODY, *employee.groups, employee.code)
    return [m for name in names for m in roster.shared.get(name, ())]


@dataclass(frozen=True, slots=True)
class _Row:
    """One new row of the plan sheet, with the found row that it was made of."""

    measure: Measure
    found: FoundRow
    source: Source


class _Builder:
    """One draft in the making."""

    def __init__(self, existing: Roster, form: Form) -> None:
        self.existing = existing
        self.form = form
        self.year = _year(existing, form)
        self.notes = Notes()
        self.people: dict[str, Employee] = {e.code: e for e in existing.employees}
        self.new: dict[str, list[_Row]] = {}
        self.doubts: dict[str, list[Doubt]] = {}
        self.of_source: dict[int, str] = {}
        self.results: list[tuple[str, FoundRow, Source, Measure | None]] = []
        self.pending: list[tuple[Measure, str, Mapping[str, Fact]]] = []

    def build(self, sources: Sequence[Source], files: Sequence[FileRead]) -> Draft:
        matched = self._match(sources)
        self._codes(sources, matched)
        for number in sorted(range(len(sources)), key=lambda n: -sources[n].who.year):
            self._rows(sources[number], self.of_source.get(number, ""))
        units = propose_units([self._seat(s.who) for s in sources if s.rows], self.existing.units)
        return self._finished(sources, files, units)

    # --- people ---

    def _match(self, sources: Sequence[Source]) -> list[Match]:
        return [match_person(source.who, self.existing.employees) for source in sources]

    def _codes(self, sources: Sequence[Source], matched: Sequence[Match]) -> None:
        """A code for every document: the matched employee's, the other document's of the same person, or a new one."""
        known: dict[tuple[str, ...], str] = {}
        order = sorted(range(len(sources)), key=lambda n: _by_seat(sources[n].who))
        for number in order:
            source, match = sources[number], matched[number]
            if not source.rows:
                continue
            if match.employee:
                code = match.employee.code
                self._differences(match.employee, source.who)
            else:
                key = person_key(source)
                code = known.get(key) or self._newcomer(source)
                known[key] = code
            self.of_source[number] = code
            self.doubts.setdefault(code, []).extend((*match.doubts, *source.who.doubts))

    def _newcomer(self, source: Source) -> str:
        who = self._seat(source.who)
        code = who.code if source.coded else ""
        code = code if code and code not in self.people else self._next_code()
        self.people[code] = Employee(
            code, who.organisation, who.unit, who.position, who.parent, who.name, who.name_genitive, who.email
        )
        doubts = [Doubt("code", "R321", (("value", code),))] if code != who.code else []
        for name in ("organisation", "position", "name"):
            if not getattr(who, name):
                doubts.append(Doubt(name, "R330", (("column", header("roster.employees", name)),)))
            elif name != "name":
                doubts.append(Doubt(name, "R327", (("name", getattr(who, name)),)))
        if who.unit:
            doubts.append(Doubt("unit", "R327", (("name", who.unit),)))
        if who.name_genitive:
            doubts.append(
                Doubt("name_genitive", "R328", (("proposed", who.name_genitive), ("written", who.titles[1])))
            )
        self.doubts[code] = doubts
        return code

    def _next_code(self) -> str:
        numbers = [int(code) for code in self.people if code.isascii() and code.isdigit() and len(code) < 10]
        width = max([_WIDTH, *(len(c) for c in self.people if c.isascii() and c.isdigit() and len(c) < 10)])
        return f"{max(numbers, default=0) + 1:0{width}d}"

    def _seat(self, who: Who) -> Who:
        """Organisation and unit in the roster's spelling, where it has them."""
        for unit in self.existing.units:
            if norm(unit.organisation) == norm(who.organisation) or _genitive_of(unit, who):
                who = replace(who, organisation=unit.organisation)
                if who.unit and norm(unit.unit) == norm(who.unit):
                    who = replace(who, unit=unit.unit)
        return who

    def _differences(self, employee: Employee, who: Who) -> None:
        """An employee of the roster: empty cells are filled and marked, others are kept and the difference shown."""
        now = self.people[employee.code]
        filled: dict[str, str] = {}
        for name in ("parent", "name", "name_genitive", "email"):
            kept, found = getattr(now, name), getattr(who, name)
            if found and not kept:
                filled[name] = found
                self.doubts.setdefault(employee.code, []).append(Doubt(name, "R329", (("value", found),)))
            elif found and norm(found) != norm(kept):
                facts = (("column", header("roster.employees", name)), ("kept", kept), ("found", found))
                self.doubts.setdefault(employee.code, []).append(Doubt(name, "R323", facts))
        self.people[employee.code] = replace(
            now,
            parent=filled.get("parent", now.parent),
            name=filled.get("name", now.name),
            name_genitive=filled.get("name_genitive", now.name_genitive),
            email=filled.get("email", now.email),
        )

    # --- rows ---

    def _rows(self, source: Source, code: str) -> None:
        if not code:
            return
        employee = self.people[code]
        listed = _measures_of(employee, self.existing)
        several = bool(self.new.get(code))
        for found in source.rows:
            twin = twin_of(found, listed)
            if twin:
                self._changed(twin, found, source)
                self._result(code, found, source, twin)
                continue
            before = [row.measure for row in self.new.get(code, ())] if several else []
            twin = twin_of(found, before)
            if twin:
                self._result(code, found, source, twin)
                self._merge_doubts(code, twin, found, source)
                continue
            marks = (Doubt("measure", "R331", (("file", source.file),)),) if several else ()
            measure = self._measure(found, source)
            row = _Row(measure, replace(found, doubts=(*found.doubts, *marks)), source)
            self.new.setdefault(code, []).append(row)
            self._result(code, found, source, measure)

    def _merge_doubts(self, code: str, twin: Measure, found: FoundRow, source: Source) -> None:
        """A second document of a new person says the row otherwise: the later year's words stand, the others are shown."""
        rows = self.new[code]
        at = next(n for n, row in enumerate(rows) if row.measure is twin)
        marks = tuple(
            Doubt(name, "R324", (("column", header("roster.plans", name)), ("kept", kept), ("found", said), ("file", source.file)))
            for name, kept, said in _differing(twin, found)
        )  # fmt: skip
        rows[at] = replace(rows[at], found=replace(rows[at].found, doubts=(*rows[at].found.doubts, *marks)))

    def _changed(self, twin: Measure, found: FoundRow, source: Source) -> None:
        """A row that the roster has and a document says otherwise: kept, and the difference shown at its cell."""
        for name, kept, said in _differing(twin, found):
            facts = {"column": header("roster.plans", name), "kept": kept, "found": said, "file": source.file}
            self.pending.append((twin, name, facts))

    def _result(self, code: str, found: FoundRow, source: Source, measure: Measure | None) -> None:
        if found.achieved or found.percent or found.dates:
            self.results.append((code, found, source, measure))

    def _measure(self, found: FoundRow, source: Source) -> Measure:
        same_year = not self.year or not source.who.year or source.who.year == self.year
        span, _ = read_dates(found.dates) if found.dates and same_year else (None, ())
        dates = span if isinstance(span, DateSpan) else DateSpan(None, None)
        ordered = not dates.start or not dates.end or dates.start <= dates.end
        return Measure(
            found.section, clean(found.goal), found.number, clean(found.measure), clean(found.indicator),
            clean(found.baseline), clean(found.target), None, dates.start if ordered else None,
            dates.end if ordered else None, dict(found.own),
        )  # fmt: skip

    # --- the whole ---

    def _finished(
        self, sources: Sequence[Source], files: Sequence[FileRead], units: Sequence[Proposed]
    ) -> Draft:
        taken = frozenset(
            {*self.people, *self.existing.shared, *(g for e in self.people.values() for g in e.groups)}
        )
        plans = {code: [row.measure for row in rows] for code, rows in self.new.items()}
        groups = find_groups(plans, data()["sharing"]["group"], taken)
        shared, rows_of = self._numbered(groups)
        people = self._joined(groups)
        self._people_findings(people, groups)
        self._unit_findings(units)
        read = [self._named(file, sources) for file in files]
        made = Roster(
            people, tuple(p.unit for p in units), shared, self.existing.settings, self.existing.letters
        )
        results = tuple(
            self._last(code, f, s, rows_of.get(id(m), 0) if self._is_own(code, m) else 0)
            for code, f, s, m in self.results
        )
        unplaced = tuple(_unplaced(sources))
        found = (
            *(f.finding for f in read if f.finding),
            *self.notes.findings,
            *_on_the_whole(sources),
            *(finding("R344", file=u.file, where=u.where, text=u.text[:200]) for u in unplaced),
        )
        return Draft(made, found, results, unplaced, tuple(read))

    def _is_own(self, code: str, measure: Measure | None) -> bool:
        """Whether a row is one person's; a shared one has no single last result."""
        shared = (m for name, ms in self.existing.shared.items() if name != code for m in ms)
        return not any(m is measure for m in shared)

    def _numbered(self, groups: Sequence[Group]) -> tuple[Mapping[str, tuple[Measure, ...]], dict[int, int]]:
        """Rows of the plan sheet from row 2: the roster's, the groups', everybody's own; findings at their cells."""
        shared: dict[str, list[Measure]] = {}
        rows_of: dict[int, int] = {}
        number = 1
        old = [(code, m) for code, ms in self.existing.shared.items() for m in ms]
        for code, measure in sorted(old, key=lambda pair: pair[1].place.row):
            number += 1
            shared.setdefault(code, []).append(_at(measure, number))
            rows_of[id(measure)] = number
        for twin, name, told in self.pending:
            self.notes.note("plans", rows_of[id(twin)], name, "R324", told)
        in_group: dict[tuple[str, int], str] = {}
        for group in groups:
            for measure in group.rows:
                number += 1
                shared.setdefault(group.name, []).append(_at(measure, number))
                facts: Mapping[str, Fact] = {
                    "group": group.name,
                    "count": len(group.codes),
                    "codes": ", ".join(group.codes),
                }
                self.notes.note("plans", number, "code", "R343", facts)
                self._group_doubts(group, measure, number, in_group)
        for code in sorted(self.new, key=lambda c: list(self.people).index(c)):
            for row in self.new[code]:
                if (code, id(row.measure)) in in_group:
                    continue
                number += 1
                shared.setdefault(code, []).append(_at(row.measure, number))
                rows_of[id(row.measure)] = number
                self._row_findings(row, number)
        return {code: tuple(ms) for code, ms in shared.items()}, rows_of

    def _group_doubts(
        self, group: Group, measure: Measure, number: int, in_group: dict[tuple[str, int], str]
    ) -> None:
        """The rows that a group's row stands for: taken out of their plans, their doubts told once at the group's."""
        key = same_key(measure)
        for code in group.codes:
            for row in self.new[code]:
                if same_key(row.measure) == key:
                    in_group[code, id(row.measure)] = group.name
                    self._row_findings(row, number)

    def _row_findings(self, row: _Row, number: int) -> None:
        for doubt in row.found.doubts:
            told: dict[str, Fact] = {"file": row.source.file, "where": row.found.where, **dict(doubt.facts)}
            self.notes.note("plans", number, doubt.field, doubt.code, told)

    def _joined(self, groups: Sequence[Group]) -> tuple[Employee, ...]:
        """The employees, the roster's first, with the groups that are proposed for them."""
        out = []
        for code, employee in self.people.items():
            more = tuple(g.name for g in groups if code in g.codes)
            out.append(replace(employee, groups=(*employee.groups, *more)))
        return tuple(out)

    def _people_findings(self, people: Sequence[Employee], groups: Sequence[Group]) -> None:
        files = self._files_by_code()
        for number, employee in enumerate(people, 2):
            for doubt in self.doubts.get(employee.code, ()):
                told: dict[str, Fact] = {"file": files.get(employee.code, ""), **dict(doubt.facts)}
                self.notes.note("employees", number, doubt.field, doubt.code, told)
        for group in groups:
            for number, employee in enumerate(people, 2):
                if employee.code in group.codes:
                    facts: dict[str, Fact] = {
                        "group": group.name,
                        "count": len(group.codes),
                        "codes": employee.code,
                    }
                    self.notes.note("employees", number, "groups", "R343", facts)

    def _files_by_code(self) -> dict[str, str]:
        files: dict[str, list[str]] = {}
        for code, rows in self.new.items():
            files[code] = list(dict.fromkeys(row.source.file for row in rows))
        for code, _, source, _ in self.results:
            files.setdefault(code, []).append(source.file)
        return {code: ", ".join(dict.fromkeys(names)) for code, names in files.items()}

    def _unit_findings(self, units: Sequence[Proposed]) -> None:
        for number, proposed in enumerate(units, 2):
            for doubt in proposed.doubts:
                self.notes.note("units", number, doubt.field, doubt.code, dict(doubt.facts))

    def _named(self, file: FileRead, sources: Sequence[Source]) -> FileRead:
        codes = (
            self.of_source[n] for n, s in enumerate(sources) if s.file == file.file and n in self.of_source
        )
        return replace(file, codes=tuple(dict.fromkeys(codes)))

    def _last(self, code: str, found: FoundRow, source: Source, row: int) -> LastResult:
        return LastResult(
            code, found.section, found.number, found.measure, found.achieved, found.dates, found.percent,
            source.file, row,
        )  # fmt: skip


def _at(measure: Measure, number: int) -> Measure:
    return replace(
        measure, place=Place(header("roster.sheets", "plans"), number, column_of("plans", "measure"))
    )


def _year(roster: Roster, form: Form) -> int:
    try:
        return form.period_of(roster.settings.get("period", "")).year
    except ValueError:
        return 0


def _by_seat(who: Who) -> tuple[object, ...]:
    return (
        sort_key(who.organisation),
        sort_key(who.unit),
        sort_key(who.name or who.name_genitive),
        sort_key(who.parent),
    )


def _genitive_of(unit: Unit, who: Who) -> bool:
    return not unit.unit and bool(unit.genitive) and norm(unit.genitive) == norm(who.organisation_genitive)


def _differing(twin: Measure, found: FoundRow) -> Iterable[tuple[str, str, str]]:
    """Fields in which a found row says otherwise than a planned one: (field, kept, found)."""
    for name in ("goal", "number", "measure", "indicator", "baseline", "target"):
        kept, said = getattr(twin, name), getattr(found, name)
        if said and norm(kept) != norm(said):
            yield name, kept, said


def _on_the_whole(sources: Sequence[Source]) -> Iterable[Finding]:
    """What is doubtful of a document as a whole."""
    for source in sources:
        for doubt in source.doubts:
            facts: dict[str, Any] = dict(doubt.facts)
            yield finding(doubt.code, field="file", file=source.file, **facts)


def _unplaced(sources: Sequence[Source]) -> Iterable[Unplaced]:
    """Texts without a place. A sheet without a plan, in a file that has one on another, is told in one line."""
    with_plan = {source.file for source in sources if source.rows}
    for source in sources:
        if source.rows:
            yield from (Unplaced(source.file, loose.where, loose.text) for loose in source.loose)
        elif source.file in with_plan and source.loose:
            texts = " / ".join(loose.text for loose in source.loose)
            yield Unplaced(source.file, source.loose[0].where, texts)
