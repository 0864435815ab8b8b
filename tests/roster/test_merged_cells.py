"""Merged cells of the roster are told as merged; the roster that we make has none."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.cli.invented import invent
from perfxl.roster.load import load_roster
from perfxl.roster.marked_copy import write_marked_copy
from perfxl.roster.write import write_roster
from perfxl.texts.columns import header
from perfxl.workspace.folder import Workspace, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = make_workspace(tmp_path / "Ажил", "2024-Y", "order-98-2023-annex-6")
    write_roster(made.roster, made.form, made.period, invent(6, made.form, made.period).roster)
    return made


def _codes(workspace: Workspace) -> list[tuple[str, str, str]]:
    _, findings = load_roster(workspace.root, workspace.form, workspace.period)
    return [(f.code, f.sheet, f.cell) for f in findings]


def test_the_roster_that_we_make_has_none(workspace: Workspace) -> None:
    assert "R130" not in [code for code, *_ in _codes(workspace)]


def test_each_merged_area_is_told_and_marked_in_the_copy(workspace: Workspace) -> None:
    book = load_workbook(workspace.roster)
    people = book[header("roster.sheets", "employees")]
    people.merge_cells("C3:C5")
    book.create_sheet("Өөрийн хуудас").merge_cells("A1:B2")
    book.save(workspace.roster)
    assert ("R130", people.title, "C3:C5") in _codes(workspace)
    assert len([code for code, *_ in _codes(workspace) if code == "R130"]) == 1
    _, findings = load_roster(workspace.root, workspace.form, workspace.period)
    marked = load_workbook(write_marked_copy(workspace.roster, findings))[people.title]
    assert "[R130]" in marked["C3"].comment.text
