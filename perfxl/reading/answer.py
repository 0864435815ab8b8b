"""One cell -> an answer: the raw value, what a person sees, what was understood, and what was odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from perfxl.form.arithmetic import worked_out
from perfxl.form.notation import (
    DateSpan,
    Remark,
    Remarks,
    Scalar,
    Value,
    plain,
    read_date,
    read_dates,
    read_percent,
    shown,
)
from perfxl.form.place import Place
from perfxl.reading.cells import Cell

_ERRORS = frozenset({"#NAME?", "#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NUM!", "#NULL!"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the `raw` cell value as it stood, `text` as a person sees it, the understood `value`, its place.

    `remarks` are what the reader noticed while understanding it (codes of the F family).
    A formula stands as it was written (`=13/20`); its result in the file is never read.
    """

    field: str
    raw: Scalar
    text: str
    value: Value
    place: Place
    number_format: str = "General"
    remarks: tuple[Remark, ...] = ()


def read_answer(name: str, kind: str, cell: Cell | None, place: Place) -> Answer:
    """One cell understood as a `kind` (text, dates, percent, date, number, ordinal)."""
    if cell is None:
        value, remarks = _blank(kind)
        return Answer(name, None, "", value, place, remarks=remarks)
    raw = cell.value
    if kind == "text" and isinstance(raw, str) and _is_plain(cell, raw):
        return Answer(name, raw, raw, raw, place, cell.number_format)
    if cell.formula:
        return _formula(name, kind, cell, place)
    if raw is None and cell.kind == "empty":
        value, remarks = _blank(kind)
        return Answer(name, None, "", value, place, cell.number_format, remarks)
    if cell.kind == "picture":
        remark = Remark("F115" if name == "achieved" or kind == "percent" else "F116")
        return Answer(name, raw, str(raw), _nothing(kind), place, cell.number_format, (remark,))
    if cell.kind == "error" or (isinstance(raw, str) and raw.strip() in _ERRORS):
        remark = _unread(name, kind, "F111", str(raw))
        return Answer(name, raw, str(raw), _nothing(kind), place, cell.number_format, (remark,))
    value, remarks = _understood(kind, raw, cell.number_format)
    return Answer(name, raw, shown(raw, cell.number_format), value, place, cell.number_format, remarks)


def _formula(name: str, kind: str, cell: Cell, place: Place) -> Answer:
    """A formula in an answer: constants are worked out again, anything else has no value."""
    written = f"={cell.formula}"
    result = worked_out(cell.formula)
    if result is None:
        remark = _unread(name, kind, "F110", written[:80])
        return Answer(name, written, written, _nothing(kind), place, cell.number_format, (remark,))
    value, remarks = _understood(kind, result, cell.number_format)
    facts = (("formula", written[:80]), ("taken", shown(result, cell.number_format)))
    return Answer(name, written, written, value, place, cell.number_format, (Remark("F109", facts), *remarks))


def _unread(name: str, kind: str, code: str, text: str) -> Remark:
    """A formula or an error where an answer should be: an error only where the row is no use without it."""
    if kind in ("dates", "date"):
        code = "F202"
    elif kind == "number":
        code = "F112"
    elif kind != "percent" and name != "achieved":
        code = "F114"
    return Remark(code, (("shown", text),))


def _nothing(kind: str) -> Value:
    return DateSpan(None, None) if kind == "dates" else None


def _is_plain(cell: Cell, raw: str) -> bool:
    """Whether a cell holds just a typed text: no formula, no error, nor the name of one behind blanks."""
    return not cell.formula and cell.kind == "text" and raw[:1] != "#" and not raw[:1].isspace()


@cache
def _blank(kind: str) -> tuple[Value, Remarks]:
    """What an empty cell of a kind means."""
    return _understood(kind, None, "General")


def _understood(kind: str, raw: Scalar, number_format: str) -> tuple[Value, Remarks]:
    if kind == "percent":
        return read_percent(raw, number_format)
    if kind == "dates":
        return read_dates(raw, number_format)
    if kind == "date":
        return read_date(raw, number_format)
    if kind == "number":
        return _number(raw)
    return shown(raw, number_format), ()


def _number(raw: Scalar) -> tuple[Value, Remarks]:
    """An optional number beside the form; a text is tried as one."""
    if isinstance(raw, (float, int)) and not isinstance(raw, bool):
        return float(raw), ()
    if raw is None or not plain(str(raw)):
        return None, ()
    try:
        return float(plain(str(raw)).replace(" ", "").replace(",", ".")), ()
    except ValueError:
        return None, (Remark("F112", (("shown", str(raw)[:60]),)),)


def written(cell: Cell) -> str:
    """What was written into a cell: its formula, else its value as a person sees it."""
    return f"={cell.formula}" if cell.formula else shown(cell.value, cell.number_format)
