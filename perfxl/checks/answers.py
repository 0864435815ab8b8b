"""Report and plan -> the rows as they count: the plan's words from the seal, the employee's own from the workbook."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.form.layout import Line
from perfxl.form.notation import DateSpan, Scalar, plain, read_dates
from perfxl.form.place import a1
from perfxl.form.seal import Seal
from perfxl.reading.report import Answer, Report, ReportRow
from perfxl.texts import finding

_MOST_TEXT = 2000  # characters of a homeless answer that its finding quotes


@dataclass(frozen=True, slots=True)
class Answered:
    """One row as it counts: the plan's words from the seal, the employee's own from the workbook.

    `achieved`, `dates_text` and `percent_text` are what was typed; `start`, `end`, `percent` (0.65 is 65%) what was
    understood; `planned_end` when the plan says that it ends; `own_target`: the target is the period's own, not the year's. `cells` gives the A1 address by field. `added`: the employee's own row (its plan fields are answers).
    """

    key: str
    section: str
    goal: str
    number: str
    measure: str
    indicator: str
    baseline: str
    target: str
    target_number: float | None
    achieved: str
    dates_text: str
    start: date | None
    end: date | None
    percent_text: str
    percent: float | None
    sheet: str
    cells: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)
    added: bool = False
    achieved_number: float | None = None
    planned_end: date | None = None
    own_target: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether the employee typed anything that counts: what was achieved, or a percent."""
        return bool(self.achieved.strip() or self.percent_text.strip())


@dataclass(frozen=True, slots=True)
class _Planned:
    """One planned row of a seal: its line, its cells by field, and the goal above it."""

    line: Line
    values: Mapping[str, Scalar]
    goal: str
    own_target: bool = False


@dataclass(frozen=True, slots=True)
class Seated:
    """The rows as they count, the report's rows they were made from, and what found no place or no answer."""

    rows: tuple[Answered, ...]
    used: tuple[ReportRow, ...]
    findings: tuple[Finding, ...]


def answered(report: Report, form: Form, seal: Seal | None) -> Seated:
    """The rows of a report on the plan of `seal` (None: on the words in the file)."""
    if seal is None:
        kept = tuple(row for row in report.rows if row.filled or not row.added)
        return Seated(tuple(_from_file(row, form) for row in kept), kept, ())
    planned = tuple(_planned(seal))
    seats = _seats(report, planned)
    added = [row for row in report.rows if row.added and row.filled]
    rows = [_on_plan(row, seats.get(row.line.key), form) for row in planned]
    used = {id(row) for row in (*seats.values(), *added)}
    findings = (
        *_missing([row for row in planned if row.line.key not in seats], seal),
        *_homeless([row for row in report.rows if row.filled and id(row) not in used]),
        *_by_words([row for row in planned if row.line.key in seats], seats, report),
    )
    return Seated(
        _ordered([*rows, *(_from_file(row, form) for row in added)], form),
        tuple(row for row in report.rows if id(row) in used),
        findings,
    )


def _ordered(rows: list[Answered], form: Form) -> tuple[Answered, ...]:
    """By the form's sections, a section's planned rows before the employee's own."""
    order = {section.key: number for number, section in enumerate(form.section)}
    return tuple(sorted(rows, key=lambda row: order.get(row.section, len(order))))


def _planned(seal: Seal) -> Iterator[_Planned]:
    values: dict[str, dict[str, Scalar]] = {}
    for slot in seal.slots:
        values.setdefault(slot.key, {})[slot.field] = slot.value
    goal = ""
    for line in seal.lines:
        if line.role == "heading":
            goal = ""
        elif line.role == "goal":
            goal = str(values[line.key].get("goal") or "")
        elif line.role == "measure":
            yield _Planned(line, values[line.key], goal, line.key in seal.own_targets)


def _seats(report: Report, planned: tuple[_Planned, ...]) -> dict[str, ReportRow]:
    """The report's row for each planned one: by key, and where a row has lost its key by the measure's words."""
    keys = {due.line.key for due in planned}
    seats = {row.key: row for row in report.rows if row.key in keys}
    by_words: dict[str, list[str]] = {}
    for due in planned:
        if due.line.key not in seats:
            by_words.setdefault(plain(_text(due.values.get("measure"))), []).append(due.line.key)
    for row in report.rows:
        measure = plain(row.plan["measure"].text) if not row.key and "measure" in row.plan else ""
        if measure and by_words.get(measure):
            seats[by_words[measure].pop(0)] = row
    return seats


def _missing(missing: list[_Planned], seal: Seal) -> Iterator[Finding]:
    for due in missing:
        words = _text(due.values.get("measure"))[:200]
        cell = a1(due.line.row, dict(seal.fields).get("achieved", 1))
        yield finding("F120", cell=cell, field="achieved", key=due.line.key, measure=words)


def _by_words(planned: list[_Planned], seats: Mapping[str, ReportRow], report: Report) -> Iterator[Finding]:
    """Rows found by their words; nothing is said where the whole form has lost its keys."""
    for due in planned:
        row = seats[due.line.key]
        if not row.key and not report.damaged:
            place = row.place
            yield finding("L211", sheet=place.sheet, cell=place.a1, field="file", key=due.line.key)


def _homeless(rows: list[ReportRow]) -> Iterator[Finding]:
    for row in rows:
        typed = [*([] if row.key else row.plan.values()), *row.answers.values()]
        text = " | ".join(a.text for a in typed if a.text.strip())[:_MOST_TEXT]
        yield finding(
            "I202", sheet=row.place.sheet, cell=row.place.a1, field="achieved", key=row.key, text=text
        )


