"""The overview of many organisations: one row each, from folders and from exported tables alike."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

import perfxl
from perfxl.master.rollup import Branch, read_source, rollup_bytes
from perfxl.table.export import write_csv, write_parquet, write_sqlite
from perfxl.table.overview import overview
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from tests.support.months import MADE, month
from tests.support.runs import export, rollup


def rows(path: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    lines = list(sheet.iter_rows(min_row=5, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def test_the_workspace_s_own_organisation_is_a_row_with_a_link_to_its_master(own_month: Workspace) -> None:
    done = rollup(own_month, (), MADE)
    line, total = rows(done.path)[:2]
    assert line["Албан хаагч"] == 8 and line["Ирүүлээгүй"] == 1
    assert line["Арга хэмжээ"] == len(perfxl.read_table(own_month))
    assert line["Дундаж хувь*"] == pytest.approx(perfxl.read_table(own_month)["percent"].mean())
    assert total["Албан хаагч"] == 8 and total["Дундаж хувь*"] == pytest.approx(line["Дундаж хувь*"])
    formula = openpyxl.load_workbook(done.path).worksheets[0].cell(6, 16).value
    master = next(p for p in own_month.master.glob("*.xlsx") if p != done.path)
    assert formula == f'=HYPERLINK("{master.name}","нээх")'


@pytest.mark.parametrize("ending", ["sqlite", "parquet"])
def test_an_exported_table_says_as_much_as_the_folder(
    gone_month: Workspace, tmp_path: Path, ending: str
) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    export(gone_month, tmp_path / f"branch.{ending}", MADE)
    (exported,) = read_source(tmp_path / f"branch.{ending}", MADE)
    (folder,) = read_source(gone_month.root, MADE)
    assert exported.overview == folder.overview


def test_a_csv_says_what_a_long_table_can(gone_month: Workspace, tmp_path: Path) -> None:
    export(gone_month, tmp_path / "branch.csv", MADE)
    (exported,) = read_source(tmp_path / "branch.csv", MADE)
    (folder,) = read_source(gone_month.root, MADE)
    assert exported.overview.accepted == folder.overview.accepted
    assert exported.overview.mean == pytest.approx(folder.overview.mean)
    assert exported.overview.missing is None


def test_branches_are_found_in_their_folder_and_stand_in_the_alphabet_s_order(own_month: Workspace) -> None:
    pytest.importorskip("pyarrow")
    folder = own_month.root / "branches"
    folder.mkdir()
    for number, (name, write) in enumerate(
        [("Өвөр", write_sqlite), ("Орхон", write_parquet), ("Увс", write_csv), ("Ялалт", write_sqlite)]
    ):
        drawn = month(9, 2, 3)
        people = tuple(replace(p, employee=replace(p.employee, organisation=name)) for p in drawn.people)
        lines = tuple(replace(r, employee=replace(r.employee, organisation=name)) for r in drawn.rows)
        ending = {write_sqlite: "sqlite", write_parquet: "parquet", write_csv: "csv"}[write]
        write(folder / f"{number}.{ending}", [replace(drawn, organisation=name, people=people, rows=lines)])
    done = rollup(own_month, (), MADE)
    names = [branch.overview.organisation for branch in done.branches]
    assert names[:3] == ["Орхон", "Өвөр", "Увс"] and names[-1] == "Ялалт"
    assert rows(done.path)[5]["Хүлээн авсан"] == sum(branch.overview.accepted for branch in done.branches)


def test_of_two_sources_of_one_organisation_the_newer_counts() -> None:
    drawn = month(9, 2, 3)
    older = replace(overview(drawn), made=(MADE - timedelta(days=3)).isoformat(), accepted=1)
    from perfxl.master.rollup import _newest

    kept, doubled = _newest([Branch(overview(drawn), "a"), Branch(older, "b")])
    assert [branch.source for branch in kept] == ["a"] and doubled == (drawn.organisation,)


def test_a_branch_s_folder_links_to_its_own_master(gone_month: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(gone_month.root, other)
    (branch,) = read_source(other, MADE)
    book = openpyxl.load_workbook(BytesIO(rollup_bytes([branch], gone_month, MADE)))
    formula = str(book.worksheets[0].cell(6, 16).value)
    place = formula.split('"')[1]
    assert (gone_month.master / place).resolve() == branch.master


def test_a_source_that_is_none_is_trouble(gone_month: Workspace, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    (tmp_path / "bad.sqlite").write_text("x")
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    for name in ("note.txt", "bad.sqlite", "bad.csv", "absent.csv"):
        with pytest.raises(Trouble, match="rollup_source"):
            list(read_source(tmp_path / name, MADE))


def test_no_branch_at_all_is_an_empty_overview(gone_month: Workspace) -> None:
    book = openpyxl.load_workbook(BytesIO(rollup_bytes([], gone_month, MADE)))
    assert book.worksheets[0]["A5"].value == "Байгууллага"
