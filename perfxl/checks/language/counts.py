"""The figures of a text that count things, each with the word for what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import begins, listed, same_word

_LOOKED_AT = 3  # words behind a figure that say what it counts
_VERB = 6  # letters of a verb that is not a noun by chance
_NONE = ("",) * _LOOKED_AT


class Count(NamedTuple):
    """One counting figure: its token, its place among the tokens, and the word for what it counts (empty: not said).

    `counter` is the word for how it is counted ("times", "pieces"), if any; `near` says "some", "over";
    `words` are those behind it that may name it, the unit among them.
    """

    token: TextToken
    at: int
    unit: str
    counter: str
    near: bool
    words: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """The figure's value."""
        return self.token.value

    def same_unit(self, other: Count) -> bool:
        """Whether both may count the same: one word, or one of them does not say."""
        if self.says_only_how or other.says_only_how:
            return True
        return self.named_by(other.unit) or other.named_by(self.unit)

    @property
    def says_only_how(self) -> bool:
        """Whether what is counted is not named: no unit, or one that says how it is counted."""
        return not self.unit or self.unit == self.counter

    def named_by(self, word: str) -> bool:
        """Whether a word in small letters is the name of what it counts, an adjective before it or not."""
        return same_word(self.unit, word) or any(same_word(other, word) for other in self.words)


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
    word, second, third = words = _spoken(behind)
    if begins(word, listed("measures")):
        return None
    near = token.near or begins(word, listed("sums", "near"))
    if near and not token.near:
        word, second = second, third
    if _says_no_unit(token, word):
        return Count(token, at, "", "", near)
    counter = word if begins(word, listed("counters")) else ""
    unit = word if not counter else "" if second in _no_units() else second
    return Count(token, at, unit or counter, counter, near, tuple(words))


def _says_no_unit(token: TextToken, word: str) -> bool:
    """Whether what a figure counts is left out: it carries the ending itself, or no noun comes next."""
    if token.ending and token.scale == 1:
        return True
    return word in _no_units() or (len(word) > _VERB and word.endswith(listed("sums", "participles")))


@cache
def _no_units() -> frozenset[str]:
    return frozenset(listed("sums", "no_unit"))


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
