"""The figures of a text that count things, each with the word for what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfxl.checks.evidence.token import SPOKEN, Kind, Token
from perfxl.checks.evidence.words import begins, listed, same_word

_LOOKED_AT = 3  # words behind a figure that say what it counts
_NONE = ("",) * _LOOKED_AT


@dataclass(frozen=True, slots=True)
class Count:
    """One counting figure: its token, its place among the tokens, and the word for what it counts (empty: not said).

    `counter` is the word for how it is counted ("times", "pieces"), if any; `near` says "some", "over".
    """

    token: Token
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


def counts(pieces: Sequence[Token]) -> tuple[Count, ...]:
    """The counts among tokens or pieces, in order, each with its place among the tokens.

    Ages, days, hours, ordinals and codes count nothing.
    """
    kinds = [piece.kind for piece in pieces]
    found: list[Count] = []
    at = seen = 0
    for n in [n for n, kind in enumerate(kinds) if kind is Kind.NUMBER]:
        at += sum([_words(pieces[m]) if kinds[m] is Kind.PLAIN else 1 for m in range(seen, n)])
        found += _count(pieces[n], at, _following(pieces, n))
        seen = n
    return tuple(found)


def _words(piece: Token) -> int:
    return len(piece.text.split())


def _count(token: Token, at: int, words: list[str]) -> Iterator[Count]:
    """The count of a figure with the words behind it, if it counts anything."""
    if begins(words[0], listed("measures")):
        return
    near = begins(words[0], listed("sums", "near"))
    if near:
        words = words[1:]
    counter = words[0] if begins(words[0], listed("counters")) else ""
    word = words[1] if counter else words[0]
    yield Count(token, at, word or counter, counter, near)


def _following(pieces: Sequence[Token], n: int) -> list[str]:
    """The words behind a place in small letters, up to what is no word; three at least, empty where there are none."""
    words: list[str] = []
    for piece in pieces[n + 1 : n + 1 + _LOOKED_AT]:
        if piece.kind not in SPOKEN:
            break
        words += piece.text.lower().split() if piece.kind is Kind.PLAIN else (piece.text.lower(),)
    return [*words, *_NONE]
