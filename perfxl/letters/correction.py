"""The correction workbook: a person's own answers in a fresh, locked, current form, each faulty cell marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from perfxl.checks.judge import Judged
from perfxl.collect.reseat import Reseated, reseat, with_room
from perfxl.finding import Finding, Severity
from perfxl.form.layout import Layout, Slot
from perfxl.form.plan import Plan, Settings
from perfxl.form.seal import Seal
from perfxl.issue.workbook import build_workbook
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import Report, ReportRow, read_report
from perfxl.texts import Texts, texts

_MOST_LEFT = 2000  # characters of an answer without a place that the comment quotes


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that is to be mended: its bytes, its judgement, the moment that the correction carries, the seal it was
    issued with where that is known, and HR's own reason where HR returned it."""

    data: bytes
    judged: Judged
    created: datetime
    issued: Seal | None = None
    reason: str = ""


def correct(
    returned: Returned,
    layout: Layout,
    plan: Plan,
    password: str,
    settings: Settings,
    language: str = "mn",
) -> bytes:
    """The workbook that goes back; `layout` is the current form of the same employee (its token that of the newest issue).

    Reading it back gives the same answers. Raises Refusal for bytes that cannot be read (such have no correction).
    """
    report = _read(returned.data, layout)
    fresh = reseat(report, with_room(report, layout), returned.issued)
    marks = marked(returned, fresh, report, texts(language))
    return build_workbook(fresh.layout, plan, password, settings, returned.created, marks)


def carried_over(data: bytes, layout: Layout, issued: Seal | None = None) -> Reseated:
    """The answers of a workbook that came, in the layout of a new issue: for issuing again after a changed plan.

    `layout` gets further spare rows where the answers need them: seal the `blank` layout that comes back.
    """
    report = _read(data, layout)
    return reseat(report, with_room(report, layout), issued)


def _read(data: bytes, layout: Layout) -> Report:
    return read_report(read_book(open_package(data)), layout.form)


def marked(returned: Returned, fresh: Reseated, report: Report, words: Texts) -> dict[str, str]:
    """Comments by address, the sheet's first fault first: what is wrong in the cell and what to do.

    Notes are not marked. What belongs to no cell that can be mended, and HR's own reason, stand at the first open cell.
    """
    findings, first = returned.judged.findings, next(fresh.layout.inputs).a1
    comments: dict[str, list[str]] = {}
    if returned.reason:
        comments[first] = [words.word("corrections.reason", why=returned.reason)]
    for finding in sorted(findings, key=lambda f: f.severity != Severity.ERROR):
        if finding.severity != Severity.NOTE:
            for slot in _slots(finding, fresh, report.sheet):
                facts = {**finding.facts, "cell": slot.a1, "sheet": fresh.layout.sheet}
                comments.setdefault(slot.a1, []).append(f"{words.say(finding.code, facts)}\n[{finding.code}]")
    _left(fresh, comments, words)
    order = {slot.a1: (slot.row, slot.column) for slot in fresh.layout.slots}
    faulty = {a for f in findings if f.severity == Severity.ERROR for a in _addresses(f, fresh, report.sheet)}
    faulty |= {first} if returned.reason else set()
    marked_first = sorted(comments, key=lambda a: (a not in faulty, order[a]))
    return {address: "\n\n".join(dict.fromkeys(comments[address])) for address in marked_first}


def _addresses(finding: Finding, fresh: Reseated, sheet: str) -> list[str]:
    return [slot.a1 for slot in _slots(finding, fresh, sheet)]


def _slots(finding: Finding, fresh: Reseated, sheet: str) -> list[Slot]:
    """The open cells of the fresh form that a finding speaks of: by address on the `sheet` that was read, else by key."""
    cells = [cell for cell in finding.cell.split(",") if cell]
    seats = [fresh.seats[cell] for cell in cells if cell in fresh.seats and finding.sheet == sheet]
    if seats or (cells and finding.severity != Severity.ERROR):
        return seats
    keys = set(finding.key.split(",")) if finding.key else set()
    by_key = [s for s in fresh.layout.inputs if s.key in keys and s.field == finding.field]
    return by_key or ([next(fresh.layout.inputs)] if finding.severity == Severity.ERROR else [])


def _left(fresh: Reseated, comments: dict[str, list[str]], words: Texts) -> None:
    """Answers that found no row are quoted where the sheet begins: nothing that was typed is lost."""
    first = next(fresh.layout.inputs).a1
    for row in fresh.left:
        facts = {"cell": row.place.a1, "text": _quoted(row)}
        comments.setdefault(first, []).append(f"{words.say('I202', facts)}\n[I202]")


def _quoted(row: ReportRow) -> str:
    answers = [*([] if row.key else row.plan.values()), *row.answers.values()]
    return " | ".join(answer.text for answer in answers if answer.text.strip())[:_MOST_LEFT]
