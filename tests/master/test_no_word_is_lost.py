"""Whatever HR writes anywhere in a master is found again: in the next master, in the ledger or in a sentence."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.master.consolidate import Made
from perfxl.texts import texts
from tests.ledger.made import when
from tests.support.hr_master import ORGANISATION, column, master
from tests.support.runs import sync
from tests.support.stand import Stand

TABLES = ("Албан хаагч", "Арга хэмжээ")
SHEETS = ("Хураангуй", *TABLES, "Илрүүлэлт", "Тайлбар", "Миний хуудас")
EDITS = 40  # in one round


class Hand:
    """HR's hand: one edit at a time, each with words that stand nowhere else."""

    def __init__(self, book: Workbook, chance: random.Random) -> None:
        self.book, self.chance = book, chance
        self.words: list[str] = []
        if SHEETS[-1] not in book.sheetnames:
            book.create_sheet(SHEETS[-1])["A1"] = "Миний"

    def word(self) -> str:
        self.words.append(f"үг{self.chance.randrange(10**9)}")
        return self.words[-1]

    def anywhere(self, sheet: Worksheet) -> tuple[int, int]:
        return self.chance.randint(2, sheet.max_row + 3), self.chance.randint(1, sheet.max_column + 2)

    def write(self) -> None:
        sheet = self.book[self.chance.choice(SHEETS)]
        row, place = self.anywhere(sheet)
        heading = sheet.cell(1, place).value
        if heading in ("Түлхүүр", "ХН шийдвэр"):  # a key; decisions have tests of their own
            return
        cell = sheet.cell(row, place)
        if type(cell).__name__ != "MergedCell" and not str(cell.value).startswith("үг"):
            cell.value = self.word()

    def note(self) -> None:
        sheet = self.book[self.chance.choice(TABLES)]
        row = self.chance.randint(2, sheet.max_row)
        cell = sheet.cell(row, column(sheet, "ХН тэмдэглэл"))
        if not str(cell.value).startswith("үг"):
            cell.value = self.word()

    def comment(self) -> None:
        sheet = self.book[self.chance.choice(SHEETS)]
        cell = sheet.cell(*self.anywhere(sheet))
        if type(cell).__name__ != "MergedCell" and cell.comment is None:
            cell.comment = Comment(self.word(), "HR")

    def head(self) -> None:
        sheet = self.book[self.chance.choice(TABLES)]
        place = sheet.max_column + 1
        sheet.cell(1, place).value = self.chance.choice(("ХН утас", "ХН утас", "Миний", None))
        sheet.cell(self.chance.randint(2, sheet.max_row), place).value = self.word()

    def edit(self, times: int) -> None:
        actions: list[Callable[[], None]] = [self.write, self.write, self.note, self.comment, self.head]
        for _ in range(times):
            self.chance.choice(actions)()


def found(stand: Stand, made: Made) -> str:
    """All that a person finds after the run: the new master, the ledger's notes, the sentences."""
    book = openpyxl.load_workbook(master(stand))
    out = [str(c.value) for ws in book for row in ws.iter_rows() for c in row if c.value is not None]
    out += [c.comment.text for ws in book for row in ws.iter_rows() for c in row if c.comment]
    with stand.ledger() as ledger:
        out += [note.text for note in ledger.notes.of(ORGANISATION)]
    facts = [{"sheet": e.sheet, "cell": e.cell, "heading": e.heading, "who": e.key, "text": e.text} for e in made.edits]  # fmt: skip
    out += [texts("mn").word(f"edits.{e.kind}", **said) for e, said in zip(made.edits, facts, strict=True)]
    return "\n".join(out)


def play(stand: Stand, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    for turn in range(rounds):
        book = openpyxl.load_workbook(master(stand))
        hand = Hand(book, chance)
        hand.edit(EDITS)
        book.save(master(stand))
        (made,) = sync(stand.workspace, when(200 + turn)).masters.masters
        everything = found(stand, made)
        assert [word for word in hand.words if word not in everything] == [], turn
        stand.drop(f"{turn}.xlsx", f"К-0{turn % 6} accepted v{turn} 1", 150 + turn)


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path, monkeypatch, tuple(f"К-{n:02d}" for n in range(6)))
    for one in made.people[:5]:
        made.drop(f"{one.code}.xlsx", f"{one.code} accepted x 1")
    sync(made.workspace, when(100))
    return made


@pytest.mark.parametrize("rounds", [3, pytest.param(25, marks=pytest.mark.long)])
def test_no_word_is_lost(stand: Stand, rounds: int) -> None:
    play(stand, rounds, 11)


def test_a_planted_silence_is_found(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfxl.master.notes.read_back.tell_page_words", lambda *_: None)
    with pytest.raises(AssertionError, match="үг"):
        play(stand, 3, 11)
