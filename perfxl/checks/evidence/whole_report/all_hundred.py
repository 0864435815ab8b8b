"""E601: every percent of the report is a hundred; one note a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.finding import Finding
from perfxl.texts import finding

_ENOUGH = 5  # rows from which it is worth saying


def rule(report: Sequence[RowText], context: Context) -> Iterator[Finding]:
    """At most one finding, without a cell of its own."""
    claimed = [row_text for row_text in report if row_text.row.percent is not None]
    if len(claimed) >= _ENOUGH and all(row_text.claims_all for row_text in claimed):
        yield finding("E601", sheet=context.sheet, field="percent", count=len(claimed))
