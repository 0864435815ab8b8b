"""Planted defects: with any of these in the code, the tests of this folder fail. A test that cannot fail proves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

import perfxl.checks.judge
import perfxl.checks.lock
import perfxl.checks.pasted
import perfxl.checks.seat
import perfxl.collect.reseat
import perfxl.reading.answer
from perfxl.checks.seat import Seat
from perfxl.form.notation import shown
from tests.checks import test_attacks as attacks
from tests.checks import test_lock as lock
from tests.checks.forms import filled, form_layout, issued, many
from tests.letters import test_correction as correction


@pytest.fixture(scope="module")
def short():
    data, seal = issued()
    return filled(data, seal), seal


@pytest.fixture(scope="module")
def long():
    chosen = many(20)
    data, seal = issued(form_layout(chosen), chosen)
    return filled(data, seal), seal


@pytest.fixture(scope="module")
def blank():
    layout = form_layout()
    return (layout, *issued(layout))


def attacked(name, out):
    """One attack of the table, held to its codes."""
    _, attack, wanted, verdict = next(a for a in attacks.ATTACKS if a[0] == name)
    attacks.test_each_attack_gets_its_codes_and_no_others(out, attack, wanted, verdict)


def believed(name, kind, cell, place):
    """A formula whose result in the file is believed."""
    return perfxl.reading.answer.read_answer(name, kind, cell._replace(formula=""), place)


def by_number(seal, frame):
    """Rows taken where they were issued instead of where their keys stand."""
    rows = {line.key: line.row for line in seal.lines}
    columns = {number: number for _, number in seal.fields}
    return Seat(seal, frame, rows, columns, {row: row for row in rows.values()})


def test_values_compared_as_strings(monkeypatch, short):
    monkeypatch.setattr(perfxl.checks.lock, "same_value", lambda a, b: str(a) == str(b))
    with pytest.raises(AssertionError):
        lock.test_nothing_is_found_in_a_form_that_was_only_filled_in(short, short)


def test_numbers_compared_at_six_digits(monkeypatch, short):
    def coarse(a, b):
        return (
            f"{a:.5g}" == f"{b:.5g}"
            if isinstance(a, float) and isinstance(b, float)
            else (a or "") == (b or "")
        )

    monkeypatch.setattr(perfxl.checks.lock, "same_value", coarse)
    with pytest.raises(AssertionError):
        attacked("a target changed by a millionth", short)


def test_formats_not_compared(monkeypatch, long):
    monkeypatch.setattr(perfxl.checks.lock, "same_format", lambda a, b: True)
    with pytest.raises(AssertionError):
        lock.test_every_locked_cell_with_another_format(long)


def test_formulas_not_compared(monkeypatch, short):
    monkeypatch.setattr(perfxl.checks.lock, "same_formula", lambda a, b, sheet: True)
    with pytest.raises(AssertionError):
        attacked("the signs' formula changed", short)


def test_formulas_compared_where_they_stood(monkeypatch, short):
    monkeypatch.setattr(Seat, "spellings", lambda self, slot, row: (slot.formula,))
    with pytest.raises(AssertionError):
        attacked("rows exchanged", short)


def test_rows_taken_by_number(monkeypatch, short):
    monkeypatch.setattr(perfxl.checks.lock, "seated", by_number)
    with pytest.raises(AssertionError):
        attacked("rows exchanged", short)


def test_the_first_carrier_believed(monkeypatch, short):
    monkeypatch.setattr(perfxl.checks.judge, "check_carriers", lambda carriers: ())
    with pytest.raises(AssertionError):
        attacked("a colleague's token in one place", short)


def test_a_formulas_result_believed(monkeypatch, short):
    monkeypatch.setattr(perfxl.reading.answer, "_formula", believed)
    with pytest.raises(AssertionError):
        attacked("a forged result of a formula", short)


def test_lost_validation_not_noticed(monkeypatch, short):
    monkeypatch.setattr(perfxl.checks.pasted, "_covered", lambda places, ranges: set(places))
    with pytest.raises(AssertionError):
        attacked("cells pasted over", short)


def test_stray_content_left_out(monkeypatch, short):
    monkeypatch.setattr(perfxl.checks.lock, "all_stray", lambda seat, report: ())
    with pytest.raises(AssertionError):
        attacked("something typed below", short)


def test_texts_trimmed_in_the_correction(monkeypatch, blank):
    def trimmed(slot, answer):
        return replace(slot, value=answer.raw.strip() if isinstance(answer.raw, str) else answer.raw)

    monkeypatch.setattr(perfxl.collect.reseat, "_written", trimmed)
    with pytest.raises(AssertionError):
        correction.holds(blank, range(20))


def test_numbers_rewritten_as_texts_in_the_correction(monkeypatch, blank):
    def rewritten(slot, answer):
        return replace(slot, value=shown(answer.raw, answer.number_format))

    monkeypatch.setattr(perfxl.collect.reseat, "_written", rewritten)
    with pytest.raises(AssertionError):
        correction.holds(blank, range(20))


def test_the_same_tests_pass_without_a_defect(short, long, blank):
    for name in (
        "a target changed by a millionth",
        "rows exchanged",
        "cells pasted over",
        "something typed below",
    ):
        attacked(name, short)
    lock.test_every_locked_cell_with_another_format(long)
    correction.holds(blank, range(5))
