"""What stands where the form asks for nothing: stray cells, comments, text boxes, further sheets (family L)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from perfxl.checks.own_words import added_to_page, captions, is_mark
from perfxl.checks.seat import MOST_WORDS, Seat
from perfxl.checks.words_sheet import carries_token
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.form.place import Place, a1, span
from perfxl.form.slot import KEY_FIELD
from perfxl.reading.cells import Book, Sheet
from perfxl.reading.frame import Frame
from perfxl.reading.report import Report, Stray, written
from perfxl.texts import finding

_MOST_SINGLE = 8  # stray cells that are told one by one
_MOST_STRAY = 200  # stray cells that are told with their text; the rest are counted
_LONGEST = 8_000  # characters of the texts of many stray cells


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


def check_stray(strays: tuple[Stray, ...]) -> Iterator[Finding]:
    """Everything typed outside the form, with its text; a table that somebody keeps beside the form is one finding."""
    if len(strays) > _MOST_SINGLE:
        yield from _as_one(strays)
        return
    for stray in strays:
        place = stray.place
        yield finding("L304", sheet=place.sheet, cell=place.a1, field="file", text=stray.text[:MOST_WORDS])


def _as_one(strays: tuple[Stray, ...]) -> Iterator[Finding]:
    """Many cells as one finding, as far as their texts go into a sentence; the rest are counted."""
    shown, length = 0, 0
    for stray in strays:
        length += len(stray.text) + len(stray.place.a1) + 5
        if shown and (length > _LONGEST or shown >= _MOST_STRAY):
            break
        shown += 1
    cells = ",".join(stray.place.a1 for stray in strays[:shown])
    words = " | ".join(f"{stray.place.a1}: {stray.text}" for stray in strays[:shown])[:_LONGEST]
    yield finding("L304", sheet=strays[0].place.sheet, cell=cells, field="file", text=words)
    if rest := strays[shown:]:
        yield finding("L305", sheet=rest[0].place.sheet, cell=rest[0].place.a1, field="file", count=len(rest))


def check_protection(sheet: Sheet, program: str) -> Iterator[Finding]:
    """Protection that was dropped; what counts is what changed, so this alone is a note."""
    if not sheet.protected:
        yield finding("L402", sheet=sheet.name, field="file", program=program or "?")


def check_sheets(book: Book, form: Form, standing: tuple[Frame, ...]) -> Iterator[Finding]:
    """Sheets that were not issued."""
    forms = {frame.sheet.name for frame in standing}
    for sheet in book.sheets:
        if sheet.name in forms or sheet.name == form.form.guide or carries_token(sheet):
            continue
        texts = Counter(written(cell).strip() for cell in sheet.cells.values())
        if any(texts):
            shown = " | ".join(t for t in texts if t)[:MOST_WORDS]
            yield finding("L404", sheet=sheet.name, field="file", text=shown)


def check_beside(book: Book, form: Form) -> Iterator[Finding]:
    """What hangs beside the cells of every sheet (comments, text boxes, pictures, headers) and is read by nobody, so told."""
    for sheet in book.sheets:
        yield from _comments(sheet)
        for text in sheet.shapes:
            if text.strip() and text.strip() not in captions():
                yield finding("L307", sheet=sheet.name, field="file", text=text.strip()[:MOST_WORDS])
        yield from _pictures(sheet)
        banners = (added_to_page(banner, form) for banner in sheet.banners)
        if words := " | ".join(dict.fromkeys(text for text in banners if text)):
            yield finding("L310", sheet=sheet.name, field="file", text=words[:MOST_WORDS])
    if book.panes:
        yield finding("L311", field="file")
    if book.links:
        yield finding("L312", field="file", file=", ".join(book.links)[:MOST_WORDS])


def _comments(sheet: Sheet) -> Iterator[Finding]:
    """Comments, but not those of a correction workbook."""
    for place, text in sorted(sheet.notes.items()):
        if text.strip() and not is_mark(text):
            cell = a1(*place)
            yield finding("L306", sheet=sheet.name, cell=cell, field="file", text=text.strip()[:MOST_WORDS])


def _pictures(sheet: Sheet) -> Iterator[Finding]:
    """The pictures of a sheet as one finding, with the words they carry."""
    cells = ",".join(dict.fromkeys(span(picture.cells) for picture in sheet.pictures))
    if cells:
        words = " | ".join(dict.fromkeys(picture.words for picture in sheet.pictures if picture.words))
        yield finding("L309", sheet=sheet.name, cell=cells, field="file", text=words[:MOST_WORDS] or "-")
