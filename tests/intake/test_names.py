"""Names: what they are read as, and that no text at all makes the reader raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.intake.names import file_name, header_text, old_bytes, parameter, tidy


@pytest.mark.parametrize("charset", ["cp866", "cp1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize(
    "name",
    ["Тайлан.xlsx", "ТАЙЛАН 2024.XLSX", "гайхамшиг.xlsx", "Бат Дорж жилийн тайлан (2).xlsx"],
)
def test_old_sets_are_told_apart(charset: str, name: str) -> None:
    assert old_bytes(name.encode(charset)) == name


def test_a_header_joins_a_letter_that_was_split() -> None:
    raw = "=?utf-8?B?0KLQsNC50LvQsNC9INA=?= =?utf-8?B?kQ==?="
    assert header_text(raw) == "Тайлан Б"


def test_a_header_keeps_plain_text_between_words() -> None:
    assert header_text("Re: =?utf-8?Q?=D0=91?= and =?utf-8?Q?=D0=91?=") == "Re: Б and Б"


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    header_text(text)
    parameter(";" + text, ("filename",))
    assert len(file_name(text)) <= 255
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=60))
def test_a_quoted_name_comes_back(name: str) -> None:
    raw = f'; filename="{name}"'.encode().decode("ascii", "surrogateescape")
    assert parameter(raw, ("filename",)) == tidy(name)


@given(st.binary(max_size=100))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    old_bytes(data)
