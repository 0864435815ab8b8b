"""Defects planted in the gate: the hostile kinds must notice each of them, or they prove nothing."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from unittest.mock import patch
from xml.parsers import expat

import pytest

from perfxl.reading import allowed
from perfxl.reading.grid import Grid
from perfxl.reading.limits import LIMITS, Limits
from perfxl.reading.members import ListedMember
from perfxl.reading.relations import ContentTypes, Relation
from tests.reading.hostile import kinds
from tests.reading.kind import READ, Kind
from tests.reading.outcome import outcome

WITHOUT_END = 1 << 60


def of(*codes: str) -> Iterable[Kind]:
    """The kinds that must end in one of the codes."""
    return (kind for kind in kinds() if kind.code in codes)


def unnoticed(chosen: Iterable[Kind], limits: Limits = LIMITS) -> bool:
    """Whether all kinds still end as they must."""
    for kind in chosen:
        try:
            found = outcome(kind.data, limits)
        except Exception:  # a defect may show itself in any way
            return False
        if found != (kind.code, kind.value if kind.code == READ else None):
            return False
    return True


BUDGETS = {
    "file": "a file too large",
    "parts": "too many members",
    "part": "a member larger than allowed, packed",
    "total": "members larger together than allowed",
    "ratio": "a member that grows a thousandfold",
    "ratio_from": "a member that grows a thousandfold",
    "depth": "deep nesting after the cells",
    "attributes": "many attributes after the cells",
    "cells": "more cells than allowed",
    "rows": "something below the last row",
    "columns": "something beyond the last column",
    "nodes": "more nodes than any styles need",
    "elements": "more elements than any sheet needs",
    "strings": "more strings than any workbook needs",
    "ranges": "more merges than any sheet needs",
    "formulas": "a shared formula that grows without end",
    "beside": "a drawing larger than allowed",
    "text": "a text too long in the cell",
    "formula": "a formula too long",
}


@pytest.mark.parametrize(("budget", "name"), BUDGETS.items())
def test_a_skipped_budget_is_noticed(budget: str, name: str) -> None:
    chosen = [kind for kind in kinds() if kind.name == name]
    assert chosen
    assert not unnoticed(chosen, replace(LIMITS, **{budget: WITHOUT_END}))


def test_no_budget_is_forgotten_here() -> None:
    assert set(BUDGETS) == {field.name for field in fields(LIMITS)}


def _open_parser(_: str) -> expat.XMLParserType:
    return expat.ParserCreate("utf-8", " ")


def _without_checksum(data: bytes, start: int, member: ListedMember) -> bytes:
    return zlib.decompressobj(-15).decompress(data[start : start + member.packed], member.size)


REFUSE = allowed._refuse


def _overwriting(put: Callable[..., None]) -> Callable[..., None]:
    def put_again(grid: Grid, column: int, *rest: object) -> None:
        grid.cells.pop((grid.row, column), None)
        put(grid, column, *rest)

    return put_again


def _nothing_outside(owner: str, relation: Relation, types: ContentTypes) -> None:
    if not relation.outside:
        REFUSE(owner, relation, types)


def planted() -> list[tuple[str, AbstractContextManager[object], tuple[str, ...]]]:
    """(what was spoilt, the patch, the codes of the kinds that must notice)."""
    room = "perfxl.reading"
    anything = re.compile(r"(?s).*\Z")
    return [
        ("a DOCTYPE is let through", patch(f"{room}.sheet.parser", _open_parser), ("G041",)),
        ("unread parts are not surveyed", patch(f"{room}.package._survey", lambda *_: None), ("G041",)),
        (
            "names are not looked at",
            patch(f"{room}.members._names_are_sound", lambda _: None),
            ("G025", "G026"),
        ),
        ("unsafe names are let through", patch(f"{room}.members._UNSAFE", re.compile(r"(?!)")), ("G025",)),
        (
            "bytes between members are let through",
            patch(f"{room}.members._nothing_between", lambda *_: None),
            ("G022",),
        ),
        (
            "a zip's budget is not kept",
            patch(f"{room}.members._within_budget", lambda *_: None),
            ("G032", "G033", "G034"),
        ),
        ("checksums are not compared", patch(f"{room}.members._inflated", _without_checksum), ("G021",)),
        ("encryption is not looked at", patch(f"{room}.members._ENCRYPTED", 0), ("G023",)),
        ("decoy sheets are let through", patch(f"{room}.cells._present", _listed_only), ("G052",)),
        (
            "what acts on the reader is let through",
            patch(f"{room}.allowed._refuse", lambda *_: None),
            ("G060", "G061", "G063", "G064"),
        ),
        (
            "outside targets are let through",
            patch(f"{room}.allowed._refuse", _nothing_outside),
            ("G065",),
        ),
        ("the later of two cells wins", patch.object(Grid, "put", _overwriting(Grid.put)), ("G071",)),
        ("any number is believed", patch(f"{room}.values._NUMBER", anything), ("G074",)),
        (
            "an index below zero is believed",
            patch(f"{room}.values._WHOLE", re.compile(r"-?[0-9]{1,9}\Z")),
            ("G072",),
        ),
        (
            "a cell's own row is not compared",
            patch(f"{room}.events._PLACE", re.compile(r"([A-Z]{1,3})()")),
            ("G070",),
        ),
        ("the 1904 dates are let through", patch(f"{room}.cells._refuse_1904", lambda _: None), ("G054",)),
        ("escapes are left as they stand", patch(f"{room}.values.unescaped", lambda text: text), (READ,)),
        ("any encoding is believed", patch(f"{room}.markup._DECLARED", re.compile(rb"(?!)")), ("G043",)),
        (
            "style numbers are not compared",
            patch.object(Grid, "look", lambda grid, _: grid.styles[0]),
            ("G076",),
        ),
    ]


def _listed_only(package: object) -> set[str]:
    return {"xl/worksheets/sheet1.xml"}


@pytest.mark.parametrize(("spoilt", "codes"), [pytest.param(p, c, id=name) for name, p, c in planted()])
def test_a_planted_defect_is_noticed(spoilt: AbstractContextManager[object], codes: tuple[str, ...]) -> None:
    with spoilt:
        assert not unnoticed(of(*codes))


def test_nothing_is_noticed_where_nothing_is_spoilt() -> None:
    assert unnoticed(of("G022", "G041", "G052", "G071", READ))
