"""`perfxl check --correct`: a correction workbook with the person's own answers, and nothing recorded."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from perfxl.ledger.ledger import Ledger
from tests.road.inboxes import answers, workspace
from tests.road.program import fill, inputs, issued_file, perfxl, seals

CODE = "001"


def test_the_faulty_cell_is_marked_and_the_answers_are_the_person_s(tmp_path: Path) -> None:
    root = workspace(tmp_path / "ажил", "2024-Y", CODE)
    seal = seals(root)[CODE]
    first = next(line.key for line in seal.lines if line.role == "measure")
    place = inputs(seal, "percent")[first]
    said = {cell: value for cell, value in answers(root, CODE).items() if cell != place}
    sent = fill(issued_file(root, CODE), tmp_path / "ирсэн.xlsx", said)
    for _ in range(2):
        done = perfxl("-C", root, "check", sent, "--correct", tmp_path / "засвар")
        assert done.status == 0, done.err
    made = sorted((tmp_path / "засвар").glob("*.xlsx"))
    assert len(made) == 2
    assert any(str(path) in done.out for path in made)
    sheet = load_workbook(made[0]).worksheets[0]
    assert {cell: sheet[cell].value for cell in said} == said
    assert sheet[place].comment is not None
    with Ledger.open(root / "ledger.db") as ledger:
        assert ledger.versions.came() == []


def test_a_sound_workbook_has_no_correction(tmp_path: Path) -> None:
    root = workspace(tmp_path / "ажил", "2024-Y", CODE)
    sent = fill(issued_file(root, CODE), tmp_path / "a.xlsx", answers(root, CODE))
    assert perfxl("-C", root, "check", sent, "--correct", tmp_path / "засвар").status == 0
    assert not (tmp_path / "засвар").exists()


def test_outside_a_workspace_it_says_that_it_needs_one(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"x")
    done = perfxl("check", "a.xlsx", "--correct", "out", "--lang", "en", cwd=tmp_path)
    assert (done.status, "working folder" in done.err) == (3, True)
