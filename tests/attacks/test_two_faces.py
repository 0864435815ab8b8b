"""Two readers of one workbook: what is refused, told, or read as every other program reads it; never silently the lie."""

from __future__ import annotations

import pytest

from perfxl.checks.judge import judge
from tests.attacks.planting import form
from tests.attacks.two_faces import two_faces
from tests.checks.forms import RULES, lookup_of

# Attack -> verdict and what is told beside the notes that every such form gets. "accepted" alone: it is read as it was
# filled in, or the cell shows everywhere what was read.
EXPECTED = {
    "a part twice": "refused G026",
    "a part twice, in other letters": "refused G026",
    "a part with a leading slash": "refused G025",
    "a part with backslashes": "refused G025",
    "a part by way of ..": "refused G025",
    "a part by way of %": "accepted L505",
    "another name in front of the data": "refused G022",
    "a part that says it is encrypted": "refused G023",
    "a part packed in an unknown way": "refused G024",
    "a part that says it is stored": "refused G022",
    "a size that lies": "refused G022",
    "a size beyond everything": "refused G032",
    "a checksum that lies": "refused G022",
    "a place of the data that lies": "refused G022",
    "a second end of the zip": "refused G022",
    "a zip in front of the zip": "refused G022",
    "a zip behind the zip": "refused G022",
    "a part that says it is UTF-16": "refused G043",
    "a part in UTF-16": "accepted L505",
    "a part in UTF-7": "refused G043",
    "an entity": "refused G041",
    "an entity from a file": "refused G041",
    "entities that grow": "refused G041",
    "a parameter entity": "refused G041",
    "a stylesheet": "accepted L505",
    "the rows twice": "refused G079",
    "a row twice": "refused G081",
    "rows in another order": "accepted",
    "a cell twice": "refused G071",
    "a cell in another row": "refused G070",
    "a choice of two answers": "refused G079",
    "an answer in a comment of XML": "accepted L505",
    "an answer in CDATA": "accepted",
    "another prefix": "accepted",
    "the strict namespace": "refused G056",
    "an unknown namespace": "refused G056",
    "a string that is not there": "refused G072",
    "a string before the first": "refused G072",
    "a string by a fraction": "refused G072",
    "two values": "refused G079",
    "a value and a text": "accepted",
    "a kind that nobody knows": "refused G073",
    "an error as an answer": "returned F111",
    "yes as an answer": "accepted",
    "a percent '1E+400'": "refused G074",
    "a percent '-1E+308'": "returned F104",
    "a percent 'NaN'": "refused G074",
    "a percent 'INF'": "refused G074",
    "a percent '0x10'": "refused G074",
    "a percent '1_0'": "refused G074",
    "a percent '١'": "refused G074",
    "a percent ' 1'": "accepted",
    "a percent '1,0'": "refused G074",
    "a percent '--1'": "refused G074",
    "a percent '1e'": "refused G074",
    "a percent ''": "returned F102",
    "a calculated percent": "accepted F109",
    "a formula without a result": "returned F110",
    "a table of data": "held L501 F110",
    "an array over the answers": "returned F110",
    "a run that reads as nothing": "accepted",
    "letters that turn the line round": "accepted F402",
    "letters that cannot be seen": "returned F101",
    "letters by their numbers": "accepted F401",
    "half a letter": "refused G042",
    "no letter at all": "refused G042",
    "a hidden row": "accepted L206",
    "a row of no height": "accepted L206",
    "a hidden column": "accepted L207",
    "an answer under a merged cell": "accepted L303",
    "a percent that is always 100": "accepted L301 F107",
    "an answer without a look": "accepted L301 F107",
    "a sign that turns": "accepted L301 F107",
    "a percent in words": "accepted L301 F107",
    "a percent times a hundred": "accepted L301 F107",
    "white letters": "accepted L209 L301",
    "the form hidden": "accepted L208",
    "the form hidden from the menu too": "accepted L208",
    "one sheet twice": "refused G052",
    "two sheets of one name": "refused G057",
    "dates from 1904": "refused G054",
    "the lock taken off": "accepted L402",
    "a size that is not the sheet's": "accepted",
    "a cell in the last column of the last row": "refused G038",
    "a row beyond the last": "refused G070",
    "a look that is not there": "refused G076",
    "very many merged cells": "refused G040",
}
NOTES = ("E601", "E602", "E603")
ATTACKS = dict(two_faces())


@pytest.mark.parametrize("name", ATTACKS)
def test_the_other_face_is_refused_told_or_the_same(name: str) -> None:
    judged = judge(ATTACKS[name], RULES, lookup_of(form()[1]))
    told = dict.fromkeys(finding.code for finding in judged.findings if finding.code not in NOTES)
    assert " ".join((str(judged.verdict), *told)) == EXPECTED[name]


def test_every_attack_is_expected() -> None:
    assert set(EXPECTED) == set(ATTACKS) and len(ATTACKS) > 80


@pytest.mark.parametrize(
    "name", ["rows in another order", "another prefix", "a part in UTF-16", "a hidden row"]
)
def test_what_is_only_spelt_otherwise_gives_the_same_answers(name: str) -> None:
    lookup = lookup_of(form()[1])
    assert judge(ATTACKS[name], RULES, lookup).proof == judge(form()[0], RULES, lookup).proof
