"""What there is to measure, by name: each gives its tables, small ones where it is only to be seen that it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.bench import form_reading, master, month
from tests.bench.row import Table

SIZES = (50, 177, 1500)


def _master(quick: bool) -> Iterator[Table]:
    yield master.measure(3, 5, 1) if quick else master.measure()


def _reading(quick: bool) -> Iterator[Table]:
    yield from form_reading.measure(12, 1, 2, peaks=False) if quick else form_reading.measure()


def _month(quick: bool) -> Iterator[Table]:
    if quick:
        yield month.measure(3, 5)
        return
    for staff in SIZES:
        yield month.measure(staff)


MEASUREMENTS: Mapping[str, Callable[[bool], Iterator[Table]]] = {
    "reading": _reading,
    "master": _master,
    "month": _month,
}
