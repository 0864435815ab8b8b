"""The marked copy of the roster, and the name that was probably meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.cli.invented import invent
from perfxl.form.plan import Roster
from perfxl.roster.load import load_roster
from perfxl.roster.marked_copy import write_marked_copy
from perfxl.roster.write import write_roster
from perfxl.texts import texts
from perfxl.texts.columns import header
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "Ажил", "2024-Y", "order-98-2023-annex-6")


def _save(workspace: Workspace, **changes: object) -> None:
    known = invent(6, workspace.form, workspace.period).roster
    people = list(known.employees)
    people[2] = replace(people[2], **changes)  # type: ignore[arg-type]
    write_roster(workspace.roster, workspace.form, workspace.period, replace(known, employees=tuple(people)))


def test_each_faulty_cell_has_its_sentence_and_colour_and_the_roster_stays(workspace: Workspace) -> None:
    _save(workspace, unit="Иргэд үйлчлэх хэлтэс", position="")
    before = workspace.roster.read_bytes()
    _, findings = load_roster(workspace.root, workspace.form, workspace.period)
    path = write_marked_copy(workspace.roster, findings)
    assert path.name == "roster, алдааг тэмдэглэсэн.xlsx"
    sheet = load_workbook(path)[header("roster.sheets", "employees")]
    marked = {c.coordinate: c for row in sheet.iter_rows(min_row=2) for c in row if c.comment}
    assert {cell for f in findings for cell in f.cell.split(",") if f.sheet == sheet.title} == set(marked)
    assert "[R111]" in marked["D4"].comment.text and marked["D4"].fill.fgColor.rgb.endswith("F8CBC4")
    assert workspace.roster.read_bytes() == before
    assert (
        load_roster(workspace.root, workspace.form, workspace.period)[1] == findings
    )  # the copy is no roster


def test_without_a_workbook_there_is_nothing_to_mark(workspace: Workspace) -> None:
    with pytest.raises(Trouble) as caught:
        write_marked_copy(workspace.roster, ())
    assert caught.value.name == "file_missing"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Иргэдэд үйлчлэх хэлтэсы", "Иргэдэд үйлчлэх хэлтэс"),
        ("Иргэд үйлчлэх хэлтэс", "Иргэдэд үйлчлэх хэлтэс"),
        ("Нууцын алба", ""),
    ],
)
def test_a_misspelt_unit_is_asked_about_by_its_right_name(
    workspace: Workspace, typed: str, meant: str
) -> None:
    _save(workspace, unit=typed)
    _, findings = load_roster(workspace.root, workspace.form, workspace.period)
    (finding,) = [f for f in findings if f.code == "R121"]
    assert (finding.cell, finding.facts["near"]) == ("C4", meant)
    assert (f"«{meant}» гэж бичих гэсэн үү?" in texts("mn").of(finding)) == bool(meant)
    assert (f"Is «{meant}» meant?" in texts("en").of(finding)) == bool(meant)


def test_a_misspelt_group_too(workspace: Workspace) -> None:
    known: Roster = invent(6, workspace.form, workspace.period).roster
    group = next(iter(known.employees[0].groups))
    _save(workspace, groups=(group + "н",))
    _, findings = load_roster(workspace.root, workspace.form, workspace.period)
    (finding,) = [f for f in findings if f.code == "R141"]
    assert finding.facts["near"] == group
