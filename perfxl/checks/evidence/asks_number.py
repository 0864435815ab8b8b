"""E603: the indicator asks for a number, all is claimed, and the text has none."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language import closing
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.text_token import TokenKind
from perfxl.checks.language.tokenizer import tokens
from perfxl.checks.language.word_lists import listed, numeral, within
from perfxl.finding import Finding

_NUMBERS = frozenset({TokenKind.NUMBER, TokenKind.PERCENT, TokenKind.SPAN})


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row; that nothing happened is an answer too."""
    row = row_text.row
    if (
        not row_text.claims_all
        or not row_text.text.strip()
        or not within(row.indicator.lower(), listed("asks"))
    ):
        return
    if not _NUMBERS.isdisjoint(row_text.kinds) or any(numeral(word) for word in row_text.lower.split()):
        return
    if any(closing.undone(sentence) for sentence in row_text.sentences) or _none(row_text):
        return
    asked = _asked(row.indicator)
    if asked and row.achieved_number is None:
        yield row_text.finding("E603", asked=asked)


def _none(row_text: RowText) -> bool:
    """Whether any word says that there was none."""
    return any(word.strip(".,;").endswith(listed("closing", "not_past")) for word in row_text.lower.split())


def _asked(indicator: str) -> str:
    """The words of the indicator that ask for a number: up to a word for one that nothing but a mark follows."""
    start = 0
    scanned = tokens(indicator)
    for n, token in enumerate(scanned):
        behind = scanned[n + 1] if n + 1 < len(scanned) else None
        if token.kind is TokenKind.MARK:
            start = token.end
        elif token.text.lower() in listed("asks") and _ends_there(behind.text.lower() if behind else ""):
            return indicator[start : token.end].strip()
    return ""


def _ends_there(behind: str) -> bool:
    return not behind or not behind[0].isalpha() or behind in listed("asks", "behind")
