"""Where a figure comes from: file, cell, raw value, what was made of it; by the row's key, so it holds after sorting."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from perfxl.master.why import Why, why, why_lines
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import looking
from tests.support.months import NOW


def master(workspace: Workspace) -> Path:
    return next(workspace.master.glob("*.xlsx"))


def ask(workspace: Workspace, cell: str) -> Why:
    with looking(workspace) as run:
        return why(run, master(workspace), cell)


def test_a_percent_leads_to_the_cell_of_the_file_that_came(gone_month: Workspace) -> None:
    found = ask(gone_month, "P2")
    assert found.origin == "workbook" and found.version is not None
    source = openpyxl.load_workbook(gone_month.root / found.version.arrival.name)
    assert source[found.sheet][found.cell].value == found.raw
    assert (found.heading, found.counts, found.edited, found.newer) == (
        "Биелэлтийн хувь",
        "100%",
        False,
        False,
    )
    assert found.number_format == "0%"


def test_a_target_comes_from_the_plan(gone_month: Workspace) -> None:
    found = ask(gone_month, "L2")
    assert (found.origin, found.cell) == ("plan", "")
    assert found.counts == found.shown


def test_a_date_is_shown_as_a_date_and_its_raw_text_beside_it(gone_month: Workspace) -> None:
    found = ask(gone_month, "N2")
    assert found.shown == "2024.01.01"
    assert found.raw == "2024.01.01-2024.12.31"


def test_a_name_comes_from_the_roster_and_a_state_is_worked_out(gone_month: Workspace) -> None:
    assert ask(gone_month, "C2").origin == "roster"
    assert ask(gone_month, "'Албан хаагч'!F2").origin == "worked out"
    assert ask(gone_month, "T2").origin == "hr"


def test_the_rules_that_spoke_of_the_row_are_named(gone_month: Workspace) -> None:
    sheet = openpyxl.load_workbook(master(gone_month))["Арга хэмжээ"]
    row = next(n for n in range(2, sheet.max_row + 1) if "L101" in str(sheet.cell(n, 17).value))
    found = ask(gone_month, f"L{row}")
    assert [finding.code for finding in found.findings] == ["L101"]


def test_it_holds_after_sorting(own_month: Workspace) -> None:
    before = ask(own_month, "M5")
    book = openpyxl.load_workbook(master(own_month))
    sheet = book["Арга хэмжээ"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, line in enumerate(reversed(lines), 2):
        for column, value in enumerate(line, 1):
            sheet.cell(number, column).value = value
    book.save(master(own_month))
    after = ask(own_month, f"M{len(lines) + 2 - 4}")
    assert (after.key, after.cell, after.raw, after.edited) == (before.key, before.cell, before.raw, False)


def test_an_edited_cell_is_called_edited(own_month: Workspace) -> None:
    book = openpyxl.load_workbook(master(own_month))
    book["Арга хэмжээ"]["P2"] = 0.5
    book.save(master(own_month))
    found = ask(own_month, "P2")
    assert (found.edited, found.shown, found.counts) == (True, "50%", "100%")


@pytest.mark.parametrize("cell", ["A1", "P99999", "ZZ2", "not a cell", "Хураангуй!A1", "Тайлбар!A1"])
def test_a_cell_that_is_no_figure_is_trouble(gone_month: Workspace, cell: str) -> None:
    with pytest.raises(Trouble):
        ask(gone_month, cell)


@pytest.mark.parametrize("language", ["mn", "en"])
def test_the_answer_is_said_in_both_languages(gone_month: Workspace, language: str) -> None:
    lines = why_lines(ask(gone_month, "P2"), language, NOW)
    assert len(lines) >= 5
    assert not any("?" in line for line in lines)
    assert any("inbox/001.xlsx" in line for line in lines)


def test_a_figure_of_the_summary_is_explained_by_its_formula(gone_month: Workspace) -> None:
    found = ask(gone_month, "Хураангуй!E5")
    assert found.origin == "formula" and "'Албан хаагч'!$F$2" in str(found.raw)
    assert any("SUMPRODUCT" in line for line in why_lines(found, "mn", NOW))
