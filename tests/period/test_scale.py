"""Large months: 177 employees read back cell by cell by three readers; 1,500 within 400 MB, notes and all."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from perfxl.master.master import master_bytes
from perfxl.master.notes.old_workbook import OldBook
from perfxl.reading.row_stream import Line
from perfxl.table.table import Tables
from tests.master.expected import expected
from tests.office.office import Office
from tests.support.months import month

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def drawn() -> Tables:
    return month(177, 14, 42)


@pytest.fixture(scope="module")
def path(drawn: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("scale") / "master.xlsx"
    place.write_bytes(master_bytes(drawn))
    return place


def plain(value: object) -> object:
    """A value as every reader can give it: dates as days since 1899-12-30, nothing as an empty text."""
    if isinstance(value, datetime):
        return float((value - datetime(1899, 12, 30)).days)
    if value is None or value != value:
        return ""
    return float(value) if isinstance(value, int | float) else value


def wanted(drawn: Tables) -> list[list[object]]:
    return [[plain(v) for v in expected(row)] for row in drawn.rows]


def test_our_reader_gives_the_long_table_back(drawn: Tables, path: Path) -> None:
    lines: list[list[object]] = []

    def each(number: int, line: Line) -> None:
        if number > 1:
            lines.append([plain(line[c].value) if c in line else "" for c in range(1, 19)])

    with OldBook(path) as book:
        sheet = book.sheet("Арга хэмжээ")
        assert sheet
        book.read(sheet, each)
    assert lines == wanted(drawn)


def test_openpyxl_gives_the_long_table_back(drawn: Tables, path: Path) -> None:
    sheet = openpyxl.load_workbook(path, data_only=True, read_only=True)["Арга хэмжээ"]
    lines = [[plain(v) for v in row[:18]] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert lines == wanted(drawn)


def test_pandas_gives_the_long_table_back(drawn: Tables, path: Path) -> None:
    table = pd.read_excel(path, sheet_name="Арга хэмжээ", dtype=object, engine="calamine")
    lines = [[plain(v) for v in row[:18]] for row in table.itertuples(index=False)]
    said = wanted(drawn)
    for line, one in zip(lines, said, strict=True):
        assert [str(v) if isinstance(v, float) else v for v in line[13:16]] == [
            str(v) if isinstance(v, float) else v for v in one[13:16]
        ]
        assert [v for v in line[4:13] if isinstance(v, str)] == [v for v in one[4:13] if isinstance(v, str)]


@pytest.mark.office
def test_libreoffice_opens_it_and_keeps_every_value(
    office: Office, drawn: Tables, path: Path, tmp_path: Path
) -> None:
    assert office.open(path)[:5] == ["Хураангуй", "Албан хаагч", "Арга хэмжээ", "Илрүүлэлт", "Тайлбар"]
    office.save(tmp_path / "again.xlsx")
    office.close()
    sheet = openpyxl.load_workbook(tmp_path / "again.xlsx", data_only=True, read_only=True)["Арга хэмжээ"]
    lines = [[plain(v) for v in row[:18]] for row in sheet.iter_rows(min_row=2, max_col=19, values_only=True)]
    assert lines == wanted(drawn)


_LARGE = """
import json, sys
from dataclasses import replace
from pathlib import Path
from perfxl.finding import Verdict
from perfxl.ledger.status import State
from perfxl.master.master import master_bytes
from perfxl.master.notes.hr_part import NoteCell, HrPart
from perfxl.master.notes.read_back import read_master
from tests.support import months
from tests.support.memory import peak
months._state = lambda n: State.ACCEPTED
drawn = months.month(1500, 30, 45)
place = Path(sys.argv[1])
own = HrPart(cells={("measures", row.key, "\\u0425\\u041d \\u0442\\u044d\\u043c\\u0434\\u044d\\u0433\\u043b\\u044d\\u043b"): NoteCell("x") for row in drawn.rows[::7]})
place.write_bytes(master_bytes(drawn, own))
made = peak()
old = read_master(place)
read = peak()
print(json.dumps({"rows": len(drawn.rows), "made": made, "read": read, "edits": old.edit_count,
    "same": old.own.cells == own.cells, "size": place.stat().st_size}))
"""


def test_1500_employees_are_made_and_read_back_within_400_mb(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LARGE, str(tmp_path / "master.xlsx")],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["rows"] == 67_500
    assert told["made"] < 400 and told["read"] < 400
    assert told["edits"] == 0 and told["same"]
