"""A real report goes the whole road: every word, date and percent arrives in the master as it was typed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.office.office import Office
from tests.road.program import Done, fill, inputs, issued_file, perfxl, seals, table
from tests.road.real import load, measures, write_real_roster

CODE = "007"
Fill = Callable[[Path, Path, dict[str, str]], None]


def percent_by_table(value: Any, number_format: str) -> float | None:
    """The contract's table, written down a second time."""
    if isinstance(value, str):
        text = value.replace("%", "").replace(";", "").replace(",", ".").strip()
        number = float(text) if text else None
        if number is None:
            return None
        return number / 100 if "%" in value or number >= 1 else number
    if value is None:
        return None
    if "%" in number_format:
        return value if value <= 1.5 else value / 100
    return value / 100 if value >= 1 else value


def typed(report: dict[str, Any], seal: Any, skip_empty: bool) -> dict[str, str]:
    """Address -> what the employee typed, row by row."""
    entries: dict[str, str] = {}
    addresses = {field: inputs(seal, field) for field in ("achieved", "dates", "percent")}
    keys = [line.key for line in seal.lines if line.role == "measure"]
    for key, (_, _, measure) in zip(keys, measures(report), strict=True):
        entries[addresses["achieved"][key]] = measure["achieved"]
        entries[addresses["dates"][key]] = measure["dates_as_printed"]
        if measure["percent_as_printed"] or not skip_empty:
            entries[addresses["percent"][key]] = measure["percent_as_printed"] or "100%"
    return entries


def by_hand(office: Office) -> Fill:
    def fill_in(source: Path, target: Path, entries: dict[str, str]) -> None:
        sheet = office.open(source)[0]
        office.type_many(sheet, list(entries.items()))
        office.save(target)
        office.close()

    return fill_in


def by_program(source: Path, target: Path, entries: dict[str, str]) -> None:
    fill(source, target, entries)


@pytest.fixture(params=["typed in LibreOffice", "filled by openpyxl"])
def fill_in(request: pytest.FixtureRequest) -> Fill:
    return by_hand(request.getfixturevalue("office")) if "LibreOffice" in request.param else by_program


def test_the_whole_road(reports: Path, tmp_path: Path, fill_in: Fill) -> None:
    report, workspace = load(reports), tmp_path / "Ажлын хавтас"
    assert perfxl("init", workspace, "--period", "2024-Y").status == 0
    write_real_roster(report, workspace)
    done = perfxl("-C", workspace, "issue")
    assert done.status == 0, done.err
    seal, source = seals(workspace)[CODE], issued_file(workspace, CODE)
    missing = next(m for _, _, m in measures(report) if not m["percent_as_printed"])

    first = workspace / "inbox" / "тайлан.xlsx"
    fill_in(source, first, typed(report, seal, skip_empty=True))
    os.utime(first, (1_733_400_000, 1_733_400_000))
    collected = perfxl("-C", workspace, "collect", "--json")
    assert collected.status == 0, collected.err
    keys = [line.key for line in seal.lines if line.role == "measure"]
    gap = inputs(seal, "percent")[keys[[m for _, _, m in measures(report)].index(missing)]]
    returned_for(collected, gap)

    second = workspace / "inbox" / "тайлан засав.xlsx"
    fill_in(source, second, typed(report, seal, skip_empty=False))
    os.utime(second, (1_733_500_000, 1_733_500_000))
    again = perfxl("-C", workspace, "collect", "--json")
    verdicts = {parcel["name"]: parcel["verdict"] for parcel in again.json["parcels"]}
    assert verdicts["inbox/тайлан засав.xlsx"] == "accepted"

    assert perfxl("-C", workspace, "consolidate").status == 0
    master = next((workspace / "master").glob("*.xlsx"))
    everything_arrived(report, seal, second, master)


def returned_for(collected: Done, cell: str) -> None:
    (parcel,) = collected.json["parcels"]
    errors = [(f["field"], f["cell"]) for f in parcel["findings"] if f["severity"] == "error"]
    assert (parcel["verdict"], errors) == ("returned", [("percent", cell)])
    assert (parcel["employee"], parcel["rows"]) == (CODE, 42)


def everything_arrived(report: dict[str, Any], seal: Any, workbook: Path, master: Path) -> None:
    rows = table(master, "Арга хэмжээ")
    assert len(rows) == len(measures(report)) == 42
    sheet = load_workbook(workbook).worksheets[0]
    for row, key, (_, goal, measure) in zip(
        rows, [line.key for line in seal.lines if line.role == "measure"], measures(report), strict=True
    ):
        assert row["Хүрсэн түвшин (биелэлт)"] == measure["achieved"]
        assert (day(row["Эхэлсэн"]), day(row["Дууссан"])) == (measure["start"], measure["end"])
        cell = sheet[inputs(seal, "percent")[key]]
        assert row["Биелэлтийн хувь"] == pytest.approx(
            percent_by_table(cell.value, cell.number_format), abs=1e-12
        )
        assert row["Дугаар"] == measure["label"]
        assert (row["Зорилт"] or "") == goal
        assert (row["Хүрэх түвшин"] or "") == (measure["target"] or "")
        assert row["Код"] == CODE


def day(value: datetime | date) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
