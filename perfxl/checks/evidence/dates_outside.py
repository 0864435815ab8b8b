"""E301: a day on which something was done lies outside the row's period or the reporting period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from perfxl.checks.language import closing
from perfxl.checks.language.context import Context
from perfxl.checks.language.earlier import earlier
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.text_token import WORDS, Day, TextToken, TokenKind
from perfxl.checks.language.word_lists import begins, listed
from perfxl.finding import Finding

_AFTER = 4  # words after the date that say what the date belongs to


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a date; dates that cite a document or a lasting state are left alone, so is what is to come."""
    if TokenKind.DATE not in row_text.kinds:
        return
    for sentence in row_text.sentences:
        dates = sentence.dates if TokenKind.DATE in sentence.kinds else ()
        missed = [token for token in dates if _window(token, row_text, context)]
        if not missed or closing.to_come(sentence) or earlier(sentence, context):
            continue
        for n, token in enumerate(sentence.tokens):
            if token in missed and token.day and _tells_when(sentence, n):
                window = _window(token, row_text, context)
                yield row_text.finding(
                    "E301", date=_shown(token.day, context), window=window, quote=token.text
                )


def _tells_when(sentence: Sentence, n: int) -> bool:
    """Whether the date says when something was done: "on the 5th", not "the order of the 5th", "since", "until"."""
    token = sentence.tokens[n]
    if token.day is None or token.day.month is None:
        return False
    after = [t for t in sentence.tokens[n + 1 : n + 1 + _AFTER] if t.kind is not TokenKind.MARK]
    if any(begins(other.text, listed("dates", "cites")) for other in after) or _describes(sentence, n):
        return False
    if token.ending in listed("dates", "adverbial"):
        return True
    if token.day.day is None:
        return False
    if not token.ending and _stands_alone(sentence, n):
        return True
    return bool(after) and begins(after[0].text, listed("dates", "day")) and _adverb(after[0])


def _describes(sentence: Sentence, n: int) -> bool:
    """Whether the date belongs to something that was done and is now spoken of ("the plan approved on ...")."""
    words = sentence.tokens[n + 1 : n + 2 + _AFTER]
    closers = listed("closing", "closers")
    for word, following in pairwise(words):
        if word.kind is TokenKind.WORD and word.text.lower().endswith(listed("dates", "participle")):
            return following.kind in WORDS and following.text.lower() not in closers
    return False


def _stands_alone(sentence: Sentence, n: int) -> bool:
    """A bare date counts in brackets or in a list of days."""
    after = sentence.tokens[n + 1] if n + 1 < len(sentence.tokens) else None
    return after is not None and (after.text == ")" or (after.text == "," and _listed(sentence, n + 2)))


def _listed(sentence: Sentence, n: int) -> bool:
    return n < len(sentence.tokens) and sentence.tokens[n].kind is TokenKind.DATE and _tells_when(sentence, n)


def _adverb(token: TextToken) -> bool:
    return not token.text.lower().endswith(listed("dates", "of_day"))


def _window(token: TextToken, row_text: RowText, context: Context) -> str:
    """The span that a date misses, as shown to a person; empty where it misses none, or tells no day or month."""
    day = token.day
    if day is None or day.month is None or not day.possible:
        return ""
    year = context.period.year
    first, last = day.first(year), day.last(year)
    row = row_text.row
    if last < context.period.start or first > context.known_until or first > context.period.end:
        return _span(context.period.start, min(context.known_until, context.period.end))
    if row.start and row.end and row.start <= row.end and (last < row.start or first > row.end):
        return _span(row.start, row.end)
    return ""


def _span(first: date, last: date) -> str:
    return f"{first:%Y.%m.%d}-{last:%Y.%m.%d}"


def _shown(day: Day, context: Context) -> str:
    parts = [f"{day.year or context.period.year}", f"{day.month:02d}"]
    return ".".join(parts + ([f"{day.day:02d}"] if day.day else []))
