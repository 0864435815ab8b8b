"""A seal as the ledger keeps it: by column now, an object a cell in the first ledgers; both are read alike."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from perfxl.form.by_column import columns_of, rows_of
from perfxl.form.seal import Seal, from_json, seal
from perfxl.form.slot import Line, Slot
from tests.issue.sample import layout, measures, plan


@pytest.fixture(scope="module")
def sealed() -> Seal:
    return seal(layout(plan(measures(9, 3))), "plan")


def test_a_seal_comes_back_as_it_was(sealed: Seal) -> None:
    assert from_json(sealed.to_json()) == sealed
    assert from_json(sealed.to_json()).to_json() == sealed.to_json()


def test_a_seal_of_the_first_ledgers_is_read(sealed: Seal) -> None:
    first = json.dumps(asdict(sealed), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert from_json(first) == sealed


def test_a_seal_without_rows_comes_back(sealed: Seal) -> None:
    bare = replace(sealed, slots=(), lines=())
    assert from_json(bare.to_json()) == bare


@pytest.mark.parametrize(
    "value", [1, 1.0, True, 0, False, -0.0, None, "", "1", "True", "а\n\U0001f600", 1 / 3, 1e300]
)
def test_values_keep_their_kind(value: object) -> None:
    slots = tuple(
        Slot("k", "f", n, 1, "plan", "text", True, v) for n, v in enumerate((1, True, 1.0, "1", value))
    )
    back = rows_of(Slot, json.loads(json.dumps(columns_of(slots))))
    assert [(type(s.value), repr(s.value)) for s in back] == [(type(s.value), repr(s.value)) for s in slots]


def test_many_values_make_a_list_and_few_letters() -> None:
    lines = tuple(Line(n, f"k{n}", "measure") for n in range(65))
    assert columns_of(lines)["key"] == [line.key for line in lines]
    assert columns_of(lines)["role"] == {"of": ["measure"], "at": "A" * 65}
    assert columns_of(lines[:64])["row"]["of"] == list(range(64))
    assert rows_of(Line, columns_of(lines)) == lines


def test_what_comes_back_is_frozen() -> None:
    line = rows_of(Line, columns_of((Line(1, "k", "measure"),)))[0]
    with pytest.raises(AttributeError):
        line.row = 2  # type: ignore[misc]


def test_a_field_that_came_later_has_its_default() -> None:
    columns = columns_of((Line(1, "k", "measure", "goals"), Line(2, "l", "measure", "goals")))
    del columns["label"]
    assert [line.label for line in rows_of(Line, columns)] == ["", ""]


def test_columns_that_do_not_fit_are_refused() -> None:
    columns = columns_of(tuple(Line(n, f"k{n}", "measure") for n in range(70)))
    with pytest.raises(ValueError, match="key"):
        rows_of(Line, columns | {"key": ["k1"]})
    with pytest.raises(KeyError):
        rows_of(Line, {name: column for name, column in columns.items() if name != "key"})
