"""E303: rows that claim all although their period ends after the day of the report; one note a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.finding import Finding
from perfxl.texts import finding

_NAMED = 6  # cells that the sentence names


def rule(report: Sequence[RowText], context: Context) -> Iterator[Finding]:
    """At most one finding, on the first such row's dates cell; it names some of the others."""
    if context.reported is None:
        return
    late = [row_text.row for row_text in report if _ends_later(row_text, context)]
    if late:
        cells = [row.cells["dates"] for row in late if row.cells.get("dates")]
        yield finding(
            "E303",
            sheet=late[0].sheet,
            cell=cells[0] if cells else "",
            field="dates",
            count=len(late),
            cells=some_cells(cells),
            reported=f"{context.reported:%Y.%m.%d}",
        )


def some_cells(cells: Sequence[str]) -> str:
    """The first few cells, as a sentence names them."""
    return ", ".join(cells[:_NAMED]) + (" …" if len(cells) > _NAMED else "")


def _ends_later(row_text: RowText, context: Context) -> bool:
    end, reported = row_text.row.end, context.reported
    return bool(end and reported and end > reported and row_text.claims_all and row_text.text.strip())
