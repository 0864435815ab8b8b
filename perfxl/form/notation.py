"""How people write percents, dates and numbers: raw cell values -> values, with remarks on what was odd.

Every reader here returns `(value, remarks)`; a remark names a finding's code and facts, the caller knows the place.
Nothing is guessed: what is not understood has the value None and a remark that says so.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from perfxl.form.number_shown import shown_as_moment
from perfxl.form.written_dates import DAY_FIRST, FULL_DATE, Role, percent_words, written_days

Scalar = str | float | bool | None
_Days = tuple[tuple[date, Role], ...]


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Started and finished; None for what is not given or not understood."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What the notation of an answer gave rise to: a finding's code and facts, not yet a finding."""

    code: str
    facts: tuple[tuple[str, str | int | float], ...] = ()


Value = str | float | DateSpan | date | None
Remarks = tuple[Remark, ...]

# The greatest percent that is taken for one, as a share and as a figure (contract: "What is in a percent cell").
_MOST_SHARE = 1.5
_MOST_FIGURE = 150.0
# Excel's day numbers: day 60 is the 29 February 1900 that never was, so the count starts two days early.
_EPOCH_1900 = datetime(1899, 12, 30)
# Years that a report may speak of; a serial number or a year outside is no date.
_FIRST_YEAR, _LAST_YEAR = 1990, 2099

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PERCENT = re.compile(r"([-+]?[0-9]{1,15}(?:[.,][0-9]{1,15})?) *(%?)[ ;,.]*\Z")
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_GENERAL = ("general", "standard")
_SHORT = 40  # characters of a span of dates that is worth remembering
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015"
_NUMBER = re.compile(
    r"(?<![\w.,:/\-])"
    r"([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]+)?)"
    r"(?![0-9]*[:/\-][0-9]|[.,][0-9]|[0-9])"
)


def plain(text: str) -> str:
    """A text for understanding, never for keeping: NFKC, invisible characters out, white space as single spaces."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(text.split())


# --- percents ---


def is_percent_format(number_format: str) -> bool:
    """Whether a number format shows a share as a percent (a quoted `%` does not count)."""
    return "%" in number_format and "%" in _QUOTED.sub("", number_format)


def read_percent(raw: Scalar, number_format: str = "General") -> tuple[float | None, Remarks]:
    """A percent cell as a share (0.65 is 65%), by the contract's table; None where there is none that is a number."""
    if raw is None or (isinstance(raw, str) and not plain(raw)):
        return None, (Remark("F102"),)
    if isinstance(raw, bool):
        return None, (_no_number(str(raw).upper()),)
    if isinstance(raw, str):
        return _percent_text(raw)
    if not math.isfinite(raw):
        return None, (_no_number(str(raw)),)
    value = _twelve(raw)
    if is_percent_format(number_format):
        return _percent_shown(value)
    if is_date_format(number_format) or is_time_format(number_format):
        return None, (_no_number(shown_as_moment(raw, number_format) or shortest(value)),)
    return _percent_figure(value, shortest(value))


def _percent_text(raw: str) -> tuple[float | None, Remarks]:
    match = _PERCENT.match(_with_sign(plain(raw)))
    if not match:
        return None, (_no_number(raw.strip()[:60]),)
    figure = _twelve(float(match[1].replace(",", ".")))
    if match[2] and 0 < figure < 1:
        return _twelve(figure / 100), ()  # the sign is written: half a percent is half a percent
    return _percent_figure(figure, plain(raw))


def _with_sign(text: str) -> str:
    """A percent whose word is written out, with the sign."""
    number, _, word = text.rstrip(" .;").rpartition(" ")
    return f"{number}%" if word.lower() in percent_words() else text


def _percent_shown(value: float) -> tuple[float | None, Remarks]:
    """A number in a cell that shows percents: 1 is 100%, 65 shows 6500%."""
    if value < 0 or value > _MOST_FIGURE:
        return None, (Remark("F104", (("shown", _as_percent(value)),)),)
    if value > _MOST_SHARE:
        taken = _twelve(value / 100)
        return taken, (Remark("F106", (("shown", _as_percent(value)), ("taken", _as_percent(taken)))),)
    over = (Remark("F105", (("shown", _as_percent(value)),)),) if value > 1 else ()
    return abs(value), over


def _percent_figure(figure: float, shown: str) -> tuple[float | None, Remarks]:
    """A figure that was written out: 65 is 65%; one under 1 without its sign is a share."""
    if figure < 0 or figure > _MOST_FIGURE:
        return None, (Remark("F104", (("shown", shown),)),)
    if figure == 1:
        return 0.01, (Remark("F107", (("shown", shown),)),)
    if 0 < figure < 1:
        return figure, (Remark("F108", (("shown", shown), ("taken", _as_percent(figure)))),)
    share = abs(_twelve(figure / 100))
    return share, (Remark("F105", (("shown", _as_percent(share)),)),) if share > 1 else ()


def _no_number(shown: str) -> Remark:
    return Remark("F103", (("shown", shown),))


def _as_percent(share: float) -> str:
    return f"{shortest(_twelve(share * 100))}%"


def _twelve(value: float) -> float:
    """A number at 12 significant digits, the precision at which workbooks are compared."""
    return float(f"{value:.12g}")


