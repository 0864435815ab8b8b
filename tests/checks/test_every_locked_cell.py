"""Each locked cell of a long form changed in its turn, one cell a judgement: found, and told with its address."""

from __future__ import annotations

import random

import pytest

from perfxl.form.place import parse_a1
from tests.checks.every_cell import CHANGES, Locked, Openpyxl, Raw, kind_of, locked_cells
from tests.checks.forms import codes, filled, form_layout, issued, judged, many

SAMPLE = 20  # cells for each of the three changes, either way
FEW = 2  # cells of each kind that are in every sample

# Who speaks for which kind of cell: the codes of which one must tell of it, and where it must point.
# Of a key the row is told (`A17`: the key's column is hidden). Without a printed column's mark, and with a damaged
# token, nothing is wrong with a single cell for the reader, but with the form: one finding for the whole file.
TYPED_OVER = {"L101", "L102", "L103"}
SPEAKS = {
    ("cell", "value"): ("cell", TYPED_OVER),
    ("cell", "formula"): ("cell", TYPED_OVER),
    ("cell", "format"): ("cell", {"L104"}),
    ("bare", "value"): ("cell", {"L304"}),
    ("bare", "formula"): ("cell", {"L304"}),
    ("mark", "value"): ("cell", {"L101"}),
    ("mark", "formula"): ("cell", {"L101"}),
    ("mark", "format"): ("cell", {"L104"}),
    ("printed mark", "value"): ("file", {"L401"}),
    ("printed mark", "formula"): ("file", {"L401"}),
    ("printed mark", "format"): ("cell", {"L104"}),
    ("keys' mark", "value"): ("cell", {"L304"}),
    ("keys' mark", "formula"): ("cell", {"L304"}),
    ("key", "value"): ("row", {"L201", "L211"}),
    ("key", "formula"): ("row", {"L201", "L211"}),
    ("token", "value"): ("file", {"I103"}),
    ("token", "formula"): ("cell", {"L304"}),
}
# Number formats that are not compared: what stands there is a text that no format alters, or nothing stands there.
SILENT = {("bare", "format"), ("keys' mark", "format"), ("key", "format"), ("token", "format")}


@pytest.fixture(scope="module")
def long_form():
    """A form of 45 rows, filled in: bytes and seal."""
    chosen = many(45)
    data, seal = issued(form_layout(chosen), chosen)
    return filled(data, seal), seal


@pytest.fixture(scope="module", params=["raw", "openpyxl"])
def way(request, long_form):
    """How the cell is changed."""
    data, seal = long_form
    return Raw(data) if request.param == "raw" else Openpyxl(data, seal.sheet)


def some(cells: list[Locked], change: str) -> list[Locked]:
    """A sample with a fixed seed in which every kind of cell is, and of the issued ones as many roles as there is room."""
    chance = random.Random(f"locked {change}")
    mixed = chance.sample(cells, len(cells))
    kinds = {cell.kind for cell in cells}
    first = [one for kind in sorted(kinds) for one in [c for c in mixed if c.kind == kind][:FEW]]
    roles = {(c.slot.role, c.slot.field): c for c in mixed if c.slot and c not in first}
    rest = chance.sample(sorted(roles.values(), key=lambda c: c.a1), SAMPLE - len(first))
    return first + rest


def told(cell: Locked, change: str, findings: tuple) -> bool:
    """Whether a finding speaks of the change that may, and points where it must."""
    where, allowed = SPEAKS[cell.kind, change]
    speaking = [f for f in findings if f.code in allowed]
    pointed = {address for f in speaking for address in f.cell.split(",") if address}
    if where == "file":
        return bool(speaking)
    if where == "row":
        return parse_a1(cell.a1)[0] in {parse_a1(address)[0] for address in pointed}
    return cell.a1 in pointed


def answers_of(found):
    """What a judgement takes from the workbook."""
    return found.verdict, found.digest, found.control, [r.key for r in found.rows]


def missed(way, cells, change, data, seal) -> dict[str, list[str]]:
    """Changed cells of which nobody spoke, with what was said instead; of silent ones those that altered anything."""
    out = {}
    before = answers_of(judged(data, seal))
    for cell in cells:
        if not way.can(cell, change):
            continue
        found = judged(way.changed(cell, change), seal)
        if (cell.kind, change) in SILENT:
            fine = answers_of(found) == before
        else:
            fine = told(cell, change, found.findings)
        if not fine:
            out[f"{cell.a1} ({cell.kind})"] = [f"{f.code} {f.cell}" for f in found.findings]
    return out


def test_every_kind_and_change_has_somebody_who_speaks(long_form):
    data, seal = long_form
    kinds = {cell.kind for cell in locked_cells(data, seal)}
    assert {(kind, change) for kind in kinds for change in CHANGES} == SPEAKS.keys() | SILENT
    locked = [slot for slot in seal.slots if slot.locked]
    assert len([s for s in locked if kind_of(s) == "cell"]) > len(locked) * 0.75


def test_before_any_change_there_is_nothing_to_tell(long_form, way):
    _, seal = long_form
    data = way.data if isinstance(way, Raw) else way.saved()
    found = judged(data, seal)
    assert codes(found) == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_locked_cell_is_told(long_form, way, change):
    data, seal = long_form
    assert missed(way, some(locked_cells(data, seal), change), change, data, seal) == {}


@pytest.mark.long
@pytest.mark.parametrize("change", CHANGES)
def test_each_changed_locked_cell_is_told(long_form, way, change):
    data, seal = long_form
    assert missed(way, locked_cells(data, seal), change, data, seal) == {}


def test_openpyxls_workbook_is_as_before_after_all_changes(long_form):
    data, seal = long_form
    way = Openpyxl(data, seal.sheet)
    first = way.saved()
    for cell in some(locked_cells(data, seal), "put back"):
        for change in CHANGES:
            if way.can(cell, change):
                way.changed(cell, change)
    again = judged(way.saved(), seal)
    assert (codes(again), answers_of(again)) == ([], answers_of(judged(first, seal)))
