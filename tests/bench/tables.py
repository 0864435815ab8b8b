"""What there is to measure, by name: each gives its tables, small ones where it is only to be seen that it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from tests.bench.row import Table

SIZES = (50, 177, 1500)


def _of(name: str) -> Any:
    """A module of this folder; what one measurement needs, another does not load."""
    return import_module(f"tests.bench.{name}")


def _reading(quick: bool) -> Iterator[Table]:
    yield from _of("form_reading").measure(8, 1, 1, False) if quick else _of("form_reading").measure()


def _issuing(quick: bool) -> Iterator[Table]:
    yield from _of("issuing").measure(2, 2, 8, False) if quick else _of("issuing").measure()


def _evidence(quick: bool) -> Iterator[Table]:
    yield _of("evidence_cost").measure(8, 1) if quick else _of("evidence_cost").measure()


def _jobs(quick: bool) -> Iterator[Table]:
    yield _of("jobs").measure(12, 1) if quick else _of("jobs").measure()


def _master(quick: bool) -> Iterator[Table]:
    yield _of("master").measure(3, 5, 1) if quick else _of("master").measure()


def _month(quick: bool) -> Iterator[Table]:
    if quick:
        yield _of("month").measure(3, 8)
        return
    for staff in SIZES:
        yield _of("month").measure(staff)


MEASUREMENTS: Mapping[str, Callable[[bool], Iterator[Table]]] = {
    "reading": _reading,
    "issuing": _issuing,
    "evidence": _evidence,
    "jobs": _jobs,
    "master": _master,
    "month": _month,
}
