"""The roster's cells through our own reader are those that openpyxl sees."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.roster.tables import clean, read_grids

LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=12)
VALUES = st.one_of(
    st.none(),
    LETTERS.filter(lambda text: "_x" not in text and text[:1] != "="),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2099, 12, 31)),
    st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),
    st.times().map(lambda of_day: of_day.replace(microsecond=0)),
    st.timedeltas(timedelta(0), timedelta(30)).map(lambda length: timedelta(seconds=length // timedelta(seconds=1))),
)  # fmt: skip


def expected(value: object) -> tuple[str, object] | None:
    """Kind and value of a cell by what openpyxl reads."""
    if isinstance(value, bool):
        return "text", str(value).upper()
    if isinstance(value, int | float):
        return "number", float(value)
    if isinstance(value, datetime):
        return "date", value.date()
    if isinstance(value, date | time):
        return "date", value if isinstance(value, date) else None
    text = "" if value is None else clean(str(value))
    return ("text", text) if text else None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(VALUES, max_size=5), max_size=6), epoch=st.sampled_from(["1900", "1904"]))
def test_every_kind_of_cell_is_read_as_openpyxl_reads_it(
    tmp_path: Path, rows: list[list[object]], epoch: str
) -> None:
    book = openpyxl.Workbook()
    book.epoch = (
        openpyxl.utils.datetime.MAC_EPOCH if epoch == "1904" else openpyxl.utils.datetime.WINDOWS_EPOCH
    )
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "roster.xlsx").write_bytes(out.getvalue())
    seen = openpyxl.load_workbook(io.BytesIO(out.getvalue()), data_only=True).active
    wanted = {
        (cell.row, cell.column): told
        for row in seen.iter_rows()
        for cell in row
        if (told := expected(cell.value))
    }
    grids, faults = read_grids(tmp_path)
    assert grids is not None and not faults
    (grid,) = grids.values()
    read = {
        (cell.place.row, cell.place.column): (cell.kind, cell.value)
        for _, cells in grid
        for cell in cells
        if cell.kind != "empty"
    }
    assert read == wanted


@pytest.mark.parametrize("mark", ["_x000D_\n", "_x000d_\n"])
def test_a_line_end_that_excel_escapes_is_one_line_end(tmp_path: Path, mark: str) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = f"Нэг{mark}хоёр"
    book.save(tmp_path / "roster.xlsx")
    grids, _ = read_grids(tmp_path)
    assert grids is not None
    assert [cell.text for _, cells in grids["Sheet"] for cell in cells] == ["Нэг\nхоёр"]
