"""The master's hidden sheet: a mark for every cell that was written, so that the next run can tell which were edited."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from hashlib import blake2b

from perfxl.form.notation import Scalar
from perfxl.master.xlsx_book import FormulaAt, PageContent, XlsxBook, put_text
from perfxl.table.cell_values import Link, Value, clean
from perfxl.table.table import Tables

SHEET = "perfxl"
LENGTH = 3  # letters of one cell's mark: one edit in 262,144 goes unseen
COLUMNS = 7  # table, key, marks, the version shown; in the first row also: when it was made, whose it is, how many charts
PAGES = ("summary", "findings", "about")  # sheets that are ours alone
PAGE = "page "  # before a page's name: its marks are those of all that was written there, whatever the place
PAGE_LENGTH = 6
_CHUNK = 5_000  # marks of a page in one cell
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_EPOCH = date(1899, 12, 30).toordinal()

HEAD = ("table", "key", "marks", "arrival")


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """One line of the sheet: a row of a table by its key with the marks of its cells, LENGTH letters each, and beside an
    employee the id of the version that is shown. With an empty key `marks` are the table's headings that are marked."""

    table: str
    key: str
    marks: str
    arrival: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the hidden sheet says: marked headings by table, marks and the version shown by (table, key), the row (from 1)
    of each, the sheet's last row; the marks of all that was written on a page; whose master it is, and how many charts
    it was made with (None where that is not said)."""

    headings: Mapping[str, tuple[str, ...]]
    marks: Mapping[tuple[str, str], str]
    arrivals: Mapping[tuple[str, str], str]
    rows: Mapping[tuple[str, str], int]
    last: int
    pages: Mapping[str, frozenset[str]]
    organisation: str = ""
    charts: int | None = None

    def of(self, table: str, key: str, heading: str) -> str | None:
        """The mark of a cell as it was written, None where it has none."""
        known = self.marks.get((table, key))
        if known is None or heading not in self.headings.get(table, ()):
            return None
        place = self.headings[table].index(heading) * LENGTH
        return known[place : place + LENGTH]


def read_hidden(rows: Iterable[tuple[int, Sequence[str]]]) -> Hidden:
    """The hidden sheet from its rows: (number, texts of the first COLUMNS columns), however they were read."""
    headings: dict[str, tuple[str, ...]] = {}
    marks, arrivals, places = {}, {}, {}
    pages: dict[str, set[str]] = {}
    last, organisation, charts = 1, "", ""
    for number, (table, key, text, arrival, _, whose, count) in rows:
        last = max(last, number)
        if number == 1:
            organisation, charts = whose, count
            continue
        places[table, key] = number
        if table.startswith(PAGE):
            cut = (text[start : start + PAGE_LENGTH] for start in range(0, len(text), PAGE_LENGTH))
            pages.setdefault(table.removeprefix(PAGE), set()).update(cut)
        elif key:
            marks[table, key], arrivals[table, key] = text, arrival
        elif table:
            headings[table] = tuple(text.split("\t"))
    known = {page: frozenset(marks) for page, marks in pages.items()}
    drawn = int(charts) if charts.isdigit() else None
    return Hidden(headings, marks, arrivals, places, last, known, organisation, drawn)


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


def page_mark(content: PageContent | Scalar) -> str:
    """Six letters for a value on one of our pages; of a formula for its place."""
    spelling = f"={content.address}" if isinstance(content, FormulaAt) else _spelt(content)
    number = int.from_bytes(blake2b(spelling.encode("utf-8", "replace"), digest_size=5).digest())
    return "".join(_LETTERS[number >> shift & 63] for shift in range(0, 6 * PAGE_LENGTH, 6))


def heading_line(table: str, headings: Iterable[str]) -> HiddenLine:
    """The line that names the headings of a table that are marked, in their order."""
    return HiddenLine(table, "", "\t".join(headings))


def page_lines(page: str, marks: Iterable[str]) -> Iterator[HiddenLine]:
    """The lines of a page's marks, numbered."""
    every = sorted(set(marks))
    for number, start in enumerate(range(0, len(every), _CHUNK), 1):
        yield HiddenLine(PAGE + page, str(number), "".join(every[start : start + _CHUNK]))


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


def write_hidden(book: XlsxBook, lines: Iterable[HiddenLine], tables: Tables) -> None:
    """The hidden sheet: its head, and a line for each table's headings, each row of HR's tables and each page."""
    sheet = book.sheet(SHEET)
    sheet.very_hidden()
    style = book.style()
    for column, text in enumerate((*HEAD, tables.made.isoformat(), tables.organisation, str(book.charts))):
        put_text(sheet, 0, column, text, style)
    for row, line in enumerate(lines, 1):
        for column, cell in enumerate((line.table, line.key, line.marks, line.arrival)):
            put_text(sheet, row, column, cell, style)
