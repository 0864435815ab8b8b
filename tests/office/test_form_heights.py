"""Estimated row heights against the heights that LibreOffice gives the same texts: never less, not wastefully more."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from perfxl.form.plan import Settings
from perfxl.form.text_heights import MOST, Face, _runs, text_height, text_width
from perfxl.issue.workbook import build_workbook
from tests.issue.sample import CREATED, layout, plan
from tests.office.office import Office

pytestmark = pytest.mark.office

POINT = 2540 / 72  # hundredths of a millimetre
words = st.text("абвгдеёжзийклмноөпрстуүфхцчшщъыьэюяАБВӨҮ0123456789.,-%()№", min_size=1, max_size=18)
texts = st.lists(words, min_size=1, max_size=150).map(" ".join).filter(lambda text: len(text) < 1600)


LAID = layout()
KEY = "tasks+2"  # a row that starts low


@pytest.fixture(scope="module")
def opened(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    path = tmp_path_factory.mktemp("heights") / "form.xlsx"
    path.write_bytes(build_workbook(LAID, plan(), "нууц", Settings(), CREATED))
    office.open(path)
    return office


@pytest.mark.parametrize("field", ["achieved", "measure", "baseline"])
@given(text=texts)
@example(text=" ".join(["0" * 16] * 3))
@example(
    text="А%00ш .00000000000000ш"
)  # no line begins with a point, and the percent sign lets one end early
@example(text="вгзксӨ вгзксӨ")  # fits by a hair, and LibreOffice says that it does not
@example(text="0 0 0 0 0 00000Ө 000ввттф 00вжзкь 00вжзкь")
@settings(max_examples=60)
def test_the_estimate_shows_every_line(opened: Office, field: str, text: str) -> None:
    cell = next(slot.a1 for slot in LAID.inputs if slot.key == KEY and slot.field == field)
    width = next(column.width for column in LAID.form.column if column.field == field)
    for other in ("achieved", "measure", "baseline"):
        opened.put(LAID.sheet, next(s.a1 for s in LAID.inputs if s.key == KEY and s.field == other), "")
    opened.put(LAID.sheet, cell, text)  # what a program puts in also lets a row shrink
    shown = opened.cell(LAID.sheet, cell)["height"] / POINT
    estimate = text_height(text, width, Face(LAID.form.paper.font_size))
    assert shown <= estimate + 0.1 or estimate == MOST
    broken = any(
        text_width(run, Face(LAID.form.paper.font_size)) > width * 0.6 for run in _runs(text)
    )  # or nearly
    assert estimate <= (shown * 2 + 28 if broken else shown * 1.35 + 16)
