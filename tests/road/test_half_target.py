"""The first half's own target: from the roster into the half-year's form, through its seal into the judgement; the year's
form shows the year's. A standing duty goes on into the next year though it was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Measure, Roster, Settings, Unit
from perfxl.form.seal import from_json
from perfxl.roster.load import load_roster, plan_of
from perfxl.roster.write import write_roster
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import ledger_of
from tests.support.runs import collect, issue, rollover

FORM = load_form("order-98-2023-annex-6")
AT = datetime(2024, 7, 2, 9, tzinfo=UTC)
PERSON = Employee("001", "Газар", "Хэлтэс", "мэргэжилтэн", "Дорж", "Бат", "Батын")
SEMINAR = Measure(
    FORM.section[0].key, "Зорилт", "1.1", "Сургалт зохион байгуулах", "сургалтын тоо", "", "100 сургалт"
)
OWN = replace(SEMINAR, half_target="60 сургалт")


def workspace(root: Path, period: str, *measures: Measure) -> Workspace:
    """A workspace of one person with these measures, issued."""
    made = make_workspace(root, period, FORM.id)
    units = (Unit("Газар", "", "Газрын"), Unit("Газар", "Хэлтэс", "Хэлтсийн"))
    write_roster(made.roster, FORM, made.period, Roster((PERSON,), units, {"001": measures}, Settings(), {}))
    issue(made, AT)
    return made


def answered(made: Workspace, count: int) -> list[tuple[str, str, str]]:
    """What is told of the row's figure against the target when so much was done: code, what was awaited, what was told."""
    with ledger_of(made) as ledger:
        seal, sent = ledger.issued.latest_seals()["001"], ledger.issued.last()["001"]
    book = openpyxl.load_workbook(made.root / sent.path)
    (row,) = (line.key for line in seal.lines if line.role == "measure")
    cells = {slot.field: slot.a1 for slot in seal.slots if slot.key == row and not slot.locked}
    sheet = book[seal.sheet]
    sheet[cells["achieved"]], sheet[cells["percent"]] = f"Энэ хугацаанд {count} сургалт зохион байгууллаа.", 1
    book.save(made.inbox / f"{count}.xlsx")
    collect(made, AT)
    with ledger_of(made) as ledger:
        version = next(v for v in ledger.versions.all() if f"/{count}." in v.arrival.name)
    told = [f for f in version.judged.findings if f.code == "E103"]
    return [(f.code, str(f.facts["expected"]), str(f.facts["reached"])) for f in told]


@pytest.mark.parametrize(
    ("period", "measure", "count", "expected"),
    [
        ("2024-H1", OWN, 55, [("E103", "60", "55")]),
        ("2024-H1", OWN, 60, []),
        ("2024-H1", replace(OWN, half_target="", half_target_number=60.0), 55, [("E103", "60", "55")]),
        ("2024-H1", SEMINAR, 55, []),
        ("2024-H1", SEMINAR, 40, [("E103", "50", "40")]),
        ("2024-Y", OWN, 60, [("E103", "100", "60")]),
        ("2024-Y", OWN, 100, []),
    ],
)
def test_the_half_year_is_judged_by_its_own_target(
    tmp_path: Path, period: str, measure: Measure, count: int, expected: list[tuple[str, str, str]]
) -> None:
    assert answered(workspace(tmp_path / "w", period, measure), count) == expected


def test_the_form_shows_the_target_of_its_period_and_the_roster_keeps_both(tmp_path: Path) -> None:
    half, year = (workspace(tmp_path / code, code, OWN) for code in ("2024-H1", "2024-Y"))
    for made, target in ((half, "60 сургалт"), (year, "100 сургалт")):
        with ledger_of(made) as ledger:
            seal = ledger.issued.latest_seals()["001"]
        assert [slot.value for slot in seal.slots if slot.field == "target" and slot.role == "plan"] == [
            target
        ]
        assert bool(seal.own_targets) == (made is half)
        assert from_json(seal.to_json()) == seal
        assert ('"own_targets"' in seal.to_json()) == (made is half)
    roster, faults = load_roster(half.root, FORM)
    assert roster is not None and not [fault for fault in faults if fault.severity == "error"]
    (measure,) = roster.shared["001"]
    assert (measure.target, measure.half_target, measure.own_target) == ("100 сургалт", "60 сургалт", False)


def test_the_keys_are_the_same_in_both_periods() -> None:
    roster = Roster((PERSON,), (), {"001": (OWN,)}, Settings(), {})
    half, year = (plan_of(roster, PERSON, FORM, FORM.period_of(code)) for code in ("2024-H1", "2024-Y"))
    assert half.keys == year.keys and half.own_targets == half.keys and year.own_targets == ()


def test_a_standing_duty_goes_on_though_it_was_done(tmp_path: Path) -> None:
    other = replace(SEMINAR, number="1.2", measure="Тоног төхөөрөмж худалдан авах", target="4 ширхэг")
    made = workspace(tmp_path / "w", "2024-Y", replace(SEMINAR, standing=True), other)
    with ledger_of(made) as ledger:
        seal, sent = ledger.issued.latest_seals()["001"], ledger.issued.last()["001"]
    book = openpyxl.load_workbook(made.root / sent.path)
    planned = {line.key for line in seal.lines if line.role == "measure"}
    for slot in seal.slots:
        if slot.key in planned and slot.role == "input" and slot.field in ("achieved", "percent"):
            book[seal.sheet][slot.a1] = (
                1 if slot.field == "percent" else "Төлөвлөсний дагуу бүрэн хийж дуусгав."
            )
    book.save(made.inbox / "a.xlsx")
    collect(made, AT)
    rollover(made, tmp_path / "next", "2025-Y", AT)
    roster, _ = load_roster(tmp_path / "next", FORM)
    assert roster is not None
    assert [(m.measure, m.standing) for m in roster.shared["001"]] == [("Сургалт зохион байгуулах", True)]


def test_what_is_neither_yes_nor_no_is_told(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w", "2024-Y", SEMINAR)
    book = openpyxl.load_workbook(made.roster)
    sheet = book["Төлөвлөгөө"]
    (column,) = (cell.column for cell in sheet[1] if cell.value == "Давтагдах")
    sheet.cell(2, column).value = "магадгүй"
    book.save(made.roster)
    _, faults = load_roster(made.root, FORM)
    assert [(f.code, f.cell) for f in faults if f.code == "R139"] == [
        ("R139", f"{sheet.cell(2, column).column_letter}2")
    ]
