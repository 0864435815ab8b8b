"""HR's columns through many runs: sorted, filtered, moved, added to, saved by another program; no note lost or moved."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.master.notes.lying_masters import master_path
from tests.ledger.made import employee, when
from tests.office.office import Office
from tests.support.open_files import opened_in_excel
from tests.support.runs import sync
from tests.support.stand import Stand

ORGANISATION = "Туршилтын газар"
TABLES = {"Албан хаагч": "people", "Арга хэмжээ": "measures"}
EDITS = 25  # in one round
WORDS = (
    "Утсаар ярив",
    "Дахин шалгах",
    "зөв",
    "007",
    "=1+1",
    "  зайтай  ",
    "Мөр\nхоёр",
    "3.10",
    "Ө ө Ү ү",
    "x" * 300,
)

Notes = dict[tuple[str, str, str], str]


class Desk:
    """HR at the master: edits at random, and what should stand there afterwards."""

    def __init__(self, path: Path, notes: Notes, chance: random.Random) -> None:
        self.path, self.notes, self.chance = path, notes, chance
        self.book = openpyxl.load_workbook(path)

    def edit(self, times: int) -> None:
        actions: list[Callable[[Worksheet], None]] = [
            self.write, self.write, self.write, self.write, self.clear, self.sort, self.move_columns,
            self.add_column, self.add_row, self.hide,
        ]  # fmt: skip
        for _ in range(times):
            self.chance.choice(actions)(self.book[self.chance.choice(list(TABLES))])
        self.book.save(self.path)

    def write(self, sheet: Worksheet) -> None:
        row, column = self._row(sheet), self.chance.choice(self._own(sheet))
        text = self.chance.choice(WORDS)
        cell = sheet.cell(row, column)
        cell.value = text
        cell.data_type = "s"
        self.notes[self._place(sheet, row, column)] = text

    def clear(self, sheet: Worksheet) -> None:
        row, column = self._row(sheet), self.chance.choice(self._own(sheet))
        sheet.cell(row, column).value = None
        self.notes.pop(self._place(sheet, row, column), None)

    def sort(self, sheet: Worksheet) -> None:
        rows = self._rows(sheet)
        values = [[(c.value, c.data_type) for c in sheet[row]] for row in rows]
        self.chance.shuffle(values)
        for row, line in zip(rows, values, strict=True):
            self._fill(sheet, [sheet.cell(row, n) for n in range(1, len(line) + 1)], line)

    def move_columns(self, sheet: Worksheet) -> None:
        one, two = self.chance.sample(range(1, sheet.max_column + 1), 2)
        for row in range(1, sheet.max_row + 1):
            cells = [sheet.cell(row, one), sheet.cell(row, two)]
            self._fill(sheet, cells, [(c.value, c.data_type) for c in reversed(cells)])

    def add_column(self, sheet: Worksheet) -> None:
        if len(self._own(sheet)) < 7:
            sheet.cell(1, sheet.max_column + 1).value = f"ХН нэмэлт {self.chance.randrange(10**6)}"

    def add_row(self, sheet: Worksheet) -> None:
        row = sheet.max_row + 1
        sheet.cell(row, 1).value = "Нийт"

    def hide(self, sheet: Worksheet) -> None:
        row = self._row(sheet)
        sheet.row_dimensions[row].hidden = not sheet.row_dimensions[row].hidden

    def _fill(self, sheet: Worksheet, cells: list[Any], line: list[tuple[Any, str]]) -> None:
        for cell, (value, kind) in zip(cells, line, strict=True):
            cell.value = value
            if kind == "s" and value is not None:
                cell.data_type = "s"

    def _own(self, sheet: Worksheet) -> list[int]:
        """HR's columns that are only notes."""
        heads = {str(cell.value): cell.column for cell in sheet[1]}
        return [n for text, n in heads.items() if text.startswith(("ХН тэмдэглэл", "ХН нэмэлт"))]

    def _rows(self, sheet: Worksheet) -> list[int]:
        key = self._column(sheet, "Түлхүүр")
        return [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, key).value]

    def _row(self, sheet: Worksheet) -> int:
        return self.chance.choice(self._rows(sheet))

    def _column(self, sheet: Worksheet, heading: str) -> int:
        return next(cell.column for cell in sheet[1] if cell.value == heading)

    def _place(self, sheet: Worksheet, row: int, column: int) -> tuple[str, str, str]:
        key = str(sheet.cell(row, self._column(sheet, "Түлхүүр")).value)
        return TABLES[sheet.title], key, str(sheet.cell(1, column).value)


