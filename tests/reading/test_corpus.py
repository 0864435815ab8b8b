"""Workbooks that nobody here wrote: each is read or refused, and what is read is what openpyxl sees."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from perfxl.reading.cells import Book, read_book
from perfxl.reading.package import Refusal, open_package
from perfxl.texts import severities, texts
from tests.reading.explained import EXPLANATIONS, explained
from tests.reading.oracle import Disagreement, as_seen, disagreements

SLICES = 4


def files(corpus: Path) -> list[Path]:
    """All files of the corpus, in one order."""
    return sorted(path for path in corpus.rglob("*") if path.is_file())


def read(data: bytes) -> Book | str:
    """The workbook, or the code of its refusal."""
    try:
        return read_book(open_package(data))
    except Refusal as refusal:
        assert refusal.code in severities()
        assert "?" not in texts("mn").say(refusal.code, {"cell": "", "sheet": "", **refusal.facts})
        return refusal.code


def test_every_file_is_read_or_refused(corpus: Path) -> None:
    outcomes = Counter(
        found if isinstance(found := read(path.read_bytes()), str) else "read" for path in files(corpus)
    )
    assert outcomes["read"] > len(files(corpus)) / 2, outcomes


@pytest.mark.parametrize("part", range(SLICES))
def test_what_is_read_is_what_openpyxl_sees(corpus: Path, part: int) -> None:
    unexplained: list[tuple[str, Disagreement]] = []
    unread = []
    for path in files(corpus)[part::SLICES]:
        data = path.read_bytes()
        book = read(data)
        if isinstance(book, str):
            continue
        try:
            theirs = as_seen(data)
        except TypeError:  # openpyxl's own: a cell style without a name, which Excel opens
            unread.append(path.name)
            continue
        assert set(theirs) == {sheet.name for sheet in book.sheets}, path
        unexplained += [
            (path.name, found) for found in disagreements(book, theirs) if explained(found) is None
        ]
    assert unexplained == []
    assert len(unread) <= 1, unread


def test_every_explanation_is_needed(corpus: Path) -> None:
    if not (corpus / "poi" / "ooxml" / "stress002.xlsx").is_file():
        pytest.skip("another corpus need not show every known disagreement")
    needed = (
        "60289",
        "54206",
        "stress002",
        "52575_main",
        "NewlineInFormulas",
        "craftonhills",
        "shared_strings02",
        "57181",
    )
    seen = set()
    for path in files(corpus):
        if path.stem.startswith(needed) and path.suffix in (".xlsx", ".xlsm"):
            data = path.read_bytes()
            book = read(data)
            assert isinstance(book, Book)
            seen |= {explained(found) for found in disagreements(book, as_seen(data))}
    assert seen == set(EXPLANATIONS)