def shortest(value: float) -> str:
    """A number as a person writes it: no trailing `.0`."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


# --- dates ---


def is_date_format(number_format: str) -> bool:
    """Whether a number format shows a day (a time alone does not count)."""
    if number_format == "General":
        return False
    bare = _QUOTED.sub("", number_format).lower()
    return bare not in _GENERAL and ("y" in bare or "d" in bare)


def is_time_format(number_format: str) -> bool:
    """Whether a number format shows a time of day, or hours gone by."""
    bare = _QUOTED.sub("", number_format).lower()
    return bare not in _GENERAL and "h" in bare


def from_serial(serial: float) -> date | None:
    """The day that a day number means, or None where it is none; the hours of a day are left out."""
    if not math.isfinite(serial) or not 0 < serial < 2958466:
        return None
    day = math.floor(serial)
    if day <= 60:
        return None if day == 60 else (_EPOCH_1900 + timedelta(days=day + 1)).date()
    return (_EPOCH_1900 + timedelta(days=day)).date()


def read_dates(raw: Scalar, number_format: str = "General") -> tuple[DateSpan, Remarks]:
    """Started and finished, from every notation of the form; one day alone is when the work was finished."""
    nothing = DateSpan(None, None)
    if raw is None or (isinstance(raw, str) and not plain(raw)):
        return nothing, (Remark("F201"),)
    if isinstance(raw, bool) or not isinstance(raw, (str, float, int)):
        return nothing, (_no_date(str(raw).upper()),)
    if not isinstance(raw, str):
        day, remarks = _serial_day(raw, number_format)
        return DateSpan(None, day), (*remarks, Remark("F207")) if day else remarks
    days, odd = _days_of(raw)
    if odd or not 1 <= len(days) <= 2:
        return nothing, (odd or (Remark("F209") if days else _no_date(raw.strip()[:60])),)
    return _span(raw, days)


def _span(raw: str, days: _Days) -> tuple[DateSpan, Remarks]:
    if len(days) == 1:
        day, role = days[0]
        begins = role is Role.FROM or (role is Role.NONE and plain(raw)[-1] in _DASHES)
        return DateSpan(day, None) if begins else DateSpan(None, day), (Remark("F207"),)
    turned = days[0][1] is Role.TILL and days[1][1] is Role.FROM
    (start, _), (end, _) = reversed(days) if turned else days
    contrary = Remark("F204", (("start", spelt_day(start)), ("end", spelt_day(end)))) if start > end else None
    return DateSpan(start, end), (contrary,) if contrary else ()


def read_date(raw: Scalar, number_format: str = "General") -> tuple[date | None, Remarks]:
    """One day (a signature's date); an empty cell has no remark, for it is signed by pen."""
    if raw is None or (isinstance(raw, str) and not plain(raw)):
        return None, ()
    if isinstance(raw, bool) or not isinstance(raw, (str, float, int)):
        return None, (_no_date(str(raw).upper()),)
    if not isinstance(raw, str):
        return _serial_day(raw, number_format)
    days, odd = _days_of(raw)
    if odd or len(days) != 1:
        return None, (odd or _no_date(raw.strip()[:60]),)
    return days[0][0], ()


def _serial_day(raw: float, number_format: str) -> tuple[date | None, Remarks]:
    day = from_serial(float(raw))
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None, (_no_date(shortest(float(raw))),)
    if is_date_format(number_format):
        return day, ()
    return day, (Remark("F208", (("shown", shortest(float(raw))), ("taken", spelt_day(day)))),)


def _days_of(raw: str) -> tuple[_Days, Remark | None]:
    """The days written in a text, in order; a remark where one is no day of the calendar, or nothing is certain. The rows
    of a form, and the forms of a month, mostly say the same few spans."""
    return _remembered_days(raw) if len(raw) <= _SHORT else _days_in(raw)


@lru_cache(maxsize=512)
def _remembered_days(raw: str) -> tuple[_Days, Remark | None]:
    return _days_in(raw)


def _days_in(raw: str) -> tuple[_Days, Remark | None]:
    written = written_days(plain(raw))
    if written is None:
        return (), _no_date(raw.strip()[:60])
    days = []
    for day in written:
        try:
            days.append((date(day.year, day.month, day.day), day.role))
        except ValueError:
            return (), Remark("F203", (("shown", f"{day.year}.{day.month:02d}.{day.day:02d}"),))
    return tuple(days), None


def _no_date(shown: str) -> Remark:
    return Remark("F202", (("shown", shown),))


def spelt_day(day: date) -> str:
    """A day as it is shown: `2024.06.30`."""
    return f"{day.year:04d}.{day.month:02d}.{day.day:02d}"


# --- what a person sees, and numbers in text ---


def shown(raw: Scalar, number_format: str = "General") -> str:
    """A cell's value as a person sees it, near enough: percents and days in their format, texts as they are."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return str(raw).upper()
    if not math.isfinite(raw):
        return str(raw)
    if is_percent_format(number_format):
        return _as_percent(_twelve(raw))
    day = from_serial(raw) if is_date_format(number_format) else None
    return spelt_day(day) if day else shortest(_twelve(raw))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number found in a text: its value, where it stands, and whether a percent sign follows."""

    value: float
    start: int
    end: int
    percent: bool


def figures(text: str) -> tuple[Figure, ...]:
    """The numbers in a text: `13,301,381,100`, `7,5`, `18 000`, `60%`; not dates, clause numbers, ratios or codes."""
    covered = [m.span() for pattern in (FULL_DATE, DAY_FIRST) for m in pattern.finditer(text)]
    matches = (m for m in _NUMBER.finditer(text) if not any(a <= m.start() < b for a, b in covered))
    return tuple(_figure(text, match) for match in matches)


def _figure(text: str, match: re.Match[str]) -> Figure:
    digits = re.sub(r"[ \u00a0\u202f]", "", match[1])
    grouped = re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", digits)
    value = float(digits.replace(",", "") if grouped else digits.replace(",", "."))
    follows = text[match.end() :].lstrip(" ")[:1] == "%"
    return Figure(value, match.start(), match.end(), follows)
