"""The sentences of a text: its pieces parted at stops and line breaks, quotations left out, brackets apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from perfxl.checks.language.counts import Count, counts
from perfxl.checks.language.text_token import SPOKEN, WORDS, TextToken, TokenKind
from perfxl.checks.language.tokenizer import apart
from perfxl.checks.language.word_lists import listed

TABLE = 40  # figures from which on a sentence is a table
_ENDS = frozenset(".!?\n")
_SAYING_NOTHING = frozenset({TokenKind.MARK, TokenKind.ITEM})


@dataclass(eq=False)
class Sentence:
    """One sentence: `pieces` without what stands in quotation marks, `main` without brackets too,
    `last` the last word of that in small letters (empty: it has none); `kinds` those of all pieces.

    Most rules know from the pieces that a sentence is not theirs; `tokens` and `clause` are the same cut into words.
    """

    text: str
    pieces: tuple[TextToken, ...]
    main: tuple[TextToken, ...]
    last: str
    kinds: frozenset[TokenKind]

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.pieces[-1].end

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words outside brackets in small letters, figures and marks left out."""
        return tuple(_words(self.main))

    @cached_property
    def tokens(self) -> tuple[TextToken, ...]:
        """The tokens of the sentence."""
        return apart(self.pieces)

    @cached_property
    def clause(self) -> tuple[TextToken, ...]:
        """The tokens outside brackets."""
        return self.tokens if self.main is self.pieces else apart(self.main)

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """What the sentence counts, brackets included."""
        return counts(self.pieces)

    @cached_property
    def some_from(self) -> int:
        """The place of the first word that takes some out of all ("of which", "for instance"); behind the last for none."""
        some = listed("sums", "of_which_some") + listed("target", "for_instance")
        return next((n for n, t in enumerate(self.tokens) if t.text.lower() in some), len(self.tokens))

    @property
    def dates(self) -> tuple[TextToken, ...]:
        """The dates of the sentence, brackets included."""
        return tuple([piece for piece in self.pieces if piece.kind is TokenKind.DATE])

    @cached_property
    def lower(self) -> str:
        """The sentence as it stands, in small letters."""
        return self.text[self.start : self.end].lower()


def sentences(text: str, pieces: tuple[TextToken, ...], bracketed: frozenset[int]) -> Iterator[Sentence]:
    """The sentences that say something; `bracketed`: where the pieces inside brackets begin."""
    mark, start = TokenKind.MARK, 0
    ends = [n for n, piece in enumerate(pieces) if piece[0] is mark and piece[1] in _ENDS]
    for end in (*ends, len(pieces)):
        part = pieces[start:end]
        kinds = frozenset([piece[0] for piece in part])
        if not kinds <= _SAYING_NOTHING:
            yield _sentence(text, part, bracketed, kinds)
        start = end + 1


def _sentence(
    text: str, part: tuple[TextToken, ...], bracketed: frozenset[int], kinds: frozenset[TokenKind]
) -> Sentence:
    main = tuple([piece for piece in part if piece.start not in bracketed]) if bracketed else part
    return Sentence(text, part, main, _last(main), kinds)


def _last(pieces: Sequence[TextToken]) -> str:
    for piece in reversed(pieces):
        if piece[0] in SPOKEN:
            return (piece.text.rpartition(" ")[2] if piece[0] is TokenKind.PLAIN else piece.text).lower()
    return ""


def _words(pieces: Iterable[TextToken]) -> list[str]:
    words: list[str] = []
    for piece in pieces:
        if piece.kind is TokenKind.PLAIN:
            words += piece.text.lower().split()
        elif piece.kind in WORDS:
            words.append(piece.text.lower())
    return words
