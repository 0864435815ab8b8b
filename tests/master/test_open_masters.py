"""A master, and the one that waits beside it, open in Excel: what can be made is made, the rest is named, no note is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfxl.master.consolidate import HISTORY, Made, master_path
from perfxl.master.notes import lying_masters
from perfxl.master.notes.hr_part import OldMaster
from perfxl.master.notes.read_back import read_master
from perfxl.period.sync import Synced
from perfxl.storage.files import pending_of
from tests.ledger.made import employee, seal, when
from tests.support.open_files import hold_open
from tests.support.runs import sync
from tests.support.stand import Stand

FIRST, SECOND = "Туршилтын газар", "Үүлэн чанарын газар"
NOTE = "ХН тэмдэглэл"


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Two organisations with a master each."""
    made = Stand(tmp_path / "w", monkeypatch)
    other = replace(employee("В-03"), organisation=SECOND)
    made.set_roster(*made.people, other)
    with made.ledger() as ledger:
        ledger.issued.record(seal(other.code), other, "issued/В-03.xlsx", when(0))
    sync(made.workspace, when(1))
    return made


def run(stand: Stand, minutes: int) -> dict[str, Made]:
    done: Synced = sync(stand.workspace, when(minutes))
    return {made.organisation: made for made in done.masters.masters}


def note(path: Path, text: str | None = None, key: str = "А-01") -> str:
    """HR's note in a master as it stands, after writing one where one is given."""
    book = openpyxl.load_workbook(path)
    sheet = book["Албан хаагч"]
    heads = [cell.value for cell in sheet[1]]
    row = next(line for line in sheet.iter_rows(min_row=2) if line[heads.index("Түлхүүр")].value == key)
    cell = row[heads.index(NOTE)]
    if text is not None:
        cell.value = text
        book.save(path)
    return str(cell.value or "")


def waiting(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A master beside the one that was open at a run in which something came."""
    path = master_path(stand.workspace, FIRST)
    stand.drop("one.xlsx", "А-01 accepted x 1", 5)
    with monkeypatch.context() as patch:
        hold_open(patch, [path])
        made = run(stand, 10)[FIRST]
    assert made.pending and made.path == pending_of(path)
    return pending_of(path)


def history(stand: Stand) -> list[str]:
    return sorted(path.name for path in (stand.workspace.master / HISTORY).glob(f"{FIRST}*"))


def read_back(stand: Stand, monkeypatch: pytest.MonkeyPatch, minutes: int) -> list[str]:
    """The masters that a run reads back."""
    names: list[str] = []

    def watched(path: Path) -> OldMaster:
        names.append(path.stem)
        return read_master(path)

    with monkeypatch.context() as patch:
        patch.setattr(lying_masters, "read_master", watched)
        run(stand, minutes)
    return names


def test_a_master_as_it_was_made_is_not_read_back_and_one_that_somebody_saved_is(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = master_path(stand.workspace, FIRST)
    assert read_back(stand, monkeypatch, 5) == []
    note(path, "дуудсан")
    assert read_back(stand, monkeypatch, 10) == [FIRST]
    assert read_back(stand, monkeypatch, 15) == []
    assert note(path) == "дуудсан"


def test_a_master_with_a_sheet_of_hr_s_own_is_read_back_each_time(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = master_path(stand.workspace, FIRST)
    book = openpyxl.load_workbook(path)
    book.create_sheet("Миний")["A1"] = "миний үг"
    book.save(path)
    assert [read_back(stand, monkeypatch, minutes) for minutes in (5, 10)] == [[FIRST], [FIRST]]
    assert openpyxl.load_workbook(path)["Миний"]["A1"].value == "миний үг"


def test_one_beside_that_is_open_keeps_no_master_from_being_made(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, pending = master_path(stand.workspace, FIRST), waiting(stand, monkeypatch)
    stand.drop("two.xlsx", "Б-02 accepted x 1", 15)
    stand.drop("three.xlsx", "В-03 accepted x 1", 15)
    before = {p: p.read_bytes() for p in (path, master_path(stand.workspace, SECOND))}
    page = stand.workspace.master / "today.html"
    page.unlink()
    with monkeypatch.context() as patch:
        hold_open(patch, [pending])
        made = run(stand, 20)
        assert [one.path for one in made[FIRST].obstacles] == [pending]
        assert (made[FIRST].path, made[SECOND].obstacles) == (path, ())
        assert all(p.read_bytes() != data for p, data in before.items())
        assert page.is_file()


def test_tries_while_both_are_open_add_nothing_to_the_history(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, pending = master_path(stand.workspace, FIRST), waiting(stand, monkeypatch)
    left = {p: p.read_bytes() for p in (path, pending)}
    kept = []
    with monkeypatch.context() as patch:
        hold_open(patch, [path, pending])
        for minutes in (20, 30, 40):
            stand.drop(f"{minutes}.xlsx", f"Б-02 accepted answers{minutes} 1", minutes)
            made = run(stand, minutes)[FIRST]
            assert made.path is None and [one.path for one in made.obstacles] == [path, pending]
            kept.append(history(stand))
    assert kept[0] == kept[1] == kept[2]
    assert {p: p.read_bytes() for p in (path, pending)} == left


def test_what_waited_beside_and_stays_open_takes_no_later_note_back(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, pending = master_path(stand.workspace, FIRST), waiting(stand, monkeypatch)
    note(pending, "эхний")
    with monkeypatch.context() as patch:
        hold_open(patch, [pending])
        run(stand, 20)
        assert note(path) == "эхний"
        note(path, "хоёр дахь")
        for minutes in (30, 40):
            run(stand, minutes)
            assert note(path) == "хоёр дахь"
        note(pending, "гурав дахь")
        run(stand, 50)
        assert note(path) == "гурав дахь"
    run(stand, 60)
    assert note(path) == "гурав дахь" and not pending.exists()


def test_an_open_master_takes_no_note_back_that_was_written_beside_it(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = master_path(stand.workspace, FIRST)
    note(path, "хуучин")
    pending = waiting(stand, monkeypatch)
    note(pending, "шинэ")
    with monkeypatch.context() as patch:
        hold_open(patch, [path])
        for number, minutes in enumerate((20, 30, 40)):
            stand.drop(f"{minutes}.xlsx", f"Б-02 accepted answers{number} 1", minutes)
            run(stand, minutes)
            assert note(pending) == "шинэ"
    run(stand, 50)
    assert note(path) == "шинэ"
