"""Every kind of odd mail: nothing lost without a word, nothing raised, names right where they can be known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from perfxl.intake.archive import open_parcels
from perfxl.intake.parcel import Mail, Parcel
from tests.intake.odd_messages import BOOK, Odd, all_odd

FALLBACK = datetime(2025, 1, 10, tzinfo=UTC)
ODD = all_odd()


def _parcels(found: tuple[Parcel | Mail, ...]) -> list[Parcel]:
    return [p for one in found for p in (one.parcels if isinstance(one, Mail) else (one,))]


def test_there_are_at_least_120_kinds_and_none_twice() -> None:
    assert len({odd.id for odd in ODD}) == len(ODD) >= 120


@pytest.mark.parametrize("odd", ODD, ids=[odd.id for odd in ODD])
def test_what_comes_of_it_is_exactly_this(odd: Odd) -> None:
    found = open_parcels(odd.name, odd.data, FALLBACK)
    parcels = _parcels(found)
    letters = [one for one in found if isinstance(one, Mail)]
    assert tuple(p.name.removeprefix(odd.name).removeprefix("!") for p in parcels) == odd.parcels
    assert tuple(p.data for p in parcels) == (odd.content or (BOOK,) * len(odd.parcels))
    assert tuple(code for letter in letters for code, _ in letter.signs) == odd.signs
    assert tuple(n.removeprefix(f"{odd.name}!") for letter in letters for n, _ in letter.scans) == odd.scans
    for parcel in parcels:
        assert parcel.received.tzinfo is not None
        assert odd.sender is None or parcel.sender == odd.sender
        assert odd.received is None or parcel.received.isoformat() == odd.received
