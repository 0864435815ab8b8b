"""Form x plan -> where everything stands. The only code that knows addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfxl.form.definition import Form, Period
from perfxl.form.place import a1, letters
from perfxl.form.plan import Measure
from perfxl.form.token import Token

# The hidden field row holds, above each column, `#` and the column's field; the reader finds columns by it.
FIELD_MARK = "#"
KEY_FIELD = "key"


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands in one cell: the row's `key`, the `field`, its place, and what it is.

    `role` says how it looks (head, title, heading, caption, number, goal, plan, input, signature, panel, token, key);
    `kind` what it takes (text, ordinal, dates, percent, date, formula). `merge` is how many columns it spans.
    """

    key: str
    field: str
    row: int
    column: int
    role: str
    kind: str
    locked: bool
    value: str | float | None = None
    formula: str = ""
    number_format: str = "General"
    merge: int = 1

    @property
    def a1(self) -> str:
        """The slot's address."""
        return a1(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: `key` as it stands in the hidden key column, `role`, and the section it belongs to."""

    row: int
    key: str
    role: str
    section: str = ""
    base: str = ""  # the key of the row that a continuation row goes on


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole form sheet. Columns count from 1; `fields` names the field of each column that holds one."""

    form: Form
    period: Period
    token: Token
    sheet: str
    slots: tuple[Slot, ...]
    lines: tuple[Line, ...]
    fields: tuple[tuple[str, int], ...]
    field_row: int
    first_print_row: int
    last_row: int
    last_print_column: int
    key_column: int

    def column(self, field: str) -> int:
        """The column of a field; KeyError where the form has none such."""
        return dict(self.fields)[field]

    @property
    def print_area(self) -> str:
        """The printed part, `A5:H60`."""
        return f"A{self.first_print_row}:{letters(self.last_print_column)}{self.last_row}"

    @property
    def inputs(self) -> Iterator[Slot]:
        """The cells that the employee may fill in."""
        return (slot for slot in self.slots if not slot.locked)


def row_keys(code: str, measures: Sequence[Measure]) -> tuple[str, ...]:
    """Keys for a plan's rows: the same employee, section, number and text give the same key, repeats told apart."""
    keys: list[str] = []
    for measure in measures:
        count = 0
        while (key := _row_key(code, measure, count)) in keys:
            count += 1
        keys.append(key)
    return tuple(keys)


def _row_key(code: str, measure: Measure, count: int) -> str:
    said = "\x1f".join((code, measure.section, measure.number, measure.measure, str(count)))
    return "m" + hashlib.blake2s(said.encode("utf-8"), digest_size=5).hexdigest()
