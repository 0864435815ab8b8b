"""A row and what its text tells, cut into tokens and sentences once for all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from perfxl.checks.answers import Answered
from perfxl.checks.evidence.tokens import Kind, Token, tokens
from perfxl.finding import Fact, Finding
from perfxl.texts import finding

LONGEST = 6_000  # characters of a cell that the rules read; the longest seen in a real report is 1,276
FULL = 0.995  # a claim from here on is a claim of all
WORDS = frozenset({Kind.WORD, Kind.ABBREVIATION, Kind.NAME})
_QUOTED = re.compile('“[^”\n]{0,300}”|"[^"\n]{0,300}"|«[^»\n]{0,300}»|„[^“”\n]{0,300}[“”]')
_BRACKETED = re.compile(r"\([^()\n]{0,200}\)|(?<![^\s])/[^/\n\d][^/\n]{0,120}/(?![^\W_])")
_ENDS = frozenset(".!?\n")
_QUOTE_LENGTH = 110


@dataclass(frozen=True)
class Sentence:
    """One sentence: `tokens` without what stands in quotation marks, `clause` without brackets too."""

    text: str
    tokens: tuple[Token, ...]
    clause: tuple[Token, ...]

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.tokens[-1].end

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the clause in small letters; figures and marks left out."""
        return tuple(token.text.lower() for token in self.clause if token.kind in WORDS)

    @cached_property
    def dates(self) -> tuple[Token, ...]:
        """The dates of the sentence, brackets included."""
        return tuple(token for token in self.tokens if token.kind is Kind.DATE)

    @cached_property
    def lower(self) -> str:
        """The sentence as it stands, in small letters."""
        return self.text[self.start : self.end].lower()


@dataclass(frozen=True)
class Told:
    """One answered row with its achieved text as tokens and sentences."""

    row: Answered

    @property
    def text(self) -> str:
        """The achieved text as it was typed; of one longer than any report's, the beginning."""
        return self.row.achieved[:LONGEST]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of the achieved text."""
        return tokens(self.text)

    @cached_property
    def own(self) -> tuple[Token, ...]:
        """The tokens outside quotation marks, without the points of shortened words."""
        return _own(self.tokens, _covered(self.tokens, _QUOTED, self.text))

    @cached_property
    def bracketed(self) -> frozenset[int]:
        """Where the tokens inside brackets begin."""
        return _covered(self.tokens, _BRACKETED, self.text)

    @cached_property
    def stream(self) -> tuple[Token, ...]:
        """The tokens outside quotation marks and brackets, ends of sentences among them."""
        inside = self.bracketed
        return tuple(t for t in self.own if t.start not in inside) if inside else self.own

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the achieved text, quotations left out."""
        return tuple(_sentences(self.text, self.own, self.bracketed))

    @property
    def claims_all(self) -> bool:
        """Whether the percent says that all is done."""
        return self.row.percent is not None and self.row.percent >= FULL

    def quote(self, start: int, end: int) -> str:
        """The words from start to end on one line, shortened in the middle where they are many."""
        words = " ".join(self.text[start:end].split()).strip(" ,;:")
        if len(words) <= _QUOTE_LENGTH:
            return words
        head = words[: _QUOTE_LENGTH // 3].rsplit(" ", 1)[0]
        tail = words[-2 * _QUOTE_LENGTH // 3 :].split(" ", 1)[-1]
        return f"{head} … {tail}"

    def found(self, code: str, field: str = "achieved", **facts: Fact) -> Finding:
        """A finding on one of the row's cells."""
        row = self.row
        return finding(
            code, sheet=row.sheet, cell=row.cells.get(field, ""), field=field, key=row.key, **facts
        )


def _covered(scanned: tuple[Token, ...], pattern: re.Pattern[str], text: str) -> frozenset[int]:
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


def _own(scanned: tuple[Token, ...], quoted: frozenset[int]) -> tuple[Token, ...]:
    return tuple(
        token
        for n, token in enumerate(scanned)
        if token.start not in quoted and (token.text != "." or not _abbreviated(scanned, n))
    )


def _sentences(text: str, scanned: tuple[Token, ...], bracketed: frozenset[int]) -> Iterator[Sentence]:
    part: list[Token] = []
    for token in scanned:
        if token.kind is not Kind.MARK or token.text not in _ENDS:
            part.append(token)
            continue
        if _says_something(part):
            yield _sentence(text, part, bracketed)
        part = []
    if _says_something(part):
        yield _sentence(text, part, bracketed)


def _sentence(text: str, part: list[Token], bracketed: frozenset[int]) -> Sentence:
    tokens = tuple(part)
    clause = tuple(t for t in part if t.start not in bracketed) if bracketed else tokens
    return Sentence(text, tokens, clause)


def _abbreviated(scanned: tuple[Token, ...], n: int) -> bool:
    """Whether the point at n belongs to a shortened word of one small letter."""
    before = scanned[n - 1] if n else None
    return before is not None and len(before.text) == 1 and before.text.islower()


def _says_something(part: list[Token]) -> bool:
    return any(token.kind is not Kind.MARK and token.kind is not Kind.ITEM for token in part)


def stem(word: str, letters: int = 4) -> str:
    """The first letters of a word, enough to know it again with another ending."""
    return word.lower()[:letters]


def number(value: float) -> str:
    """A value as a fact: without a decimal part where it has none."""
    return str(int(value)) if value == int(value) else f"{value:.10g}"


def percent(share: float) -> str:
    """A share as a percent: 0.654 as 65.4%."""
    return f"{number(round(share * 100, 1))}%"
