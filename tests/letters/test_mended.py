"""Mended: where a correction workbook marks a cell and somebody writes a right value there, nothing is left to mend."""

from __future__ import annotations

import io

import openpyxl
import pytest

from perfxl.finding import Severity, Verdict
from perfxl.form.layout import CONTINUED
from perfxl.form.plan import Settings
from perfxl.letters.correction import Returned, correct
from tests.checks.forms import PASSWORD, form_layout, issued, judged
from tests.issue.sample import CREATED, plan
from tests.letters.spoiling import spoilt

REPORTS = [
    pytest.param(range(1000, 1015), id="15"),
    pytest.param(range(2000, 2300), id="300", marks=pytest.mark.long),
]
RIGHT = {"text": "Ажлыг хугацаанд нь гүйцэтгэв.", "dates": "2024.01.01-2024.12.31", "number": 3}


@pytest.fixture(scope="module")
def out():
    """A form as it was issued: layout, bytes, seal."""
    layout = form_layout()
    return (layout, *issued(layout))


def right(slot, cell):
    """What a clerk writes into a marked cell: 100% is understood as such where the cell still shows percents, and as
    a text elsewhere; the thin row below is for what does not fit."""
    if slot.role == "continuation":
        return None
    if slot.kind == "percent":
        return 1 if "%" in cell.number_format else "100%"
    return RIGHT[slot.kind]


def mended(data, layout):
    """The correction workbook after right values were written into the cells with a comment, and their addresses."""
    slots = {slot.a1: slot for slot in layout.slots}
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[layout.sheet]
    marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    for cell in marked:
        cell.value = right(slots[cell.coordinate], cell)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue(), {cell.coordinate for cell in marked}


def faults(found, marked):
    """Errors anywhere, and warnings about what stands in a marked cell; what texts look like (evidence) aside."""
    return [
        f"{f.code} {f.cell}"
        for f in found.findings
        if f.severity == Severity.ERROR
        or (f.severity == Severity.WARNING and f.code[0] != "E" and marked & set(f.cell.split(",")))
    ]


def untouched(found, layout, marked):
    """The answers of which no cell was marked, by row and field; a continuation row is its row's."""
    written = {(s.key.removesuffix(CONTINUED), s.field) for s in layout.slots if s.a1 in marked}
    raw = {
        (row.key, name): text
        for row in found.rows
        for name, text in (
            ("achieved", row.achieved),
            ("dates", row.dates_text),
            ("percent", row.percent_text),
        )
    }
    return {place: text for place, text in raw.items() if text and place not in written}


@pytest.mark.parametrize("seeds", REPORTS)
def test_where_the_marked_cells_are_mended_nothing_is_left(out, seeds):
    layout, data, seal = out
    faulty, left = 0, {}
    for seed in seeds:
        came = spoilt(seed, layout, data, seal)
        before = judged(came, seal)
        back = correct(Returned(came, before, CREATED, seal), layout, plan(), PASSWORD, Settings())
        done, marked = mended(back, layout)
        after = judged(done, seal)
        faulty += before.verdict in (Verdict.RETURNED, Verdict.HELD)  # a formula that reaches outside is held
        if faults(after, marked) or after.verdict != Verdict.ACCEPTED:
            left[seed] = faults(after, marked)
        assert [f.code for f in after.findings if f.code[0] in "GIL"] == [], seed
        assert untouched(after, layout, marked) == untouched(judged(back, seal), layout, marked), seed
    assert left == {}
    assert faulty >= len(seeds) * 0.9
