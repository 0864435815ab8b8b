"""Mongolian text -> tokens: numbers, percents, dates, codes, ordinals, abbreviations, names and their endings, without a dictionary."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from string import ascii_letters
from typing import NamedTuple

from perfxl.checks.evidence.words import section

_INITIAL = 2  # letters of an initial at most
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


class Kind(StrEnum):
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
        last = monthrange(self.year or 2024, self.month)[1] if self.month else 31
        return self.day is None or 1 <= self.day <= last

    def first(self, year: int) -> date:
        """Its first day; `year` stands in for a year that is not given. ValueError where it is not possible."""
        return date(self.year or year, self.month or 1, self.day or 1)

    def last(self, year: int) -> date:
        """Its last day. ValueError where it is not possible."""
        month = self.month or 12
        return date(self.year or year, month, self.day or monthrange(self.year or year, month)[1])


class Token(NamedTuple):
    """One token. `start` and `end` in characters of the text, endings included; `value` of numbers (scale multiplied in)
    and percents (70 for 70%); `scale` what a scale word multiplied by; `ending` the case ending after the figure or dash."""

    kind: Kind
    text: str
    start: int
    end: int
    value: float = 0.0
    scale: float = 1.0
    day: Day | None = None
    ending: str = ""


_LETTER = r"[^\W\d_]"
_NUMBER = r"(?P<number>\d{1,3}(?P<gap>[,.'’ \u00a0])\d{3}(?:(?P=gap)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
_ENDING = rf"(?:[ \u00a0]?-(?P<ending>{_LETTER}{{1,5}})(?!{_LETTER}))?"
_TO_DAY = r"(?:-\d{1,2}(?![\d.:]))?"  # "the 14th to the 16th"
_WORD = re.compile(rf"{_LETTER}+(?:[-’'\u0300-\u036f]+{_LETTER}+)*")
_NAME = re.compile(rf"{_LETTER}{{1,2}}\.\s?{_LETTER}{{3,}}(?:-{_LETTER}+)?")
_ADDRESS = re.compile(r"(?:https?://\S+|www\.\S+|[\w.]+@[\w.]+|[A-Za-z]+(?:\.[A-Za-z]+)+)", re.ASCII)
_LETTER_CODE = re.compile(rf"{_LETTER}{{1,3}}/\d+|[A-Za-z]+-\d+(?:{_LETTER}+)?")
_CODE = re.compile(
    r"\d+(?:[-:./]\d+)*:\d+(?:[-:.]\d+)*"  # hours, standards
    r"|\d+(?:\.\d+){2,}"  # articles in three parts
    r"|\d{4}-\d{4}(?!\d)|\d{10,}"  # phones, accounts
    r"|\d+/\d+(?:/\d+)*"  # fractions, contract numbers
    rf"|\d+/{_LETTER}+\d*"
)
_SPAN = re.compile(rf"{_NUMBER}\s?[-–—]\s?\d+(?:[.,]\d+)?(?![\d:])")
_WITH_YEAR = ("figures", "words", "month", "short_month", "years", "year")
_WITHOUT_YEAR = ("day", "bare_month")
_ITEM = re.compile(r"\d{1,2}[.)](?!\d)")
_GROUPED = re.compile(r"(\d{1,3}([,.'’ \u00a0])\d{3}(?:\2\d{3})*)([.,]\d{1,2})?\Z")
_OPENING = frozenset("\n.:;!?")


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """The figures' patterns, put together from the words of the notation."""
    words = section("notation")
    year, month, nth = words["year"], words["month"], words["number_of_month"]
    scales = "|".join(section("scales"))
    endings = "|".join(sorted(section("scale_endings")["list"], key=len, reverse=True))
    any_month = rf"{words['month_stem']}(?P<ending>{_LETTER}*)"
    of_month = rf"{words['month_stem']}{words['month_end']}"
    not_file = rf"(?!{_LETTER}|\s+(?:{words['personal_file']}))"
    patterns = {
        "figures": rf"(\d{{4}})[.\-](\d{{1,2}})[.\-](\d{{1,2}}){_TO_DAY}(?![\d:]|[.]\d){_ENDING}",
        "words": rf"(\d{{4}})\s?{year}\s+(\d{{1,2}})\s?{nth}?\s?{month}\s*(\d{{1,2}}){_TO_DAY}(?!\d|\s*{nth}){_ENDING}",
        "month": rf"(\d{{4}})\s?{year}\s+(\d{{1,2}})\s?{nth}?\s?{any_month}",
        "short_month": rf"(\d{{4}})[.\-](\d{{1,2}})\s?{any_month}",
        "years": rf"(\d{{4}})\s?[-–—]\s?(\d{{4}})\s?{year}(?!{_LETTER})",
        "year": rf"(\d{{4}})\s?{year}(?!{_LETTER})",
        "day": rf"(\d{{1,2}})\s?{nth}\s?{of_month}\s+(\d{{1,2}}){_TO_DAY}(?!\d|\s*{nth}){_ENDING}",
        "bare_month": rf"(\d{{1,2}})\s?{nth}\s?{any_month}",
        "percent": rf"{_NUMBER}\s?(?:%(?:\s?-?{_LETTER}{{1,4}}(?!{_LETTER}))?|{words['percent']}{not_file})",
        "ordinal": rf"\d+(?:[.,] ?\d+)*(?: ?-? ?{words['ordinal']}{_LETTER}*|{words['ordinal_ending']}(?!{_LETTER}))",
        "article": rf"\d+\.\d+-{_LETTER}{{1,3}}(?!{_LETTER})",
        "scaled": rf"{_NUMBER}\s?(?P<scale>{scales})(?P<ending>{endings})(?!{_LETTER})",
        "number": rf"{_NUMBER}{_ENDING}",
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order; spaces are none, a line break is a mark."""
    return tuple(_scan(text))


def _plain_word() -> re.Pattern[str]:
    """A word of small letters, the first one any, that no mark follows that could make it something else."""
    letters = [chr(n) for n in range(0x0400, 0x0530)]
    small = "".join(letter for letter in letters if letter.islower())
    return re.compile(rf"[{''.join(letters)}][{small}]+(?=[\s,;:!?]|\Z)")


_PLAIN = _plain_word()


def _scan(text: str) -> Iterator[Token]:
    at, size, opening = 0, len(text), True
    plain, word = _PLAIN.match, Kind.WORD
    while at < size:
        if text[at] != "\n" and text[at].isspace():
            at += 1
            continue
        match = plain(text, at)
        if match:  # most of a text
            token = Token(word, match[0], at, match.end())
            opening = False
        else:
            token = _token(text, at, text[at], opening)
            opening = token.kind is Kind.ITEM or token.text in _OPENING
        yield token
        at = token.end
        if at < size and text[at] == " ":
            at += 1


def _token(text: str, at: int, char: str, opening: bool) -> Token:
    if char.isdecimal():
        return (_item(text, at) if opening else None) or _figure(text, at)
    if char.isalpha():
        return _word(text, at)
    if opening and char in "-–—•*":
        return Token(Kind.ITEM, char, at, at + 1)
    return Token(Kind.MARK, char, at, at + 1)


def _item(text: str, at: int) -> Token | None:
    match = _ITEM.match(text, at)
    return Token(Kind.ITEM, match[0], at, match.end()) if match else None


def _word(text: str, at: int) -> Token:
    match = _WORD.match(text, at)
    word = match[0] if match else text[at]
    special = _code_or_name(text, at, word)
    if special:
        return special
    head, _, ending = word.partition("-") if "-" in word else (word, "", "")
    kind = Kind.ABBREVIATION if len(head) > 1 and head.isupper() else Kind.WORD
    return Token(kind, word, at, at + len(word), ending=ending if ending.islower() else "")


def _code_or_name(text: str, at: int, word: str) -> Token | None:
    """What begins like a word and is an address, the number of a document, or an initial with its name."""
    following = text[at + len(word) : at + len(word) + 1]
    match = None
    if word[0] in ascii_letters:
        match = _ADDRESS.match(text, at) or _LETTER_CODE.match(text, at)
    elif following == "/":
        match = _LETTER_CODE.match(text, at)
    if match:
        return Token(Kind.CODE, match[0], at, match.end())
    name = _NAME.match(text, at) if following == "." and len(word) <= _INITIAL else None
    return Token(Kind.NAME, name[0], at, name.end()) if name and _is_name(name[0]) else None


def _is_name(text: str) -> bool:
    initial, _, name = text.partition(".")
    return (
        initial[:1].isupper() and (len(initial) == 1 or initial[1].islower()) and name.strip()[:1].isupper()
    )


def _figure(text: str, at: int) -> Token:
    """The figure that begins at a place; the first notation that fits."""
    patterns = _patterns()
    return (
        _date(text, at, patterns)
        or _percent(text, at, patterns)
        or _numbering(text, at, patterns)
        or _number(text, at, patterns)
    )


def _date(text: str, at: int, patterns: Mapping[str, re.Pattern[str]]) -> Token | None:
    for name in _WITH_YEAR if text[at : at + 4].isdecimal() else _WITHOUT_YEAR:
        match = patterns[name].match(text, at)
        day = _day(name, match) if match else None
        if match and day:
            return Token(Kind.DATE, match[0], at, match.end(), day=day, ending=_ending(match))
    return None


def _ending(match: re.Match[str]) -> str:
    return (match.groupdict().get("ending") or "").lower()


def _day(name: str, match: re.Match[str]) -> Day | None:
    if name in ("day", "bare_month"):
        return Day(None, int(match[1]), int(match[2]) if name == "day" else None)
    year = int(match[1])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if name in ("figures", "words"):
        return Day(year, int(match[2]), int(match[3]))
    return Day(year, int(match[2]) if name in ("month", "short_month") else None, None)


def _percent(text: str, at: int, patterns: Mapping[str, re.Pattern[str]]) -> Token | None:
    match = patterns["percent"].match(text, at)
    if not match:
        return None
    return Token(Kind.PERCENT, match[0], at, match.end(), _value(match["number"]))


def _numbering(text: str, at: int, patterns: Mapping[str, re.Pattern[str]]) -> Token | None:
    """Ordinals, spans and codes: figures that count nothing."""
    match = patterns["ordinal"].match(text, at) or patterns["article"].match(text, at)
    if match:
        return Token(Kind.ORDINAL, match[0], at, match.end())
    grouped = patterns["number"].match(text, at)
    code = _CODE.match(text, at)
    if code and not (grouped and grouped["gap"] and grouped.end() >= code.end()):
        return Token(Kind.CODE, code[0], at, code.end())
    span = _SPAN.match(text, at)
    return Token(Kind.SPAN, span[0], at, span.end()) if span else None


def _number(text: str, at: int, patterns: Mapping[str, re.Pattern[str]]) -> Token:
    scaled = patterns["scaled"].match(text, at)
    if scaled:
        scale = float(section("scales")[scaled["scale"].lower()])
        value = _value(scaled["number"]) * scale
        return Token(Kind.NUMBER, scaled[0], at, scaled.end(), value, scale, ending=_ending(scaled))
    match = patterns["number"].match(text, at)
    if not match:
        return Token(Kind.MARK, text[at], at, at + 1)
    if _is_phone(match["number"]):
        return Token(Kind.CODE, match[0], at, match.end())
    return Token(Kind.NUMBER, match[0], at, match.end(), _value(match["number"]), ending=_ending(match))


def _is_phone(digits: str) -> bool:
    return len(digits) == 8 and digits.isdecimal() and digits[0] in "56789" and not digits.endswith("000")


def _value(written: str) -> float:
    """The value of a number as it is written: groups of three by comma, point, apostrophe or space; decimals by comma or point."""
    match = _GROUPED.match(written)
    if match:
        whole = match[1].replace(match[2], "")
        return float(whole + (match[3] or "").replace(",", "."))
    return float(written.replace(",", "."))
