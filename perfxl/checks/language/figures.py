"""How figures are written: dates, percents, ordinals, spans, codes, numbers with their scale; the first notation that fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise

from perfxl.checks.language.text_token import CYRILLIC, Day, TextToken, TokenKind
from perfxl.checks.language.word_lists import section
from perfxl.form.alphabet import is_mongolian

Patterns = Mapping[str, re.Pattern[str]]
Reading = Callable[[str, int, Patterns], TextToken | None]

_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_LETTER = r"[^\W\d_]"
_BLANKS = r"[ \u00a0]{0,3}"
_NUMBER = r"(?P<number>\d{1,3}(?P<gap>[,.'’ \u00a0])\d{3}(?:(?P=gap)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
_CODE = re.compile(
    r"\d+(?:-\d+){1,4}/\d+"  # a document's number
    r"|\d+(?:[-:./]\d+){0,6}:\d+(?:[-:.]\d+){0,6}"  # hours, standards
    r"|\d+(?:\.\d+){2,}"  # articles in three parts
    r"|\d{4}-\d{4}(?!\d)|\d{10,}"  # phones, accounts
    r"|\d+/\d+(?:/\d+)*"  # fractions, contract numbers
    rf"|\d+/{_LETTER}+\d*"
)
_SPAN = re.compile(rf"{_NUMBER}{_BLANKS}[-–—]{_BLANKS}\d+(?:[.,]\d+)?(?![\d:])")
_WITH_YEAR = ("figures", "strokes", "words", "month", "short_month", "years", "year")
_WORDED = ("words", "month", "year")
_WITHOUT_YEAR = ("day", "bare_month", "short_day")
_GROUPED = re.compile(r"(\d{1,3}([,.'’ \u00a0])\d{3}(?:\2\d{3})*)([.,]\d{1,2})?\Z")
_THOUSANDTHS = re.compile(r"\d{1,3}[.,]\d{3}\Z")
_IN_ROW = re.compile(r", ?(?=\d)")
_OPEN_ENDINGS = frozenset(section("scale_endings")["open"])
_LOOK_BACK = 40  # characters before a day in which its month is spelt


@cache
def _patterns() -> Patterns:
    """The figures' patterns, put together from the words of the notation."""
    words = section("notation")
    year, month, nth = words["year"], words["month"], words["number_of_month"]
    scales = "|".join(sorted(section("scales"), key=len, reverse=True))
    endings = "|".join(sorted(section("scale_endings")["list"], key=len, reverse=True))
    of_number = "|".join(sorted(section("number_endings")["list"], key=len, reverse=True))
    any_month = rf"{words['month_stem']}(?P<ending>{_LETTER}*)"
    of_month = rf"{words['month_stem']}{words['month_end']}"
    ending = rf"(?:{_BLANKS}-(?P<ending>{of_number})(?!{_LETTER}))?"
    to_day = r"(?:[-–](?P<until>\d{1,2})(?![\d.:]))?"  # "the 14th to the 16th"
    a_day = rf"(?:-(?:{words['of_day']})(?!{_LETTER})|{_BLANKS}(?:{words['day_word']}))"
    from_day = rf"{words['from_day']}\s+(?:(?P<until_month>\d{{1,2}})\s?{nth}?\s?{of_month}\s+)?(?P<until_day>\d{{1,2}})(?!\d)"
    not_share = rf"(?!{_LETTER}|\s+(?:{words['not_percent']}))"
    scale = rf"{_BLANKS}(?P<scale>{scales})(?P<ending>{endings})(?:\.(?={words['money']})|(?!{_LETTER}))"
    cited = rf"(?=№|(?:{_LETTER}{{1,2}}[/-]\d|\d+(?:[/-]\d+){{0,4}}\s?{words['document']}(?!\s*(?:{words['no_document']}))))"
    day = rf"(?:{from_day}(?P<until_end>{a_day})?|{to_day}(?!\d|\s*{nth}){ending})"
    patterns = {
        "figures": rf"(\d{{4}})[.\-](\d{{1,2}})[.\-](\d{{1,2}}){to_day}(?![\d:]|[.]\d){ending}",
        "strokes": rf"(\d{{4}})/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?![\d/]){ending}",
        "words": rf"(\d{{4}})\s?{year}\s+(\d{{1,2}})\s?{nth}?\s?{month}\s*(\d{{1,2}})(?!\d|\s*{nth}){day}",
        "month": rf"(\d{{4}})\s?{year}\s+(\d{{1,2}})\s?{nth}?\s?{any_month}",
        "short_month": rf"(\d{{4}})[.\-](\d{{1,2}})\s?{any_month}",
        "years": rf"(\d{{4}})\s?[-–—]\s?(\d{{4}})\s?{year}(?!{_LETTER})",
        "year": rf"(\d{{4}})\s?{year}(?!{_LETTER})",
        "cited": rf"(\d{{4}})\s?{year}\s+{cited}",
        "day": rf"(\d{{1,2}})\s?{nth}\s?{of_month}\s+(\d{{1,2}})(?!\d|\s*{nth}){day}",
        "short_day": rf"(\d{{1,2}})\s?{of_month}\s+(\d{{1,2}})(?!\d)(?:{from_day}(?P<until_end>{a_day})?|{to_day}(?={a_day}){ending})",
        "worded_day": rf"(\d{{1,2}})(?!\d)(?:{from_day}(?P<until_end>{a_day})?|{to_day}(?={a_day}){ending})",
        "bare_month": rf"(\d{{1,2}})\s?{nth}\s?{any_month}",
        "percent": rf"{_NUMBER}{_BLANKS}(?:%(?:\s?-?{_LETTER}{{1,4}}(?!{_LETTER}))?|{words['percent']}{not_share})",
        "ordinals": rf"\d+(?:[.,] ?\d+){{0,12}}(?: ?-? ?{words['ordinal']}{_LETTER}*|{words['ordinal_ending']}(?!{_LETTER}))",
        "ordinal": rf"\d+(?:\.\d+){{0,4}}(?: ?-? ?{words['ordinal']}{_LETTER}*|{words['ordinal_ending']}(?!{_LETTER}))",
        "article": rf"\d+\.\d+-{_LETTER}{{1,3}}(?!{_LETTER})",
        "scaled": rf"{_NUMBER}(?:{_BLANKS}(?P<near>{words['near']}))?{scale}",
        "more": rf"[ \u00a0]{{1,3}}{_NUMBER}{scale}",
        "rest": rf"[ \u00a0]{{1,3}}(?P<number>\d{{1,3}})(?= {words['money']})",
        "number": rf"{_NUMBER}{ending}",
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


@cache
def _spelt_month() -> re.Pattern[str]:
    """A month spelt in words at a passage's end, its year before it where it is given."""
    words = section("notation")
    months = "|".join(f"({month})" for month in section("months")["list"])
    year = rf"(?:(?P<year>\d{{4}})\s?{words['year']}\s+)?"
    return re.compile(
        rf"{year}(?<!{_LETTER})(?:{months})\s+{words['month_stem']}{words['month_end']}\s+\Z", re.IGNORECASE
    )


def figure(text: str, at: int) -> TextToken:
    """The figure that begins at a place: as `notation` has it, without a look at the notations that cannot be meant."""
    match = _short().match(text, at)
    if not match or _after_month(text, at):
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
        (
            *(words[n] for n in ("year", "number_of_month", "percent", "ordinal", "near", "month_stem")),
            *section("scales"),
        )
    )
    return rf"[0-9]{{1,7}}(?=(?! ?(?i:{heads})) ?[{_letters()}]|[,.](?:\s(?!\d)|\Z))"


