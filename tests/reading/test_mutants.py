"""Honest workbooks changed at random: refused or read, never an exception, never other cells than before."""

from __future__ import annotations

import pytest

from perfxl.reading.cells import Book, read_book
from perfxl.reading.package import Refusal, open_package
from tests.reading.mutants import changed_bytes, changed_part, honest


def read(data: bytes) -> Book | None:
    """The workbook, None where it is refused."""
    try:
        return read_book(open_package(data))
    except Refusal:
        return None


def hold(seeds: range) -> int:
    """Reads a byte mutant and a part mutant for each seed; how many of them were refused."""
    whole = {data: read(data) for data in honest()}
    refused = 0
    for seed in seeds:
        before, after = changed_bytes(seed)
        found = read(after)
        assert found is None or found == whole[before], f"seed {seed}: read, but not as it was"
        refused += found is None
        refused += read(changed_part(seed)) is None
    return refused


def test_the_honest_ones_are_read() -> None:
    assert all(read(data) for data in honest())


def test_two_thousand_mutants_end_in_a_verdict() -> None:
    assert 1000 < hold(range(1000)) < 2000


@pytest.mark.long
def test_twenty_thousand_mutants_end_in_a_verdict() -> None:
    assert hold(range(1000, 11000)) > 10000
