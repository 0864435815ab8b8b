"""The draft's plan rows: what the roster has stays, what documents add, and what they say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from perfxl.drafting.matching import twin_of
from perfxl.drafting.source_document import Doubt, FoundRow, SourceDocument
from perfxl.drafting.vocabulary import norm
from perfxl.finding import Fact
from perfxl.form.definition import PLANNED, Form
from perfxl.form.notation import DateSpan, read_dates
from perfxl.form.plan import Employee, Measure, Roster
from perfxl.roster.rows import EVERYBODY
from perfxl.roster.tables import clean
from perfxl.texts.columns import header


@dataclass(frozen=True, slots=True)
class NewRow:
    """One new row of the plan sheet, with the found row that it was made of."""

    measure: Measure
    found: FoundRow
    source: SourceDocument


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A field in which a document differs from a row of the roster."""

    measure: Measure
    field: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Result:
    """An old report's result of a row; `measure` is the planned row that it belongs to, None for a task of the employee's own."""

    code: str
    found: FoundRow
    source: SourceDocument
    measure: Measure | None


class Plans:
    """Rows by employee's code as documents add them, in the order of `add`."""

    def __init__(self, existing: Roster, form: Form) -> None:
        self.existing = existing
        self.year = _year(existing, form)
        self.planned = frozenset(s.key for s in form.section if s.rows == "plan")
        self.new: dict[str, list[NewRow]] = {}
        self.otherwise: list[Otherwise] = []
        self.results: list[Result] = []

    def add(self, source: SourceDocument, employee: Employee) -> None:
        """One document's rows. A planned row is the twin of one found row at most; tasks that employees write themselves
        are results, never a plan."""
        code = employee.code
        listed = measures_of(employee, self.existing)
        earlier = [row.measure for row in self.new.get(code, ())]
        used: set[int] = set()
        for written in source.rows:
            if written.section not in self.planned:
                self.results.append(Result(code, written, source, None))
                continue
            twin = twin_of(written, (m for m in (*listed, *earlier) if id(m) not in used))
            if twin is None:
                twin = self._append(source, written, code, bool(earlier))
            elif any(m is twin for m in listed):
                self._changed(twin, written, source)
            else:
                self._mark(code, twin, written, source)
            used.add(id(twin))
            if written.achieved or written.percent or written.dates:
                self.results.append(Result(code, written, source, twin))

    def _append(self, source: SourceDocument, read: FoundRow, code: str, second: bool) -> Measure:
        marks = (Doubt("measure", "R331", (("file", source.file),)),) if second else ()
        measure = self._measure(read, source)
        row = NewRow(measure, replace(read, doubts=(*read.doubts, *marks)), source)
        self.new.setdefault(code, []).append(row)
        return measure

    def _mark(self, code: str, twin: Measure, written: FoundRow, source: SourceDocument) -> None:
        """A second document of a new person says the row otherwise: the later year's words stand, the others are shown."""
        rows = self.new[code]
        at = next(n for n, row in enumerate(rows) if row.measure is twin)
        marks = tuple(
            Doubt(name, "R324", (("column", header("roster.plans", name)), ("kept", kept), ("found", value), ("file", source.file)))
            for name, kept, value in _differing(twin, written)
        )  # fmt: skip
        rows[at] = replace(rows[at], found=replace(rows[at].found, doubts=(*rows[at].found.doubts, *marks)))

    def _changed(self, twin: Measure, row: FoundRow, source: SourceDocument) -> None:
        """A row that the roster has and a document says otherwise: kept, and the difference shown at its cell."""
        for name, kept, value in _differing(twin, row):
            facts = {
                "column": header("roster.plans", name),
                "kept": kept,
                "found": value,
                "file": source.file,
            }
            self.otherwise.append(Otherwise(twin, name, facts))

    def _measure(self, row: FoundRow, source: SourceDocument) -> Measure:
        same_year = not self.year or not source.who.year or source.who.year == self.year
        span, _ = read_dates(row.dates) if row.dates and same_year else (None, ())
        dates = span if isinstance(span, DateSpan) else DateSpan(None, None)
        ordered = not dates.start or not dates.end or dates.start <= dates.end
        return Measure(
            row.section, clean(row.goal), row.number, clean(row.measure), clean(row.indicator),
            clean(row.baseline), clean(row.target), None, dates.start if ordered else None,
            dates.end if ordered else None, dict(row.own),
        )  # fmt: skip


def measures_of(employee: Employee, roster: Roster) -> list[Measure]:
    """Everything that an employee has planned in a roster, shared rows too."""
    names = (EVERYBODY, *employee.groups, employee.code)
    return [m for name in names for m in roster.shared.get(name, ())]


def _year(roster: Roster, form: Form) -> int:
    try:
        return form.period_of(roster.settings.period).year
    except ValueError:
        return 0


def _differing(twin: Measure, row: FoundRow) -> Iterator[tuple[str, str, str]]:
    """Fields in which a found row says otherwise than a planned one: (field, kept, found)."""
    for name in ("goal", "number", *PLANNED):
        kept, value = getattr(twin, name), getattr(row, name)
        if value and norm(kept) != norm(value):
            yield name, kept, value
