"""Row heights of a form: what its printed texts need, each role at least its own."""

from __future__ import annotations

from perfxl.form.definition import Form
from perfxl.form.layout import Layout, Line, Slot
from perfxl.form.text_heights import Face, TextRoom, line_height, text_height
from perfxl.issue import styles

MAY_GROW = frozenset({"measure", "spare", "continuation", "signature"})  # the rows that somebody types into
_THIN = 1.5  # points of a continuation that is not used
_SPARE = 9.0  # points of an own row that is not asked for yet
_LEAST = {
    "head": 12.0,
    "title": 16.5,
    "heading": 19.5,
    "number": 12.0,
    "goal": 15.75,
    "spare": 24.0,
    "signature": 48.0,
}
_FIRST_TITLE = 21.0  # some air between the order's lines and the title
_PANEL = (21.0, 18.0, 27.0)


def row_heights(layout: Layout) -> dict[int, float]:
    """The height of every row in points, by row: what its printed texts need."""
    slots: dict[int, list[Slot]] = {}
    for slot in layout.slots:
        if slot.column <= layout.last_print_column and slot.rows == 1 and slot.role != "key":
            slots.setdefault(slot.row, []).append(slot)
    return {line.row: _row_height(layout, line, slots.get(line.row, [])) for line in layout.lines}


def _row_height(layout: Layout, line: Line, slots: list[Slot]) -> float:
    if line.role == "panel":
        return _PANEL[line.row - 1]
    needed = [slot_height(layout, slot) for slot in slots if slot.value not in (None, "")]
    return max([least_height(layout, line), *needed]) if needed else resting_height(layout, line)


def resting_height(layout: Layout, line: Line) -> float:
    """The height of a row without a text; rows that are not in use yet cost next to no paper."""
    return _SPARE if line.role == "spare" else least_height(layout, line)


def least_height(layout: Layout, line: Line) -> float:
    """The least height of a row that is in use."""
    if line.role == "continuation":
        return _THIN
    if line.key == "title:1":
        return _FIRST_TITLE
    return _LEAST.get(line.role, line_height(layout.form.paper.font_size) + 1.5)


def slot_height(layout: Layout, slot: Slot) -> float:
    room = room_of(layout.form, slot)
    return text_height(str(slot.value), room.pixels, room.face)


def room_of(form: Form, slot: Slot) -> TextRoom:
    """The room that the text of a printed slot has."""
    look = styles.look_of(slot)
    columns = form.column[slot.column - 1 : slot.column - 1 + slot.merge]
    return TextRoom(
        sum(column.width for column in columns), Face(form.paper.font_size + look.size, look.bold)
    )
