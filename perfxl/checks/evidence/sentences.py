"""The sentences of a text: its pieces parted at stops and line breaks, quotations left out, brackets apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from perfxl.checks.evidence.counts import Count, counts
from perfxl.checks.evidence.token import WORDS, Kind, Token
from perfxl.checks.evidence.tokens import apart

_ENDS = frozenset(".!?\n")
_SAYING_NOTHING = frozenset({Kind.MARK, Kind.ITEM})


@dataclass(eq=False)
class Sentence:
    """One sentence: `pieces` without what stands in quotation marks, `main` without brackets too,
    `words` the words of that in small letters, figures and marks left out; `kinds` those of all pieces.

    Most rules know from the pieces that a sentence is not theirs; `tokens` and `clause` are the same cut into words.
    """

    text: str
    pieces: tuple[Token, ...]
    main: tuple[Token, ...]
    words: tuple[str, ...]
    kinds: frozenset[Kind]

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.pieces[-1].end

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the sentence."""
        return apart(self.pieces)

    @cached_property
    def clause(self) -> tuple[Token, ...]:
        """The tokens outside brackets."""
        return self.tokens if self.main is self.pieces else apart(self.main)

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """What the sentence counts, brackets included."""
        return counts(self.pieces)

    @property
    def dates(self) -> tuple[Token, ...]:
        """The dates of the sentence, brackets included."""
        return tuple([piece for piece in self.pieces if piece.kind is Kind.DATE])

    @cached_property
    def lower(self) -> str:
        """The sentence as it stands, in small letters."""
        return self.text[self.start : self.end].lower()


def sentences(text: str, pieces: Iterable[Token], bracketed: frozenset[int]) -> Iterator[Sentence]:
    """The sentences that say something; `bracketed`: where the pieces inside brackets begin."""
    part: list[Token] = []
    says = False
    for piece in pieces:
        kind = piece.kind
        if kind is not Kind.MARK or piece.text not in _ENDS:
            part.append(piece)
            says = says or kind not in _SAYING_NOTHING
            continue
        if says:
            yield _sentence(text, part, bracketed)
        part, says = [], False
    if says:
        yield _sentence(text, part, bracketed)


def _sentence(text: str, part: list[Token], bracketed: frozenset[int]) -> Sentence:
    pieces = tuple(part)
    main = tuple(t for t in part if t.start not in bracketed) if bracketed else pieces
    return Sentence(text, pieces, main, tuple(_words(main)), frozenset([piece.kind for piece in part]))


def _words(pieces: Iterable[Token]) -> list[str]:
    words: list[str] = []
    for piece in pieces:
        if piece.kind is Kind.PLAIN:
            words += piece.text.lower().split()
        elif piece.kind in WORDS:
            words.append(piece.text.lower())
    return words
