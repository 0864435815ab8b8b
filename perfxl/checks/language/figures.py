"""How figures are written: dates, percents, ordinals, spans, codes, numbers with their scale; the first notation that fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from perfxl.checks.language.text_token import CYRILLIC, Day, TextToken, TokenKind
from perfxl.checks.language.word_lists import section
from perfxl.form.alphabet import is_mongolian

Patterns = Mapping[str, re.Pattern[str]]
Reading = Callable[[str, int, Patterns], TextToken | None]

_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_LETTER = r"[^\W\d_]"
_NUMBER = r"(?P<number>\d{1,3}(?P<gap>[,.'’ \u00a0])\d{3}(?:(?P=gap)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
_ENDING = rf"(?:[ \u00a0]?-(?P<ending>{_LETTER}{{1,5}})(?!{_LETTER}))?"
_TO_DAY = r"(?:-\d{1,2}(?![\d.:]))?"  # "the 14th to the 16th"
_CODE = re.compile(
    r"\d+(?:[-:./]\d+)*:\d+(?:[-:.]\d+)*"  # hours, standards
    r"|\d+(?:\.\d+){2,}"  # articles in three parts
    r"|\d{4}-\d{4}(?!\d)|\d{10,}"  # phones, accounts
    r"|\d+/\d+(?:/\d+)*"  # fractions, contract numbers
    rf"|\d+/{_LETTER}+\d*"
)
_SPAN = re.compile(rf"{_NUMBER}\s?[-–—]\s?\d+(?:[.,]\d+)?(?![\d:])")
_WITH_YEAR = ("figures", "words", "month", "short_month", "years", "year")
_WORDED = ("words", "month", "year")
_WITHOUT_YEAR = ("day", "bare_month")
_GROUPED = re.compile(r"(\d{1,3}([,.'’ \u00a0])\d{3}(?:\2\d{3})*)([.,]\d{1,2})?\Z")


@cache
def _patterns() -> Patterns:
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


def figure(text: str, at: int) -> TextToken:
    """The figure that begins at a place: as `notation` has it, without a look at the notations that cannot be meant."""
    match = _short().match(text, at)
    if not match:
        return notation(text, at)
    for reading in _readings().get(match[2], ()):
        token = reading(text, at, _patterns())
        if token:
            return token
    return TextToken(TokenKind.NUMBER, match[1], at, match.end(1), float(match[1]))


@cache
def _short() -> re.Pattern[str]:
    """Seven figures at most, and behind them a letter (group 2), or a stop or comma that no figure follows."""
    return re.compile(rf"([0-9]{{1,7}})(?= ?([{_letters()}])|[,.](?:\s(?!\d)|\Z))")


@cache
def bare_number() -> str:
    """A pattern of the figures of which `figure` makes a number by their looks: no word of a notation can begin behind them."""
    words = section("notation")
    heads = "|".join(
        (*(words[n] for n in ("year", "number_of_month", "percent", "ordinal")), *section("scales"))
    )
    return rf"[0-9]{{1,7}}(?=(?! ?(?i:{heads})) ?[{_letters()}]|[,.](?:\s(?!\d)|\Z))"


@cache
def _letters() -> str:
    return "".join(letter for letter in map(chr, CYRILLIC) if is_mongolian(letter))


@cache
def _readings() -> Mapping[str, tuple[Reading, ...]]:
    """By the letter behind a figure: the notations with a word that begins so, in their order."""
    words = section("notation")
    dates = _heads(words["year"]) + _heads(words["number_of_month"])
    every: tuple[tuple[str, Reading], ...] = (
        (dates, _worded_date),
        (_heads(words["percent"]), _percent),
        (_heads(words["ordinal"]), _ordinal),
        ("".join(scale[0] for scale in section("scales")), _scaled),
    )
    both = {letter for heads, _ in every for head in heads for letter in (head, head.upper())}
    return {letter: tuple(reading for heads, reading in every if letter.lower() in heads) for letter in both}


def _heads(fragment: str) -> str:
    """The letters that a word of the notation begins with; of a choice between words, every word's first letter."""
    before, _, choice = fragment.partition("(?:")
    return before[:1] or "".join(re.findall(rf"(?<!{_LETTER}){_LETTER}", choice))


