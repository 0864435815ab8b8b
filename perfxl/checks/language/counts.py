"""The figures of a text that count things, each with the word for what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import begins, listed, same_word

_LOOKED_AT = 3  # words behind a figure that say what it counts
_NONE = ("",) * _LOOKED_AT


class Count(NamedTuple):
    """One counting figure: its token, its place among the tokens, and the word for what it counts (empty: not said).

    `counter` is the word for how it is counted ("times", "pieces"), if any; `near` says "some", "over".
    """

    token: TextToken
    at: int
    unit: str
    counter: str
    near: bool

    @property
    def value(self) -> float:
        """The figure's value."""
        return self.token.value

    def same_unit(self, other: Count) -> bool:
        """Whether both may count the same: one word, or one of them does not say."""
        return not self.unit or not other.unit or same_word(self.unit, other.unit)


def counts(pieces: Sequence[TextToken]) -> tuple[Count, ...]:
    """The counts among tokens or pieces, in order, each with its place among the tokens.

    Ages, days, hours, ordinals and codes count nothing.
    """
    kinds = [piece.kind for piece in pieces]
    counted: list[Count | None] = []
    at = seen = 0
    for n in [n for n, kind in enumerate(kinds) if kind is TokenKind.NUMBER]:
        at += sum([_words(pieces[m]) if kinds[m] is TokenKind.PLAIN else 1 for m in range(seen, n)])
        counted.append(_count(pieces[n], at, pieces[n + 1 : n + 1 + _LOOKED_AT]))
        seen = n
    return tuple([count for count in counted if count])


def counts_between(tokens: Sequence[TextToken], start: int, end: int) -> tuple[Count, ...]:
    """The counts of a span of tokens, with their places among all; words behind its end do not belong to them."""
    counted = [
        _count(tokens[at], at, tokens[at + 1 : min(end, at + 1 + _LOOKED_AT)])
        for at in range(start, end)
        if tokens[at].kind is TokenKind.NUMBER
    ]
    return tuple([count for count in counted if count])


def _words(piece: TextToken) -> int:
    return len(piece.text.split())


def _count(token: TextToken, at: int, behind: Sequence[TextToken]) -> Count | None:
    """The count of a figure with the words behind it; None where it counts nothing."""
    word, second, third = _spoken(behind)
    if begins(word, listed("measures")):
        return None
    near = begins(word, listed("sums", "near"))
    if near:
        word, second = second, third
    counter = word if begins(word, listed("counters")) else ""
    return Count(token, at, (second if counter else word) or counter, counter, near)


def _spoken(behind: Sequence[TextToken]) -> list[str]:
    """The three words that come next in small letters, up to what is no word; empty where there are none."""
    words: list[str] = []
    for piece in behind:
        if piece.kind is TokenKind.PLAIN:
            words += piece.text.lower().split(None, _LOOKED_AT)[:_LOOKED_AT]
        elif piece.kind in WORDS:
            words.append(piece.text.lower())
        else:
            break
    return [*words, *_NONE][:_LOOKED_AT]
