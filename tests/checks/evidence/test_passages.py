"""Passages that were written before anybody looked at the rules: nearly every fault is found, nothing clean is accused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from perfxl.checks.evidence import evidence
from tests.checks.evidence.case_files import case_of

PASSAGES = tomllib.loads((Path(__file__).parent / "passages.toml").read_text("utf-8"))
# Told of a whole report and of its dates, whatever a single passage says.
OF_A_REPORT = ("E303", "E601", "E602", "E603")


def told(passage: dict[str, Any]) -> list[str]:
    """The codes of what is said of a passage."""
    row = case_of({"code": "", "field": "achieved"}, {"id": "", **passage, "code": ""})
    return [f.code for f in evidence(row.rows, row.context) if f.code not in OF_A_REPORT]


@pytest.mark.parametrize("passage", PASSAGES["faulty"], ids=lambda p: p["achieved"][:30])
def test_a_fault_is_found_by_its_rule(passage: dict[str, Any]) -> None:
    codes = told(passage)
    assert (
        passage["code"] in codes if passage["code"] else codes == []
    )  # the one that is missed is said to be


@pytest.mark.parametrize("passage", PASSAGES["clean"], ids=lambda p: p["achieved"][:30])
def test_a_near_miss_is_not_accused(passage: dict[str, Any]) -> None:
    assert told(passage) == []


def test_there_are_enough_of_both() -> None:
    assert len(PASSAGES["faulty"]) == len(PASSAGES["clean"]) == 20
