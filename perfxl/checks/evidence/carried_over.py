"""E404: the text of the last report is handed in again, its figures not brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.shingles import plain_words, shingled
from perfxl.checks.language.text_token import TokenKind
from perfxl.checks.language.tokenizer import pieces
from perfxl.finding import Finding

_LEAST = 12  # words; shorter texts are alike by chance
_SIZE = 3
_OLD = 0.7  # share of the text that stood in the last report
_COUNTING = (TokenKind.NUMBER, TokenKind.PERCENT)


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row."""
    before, _ = context.previous.get(row_text.row.key, ("", None))
    if not before:
        return
    words = plain_words(row_text.lower)
    if len(words) < _LEAST or _new_figures(row_text, before):
        return
    old, mine = set(shingled(plain_words(before.lower()), _SIZE)), set(shingled(words, _SIZE))
    share = len(mine & old) / max(1, len(mine))
    if share >= _OLD:
        yield row_text.finding("E404", quote=row_text.quote(0, len(row_text.text)), share=f"{share:.0%}")


def _new_figures(row_text: RowText, before: str) -> bool:
    old = {token.value for token in pieces(before) if token.kind in _COUNTING}
    return bool({token.value for token in row_text.pieces if token.kind in _COUNTING} - old)
