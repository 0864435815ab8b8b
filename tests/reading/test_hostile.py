"""Every hostile kind ends as it must: refused with its exact code, or read with the right value."""

from __future__ import annotations

import pytest

from perfxl.reading.package import Refusal
from perfxl.texts import LANGUAGES, texts
from tests.reading.hostile import kinds
from tests.reading.kind import READ, Kind
from tests.reading.outcome import read


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.name) for kind in kinds()])
def test_every_kind_ends_as_it_must_and_can_be_said(kind: Kind) -> None:
    found = read(kind.data)
    if isinstance(found, Refusal):
        assert found.code == kind.code
        assert all(_is_said(found, language) for language in LANGUAGES)
    else:
        cell = found.sheets[0].cells.get((1, 1))
        assert (READ, cell.value if cell else None) == (kind.code, kind.value)


def _is_said(refusal: Refusal, language: str) -> bool:
    """Whether the sentence has all its facts: a missing one would show as a question mark, an empty one as a gap."""
    odd = {
        name: "0" for name in ("index", "value", "address", "kind", "range", "name") if name in refusal.facts
    }
    said = texts(language).of(Refusal(refusal.code, **{**refusal.facts, **odd}).finding())
    return not any(gap in said for gap in ("?", "()", " . ", "( ", " )", "  "))


def test_there_are_enough_kinds_and_each_has_a_name_of_its_own() -> None:
    assert len({kind.name for kind in kinds()}) == len(kinds())
    assert sum(kind.code != READ for kind in kinds()) >= 150


def test_a_refusal_is_a_finding_at_its_place() -> None:
    found = Refusal("G074", sheet="Тайлан", cell="C7", value="NaN").finding()
    assert (found.code, found.sheet, found.cell, found.field) == ("G074", "Тайлан", "C7", "file")
    assert dict(found.facts) == {"value": "NaN"}
