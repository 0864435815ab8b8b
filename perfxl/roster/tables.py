"""The roster's tables as they stand in roster.xlsx or in CSV files: rows of typed cells, found by header."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from perfxl.finding import Finding
from perfxl.form.alphabet import nfc
from perfxl.form.place import Place, a1
from perfxl.reading.book import Cell
from perfxl.reading.cell_formats import TRUE
from perfxl.reading.refusal import Refusal
from perfxl.reading.row_stream import Line, StreamedBook, StreamedSheet
from perfxl.roster.merged_cells import merged_cells
from perfxl.storage.careful_read import NoPlainFile, read_plain
from perfxl.texts import finding
from perfxl.texts.columns import by_spelling, columns, fold, header

ROSTER_FILE = "roster.xlsx"
ROSTER_FOLDER = "roster"
REQUIRED = {  # the columns of each table without which it cannot be read
    "employees": ("code", "organisation", "position", "name"),
    "units": ("organisation",),
    "plans": ("code", "section", "measure"),
    "settings": ("name", "value"),
    "letters": ("name", "text"),
}
_HEAD_ROWS = 10


@dataclass(frozen=True, slots=True)
class RosterCell:
    """One cell: `text` as a person sees it, `value` as the file has it, `kind` text, number, date, error or empty."""

    place: Place
    text: str
    kind: str
    value: str | float | date | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of a table: its cells by field; `own` holds the form's own columns by their field."""

    number: int
    cells: Mapping[str, RosterCell]
    own: Mapping[str, RosterCell] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a field; empty where the table lacks the column."""
        cell = self.cells.get(name)
        return cell.text if cell else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `sheet` as it is spelt in the file, `places` the column number of each field that was found, `missing`
    the required fields that have no column."""

    name: str
    sheet: str
    rows: tuple[RosterRow, ...]
    places: Mapping[str, int]
    missing: tuple[str, ...] = ()

    def cell(self, row: RosterRow, name: str) -> RosterCell:
        """The cell of a field in a row; an empty one in its place where nothing stands there."""
        cell = row.cells.get(name)
        return cell or RosterCell(Place(self.sheet, row.number, self.places.get(name, 1)), "", "empty")


Grid = Sequence[tuple[int, Sequence[RosterCell]]]


def roster_files(folder: Path) -> list[Path]:
    """The files of a working folder that its roster is read from: the CSV files first, then roster.xlsx."""
    return [path for path in (*_csv_files(folder), folder / ROSTER_FILE) if path.exists()]


def _csv_files(folder: Path) -> list[Path]:
    return sorted((folder / ROSTER_FOLDER).glob("*.csv"))


def read_grids(folder: Path) -> tuple[dict[str, Grid] | None, tuple[Finding, ...]]:
    """Sheet name -> rows of cells, from the CSV files where there are any, else from roster.xlsx.

    None with the finding that says why where nothing can be read.
    """
    files = _csv_files(folder)
    book = folder / ROSTER_FILE
    if not files:
        return _workbook_grids(book)
    grids, faults = _csv_grids(files)
    beside = (finding("R118", field="file", file=ROSTER_FILE),) if book.exists() else ()
    return grids, (*faults, *beside)


def _workbook_grids(path: Path) -> tuple[dict[str, Grid] | None, tuple[Finding, ...]]:
    try:
        data = read_plain(path)
    except FileNotFoundError:
        return None, (finding("R101", field="file", file=path.name, folder=str(path.parent)),)
    except NoPlainFile:
        return None, (finding("R120", field="file", file=path.name),)
    except OSError as error:
        return None, (finding("R102", field="file", file=path.name, reason=error.strerror or str(error)),)
    try:
        return _sheets(data, path.name), merged_cells(data)
    except (
        Refusal, zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError, OSError,
        IndexError, EOFError, NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        code = "R104" if data[:4] == b"\xd0\xcf\x11\xe0" else "R103"
        return None, (finding(code, field="file", file=path.name, reason=type(error).__name__),)


def _sheets(data: bytes, name: str) -> dict[str, Grid]:
    with StreamedBook(data, name) as book:
        settings = book.workbook().find("workbookPr")
        epoch = MAC_EPOCH if settings and settings.get("date1904") in TRUE else WINDOWS_EPOCH
        return {sheet.name: _grid(book, sheet, epoch) for sheet in book.sheets}


def _grid(book: StreamedBook, sheet: StreamedSheet, epoch: datetime) -> Grid:
    rows: list[tuple[int, list[RosterCell]]] = []

    def each(number: int, line: Line) -> None:
        places = (Place(sheet.name, number, column) for column in range(1, max(line) + 1))
        rows.append((number, [_cell(place, line.get(place.column), epoch) for place in places]))

    book.read(sheet, each)
    return rows


def _cell(place: Place, cell: Cell | None, epoch: datetime) -> RosterCell:
    if cell is None or cell.value is None:
        return RosterCell(place, "", "empty", "")
    kind, value = cell.kind, cell.value
    if kind == "number":
        number = float(value)
        if _is_date(cell.number_format):
            return _moment(place, number, cell.number_format, epoch)
        return RosterCell(place, shown_number(number, cell.number_format), "number", number)
    if kind in ("error", "picture"):
        return RosterCell(place, str(value), "error", str(value))
    if kind == "bool":
        return RosterCell(place, str(value).upper(), "text", str(value).upper())
    return _told(place, from_ISO8601(value) if kind == "date" else value)  # type: ignore[no-untyped-call]  # openpyxl has no types here


def _moment(place: Place, number: float, number_format: str, epoch: datetime) -> RosterCell:
    """A number that its cell shows as a date or a time."""
    try:
        return _told(place, from_excel(number, epoch, timedelta=is_timedelta_format(number_format)))
    except (OverflowError, ValueError):  # no day of the calendar
        return RosterCell(place, "#VALUE!", "error", "#VALUE!")


def _told(place: Place, value: object) -> RosterCell:
    """A day with its date, a time of day without one, anything else as text."""
    if isinstance(value, date | time):
        day = value.date() if isinstance(value, datetime) else value
        shown = f"{day:%Y.%m.%d}" if isinstance(day, date) else str(day)
        return RosterCell(place, shown, "date", day if isinstance(day, date) else None)
    text = clean(str(value))
    return RosterCell(place, text, "text" if text else "empty", text)


_is_date = lru_cache(maxsize=1024)(is_date_format)


def clean(text: str) -> str:
    """A text as it is kept: NFC, line ends as one, no invisible characters, no blanks around it."""
    text = nfc(text)
    if (
        text.isprintable() and "_x000D_" not in text
    ):  # nothing invisible, no line ends, no blank but the space
        return text.strip()
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return _UNSEEN.sub("", text).strip()


# Control characters but for the line end and the tab, and what no program shows.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff]"
)


