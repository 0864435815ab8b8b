"""Figures read the short way are read as by all notations, whatever stands behind them."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.checks.language.figures import figure, notation
from perfxl.checks.language.word_lists import section

NOTATION = section("notation")
WORDS = sorted(
    {word for fragment in NOTATION.values() for word in re.findall(r"[^\W\d_]+", fragment)}
    | set(section("scales"))
    | {"иргэн", "хүн", "өрх", "удаа", "ёслол", "оны", "сарын", "хувийн хэвшил", "ᲂн", "тоотой", "ºС", "a"}
)
BETWEEN = ["", " ", "  ", "\n", "\u00a0", ",", ", ", ".", ". ", ".\n", "-", " -", ":", "/", "%", "'", ")"]


@settings(max_examples=1500)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(0, 99), st.integers(0, 99_999), st.integers(0, 10**11)),
            st.sampled_from(BETWEEN),
            st.sampled_from(["", *WORDS]) | st.sampled_from(WORDS).map(str.upper),
            st.sampled_from(BETWEEN),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_figure_is_the_same_with_and_without_a_look_at_every_notation(
    parts: list[tuple[int, str, str, str]],
) -> None:
    text = "".join(f"{number}{between}{word}{after}" for number, between, word, after in parts)
    for at in (match.start() for match in re.finditer(r"(?<!\d)\d", text)):
        assert figure(text, at) == notation(text, at)