@cache
def _letters() -> str:
    return "".join(letter for letter in map(chr, CYRILLIC) if is_mongolian(letter))


@cache
def _readings() -> Mapping[str, tuple[Reading, ...]]:
    """By the letter behind a figure: the notations with a word that begins so, in their order."""
    words = section("notation")
    dates = _heads(words["year"]) + _heads(words["number_of_month"]) + words["month_stem"][0]
    every: tuple[tuple[str, Reading], ...] = (
        (dates, _worded_date),
        (_heads(words["percent"]), _percent),
        (_heads(words["ordinal"]), _ordinal),
        ("".join(scale[0] for scale in (*section("scales"), *words["near"].split("|"))), _scaled),
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
    if names is _WITHOUT_YEAR:
        if _after_month(text, at):
            return _spelt_day(text, at, patterns)
    elif cited := patterns["cited"].match(text, at):
        return TextToken(TokenKind.CODE, cited[0].rstrip(), at, at + len(cited[0].rstrip()))
    for name in names:
        match = patterns[name].match(text, at)
        day = _day(name, match) if match else None
        if match and day:
            return _date_token(match, day)
    return None


def _date_token(match: re.Match[str], day: Day) -> TextToken:
    """The date of a match, with the last day where it is a range."""
    names = match.re.groupindex
    until = (
        match["until"] or match["until_day"]
        if "until_day" in names
        else match["until"]
        if "until" in names
        else None
    )
    last = None
    if until:
        month = int(match["until_month"]) if "until_day" in names and match["until_month"] else day.month
        last = Day(day.year, month, int(until))
    return TextToken(
        TokenKind.DATE, match[0], match.start(), match.end(), day=day, ending=_ending(match), until=last
    )


def _after_month(text: str, at: int) -> bool:
    """Whether the word right before a place is that for a month's."""
    words = section("notation")
    word: str = words["month_stem"] + words["month_end"]
    return text[max(0, at - len(word) - 1) : at].rstrip().lower() == word


def _spelt_day(text: str, at: int, patterns: Patterns) -> TextToken | None:
    """A day whose month stands before it in words."""
    month = _spelt_month().search(text[max(0, at - _LOOK_BACK) : at])
    match = patterns["worded_day"].match(text, at) if month else None
    if not month or not match:
        return None
    which = next(n for n, name in enumerate(month.groups()[1:]) if name)
    number = section("months")["numbers"][which]
    return _date_token(match, Day(int(month["year"]) if month["year"] else None, number, int(match[1])))


def _ending(match: re.Match[str]) -> str:
    """The case ending of a match in small letters: of a range that goes from a day to a day, the last day's."""
    names = match.re.groupindex
    if "until_end" in names and match["until_end"]:
        return match["until_end"].strip().lstrip("-").lower()
    return (match["ending"] or "").lower() if "ending" in names else ""


def _day(name: str, match: re.Match[str]) -> Day | None:
    if name in ("day", "bare_month", "short_day"):
        return Day(None, int(match[1]), None if name == "bare_month" else int(match[2]))
    year = int(match[1])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if name in ("figures", "strokes", "words"):
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
    match = patterns["ordinals"].match(text, at)
    if match and not _in_order(match[0], text[max(0, at - _LOOK_BACK) : at]):
        match = patterns["ordinal"].match(text, at)
    return TextToken(TokenKind.ORDINAL, match[0], at, match.end()) if match else None


def _in_order(numbers: str, before: str) -> bool:
    """Whether what looks like ordinals in a row may be such: they rise, and no month's or quarter's own figure is among them."""
    items = [part.split(" ")[0].rstrip("-") for part in _IN_ROW.split(numbers)]
    if len(items) == 1:
        return True
    figures = [float(".".join(re.findall(r"\d+", item)[:2])) for item in items]
    as_ordinal = before.rstrip().lower().endswith(tuple(section("ordinals")["told_before"]))
    return not as_ordinal and all(left < right for left, right in pairwise(figures))


def _article(text: str, at: int, patterns: Patterns) -> TextToken | None:
    match = patterns["article"].match(text, at)
    return TextToken(TokenKind.ORDINAL, match[0], at, match.end()) if match else None


def _scaled(text: str, at: int, patterns: Patterns) -> TextToken | None:
    match = patterns["scaled"].match(text, at)
    if not match:
        return None
    near, scale = bool(match["near"]), _scale(match)
    value, other = _decimal(match["number"]) * scale, 0.0
    if _THOUSANDTHS.match(match["number"]):
        other = _value(match["number"]) * scale
    ending, end = _ending(match), match.end()
    step = scale
    while ending in _OPEN_ENDINGS and (more := patterns["more"].match(text, end)) and _scale(more) < step:
        step = _scale(more)
        value, other, ending, end = value + _decimal(more["number"]) * step, 0.0, _ending(more), more.end()
    if end > match.end() and (rest := patterns["rest"].match(text, end)):
        value, end = value + float(rest["number"]), rest.end()
    return TextToken(
        TokenKind.NUMBER, text[at:end], at, end, value, step, ending=ending, other=other, near=near
    )


def _scale(match: re.Match[str]) -> float:
    return float(section("scales")[match["scale"].lower()])


def _decimal(written: str) -> float:
    """The value of a number before a scale word: three figures behind a single mark are decimals."""
    return float(written.replace(",", ".")) if _THOUSANDTHS.match(written) else _value(written)


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
