"""Keys that hold: a plan that has changed keeps the keys of the rows it kept, so that answers find their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from perfxl.form.definition import Form
from perfxl.form.layout import labelled
from perfxl.form.plan import Plan
from perfxl.form.seal import Seal


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    section: str
    number: str
    text: str


_SAME: tuple[Callable[[_Row], tuple[str, str]], ...] = (
    lambda row: (row.section, row.text),
    lambda row: (row.section, row.number),
)


def keep_keys(plan: Plan, earlier: Seal, form: Form) -> Plan:
    """The plan with the earlier issue's keys on rows of the same text, or of the same number, in the same section.

    A row that matches none keeps its own new key; a key is never given twice.
    """
    had = _issued_rows(earlier)
    now = _planned_rows(plan, form)
    keys = {row.key: row.key for row in now if row.key in {old.key for old in had}}
    for same in _SAME:
        free = {same(old): old.key for old in had if old.key not in keys.values() and same(old)[1]}
        for row in now:
            if row.key not in keys and same(row) in free:
                keys[row.key] = free.pop(same(row))
    return replace(plan, keys=tuple(keys.get(key, key) for key in plan.keys))


def _issued_rows(seal: Seal) -> list[_Row]:
    texts = {slot.key: str(slot.value or "") for slot in seal.slots if slot.field == "measure"}
    rows = (line for line in seal.lines if line.role == "measure")
    return [_Row(r.key, r.section, r.number, texts.get(r.key, "").removeprefix(r.label)) for r in rows]


def _planned_rows(plan: Plan, form: Form) -> list[_Row]:
    rows = []
    for key, measure in zip(plan.keys, plan.measures, strict=True):
        label, printed = labelled(form.section_of(measure.section), measure)
        rows.append(_Row(key, measure.section, measure.number, printed.removeprefix(label)))
    return rows
