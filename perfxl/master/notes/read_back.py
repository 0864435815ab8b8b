"""A master read back as people left it: what HR wrote, what HR wants decided, and what will not be kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from perfxl.finding import ON_STANDING
from perfxl.master.headings import HR_TABLES, PEOPLE, sheet
from perfxl.master.notes.gathered import Gathered
from perfxl.master.notes.hidden_sheet import COLUMNS, SHEET, Hidden, read_hidden
from perfxl.master.notes.hr_part import DecisionRequest, Edit, HrPart, NoteCell, OldMaster
from perfxl.master.notes.old_workbook import OldBook
from perfxl.master.notes.own_sheets import read_names, read_own_sheets
from perfxl.master.notes.page_words import tell_page_words
from perfxl.master.notes.table_reader import TableReader, text_of
from perfxl.reading.row_stream import Line, StreamedSheet
from perfxl.texts import LANGUAGES, texts
from perfxl.texts.columns import columns, fold, header

_CHARTS = 3  # on the summary of a master that does not say how many it was made with


def read_master(path: Path) -> OldMaster:
    """A master as people left it. Refusal or OSError where it cannot be read."""
    with OldBook(path) as book:
        hidden = hidden_of(book)
        into = Gathered()
        ours = {SHEET, *(spelt for spellings in columns("master.sheets").values() for spelt in spellings)}
        for table in HR_TABLES:
            here = book.sheet(sheet(table)) or _renamed(book, ours, hidden, table)
            if here:
                _tell_renamed(here, table, into)
                ours.add(here.name)
                reader = TableReader(into, hidden, table, here.name, book.comments(here))
                book.read_painted(here, reader.row)
                reader.finish()
        tell_page_words(book, hidden, into)
        _tell_drawings(book, hidden, into)
        own = HrPart(
            into.headings, into.cells, read_own_sheets(book, ours, into), into.comments, into.colours, read_names(book, into)
        )  # fmt: skip
    keys = {table: frozenset(keys) for table, keys in into.keys.items()}
    organisation = hidden.organisation or into.organisation
    return OldMaster(
        own, keys, tuple(into.edits), into.edit_count, tuple(_requests(into, hidden)), organisation if hidden.marks else "",
        into.columns, into.contradicted,
    )  # fmt: skip


def hidden_of(book: OldBook) -> Hidden:
    """What the hidden sheet says; nothing where it is gone."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    here = book.sheet(SHEET)
    if here:
        places = range(1, COLUMNS + 1)
        book.read(here, lambda number, line: rows.append((number, tuple(text_of(line, c) for c in places))))
    return read_hidden(rows)


def _renamed(book: OldBook, ours: set[str], hidden: Hidden, table: str) -> StreamedSheet | None:
    """The sheet of a table under a name that HR gave it: the one whose first row has the table's headings."""
    written = {fold(text) for text in hidden.headings.get(table, ())}
    for here in book.sheets:
        first: list[Line] = []
        if written and here.name not in ours:
            book.read(here, partial(_first, first))
            heads = {fold(text_of(line, column)) for line in first for column in line}
            if len(heads & written) * 2 > len(written):
                return here
    return None


def _first(first: list[Line], _: int, line: Line) -> None:
    if not first:
        first.append(line)


def _tell_renamed(here: StreamedSheet, table: str, into: Gathered) -> None:
    if here.name != sheet(table):
        into.tell(Edit("renamed_sheet", here.name, text=sheet(table)))


def _tell_drawings(book: OldBook, hidden: Hidden, into: Gathered) -> None:
    """Pictures, shapes and charts that HR laid on a sheet."""
    for here in book.sheets:
        drawn = _CHARTS if hidden.charts is None else hidden.charts
        count = book.drawings(here) - (drawn if here.name == sheet("summary") else 0)
        if count > 0:
            into.tell(Edit("drawing", here.name, text=str(count)))


def _requests(into: Gathered, hidden: Hidden) -> list[DecisionRequest]:
    """The decisions on the sheet of employees, in the order of their codes."""
    decision, reason = header("master.own", "decision"), header("master.own", "reason")
    words = {
        texts(language).word(f"decision.{what}").casefold(): what
        for language in LANGUAGES
        for what in ON_STANDING
    }
    out = []
    for (table, key, heading), note in sorted(into.cells.items(), key=lambda item: item[0]):
        if table == PEOPLE and heading == decision and note.text.strip():
            why = into.cells.get((PEOPLE, key, reason), NoteCell("")).text.strip()
            text = note.text.strip()
            what = words.get(" ".join(text.casefold().split()), "")
            arrival = hidden.arrivals.get((PEOPLE, key), "")
            out.append(DecisionRequest(key, arrival, what, text, why, into.places[key, heading]))
    return out
