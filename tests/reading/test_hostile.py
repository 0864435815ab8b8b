"""Every hostile kind ends as it must: refused with its exact code, or read with the right value."""

from __future__ import annotations

import pytest

from perfxl.reading.cells import read_book
from perfxl.reading.limits import LIMITS, Limits
from perfxl.reading.package import Refusal, open_package
from perfxl.texts import LANGUAGES, finding, texts
from tests.reading.hostile import kinds
from tests.reading.kind import READ, Kind


def outcome(data: bytes, limits: Limits = LIMITS) -> tuple[str, object]:
    """(`READ`, what stands in A1 of the first sheet) or (the refusal's code, None)."""
    try:
        book = read_book(open_package(data, limits), limits)
    except Refusal as refusal:
        return refusal.code, None
    cell = book.sheets[0].cells.get((1, 1))
    return READ, cell.value if cell else None


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.name) for kind in kinds()])
def test_every_kind_ends_as_it_must(kind: Kind) -> None:
    assert outcome(kind.data) == (kind.code, kind.value if kind.code == READ else None)


def test_there_are_enough_kinds_and_each_has_a_name_of_its_own() -> None:
    assert len({kind.name for kind in kinds()}) == len(kinds())
    assert sum(kind.code != READ for kind in kinds()) >= 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_can_be_said_with_its_own_facts(language: str) -> None:
    for kind in kinds():
        try:
            read_book(open_package(kind.data))
        except Refusal as refusal:
            said = texts(language).of(finding(refusal.code, **refusal.facts))
            assert "?" not in said.replace(str(refusal.facts.get("index", "")), ""), (kind.name, said)
