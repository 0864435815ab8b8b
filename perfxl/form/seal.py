"""What was issued, cell by cell: the seal that the ledger keeps and the lock check compares with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from perfxl.form.by_column import columns_of, rows_of
from perfxl.form.definition import Form
from perfxl.form.layout import KEY_FIELD, Layout, Line, Slot
from perfxl.form.token import Token


@dataclass(frozen=True, slots=True)
class Seal:
    """An issued workbook as the ledger remembers it: its token, its cells, its rows, and the plan it was made from.

    `plan` is the fingerprint of the plan (issue again when it differs); `slots` every cell of the form sheet;
    `own_targets` the keys of the rows whose target is the period's own and not the year's.
    """

    token: Token
    sheet: str
    plan: str
    slots: tuple[Slot, ...]
    lines: tuple[Line, ...]
    fields: tuple[tuple[str, int], ...]
    own_targets: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The seal as one line of JSON, the same for the same seal."""
        heading = SealHeading(self.token, self.sheet, self.plan, self.fields, self.own_targets)
        return spelt_json(heading, columns_of(self.slots), columns_of(self.lines))


@dataclass(frozen=True, slots=True)
class SealHeading:
    """What a seal says of the workbook as a whole."""

    token: Token
    sheet: str
    plan: str
    fields: tuple[tuple[str, int], ...]
    own_targets: tuple[str, ...] = ()


def spelt_json(heading: SealHeading, slots: Mapping[str, Any], lines: Mapping[str, Any]) -> str:
    """A seal's JSON, its slots and lines by column."""
    spelt = {
        "token": asdict(heading.token), "sheet": heading.sheet, "plan": heading.plan, "slots": slots, "lines": lines,
        "fields": heading.fields,
    }  # fmt: skip
    if heading.own_targets:
        spelt["own_targets"] = heading.own_targets
    return json.dumps(spelt, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(layout: Layout, plan: str) -> Seal:
    """The seal of a layout; `plan` is the plan's fingerprint."""
    return Seal(
        layout.token, layout.sheet, plan, layout.slots, layout.lines, layout.fields, layout.own_targets
    )


def layout_of(sealed: Seal, form: Form) -> Layout:
    """The layout that a seal was made of; `form` is the form that its token names."""
    columns = dict(sealed.fields)
    rows = {line.role: line.row for line in reversed(sealed.lines)}
    return Layout(
        form=form,
        period=form.period_of(sealed.token.period),
        token=sealed.token,
        sheet=sealed.sheet,
        slots=sealed.slots,
        lines=sealed.lines,
        fields=sealed.fields,
        field_row=rows["fields"],
        first_print_row=rows["fields"] + 1,
        last_row=max(line.row for line in sealed.lines),
        last_print_column=len(form.column),
        key_column=columns[KEY_FIELD],
        own_targets=sealed.own_targets,
    )


def titles_of(sealed: Seal) -> tuple[str, str]:
    """The two title lines as they were printed."""
    first, second, *_ = [*(str(s.value or "") for s in sealed.slots if s.role == "title"), "", ""]
    return first, second


def from_json(text: str) -> Seal:
    """A seal from its JSON: cells and rows by column, or, as the first ledgers have them, each an object."""
    raw = json.loads(text)
    slots, lines = raw["slots"], raw["lines"]
    return Seal(
        Token(**raw["token"]),
        raw["sheet"],
        raw["plan"],
        rows_of(Slot, slots) if isinstance(slots, dict) else tuple(Slot(**slot) for slot in slots),
        rows_of(Line, lines) if isinstance(lines, dict) else tuple(Line(**line) for line in lines),
        tuple((name, column) for name, column in raw["fields"]),
        tuple(raw.get("own_targets", ())),
    )
