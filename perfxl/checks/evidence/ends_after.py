"""E303: rows that claim all although their period ends after the day of the report; one note a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfxl.checks.evidence.context import Context
from perfxl.checks.evidence.told import Told
from perfxl.finding import Finding
from perfxl.texts import finding


def rule(report: Sequence[Told], context: Context) -> Iterator[Finding]:
    """At most one finding, on the dates cells of all such rows."""
    if context.reported is None:
        return
    late = [told.row for told in report if _ends_later(told, context)]
    if late:
        cells = ", ".join(row.cells["dates"] for row in late if row.cells.get("dates"))
        yield finding(
            "E303",
            sheet=late[0].sheet,
            cell=cells,
            field="dates",
            count=len(late),
            reported=f"{context.reported:%Y.%m.%d}",
        )


def _ends_later(told: Told, context: Context) -> bool:
    end, reported = told.row.end, context.reported
    return bool(end and reported and end > reported and told.claims_all and told.text.strip())
