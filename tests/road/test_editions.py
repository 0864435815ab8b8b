"""Editions with buttons: one lost workbook of the store is named, and everybody else gets theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.road.program import perfxl, seals
from tests.road.test_reissue import PLAN, answer, root, write

__all__ = ["root"]


@pytest.fixture
def lost(root: Path) -> Path:
    """A month in which both have answered, and the store has lost what the first one sent."""
    write(root, PLAN)
    for code in ("01", "02"):
        answer(root, code)
    assert perfxl("-C", root, "collect").status == 0
    wanted = next(root.glob("inbox/01.xlsx")).read_bytes()
    next(path for path in (root / "store").rglob("*.xlsx") if path.read_bytes() == wanted).unlink()
    return root


def editions(root: Path) -> set[str]:
    return {path.name[:2] for path in (root / "issued").rglob("*.xlsm")}


def test_a_workbook_that_the_store_has_lost_is_named_and_the_others_get_their_editions(lost: Path) -> None:
    done = perfxl("-C", lost, "--lang", "en", "issue", "--macros")
    assert done.status == 0
    assert editions(lost) == {"02"}
    assert done.err.count("inbox/01.xlsx") == 1 and "Restore the folder `store`" in done.err
    assert ".xlsm" in done.out and "02" in done.out


def test_what_the_issue_has_told_is_not_told_twice(lost: Path) -> None:
    done = perfxl("-C", lost, "--lang", "en", "issue", "--macros", "--reissue", "--employee", "01")
    assert (done.status, editions(lost)) == (0, set())
    assert done.err.count("inbox/01.xlsx") == 1


def test_the_edition_has_the_issue_s_own_token(root: Path) -> None:
    from perfxl.reading.cells import read_book
    from perfxl.reading.package import open_package

    assert perfxl("-C", root, "issue", "--macros").status == 0
    assert editions(root) == {"01", "02"}
    for path in (root / "issued").rglob("*.xlsm"):
        book = read_book(open_package(path.read_bytes()))
        assert book.macros and seals(root)[path.name[:2]].token.text in str(book)
