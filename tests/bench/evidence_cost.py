"""What the evidence rules cost on one report, beside reading its workbook: `python -m tests.bench.evidence_cost`."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import openpyxl

from perfxl.checks.answers import Answered
from perfxl.checks.evidence import evidence
from perfxl.checks.judge import judge
from perfxl.form.definition import load_form
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import read_report
from tests.bench.row import Table
from tests.bench.turns import in_turn
from tests.checks.evidence.generator import report
from tests.checks.evidence.rows import context
from tests.checks.forms import RULES, filled, issued, lookup_of, many

ROWS, ROUNDS = 45, 25
LETTERS = 450  # of an answer, about
OURS = "rules, answers full of figures"
_FIGURES = re.compile(r"\d[\d.,:/-]*\s*")


def figures(rows: int) -> list[str]:
    """Invented answers full of figures and dates, cut at about the length of a real one."""
    pairs = zip(report(1, rows), report(2, rows), strict=True)
    return [" ".join((one.achieved, other.achieved))[:LETTERS] for one, other in pairs]


def words(rows: int) -> list[str]:
    """The same without the figures."""
    return [_FIGURES.sub("", text) for text in figures(rows)]


def alike(rows: int) -> list[str]:
    """One answer in every row."""
    return words(1) * rows


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Table:
    """One table: the rules on three kinds of answers beside reading the workbook and openpyxl's load of it."""
    data, answered = _form(rows)
    form, about = load_form(RULES.form), context()
    told = _with(answered, figures(rows))

    def rules(texts: Sequence[str]) -> Callable[[], object]:
        given = _with(answered, texts)
        return lambda: evidence(given, about)

    works: dict[str, Callable[[], object]] = {
        OURS: rules(figures(rows)),
        "rules, answers of words": rules(words(rows)),
        "rules, one answer in every row": rules(alike(rows)),
        "gate and reading": lambda: read_report(read_book(open_package(data)), form),
        "openpyxl's load alone": lambda: openpyxl.load_workbook(io.BytesIO(data)),
    }
    for work in works.values():
        work()  # the word lists are loaded once a run
    letters = sum(len(one.achieved) for one in told) // len(told)
    note = f"{rows} rows with answers of {letters} letters; the ratios are to the first line."
    return Table("evidence", in_turn(works, OURS, rounds), note)


def _form(rows: int) -> tuple[bytes, tuple[Answered, ...]]:
    """A form filled in with invented answers, and its rows."""
    data, seal = issued(chosen=many(rows))
    keys = [line.key for line in seal.lines if line.role == "measure"]
    slots = [s for s in seal.slots if s.field == "achieved" and s.role == "input" and s.key in keys]
    data = filled(data, seal, {slot.a1: text for slot, text in zip(slots, figures(rows), strict=True)})
    return data, judge(data, RULES, lookup_of(seal)).rows


def _with(answered: Sequence[Answered], texts: Sequence[str]) -> list[Answered]:
    return [replace(row, achieved=text) for row, text in zip(answered, texts, strict=True)]


def main() -> None:
    """Prints the table, in milliseconds."""
    table = measure()
    for row in table.rows:
        print(f"{row.label:32} {row.seconds * 1000:8.2f} ms  {row.ratio or 0:6.2f}")
    print(table.note)


if __name__ == "__main__":
    main()
