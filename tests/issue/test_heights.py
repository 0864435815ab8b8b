"""Row heights from text widths."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.form import text_heights as measured
from perfxl.form.definition import load_form
from perfxl.form.layout import CONTINUED, Layout, filled
from perfxl.form.plan import Settings
from perfxl.form.text_heights import MOST, Face, count_lines, line_height, text_height, text_width
from perfxl.issue.heights import MAY_GROW, row_heights
from perfxl.issue.workbook import build_workbook
from perfxl.storage.zip_parts import parts_of
from tests.issue.sample import CREATED, FORM, OTHER_FORM, layout, other_plan, plan


def test_widths_are_arials() -> None:
    assert text_width("0", Face(12)) == round(0.556 * 16)
    assert text_width("Өө", Face(12)) == round(0.778 * 16) + round(0.556 * 16)
    assert text_width("мөр", Face(9, bold=True)) > text_width("мөр", Face(9))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("үр", 1),
        ("үр\nдүн", 2),
        ("үр\r\nдүн\n", 3),
        ("үр дүн", 1),
        ("үр дүн" + " үр дүн" * 9, 10),
        ("ү" * 80, 12),
    ],
    ids=[
        "nothing",
        "a word",
        "two lines",
        "an empty last line",
        "two words",
        "many words",
        "a word too long, on the safe side",
    ],
)
def test_a_text_is_wrapped_as_the_programs_wrap_it(text: str, lines: int) -> None:
    assert count_lines(text, 60, Face(9)) == lines


def test_a_line_is_as_high_as_excel_makes_it() -> None:
    assert [line_height(size) for size in (8, 9, 10, 11)] == [10.5, 12.0, 12.75, 14.25]


def test_no_row_is_higher_than_a_sheet_allows() -> None:
    assert text_height("үр дүн " * 2000, 352, Face(9)) == MOST


def test_sixteen_hundred_characters_fit_a_row() -> None:
    assert text_height(("Мэдүүлгийн 98 хувийг хугацаанд нь бүрдүүлэв. " * 40)[:1600], 352, Face(9)) < MOST


def heights(laid: Layout) -> dict[str, float]:
    points = row_heights(laid)
    return {line.key: points[line.row] for line in laid.lines}


def test_rows_grow_with_their_longest_text() -> None:
    key = plan().keys[0]
    before = heights(layout())
    after = heights(filled(layout(), {(key, "achieved"): "үр дүн " * 100}))
    assert after[key] > before[key] * 2
    assert {k: v for k, v in after.items() if k != key} == {k: v for k, v in before.items() if k != key}


def test_what_is_not_in_use_costs_next_to_nothing() -> None:
    before = heights(layout())
    assert before["tasks+1"] > 20
    assert before["tasks+2"] < 10
    assert before[plan().keys[0] + CONTINUED] < 2


@given(st.text("аб .,([{)„-", max_size=30))
def test_words_alone_stay_together_where_no_sign_holds_them(line: str) -> None:
    if not measured._HELD.search(line):
        assert list(measured._runs(line)) == line.split(" ")


WORDS = [
    (column.field, column.width, word)
    for name in (FORM, OTHER_FORM)
    for column in load_form(name).column
    for word in f"{column.caption} {column.group if column.field == 'achieved' else ''}".split()
]


@pytest.mark.parametrize(("field", "width", "word"), WORDS)
def test_no_caption_is_broken_inside_a_word(field: str, width: int, word: str) -> None:
    """At a column 3 pixels narrower than it should be; Liberation Sans, which stands in for Arial, has its widths."""
    assert text_width(word, Face(load_form(FORM).paper.font_size - 1, bold=True)) <= width - 3 - 5


def told_heights(data: bytes) -> dict[int, bool]:
    """By row, whether its height is as a person set it: no program fits such a row again."""
    sheet = parts_of(data)["xl/worksheets/sheet1.xml"].decode()
    rows = re.findall(r'<row r="([0-9]+)"([^>]*)>', sheet)
    assert all(' ht="' in attributes for _, attributes in rows)
    return {int(row): 'customHeight="1"' in attributes for row, attributes in rows}


BUILT = {
    "as issued": lambda: layout(),
    "without a plan": lambda: layout(plan(())),
    "answered": lambda: filled(layout(), {(plan().keys[0], "achieved"): "үр дүн " * 200}),
    "of another form": lambda: layout(other_plan(), load_form(OTHER_FORM), "2024-Q2"),
}


@pytest.mark.parametrize("kind", BUILT)
def test_a_row_keeps_its_height_where_nobody_types_and_grows_where_somebody_does(kind: str) -> None:
    """Typed into: answers, continuations, signatures. Kept: the panel, titles, captions, numbers, goals."""
    laid = BUILT[kind]()
    kept = told_heights(build_workbook(laid, plan(), "", Settings(), CREATED))
    asked = {slot.row for slot in laid.inputs}
    assert {row for row, custom in kept.items() if not custom} == asked
    assert {line.role for line in laid.lines if line.row in asked} <= MAY_GROW
    assert {line.role for line in laid.lines if line.row not in asked} & MAY_GROW == set()


def test_the_guide_keeps_its_heights() -> None:
    guide = parts_of(build_workbook(layout(), plan(), "", Settings(), CREATED))[
        "xl/worksheets/sheet2.xml"
    ].decode()
    rows = re.findall(r'<row r="[0-9]+"([^>]*)>', guide)
    assert rows and all('customHeight="1"' in row for row in rows)
