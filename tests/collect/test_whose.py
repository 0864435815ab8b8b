"""Whose report it is: two signs beat one, an older copy waits, and nobody's genuine report is replaced by a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from perfxl.collect.filled_by import FilledBy
from perfxl.finding import Verdict
from perfxl.form.plan import Employee, Roster, Settings, Unit
from perfxl.ledger.standing import Came, settle
from perfxl.texts import finding
from tests.ledger.made import arrival, judged, roster

WHEN = datetime(2024, 12, 10, 9, tzinfo=UTC)


def person(code: str, parent: str, name: str, email: str) -> Employee:
    return Employee(code, "Газар", "Хэлтэс", "мэргэжилтэн", parent, name, name, email)


BOLD = person("007", "Дорж", "Болд", "bold@example.mn")
SARAA = person("008", "Пүрэв", "Сараа", "saraa@example.mn")
NARAA = person("009", "Пүрэв", "Наран", "naran@example.mn")
PEOPLE = Roster(
    (BOLD, SARAA, NARAA), (Unit("Газар", "Хэлтэс", "", verifier_email="head@example.mn"),), {},
    roster().settings, {},
)  # fmt: skip


def told(
    signed: str = "", sender: str = "", name: str = "тайлан", sent: dict[str, set[str]] | None = None
) -> str:
    """Whom the signs of a workbook of 007 name, where they are enough."""
    known = judged(code="007")
    if signed:
        known = replace(known, findings=(finding("I301", written=signed, expected="Д.Болд"),))
    came = replace(arrival(f"inbox/m.eml!{name}.xlsx"), sender=sender)
    somebody = FilledBy.of(PEOPLE, sent or {}).somebody_else(came, known)
    return str(somebody.facts["other"]) if somebody else ""


@pytest.mark.parametrize(
    ("signed", "sender", "name"),
    [
        ("П.Сараа", "saraa@example.mn", "тайлан"),
        ("П.Сараа", "", "008 П.Сараа 2024-Y"),
        ("", "Saraa@example.mn", "П.Сараа тайлан"),
        ("Пүрэв Сараа", "saraa@example.mn", "008"),
    ],
)
def test_two_signs_or_more_name_somebody_else(signed: str, sender: str, name: str) -> None:
    assert told(signed, sender, name) == "008"


def test_who_collects_for_a_unit_is_no_sign() -> None:
    unit = replace(PEOPLE.units[0], collector_email="SARAA@example.mn")
    known = replace(judged(code="007"), findings=(finding("I301", written="П.Сараа", expected="Д.Болд"),))
    came = replace(arrival("inbox/m.eml!тайлан.xlsx"), sender="saraa@example.mn")
    assert FilledBy.of(PEOPLE, {}).somebody_else(came, known) is not None
    assert FilledBy.of(replace(PEOPLE, units=(unit,)), {}).somebody_else(came, known) is None


@pytest.mark.parametrize(
    ("signed", "sender", "name", "sent"),
    [
        pytest.param("П.Сараа", "", "тайлан", {}, id="a signature alone"),
        pytest.param("", "saraa@example.mn", "тайлан", {}, id="a substitute's address alone"),
        pytest.param("", "", "008 П.Сараа", {}, id="a file's name alone"),
        pytest.param("П.Сараа", "naran@example.mn", "тайлан", {}, id="two signs for two people"),
        pytest.param("", "saraa@example.mn", "007 008", {}, id="a file's name that fits the token's too"),
        pytest.param("П.Сараа", "head@example.mn", "тайлан", {}, id="the head of the unit sends"),
        pytest.param(
            "П.Сараа",
            "saraa@example.mn",
            "тайлан",
            {"saraa@example.mn": {"008", "009"}},
            id="who sends several people's",
        ),
        pytest.param("Х.Гэрэл", "x@example.mn", "999", {}, id="nobody of the roster"),
    ],
)
def test_less_than_two_signs_are_none(signed: str, sender: str, name: str, sent: dict[str, set[str]]) -> None:
    assert told(signed, sender, name, sent) == ""


@pytest.mark.parametrize("office", ["verifier", "contact", "none"])
def test_the_address_of_who_verifies_or_collects_by_office_is_no_sign(office: str) -> None:
    people = PEOPLE
    if office == "verifier":
        people = replace(people, employees=(BOLD, SARAA, replace(NARAA, verifier_code=SARAA.code)))
    elif office == "contact":
        people = replace(people, settings=Settings((("contact_email", SARAA.email.upper()),)))
    known = replace(judged(code="007"), findings=(finding("I301", written="П.Сараа", expected="Д.Болд"),))
    sent = replace(arrival("inbox/m.eml!тайлан.xlsx"), sender=SARAA.email)
    found = FilledBy.of(people, {}).somebody_else(sent, known)
    assert (found is None) is (office != "none")


def came(id: str, minutes: float, saved_days: float | None, digest: str, **more: object) -> Came:
    saved = None if saved_days is None else WHEN + timedelta(days=saved_days)
    return Came(
        id, id, WHEN + timedelta(minutes=minutes), Verdict.ACCEPTED, "007", digest, saved=saved, **more
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("saved", "verdict"),
    [(-20, "held"), (-1.5, "held"), (-0.9, "accepted"), (None, "accepted"), (0, "accepted"), (9, "accepted")],
)
def test_a_copy_saved_long_before_the_one_that_counts_awaits_a_person(
    saved: float | None, verdict: str
) -> None:
    stood = settle([came("a", 0, 0, "new"), came("b", 60, saved, "old")], {})
    assert str(stood["b"].verdict) == verdict
    assert stood["a"].counts == (verdict == "held")
    if verdict == "held":
        assert stood["b"].by == "a"
        assert settle([came("b", 60, saved, "old"), came("a", 0, 0, "new")], {}) == stood
        assert settle([came("a", 0, 0, "new"), came("b", 60, saved, "old")], {"b": "accept"})["b"].counts


def test_the_same_answers_saved_earlier_are_a_duplicate() -> None:
    stood = settle([came("a", 0, 0, "x"), came("b", 60, -20, "x")], {})
    assert str(stood["b"].verdict) == "duplicate"
