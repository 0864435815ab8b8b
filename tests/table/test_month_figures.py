"""The summary's figures: equal to an independent computation with pandas and to what LibreOffice works out anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.master.charts import days_shown
from perfxl.master.master import master_bytes
from perfxl.master.summary import MOST_UNITS
from perfxl.master.worth_reading import reasons, short
from perfxl.table.dataframe import frame
from perfxl.table.month_figures import figures, worth
from perfxl.table.table import Tables
from tests.office.office import Office
from tests.support.months import month

STATES = ("хүлээн авсан", "буцаасан", "шийдвэр хүлээж буй", "ирүүлээгүй", "тайлан гаргахгүй")
SIZES = [(7, 2, 4), (48, 6, 8), (100, 40, 3)]


def people(data: bytes) -> pd.DataFrame:
    return pd.read_excel(BytesIO(data), sheet_name="Албан хаагч", dtype={"Код": str}).fillna({"Нэгж": ""})


def measures(data: bytes) -> pd.DataFrame:
    return pd.read_excel(BytesIO(data), sheet_name="Арга хэмжээ", dtype={"Код": str}).fillna({"Нэгж": ""})


def units_on_page(sheet: Worksheet) -> list[tuple[object, ...]]:
    """The lines of the table of units, the total last."""
    lines = []
    for row in sheet.iter_rows(min_row=8, max_col=9, values_only=True):
        lines.append(row)
        if row[0] == "Нийт":
            break
    return lines


def expected_units(data: bytes, names: list[str]) -> list[tuple[object, ...]]:
    staff, rows = people(data), measures(data)
    lines: list[tuple[object, ...]] = []
    for name in names:
        mine, own = staff[staff["Нэгж"] == name], rows[rows["Нэгж"] == name]
        lines.append(
            (
                len(mine),
                *(int((mine["Төлөв"] == s).sum()) for s in STATES),
                len(own),
                own["Биелэлтийн хувь"].mean(),
            )
        )
    return lines


@pytest.mark.parametrize(("staff", "units", "rows"), SIZES)
def test_every_figure_is_what_pandas_makes_of_the_tables(staff: int, units: int, rows: int) -> None:
    drawn = month(staff, units, rows)
    data = master_bytes(drawn)
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True)["Хураангуй"]
    lines = units_on_page(sheet)
    shown = list(drawn.units)[: MOST_UNITS - 1] if units > MOST_UNITS else list(drawn.units)
    for line, wanted in zip(lines, expected_units(data, shown), strict=False):
        assert line[1:8] == wanted[:7]
        assert (
            line[8] == pytest.approx(wanted[7], nan_ok=True)
            if line[8] not in (None, "")
            else pd.isna(wanted[7])
        )
    whole, table = people(data), measures(data)
    total = lines[-1]
    assert total[1:8] == (len(whole), *(int((whole["Төлөв"] == s).sum()) for s in STATES), len(table))
    assert total[8] == pytest.approx(table["Биелэлтийн хувь"].mean())
    assert sum(int(str(line[1])) for line in lines[:-1]) == len(whole)
    assert [sheet.cell(5, c).value for c in (1, 2)] == [len(whole), sum(p.issued for p in drawn.people)]
    assert [sheet.cell(5, c).value for c in (5, 8, 12, 16, 20)] == [
        int((whole["Төлөв"] == s).sum()) for s in STATES
    ]
    assert sheet.cell(5, 24).value == pytest.approx(table["Биелэлтийн хувь"].mean())


def test_the_long_table_and_read_table_have_the_same_mean() -> None:
    drawn = month(48, 6, 8)
    assert figures(drawn).whole.mean == pytest.approx(frame([drawn])["percent"].mean())


def test_the_days_are_those_of_the_employees_sheet() -> None:
    data = master_bytes(month(48, 6, 8))
    wanted = Counter(moment.date() for moment in people(data)["Ирсэн"].dropna())
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True)["Хураангуй"]
    found = {
        row[0].date(): row[1]
        for row in sheet.iter_rows(min_row=8, min_col=29, max_col=30, values_only=True)
        if row[0]
    }
    assert {day: count for day, count in found.items() if count} == wanted


@pytest.mark.office
@pytest.mark.parametrize(("staff", "units", "rows"), SIZES)
def test_libreoffice_works_out_the_same(
    office: Office, tmp_path: Path, staff: int, units: int, rows: int
) -> None:
    data = master_bytes(month(staff, units, rows))
    path = tmp_path / "master.xlsx"
    path.write_bytes(data)
    office.open(path)
    office.recalculate()
    office.save(tmp_path / "again.xlsx")
    office.close()
    before = openpyxl.load_workbook(BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(BytesIO(data))
    after = openpyxl.load_workbook(tmp_path / "again.xlsx", data_only=True)
    count = 0
    for name in before.sheetnames:
        for line in formulas[name].iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    count += 1
                    here, there = before[name][cell.coordinate].value, after[name][cell.coordinate].value
                    same = here == there or here == pytest.approx(there) or {here, there} <= {None, ""}
                    assert same, (name, cell.coordinate, cell.value, here, there)
    assert count > 50


def test_the_rows_to_read_first_are_the_gravest() -> None:
    drawn = month(48, 6, 8)
    ten = worth(drawn)
    assert len(ten) == 10
    with_findings = [one for one in ten if one.codes]
    assert ten[: len(with_findings)] == tuple(with_findings)
    assert all(reasons(one) for one in ten)


def test_a_row_at_a_full_hundred_without_findings_is_not_worth_reading() -> None:
    drawn = month(7, 1, 4)
    rows = tuple(replace(r, findings=(), answered=replace(r.answered, percent=1.0)) for r in drawn.rows)
    assert worth(replace(drawn, rows=rows, findings=())) == ()


def test_of_two_low_percents_the_lower_comes_first() -> None:
    drawn = month(7, 1, 2)
    kept: Tables = replace(drawn, rows=drawn.rows[:2], findings=())
    rows = tuple(
        replace(r, answered=replace(r.answered, percent=p))
        for r, p in zip(kept.rows, (0.4, 0.2), strict=True)
    )
    assert [one.percent for one in worth(replace(kept, rows=rows))] == [0.2, 0.4]


def test_days_without_arrivals_between_are_shown_as_nothing() -> None:
    shown = days_shown(figures(month(48, 6, 2)))
    assert [b - a for (a, _), (b, _) in pairwise(shown)] == [shown[1][0] - shown[0][0]] * (len(shown) - 1)
    assert any(count == 0 for _, count in shown)


def test_short_cuts_at_a_word() -> None:
    assert short("нэг хоёр гурав", 9) == "нэг хоёр …"
    assert short("нэг\nхоёр", 20) == "нэг хоёр"
