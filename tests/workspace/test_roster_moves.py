"""A known code with another name is a fault; a mended slip is a warning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.form.place import Place
from perfxl.ledger.records import Sent
from perfxl.workspace.roster_moves import moved
from tests.ledger.made import employee, roster, when

BEFORE = replace(employee(), parent="Болд", name="Түвшин")


@pytest.mark.parametrize(
    ("parent", "name", "codes"),
    [
        ("Болд", "Түвшин", []),
        (" БОЛД", "түвшин ", []),
        ("Болд", "Тувшин", ["R202"]),
        ("Бат", "Түвшин", ["R202"]),
        ("Дорж", "Сараа", ["R201"]),
    ],
)
def test_a_known_code_with_another_name(parent: str, name: str, codes: list[str]) -> None:
    now = replace(BEFORE, parent=parent, name=name, place=Place("Албан хаагч", 4, 1))
    sent = {now.code: Sent(BEFORE, 1, "p1", "issued/a.xlsx", when(0))}
    found = moved(roster(now, employee("Б-02")), sent)
    assert [fault.code for fault in found] == codes
    assert all((fault.sheet, fault.cell) == ("Албан хаагч", "A4") for fault in found)
