"""The figures of a text that count things, each with the word for what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfxl.checks.evidence.tokens import Kind, Token
from perfxl.checks.evidence.told import WORDS
from perfxl.checks.evidence.words import begins, listed, same_word


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


def counts(tokens: Sequence[Token]) -> tuple[Count, ...]:
    """The counts among the tokens, in order; ages, days, hours, ordinals and codes count nothing."""
    found = (_count(tokens, n) for n, token in enumerate(tokens) if token.kind is Kind.NUMBER)
    return tuple(count for count in found if count)


def _count(tokens: Sequence[Token], at: int) -> Count | None:
    word = _word(tokens, at + 1)
    if begins(word, listed("measures")):
        return None
    near = begins(word, listed("sums", "near"))
    if near:
        word = _word(tokens, at + 2)
    counter = ""
    if begins(word, listed("counters")):
        counter, word = word, _word(tokens, at + 2 + near)
    return Count(tokens[at], at, word or counter, counter, near)


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text.lower() if at < len(tokens) and tokens[at].kind in WORDS else ""
