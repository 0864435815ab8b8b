"""A large month is held packed and shows nothing of it: the same rows, people, findings, figures, the same master."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.master import master
from perfxl.master.master import master_bytes
from perfxl.table import table
from perfxl.table.month_figures import figures
from perfxl.table.packed import PackedRows, pack_answers, unpack_answers
from tests.support.months import answered, month


def test_rows_come_back_as_they_were() -> None:
    rows = (answered(1, 1), replace(answered(2, 3), percent=None, start=None, own={"a": "б"}, added=True))
    assert unpack_answers(pack_answers(rows)) == rows


@pytest.mark.parametrize("many", [0, 30, 75])
def test_a_packed_month_is_the_same_month(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    plain = month(28, 4, 5)
    monkeypatch.setattr(table, "MANY", many)
    monkeypatch.setattr(master, "LARGE", 0)
    packed = month(28, 4, 5)
    assert isinstance(packed.rows, PackedRows) and isinstance(plain.rows, tuple)
    assert tuple(packed.rows) == tuple(packed.rows) == plain.rows
    assert (packed.people, packed.findings) == (plain.people, plain.findings)
    assert figures(packed) == figures(plain)
    assert master_bytes(packed) == master_bytes(plain)


def test_a_month_of_few_rows_is_not_packed() -> None:
    assert isinstance(month(28, 4, 5).rows, tuple)


def test_packed_rows_are_found_by_their_place() -> None:
    parts = [(2, lambda: "ab"), (0, lambda: ""), (3, lambda: "cde")]
    rows: PackedRows[str] = PackedRows(parts)
    assert (len(rows), "".join(rows), rows[0], rows[2], rows[-1], rows[1:4]) == (
        5,
        "abcde",
        "a",
        "c",
        "e",
        tuple("bcd"),
    )
    for outside in (5, -6):
        with pytest.raises(IndexError):
            rows[outside]
