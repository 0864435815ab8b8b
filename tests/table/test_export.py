"""The long table as a file: the same rows and types in each kind; nothing in a .csv that a program would carry out."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
import pytest

import perfxl
from perfxl.table.dataframe import COLUMNS
from perfxl.table.export import META, write_csv
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from tests.support.months import month
from tests.support.runs import export


def test_parquet_is_read_table(gone_month: Workspace, tmp_path: Path) -> None:
    done = export(gone_month, tmp_path / "rows.parquet")
    expected = perfxl.read_table(gone_month)
    assert done.rows == len(expected)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "rows.parquet"), expected, check_dtype=False)


def test_parquet_carries_the_organisations_figures(gone_month: Workspace, tmp_path: Path) -> None:
    export(gone_month, tmp_path / "rows.parquet")
    (told,) = json.loads(parquet.read_schema(tmp_path / "rows.parquet").metadata[META])
    assert told["staff"] == 8 and told["missing"] == 1 and told["returned"] == 1


def test_csv_has_a_mark_the_header_and_every_row(gone_month: Workspace, tmp_path: Path) -> None:
    export(gone_month, tmp_path / "rows.csv")
    raw = (tmp_path / "rows.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert tuple(lines[0]) == COLUMNS
    table = perfxl.read_table(gone_month)
    assert len(lines) == len(table) + 1
    assert [line[13] for line in lines[1:]] == table["achieved"].tolist()
    assert [float(line[16]) for line in lines[1:]] == table["percent"].tolist()
    assert lines[1][14] == "2024-01-01"


@pytest.mark.parametrize(
    "text", ["=1+1", "+7", "-5 хувь", "@cmd", "\tтекст", "\rтекст", '=HYPERLINK("http://x")']
)
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(text: str, tmp_path: Path) -> None:
    drawn = month(9, 1, 1)
    row = drawn.rows[0]
    drawn = replace(drawn, rows=(replace(row, answered=replace(row.answered, achieved=text)),))
    write_csv(tmp_path / "rows.csv", [drawn])
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as stream:
        (_, line) = csv.reader(stream)
    assert line[13] == "'" + text


def test_sqlite_holds_measures_people_findings_and_organisations(
    gone_month: Workspace, tmp_path: Path
) -> None:
    export(gone_month, tmp_path / "rows.sqlite")
    table = perfxl.read_table(gone_month)
    with closing(sqlite3.connect(tmp_path / "rows.sqlite")) as db:
        assert db.execute("SELECT count(*), sum(percent) FROM measures").fetchone() == (
            len(table), pytest.approx(table["percent"].sum()),
        )  # fmt: skip
        assert db.execute("SELECT count(*) FROM people WHERE state = 'missing'").fetchone() == (1,)
        assert db.execute("SELECT staff FROM organisations").fetchone() == (8,)
        assert db.execute("SELECT count(*) FROM findings WHERE finding = 'L101'").fetchone() == (1,)
        assert db.execute("SELECT typeof(start) FROM measures LIMIT 1").fetchone() == ("text",)


def test_an_earlier_file_is_replaced(gone_month: Workspace, tmp_path: Path) -> None:
    (tmp_path / "rows.sqlite").write_text("old")
    export(gone_month, tmp_path / "rows.sqlite")
    assert (tmp_path / "rows.sqlite").read_bytes().startswith(b"SQLite format 3")
    assert [p.name for p in tmp_path.iterdir()] == ["rows.sqlite"]


def test_another_ending_is_trouble(gone_month: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="export_ending"):
        export(gone_month, tmp_path / "rows.docx")
