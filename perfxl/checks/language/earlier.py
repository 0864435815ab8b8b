"""Whether a sentence tells of a time before the one that is reported."""

from __future__ import annotations

from perfxl.checks.language.context import Context
from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.text_token import TextToken, TokenKind
from perfxl.checks.language.word_lists import holds, listed


def earlier(sentence: Sentence, context: Context) -> bool:
    """Whether the sentence names the year before, or an earlier part of the year that is reported as a whole."""
    if holds(sentence.lower, listed("earlier")):
        return True
    return any(earlier_year(token, context) for token in sentence.dates)


def earlier_year(token: TextToken, context: Context) -> bool:
    """Whether a token names a year before the period's, and nothing more exact."""
    day = token.day
    return (
        token.kind is TokenKind.DATE
        and day is not None
        and day.month is None
        and day.year is not None
        and day.year < context.period.year
    )


def earlier_part(text: str, context: Context) -> bool:
    """Whether a passage in small letters names a part of the year while the year is reported."""
    return context.period.kind == "Y" and holds(text, listed("earlier", "parts_of_year"))
