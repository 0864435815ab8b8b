"""The sender against the roster: noted, never an error."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.form.plan import Employee, Roster, Settings, Unit
from perfxl.intake.sender import Senders

BAT = Employee("001", "Газар", "Хэлтэс", "мэргэжилтэн", "Дорж", "Бат", "Батын", "Bat@example.mn")
TSETSEG = replace(BAT, code="002", name="Цэцэг", email="tsetseg@example.mn")
OTHER = replace(BAT, code="003", unit="Алба", name="Сүрэн", email="suren@example.mn")
ROSTER = Roster(
    (BAT, TSETSEG, OTHER),
    (Unit("Газар", "", "", verifier_email="darga@example.mn"), Unit("Газар", "Хэлтэс", "", verifier_email="TSETSEG@example.mn", collector_email="Branch@example.mn")),
    {}, Settings(), {},
)  # fmt: skip


@pytest.mark.parametrize(
    ("sender", "code", "expected"),
    [
        ("bat@example.mn", "001", []),
        ("BAT@EXAMPLE.MN", "001", []),
        ("", "001", []),
        ("bat@gmail.com", "001", ["M201"]),
        ("suren@example.mn", "001", ["M202"]),
        ("tsetseg@example.mn", "001", ["M203"]),
        ("tsetseg@example.mn", "003", ["M202"]),
        ("darga@example.mn", "003", ["M203"]),
        ("bat@gmail.com", "999", []),
        ("branch@example.mn", "001", []),
        ("branch@example.mn", "003", ["M201"]),
    ],
    ids=["own", "own in capitals", "from a folder", "private", "a colleague", "head of the unit",
         "head of another unit", "head of the organisation", "nobody's workbook", "who collects for the unit", "who collects for another unit"],
)  # fmt: skip
def test_sender(sender: str, code: str, expected: list[str]) -> None:
    assert [found.code for found in Senders.of(ROSTER).findings(sender, code)] == expected


def test_a_shared_mailbox_is_nobody_elses() -> None:
    shared = replace(ROSTER, employees=(BAT, replace(TSETSEG, email="bat@example.mn")))
    assert Senders.of(shared).findings("bat@example.mn", "002") == ()


def test_the_facts_name_both() -> None:
    (found,) = Senders.of(ROSTER).findings("suren@example.mn", "001")
    assert dict(found.facts) == {"sender": "suren@example.mn", "name": "Д.Бат", "other": "Д.Сүрэн"}
