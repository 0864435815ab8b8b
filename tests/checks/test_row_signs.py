"""The signs of the sheet tell the truth: a row that says complete is not returned for anything that stands in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.checks.fields import check_fields
from perfxl.form.calculate import calculated
from perfxl.form.definition import load_form
from perfxl.form.layout import Layout, filled
from perfxl.form.plan import Settings
from perfxl.form.signs import COMPLETE
from perfxl.issue.workbook import build_workbook
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import read_report
from tests.issue.sample import CREATED, OTHER_FORM, layout, plan
from tests.support.row_states import states

PLANNED, BARE = layout(), layout(plan(()), load_form(OTHER_FORM), "2024-Q2")


def complete(laid: Layout) -> set[str]:
    return {slot.key for slot in calculated(laid).slots if slot.field == "state" and slot.value == COMPLETE}


def failing(laid: Layout) -> dict[str, set[str]]:
    """The errors that a check finds on a row, by its key."""
    report = read_report(
        read_book(open_package(build_workbook(laid, plan(), "", Settings(), CREATED))), laid.form
    )
    errors: dict[str, set[str]] = {}
    for fault in check_fields(report, laid.form, None):
        for key in fault.key.split(",") if fault.severity == "error" else ():
            errors.setdefault(key, set()).add(fault.code)
    return errors


@pytest.mark.parametrize("laid", [PLANNED, BARE], ids=["official", "invented"])
@given(data=st.data())
@settings(max_examples=60)
def test_a_row_that_is_complete_has_no_error(laid: Layout, data: st.DataObject) -> None:
    said = filled(laid, data.draw(states(laid)))
    assert complete(said) & failing(said).keys() == set()


@given(
    first=st.dates(date(1990, 1, 1), date(2098, 1, 1)),
    days=st.integers(-400, 400),
    percent=st.integers(0, 150).map(lambda n: n / 100),
)
@settings(max_examples=60)
def test_dates_and_percents_in_the_form_s_own_spelling_are_complete_where_no_error_is_found(
    first: date, days: int, percent: float
) -> None:
    key = plan().keys[0]
    span = f"{first:%Y.%m.%d}-{first + timedelta(days=days):%Y.%m.%d}"
    said = filled(PLANNED, {(key, "achieved"): "Хийсэн", (key, "dates"): span, (key, "percent"): percent})
    assert (key in complete(said)) is (key not in failing(said)) is (days >= 0)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("dates", "2024.12.31-2024.01.01", "F204"),
        ("dates", "2024-12-31 2024-01-01", "F204"),
        ("achieved", "\u00a0\n", "F101"),
        ("achieved", "#N/A", "F111"),
        ("percent", "үгүй", "F103"),
        ("percent", -0.1, "F104"),
        ("percent", None, "F102"),
    ],
)
def test_what_a_check_would_return_is_not_complete(field: str, value: str | float | None, code: str) -> None:
    key = plan().keys[0]
    sound = {"achieved": "Хийсэн", "dates": "2024.01.01-2024.12.31", "percent": 1.0}
    said = filled(PLANNED, {(key, name): given for name, given in (sound | {field: value}).items()})
    assert failing(said)[key] == {code} and key not in complete(said)
    assert key in complete(filled(PLANNED, {(key, name): given for name, given in sound.items()}))


@pytest.mark.parametrize("achieved", ["", "Хийсэн", "0"])
def test_an_error_in_the_thin_row_is_not_complete(achieved: str) -> None:
    key = plan().keys[0]
    values = {
        (key, "dates"): "2024.01.01-2024.12.31",
        (key, "percent"): 1.0,
        (f"{key}/2", "achieved"): "#N/A",
    }
    said = filled(PLANNED, {(key, "achieved"): achieved, **values})
    assert failing(said)[key] == {"F111"} and key not in complete(said)
