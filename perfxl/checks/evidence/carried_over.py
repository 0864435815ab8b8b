"""E404: the text of the last report is handed in again, its figures not brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import Told
from perfxl.checks.language.shingles import plain_words, shingled
from perfxl.checks.language.text_token import Kind
from perfxl.checks.language.tokenizer import pieces
from perfxl.finding import Finding

_LEAST = 12  # words; shorter texts are alike by chance
_SIZE = 3
_OLD = 0.7  # share of the text that stood in the last report
_COUNTING = (Kind.NUMBER, Kind.PERCENT)


def rule(told: Told, context: Context) -> Iterator[Finding]:
    """At most one finding a row."""
    before, _ = context.previous.get(told.row.key, ("", None))
    if not before:
        return
    words = plain_words(told.lower)
    if len(words) < _LEAST or _new_figures(told, before):
        return
    old, mine = set(shingled(plain_words(before.lower()), _SIZE)), set(shingled(words, _SIZE))
    share = len(mine & old) / max(1, len(mine))
    if share >= _OLD:
        yield told.found("E404", quote=told.quote(0, len(told.text)), share=f"{share:.0%}")


def _new_figures(told: Told, before: str) -> bool:
    old = {token.value for token in pieces(before) if token.kind in _COUNTING}
    return bool({token.value for token in told.pieces if token.kind in _COUNTING} - old)
