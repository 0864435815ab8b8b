"""The collector rests while a workbook is judged, and no longer; memory stays flat however many are judged."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from perfxl.checks.pause import collector_at_rest
from tests.checks.forms import filled, issued, judged


def test_the_collector_rests_inside_and_works_after() -> None:
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_works_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), collector_at_rest():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_a_collector_that_was_stopped_stays_so() -> None:
    gc.disable()
    try:
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def held(count: int, forms: list[tuple[bytes, object]]) -> int:
    """Bytes at the highest while so many workbooks are judged, one after the other."""
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(count):
        data, seal = forms[number % len(forms)]
        judged(data, seal)  # type: ignore[arg-type]
    return tracemalloc.get_traced_memory()[1] - before


def test_forty_workbooks_take_no_more_memory_than_four() -> None:
    data, seal = issued()
    forms = [(filled(data, seal, {"F14": f"{n}-р ажлыг хийв."}), seal) for n in range(4)]
    held(2, forms)  # what is remembered once
    tracemalloc.start()
    try:
        held(2, forms)
        few = held(4, forms)
        assert held(40, forms) < 1.5 * few
    finally:
        tracemalloc.stop()
