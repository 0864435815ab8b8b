"""A database that is only read is found wherever it lies, and made nowhere."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path, PureWindowsPath

import pytest

from perfxl.storage.sqlite_uri import read_only_uri


@pytest.mark.parametrize(
    "name", ["a.sqlite", "нэг хоёр.db", "50% #1.sqlite" if os.name == "nt" else "50% #1?.sqlite"]
)
def test_a_name_with_signs_is_found(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE t (x)")
    with closing(sqlite3.connect(read_only_uri(path), uri=True)) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("t",)]
        with pytest.raises(sqlite3.OperationalError):
            db.execute("INSERT INTO t VALUES (1)")


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("\\\\server\\share\\дүн.sqlite", "file:////server/share/%D0%B4%D2%AF%D0%BD.sqlite?mode=ro"),
        ("D:\\HR\\a b.sqlite", "file:///D%3A/HR/a%20b.sqlite?mode=ro"),
    ],
)
def test_a_share_s_name_stands_in_the_path(path: str, uri: str) -> None:
    class Resolved(PureWindowsPath):
        def resolve(self) -> PureWindowsPath:
            return self

    assert read_only_uri(Resolved(path)) == uri  # type: ignore[arg-type]  # what a path of Windows answers


def test_one_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        sqlite3.connect(read_only_uri(tmp_path / "none.db"), uri=True)
    assert not list(tmp_path.iterdir())
