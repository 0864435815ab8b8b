"""E105: thousands, millions or billions written out in figures and named again in words."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import Told
from perfxl.checks.language.text_token import Kind, Token
from perfxl.finding import Finding

_THOUSAND, _MILLION = 1e3, 1e6
_WRITTEN_OUT = 1e4  # whole thousands from here on are written out when "thousand" follows
_LARGE = 1e5


def rule(told: Told, context: Context) -> Iterator[Finding]:
    """One finding a number."""
    for token in told.pieces if Kind.NUMBER in told.kinds else ():
        if token.scale > 1 and _slipped(token):
            yield told.found("E105", quote=token.text, number=_figures(token))


def _figures(token: Token) -> str:
    """The figures without the scale word."""
    letters = next((n for n, char in enumerate(token.text) if char.isalpha()), len(token.text))
    return token.text[:letters].strip()


def _slipped(token: Token) -> bool:
    count = token.value / token.scale
    if count != int(count) or _has_decimals(_figures(token)):
        return False
    if token.scale == _THOUSAND:
        return count >= _WRITTEN_OUT and count % _THOUSAND == 0
    return count >= _MILLION or (count >= _LARGE and count % _THOUSAND == 0)


def _has_decimals(figures: str) -> bool:
    tail = max(figures.rfind("."), figures.rfind(","))
    return tail >= 0 and len(figures) - tail - 1 < 3
