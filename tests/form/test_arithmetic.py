"""Formulas of constants worked out again; anything that looks elsewhere is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.form.arithmetic import worked_out


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("13/20", 0.65),
        (" 65% ", 0.65),
        ("(1+2)*3-4/2", 7),
        ("-5+10", 5),
        ("2--3", 5),
        ("100%%", 0.01),
        ("0.5", 0.5),
        ("1/0", None),
        ("A1", None),
        ("SUM(1,2)", None),
        ("1+", None),
        ("(1", None),
        ("1)", None),
        ("", None),
        ('"65"', None),
        ("1e5", None),
        ("9" * 81, None),
        ("(" * 40 + "1" + ")" * 40, None),
    ],
)
def test_constants_alone_are_worked_out(formula, value):
    assert worked_out(formula) == value


@given(st.text(alphabet="0123456789+-*/()% .", max_size=90))
def test_no_formula_stops_it(formula):
    worked_out(formula)