def notation(text: str, at: int) -> TextToken:
    """The figure that begins at a place, by the first notation that fits."""
    patterns = _patterns()
    return (
        _date(text, at, patterns)
        or _percent(text, at, patterns)
        or _numbering(text, at, patterns)
        or _scaled(text, at, patterns)
        or _number(text, at, patterns)
    )


def _date(text: str, at: int, patterns: Patterns) -> TextToken | None:
    return _dated(text, at, patterns, _WITH_YEAR if text[at : at + 4].isdecimal() else _WITHOUT_YEAR)


def _worded_date(text: str, at: int, patterns: Patterns) -> TextToken | None:
    return _dated(text, at, patterns, _WORDED if text[at : at + 4].isdecimal() else _WITHOUT_YEAR)


def _dated(text: str, at: int, patterns: Patterns, names: tuple[str, ...]) -> TextToken | None:
    for name in names:
        match = patterns[name].match(text, at)
        day = _day(name, match) if match else None
        if match and day:
            return TextToken(TokenKind.DATE, match[0], at, match.end(), day=day, ending=_ending(match))
    return None


def _ending(match: re.Match[str]) -> str:
    return (match["ending"] or "").lower() if "ending" in match.re.groupindex else ""


def _day(name: str, match: re.Match[str]) -> Day | None:
    if name in ("day", "bare_month"):
        return Day(None, int(match[1]), int(match[2]) if name == "day" else None)
    year = int(match[1])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if name in ("figures", "words"):
        return Day(year, int(match[2]), int(match[3]))
    return Day(year, int(match[2]) if name in ("month", "short_month") else None, None)


def _percent(text: str, at: int, patterns: Patterns) -> TextToken | None:
    match = patterns["percent"].match(text, at)
    if not match:
        return None
    return TextToken(TokenKind.PERCENT, match[0], at, match.end(), _value(match["number"]))


def _numbering(text: str, at: int, patterns: Patterns) -> TextToken | None:
    """Ordinals, spans and codes: figures that count nothing."""
    ordinal = _ordinal(text, at, patterns) or _article(text, at, patterns)
    if ordinal:
        return ordinal
    grouped = patterns["number"].match(text, at)
    code = _CODE.match(text, at)
    if code and not (grouped and grouped["gap"] and grouped.end() >= code.end()):
        return TextToken(TokenKind.CODE, code[0], at, code.end())
    span = _SPAN.match(text, at)
    return TextToken(TokenKind.SPAN, span[0], at, span.end()) if span else None


def _ordinal(text: str, at: int, patterns: Patterns) -> TextToken | None:
    match = patterns["ordinal"].match(text, at)
    return TextToken(TokenKind.ORDINAL, match[0], at, match.end()) if match else None


def _article(text: str, at: int, patterns: Patterns) -> TextToken | None:
    match = patterns["article"].match(text, at)
    return TextToken(TokenKind.ORDINAL, match[0], at, match.end()) if match else None


def _scaled(text: str, at: int, patterns: Patterns) -> TextToken | None:
    scaled = patterns["scaled"].match(text, at)
    if not scaled:
        return None
    scale = float(section("scales")[scaled["scale"].lower()])
    value = _value(scaled["number"]) * scale
    return TextToken(TokenKind.NUMBER, scaled[0], at, scaled.end(), value, scale, ending=_ending(scaled))


def _number(text: str, at: int, patterns: Patterns) -> TextToken:
    match = patterns["number"].match(text, at)
    if not match:
        return TextToken(TokenKind.MARK, text[at], at, at + 1)
    if _is_phone(match["number"]):
        return TextToken(TokenKind.CODE, match[0], at, match.end())
    return TextToken(
        TokenKind.NUMBER, match[0], at, match.end(), _value(match["number"]), ending=_ending(match)
    )


def _is_phone(digits: str) -> bool:
    return len(digits) == 8 and digits.isdecimal() and digits[0] in "56789" and not digits.endswith("000")


def _value(written: str) -> float:
    """The value of a number as it is written: groups of three by comma, point, apostrophe or space; decimals by comma or point."""
    match = _GROUPED.match(written)
    if match:
        whole = match[1].replace(match[2], "")
        return float(whole + (match[3] or "").replace(",", "."))
    return float(written.replace(",", "."))