def _on_plan(planned: _Planned, row: ReportRow | None, form: Form) -> Answered:
    values, answers = planned.values, row.answers if row else {}
    target = values.get("target_number")
    own = {
        column.field: _text(values.get(column.field))
        if column.writer == "plan"
        else _typed(answers, column.field)
        for column in form.own_columns
    }
    return _given(
        planned.line.key,
        planned.line.section,
        row,
        goal=planned.goal,
        number=planned.line.number,
        measure=_text(values.get("measure")).removeprefix(planned.line.label),
        indicator=_text(values.get("indicator")),
        baseline=_text(values.get("baseline")),
        target=_text(values.get("target")),
        target_number=float(target) if isinstance(target, (int, float)) else None,
        planned_end=read_dates(values.get("dates"))[0].end,
        own=own,
        added=False,
        own_target=planned.own_target,
    )


def _from_file(row: ReportRow, form: Form) -> Answered:
    """A row on the words in the file: an employee's own, or any row where nothing is known of the plan."""
    texts = {**{name: a.text for name, a in row.plan.items()}, **{n: a.text for n, a in row.answers.items()}}
    number, measure = _unlabelled(texts.get("measure", ""), form, row.section)
    target = row.answers.get("target_number")
    return _given(
        row.key,
        row.section,
        row,
        goal="" if row.added else row.goal,
        number=number,
        measure=measure,
        indicator=texts.get("indicator", ""),
        baseline=texts.get("baseline", ""),
        target=texts.get("target", ""),
        target_number=target.value if target and isinstance(target.value, float) else None,
        own={c.field: texts.get(c.field, "") for c in form.own_columns},
        added=row.added,
    )


def _given(key: str, section: str, row: ReportRow | None, **plan: Any) -> Answered:
    """A row with what the employee wrote, typed and understood; `plan` are the fields that the plan gives."""
    answers = row.answers if row else {}
    dates = answers["dates"].value if "dates" in answers else None
    span = dates if isinstance(dates, DateSpan) else DateSpan(None, None)
    percent = answers["percent"].value if "percent" in answers else None
    number = answers["achieved_number"].value if "achieved_number" in answers else None
    return Answered(
        key=key,
        section=section,
        achieved=_typed(answers, "achieved"),
        dates_text=_typed(answers, "dates"),
        start=span.start,
        end=span.end,
        percent_text=_typed(answers, "percent"),
        percent=percent if isinstance(percent, float) else None,
        sheet=row.place.sheet if row else "",
        cells=_cells(row) if row else {},
        achieved_number=number if isinstance(number, float) else None,
        **plan,
    )


def _cells(row: ReportRow) -> dict[str, str]:
    """The address of each field of a row; a text that goes on in the next row stands where it begins."""
    number = row.place.row
    return {
        name: a1(number, row.columns[name]) for name in (*row.plan, *row.answers) if row.columns.get(name)
    }


def _typed(answers: Mapping[str, Answer], name: str) -> str:
    return answers[name].text if name in answers else ""


def _text(value: Scalar) -> str:
    return value if isinstance(value, str) else "" if value is None else f"{value:.12g}"


def _unlabelled(text: str, form: Form, section: str) -> tuple[str, str]:
    """(number, measure) of a printed measure, its label taken off."""
    labels = [s.label for s in form.section if s.key == section and "{number}" in s.label]
    for label in labels:
        before, _, after = label.partition("{number}")
        match = re.match(rf"{re.escape(before)}(\S+?){re.escape(after)}\. ", text)
        if match:
            return match[1], text[match.end() :]
    return "", text


def digest(code: str, period: str, rows: tuple[Answered, ...], signed: Mapping[str, str]) -> str:
    """The same for the same employee, period and answers, whatever program saved the file."""
    answers = [
        [row.key, _even(row.achieved), *_dates(row), _percent(row), _number(row), *_own_words(row)]
        for row in rows
        if row.achieved or row.percent_text or row.dates_text or row.added
    ]
    text = json.dumps([code, period, answers, sorted(signed.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _even(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _dates(row: Answered) -> list[str]:
    if row.start or row.end:
        return [str(row.start), str(row.end)]
    return [plain(row.dates_text)]


def _percent(row: Answered) -> str:
    return plain(row.percent_text) if row.percent is None else f"{row.percent:.12g}"


def _number(row: Answered) -> str:
    return "" if row.achieved_number is None else f"{row.achieved_number:.12g}"


def _own_words(row: Answered) -> list[str]:
    words = [row.measure, row.indicator, row.baseline, row.target] if row.added else []
    return [_even(word) for word in (*words, *row.own.values())]


def changed_rows(before: Iterable[Answered], after: Iterable[Answered]) -> tuple[str, ...]:
    """The rows whose answers differ between two versions, by their numbers (by the first words where there is none)."""
    old = {row.key: _words_of(row) for row in before}
    new = {row.key: (row, _words_of(row)) for row in after}
    gone = [key for key, typed in old.items() if any(typed) and key not in new]
    rows = [row for key, (row, typed) in new.items() if typed != old.get(key, _NOTHING_TYPED)]
    return tuple(
        dict.fromkeys([row.number or " ".join(row.measure.split())[:40] or row.key for row in rows] + gone)
    )


_NOTHING_TYPED = ("", "", "", "")


def _words_of(row: Answered) -> tuple[str, ...]:
    own = " ".join(row.measure.split()) if row.added else ""
    return (*(" ".join(text.split()) for text in (row.achieved, row.dates_text, row.percent_text)), own)
