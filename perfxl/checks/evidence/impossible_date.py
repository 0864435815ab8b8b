"""E302: a day in the text that no calendar has."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import Told
from perfxl.checks.language.text_token import Kind
from perfxl.finding import Finding


def rule(told: Told, context: Context) -> Iterator[Finding]:
    """One finding a date."""
    for token in told.pieces if Kind.DATE in told.kinds else ():
        if token.kind is Kind.DATE and token.day and not token.day.possible:
            ending = len(token.ending) + 1 if token.ending and token.text.endswith("-" + token.ending) else 0
            yield told.found("E302", date=token.text[: len(token.text) - ending].strip())
