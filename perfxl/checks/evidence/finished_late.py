"""E304: the work was finished later than the plan says, and all is claimed."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.finding import Finding

_DONE = 0.95  # a claim below it says itself that something is left


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a row; what is said to end after the report is another rule's."""
    row = row_text.row
    planned, finished = row.planned_end, row.end
    if planned is None or finished is None or finished <= planned or row.added or not row_text.text.strip():
        return
    if row.percent is None or row.percent < _DONE or (row.start and row.start > finished):
        return
    if planned < context.period.start or finished > context.known_until:
        return
    yield row_text.finding(
        "E304", field="dates", planned=f"{planned:%Y.%m.%d}", finished=f"{finished:%Y.%m.%d}"
    )
