"""A marker in every kind of part and place: refused, told, or not in the readable copy; the list of what stays is exact."""

from __future__ import annotations

import pytest

from perfxl.checks.judge import judge
from perfxl.collect.made_copy import is_made
from perfxl.finding import Verdict
from tests.attacks.copying import copied
from tests.attacks.every_place import places
from tests.attacks.planting import MARK, form, inside
from tests.checks.forms import RULES, lookup_of

PLACES = dict(places())
# What stays in accepted/ as it came: words that every program lets its user put there and that do nothing by themselves,
# and rules of a cell's look and entry (those that can reach outside hold the workbook).
STAYS = {
    "the sheet's prompt of a check",
    "the sheet's list of a check",
    "the sheet's formula of a check",
    "the sheet's condition of a format",
    "the sheet's text of a format",
    "the sheet's protected range",
    "the sheet's sort",
    "the sheet's alternate content",
    "the sheet's unknown attribute",
    "the sheet's name in code",
    "the sheet's sync reference",
    "the sheet's phonetic text",
    "the workbook's name's help",
    "the workbook's writer",
    "the workbook's recovery",
    "the workbook's version",
    "xl/styles.xml: a style's name",
    "xl/styles.xml: an unknown element",
    "xl/styles.xml: a table's style",
    "docProps/core.xml: a description",
    "docProps/core.xml: a category",
    "docProps/app.xml: a company",
    "docProps/app.xml: a manager",
    "docProps/app.xml: a template",
    "[Content_Types].xml: a type of nothing",
    "[Content_Types].xml: an ending of nothing",
    "the zip's comment",
    "a folder's name",
}


@pytest.mark.parametrize("name", PLACES)
def test_a_marker_is_refused_told_or_not_in_the_readable_copy(name: str) -> None:
    judged = judge(PLACES[name], RULES, lookup_of(form()[1]))
    if judged.verdict is Verdict.REFUSED:
        assert name not in STAYS
    elif is_made(judged.findings):
        copy = copied(PLACES[name])
        assert copy is not None and MARK.encode() not in inside(copy)
        assert name not in STAYS
    else:
        told = any(MARK in str(each.facts) for each in judged.findings)
        assert told != (name in STAYS)


def test_the_list_of_what_stays_names_nothing_else() -> None:
    assert set(PLACES) >= STAYS
    assert len(PLACES) >= 110
