"""E601: every percent of the report is a hundred; one note a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import Told
from perfxl.finding import Finding
from perfxl.texts import finding

_ENOUGH = 5  # rows from which it is worth saying


def rule(report: Sequence[Told], context: Context) -> Iterator[Finding]:
    """At most one finding, without a cell of its own."""
    claimed = [told for told in report if told.row.percent is not None]
    if len(claimed) >= _ENOUGH and all(told.claims_all for told in claimed):
        yield finding("E601", sheet=context.sheet, field="percent", count=len(claimed))
