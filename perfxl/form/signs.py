"""What the sheet says of a row, twice: as a formula, and as Python for the values that the file carries with it.

A row's state is 2 (complete), 1 (something missing) or blank (an employee's own row that is not used).
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from perfxl.form.control import shown
from perfxl.form.definition import Form
from perfxl.form.filling_words import Sign
from perfxl.form.notation import Scalar

COMPLETE, MISSING, UNUSED = 2.0, 1.0, ""
MOST_PERCENT = 1.5
_TOLERANCE = 0.0055  # how far the written percent may be from the computed one before the sheet says so
ASKED = ("measure", "achieved", "dates", "percent")
_UNSEEN = {"\u00a0": " ", "\u200b": ""}  # what a paste from the web brings: blanks that TRIM does not know
_ONE_DAY = 11  # characters in which no two days have room
_MARKS = (5, 8, 11, 16, 19)  # where the stops and the hyphen of a span stand, `2024.01.01-2024.12.31`
_SPAN = re.compile(r"([0-9]{4}\.[0-9]{2}\.[0-9]{2})-([0-9]{4}\.[0-9]{2}\.[0-9]{2})")
_CONTROL = re.compile("[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class RowCells:
    """Addresses of one row. `asked` are the fields that a complete row has, `table` all its open cells of the table;
    `before` is the state of the own row above it (empty: none), `own` whether the employee may leave it unused."""

    asked: Mapping[str, str]
    table: Mapping[str, str]
    continuation: str
    own: bool
    before: str
    state: str
    target: str
    number: str
    computed: str


@dataclass(frozen=True, slots=True)
class RowValues:
    """Raw values of one row: `table` by field, the continuation's text, the two optional numbers, the row above's state."""

    table: Mapping[str, Scalar]
    continuation: Scalar
    own: bool
    first: bool
    before: float | str
    target: Scalar
    number: Scalar


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def spoken(sentence: str, parts: Mapping[str, str]) -> str:
    """A sentence as a formula's expression, its braces replaced by expressions."""
    pieces = []
    for text, name, _, _ in string.Formatter().parse(sentence):
        pieces += [quoted(text)] if text else []
        pieces += [parts[name]] if name else []
    return "&".join(pieces) or '""'


def percent_text(value: float) -> str:
    """A percent as the format `0%` shows it."""
    exact = Decimal(f"{value:.15g}") * 100
    return f"{exact.quantize(Decimal(1), ROUND_HALF_UP):f}%"


# --- formulas ---


def state_formula(row: RowCells) -> str:
    """The row's state."""
    needs = [f"{_length(row, field)}>0" for field in row.asked if field != "percent"]
    needs += [f"NOT({_failed(row)})", _percent_fits(row.asked["percent"])]
    needs += [dates_fit_formula(row.asked["dates"])] if "dates" in row.asked else []
    complete = f"AND({','.join(needs)})"
    state = f"IFERROR(IF({complete},2,1),1)"
    if not row.own:
        return f"={state}"
    used = "+".join(f"LEN(TRIM({cell}))" for cell in (*row.table.values(), row.continuation))
    return f'=IF(IFERROR({used},1)=0,"",{state})'


def status_formula(row: RowCells, form: Form) -> str:
    """The sign beside the row and its words: what is wrong first, then what is missing."""
    sign, percent = form.sign, row.asked["percent"]
    achieved = row.asked["achieved"]
    guarded = "+".join(f'CELL("protect",{cell})' for cell in row.table.values())
    differs = f"IF(ISNUMBER({row.computed}),IF(ISNUMBER({percent}),ABS({row.computed}-{percent})>{_TOLERANCE},1=0),1=0)"
    chain = [
        (f"IFERROR({guarded},0)>0", quoted(sign.locked)),
        (f"AND(LEN(TRIM({percent}))>0,NOT({_percent_fits(percent)}))", quoted(sign.percent)),
        *_dates_chain(row, sign),
        (_failed(row), quoted(sign.wrong)),
        (f"{row.state}=1", spoken(sign.missing, {"what": _missing(row, sign)})),
        (f"MAX(LEN({achieved}),LEN({row.continuation}))>{form.paper.long_text}", quoted(sign.long)),
        (differs, spoken(sign.differs, {"percent": f'TEXT({row.computed},"0%")'})),
    ]
    formula = quoted(sign.complete)
    for condition, words in reversed(chain):
        formula = f"IF({condition},{words},{formula})"
    return f'=IFERROR(IF({row.state}="",{_unused(row, sign)},{formula}),{quoted(sign.wrong)})'


