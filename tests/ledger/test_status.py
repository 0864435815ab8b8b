"""Everybody is counted once: accepted, held, returned, missing or excused."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.ledger.status import State, people, status, status_json
from tests.ledger.made import PERIOD, employee, roster, when
from tests.support.stand import Stand

UNITS = {"А-01": "Нэг", "А-02": "Нэг", "А-03": "Нэг", "Б-01": "Хоёр", "Б-02": "Хоёр", "Б-03": "Хоёр"}


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path, monkeypatch, tuple(UNITS))
    made.people = [employee(code, unit, "Чөлөөтэй" if code == "Б-03" else "") for code, unit in UNITS.items()]
    made.set_roster(*made.people)
    made.drop("1.xlsx", "А-01 accepted x 1")
    made.drop("2.xlsx", "А-01 returned y 1", 11)
    made.drop("3.xlsx", "А-02 returned x 1")
    made.drop("4.xlsx", "А-02 held y 1", 11)
    made.drop("5.xlsx", "Б-01 returned x 1")
    made.drop("6.xlsx", b"nothing")
    made.collect()
    return made


def test_the_best_that_came_is_a_persons_state(stand: Stand) -> None:
    with stand.ledger() as ledger:
        states = {p.employee.code: (p.state, p.versions) for p in people(ledger, roster(*stand.people))}
    assert states == {
        "А-01": (State.ACCEPTED, 2), "А-02": (State.HELD, 2), "А-03": (State.MISSING, 0),
        "Б-01": (State.RETURNED, 1), "Б-02": (State.MISSING, 0), "Б-03": (State.EXCUSED, 0),
    }  # fmt: skip


def test_the_json_document(stand: Stand) -> None:
    with stand.ledger() as ledger:
        found = status_json(status(ledger, roster(*stand.people), PERIOD))
    (organisation,) = found["organisations"]
    assert (found["period"], organisation["name"]) == (PERIOD, "Туршилтын газар")
    assert organisation["missing"] == ["А-03", "Б-02"]
    assert organisation["units"] == [
        {"name": "Нэг", "issued": 3, "received": 2, "accepted": 1, "returned": 0, "held": 1, "missing": 1, "excused": 0},
        {"name": "Хоёр", "issued": 3, "received": 1, "accepted": 0, "returned": 1, "held": 0, "missing": 1, "excused": 1},
    ]  # fmt: skip


def test_who_is_excused_and_sends_all_the_same_is_counted_by_what_came(stand: Stand) -> None:
    stand.drop("7.xlsx", "Б-03 accepted x 1", 20)
    stand.collect(at=when(200))
    with stand.ledger() as ledger:
        (person,) = (p for p in people(ledger, roster(*stand.people)) if p.employee.code == "Б-03")
    assert person.state is State.ACCEPTED


def test_who_left_the_roster_is_listed_and_not_missing(stand: Stand) -> None:
    left = [one for one in stand.people if one.code not in ("А-01", "А-03")]
    with stand.ledger() as ledger:
        (organisation,) = status(ledger, roster(*left), PERIOD).organisations
    assert organisation.gone == ("А-01", "А-03") and organisation.missing == ("Б-02",)
    counts = [(unit.issued, unit.accepted, unit.missing) for unit in organisation.units]
    assert tuple(map(sum, zip(*counts, strict=True))) == (6, 1, 1)


def test_units_stand_in_the_rosters_order(stand: Stand) -> None:
    turned = roster(*stand.people[::-1])
    with stand.ledger() as ledger:
        (organisation,) = status(ledger, turned, PERIOD).organisations
    assert [unit.name for unit in organisation.units] == ["Хоёр", "Нэг"]
