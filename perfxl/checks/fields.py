"""Field checks: what is missing, of the wrong kind or out of range in the answers (family F)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from perfxl.finding import Finding
from perfxl.form.definition import Form, Period
from perfxl.form.notation import DateSpan, plain, spelt_day
from perfxl.form.writable import UNSEEN
from perfxl.reading.report import Answer, Report, ReportRow
from perfxl.texts import finding

# What a cell can hold; a text of exactly this length has probably been cut (Excel's limit).
_FULL_CELL = 32767
_LETTER = re.compile(r"[^\W_]")


def check_fields(report: Report, form: Form, period: Period | None) -> tuple[Finding, ...]:
    """Everything wrong with the answers, the same fault over many cells in one finding.

    An empty form is one message; `period` None (a form that names no known one) leaves out the checks against it.
    """
    asked = [row for row in report.rows if row.filled or not row.added]
    signed = list(_signatures(report, period))
    if report.rows and not any(row.filled for row in report.rows):
        return (finding("F100", sheet=report.sheet, field="achieved"), *gathered(signed))
    findings = [remark for row in asked for remark in _row(row, form, period)]
    return gathered([*findings, *signed])


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same fault over many cells as one finding: cells and keys joined with commas, in the sheet's order."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        same = (each.code, each.severity, each.sheet, each.field, tuple(sorted(each.facts.items())))
        groups.setdefault(same, []).append(each)
    return tuple(_joined(group) for group in groups.values())


def _joined(group: list[Finding]) -> Finding:
    first = group[0]
    cells = ",".join(dict.fromkeys(each.cell for each in group if each.cell))
    keys = ",".join(dict.fromkeys(each.key for each in group if each.key))
    return Finding(first.code, first.severity, first.sheet, cells, first.field, keys, first.facts)


def _row(row: ReportRow, form: Form, period: Period | None) -> Iterator[Finding]:
    for name, answer in row.answers.items():
        if name == "achieved":
            yield from _achieved(row, answer)
        elif name == "measure" and row.added and not plain(answer.text):
            yield _at(row, answer, "F301")
        for cell in _cells(row, answer):
            yield from _cell(row, cell)
        if name == "dates" and period:
            yield from _against(row, answer, period)


def _cells(row: ReportRow, answer: Answer) -> tuple[Answer, ...]:
    """An answer as it stands in its cells: a text that goes on in the next row stands in two."""
    return row.halves if row.halves and answer.field == "achieved" else (answer,)


def _cell(row: ReportRow, cell: Answer) -> Iterator[Finding]:
    """What is odd about one cell by itself."""
    for remark in cell.remarks:
        yield _at(row, cell, remark.code, **dict(remark.facts))
    if cell.field == "achieved" and not cell.remarks and len(cell.text) >= _FULL_CELL:
        yield _at(row, cell, "F404", length=len(cell.text))
    yield from _characters(row, cell)


def _achieved(row: ReportRow, answer: Answer) -> Iterator[Finding]:
    letter = _LETTER.search(answer.text)
    if letter and unicodedata.is_normalized("NFKC", letter[0]):
        return  # whatever stands around it, this letter is seen
    text = plain(answer.text)
    if not text:
        yield _at(row, answer, "F101")
    elif answer.remarks:
        return
    elif not _LETTER.search(text):
        yield _at(row, answer, "F113", shown=text[:20])


def _against(row: ReportRow, answer: Answer, period: Period) -> Iterator[Finding]:
    """Dates outside the report's period; a contradiction has been reported already."""
    span = answer.value
    if not isinstance(span, DateSpan) or (span.start and span.end and span.start > span.end):
        return
    first, last = span.start or span.end, span.end or span.start
    if not first or not last:
        return
    if period.start <= first and last <= period.end:
        return
    facts = {"first": spelt_day(period.start), "last": spelt_day(period.end)}
    if last < period.start or first > period.end:
        yield _at(row, answer, "F205", **facts)
    else:
        yield _at(row, answer, "F206", **facts)


def _characters(row: ReportRow, answer: Answer) -> Iterator[Finding]:
    """Characters that nobody sees; they stay in the answer, the master goes without them."""
    if isinstance(answer.raw, str) and not answer.raw.isprintable() and plain(answer.raw):
        for code, pattern in UNSEEN.items():
            if pattern.search(answer.raw):
                yield _at(row, answer, code)


def _signatures(report: Report, period: Period | None) -> Iterator[Finding]:
    """Signature dates and the verifier: written by pen on the print, so never more than a note."""
    for key, parts in report.signatures.items():
        for part, answer in parts.items():
            if not plain(answer.text) and (part == "date" or key == "verifier"):
                yield _signed(report, answer, "F501")
            if any(remark.code != "F109" for remark in answer.remarks) and part == "date":
                yield _signed(report, answer, "F502", shown=answer.text[:60])
            elif answer.remarks and part != "date":
                yield _signed(report, answer, "F504", shown=answer.text[:60])
    dated = report.signatures.get("employee", {}).get("date")
    day = dated.value if dated else None
    if dated and period and isinstance(day, date) and day < period.end:
        yield _signed(report, dated, "F503", date=spelt_day(day), last=spelt_day(period.end))


def _signed(report: Report, answer: Answer, code: str, **facts: str) -> Finding:
    return finding(code, sheet=report.sheet, cell=answer.place.a1, field="signature", **facts)


def _at(row: ReportRow, answer: Answer, code: str, **facts: str | int | float) -> Finding:
    place = answer.place
    cell = place.a1 if place.column else ""
    return finding(code, sheet=place.sheet, cell=cell, field=answer.field, key=row.key, **facts)
