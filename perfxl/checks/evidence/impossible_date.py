"""E302: a day in the text that no calendar has."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.text_token import TextToken, TokenKind
from perfxl.finding import Finding


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a date."""
    for token in row_text.pieces if TokenKind.DATE in row_text.kinds else ():
        if token.kind is TokenKind.DATE and token.day and not _possible(token):
            ending = len(token.ending) + 1 if token.ending and token.text.endswith("-" + token.ending) else 0
            yield row_text.finding("E302", date=token.text[: len(token.text) - ending].strip())


def _possible(token: TextToken) -> bool:
    """Whether a calendar has the day, and the last one of a range."""
    days = [day for day in (token.day, token.until) if day]
    return all(day.possible for day in days)
