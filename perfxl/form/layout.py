"""Form x plan -> where everything stands. The only code that knows addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import Any

from perfxl.form.definition import Form, Period, Section, Signature
from perfxl.form.panel import FEW_COLUMNS, signed
from perfxl.form.plan import Measure, Plan
from perfxl.form.slot import (
    BESIDE,
    CONTINUED,
    FIELD_MARK,
    HIDDEN,
    KEY_FIELD,
    PANEL_ROWS,
    PERCENT,
    TEXT,
    Layout,
    Line,
    Slot,
    own_key,
)
from perfxl.form.token import Token
from perfxl.form.writable import writable

__all__ = [
    "BESIDE",
    "CONTINUED",
    "FIELD_MARK",
    "HIDDEN",
    "KEY_FIELD",
    "SIGNED",
    "Layout",
    "Line",
    "Planned",
    "Slot",
    "filled",
    "labelled",
    "lay_out",
    "planned_dates",
    "planned_rows",
    "planned_values",
    "row_keys",
    "signature_seats",
    "signed_by",
]
_FORMATS = {"text": TEXT, "dates": TEXT, "date": TEXT, "percent": PERCENT}
SIGNED = ("position", "name", "date")


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
    identity = "\x1f".join((code, measure.section, measure.number, measure.measure, str(count)))
    return "m" + hashlib.blake2s(identity.encode("utf-8"), digest_size=5).hexdigest()


def lay_out(form: Form, plan: Plan, period: Period, token: Token) -> Layout:
    """The form sheet of one employee: every cell with its place, key, role and value.

    A section whose rows come from the plan but has none in it is laid out with spare rows, plan columns open.
    """
    desk = _Desk(form)
    _panel(desk, token)
    first = desk.row + 1
    _heads(desk, plan)
    for section in form.section:
        _section(desk, section, plan, period)
    _signatures(desk, plan)
    layout = Layout(
        form=form,
        period=period,
        token=token,
        sheet=form.form.sheet,
        slots=tuple(desk.slots),
        lines=tuple(desk.lines),
        fields=tuple(desk.columns.items()),
        field_row=PANEL_ROWS + 1,
        first_print_row=first,
        last_row=desk.row,
        last_print_column=len(form.column),
        key_column=desk.columns[KEY_FIELD],
        own_targets=plan.own_targets,
    )
    return signed(layout)


def filled(layout: Layout, answers: Mapping[tuple[str, str], str | float | None]) -> Layout:
    """The layout with answers put into its open cells by (row key, field); KeyError for one that is no open cell."""
    open_cells = {(slot.key, slot.field) for slot in layout.inputs}
    for place in answers:
        if place not in open_cells:
            raise KeyError(place)
    slots = (
        replace(slot, value=writable(answers[slot.key, slot.field]))
        if not slot.locked and (slot.key, slot.field) in answers
        else slot
        for slot in layout.slots
    )
    return replace(layout, slots=tuple(slots))


def signature_seats(form: Form) -> dict[str, str]:
    """The table field in whose column each part of a signature stands: `{"position": "indicator", …}`."""
    count = len(form.column)
    seats = (count - 5, count - 3, count - 1) if count > FEW_COLUMNS else (count - 2, count - 1, count)
    return {part: form.column[seat - 1].field for part, seat in zip(SIGNED, seats, strict=True)}


def labelled(section: Section, measure: Measure) -> tuple[str, str]:
    """(label, text as printed): the label goes before the measure's text unless the text begins with its words."""
    words = section.label.replace("{number}", "").strip()
    begins = measure.measure.casefold().startswith(words.casefold())
    if not words or not measure.number or begins:
        return "", measure.measure
    label = section.label.format(number=measure.number) + ". "
    return label, label + measure.measure


def planned_dates(measure: Measure, period: Period) -> str:
    """The plan's dates as they are pre-filled, `2024.01.01-2024.12.31`; the period's own where the plan has none."""
    return _span(measure.start or period.start, measure.end or period.end)


@lru_cache(maxsize=1024)
def _span(start: date, end: date) -> str:
    return f"{start:%Y.%m.%d}-{end:%Y.%m.%d}"


