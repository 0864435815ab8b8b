"""A row and what its text tells, cut into pieces and sentences once for all rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from perfxl.checks.answers import Answered
from perfxl.checks.language import closing
from perfxl.checks.language.sentences import Sentence, sentences
from perfxl.checks.language.text_token import TextToken, TokenKind
from perfxl.checks.language.tokenizer import Cut, apart, cut
from perfxl.finding import Fact, Finding
from perfxl.texts import finding

LONGEST = 6_000  # characters of a cell that the rules read; the longest seen in a real report is 1,276
FULL = 0.995  # a claim from here on is a claim of all
_QUOTED = re.compile('“[^”\n]{0,300}”|"[^"\n]{0,300}"|«[^»\n]{0,300}»|„[^“”\n]{0,300}[“”]')
_OPENED = re.compile('[“"«„]')
_BRACKETED = re.compile(r"\([^()\n]{0,200}\)|/(?<![^\s]/)[^/\n\d][^/\n]{0,120}/(?![^\W_])")
_QUOTE_LENGTH = 110


@dataclass(frozen=True)
class RowText:
    """One answered row with its achieved text as pieces and sentences."""

    row: Answered

    @cached_property
    def text(self) -> str:
        """The achieved text as it was typed; of one longer than any report's, the beginning."""
        return self.row.achieved[:LONGEST]

    @cached_property
    def lower(self) -> str:
        """The text in small letters."""
        return self.text.lower()

    @cached_property
    def pieces(self) -> tuple[TextToken, ...]:
        """All tokens of the achieved text, words in a row together."""
        return self._cut.pieces

    @cached_property
    def _cut(self) -> Cut:
        return cut(self.text)

    @cached_property
    def own(self) -> tuple[TextToken, ...]:
        """The pieces outside quotation marks, without the points of shortened words."""
        scanned, stops = self._cut
        quoted = _covered(scanned, _QUOTED, self.text) if _OPENED.search(self.text) else None
        short = {scanned[n].start for n in stops if _abbreviated(scanned, n)}
        left_out = short | quoted if quoted else short
        return tuple([piece for piece in scanned if piece.start not in left_out]) if left_out else scanned

    @cached_property
    def bracketed(self) -> frozenset[int]:
        """Where the pieces inside brackets begin."""
        there = "(" in self.text or "/" in self.text
        return _covered(self.pieces, _BRACKETED, self.text) if there else frozenset()

    @cached_property
    def stream(self) -> tuple[TextToken, ...]:
        """The tokens outside quotation marks and brackets, ends of sentences among them."""
        inside = self.bracketed
        return apart([piece for piece in self.own if piece.start not in inside] if inside else self.own)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the achieved text, quotations left out."""
        return tuple(sentences(self.text, self.own, self.bracketed))

    @cached_property
    def to_come(self) -> tuple[Sentence, ...]:
        """The sentences that tell of work still to come."""
        return tuple(sentence for sentence in self.sentences if closing.to_come(sentence))

    @property
    def claims_all(self) -> bool:
        """Whether the percent says that all is done."""
        return self.row.percent is not None and self.row.percent >= FULL

    @cached_property
    def kinds(self) -> tuple[TokenKind, ...]:
        """The kinds of all pieces: a rule asks here first whether the text has anything for it."""
        return tuple([piece.kind for piece in self.pieces])

    def quote(self, start: int, end: int) -> str:
        """The words from start to end on one line, shortened in the middle where they are many."""
        words = " ".join(self.text[start:end].split()).strip(" ,;:")
        if len(words) <= _QUOTE_LENGTH:
            return words
        head = words[: _QUOTE_LENGTH // 3].rsplit(" ", 1)[0]
        tail = words[-2 * _QUOTE_LENGTH // 3 :].split(" ", 1)[-1]
        return f"{head} … {tail}"

    def finding(self, code: str, field: str = "achieved", **facts: Fact) -> Finding:
        """A finding on one of the row's cells."""
        row = self.row
        return finding(
            code, sheet=row.sheet, cell=row.cells.get(field, ""), field=field, key=row.key, **facts
        )


def _covered(scanned: tuple[TextToken, ...], pattern: re.Pattern[str], text: str) -> frozenset[int]:
    """Where the tokens begin that lie inside what a pattern finds."""
    inside: set[int] = set()
    n = 0
    for match in pattern.finditer(text):
        while n < len(scanned) and scanned[n].start < match.start():
            n += 1
        while n < len(scanned) and scanned[n].end <= match.end():
            inside.add(scanned[n].start)
            n += 1
    return frozenset(inside)


def _abbreviated(scanned: tuple[TextToken, ...], n: int) -> bool:
    """Whether the point at n belongs to a shortened word of one small letter."""
    before = scanned[n - 1] if n else None
    if before is None:
        return False
    word = before.text.rpartition(" ")[2] if before.kind is TokenKind.PLAIN else before.text
    return len(word) == 1 and word.islower()


def stem(word: str, letters: int = 4) -> str:
    """The first letters of a word, enough to know it again with another ending."""
    return word.lower()[:letters]


def number(value: float) -> str:
    """A value as a fact: without a decimal part where it has none."""
    return str(int(value)) if value == int(value) else f"{value:.10g}"


def percent(share: float) -> str:
    """A share as a percent: 0.654 as 65.4%."""
    return f"{number(round(share * 100, 1))}%"
