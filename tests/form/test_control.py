"""The control number: what changes it and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.form.control import control_number, row_sum, size
from perfxl.form.notation import Scalar

ROW: dict[str, Scalar] = {"achieved": "Бүрэн биелсэн", "dates": "2024.01.01-2024.12.31", "percent": 0.65}


def test_nothing_answered_is_zero() -> None:
    assert control_number([]) == "000-000"
    assert control_number([("goals+1", {"achieved": None, "percent": None, "dates": "  "})]) == "000-000"


def test_rows_without_answers_and_the_order_of_rows_do_not_matter() -> None:
    one, other = ("m1", ROW), ("m2", {**ROW, "percent": 0.3})
    assert control_number([one, other]) == control_number([other, ("tasks+1", {"achieved": None}), one])


@pytest.mark.parametrize(
    "changed",
    [{"achieved": "Бүрэн биелсэнгүй"}, {"percent": 0.66}, {"percent": "65%"}, {"dates": "2024.01.01"}],
    ids=["longer text", "another percent", "a percent as text", "shorter dates"],
)
def test_an_answer_that_changes_changes_it(changed: dict[str, Scalar]) -> None:
    assert control_number([("m1", ROW)]) != control_number([("m1", {**ROW, **changed})])


def test_answers_that_change_places_change_it() -> None:
    other = {**ROW, "achieved": "Биелээгүй", "percent": 0.1}
    assert control_number([("m1", ROW), ("m2", other)]) != control_number([("m2", ROW), ("m1", other)])


@given(before=st.text("абө \n", max_size=40), after=st.text("абө \n", max_size=40))
def test_an_answer_and_its_continuation_may_be_joined(before: str, after: str) -> None:
    assert size(before) + size(after) == size(f"{before}\n{after}") == size(f"{before}\r\n {after}")


@given(percent=st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_gives_six_digits(percent: float) -> None:
    assert 0 <= row_sum("m1", {"percent": percent}) < 1_000_000
    assert len(control_number([("m1", {"percent": percent})])) == 7


def test_characters_count_as_excel_counts_them() -> None:
    assert size("Өв ү") == 3
    assert size("😀") == 2
    assert size(45292.0) == 5