class _Desk:
    """The sheet while it is being laid out: a row counter, the columns, and what stands there so far."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.row = 0
        self.slots: list[Slot] = []
        self.lines: list[Line] = []
        names = (*(column.field for column in form.column), *BESIDE, *HIDDEN)
        self.columns = {name: number for number, name in enumerate(names, 1)}

    def line(self, key: str, role: str, section: str = "", **more: str) -> None:
        """A new row with its key."""
        self.row += 1
        self.lines.append(Line(self.row, key, role, section, **more))
        self.slots.append(Slot(key, KEY_FIELD, self.row, self.columns[KEY_FIELD], "key", "text", True, key))

    def put(self, field: str, role: str, value: str | float | None, **more: Any) -> None:
        """A locked cell of the present row."""
        column = more.pop("column", None) or self.columns[field]
        kind = more.pop("kind", "text")
        cleaned = writable(value)
        self.slots.append(
            Slot(self.lines[-1].key, field, self.row, column, role, kind, True, cleaned, **more)
        )

    def ask(self, field: str, role: str, kind: str, value: str | float | None, column: int = 0) -> None:
        """An open cell of the present row."""
        place = column or self.columns[field]
        form = _FORMATS.get(kind, "General")
        cleaned = writable(value)
        self.slots.append(
            Slot(self.lines[-1].key, field, self.row, place, role, kind, False, cleaned, number_format=form)
        )

    def across(self, field: str, role: str, value: str) -> None:
        """A locked cell over the whole width of the print."""
        self.put(field, role, value, column=1, merge=len(self.form.column))


def _panel(desk: _Desk, token: Token) -> None:
    for number in range(1, PANEL_ROWS + 1):
        desk.line(f"panel:{number}", "panel")
    desk.line(FIELD_MARK + KEY_FIELD, "fields")
    for name in desk.columns:
        if name not in (KEY_FIELD, "token"):
            desk.put(name, "field", FIELD_MARK + name)
    desk.put("token", "token", token.text)


def _heads(desk: _Desk, plan: Plan) -> None:
    for number, words in enumerate(desk.form.head.lines, 1):
        desk.line(f"head:{number}", "head")
        desk.across("head", "head", words)
    for number, words in enumerate(plan.titles, 1):
        desk.line(f"title:{number}", "title")
        desk.across("title", "title", words)


def _section(desk: _Desk, section: Section, plan: Plan, period: Period) -> None:
    desk.line(f"section:{section.key}", "heading", section.key)
    desk.across("heading", "heading", section.title)
    _captions(desk, section)
    rows = list(planned_rows(section, plan))
    for row in rows:
        if row.goal:
            desk.line(row.goal, "goal", section.key)
            desk.across("goal", "goal", row.measure.goal)
        _measure(desk, section, row, plan, period)
    for number in range(1, (section.spare if rows else section.spare_without_plan) + 1):
        _spare(desk, section, len(rows) + number, own_key(section.key, number))


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned row: its number in the section, its key, and the key of the goal row above it where a goal begins."""

    ordinal: int
    key: str
    measure: Measure
    goal: str


def planned_rows(section: Section, plan: Plan) -> Iterator[Planned]:
    """The rows of a section that come from the plan."""
    rows = [(key, m) for key, m in zip(plan.keys, plan.measures, strict=True) if m.section == section.key]
    goal, goals = "", 0
    for ordinal, (key, measure) in enumerate(rows, 1):
        begins = bool(section.goals and measure.goal and measure.goal != goal)
        if begins:
            goal, goals = measure.goal, goals + 1
        yield Planned(ordinal, key, measure, f"goal:{section.key}:{goals}" if begins else "")


