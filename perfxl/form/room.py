"""More room in a layout: further spare rows in a section, everything below moved down as a spreadsheet program does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from perfxl.form.control import row_formula
from perfxl.form.references import moved, respelt
from perfxl.form.slot import CONTINUED, Layout, Line, Slot

_LAST_NUMBER = re.compile(r"(\d+)(\)*)\Z")
_PAIR = 2  # a spare row and its continuation


def grown(layout: Layout, section: str, count: int) -> Layout:
    """The layout with at least `count` spare rows in a section; unchanged where it has none to follow the pattern of."""
    spare = [line for line in layout.lines if line.role == "spare" and line.section == section]
    if not spare:
        return layout
    for number in range(len(spare) + 1, count + 1):
        layout = _one_more(layout, f"{section}+{number - 1}", f"{section}+{number}")
    return layout


def _one_more(layout: Layout, before: str, key: str) -> Layout:
    """One more spare row and its continuation, below the row `before`."""
    last = next(line.row for line in layout.lines if line.key == before) + 1

    def down(formula: str) -> str:
        return respelt(formula, lambda row, fixed: str(row + _PAIR if row > last else row))

    slots = [_below(slot, last, down) for slot in layout.slots]
    lines = [line if line.row <= last else replace(line, row=line.row + _PAIR) for line in layout.lines]
    pair = {before: key, before + CONTINUED: key + CONTINUED}
    new = [_copied(slot, pair[slot.key]) for slot in slots if slot.key in pair]
    new_lines = [_line(line, pair, key) for line in lines if line.key in pair]
    return replace(
        layout,
        slots=tuple(sorted([*slots, *_weighed(new, layout, key)], key=lambda s: (s.row, s.column))),
        lines=tuple(sorted([*lines, *new_lines], key=lambda line: line.row)),
        last_row=layout.last_row + _PAIR,
    )


def _below(slot: Slot, last: int, down: Callable[[str], str]) -> Slot:
    row = slot.row + _PAIR if slot.row > last else slot.row
    return replace(slot, row=row, formula=down(slot.formula))


def _copied(slot: Slot, key: str) -> Slot:
    """A slot of the last spare row two rows further down: keyed anew, empty where it is open, its number one more."""
    value = key if slot.field == "key" else None if not slot.locked else slot.value
    formula = moved(slot.formula, _PAIR, 0)
    if slot.kind == "ordinal" or slot.field == "ordinal":
        formula = _LAST_NUMBER.sub(lambda m: f"{int(m[1]) + 1}{m[2]}", formula)
        value = value + 1 if isinstance(value, int) else value
    return replace(slot, key=key, row=slot.row + _PAIR, value=value, formula=formula)


def _line(line: Line, pair: dict[str, str], key: str) -> Line:
    return replace(line, key=pair[line.key], row=line.row + _PAIR, base=key if line.base else "")


def _weighed(new: list[Slot], layout: Layout, key: str) -> list[Slot]:
    """The copied slots, the hidden sum with the weights of the new row."""
    printed = {column.field for column in layout.form.column}
    further = {slot.field: slot.a1 for slot in new if slot.key == key + CONTINUED and not slot.locked}
    opened = {s.field: s.a1 for s in new if s.key == key and not s.locked and s.field in printed}
    sums = {field: (cell, *([further[field]] if field in further else [])) for field, cell in opened.items()}
    return [
        replace(slot, formula=row_formula(key, sums)) if slot.field == "control" and slot.key == key else slot
        for slot in new
    ]
