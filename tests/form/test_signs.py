"""What the sheet says of a row: complete, missing, wrong, long, differing, unused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.form import signs
from perfxl.form.definition import load_form
from tests.issue.sample import FORM

FORM_WORDS = load_form(FORM)
SIGN = FORM_WORDS.sign
DONE = signs.RowValues(
    table={"achieved": "Биелсэн", "dates": "2024.01.01-2024.12.31", "percent": 0.65},
    continuation=None,
    own=False,
    first=True,
    before="",
    target=None,
    number=None,
)


def lacking(**table: str | float | None) -> signs.RowValues:
    return replace(DONE, table={**DONE.table, **table})


def test_a_row_with_everything_is_complete() -> None:
    assert signs.state_of(DONE) == signs.COMPLETE
    assert signs.status_of(DONE, FORM_WORDS) == SIGN.complete


@pytest.mark.parametrize(
    ("row", "names"),
    [
        (lacking(achieved=None), "биелэлт"),
        (lacking(achieved="  ", dates=None), "биелэлт, хугацаа"),
        (lacking(percent=None), "хувь"),
    ],
    ids=["no text", "blanks and no dates", "no percent"],
)
def test_what_is_missing_is_named(row: signs.RowValues, names: str) -> None:
    assert signs.state_of(row) == signs.MISSING
    assert signs.status_of(row, FORM_WORDS) == f"● дутуу: {names}"


def test_a_continuation_counts_as_an_answer() -> None:
    assert signs.state_of(replace(lacking(achieved=None), continuation="Биелсэн")) == signs.COMPLETE


@pytest.mark.parametrize(
    ("percent", "fits"), [(0, True), (1.5, True), (1.51, False), (-0.1, False), ("65%", False)]
)
def test_a_percent_is_a_number_up_to_150(percent: float | str, fits: bool) -> None:
    assert (signs.status_of(lacking(percent=percent), FORM_WORDS) == SIGN.complete) is fits


@pytest.mark.parametrize(("characters", "long"), [(1600, False), (1601, True)])
def test_a_text_that_is_too_long_for_a_row_is_said_so(characters: int, long: bool) -> None:
    status = signs.status_of(lacking(achieved="а" * characters), FORM_WORDS)
    assert (status == SIGN.long) is long


def test_a_percent_that_differs_from_the_numbers_is_said_so() -> None:
    numbers = replace(DONE, target=200.0, number=170.0)
    assert signs.status_of(numbers, FORM_WORDS) == "▲ тоогоор тооцвол 85% гарч байна"
    assert signs.status_of(replace(numbers, number=130.0), FORM_WORDS) == SIGN.complete
    assert signs.computed_of(replace(numbers, target=0.0)) == ""
    assert signs.computed_of(replace(numbers, target=1e-308)) == ""


def test_an_own_row_that_is_not_used_is_neither_missing_nor_complete() -> None:
    own = replace(DONE, own=True, table=dict.fromkeys(("measure", "achieved", "dates", "percent")))
    assert signs.state_of(own) == signs.UNUSED
    assert signs.status_of(own, FORM_WORDS) == SIGN.open
    assert signs.status_of(replace(own, first=False), FORM_WORDS) == ""
    assert signs.status_of(replace(own, first=False, before=signs.COMPLETE), FORM_WORDS) == SIGN.open


def test_a_split_paste_is_told_from_a_continuation() -> None:
    short = replace(DONE, continuation="Хоёр дахь догол мөр")
    assert signs.continuation_of(short, FORM_WORDS) == SIGN.split
    long = replace(lacking(achieved="а" * 1500), continuation="үргэлжлэл")
    assert signs.continuation_of(long, FORM_WORDS) == "↳ үргэлжлэл: 9 тэмдэгт"
    assert signs.continuation_of(DONE, FORM_WORDS) == ""


@pytest.mark.parametrize(("value", "shown"), [(0.285, "29%"), (0.005, "1%"), (1 / 3, "33%"), (1.0, "100%")])
def test_a_percent_is_rounded_as_the_sheet_rounds(value: float, shown: str) -> None:
    assert signs.percent_text(value) == shown
