"""What HR wrote into a master: its own columns by row key and heading, its decisions, and edits that are not kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from perfxl.finding import ON_STANDING
from perfxl.form.notation import Scalar
from perfxl.form.place import a1
from perfxl.master.headings import HR_TABLES, PEOPLE, is_hr, sheet, standing_hr
from perfxl.master.notes.hidden_sheet import LENGTH, SHEET, Hidden, mark, read_hidden
from perfxl.master.notes.old_workbook import Line, OldBook, OldSheet
from perfxl.texts import LANGUAGES, texts
from perfxl.texts.columns import columns, fold, header

MOST_EDITS = 500  # edits that are named one by one
MOST_CELLS = 200_000  # cells of HR's own sheets that are carried along


@dataclass(frozen=True, slots=True)
class NoteCell:
    """A cell of HR's: its value as it stood, and its number format."""

    value: Scalar
    number_format: str = "General"

    @property
    def text(self) -> str:
        """The value as text; a whole number without a point."""
        if self.value is None:
            return ""
        return f"{self.value:.15g}" if isinstance(self.value, float) else str(self.value)


@dataclass(frozen=True, slots=True)
class OwnCell:
    """A cell of a sheet that HR added (row and column from 1)."""

    row: int
    column: int
    kept: NoteCell
    formula: str = ""


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet that HR added."""

    name: str
    cells: tuple[OwnCell, ...]


@dataclass(frozen=True, slots=True)
class HrPart:
    """HR's part of a master: the headings of HR's columns by table, in HR's order, the cells by (table, key, heading),
    and the sheets that HR added. `table` is `people` or `measures`."""

    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: Mapping[tuple[str, str, str], NoteCell] = field(default_factory=dict)
    sheets: tuple[OwnSheet, ...] = ()

    def added(self, table: str) -> tuple[str, ...]:
        """The headings of HR's columns in a table."""
        return self.headings.get(table, ())


NOTHING = HrPart()


@dataclass(frozen=True, slots=True)
class Edit:
    """Something in a master that will not be kept: a changed cell of ours, a column without HR's prefix, words on a row
    that has no key. `kind`: cell, column or row; `text` is what stands there."""

    kind: str
    sheet: str
    cell: str
    heading: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """A decision that HR wrote: `what` is accept, return, or empty where the word is not understood (`said`).

    `arrival` is the id of the version that the master showed HR; empty where that is not known any more.
    """

    code: str
    arrival: str
    what: str
    said: str
    why: str
    cell: str


@dataclass(frozen=True, slots=True)
class OldMaster:
    """A master read back. `keys` are the rows that it held, by table; `edit_count` counts also edits not named; `known`:
    an earlier run has read it as it is, so that what stands in it is nothing new."""

    own: HrPart
    keys: Mapping[str, frozenset[str]]
    edits: tuple[Edit, ...]
    edit_count: int
    requests: tuple[DecisionRequest, ...]
    known: bool = False


def read_master(path: Path) -> OldMaster:
    """A master as people left it. Refusal or OSError where it cannot be read."""
    with OldBook(path) as book:
        found = _Found(hidden_of(book))
        for table in HR_TABLES:
            here = book.sheet(sheet(table))
            if here:
                book.read(here, _Table(found, table, here.name).row)
        own = HrPart(found.headings, found.cells, _own_sheets(book))
    keys = {table: frozenset(keys) for table, keys in found.keys.items()}
    return OldMaster(own, keys, tuple(found.edits), found.edit_count, tuple(_requests(found)))


def hidden_of(book: OldBook) -> Hidden:
    """What the hidden sheet says; nothing where it is gone."""
    return read_hidden(_texts(book, book.sheet(SHEET)))


