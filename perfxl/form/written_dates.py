"""Days as people write them into one cell, in figures and in words: what is certain, never a guess."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

_WORD = r"(?:[^\W\d_]+\.?)"
_BETWEEN = rf"(\s*(?:[./\-\u2010-\u2015]\s*|(?:{_WORD}\s+){{1,3}}))"
FULL_DATE = re.compile(
    rf"(?<![0-9])([12][0-9]{{3}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}})(?![0-9])"
)
DAY_FIRST = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{1,2})\.([12][0-9]{3})(?![0-9])")
_TURNED = re.compile(r"(?<![0-9./\-])([0-9]{1,2})([/\-])([0-9]{1,2})\2([12][0-9]{3})(?![0-9])")
_SHORT_END = re.compile(r"\s*[-\u2010-\u2015]\s*([0-9]{1,2})[./\-]([0-9]{1,2})(?![0-9])")
_ISO_TIME = re.compile(r"(?<=[0-9])t[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?z?(?![0-9])")
_DIGIT = re.compile(r"[0-9]")
_ANOTHER = re.compile(r"[12][0-9]{3}|[0-9][./][0-9]")


class Role(StrEnum):
    """What the word behind a day makes of it."""

    NONE = ""
    FROM = "from"
    TILL = "till"


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """One day of a text: year, month and day as written (perhaps of no calendar), and its role."""

    year: int
    month: int
    day: int
    role: Role = Role.NONE


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    numbers: tuple[int, int, int]


def written_days(text: str) -> tuple[WrittenDay, ...] | None:
    """The days in a text, in order; none where it holds no whole one, None where something beside them may be a date
    too or their order is not certain. `text` has single spaces and no invisible characters."""
    low = _in_figures(text.lower())
    matches = _matches(low)
    if matches is None:
        return None
    if len(matches) == 1:
        matches += _second(low, matches[0])
    rest = _outside(low, matches)
    if len(matches) == 1 and _DIGIT.search(rest):
        return None
    if len(matches) > 1 and (_ANOTHER.search(rest) or _pattern("date_word").search(rest)):
        return None
    return tuple(WrittenDay(*match.numbers, _role(low, match.end)) for match in matches)


def _matches(low: str) -> list[_Match] | None:
    """The days that stand with their year; None where one of them is a month or has no certain order."""
    full = [_Match(m.start(), m.end(), (int(m[1]), int(m[3]), int(m[5]))) for m in FULL_DATE.finditer(low)]
    dotted = [_Match(m.start(), m.end(), (int(m[3]), int(m[2]), int(m[1]))) for m in DAY_FIRST.finditer(low)]
    if dotted and (not full or dotted[0].start < full[0].start):
        return dotted
    turned = list(_TURNED.finditer(low))
    if turned and (not full or turned[0].start() < full[0].start):
        return _ordered(turned)
    sound = all(_is_day(match, low) for match in FULL_DATE.finditer(low))
    return full if sound else None


def _is_day(match: re.Match[str], low: str) -> bool:
    """Whether the third number is a day: no month's word behind it, and in words the year's and month's words between."""
    if _pattern("of_month").match(low, match.end()):
        return False
    year_words, month_words = match[2].strip(), match[4].strip()
    if year_words and year_words[0].isalpha() and not _pattern("year").search(year_words):
        return False
    return not (month_words and month_words[0].isalpha()) or bool(_pattern("month").search(month_words))


def _ordered(turned: list[re.Match[str]]) -> list[_Match] | None:
    """Days with the year last: day or month first by whichever of them shows it, none where none does."""
    firsts, seconds = [int(m[1]) for m in turned], [int(m[3]) for m in turned]
    day_first, month_first = any(n > 12 for n in firsts), any(n > 12 for n in seconds)
    if day_first == month_first:
        return None
    return [
        _Match(m.start(), m.end(), (int(m[4]), int(m[3 if day_first else 1]), int(m[1 if day_first else 3])))
        for m in turned
    ]


def _second(low: str, first: _Match) -> list[_Match]:
    """The end of a span whose year (and perhaps month) was said once: `- 12.31`, or in words."""
    rest = _short(low, first) or _in_words(low, first)
    if rest is None or rest.numbers < first.numbers:
        return []  # it may be of another year
    return [rest]


def _short(low: str, first: _Match) -> _Match | None:
    match = _SHORT_END.match(low, first.end)
    return match and _Match(match.start(1), match.end(), (first.numbers[0], int(match[1]), int(match[2])))


def _in_words(low: str, first: _Match) -> _Match | None:
    """The end with its month in words, or its day alone in the same month."""
    match = _pattern("month_day").match(low, first.end)
    if match:
        return _Match(match.start(1), match.end(), (first.numbers[0], int(match[1]), int(match[2])))
    match = _pattern("day_alone").match(low, first.end)
    return match and _Match(match.start(1), match.end(1), (*first.numbers[:2], int(match[1])))


def _outside(low: str, matches: list[_Match]) -> str:
    """What stands beside the days."""
    kept, at = [], 0
    for match in matches:
        kept.append(low[at : match.start])
        at = match.end
    return " ".join([*kept, low[at:]])


def _role(low: str, at: int) -> Role:
    if _pattern("from").match(low, at):
        return Role.FROM
    return Role.TILL if _pattern("till").match(low, at) else Role.NONE


def _in_figures(low: str) -> str:
    """The text with its months as figures alone, and without the time of day of an ISO date."""
    plain = _pattern("ordinal").sub(r"\1 ", _ISO_TIME.sub("", low))
    return _pattern("month_names").sub(lambda match: f"{_months()[match[1]]} ", plain)


def _months() -> dict[str, int]:
    months: dict[str, int] = _words()["months"]
    return months


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = _words()["patterns"]
    dash, number = r"\s*[-\u2010-\u2015]?\s*", r"([0-9]{1,2})"
    joined = rf"(?:{words['from']}\s*|\s*[-\u2010-\u2015]\s*)"
    month_day = rf"{number}{words['ordinal']}\s*{words['month']}\s*{number}(?![0-9])"
    names = "|".join(sorted((re.escape(name) for name in _months()), key=len, reverse=True))
    patterns = {
        "year": rf"{words['year']}\Z|{words['year']}\s",
        "month": words["month"],
        "of_month": rf"{dash}(?:{words['ordinal']}\s*{words['month']})",
        "from": words["from"],
        "till": words["till"],
        "date_word": words["month"],
        "month_day": rf"{joined}{month_day}",
        "day_alone": rf"{words['from']}\s*{number}(?={words['till']}|\s*-?\s*[^\W\d]|\Z)(?!{words['ordinal']}\s*{words['month']})",
        "ordinal": rf"([0-9]){words['ordinal']}\s*(?={words['month']})",
        "month_names": rf"(?<!\w)({names})\s*(?={words['month']})",
    }
    return re.compile(patterns[name])


@cache
def percent_words() -> frozenset[str]:
    """The words that stand for the percent sign."""
    return frozenset(_words()["percent"]["words"])


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("perfxl.form") / "notation.toml").read_text(encoding="utf-8"))
