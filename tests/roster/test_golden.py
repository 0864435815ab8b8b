"""The roster as text, compared with what was looked at and found good. PERFXL_UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.cli.invented import invent
from perfxl.form.definition import load_form
from perfxl.form.plan import Roster, Settings
from perfxl.roster.write import roster_workbook
from tests.issue.sample import OTHER_FORM
from tests.support.workbook_text import compare, workbook_text

GOLDEN = Path(__file__).with_name("golden")
FORM = load_form("order-98-2023-annex-6")
YEAR = FORM.period_of("2024-Y")


def filled() -> Roster:
    """Three invented employees, one of them on leave, with a severity and a setting of HR's own."""
    roster = invent(3, FORM, YEAR).roster
    first, *others = roster.employees
    settings = Settings((*roster.settings.entries, ("E101", "note"), ("printer", "2")))
    return replace(
        roster, employees=(replace(first, excuse="Жирэмсний амралттай"), *others), settings=settings
    )


@pytest.mark.parametrize("language", ["mn", "en"])
def test_the_blank_roster_is_what_was_looked_at(language: str) -> None:
    found = workbook_text(roster_workbook(FORM, YEAR, None, language))
    assert compare(found, GOLDEN / f"blank_{language}.txt") == ""


def test_a_filled_roster_is_what_was_looked_at() -> None:
    assert compare(workbook_text(roster_workbook(FORM, YEAR, filled())), GOLDEN / "filled.txt") == ""


def test_the_roster_of_a_form_with_columns_of_its_own_is_what_was_looked_at() -> None:
    form = load_form(OTHER_FORM)
    found = workbook_text(roster_workbook(form, form.period_of("2024-Q2"), None))
    assert compare(found, GOLDEN / "other_form.txt") == ""