def shown_number(value: float, number_format: str) -> str:
    """A number as its cell shows it: percent and thousands kept, no more digits than there are."""
    if "%" in number_format:
        return f"{_plain(round(value * 100, 10))}%"
    if "#,##" in number_format:
        whole, _, rest = _plain(value).partition(".")
        return f"{int(whole):,}" + (f".{rest}" if rest else "")
    return _plain(value)


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _csv_grids(paths: Sequence[Path]) -> tuple[dict[str, Grid] | None, tuple[Finding, ...]]:
    grids: dict[str, Grid] = {}
    findings: list[Finding] = []
    for path in paths:
        sheet = nfc(path.stem)
        try:
            grids[sheet] = _csv_rows(sheet, _decoded(read_plain(path)))
        except NoPlainFile:
            findings.append(finding("R120", field="file", file=path.name))
        except OSError as error:
            findings.append(
                finding("R102", field="file", file=path.name, reason=error.strerror or str(error))
            )
        except (UnicodeDecodeError, csv.Error) as error:
            findings.append(finding("R105", field="file", sheet=sheet, file=path.name, reason=str(error)))
    return grids, tuple(findings)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251")


def _csv_rows(sheet: str, text: str) -> Grid:
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    return [
        (number, [_csv_cell(sheet, number, n, v) for n, v in enumerate(r, 1)])
        for number, r in enumerate(rows, 1)
    ]


def _csv_cell(sheet: str, row: int, column: int, value: str) -> RosterCell:
    text = clean(value)
    if text[:1] == "'" and text[1:2] in tuple("=+-@"):
        text = text[1:]
    return RosterCell(Place(sheet, row, column), text, "text" if text else "empty", text)


def find_table(
    grids: Mapping[str, Grid], name: str, required: Sequence[str], own: Mapping[str, str]
) -> tuple[Table | None, tuple[Finding, ...]]:
    """A table by its name in columns.toml; `own`: folded caption -> field of the form's own columns.

    None where the sheet is missing or empty; a table that lacks a required column names it in `missing`. The header is the row, among the first that are not empty,
    with the most known captions.
    """
    wanted = {fold(s) for s in columns("roster.sheets")[name]}
    sheet = next((s for s in grids if fold(nfc(s)) in wanted), None)
    if sheet is None:
        return None, ()
    filled = [(n, cells) for n, cells in grids[sheet] if any(c.kind != "empty" for c in cells)]
    if not filled:
        return None, (finding("R107", sheet=sheet, cell="A1"),)
    head = max(range(min(_HEAD_ROWS, len(filled))), key=lambda n: (_known(filled[n][1], name), -n))
    number, heads = filled[head]
    places, own_places, findings = _heads(heads, name, own)
    missing = tuple(field for field in required if field not in places)
    heads_missing = [header(f"roster.{name}", field) for field in missing]
    findings += [finding("R108", sheet=sheet, cell=a1(number, 1), column=m) for m in heads_missing]
    rows = tuple(_row(n, cells, places, own_places) for n, cells in filled[head + 1 :])
    return Table(name, sheet, tuple(r for r in rows if r.cells or r.own), places, missing), tuple(findings)


def _known(cells: Sequence[RosterCell], name: str) -> int:
    return len({fold(c.text) for c in cells} & set(by_spelling(f"roster.{name}")))


def _heads(
    cells: Sequence[RosterCell], name: str, own: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, int], list[Finding]]:
    places: dict[str, int] = {}
    own_places: dict[str, int] = {}
    findings: list[Finding] = []
    for cell in cells:
        field = by_spelling(f"roster.{name}").get(fold(cell.text), "")
        caption = own.get(fold(cell.text), "") if not field else ""
        if field in places or caption in own_places:
            findings.append(finding("R109", sheet=cell.place.sheet, cell=cell.place.a1, column=cell.text))
        elif field:
            places[field] = cell.place.column
        elif caption:
            own_places[caption] = cell.place.column
    return places, own_places, findings


def _row(
    number: int, cells: Sequence[RosterCell], places: Mapping[str, int], own: Mapping[str, int]
) -> RosterRow:
    def taken(wanted: Mapping[str, int]) -> Iterator[tuple[str, RosterCell]]:
        for name, column in wanted.items():
            if column <= len(cells) and cells[column - 1].kind != "empty":
                yield name, cells[column - 1]

    return RosterRow(number, dict(taken(places)), dict(taken(own)))
