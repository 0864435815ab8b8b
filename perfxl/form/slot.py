"""What stands where: slots, lines and the whole layout of a form sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from perfxl.form.definition import Form, Period
from perfxl.form.place import a1, letters
from perfxl.form.token import Token

# The hidden field row holds, above each column, `#` and the column's field; the reader finds columns by it.
FIELD_MARK = "#"
KEY_FIELD = "key"
# Columns to the right of the print: what the sheet says of a row, optional numbers, last period, and what is hidden.
BESIDE = ("status", "target_number", "achieved_number", "computed", "previous", "previous_percent")
HIDDEN = ("state", "control", KEY_FIELD, "token")
PANEL_ROWS = 3
CONTINUED = "/2"
TEXT = "@"
PERCENT = "0%"
_LATER = re.compile(r"\+(?:[2-9]|[1-9]\d+)\Z")


def own_key(section: str, number: int) -> str:
    """The key of an employee's own row: `tasks+2`."""
    return f"{section}+{number}"


def is_later_own(key: str) -> bool:
    """Whether a row is an own row after its section's first: shown only once the one above it is used."""
    return bool(_LATER.search(key))


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands in one cell: the row's `key`, the `field`, its place, and what it is.

    `role` says how it looks (head, title, heading, caption, number, goal, plan, input, continuation, signer, signature,
    signed, panel, link, legend, status, beside, target, computed, previous, field, token, key, …); `kind` what it takes
    (text, ordinal, dates, percent, date, number, formula). `merge` is how many columns it spans. The value of a slot
    with a formula is the formula's result, or None while it is not worked out.
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
    rows: int = 1  # how many rows it spans (captions only)

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
    number: str = ""  # the measure's own number in the plan
    label: str = ""  # what the form prints before the measure's text, blank included


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole form sheet. Columns count from 1; `fields` names the field of each column that holds one, `own_targets` the
    keys of the rows whose target is the period's own."""

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
    own_targets: tuple[str, ...] = ()

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
