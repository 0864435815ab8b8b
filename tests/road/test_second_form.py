"""Another form is another TOML: one with other captions, columns and sections runs the whole road without a change of code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Measure, Roster, Settings, Unit
from perfxl.roster.write import write_roster
from tests.office.office import Office
from tests.road.program import fill, issued_file, perfxl, seals, table

TOML = Path(__file__).parent.parent / "data" / "quarter-note-7.toml"
FORM = load_form(str(TOML))
OFFICE = "Жимсний цэцэрлэг"
CODE = "Ж-01"


def plan() -> tuple[Measure, ...]:
    section = next(section for section in FORM.section if section.rows == "plan")
    own = [column.field for column in FORM.column if column.writer == "plan" and column.field not in ("ordinal", "measure", "indicator", "baseline", "target")]  # fmt: skip
    return tuple(
        Measure(
            section.key, "Бүлэг 1" if section.goals else "", str(n), f"{n} дүгээр мөрийн мод услах.", "Услалт", "0", "12",
            own={field: f"{field} {n}" for field in own},
        )
        for n in range(1, 7)
    )  # fmt: skip


def period() -> str:
    for code in ("2024-Q3", "2024-M05", "2024-H1", "2024-Y"):
        try:
            return FORM.period_of(code).code
        except ValueError:
            continue
    raise AssertionError("the form has no period")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "цэцэрлэг"
    done = perfxl("init", folder, "--period", period(), "--form", TOML)
    assert done.status == 0, done.err
    employee = Employee(
        CODE, OFFICE, "", "Цэцэрлэгч", "Бат", "Навч", "Навчийн", titles=("ЦЭЦЭРЛЭГЧ", "НАВЧИЙН ТАЙЛАН")
    )
    units = (Unit(OFFICE, "", "Жимсний цэцэрлэгийн"),)
    roster = Roster((employee,), units, {CODE: plan()}, Settings(), {})
    write_roster(folder / "roster.xlsx", FORM, FORM.period_of(period()), roster)
    done = perfxl("-C", folder, "issue")
    assert done.status == 0, done.err
    return folder


def typed(root: Path) -> dict[str, dict[str, Any]]:
    """Row key -> field -> what is typed."""
    seal = seals(root)[CODE]
    keys = [line.key for line in seal.lines if line.role == "measure"]
    staff = [column for column in FORM.column if column.writer == "staff" and column.kind != "dates"]
    said: dict[str, dict[str, Any]] = {}
    for number, key in enumerate(keys, 1):
        said[key] = {
            c.field: "75%" if c.kind == "percent" else f"{c.field}: {number} удаа усалсан." for c in staff
        }
    return said


def entries(root: Path) -> dict[str, Any]:
    seal = seals(root)[CODE]
    places = {
        (slot.key, slot.field): slot.a1 for slot in seal.slots if not slot.locked and slot.role == "input"
    }
    return {places[key, field]: text for key, row in typed(root).items() for field, text in row.items()}


def test_the_form_is_another(root: Path) -> None:
    known = load_form("order-98-2023-annex-6")
    assert len(FORM.section) < len(known.section)
    assert {c.field for c in FORM.column} - {c.field for c in known.column}
    assert {c.field for c in known.column} - {c.field for c in FORM.column}
    assert (root / TOML.name).is_file()


def test_typed_in_libreoffice_it_arrives(root: Path, office: Office) -> None:
    sheet = office.open(issued_file(root, CODE))[0]
    office.type_many(sheet, list(entries(root).items()))
    office.save(root / "inbox" / "a.xlsx")
    office.close()
    arrives(root)


def test_filled_by_openpyxl_it_arrives(root: Path) -> None:
    said = {cell: 0.75 if value == "75%" else value for cell, value in entries(root).items()}
    fill(issued_file(root, CODE), root / "inbox" / "a.xlsx", said)
    arrives(root)


def arrives(root: Path) -> None:
    os.utime(root / "inbox" / "a.xlsx", (1_733_400_000, 1_733_400_000))
    (parcel,) = perfxl("-C", root, "collect", "--json").json["parcels"]
    assert parcel["verdict"] == "accepted", parcel["findings"]
    assert [f["code"] for f in parcel["findings"] if f["code"][0] in "GIL"] == []
    assert perfxl("-C", root, "consolidate").status == 0
    rows = table(next((root / "master").glob("*.xlsx")), "Арга хэмжээ")
    said = list(typed(root).values())
    assert [row["Хүрсэн түвшин (биелэлт)"] for row in rows] == [row["achieved"] for row in said]
    assert [row["Биелэлтийн хувь"] for row in rows] == [0.75] * len(said)
    for column in FORM.column:
        if column.field not in CANONICAL:
            assert [row[column.caption] for row in rows] == own_values(column.field, said)


CANONICAL = ("ordinal", "measure", "indicator", "baseline", "target", "achieved", "dates", "percent")


def own_values(field: str, said: list[dict[str, Any]]) -> list[Any]:
    """What stands in a column of the form's own: the staff's words, or the plan's."""
    return [row.get(field, f"{field} {number}") for number, row in enumerate(said, 1)]