def _captions(desk: _Desk, section: Section) -> None:
    """Two header rows and the row of the column numbers; a group's caption spans its columns."""
    columns = desk.form.column
    desk.line(f"caption:{section.key}:1", "caption", section.key)
    for number, column in enumerate(columns):
        caption = section.captions.get(column.field, column.caption)
        if not column.group:
            desk.put(column.field, "caption", caption, rows=2)
        elif number == 0 or columns[number - 1].group != column.group:
            span = len(list(takewhile(lambda c, g=column.group: c.group == g, columns[number:])))  # type: ignore[misc]
            desk.put(column.field, "caption", column.group, merge=span)
    desk.line(f"caption:{section.key}:2", "caption", section.key)
    for column in columns:
        if column.group:
            desk.put(column.field, "caption", section.captions.get(column.field, column.caption))
    desk.line(f"number:{section.key}", "number", section.key)
    for column in columns:
        desk.put(column.field, "number", column.number or None)


def _measure(desk: _Desk, section: Section, row: Planned, plan: Plan, period: Period) -> None:
    measure = row.measure
    label, text = labelled(section, measure)
    desk.line(row.key, "measure", section.key, number=measure.number, label=label)
    planned = planned_values(section, row, text, period)
    for column in desk.form.column:
        value = planned.get(column.field) or None
        if column.writer == "plan":
            desk.put(column.field, "plan", value, kind=column.kind)
        else:
            desk.ask(column.field, "input", column.kind, value)
    _beside(desk, measure.target_number, plan.previous.get(row.key))
    _continuation(desk, section, row.key)


def planned_values(
    section: Section, row: Planned, text: str, period: Period
) -> dict[str, str | float | None]:
    """What stands in a planned row of the table, by field; `text` is the measure as printed."""
    measure = row.measure
    return {
        **measure.own,
        "ordinal": measure.number if measure.number and not section.label else row.ordinal,
        "measure": text,
        "indicator": measure.indicator,
        "baseline": measure.baseline,
        "target": measure.target,
        "dates": planned_dates(measure, period),
    }


def _spare(desk: _Desk, section: Section, ordinal: int, key: str) -> None:
    desk.line(key, "spare", section.key)
    for column in desk.form.column:
        if column.kind == "ordinal":
            desk.put(column.field, "plan", ordinal, kind=column.kind)
        else:
            desk.ask(column.field, "input", column.kind, None)
    _beside(desk, None, None)
    _continuation(desk, section, key)


def _beside(desk: _Desk, target: float | None, previous: tuple[str, float | None] | None) -> None:
    if target is None:
        desk.ask("target_number", "beside", "number", None)
    else:
        desk.put("target_number", "target", target, kind="number")
    desk.ask("achieved_number", "beside", "number", None)
    if previous:
        desk.put("previous", "previous", previous[0])
        desk.put("previous_percent", "previous", previous[1], kind="percent", number_format=PERCENT)


def _continuation(desk: _Desk, section: Section, key: str) -> None:
    desk.line(key + CONTINUED, "continuation", section.key, base=key)
    desk.ask("achieved", "continuation", "text", None)


def _signatures(desk: _Desk, plan: Plan) -> None:
    for signature in desk.form.signature:
        _signature(desk, signature, signed_by(plan, signature.key))


def signed_by(plan: Plan, key: str) -> tuple[str | None, str | None, None]:
    """Position, name and date of a signature as they are pre-filled."""
    known = {
        "employee": (plan.employee.position, plan.employee.signature),
        "verifier": (plan.unit.verifier_position, plan.unit.verifier_name),
    }
    position, name = known.get(key, ("", ""))
    return position or None, name or None, None


def _signature(desk: _Desk, signature: Signature, values: tuple[str | None, str | None, None]) -> None:
    """One block in one row, so that no page break can cut it: role, then each part with its caption beside it."""
    desk.line(f"sign:{signature.key}", "signature")
    seats = signature_seats(desk.form)
    first = desk.columns[seats["position"]]
    desk.put("role", "signer", signature.role, column=1, merge=first - 1)
    for part, value in zip(SIGNED, values, strict=True):
        column = desk.columns[seats[part]]
        desk.ask(part, "signature", "date" if part == "date" else "text", value, column)
        if len(desk.form.column) > FEW_COLUMNS:
            role = "signed line" if part == "name" else "signed"
            desk.put("caption", role, str(getattr(signature, part)), column=column + 1)
