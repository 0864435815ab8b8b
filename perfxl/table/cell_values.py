"""Values as they go into a cell of the master: cleaned text, dates, percents, links; a row's height."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from perfxl.form.text_heights import Face, count_lines
from perfxl.form.writable import NO_CHARACTER

TEXT_LIMIT = 32_767  # UTF-16 units that a cell holds
_LITERAL = 200  # characters of one text literal in a formula (Excel: 255)
_NOT_XML = re.compile(f"[{NO_CHARACTER}]")
_CONTROL = re.compile(r"[\x00-\x1f]")
_FIRST_DAY = date(1900, 3, 1)  # before it the two programs count days differently
_LINE = 12.0  # points of one line at 9 pt
_TALLEST = 409.0
_SHORT = 120  # characters
_DIGIT = 6.4  # pixels of a character of width: what the narrower of the programs gives it
_LETTER = 0.95  # width of a letter on the average, in characters
_BREAK = 3.5  # characters that a line loses where a word does not fit any more
_NARROW = 26.0  # characters of a column


@dataclass(frozen=True, slots=True)
class Link:
    """A formula that leads somewhere, with what is shown."""

    formula: str
    shown: str | float


Value = str | float | int | bool | date | datetime | Link | None


def clean(text: str) -> str:
    """The text, without what no workbook can hold; a text over Excel's limit ends in an ellipsis."""
    text = _NOT_XML.sub("\ufffd", text)
    if len(text) * 2 <= TEXT_LIMIT or len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT:
        return text
    raw = text.encode("utf-16-le")[: (TEXT_LIMIT - 1) * 2]
    return raw.decode("utf-16-le", "ignore") + "\u2026"


def shown_date(day: date) -> date | str:
    """A date as a date, or as text where it lies before Excel's calendar."""
    return day if day >= _FIRST_DAY else f"{day.year:04d}.{day.month:02d}.{day.day:02d}"


def local(moment: datetime, made: datetime) -> datetime:
    """A moment in the zone in which the master was made, without the zone, to the second."""
    return moment.astimezone(made.tzinfo).replace(tzinfo=None, microsecond=0)


def inline(text: str) -> str:
    """A text as a formula can hold it: control characters, which XML cannot spell there, as spaces."""
    return _CONTROL.sub(" ", _NOT_XML.sub("\ufffd", text))


def literal(text: str) -> str:
    """A text in a formula, in pieces that Excel takes."""
    text = inline(text)
    pieces = [text[n : n + _LITERAL] for n in range(0, len(text), _LITERAL)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def quoted(sheet: str) -> str:
    """A sheet's name as formulas spell it."""
    return "'" + sheet.replace("'", "''") + "'"


def link(target: str, shown: str | float) -> Link:
    """A link to a place: `../accepted/Unit/007 D.Name.xlsx#'Sheet'!F12`."""
    label, there = _shown(shown)
    return Link(f"=HYPERLINK({literal(target)},{label})", there)


def _shown(value: str | float) -> tuple[str, str | float]:
    """What a link shows, spelt in its formula and as its value."""
    return (literal(value), inline(value)) if isinstance(value, str) else (f"{value:.12g}", value)


def link_to_row(sheet: str, column: str, key: str, shown: str | float) -> Link:
    """A link to the row of another sheet whose `column` holds `key`: it holds after the sheet was sorted."""
    label, there = _shown(shown)
    wanted = literal(re.sub(r"([~*?])", r"~\1", key))
    position = f"MATCH({wanted},{quoted(sheet)}!${column}:${column},0)"
    return Link(f"=HYPERLINK({literal(f'#{quoted(sheet)}!A')}&{position},{label})", there)


def height(parts: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs for its (text, width in characters) cells, wrapped; between one line and Excel's limit."""
    lines = max((_lines(text, width) for text, width in parts), default=1)
    return min(max(lines, 1) * _LINE + 3, _TALLEST)


def _lines(text: str, width: float) -> int:
    """Exactly in narrow columns, whose texts are short and repeat; nearly, and a little more, in wide ones."""
    if width < _NARROW and len(text) <= _SHORT:
        return _wrapped(text, width)
    if len(text) < width and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(len(line) * _LETTER / (width - _BREAK))) for line in text.split("\n"))


@lru_cache(maxsize=20_000)
def _wrapped(text: str, width: float) -> int:
    return count_lines(text, width * _DIGIT, Face(9))
