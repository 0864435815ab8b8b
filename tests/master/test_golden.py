"""The master and the roll-up as text, compared with what was looked at and found good. PERFXL_UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.form.definition import load_form
from perfxl.master.master import master_bytes
from perfxl.master.notes.hr_part import HrPart, NoteCell, OwnCell, OwnSheet
from perfxl.master.rollup import Branch, rollup_bytes
from perfxl.table.overview import overview
from perfxl.workspace.folder import Workspace
from tests.issue.sample import OTHER_FORM
from tests.support import months
from tests.support.months import MADE, month
from tests.support.workbook_text import compare, workbook_text

GOLDEN = Path(__file__).with_name("golden")
CODES = ("E101", "F401", "G013", "I902")


@pytest.fixture(autouse=True)
def codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same codes though others are added to the catalogue."""
    monkeypatch.setattr(months, "some_codes", lambda count: list(CODES[:count]))


def test_the_master_is_what_was_looked_at() -> None:
    own = HrPart(
        {"people": ("ХН оноо",), "measures": ("ХН тэмдэглэл", "ХН нэмэлт")},
        {
            ("people", "002", "ХН тэмдэглэл"): NoteCell("Ярилцсан"),
            ("people", "003", "ХН оноо"): NoteCell(45_000.0, "yyyy.mm.dd"),
            ("measures", "001/m0001", "ХН нэмэлт"): NoteCell("Мөр\nхоёр"),
            ("measures", "999/m1", "ХН тэмдэглэл"): NoteCell("Эзэнгүй тэмдэглэл"),
        },
        (OwnSheet("Миний тооцоо", (OwnCell(2, 2, NoteCell(3.0, "General", "SUM(D1:D3)")),)),),
    )
    found = workbook_text(master_bytes(month(14, 3, 3), own))
    assert compare(found, GOLDEN / "master.txt") == ""


def test_the_master_of_a_form_with_columns_of_its_own_is_what_was_looked_at() -> None:
    found = workbook_text(master_bytes(month(2, 1, 2, load_form(OTHER_FORM))))
    assert compare(found, GOLDEN / "small_master.txt") == ""


def test_the_roll_up_is_what_was_looked_at(gone_month: Workspace) -> None:
    drawn = month(14, 3, 3)
    branches = [
        Branch(overview(drawn), "branches/1.sqlite"),
        Branch(replace(overview(drawn), organisation="Өвөр", staff=None, mean=None), "branches/2.csv"),
    ]
    found = workbook_text(rollup_bytes(branches, gone_month, MADE))
    assert compare(found, GOLDEN / "rollup.txt") == ""
