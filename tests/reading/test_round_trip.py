"""What two writers put into cells comes out again, whatever it is."""

from __future__ import annotations

import io

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
TEXTS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=40),
    st.text("_xX0aAdDFf5&<>\"';#]\n ӨөҮү", min_size=1, max_size=30),
)
NUMBERS = st.one_of(st.floats(-1e300, 1e300), st.integers(-(10**12), 10**12))
PATIENT = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@PATIENT
@given(
    texts=st.lists(TEXTS, max_size=12),
    numbers=st.lists(NUMBERS, max_size=8),
    truths=st.lists(st.booleans(), max_size=4),
)
def test_what_xlsxwriter_writes_is_read(texts: list[str], numbers: list[float], truths: list[bool]) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        page = made.add_worksheet()
        for row, text in enumerate(texts):
            page.write_string(row, 0, text)
        for row, number in enumerate(numbers):
            page.write_number(row, 1, number)
        for row, truth in enumerate(truths):
            page.write_boolean(row, 2, truth)
    cells = read_book(open_package(buffer.getvalue())).sheets[0].cells
    assert [cells[row + 1, 1].value for row in range(len(texts))] == texts
    assert [cells[row + 1, 2].value for row in range(len(numbers))] == [float(f"{n:.16G}") for n in numbers]
    assert [cells[row + 1, 3].value for row in range(len(truths))] == truths


@PATIENT
@given(texts=st.lists(TEXTS, max_size=12), numbers=st.lists(NUMBERS, max_size=8))
def test_what_openpyxl_writes_is_read(texts: list[str], numbers: list[float]) -> None:
    texts = [text for text in texts if not ILLEGAL_CHARACTERS_RE.search(text) and "_x" not in text]
    made = openpyxl.Workbook()
    for row, text in enumerate(texts):
        cell = made.active.cell(row + 1, 1)
        cell.value, cell.data_type = text, "s"
    for row, number in enumerate(numbers):
        made.active.cell(row + 1, 2).value = number
    buffer = io.BytesIO()
    made.save(buffer)
    cells = read_book(open_package(buffer.getvalue())).sheets[0].cells
    assert [cells[row + 1, 1].value for row in range(len(texts))] == texts
    assert [cells[row + 1, 2].value for row in range(len(numbers))] == [float(f"{n:.16g}") for n in numbers]
