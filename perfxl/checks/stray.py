"""What stands where the form asks for nothing: stray cells, comments, text boxes, further sheets (family L)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from perfxl.checks.seat import MOST_TEXT, Seat
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.form.place import Place, a1
from perfxl.form.slot import KEY_FIELD
from perfxl.form.token import MARK
from perfxl.reading.cells import Book, Sheet
from perfxl.reading.frame import Frame
from perfxl.reading.report import Report, Stray, written
from perfxl.texts import finding

_MOST_STRAY = 200  # stray cells that are told with their text; the rest are counted
_OWN_COMMENT = re.compile(r"\[[A-Z][0-9]{3}\]\s*\Z")  # how a correction workbook's comments end


def all_stray(seat: Seat, report: Report) -> tuple[Stray, ...]:
    """What the reader found outside the form's rows and columns, and what stands between its cells."""
    known = {place for _, place, _ in seat.placed}
    keys = seat.columns.get(dict(seat.seal.fields).get(KEY_FIELD, 0), 0)
    known.update((row, keys) for row, _ in seat.frame.keys)
    rows = {seat.rows[line.key] for line in seat.seal.lines if line.key in seat.rows}
    name, cells = seat.sheet.name, seat.sheet.cells
    further = sorted(place for place in cells if place not in known and place[0] in rows)
    between = [
        Stray(Place(name, *place), text) for place in further if (text := written(cells[place])).strip()
    ]
    return tuple(dict.fromkeys([*between, *report.stray]))


def check_stray(pieces: tuple[Stray, ...]) -> Iterator[Finding]:
    """Everything typed outside the form, with its text."""
    for piece in pieces[:_MOST_STRAY]:
        yield finding(
            "L304", sheet=piece.place.sheet, cell=piece.place.a1, field="file", text=piece.text[:MOST_TEXT]
        )
    if len(pieces) > _MOST_STRAY:
        rest = pieces[_MOST_STRAY:]
        yield finding("L305", sheet=rest[0].place.sheet, cell=rest[0].place.a1, field="file", count=len(rest))


def check_protection(sheet: Sheet, program: str) -> Iterator[Finding]:
    """Protection that was dropped; what counts is what changed, so this alone is a note."""
    if not sheet.protected:
        yield finding("L402", sheet=sheet.name, field="file", program=program or "?")


def check_sheets(book: Book, form: Form, standing: tuple[Frame, ...]) -> Iterator[Finding]:
    """Sheets that were not issued."""
    forms = {frame.sheet.name for frame in standing}
    for sheet in book.sheets:
        if sheet.name in forms or sheet.name == form.form.guide or _carries_token(sheet):
            continue
        texts = Counter(written(cell).strip() for cell in sheet.cells.values())
        if any(texts):
            shown = " | ".join(t for t in texts if t)[:MOST_TEXT]
            yield finding("L404", sheet=sheet.name, field="file", text=shown)


def _carries_token(sheet: Sheet) -> bool:
    return any(isinstance(c.value, str) and c.value.startswith(f"{MARK}:") for c in sheet.cells.values())


def check_beside(sheet: Sheet) -> Iterator[Finding]:
    """Comments (but not those of a correction workbook) and text boxes: read by nobody, so told."""
    for place, text in sorted(sheet.notes.items()):
        if text.strip() and not _OWN_COMMENT.search(text):
            yield finding(
                "L306", sheet=sheet.name, cell=a1(*place), field="file", text=text.strip()[:MOST_TEXT]
            )
    for text in sheet.shapes:
        if text.strip():
            yield finding("L307", sheet=sheet.name, field="file", text=text.strip()[:MOST_TEXT])
