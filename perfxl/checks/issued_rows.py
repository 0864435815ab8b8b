"""Rows against what was issued: doubled, deleted, foreign, moved, hidden (family L)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from perfxl.checks.seat import MOST_TEXT, Seat
from perfxl.finding import Finding
from perfxl.form.layout import BESIDE, HIDDEN
from perfxl.form.notation import plain
from perfxl.form.place import a1, letters
from perfxl.reading.frame import Frame, is_answer
from perfxl.reading.report import written
from perfxl.texts import finding

_PLAIN_ROLES = frozenset({"fields", "panel", "continuation"})  # rows that may be hidden

_OWN_ROW = re.compile(r"([^+]+)\+([1-9]\d{0,2})(?:/2)?\Z")
_MOST_SINGLE = 40  # foreign rows that are told one by one
_MOST_OWN = 100  # own rows of one section


def check_keys(frame: Frame) -> Iterator[Finding]:
    """Keys that stand in more than one row: copied rows."""
    rows: dict[str, list[int]] = {}
    for row, key in frame.keys:
        rows.setdefault(key, []).append(row)
    for key, numbers in rows.items():
        if len(numbers) > 1:
            texts = {tuple(_answers(frame, row)) for row in numbers}
            code = "L203" if is_answer(key) and len(texts) > 1 else "L202"
            cells = ",".join(a1(row, 1) for row in numbers)
            more = " | ".join(text for row in numbers[1:] for text in _answers(frame, row) if text)
            yield finding(
                code, sheet=frame.sheet.name, cell=cells, field="file", key=key, text=more[:MOST_TEXT]
            )


def _answers(frame: Frame, row: int) -> Iterator[str]:
    for field in ("achieved", "dates", "percent"):
        cell = frame.cell(row, field)
        yield written(cell).strip() if cell else ""


def check_rows(seat: Seat) -> Iterator[Finding]:
    """Rows that are gone, rows of another form, rows in another order; one finding where no planned row is its own."""
    name, issued = seat.sheet.name, {line.key for line in seat.seal.lines}
    gone = [line for line in seat.seal.lines if line.key not in seat.rows]
    foreign = [
        (row, key) for row, key in seat.frame.keys if key not in issued and not _added_by_macro(key, seat)
    ]
    planned = {line.key for line in seat.seal.lines if line.role == "measure"}
    if planned and not planned & seat.rows.keys() and any(is_answer(key) for _, key in foreign):
        yield finding("L212", sheet=name, field="file", count=len(foreign))
        return
    lost = {line.key for line in gone}
    for line in (line for line in gone if line.base not in lost):
        text = _line_text(seat, line.key)
        yield finding("L201", sheet=name, cell=a1(line.row, 1), field="file", key=line.key, text=text)
    yield from _foreign(seat, foreign)
    order = [line.key for line in seat.seal.lines if line.key in seat.rows]
    moved = [b for a, b in pairwise(order) if seat.rows[a] > seat.rows[b]]
    if moved:
        cells = ",".join(a1(seat.rows[key], 1) for key in moved)
        yield finding("L205", sheet=name, cell=cells, field="file", key=",".join(moved))


def exchanged(seat: Seat) -> tuple[Finding, ...]:
    """L213: the words of some rows stand at each other's keys (somebody sorted or moved the visible cells alone), so that
    nobody can say which answer belongs to which measure. One finding for all of them."""
    planned = {line.key for line in seat.seal.lines if line.role == "measure"}
    placed = [(s, place, cell) for s, place, cell in seat.placed if s.field == "measure" and s.key in planned]
    count = Counter(plain(str(slot.value or "")) for slot, _, _ in placed)
    issued = {plain(str(s.value)): s.key for s, _, _ in placed if s.value and count[plain(str(s.value))] == 1}
    moved = {}
    for slot, place, cell in placed:
        key = issued.get(plain(written(cell)) if cell else "", slot.key)
        if key != slot.key:
            moved[slot.key] = (key, place)
    if not moved or {key for key, _ in moved.values()} != moved.keys():
        return ()
    cells = ",".join(a1(row, 1) for _, (row, _) in moved.values())
    return (finding("L213", sheet=seat.sheet.name, cell=cells, field="measure", key=",".join(moved)),)


def _foreign(seat: Seat, rows: list[tuple[int, str]]) -> Iterator[Finding]:
    """Rows with keys that were not issued; very many are told as one."""
    name = seat.sheet.name
    if len(rows) > _MOST_SINGLE:
        cells = ",".join(a1(row, 1) for row, _ in rows)
        yield finding("L204", sheet=name, cell=cells, field="file", text="…")
        return
    for row, key in rows:
        text = " | ".join(t for t in _answers(seat.frame, row) if t)
        yield finding("L204", sheet=name, cell=a1(row, 1), field="file", key=key, text=text[:MOST_TEXT])


def _line_text(seat: Seat, key: str) -> str:
    texts = (str(s.value) for s in seat.seal.slots if s.key == key and s.role != "key" and s.value)
    return " | ".join(texts)[:MOST_TEXT]


def check_hidden(seat: Seat) -> Iterator[Finding]:
    """Hidden rows and columns of the printed form, and the form's sheet itself."""
    rows = [
        a1(seat.rows[line.key], 1)
        for line in seat.seal.lines
        if line.role not in _PLAIN_ROLES and seat.rows.get(line.key) in seat.sheet.hidden_rows
    ]
    if rows:
        yield finding("L206", sheet=seat.sheet.name, cell=",".join(rows), field="file")
    kept = {*HIDDEN, *BESIDE}
    columns = [seat.columns[n] for field, n in seat.seal.fields if field not in kept]
    hidden = [letters(column) for column in columns if column in seat.sheet.hidden_columns]
    if hidden:
        cells = ",".join(f"{letter}1" for letter in hidden)
        yield finding("L207", sheet=seat.sheet.name, cell=cells, field="file", columns=", ".join(hidden))
    if seat.sheet.state != "visible":
        yield finding("L208", sheet=seat.sheet.name, field="file")


def _added_by_macro(key: str, seat: Seat) -> bool:
    """Whether a row that was not issued is one that the form's own macro adds: the next of a section's own rows."""
    match = _OWN_ROW.match(key)
    issued = {_section(line.key) for line in seat.seal.lines if line.role == "spare"}
    return bool(match) and match[1] in issued and int(match[2]) <= _MOST_OWN  # type: ignore[index]  # bool(match) before


def _section(key: str) -> str:
    return key.partition("+")[0]
