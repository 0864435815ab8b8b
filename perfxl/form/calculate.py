"""The results of a form sheet's formulas, worked out without a spreadsheet program: what the file carries with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from perfxl.form import signs
from perfxl.form.control import control_number, row_sum, shown
from perfxl.form.definition import Form
from perfxl.form.notation import Scalar
from perfxl.form.panel import BAR, EMPTY, FEW_COLUMNS, FULL, AnswerRows, open_table, rows_of
from perfxl.form.slot import CONTINUED, Layout, Line, Slot

Result = float | str
Places = Mapping[tuple[str, str], Result]


def calculated(layout: Layout) -> Layout:
    """The layout with the result of every formula as its slot's value."""
    results = _results(layout)
    slots = (
        replace(s, value=results.get((s.key, s.field), s.value)) if s.formula else s for s in layout.slots
    )
    return replace(layout, slots=tuple(slots))


def answers_of(layout: Layout) -> list[tuple[str, dict[str, Scalar]]]:
    """(row key, raw value by field) of every answer row, continuations joined: what the control number counts."""
    rows = rows_of(layout)
    return [(line.key, _joined(layout, rows, line)) for line in rows.lines]


def _joined(layout: Layout, rows: AnswerRows, line: Line) -> dict[str, Scalar]:
    table: dict[str, Scalar] = {f: slot.value for f, slot in open_table(layout, rows, line.key).items()}
    further = rows.slots[line.key + CONTINUED, "achieved"].value
    if further is not None:
        table["achieved"] = f"{shown(table['achieved'])}\n{further}"
    return table


def _results(layout: Layout) -> dict[tuple[str, str], Result]:
    rows, form = rows_of(layout), layout.form
    results: dict[tuple[str, str], Result] = {}
    for line in rows.lines:
        values = _row_values(layout, rows, line, results)
        results[line.key, "state"] = signs.state_of(values)
        results[line.key, "status"] = signs.status_of(values, form)
        results[line.key, "computed"] = signs.computed_of(values)
        results[line.key, "control"] = float(row_sum(line.key, _joined(layout, rows, line)))
        results[line.key + CONTINUED, "status"] = signs.continuation_of(values, form)
        revealed = values.first or values.before != signs.UNUSED or results[line.key, "state"] != signs.UNUSED
        ordinal = rows.slots.get((line.key, "ordinal"))
        if ordinal and ordinal.formula:
            results[line.key, "ordinal"] = _ordinal(ordinal) if revealed else ""
    return results | _panel_results(layout, rows, results)


def _row_values(layout: Layout, rows: AnswerRows, line: Line, results: Places) -> signs.RowValues:
    before = rows.before(line)
    return signs.RowValues(
        table={field: slot.value for field, slot in open_table(layout, rows, line.key).items()},
        continuation=rows.slots[line.key + CONTINUED, "achieved"].value,
        own=rows.optional(line),
        first=not before,
        before=results[before, "state"] if before else signs.UNUSED,
        target=rows.slots[line.key, "target_number"].value,
        number=rows.slots[line.key, "achieved_number"].value,
    )


def _ordinal(slot: Slot) -> float:
    """The number at the end of an own row's ordinal formula."""
    return float(slot.formula.rstrip(")").rpartition(",")[2])


def _panel_results(layout: Layout, rows: AnswerRows, results: Places) -> dict[tuple[str, str], Result]:
    states = [results[line.key, "state"] for line in rows.lines]
    done, missing = states.count(signs.COMPLETE), states.count(signs.MISSING)
    first = next(line for line in layout.lines if line.role == "signature")
    ordinal = _next_ordinal(rows, results) if missing else ""
    return {
        **panel_words(layout.form, done, missing, ordinal),
        (first.key, "control_number"): control_words(
            layout.form, first.key, missing, control_number(answers_of(layout))
        ),
    }


def panel_words(form: Form, done: int, missing: int, ordinal: str) -> dict[tuple[str, str], str]:
    """What the panel's formulas give, by row key and field: `done` and `missing` are counts of rows, `ordinal` the number
    of the first row that is missing."""
    panel = form.panel
    words = {"done": done, "missing": missing, "asked": done + missing}
    start = panel.complete if done else panel.first
    return {
        ("panel:1", "panel.progress"): panel.progress.format(**words) if done + missing else panel.empty,
        ("panel:1", "panel.bar"): _bar(done, done + missing),
        ("panel:1", "panel.guide"): panel.guide,
        ("panel:2", "panel.next"): panel.next.format(ordinal=ordinal) if missing else start,
    }


def _bar(done: int, asked: int) -> str:
    if not asked:
        return ""
    full = BAR * done // asked
    return f"{FULL * full}{EMPTY * (BAR - full)} {signs.percent_text(done / asked)}"


def _next_ordinal(rows: AnswerRows, results: Places) -> str:
    line = next(line for line in rows.lines if results[line.key, "state"] == signs.MISSING)
    slot = rows.slots.get((line.key, "ordinal"))
    return shown((results[line.key, "ordinal"] if slot.formula else slot.value) if slot else "")


def control_words(form: Form, key: str, missing: int, number: str) -> str:
    """What the control number's formula gives in the first signature's row, whose key is `key`."""
    sign = form.sign
    draft = sign.draft.format(missing=missing) + "\n" if missing else ""
    signature = next(s for s in form.signature if key == f"sign:{s.key}")
    seated = len(form.column) > FEW_COLUMNS
    return f"{draft}{sign.control.format(number=number)}\n{signature.name if seated else signature.role}"
