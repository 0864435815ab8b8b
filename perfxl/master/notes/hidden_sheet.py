"""The master's hidden sheet: a mark for every cell that was written, so that the next run can tell which were edited."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import chain

from perfxl.form.notation import Scalar
from perfxl.master.xlsx_book import XlsxBook, put_text
from perfxl.table.cell_values import Link, Value, clean
from perfxl.table.table import Tables

SHEET = "perfxl"
LENGTH = 3  # letters of one cell's mark: one edit in 262,144 goes unseen
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_EPOCH = date(1899, 12, 30).toordinal()

Sealed = Sequence[tuple[str, str]]  # (row key, marks of its cells, LENGTH letters each)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the hidden sheet says: marked headings by table, marks and the version shown by (table, key), the row (from 1)
    of each, the sheet's last row."""

    headings: Mapping[str, tuple[str, ...]]
    marks: Mapping[tuple[str, str], str]
    arrivals: Mapping[tuple[str, str], str]
    rows: Mapping[tuple[str, str], int]
    last: int

    def of(self, table: str, key: str, heading: str) -> str | None:
        """The mark of a cell as it was written, None where it has none."""
        known = self.marks.get((table, key))
        if known is None or heading not in self.headings.get(table, ()):
            return None
        place = self.headings[table].index(heading) * LENGTH
        return known[place : place + LENGTH]


def read_hidden(rows: Iterable[tuple[int, Sequence[str]]]) -> Hidden:
    """The hidden sheet from its rows: (number, texts of the first four columns), however they were read."""
    headings: dict[str, tuple[str, ...]] = {}
    marks, arrivals, places = {}, {}, {}
    last = 1
    for number, (table, key, text, arrival) in rows:
        last = max(last, number)
        if number == 1:
            continue
        places[table, key] = number
        if key:
            marks[table, key], arrivals[table, key] = text, arrival
        elif table:
            headings[table] = tuple(text.split("\t"))
    return Hidden(headings, marks, arrivals, places, last)


def mark(value: Value | Scalar) -> str:
    """Three letters for a value as a cell holds it; the same for what any spreadsheet program makes of it on saving."""
    return _mark_of(value) if isinstance(value, str) else _marked(value)


def _marked(value: Value | Scalar) -> str:
    number = zlib.crc32(_spelt(value).encode("utf-8", "replace"))
    return _LETTERS[number & 63] + _LETTERS[number >> 6 & 63] + _LETTERS[number >> 12 & 63]


_mark_of = lru_cache(4096)(_marked)  # a person's name, unit and goal stand on every one of the person's rows


def marks(values: Iterable[Value | Scalar]) -> str:
    """The marks of a row's cells, one after the other."""
    return "".join(mark(value) for value in values)


def _spelt(value: Value | Scalar) -> str:
    """A value as every program keeps it. A truth value never stands in a marked cell."""
    if isinstance(value, Link):
        value = value.shown
    if value is None:
        return ""
    if isinstance(value, str):
        text = clean(value).replace("\r\n", "\n").replace("\r", "\n")
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    return f"{value if isinstance(value, int | float) else _serial(value):.9g}"


def _serial(moment: date) -> float:
    days = float(moment.toordinal() - _EPOCH)
    clock = moment.time() if isinstance(moment, datetime) else time()
    return days + (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400


def write_hidden(
    book: XlsxBook, sealed: Mapping[str, Sealed], marked: Mapping[str, Sequence[str]], tables: Tables
) -> None:
    """The hidden sheet: table, key, marks; for an employee also the id of the version that is shown.

    The line of a table with an empty key names the headings that were marked, in their order.
    """
    sheet = book.sheet(SHEET)
    sheet.very_hidden()
    style = book.style()
    shown = {person.key: person.arrival for person in tables.people}
    for column, text in enumerate(("table", "key", "marks", "arrival", tables.made.isoformat())):
        put_text(sheet, 0, column, text, style)
    heads = [(table, "", "\t".join(headings)) for table, headings in marked.items()]
    lines = ((table, key, text) for table, rows in sealed.items() for key, text in rows)
    for row, (table, key, text) in enumerate(chain(heads, lines), 1):
        arrival = shown.get(key, "") if table == "people" else ""
        for column, cell in enumerate((table, key, text, arrival)):
            put_text(sheet, row, column, cell, style)
