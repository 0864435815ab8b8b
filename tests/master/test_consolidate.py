"""The masters of a workspace: notes go through the ledger, earlier masters are kept, an open one is waited for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.master import consolidate as room
from perfxl.master.consolidate import Made
from perfxl.storage.files import Placed, pending_of
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of
from tests.support.hr_master import column, row_of
from tests.support.months import NOW
from tests.support.runs import consolidate

NOTE = "ХН тэмдэглэл"


def master(workspace: Workspace) -> Path:
    return next(p for p in workspace.master.glob("*.xlsx") if "PENDING" not in p.name)


def again(workspace: Workspace, minutes: int = 5) -> Made:
    return consolidate(workspace, at=NOW + timedelta(minutes=minutes)).masters[0]


def write(path: Path, change: Callable[[Worksheet], None], name: str = "Албан хаагч") -> None:
    book = openpyxl.load_workbook(path)
    change(book[name])
    book.save(path)


def note(key: str, text: str | None) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, key), column(sheet, NOTE)).value = text

    return change


def said(path: Path, key: str) -> object:
    sheet = openpyxl.load_workbook(path)["Албан хаагч"]
    return sheet.cell(row_of(sheet, key), column(sheet, NOTE)).value


def test_a_note_stays_through_later_runs_and_stands_in_the_ledger(own_month: Workspace) -> None:
    write(master(own_month), note("002", "Ярилцсан"))
    again(own_month)
    again(own_month, 10)
    assert said(master(own_month), "002") == "Ярилцсан"
    with ledger_of(own_month) as ledger:
        assert [
            (n.table, n.key, n.heading, n.text) for n in ledger.notes.of(again(own_month, 15).organisation)
        ] == [("people", "002", NOTE, "Ярилцсан")]


def test_a_note_that_hr_empties_is_gone(own_month: Workspace) -> None:
    write(master(own_month), note("002", "Ярилцсан"))
    again(own_month)
    write(master(own_month), note("002", None))
    again(own_month, 10)
    assert said(master(own_month), "002") is None


def test_a_lost_master_comes_back_with_its_notes(own_month: Workspace) -> None:
    write(master(own_month), note("002", "Ярилцсан"))
    again(own_month)
    master(own_month).unlink()
    again(own_month, 10)
    assert said(master(own_month), "002") == "Ярилцсан"


def test_a_master_that_cannot_be_read_is_kept_and_said(own_month: Workspace) -> None:
    write(master(own_month), note("002", "Ярилцсан"))
    again(own_month)
    master(own_month).write_bytes(b"torn")
    made = again(own_month, 10)
    assert made.unread
    assert said(master(own_month), "002") == "Ярилцсан"
    assert b"torn" in [p.read_bytes() for p in (own_month.master / "history").iterdir()]


def test_the_earlier_master_is_kept_as_people_left_it(own_month: Workspace) -> None:
    write(master(own_month), note("002", "Ярилцсан"))
    left = master(own_month).read_bytes()
    again(own_month)
    assert left in [p.read_bytes() for p in (own_month.master / "history").iterdir()]


def test_edits_outside_hr_s_columns_are_reported_and_not_kept(own_month: Workspace) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["P2"] = 0.11

    write(master(own_month), change, "Арга хэмжээ")
    made = again(own_month)
    assert (made.edit_count, made.edits[0].cell, made.edits[0].text) == (1, "P2", "0.11")
    assert openpyxl.load_workbook(master(own_month))["Арга хэмжээ"]["P2"].value == 1


def test_while_it_is_open_the_new_one_waits_beside_it_and_both_notes_count(
    own_month: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = master(own_month)

    def blocked(target: Path, build: Callable[[Path], object]) -> Placed:
        pending = pending_of(target)
        build(pending)
        return Placed(pending)

    write(path, note("001", "Өмнө нь"))
    with monkeypatch.context() as patch:
        patch.setattr(room, "build_or_leave_beside", blocked)
        made = again(own_month)
    assert made.pending and made.path == pending_of(path)
    write(path, note("002", "Нээлттэй файлд"))
    write(pending_of(path), note("003", "Хүлээж буй файлд"))
    again(own_month, 10)
    assert (said(path, "002"), said(path, "003")) == ("Нээлттэй файлд", "Хүлээж буй файлд")
    assert not pending_of(path).exists()


def test_a_note_whose_row_has_gone_stands_in_the_explanation_until_it_returns(own_month: Workspace) -> None:
    def change(sheet: Worksheet) -> None:
        key = column(sheet, "Түлхүүр")
        row = sheet.max_row + 1
        sheet.cell(row, key).value = "999/m1"
        sheet.cell(row, column(sheet, NOTE)).value = "Эзэнгүй тэмдэглэл"

    write(master(own_month), change, "Арга хэмжээ")
    again(own_month)
    about = openpyxl.load_workbook(master(own_month))["Тайлбар"]
    assert "Эзэнгүй тэмдэглэл" in [row[2] for row in about.iter_rows(values_only=True)]
    again(own_month, 10)
    about = openpyxl.load_workbook(master(own_month))["Тайлбар"]
    assert "Эзэнгүй тэмдэглэл" in [row[2] for row in about.iter_rows(values_only=True)]


def test_an_organisation_that_is_not_there_is_trouble(own_month: Workspace) -> None:
    with pytest.raises(Trouble, match="no_organisation"):
        consolidate(own_month, "Байхгүй газар", NOW)
