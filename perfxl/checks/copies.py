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


def check_copies(book: Book, form: Form, standing: tuple[Frame, ...], report: Report) -> Iterator[Finding]:
    """Each sheet that holds the form once more: a warning where it says nothing else, an error where it does."""
    read = _answers(report)
    for frame in standing[1:]:
        other = _answers(read_report(replace(book, sheets=(frame.sheet,)), form))
        differing = [
            (at, answer)
            for at, answer in other.items()
            if answer.text.strip() and not _same(answer, read.get(at))
        ]
        yield from (_told(at, answer, report.sheet) for at, answer in differing[:_MOST_SINGLE])
        if not differing:
            yield finding("L403", sheet=frame.sheet.name, field="file", first=report.sheet)


def with_copies(digest: str, findings: Iterable[Finding]) -> str:
    """The digest of the answers with what a second copy says otherwise: such a workbook repeats no other."""
    texts = [[copy.sheet, copy.cell, copy.facts["text"]] for copy in findings if copy.code == "L405"]
    if not texts:
        return digest
    text = json.dumps([digest, texts], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _told(at: tuple[str, str], answer: Answer, first: str) -> Finding:
    key, name = at
    return finding(
        "L405",
        sheet=answer.place.sheet,
        cell=answer.place.a1,
        field=name,
        key=key,
        first=first,
        second=answer.place.sheet,
        text=answer.text.strip()[:MOST_TEXT],
    )


def _answers(report: Report) -> _Answers:
    return {(row.key, field): answer for row in report.rows for field, answer in row.answers.items()}


def _same(answer: Answer, read: Answer | None) -> bool:
    return read is not None and answer.text.strip() == read.text.strip()
