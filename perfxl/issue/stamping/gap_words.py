"""What a plan puts into the gaps of a shape: each word as the sheet spells it, as the seal does, and as it is measured."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import escape

from perfxl.form.control import weighed, weight
from perfxl.form.definition import Form, Period, Section
from perfxl.form.layout import (
    CONTINUED,
    FIELD_MARK,
    KEY_FIELD,
    SIGNED,
    Planned,
    labelled,
    planned_values,
    signed_by,
)
from perfxl.form.plan import Plan
from perfxl.form.signs import dates_fit
from perfxl.form.slot import own_key
from perfxl.form.token import Token
from perfxl.form.writable import writable
from perfxl.issue.openpyxl_private import LXML
from perfxl.issue.workbook import spelt

_CELL = 32767  # characters that a cell can hold
_KEY = re.compile(r"m[0-9a-f]{10}\Z")
_NOTHING = ' t="n">'  # the rest of an empty cell
_MARKUP = re.compile("[&<>_]")
_REMEMBERED = 8192  # texts whose spelling is known; plans share many
Value = str | float | None
Texts = dict[str, str]


class Unfit(Exception):
    """A plan that the templates have no gap for."""


@dataclass(frozen=True, slots=True)
class GapWords:
    """Values by the names of their gaps: as the rest of a cell in the sheet, as they are in the seal, as plain text to be
    measured (what is empty is not measured)."""

    sheet: Texts = field(default_factory=dict)
    seal: dict[str, Value] = field(default_factory=dict)
    text: Texts = field(default_factory=dict)

    def put(self, name: str, value: Value) -> None:
        """A value in its gap. Unfit for one that a workbook would not hold as it is."""
        if isinstance(value, str):
            self.sheet[name], text = _text(value)
            self.seal[name] = text
            if text:
                self.text[name] = text
        elif value is None:
            self.sheet[name], self.seal[name] = _NOTHING, None
        else:
            self.sheet[name], self.seal[name] = f' t="n"><v>{_number(value)}</v>', value
            self.text[name] = str(value)

    def result(self, name: str, formula: str, value: str) -> None:
        """A formula with its result, which the seal does not hold."""
        self.sheet[name] = f' t="str"><f>{escape(formula[1:])}</f><v>{escape(value)}</v>'
        self.seal[name] = formula
        self.sheet[f"formula {name}"] = json.dumps(formula, ensure_ascii=False)
        self.text[name] = value


@lru_cache(maxsize=_REMEMBERED)
def _text(value: str) -> tuple[str, str]:
    """A text as the sheet spells it, and as the workbook holds it."""
    if (
        value.isprintable()
        and not _MARKUP.search(value)
        and value == value.strip()
        and 0 < len(value) < _CELL
    ):
        return f' t="inlineStr"><is><t>{value}</t></is>', value
    text = str(writable(value))
    if not text:
        return ' t="inlineStr">', ""
    spelling = spelt(text)
    if len(spelling) > _CELL:
        raise Unfit("length")
    kept = ' xml:space="preserve"' if spelling != spelling.strip() and (LXML or spelling.strip()) else ""
    return f' t="inlineStr"><is><t{kept}>{escape(spelling)}</t></is>', text


def _number(value: float) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unfit("number")
    return f"{value:.16g}"


def check_keys(plan: Plan) -> None:
    """Unfit for a plan whose rows' keys are not as `row_keys` makes them, each its own."""
    if len(set(plan.keys)) != len(plan.keys) or not all(map(_KEY.match, plan.keys)):
        raise Unfit("keys")


def of_goal(row: Planned) -> GapWords:
    """The words of a goal's row."""
    words = GapWords()
    words.put("key", row.goal)
    words.put("goal", row.measure.goal)
    return words


def of_measure(
    form: Form, section: Section, row: Planned, plan: Plan, period: Period, opened: tuple[str, ...]
) -> tuple[GapWords, int]:
    """The words of a planned row and its continuation, and what it adds to the control number; `opened` are the columns
    that the employee writes. Unfit where something but the dates is written in those."""
    words, measure = GapWords(), row.measure
    label, text = labelled(section, measure)
    planned = planned_values(section, row, text, period)
    values = {column.field: planned.get(column.field) or None for column in form.column}
    if any(values[name] is not None for name in opened if name != "dates"):
        raise Unfit("answers")
    if not dates_fit(values.get("dates")):
        raise Unfit("dates")  # the sheet says so beside the row
    for name, value in values.items():
        if value is None:
            words.sheet[name], words.seal[name] = _NOTHING, None
        else:
            words.put(name, value)
    if measure.target_number is not None:
        words.put("target_number", measure.target_number)
    if before := plan.previous.get(row.key):
        words.put("previous", before[0])
        words.put("previous_percent", before[1])
    words.put("key", row.key)
    words.put("further", row.key + CONTINUED)
    words.seal["number"], words.seal["label"] = measure.number, label
    weights = {name: weight(row.key, name) for name in opened}
    for name, heavy in weights.items():
        words.sheet[f"weight {name}"] = str(heavy)
    total = weighed(weights, {name: writable(values[name]) for name in opened if values[name] is not None})
    words.sheet["control"] = f"{float(total):.17g}"
    return words, total


def of_page(form: Form, plan: Plan, token: Token) -> GapWords:
    """The words that stand outside the planned rows: titles, token, numbers of spare rows, signatures."""
    words = GapWords()
    for number, title in enumerate(plan.titles, 1):
        words.put(f"title:{number}|title", title)
    words.put(f"{FIELD_MARK}{KEY_FIELD}|token", token.text)
    for section in form.section:
        _spare(words, form, section, sum(m.section == section.key for m in plan.measures))
    for signature in form.signature:
        for part, value in zip(SIGNED, signed_by(plan, signature.key), strict=True):
            words.put(f"sign:{signature.key}|{part}", value)
    return words


def _spare(words: GapWords, form: Form, section: Section, count: int) -> None:
    """The numbers of a section's spare rows; from the second on they stand in a formula."""
    ordinals = [column.field for column in form.column if column.kind == "ordinal"]
    for number in range(1, (section.spare if count else section.spare_without_plan) + 1):
        for name in ordinals:
            gap = f"{own_key(section.key, number)}|{name}"
            if number > 1 and name == "ordinal":
                words.sheet[gap] = str(count + number)
            else:
                words.put(gap, count + number)


def properties(form: Form, plan: Plan, token: Token) -> Texts:
    """What stands in the parts beside the sheet."""
    return {
        "token": token.text,
        "titles": escape(str(writable(" ".join(plan.titles))).strip() or form.form.name),
        "organisation": escape(str(writable(plan.employee.organisation)).strip() or form.form.name),
    }
