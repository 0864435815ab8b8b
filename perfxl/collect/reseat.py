"""A person's own answers re-seated in a fresh layout: by key, by the measure's words, or on a free row of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from perfxl.form.layout import CONTINUED, Layout, Line, Slot
from perfxl.form.notation import Scalar, plain
from perfxl.form.room import grown
from perfxl.form.seal import Seal
from perfxl.reading.report import Answer, Report, ReportRow

# Formulas that may go back to their writer: cells, numbers, texts, brackets and harmless functions.
_HARMLESS = re.compile(
    r'=(?:[\s\d.,;:$%+\-*/^&=<>()]|"[^"]*"|\$?[A-Z]{1,3}\$?\d{1,7}\b|(?:SUM|AVERAGE|ROUND|MIN|MAX|COUNT|IF)\()+\Z',
    re.IGNORECASE,
)
_Places = Mapping[tuple[str, str], Slot]


@dataclass(frozen=True, slots=True)
class Reseated:
    """A fresh layout with the answers in it; `seats` the place of each re-seated cell of the old sheet, by its address
    there; `left` the rows that found no place; `blank` the same layout without the answers, to be sealed."""

    layout: Layout
    blank: Layout
    seats: Mapping[str, Slot]
    left: tuple[ReportRow, ...]


def reseat(report: Report, layout: Layout, issued: Seal | None = None) -> Reseated:
    """The answers of a report in a layout of the same form. `issued`: what the workbook was issued with; what stands
    there untouched (pre-filled dates and names) gives way to what the new layout pre-fills."""
    places = {(slot.key, slot.field): slot for slot in layout.slots if not slot.locked}
    prefilled = {(s.key, s.field): s.value for s in issued.slots if not s.locked} if issued else {}
    rows = _rows(report, layout)
    changed: dict[tuple[str, str], Slot] = {}
    seats: dict[str, Slot] = {}
    for key, row in rows.items():
        for name, answer in row.answers.items():
            _seat(places, (key, name), answer, changed, seats, prefilled.get((row.key, name)))
        if row.halves and (key + CONTINUED, "achieved") in places:
            for at, half in zip((key, key + CONTINUED), row.halves, strict=True):
                _seat(places, (at, "achieved"), half, changed, seats, None)
    for name, parts in report.signatures.items():
        for part, answer in parts.items():
            key = f"sign:{name}"
            _seat(places, (key, part), answer, changed, seats, prefilled.get((key, part)))
    slots = tuple(changed.get((s.key, s.field), s) if not s.locked else s for s in layout.slots)
    taken = {id(row) for row in rows.values()}
    left = tuple(row for row in report.rows if row.filled and id(row) not in taken)
    return Reseated(replace(layout, slots=slots), layout, seats, left)


def with_room(report: Report, layout: Layout) -> Layout:
    """The layout with as many spare rows as the report's own rows need; the same one where they are enough."""
    own = Counter(row.section for row in report.rows if row.added and row.filled)
    for section, count in own.items():
        layout = grown(layout, section, count)
    return layout


# --- which row goes where ---


def _rows(report: Report, layout: Layout) -> dict[str, ReportRow]:
    """The report's row for each key of the layout."""
    lines = [line for line in layout.lines if line.role in ("measure", "spare")]
    filled = [row for row in report.rows if row.filled or not row.added]
    rows: dict[str, ReportRow] = {}
    for choose in (_same_key, _same_words(layout), _free_row):
        for line in lines:
            if line.key in rows:
                continue
            taken = {id(row) for row in rows.values()}
            chosen = next((row for row in filled if id(row) not in taken and choose(line, row)), None)
            if chosen:
                rows[line.key] = chosen
    return rows


def _same_key(line: Line, row: ReportRow) -> bool:
    return line.key == row.key


def _same_words(layout: Layout) -> Callable[[Line, ReportRow], bool]:
    """A planned row with the words of a row that has another key, or none."""
    words = {slot.key: plain(str(slot.value or "")) for slot in layout.slots if slot.field == "measure"}
    keys = {line.key for line in layout.lines}

    def same(line: Line, row: ReportRow) -> bool:
        wording = row.plan.get("measure") or row.answers.get("measure")
        known = row.key in keys and not row.added
        return bool(
            line.role == "measure" and wording and not known and plain(wording.text) == words[line.key] != ""
        )

    return same


def _free_row(line: Line, row: ReportRow) -> bool:
    return line.role == "spare" and row.added and row.filled and line.section == row.section


# --- which value goes where ---


def _seat(
    places: _Places,
    place: tuple[str, str],
    answer: Answer,
    changed: dict[tuple[str, str], Slot],
    seats: dict[str, Slot],
    prefilled: Scalar,
) -> None:
    slot = places.get(place)
    if slot is None:
        return
    if answer.place.column:
        seats[answer.place.a1] = slot
    if prefilled is not None and answer.raw == prefilled:
        return
    changed[place] = _written(slot, answer)


def _written(slot: Slot, answer: Answer) -> Slot:
    """The slot with the answer as it stood: texts in the form's own format, numbers in theirs."""
    raw = answer.raw
    if isinstance(raw, str) and answer.text.startswith("=") and (answer.value is None or _is_formula(answer)):
        return _formula(slot, answer)
    if isinstance(raw, str):
        return replace(slot, value=raw)
    return replace(slot, value=raw, number_format=slot.number_format if raw is None else answer.number_format)


def _is_formula(answer: Answer) -> bool:
    return any(remark.code in ("F109", "F110", "F114") for remark in answer.remarks)


def _formula(slot: Slot, answer: Answer) -> Slot:
    """A harmless formula goes back as it was, its result not with it; any other leaves the cell empty."""
    text = answer.text
    if not _is_formula(answer) and not any(r.code in ("F202", "F112") for r in answer.remarks):
        return replace(slot, value=text)
    if not _HARMLESS.match(text):
        return replace(slot, value=None)
    value = answer.value if isinstance(answer.value, float) else None
    return replace(slot, value=value, formula=text, number_format=answer.number_format)
