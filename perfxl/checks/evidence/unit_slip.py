"""E105: thousands, millions or billions written out in figures and named again in words."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.text_token import TextToken, TokenKind
from perfxl.finding import Finding

_THOUSAND, _MILLION = 1e3, 1e6
_WRITTEN_OUT = 1e4  # whole thousands from here on are written out when "thousand" follows
_LARGE = 1e5


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a number."""
    for token in row_text.pieces if TokenKind.NUMBER in row_text.kinds else ():
        if token.scale > 1 and _slipped(token):
            yield row_text.finding("E105", quote=token.text, number=_figures(token))


def _figures(token: TextToken) -> str:
    """The figures without the scale word."""
    letters = next((n for n, char in enumerate(token.text) if char.isalpha()), len(token.text))
    return token.text[:letters].strip()


def _slipped(token: TextToken) -> bool:
    count = max(token.value, token.other) / token.scale
    if count != int(count) or _has_decimals(_figures(token)):
        return False
    if token.scale == _THOUSAND:
        return count >= _WRITTEN_OUT and count % _THOUSAND == 0
    return count >= _MILLION or (count >= _LARGE and count % _THOUSAND == 0)


def _has_decimals(figures: str) -> bool:
    tail = max(figures.rfind("."), figures.rfind(","))
    return tail >= 0 and len(figures) - tail - 1 < 3
