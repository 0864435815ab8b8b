"""E602: rows that claim all and whose text has no figure, no date and no document; one note a report, for the verifier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfxl.checks.evidence.whole_report.ends_after import some_cells
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.text_token import TokenKind
from perfxl.checks.language.word_lists import numeral
from perfxl.finding import Finding
from perfxl.texts import finding

_CHECKED = frozenset(
    {TokenKind.NUMBER, TokenKind.PERCENT, TokenKind.DATE, TokenKind.ORDINAL, TokenKind.SPAN, TokenKind.CODE}
)
_NAMED = re.compile('[“”«»„"]|\\b[IVX]{1,4}\\b')  # a name in quotation marks, a roman numeral


def rule(report: Sequence[RowText], context: Context) -> Iterator[Finding]:
    """At most one finding, on the first such row's text; it names some of the others."""
    rows = [row_text.row for row_text in report if row_text.claims_all and _says_nothing(row_text)]
    if rows:
        cells = [row.cells["achieved"] for row in rows if row.cells.get("achieved")]
        yield finding(
            "E602",
            sheet=rows[0].sheet,
            cell=cells[0] if cells else "",
            field="achieved",
            count=len(rows),
            cells=some_cells(cells),
        )


def _says_nothing(row_text: RowText) -> bool:
    if not row_text.text.strip() or not _CHECKED.isdisjoint(row_text.kinds) or _NAMED.search(row_text.text):
        return False
    return not any(numeral(word) for word in row_text.lower.split())
