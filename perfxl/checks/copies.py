"""Further copies of the form in one workbook: which one was read, and what another says otherwise (family L)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from perfxl.checks.seat import MOST_TEXT
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.reading.cells import Book
from perfxl.reading.frame import Frame
from perfxl.reading.report import Answer, Report, read_report
from perfxl.texts import finding

_Answers = dict[tuple[str, str], Answer]


def check_copies(book: Book, form: Form, found: tuple[Frame, ...], report: Report) -> Iterator[Finding]:
    """Each sheet that holds the form once more: a warning where it says nothing else, an error where it does."""
    read = _answers(report)
    for frame in found[1:]:
        other = _answers(read_report(replace(book, sheets=(frame.sheet,)), form))
        differing = [one for key, one in other.items() if one.text.strip() and not _same(one, read.get(key))]
        yield _told(frame, report.sheet, differing)


def _told(frame: Frame, first: str, differing: list[Answer]) -> Finding:
    if not differing:
        return finding("L403", sheet=frame.sheet.name, field="file", first=first)
    return finding(
        "L405",
        sheet=frame.sheet.name,
        cell=",".join(one.place.a1 for one in differing),
        field="file",
        first=first,
        text=" | ".join(one.text.strip() for one in differing)[:MOST_TEXT],
    )


def _answers(report: Report) -> _Answers:
    return {(row.key, field): one for row in report.rows for field, one in row.answers.items()}


def _same(one: Answer, read: Answer | None) -> bool:
    return read is not None and one.text.strip() == read.text.strip()
