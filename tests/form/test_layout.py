"""Where everything stands: keys on every row, open and locked cells, spare rows, seats of the signatures."""

from __future__ import annotations

import pytest

from perfxl.form.definition import load_form
from perfxl.form.layout import CONTINUED, Layout, filled, labelled, planned_dates, signature_seats
from perfxl.form.plan import Measure
from tests.issue.sample import FORM, OTHER_FORM, layout, measure, other_plan, plan


@pytest.fixture(scope="module")
def laid() -> Layout:
    return layout()


def test_every_row_carries_its_own_key(laid: Layout) -> None:
    keys = [line.key for line in laid.lines]
    assert [line.row for line in laid.lines] == list(range(1, laid.last_row + 1))
    assert len(set(keys)) == len(keys)
    standing = {slot.row: slot.value for slot in laid.slots if slot.field == "key"}
    assert standing == {line.row: line.key for line in laid.lines}


def test_the_field_row_names_every_column(laid: Layout) -> None:
    named = {slot.column: slot.value for slot in laid.slots if slot.row == laid.field_row}
    for field, column in laid.fields:
        assert named[column] == (laid.token.text if field == "token" else f"#{field}")


def test_rows_stand_in_the_order_of_the_form(laid: Layout) -> None:
    roles = [
        line.key for line in laid.lines if line.role not in ("measure", "spare", "continuation", "panel")
    ]
    assert roles == [
        "#key", "head:1", "head:2", "title:1", "title:2",
        "section:goals", "caption:goals:1", "caption:goals:2", "number:goals", "goal:goals:1", "goal:goals:2",
        "section:tasks", "caption:tasks:1", "caption:tasks:2", "number:tasks",
        "section:skills", "caption:skills:1", "caption:skills:2", "number:skills",
        "sign:employee", "sign:verifier",
    ]  # fmt: skip


def test_each_answer_row_is_followed_by_its_continuation(laid: Layout) -> None:
    for line, after in zip(laid.lines, laid.lines[1:], strict=False):
        if line.role in ("measure", "spare"):
            assert (after.key, after.role, after.base) == (line.key + CONTINUED, "continuation", line.key)


def test_only_the_employees_cells_of_the_table_are_open(laid: Layout) -> None:
    key = plan().keys[0]
    table = [slot for slot in laid.slots if slot.key == key and slot.column <= laid.last_print_column]
    assert [s.field for s in table if not s.locked] == ["achieved", "dates", "percent"]
    assert {s.field: s.value for s in table}["measure"].startswith("Арга хэмжээ 1.1. Хилийн")  # type: ignore[union-attr]


def test_an_own_task_opens_the_plan_columns_but_not_the_ordinal(laid: Layout) -> None:
    table = [s for s in laid.slots if s.key == "tasks+1" and s.column <= laid.last_print_column]
    assert [s.field for s in table if s.locked] == ["ordinal"]


def test_without_a_plan_spare_rows_take_its_place() -> None:
    bare = layout(plan(()))
    spare = [line for line in bare.lines if line.role == "spare"]
    assert [sum(line.section == key for line in spare) for key in ("goals", "tasks", "skills")] == [45, 5, 7]
    assert not [line for line in bare.lines if line.role in ("measure", "goal")]


def test_dates_are_prefilled_from_the_plan_else_from_the_period() -> None:
    period = load_form(FORM).period_of("2024-H1")
    assert planned_dates(measure(1), period) == "2024.01.01-2024.12.31"
    assert planned_dates(measure(2), period) == "2024.01.01-2024.06.30"


def test_a_label_is_not_printed_twice() -> None:
    goals = load_form(FORM).section_of("goals")
    assert labelled(goals, Measure("goals", "", "1.1", "Сургах")) == (
        "Арга хэмжээ 1.1. ",
        "Арга хэмжээ 1.1. Сургах",
    )
    assert labelled(goals, Measure("goals", "", "1.1", "арга хэмжээ №1.1 Сургах")) == (
        "",
        "арга хэмжээ №1.1 Сургах",
    )
    assert labelled(goals, Measure("goals", "", "", "Сургах")) == ("", "Сургах")


def test_signatures_stand_in_columns_of_the_table(laid: Layout) -> None:
    seats = signature_seats(load_form(FORM))
    assert seats == {"position": "indicator", "name": "target", "date": "dates"}
    for slot in laid.slots:
        if slot.role == "signature":
            assert slot.column == laid.column(seats[slot.field])
    known = {s.field: s.value for s in laid.slots if s.key == "sign:verifier" and s.role == "signature"}
    assert known == {"position": "Хэлтсийн дарга", "name": "Ө.Үүрийнтуяа", "date": None}


def test_answers_are_seated_by_key_and_field(laid: Layout) -> None:
    key = plan().keys[0]
    done = filled(laid, {(key, "achieved"): "Биелсэн", (key, "percent"): 0.65})
    assert {s.field: s.value for s in done.slots if s.key == key}["percent"] == 0.65
    with pytest.raises(KeyError):
        filled(laid, {(key, "measure"): "Өөр"})


def test_no_two_slots_share_a_cell(laid: Layout) -> None:
    taken = [
        (row, column)
        for slot in laid.slots
        for row in range(slot.row, slot.row + slot.rows)
        for column in range(slot.column, slot.column + slot.merge)
    ]
    assert len(set(taken)) == len(taken)


# --- another form, other columns ---


@pytest.fixture(scope="module")
def other() -> Layout:
    return layout(other_plan(), load_form(OTHER_FORM), "2024-Q2")


def test_another_form_shifts_what_stands_beside_it(other: Layout) -> None:
    assert [field for field, _ in other.fields][:9] == [
        "ordinal", "measure", "indicator", "target", "achieved", "obstacle", "dates", "percent", "status",
    ]  # fmt: skip
    assert signature_seats(other.form) == {"position": "indicator", "name": "achieved", "date": "dates"}


def test_a_column_of_its_own_is_an_open_cell_of_its_row(other: Layout) -> None:
    key = other_plan().keys[0]
    assert [s.field for s in other.inputs if s.key == key] == [
        "achieved", "obstacle", "dates", "percent", "achieved_number",
    ]  # fmt: skip


def test_a_form_without_skills_has_no_such_rows(other: Layout) -> None:
    assert {line.section for line in other.lines} == {"", "goals", "tasks"}
    assert {s.value for s in other.slots if s.key.startswith("caption:goals") and s.merge > 1} == {
        "Төлөвлөгөө"
    }
