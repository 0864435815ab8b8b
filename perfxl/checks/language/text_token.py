"""What a text is cut into: tokens, each of a kind, with its place; figures with their value, dates with their day."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from enum import StrEnum
from typing import NamedTuple

CYRILLIC = range(0x0400, 0x0530)  # the blocks that hold the alphabet
LETTERS = "".join(letter for letter in map(chr, CYRILLIC) if letter.isalpha())  # of them, without the signs
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    ABBREVIATION = "abbreviation"  # two capitals or more, an ending after a dash apart
    NAME = "name"  # initial, stop, name
    NUMBER = "number"  # counts something; scale words are part of it
    PERCENT = "percent"
    DATE = "date"
    ORDINAL = "ordinal"  # numbers an article, an order, a quarter
    SPAN = "span"  # from one number to another
    CODE = "code"  # standards, phones, orders, hours, articles, addresses
    ITEM = "item"  # the number or dash that opens an item of a list
    MARK = "mark"
    PLAIN = "plain"  # words in a row, a blank between them, that nothing beside them changes; `apart` cuts it into words

    __hash__ = (
        str.__hash__
    )  # tokens are asked for their kind at every turn, and StrEnum's own hash is Python's


WORDS = frozenset({TokenKind.WORD, TokenKind.ABBREVIATION, TokenKind.NAME})
SPOKEN = WORDS | {TokenKind.PLAIN}


class Day(NamedTuple):
    """A date as written: month and day are None where not given, year is None where it is left to the reader."""

    year: int | None
    month: int | None
    day: int | None

    @property
    def possible(self) -> bool:
        """Whether a calendar has it (February has 29 days where the year is not given)."""
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        return self.day is None or 1 <= self.day <= (self._length(2024) if self.month else 31)

    def first(self, year: int) -> date:
        """Its first day; `year` stands in for a year that is not given. ValueError where it is not possible."""
        return date(self.year or year, self.month or 1, self.day or 1)

    def last(self, year: int) -> date:
        """Its last day. ValueError where it is not possible."""
        return date(self.year or year, self.month or 12, self.day or self._length(year))

    def _length(self, year: int) -> int:
        """How many days its month has (December where none is given)."""
        month = self.month or 12
        return 29 if month == 2 and isleap(self.year or year) else _LENGTHS[month - 1]


class TextToken(NamedTuple):
    """One token. `start` and `end` in characters of the text, endings included; `value` of numbers (scale multiplied in)
    and percents (70 for 70%); `scale` what a scale word multiplied by; `ending` the case ending after the figure or dash;
    `other` the second value that a number may have as it is written (0: none); `near`: "some", "over" is part of it;
    `until` the last day of a range of days."""

    kind: TokenKind
    text: str
    start: int
    end: int
    value: float = 0.0
    scale: float = 1.0
    day: Day | None = None
    ending: str = ""
    other: float = 0.0
    near: bool = False
    until: Day | None = None


BARE = (
    1.0,
    None,
    "",
    0.0,
    False,
    None,
)  # what a token has from `scale` on, where it is no more than its text
