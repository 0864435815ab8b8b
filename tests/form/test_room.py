"""More room in a layout: the same as if the form had been laid out with more spare rows from the first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.form.definition import load_form
from perfxl.form.layout import lay_out
from perfxl.form.room import grown
from perfxl.form.token import Token
from tests.issue.sample import FORM, measures, plan


def laid_out(chosen, spare):
    form = load_form(FORM)
    sections = tuple(
        replace(s, spare=spare, spare_without_plan=spare) if s.key == "tasks" else s for s in form.section
    )
    wide = replace(form, section=sections)
    layout = lay_out(wide, chosen, form.period_of("2024-Y"), Token(form.id, "2024-Y", "007", 1))
    return replace(layout, form=form)


@pytest.mark.parametrize("more", [1, 2, 7])
def test_it_equals_a_form_laid_out_with_more_rows(more):
    chosen = plan(measures(4, 2))
    narrow, wide = laid_out(chosen, 5), laid_out(chosen, 5 + more)
    found = grown(narrow, "tasks", 5 + more)
    assert found.lines == wide.lines
    assert {s.a1: s for s in found.slots} == {s.a1: s for s in wide.slots}
    assert replace(found, slots=(), lines=()) == replace(wide, slots=(), lines=())


def test_enough_rows_change_nothing():
    narrow = laid_out(plan(measures(2, 1)), 5)
    assert grown(narrow, "tasks", 5) is narrow
    assert grown(narrow, "goals", 9) is narrow