def in_ledger(stand: Stand) -> Notes:
    with stand.ledger() as ledger:
        return {(note.table, note.key, note.heading): note.text for note in ledger.notes.of(ORGANISATION)}


def in_master(path: Path) -> Notes:
    out = {}
    for title, table in TABLES.items():
        rows = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
        heads = [str(value) for value in next(rows)]
        for line in rows:
            for heading, value in zip(heads, line, strict=True):
                if heading.startswith("ХН ") and value is not None:
                    out[table, str(line[heads.index("Түлхүүр")]), heading] = str(value)
    return out


def play(stand: Stand, rounds: int, seed: int, saved: Callable[[Path], None]) -> None:
    """Rounds of edits and runs, reports coming in between; after each one every note stands where it was written."""
    chance = random.Random(seed)
    path = master_path(stand.workspace, ORGANISATION)
    notes: Notes = {}
    sync(stand.workspace, when(100))
    for turn in range(rounds):
        Desk(path, notes, chance).edit(EDITS)
        saved(path)
        code = chance.choice(stand.people).code
        stand.drop(f"{turn}.xlsx", f"{code} {chance.choice(('accepted', 'returned'))} v{turn} 1", 200 + turn)
        sync(stand.workspace, when(1000 + turn))
        assert in_ledger(stand) == notes, turn
        shown = in_master(path)
        assert shown.items() <= notes.items() and {p for p in notes if p[0] == "people"} <= shown.keys(), turn


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path, monkeypatch, tuple(f"К-{n:02d}" for n in range(12)))
    for one in made.people[:8]:
        made.drop(f"{one.code}.xlsx", f"{one.code} accepted x 1")
    return made


@pytest.mark.parametrize("rounds", [4, pytest.param(40, marks=pytest.mark.long)])
def test_no_note_is_lost_or_moved(stand: Stand, rounds: int) -> None:
    play(stand, rounds, 5, lambda _: None)


@pytest.mark.office
def test_no_note_is_lost_when_libreoffice_saves(stand: Stand, office: Office) -> None:
    def saved(path: Path) -> None:
        office.open(path)
        office.save(path.with_name("again.xlsx"))
        office.close()
        path.with_name("again.xlsx").replace(path)

    play(stand, 3, 6, saved)


def test_the_notes_of_a_row_that_vanished_come_back_with_it(stand: Stand) -> None:
    path = master_path(stand.workspace, ORGANISATION)
    notes: Notes = {}
    sync(stand.workspace, when(100))
    desk = Desk(path, notes, random.Random(1))
    for _ in range(30):
        desk.write(desk.book["Албан хаагч"])
    desk.book.save(path)
    without = [one for one in stand.people if one.code not in ("К-08", "К-09", "К-10")]
    stand.set_roster(*without)
    sync(stand.workspace, when(200))
    stand.set_roster(*stand.people, employee("К-99"))
    sync(stand.workspace, when(300))
    assert in_ledger(stand) == notes
    assert in_master(path) == notes


def test_notes_written_while_a_new_master_waited_beside(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = master_path(stand.workspace, ORGANISATION)
    notes: Notes = {}
    sync(stand.workspace, when(100))
    with monkeypatch.context() as patch:
        opened_in_excel(patch, path)
        stand.drop("late.xlsx", "К-11 accepted x 1", 150)
        (made,) = sync(stand.workspace, when(200)).masters.masters
        assert (
            made.pending
            and made.obstacles[0].who == "Сараа"
            and made.path
            and made.path.name.endswith(".PENDING.xlsx")
        )
    Desk(path, notes, random.Random(2)).edit(10)  # saved in the one that was open
    (made,) = sync(stand.workspace, when(300)).masters.masters
    assert not made.pending and not list(path.parent.glob("*.PENDING.xlsx"))
    assert in_ledger(stand) == notes
