"""Nobody verifies the own report; who does is found above, and told at the roster's cell where nobody is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Roster, Settings, Unit
from perfxl.roster.load import load_roster, plan_of
from perfxl.roster.verifiers import NOBODY, Verifier, verifier_of
from perfxl.roster.write import write_roster

FORM = load_form("order-98-2023-annex-6")
YEAR = FORM.period_of("2024-Y")
HEAD = Employee("001", "Газар", "Тасаг", "Тасгийн дарга", "Дорж", "Болд", "Болдын", "bold@example.mn")
CLERK = Employee("002", "Газар", "Тасаг", "мэргэжилтэн", "Бат", "Сүрэн", "Сүрэнгийн", "suren@example.mn")
CHIEF = Unit("Газар", "", "Газрын", "Газрын дарга", "Э.Сэргэлэн", "chief@example.mn")
OWN_UNIT = Unit("Газар", "Тасаг", "Тасгийн", "Тасгийн дарга", "Д.Болд", "bold@example.mn")


def roster(*people: Employee, units: tuple[Unit, ...] = (CHIEF, OWN_UNIT)) -> Roster:
    return Roster(people or (HEAD, CLERK), units, {}, Settings(), {})


def told(tmp_path: Path, given: Roster) -> list[tuple[str, str]]:
    write_roster(tmp_path / "roster.xlsx", FORM, YEAR, given)
    _, faults = load_roster(tmp_path, FORM)
    return [(fault.code, fault.cell) for fault in faults if fault.code in ("R128", "R129")]


def test_the_head_of_a_unit_verifies_its_people_and_whoever_stands_above_the_head() -> None:
    assert verifier_of(roster(), CLERK) == Verifier("Тасгийн дарга", "Д.Болд", "bold@example.mn")
    assert verifier_of(roster(), HEAD) == Verifier("Газрын дарга", "Э.Сэргэлэн", "chief@example.mn")


@pytest.mark.parametrize(
    ("changes", "verifier"),
    [
        ({"verifier_code": "001"}, Verifier("Тасгийн дарга", "Д.Болд", "bold@example.mn")),
        (
            {"verifier_position": "Орлогч дарга", "verifier_name": "Г.Нямаа"},
            Verifier("Орлогч дарга", "Г.Нямаа"),
        ),
        ({"verifier_code": "002"}, NOBODY),
        ({"verifier_name": "б.сүрэн"}, NOBODY),
    ],
    ids=["a code", "position and name", "the own code", "the own name"],
)
def test_what_is_typed_at_the_employee_comes_first(changes: dict[str, str], verifier: Verifier) -> None:
    author = replace(CLERK, **changes)  # type: ignore[arg-type]  # fields by name
    assert verifier_of(roster(HEAD, author), author) == verifier


def test_the_same_name_with_another_address_is_somebody_else() -> None:
    namesake = replace(CLERK, parent="Дорж", name="Болд")
    assert verifier_of(roster(HEAD, namesake), namesake).name == "Д.Болд"


def test_the_block_of_who_would_verify_the_own_report_stays_blank_and_the_cell_is_told(
    tmp_path: Path,
) -> None:
    alone = roster(HEAD, units=(replace(CHIEF, verifier_name="Д.Болд", verifier_email=""), OWN_UNIT))
    unit = plan_of(alone, HEAD, FORM, YEAR).unit
    assert (unit.verifier_position, unit.verifier_name) == ("", "")
    assert told(tmp_path, alone) == [("R129", "F2")]


def test_a_code_that_is_nobody_s_is_told_with_its_cell(tmp_path: Path) -> None:
    assert told(tmp_path, roster(HEAD, replace(CLERK, verifier_code="077"))) == [("R128", "M3")]


def test_nothing_is_told_where_everybody_has_a_verifier(tmp_path: Path) -> None:
    assert told(tmp_path, roster()) == []


@pytest.mark.parametrize(
    ("unit", "position", "title"),
    [
        ("Тасаг", "Тасгийн дарга", "ГАЗРЫН ТАСГИЙН ДАРГА"),
        ("Тасаг", "дарга", "ГАЗРЫН ТАСГИЙН ДАРГА"),
        ("", "Газрын дарга", "ГАЗРЫН ДАРГА"),
        ("Тасаг", "мэргэжилтэн", "ГАЗРЫН ТАСГИЙН МЭРГЭЖИЛТЭН"),
        ("Тасаг", "Тасгийн", "ГАЗРЫН ТАСГИЙН ТАСГИЙН"),
    ],
    ids=["the unit's word", "none", "the organisation's word", "another", "nothing but the word"],
)
def test_a_title_says_no_word_twice(unit: str, position: str, title: str) -> None:
    author = replace(HEAD, unit=unit, position=position)
    assert plan_of(roster(author), author, FORM, YEAR).titles[0] == title
