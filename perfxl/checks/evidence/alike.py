"""E405: the same passage in two people's reports. It is asked for; it is not among the rules that
always run, and since it needs what others wrote it is no part of one report's judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from perfxl.checks.answers import Answered
from perfxl.checks.evidence.whole_report.repeated import LEAST
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.shingles import Shared, shared_runs
from perfxl.finding import Finding


def alike(reports: Mapping[str, Sequence[Answered]]) -> Iterator[tuple[str, Finding]]:
    """Reports by employee code -> (an employee's code, the finding): for every row the first other report that has its
    passage, in the order of the mapping, and for the first report the first that has it too.

    A passage that one report repeats within itself is not told of here.
    """
    rows = [(code, row) for code, answered in reports.items() for row in answered]
    firsts: set[int] = set()
    for run in shared_runs([row.achieved.lower() for _, row in rows], LEAST):
        first, second = rows[run.first], rows[run.second]
        if first[0] == second[0]:
            continue
        yield second[0], _finding(second[1], run, *first)
        if run.first not in firsts:
            firsts.add(run.first)
            yield from _in_first(first, second)


def _in_first(first: tuple[str, Answered], second: tuple[str, Answered]) -> Iterator[tuple[str, Finding]]:
    """The same passage told of the report that had it first."""
    for run in shared_runs([second[1].achieved.lower(), first[1].achieved.lower()], LEAST):
        yield first[0], _finding(first[1], run, *second)


def _finding(row: Answered, run: Shared, employee: str, other: Answered) -> Finding:
    row_text = RowText(row)
    return row_text.finding(
        "E405",
        quote=row_text.quote(run.start, run.end),
        words=run.words,
        employee=employee,
        other=other.cells.get("achieved", ""),
    )