def _texts(book: OldBook, sheet: OldSheet | None) -> list[tuple[int, tuple[str, ...]]]:
    """The first four columns of a sheet's rows as texts."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    if sheet:
        book.read(
            sheet, lambda number, line: rows.append((number, tuple(_text(line, c) for c in range(1, 5))))
        )
    return rows


class _Found:
    """What is gathered from both tables."""

    def __init__(self, hidden: Hidden) -> None:
        self.hidden = hidden
        self.headings: dict[str, tuple[str, ...]] = {}
        self.cells: dict[tuple[str, str, str], NoteCell] = {}
        self.places: dict[tuple[str, str], str] = {}  # (employee's key, heading) -> address
        self.keys: dict[str, set[str]] = {}
        self.edits: list[Edit] = []
        self.edit_count = 0

    def edit(self, kind: str, name: str, cell: str, heading: str, key: str, text: str) -> None:
        """One more edit; only the first ones are named."""
        self.edit_count += 1
        if len(self.edits) < MOST_EDITS:
            self.edits.append(Edit(kind, name, cell, heading, key, text))


class _Table:
    """One table as it is read: first its header, wherever HR has moved it, then the rows."""

    def __init__(self, found: _Found, table: str, name: str) -> None:
        self.found = found
        self.table = table
        self.name = name
        self.key = 0
        self.hr: dict[int, str] = {}
        self.ours: list[tuple[int, str, int]] = []  # column, heading, place of its mark
        self.strange: dict[int, str] = {}

    def row(self, number: int, line: Line) -> None:
        """A row of the sheet, the header among them."""
        if self.key:
            self._row(number, line)
        else:
            self._header(line)

    def _header(self, line: Line) -> None:
        heads = {column: _text(line, column).strip() for column in line}
        wanted = fold(header("master.key", "key"))
        self.key = next((column for column, text in heads.items() if fold(text) == wanted), 0)
        if not self.key:
            return
        standing = {fold(text): text for text in standing_hr(self.table)}
        self.hr = {c: standing.get(fold(text), text) for c, text in heads.items() if is_hr(text)}
        marked = {fold(text): n for n, text in enumerate(self.found.hidden.headings.get(self.table, ()))}
        ours = marked or {fold(said[0]): -1 for said in columns(f"master.{self.table}").values()}
        self.ours = [(c, text, marked.get(fold(text), -1)) for c, text in heads.items() if fold(text) in ours]
        known = {self.key, *self.hr, *(c for c, _, _ in self.ours)}
        self.strange = {c: text for c, text in heads.items() if c not in known}
        self.found.headings[self.table] = tuple(dict.fromkeys(self.hr.values()))
        self.found.keys[self.table] = set()

    def _row(self, number: int, line: Line) -> None:
        key = _text(line, self.key)
        self._strange(number, line)
        if not key or key in self.found.keys[self.table]:
            self._without_key(number, line, key)
            return
        self.found.keys[self.table].add(key)
        for column, heading in self.hr.items():
            cell = line.get(column)
            if cell and cell.value not in (None, ""):
                self.found.cells[self.table, key, heading] = NoteCell(cell.value, cell.number_format)
                self.found.places[key, heading] = a1(number, column)
        self._compare(number, line, key)

    def _strange(self, number: int, line: Line) -> None:
        """A column that is neither ours nor HR's is named once, at its first cell."""
        for column, heading in list(self.strange.items()):
            text = _text(line, column)
            if text:
                self.found.edit("column", self.name, a1(number, column), heading, "", text)
                del self.strange[column]

    def _without_key(self, number: int, line: Line, key: str) -> None:
        """A row that HR added or copied: what HR wrote in it has no place to go."""
        wanted = self.hr if key else {**{c: text for c, text, _ in self.ours}, **self.hr}
        for column, heading in wanted.items():
            text = _text(line, column)
            kept = self.found.cells.get((self.table, key, heading))
            if text and not (kept and kept.text == text):
                self.found.edit("row", self.name, a1(number, column), heading, key, text)

    def _compare(self, number: int, line: Line, key: str) -> None:
        marks = self.found.hidden.marks.get((self.table, key))
        if marks is None:
            return
        for column, heading, place in self.ours:
            cell = line.get(column)
            value = cell.value if cell else None
            if cell and cell.formula and value is None:  # saved by a program that does not calculate
                continue
            if place >= 0 and mark(value) != marks[place * LENGTH : place * LENGTH + LENGTH]:
                self.found.edit("cell", self.name, a1(number, column), heading, key, _text(line, column))


def _text(line: Line, column: int) -> str:
    cell = line.get(column)
    return NoteCell(cell.value).text if cell else ""


def _requests(found: _Found) -> list[DecisionRequest]:
    """The decisions on the sheet of employees, in the order of their codes."""
    decision, reason = header("master.own", "decision"), header("master.own", "reason")
    words = {
        texts(language).word(f"decision.{what}").casefold(): what
        for language in LANGUAGES
        for what in ON_STANDING
    }
    out = []
    for (table, key, heading), kept in sorted(found.cells.items(), key=lambda item: item[0]):
        if table == PEOPLE and heading == decision and kept.text.strip():
            why = found.cells.get((PEOPLE, key, reason), NoteCell("")).text.strip()
            said = kept.text.strip()
            what = words.get(" ".join(said.casefold().split()), "")
            out.append(
                DecisionRequest(
                    key,
                    found.hidden.arrivals.get((PEOPLE, key), ""),
                    what,
                    said,
                    why,
                    found.places[key, heading],
                )
            )
    return out


def _own_sheets(book: OldBook) -> tuple[OwnSheet, ...]:
    """The sheets that are not ours, as far as they fit."""
    ours = {SHEET, *(spelt[0] for spelt in columns("master.sheets").values())}
    room, out = MOST_CELLS, []
    for one in book.sheets:
        if one.name not in ours:
            gathered = _cells(book, one, room)
            room -= len(gathered)
            out.append(OwnSheet(one.name, gathered))
    return tuple(out)


def _cells(book: OldBook, one: OldSheet, room: int) -> tuple[OwnCell, ...]:
    cells: list[OwnCell] = []

    def row(number: int, line: Line) -> None:
        for column, cell in line.items():
            if len(cells) < room and (cell.value is not None or cell.formula):
                cells.append(OwnCell(number, column, NoteCell(cell.value, cell.number_format), cell.formula))

    book.read(one, row)
    return tuple(cells)
