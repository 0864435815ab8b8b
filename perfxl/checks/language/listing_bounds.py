"""Where a list that is told with its total begins and ends within a text, its items, and the words it is known by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from perfxl.checks.language.counts import Count, counts_between
from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import holds, listed

FEWEST = 2  # figures of a list: a total and a part
NEAREST = 5  # figures before a list that may be its total
KINDS = 3  # parts that may each be a thing of its own under one name for all
_SEPARATORS = frozenset(",;\n")
_BETWEEN = 2  # words that may stand between the word for the total and its number
_REACH = 400  # tokens of a list, before its total and behind it

Item = tuple[Count, ...]
Stream = Sequence[TextToken]


@dataclass(frozen=True, slots=True)
class Listing:
    """Parts and the totals that they may belong to; `start` and `end` in characters; `open` where parts may be missing."""

    parts: tuple[Item, ...]
    totals: tuple[Count, ...]
    start: int
    end: int
    open: bool = False


@cache
def listing_words() -> tuple[str, ...]:
    """The words that a list is known by: those for a total and for what follows it."""
    keys = ("total", "of_which_all", "of_which_some")
    return tuple(word for key in keys for word in listed("sums", key))


@cache
def total_words() -> frozenset[str]:
    """The words that a total is told by."""
    return frozenset(listed("sums", "total"))


@cache
def _separators() -> frozenset[str]:
    """What stands between the items of a list."""
    return frozenset((*_SEPARATORS, *listed("sums", "and")))


def text_of(stream: Stream, start: int, end: int) -> str:
    """A piece of the text in small letters, a blank between tokens."""
    return " ".join(token.text for token in stream[start:end]).lower()


def is_unsure(stream: Stream, start: int, end: int) -> bool:
    """Whether a piece of the text says itself that its figures are none to add up."""
    return holds(text_of(stream, start, min(end, len(stream))), listed("sums", "unsure"))


def is_total(stream: Stream, at: int) -> bool:
    """Whether a word for a total stands right before a count."""
    return any(token.text.lower() in listed("sums", "total") for token in stream[max(0, at - 3) : at])


def number_after(stream: Stream, at: int) -> Count | None:
    """The count that a word for a total belongs to."""
    words = 0
    for n in range(at + 1, min(at + 5, len(stream))):
        token = stream[n]
        if token.kind is TokenKind.NUMBER:
            counted = counts_between(stream, n, min(n + 5, len(stream)))
            return counted[0] if counted and counted[0].at == n else None
        if token.kind in WORDS:
            words += 1
        if words > _BETWEEN or (token.kind is TokenKind.MARK and token.text not in "-–—:"):
            return None
        if token.kind not in WORDS and token.kind is not TokenKind.MARK and token.kind is not TokenKind.ITEM:
            return None
    return None


def items(stream: Stream, start: int, end: int) -> tuple[Item, ...]:
    """The counts of each item of a list between two places; items without a count are left out."""
    counted_items: list[Item] = []
    opened = start
    for n in range(start, end + 1):
        if n == end or _separates(stream[n]):
            counted = counts_between(stream, opened, n)
            if counted and stream[opened].text.lower() not in listed("sums", "of_which_some"):
                counted_items.append(counted)
            opened = n + 1
    return tuple(counted_items)


def _separates(token: TextToken) -> bool:
    return token.kind is TokenKind.ITEM or token.text.lower() in _separators()


def ends_sentence(token: TextToken) -> bool:
    """Whether a sentence ends with a token."""
    return token.kind is TokenKind.MARK and token.text in ".!?"


def sentence_start(stream: Stream, at: int) -> int:
    """Where the sentence of a token begins; the end of the sentence before does not belong to it."""
    least = max(0, at - _REACH)
    while at > least and not ends_sentence(stream[at - 1]):
        at -= 1
    return at


def list_start(stream: Stream, at: int) -> int:
    """Where the list before a total begins: at the sentence, behind a colon, behind an earlier total."""
    start = sentence_start(stream, at)
    if start == at and at > 1:
        start = sentence_start(stream, at - 1)
    for n in range(at - 1, start - 1, -1):
        text = stream[n].text
        if text.lower() in total_words() or (text == "\n" and not _in_lines(stream, n)):
            return n + 1
        if text == ":" and len(counts_between(stream, n, at)) > 1:
            return n + 1
    return start


def _in_lines(stream: Stream, n: int) -> bool:
    """Whether the line break at n stands between items of a list by lines."""
    after = stream[n + 1] if n + 1 < len(stream) else None
    return after is not None and (
        after.kind is TokenKind.ITEM or after.text.lower() in listed("sums", "total")
    )


def list_end(stream: Stream, at: int) -> int:
    """Where the list behind a total ends: with the sentence, or with a line that no item follows."""
    most = min(len(stream), at + _REACH)
    for n in range(at, most):
        if ends_sentence(stream[n]) or (stream[n].text == "\n" and n > at + 1 and not _in_lines(stream, n)):
            return n
    return most