def computed_formula(row: RowCells) -> str:
    """The percent that the two optional numbers give, blank where they do not."""
    numbers = f"AND(ISNUMBER({row.target}),ISNUMBER({row.number}))"
    return f'=IFERROR(IF({numbers},IF({row.target}<>0,{row.number}/{row.target},""),""),"")'


def continuation_formula(row: RowCells, form: Form) -> str:
    """What is said beside a continuation: its length, or that a paste may have been split over two rows."""
    split = f"LEN({row.asked['achieved']})<{form.paper.long_text // 2}"
    words = spoken(form.sign.continued, {"length": f"LEN({row.continuation})"})
    formula = f"IF({split},{quoted(form.sign.split)},{words})"
    return f'=IFERROR(IF(LEN(TRIM({row.continuation}))=0,"",{formula}),{quoted(form.sign.wrong)})'


def ordinal_formula(row: RowCells, number: int) -> str:
    """The ordinal of an own row, shown once the row above it is used."""
    return f'=IF(AND({row.before}="",{row.state}=""),"",{number})'


def _dates_chain(row: RowCells, sign: Sign) -> list[tuple[str, str]]:
    if "dates" not in row.asked:
        return []
    dates = row.asked["dates"]
    return [(f"AND(LEN(TRIM({dates}))>0,NOT({dates_fit_formula(dates)}))", quoted(sign.dates or sign.wrong))]


def _length(row: RowCells, field: str) -> str:
    if field == "achieved":
        return f"LEN({bare(row.asked[field])})+LEN({bare(row.continuation)})"
    return f"LEN(TRIM({row.asked[field]}))"


def _failed(row: RowCells) -> str:
    """Whether what was achieved, or its continuation, is an error's text (`#N/A`)."""
    return (
        "OR("
        + ",".join(f'LEFT({bare(cell)},1)="#"' for cell in (row.asked["achieved"], row.continuation))
        + ")"
    )


def bare(cell: str) -> str:
    """A cell's text without what nobody sees."""
    for unseen, instead in _UNSEEN.items():
        cell = f"SUBSTITUTE({cell},{quoted(unseen)},{quoted(instead)})"
    return f"TRIM(CLEAN({cell}))"


def dates_fit_formula(cell: str) -> str:
    """Whether a cell holds a day, or a span in the form's own spelling that does not end before it began: nothing else is
    sure not to contradict itself."""
    text = f'SUBSTITUTE({cell}," ","")'
    marks = "&".join(f"MID({text},{place},1)" for place in _MARKS)
    first, last = (f'VALUE(SUBSTITUTE({side}({text},10),".",""))' for side in ("LEFT", "RIGHT"))
    span = f'IF(AND(LEN({text})=21,{marks}="..-.."),{first}<={last},1=0)'
    return f"IF(ISNUMBER({cell}),1=1,IF(LEN({cell})<={_ONE_DAY},1=1,{span}))"


def _percent_fits(cell: str) -> str:
    return f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}<={MOST_PERCENT}),1=0)"


def _missing(row: RowCells, sign: Sign) -> str:
    lacks = []
    for field in row.asked:
        lack = f"{_length(row, field)}=0"
        lacks.append(f'IF({lack},{quoted(", " + sign.names.get(field, field))},"")')
    return f"MID({'&'.join(lacks)},3,99)"


