"""Stamping gives what building gives, byte for byte: the workbook and its seal, over plans of every kind."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.form.definition import load_form
from perfxl.form.layout import row_keys
from perfxl.form.plan import Measure, Plan, Settings
from perfxl.form.seal import from_json
from perfxl.form.token import Token
from perfxl.issue.stamping import gap_words as wording
from perfxl.issue.stamping import model, stamp
from perfxl.issue.stamping.shape import Series, kind_of
from perfxl.issue.stamping.stamp import Order, Stamper
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from tests.issue.sample import CREATED, FORM, OTHER_FORM, employee, measure, measures, plan, unit
from tests.issue.stamping_sample import ODD, SCRIPT, order, parts, plans, press


def assert_same(known: Stamper, one: Order) -> None:
    """What the press makes of an order is what building makes of it."""
    made, built = known.issue(one), known._build(one)
    mine, theirs = parts(made.data), parts(built.data)
    assert list(mine) == list(theirs)
    for name, part in theirs.items():
        assert mine[name] == part, name
    assert made == built


def stamps(known: Stamper, one: Order) -> bool:
    """Whether an order is stamped, not built."""
    return known._shapes.get(kind_of(one.plan, known._series.form)) is not None


# --- every kind of plan ---


@pytest.fixture(scope="module", params=[FORM, OTHER_FORM], ids=["official", "invented"])
def known(request: pytest.FixtureRequest) -> Stamper:
    return press(load_form(request.param))


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_plan_holds_it_is_stamped_as_it_is_built(known: Stamper, data: st.DataObject) -> None:
    form = known._series.form
    chosen = data.draw(plans(form))
    assert_same(known, order(form, replace(chosen, titles=("А", "Б"))))  # the shape is known from here on
    assert_same(known, order(form, chosen, data.draw(st.integers(1, 9999))))


def test_plans_of_many_lengths_have_one_shape(known: Stamper) -> None:
    form, draw = known._series.form, random.Random(7)
    sections = [s.key for s in form.section if s.rows == "plan"]
    for _ in range(8):
        rows = [measure(n, s, draw.randint(1, 3)) for s in sections for n in range(1, draw.randint(2, 24))]
        chosen = plan(replace(m, target_number=draw.choice([None, 3.0]), baseline="") for m in rows)
        assert_same(known, order(form, chosen))
        assert stamps(known, order(form, chosen))
    assert len([kind for kind in known._shapes if set(kind.sections) == set(sections)]) <= 2


@pytest.mark.parametrize(
    "sections", [(), ("goals",), ("skills",), ("tasks",), ("goals", "skills"), ("goals", "tasks", "skills")]
)
def test_every_choice_of_sections_is_stamped(sections: tuple[str, ...]) -> None:
    form = load_form(FORM)
    known = press(form)
    for count in (1, 4, 70):
        chosen = plan(measure(n, section) for section in sections for n in range(1, count + 1))
        assert_same(known, order(form, chosen))
    assert stamps(known, order(form, chosen))


@pytest.mark.parametrize("period", ["2024-H1", "2024-M04", "2024-Q3"])
def test_a_series_without_settings_and_password_is_stamped(period: str) -> None:
    form = load_form(FORM)
    known = Stamper(Series(form, form.period_of(period), "", Settings(), CREATED))
    for count in (3, 9):
        chosen = plan(measures(count))
        one = Order(chosen, Token(form.id, period, "007", 1), "")
        assert_same(known, one)
    assert stamps(known, one)


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_stamped_everywhere(text: str) -> None:
    form = load_form(FORM)
    rows = [
        replace(m, goal=text, measure=text, indicator=text, baseline=text, target=text)
        for m in measures(3, 1)
    ]
    keys = row_keys("007", rows)
    who = replace(employee(), organisation=text, position=text, name=text, parent=text)
    chosen = Plan(
        who, replace(unit(), verifier_position=text), (text, text), tuple(rows), keys, {keys[0]: (text, 0.5)}
    )
    assert_same(ODD_PRESS, order(form, replace(plan(measures(3, 1)), previous=_before(measures(3, 1)))))
    assert_same(ODD_PRESS, order(form, chosen))


def _before(rows: tuple[Measure, ...]) -> dict[str, tuple[str, float | None]]:
    return {row_keys("007", rows)[0]: ("өмнө", None)}


ODD_PRESS = press(load_form(FORM))  # learns its shapes once for all the texts


# --- what is not stamped ---


def longer(chosen: Plan) -> Plan:
    return replace(chosen, measures=(replace(chosen.measures[0], target="x" * 32_768), *chosen.measures[1:]))


def with_odd_keys(chosen: Plan) -> Plan:
    return replace(chosen, keys=("tasks/2", *chosen.keys[1:]))


def with_an_answer(chosen: Plan) -> Plan:
    first = replace(chosen.measures[0], own={"achieved": "бичсэн"})
    return replace(chosen, measures=(first, *chosen.measures[1:]))


@pytest.mark.parametrize("change", [longer, with_odd_keys, with_an_answer], ids=lambda c: c.__name__)
def test_what_has_no_gap_is_built(change: Callable[[Plan], Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    form = load_form(FORM)
    known = press(form)
    known.issue(order(form, plan()))
    builds: list[Order] = []
    real = Stamper._build
    monkeypatch.setattr(Stamper, "_build", lambda self, one: builds.append(one) or real(self, one))
    one = order(form, change(plan()))
    made = known.issue(one)
    assert builds == [one]
    assert made == real(known, one)


def test_a_workbook_that_cannot_be_taken_apart_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    form = load_form(FORM)
    monkeypatch.setattr(model, "_PLANTED", 5)
    known = press(form)
    for _ in range(2):
        assert_same(known, order(form, plan()))
    assert not stamps(known, order(form, plan()))


# --- planted defects: the first workbook of a shape gives them away, and so do the tests above ---


def no_escape(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wording, "escape", lambda text: text)


def flat_rows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stamp, "text_height", lambda *_: 1.0)


def light_weights(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wording, "weight", lambda key, field: 1)


def rows_one_off(patch: pytest.MonkeyPatch) -> None:
    real = stamp.Stamper._set
    patch.setattr(stamp.Stamper, "_set", lambda self, strip, row: real(self, strip, row + (row > 20)))


@pytest.mark.parametrize("defect", [no_escape, light_weights, rows_one_off], ids=lambda d: d.__name__)
def test_a_planted_defect_is_caught(
    defect: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = load_form(FORM)
    rows = [replace(row, target="<&> " * 90) for row in measures(22, 4)]
    one = order(form, plan(rows))
    sound, first = press(form), press(form)
    sound.issue(one)
    with monkeypatch.context() as patch:
        defect(patch)
        assert sound.issue(one) != sound._build(one)
        assert_same(first, one)
        assert not stamps(first, one)


# --- other eyes ---


def test_openpyxl_sees_the_same_cells_and_styles_as_in_a_built_one(known: Stamper) -> None:
    form = known._series.form
    chosen = plan(replace(m, baseline="") for m in measures(9, 0))
    known.issue(order(form, plan(replace(m, baseline="") for m in measures(2, 0))))
    one = order(form, chosen)
    made, built = (
        openpyxl.load_workbook(io.BytesIO(d)) for d in (known.issue(one).data, known._build(one).data)
    )
    for sheet, other in zip(made.worksheets, built.worksheets, strict=True):
        assert sheet.dimensions == other.dimensions
        for row, same in zip(sheet.iter_rows(), other.iter_rows(), strict=True):
            for cell, twin in zip(row, same, strict=True):
                assert look(cell) == look(twin)


def look(cell: Any) -> tuple[object, ...]:
    styles = (cell.protection, cell.font, cell.fill, cell.border, cell.alignment)
    return (cell.value, cell.data_type, cell.number_format, *map(repr, styles))


def test_our_gate_and_reader_take_a_stamped_one(known: Stamper) -> None:
    form = known._series.form
    known.issue(order(form, plan()))
    made = known.issue(order(form, plan()))
    sheets = read_book(open_package(made.data)).sheets
    assert [sheet.name for sheet in sheets] == [form.form.sheet, form.form.guide]
    assert from_json(made.seal).token == Token(form.id, "2024-Y", "007", 1)


def test_it_is_the_same_in_other_processes_and_without_lxml() -> None:
    said = set()
    for change in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"}, {"OPENPYXL_LXML": "False"}):
        told = subprocess.run(
            [sys.executable, "-c", SCRIPT], env={**os.environ, **change}, capture_output=True, text=True,
            check=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        said.add(told.stdout)
    assert len(said) <= 2  # the two XML libraries spell an empty footer differently
    assert all(told.split()[1] == "1" for told in said)
