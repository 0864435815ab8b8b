"""Further copies of the form in one workbook: which one was read, and what another says otherwise (family L)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from perfxl.checks.seat import MOST_TEXT
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.reading.cells import Book
from perfxl.reading.frame import Frame
from perfxl.reading.report import Answer, Report, read_report
from perfxl.texts import finding

_MOST_SINGLE = 60  # answers that are told one by one; more say the same
_Answers = dict[tuple[str, str], Answer]


def check_copies(book: Book, form: Form, found: tuple[Frame, ...], report: Report) -> Iterator[Finding]:
    """Each sheet that holds the form once more: a warning where it says nothing else, an error where it does."""
    read = _answers(report)
    for frame in found[1:]:
        other = _answers(read_report(replace(book, sheets=(frame.sheet,)), form))
        differing = [
            (at, one) for at, one in other.items() if one.text.strip() and not _same(one, read.get(at))
        ]
        yield from (_told(at, one, report.sheet) for at, one in differing[:_MOST_SINGLE])
        if not differing:
            yield finding("L403", sheet=frame.sheet.name, field="file", first=report.sheet)


def with_copies(digest: str, found: Iterable[Finding]) -> str:
    """The digest of the answers with what a second copy says otherwise: such a workbook repeats no other."""
    said = [[one.sheet, one.cell, one.facts["text"]] for one in found if one.code == "L405"]
    if not said:
        return digest
    text = json.dumps([digest, said], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _told(at: tuple[str, str], one: Answer, first: str) -> Finding:
    key, name = at
    return finding(
        "L405",
        sheet=one.place.sheet,
        cell=one.place.a1,
        field=name,
        key=key,
        first=first,
        second=one.place.sheet,
        text=one.text.strip()[:MOST_TEXT],
    )


def _answers(report: Report) -> _Answers:
    return {(row.key, field): one for row in report.rows for field, one in row.answers.items()}


def _same(one: Answer, read: Answer | None) -> bool:
    return read is not None and one.text.strip() == read.text.strip()