def _unused(row: RowCells, sign: Sign) -> str:
    if not row.own:
        return '""'
    return f'IF({row.before}="","",{quoted(sign.open)})' if row.before else quoted(sign.open)


# --- the same in Python ---


def blank(raw: Scalar) -> bool:
    """Whether a formula takes the value for nothing: empty, or spaces only."""
    return not shown(raw).strip(" ")


def dates_fit(raw: Scalar) -> bool:
    """Whether a value is a day, or a span in the form's own spelling that does not end before it began."""
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return True
    dates = shown(raw)
    if len(dates) <= _ONE_DAY:
        return True
    match = _SPAN.fullmatch(dates.replace(" ", ""))
    return match is not None and match[1] <= match[2]


def seen(raw: Scalar) -> str:
    """A text without what nobody sees, as the formulas take it."""
    text = shown(raw)
    for unseen, instead in _UNSEEN.items():
        text = text.replace(unseen, instead)
    return _CONTROL.sub("", text).strip(" ")


def has_failed(row: RowValues) -> bool:
    """Whether what was achieved, or its continuation, is an error's text (`#N/A`)."""
    return "#" in (seen(raw)[:1] for raw in (row.table["achieved"], row.continuation))


def percent_fits(raw: Scalar) -> bool:
    """Whether a value is a number from 0 to 150%."""
    return isinstance(raw, float | int) and not isinstance(raw, bool) and 0 <= raw <= MOST_PERCENT


def state_of(row: RowValues) -> float | str:
    """The row's state, as the formula gives it."""
    if row.own and blank(row.continuation) and all(blank(raw) for raw in row.table.values()):
        return UNUSED
    lacks = [field for field in _asked(row) if _lacks(row, field)]
    sound = percent_fits(row.table["percent"]) and dates_fit(row.table.get("dates"))
    failed = has_failed(row)
    return COMPLETE if sound and not lacks and not failed else MISSING


def status_of(row: RowValues, form: Form) -> str:
    """The words beside the row, as the formula gives them for cells that are open."""
    sign, state, percent = form.sign, state_of(row), row.table["percent"]
    if state == UNUSED:
        return sign.open if row.first or row.before != UNUSED else ""
    if not blank(percent) and not percent_fits(percent):
        return sign.percent
    if not dates_fit(row.table.get("dates")):
        return sign.dates or sign.wrong
    if state == MISSING:
        names = [sign.names.get(field, field) for field in _asked(row) if _lacks(row, field)]
        if has_failed(row):
            return sign.wrong
        return sign.missing.format(what=", ".join(names))
    if max(len(shown(row.table["achieved"])), len(shown(row.continuation))) > form.paper.long_text:
        return sign.long
    computed = computed_of(row)
    if (
        isinstance(computed, float)
        and isinstance(percent, float | int)
        and abs(computed - percent) > _TOLERANCE
    ):
        return sign.differs.format(percent=percent_text(computed))
    return sign.complete


def computed_of(row: RowValues) -> float | str:
    """The percent that the two optional numbers give, blank where they do not."""
    pair = (row.target, row.number)
    numbers = [float(n) for n in pair if isinstance(n, float | int) and not isinstance(n, bool)]
    if len(numbers) < 2 or not numbers[0]:
        return ""
    percent = numbers[1] / numbers[0]
    return percent if math.isfinite(percent) else ""


def continuation_of(row: RowValues, form: Form) -> str:
    """What is said beside a continuation."""
    if blank(row.continuation):
        return ""
    if len(shown(row.table["achieved"])) < form.paper.long_text // 2:
        return form.sign.split
    return form.sign.continued.format(length=len(shown(row.continuation)))


def _asked(row: RowValues) -> list[str]:
    return [field for field in ASKED if field in row.table]


def _lacks(row: RowValues, field: str) -> bool:
    if field == "achieved":
        return not seen(row.table[field]) and not seen(row.continuation)
    return blank(row.table[field])
