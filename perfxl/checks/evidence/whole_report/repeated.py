"""E403: the same passage is reported in two rows of one report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.shingles import shared_runs
from perfxl.finding import Finding

LEAST = 16  # words, figures and dates left out: longer than a citation of an order or the name of a law


def rule(report: Sequence[RowText], context: Context) -> Iterator[Finding]:
    """One finding a row that repeats an earlier one; it stands on the later row and names the earlier one's cell."""
    for run in shared_runs([row_text.lower for row_text in report], LEAST):
        first, second = report[run.first], report[run.second]
        yield second.finding(
            "E403",
            quote=second.quote(run.start, run.end),
            words=run.words,
            other=first.row.cells.get("achieved", ""),
        )
