"""The roster checked alone, as the first script to double-click does; and no script asks for words that it does not give."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from perfxl.period.scripts import STEPS
from perfxl.workspace.folder import Workspace
from tests.road.program import perfxl


def test_a_sound_roster_is_told_with_its_people_and_nothing_is_recorded(own_month: Workspace) -> None:
    before = own_month.ledger_path.read_bytes()
    done = perfxl("-C", own_month.root, "--lang", "en", "--strict", "roster")
    assert (done.status, done.err) == (0, "")
    assert "no errors: 8 people" in done.out and own_month.ledger_path.read_bytes() == before


def test_each_fault_is_told_with_its_cell(own_month: Workspace) -> None:
    book = openpyxl.load_workbook(own_month.roster)
    sheet = book.worksheets[1]
    sheet["A4"], sheet["D5"] = sheet["A2"].value, None
    book.save(own_month.roster)
    done = perfxl("-C", own_month.root, "--lang", "en", "roster")
    assert done.status == 0 and "errors" in done.out
    assert "R114" in done.err and "A4" in done.err and "R111" in done.err and "D5" in done.err
    assert perfxl("-C", own_month.root, "--strict", "roster").status == 10


def test_an_empty_roster_is_not_called_sound(tmp_path: Path) -> None:
    assert perfxl("init", tmp_path / "w", "--period", "2024-Y").status == 0
    done = perfxl("-C", tmp_path / "w", "--lang", "en", "roster")
    assert done.status == 0 and "no errors" not in done.out and "roster.xlsx" in done.out


@pytest.mark.parametrize(
    "command", [step.shell for step in STEPS if step.name not in ("desk", "check")], ids=lambda line: line
)
def test_no_script_is_refused_as_wrong_usage(command: str, own_month: Workspace) -> None:
    done = perfxl("-C", own_month.root, *command.split())
    assert done.status in (0, 3), done.err
    assert command == "close" or done.status == 0, done.err
