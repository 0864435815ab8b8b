"""The macro edition's hidden sheet of words: what the macros look up there is as it was issued, the address for sending too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfxl.checks.seat import MOST_TEXT
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.form.place import a1
from perfxl.form.plan import Settings
from perfxl.form.seal import Seal, layout_of
from perfxl.form.token import MARK
from perfxl.issue.macros import PASSWORD, WORD, edition_words, word_mark
from perfxl.reading.cells import Book, Cell, Sheet
from perfxl.reading.frame import frames
from perfxl.reading.report import written
from perfxl.texts import LANGUAGES, finding, texts

_MOST_CELLS = 20
_LONGEST_PASSWORD = 40  # characters
_NAME, _TEXT, _TOKEN, _STATUS = 1, 2, (1, 3), (1, 4)  # columns; the cell of what a macro said last


def check_words(book: Book, form: Form, own: Seal | None, issued: frozenset[str]) -> Iterator[Finding]:
    """L506 with the cells of sheets that carry the token beside the form and say what was not issued. `issued` are the marks
    of words that went out here."""
    marked = [sheet for sheet in book.sheets if sheet.name != form.form.guide and carries_token(sheet)]
    if own is None or len(marked) < 2:  # the form itself is one
        return
    forms = {frame.sheet.name for frame in frames(book, form)}
    for sheet in marked:
        if sheet.name in forms:
            continue
        known = _known(form, own)
        strange = [cell for cell in sorted(sheet.cells.values()) if not _is_known(cell, sheet, known, issued)]
        if strange:
            cells = ",".join(a1(cell.row, cell.column) for cell in strange[:_MOST_CELLS])
            text = " | ".join(_shown(cell, sheet) for cell in strange[:_MOST_CELLS])
            yield finding("L506", sheet=sheet.name, cell=cells, field="file", text=text[:MOST_TEXT])


def carries_token(sheet: Sheet) -> bool:
    """Whether a sheet says whose workbook it is."""
    return any(isinstance(c.value, str) and c.value.startswith(f"{MARK}:") for c in sheet.cells.values())


def _known(form: Form, own: Seal) -> frozenset[tuple[str, str]]:
    """Name and text of all that is the same in every edition of a form, in each language."""
    layout = layout_of(own, form)
    return frozenset(
        pair for language in LANGUAGES for pair in edition_words(layout, "", Settings(), language)
    )


def _is_known(cell: Cell, sheet: Sheet, known: frozenset[tuple[str, str]], issued: frozenset[str]) -> bool:
    if not written(cell).strip():
        return True
    if (cell.row, cell.column) == _TOKEN:
        return written(cell).startswith(f"{MARK}:")
    if (cell.row, cell.column) == _STATUS:
        return not cell.formula and written(cell).startswith(_sayings())
    name, text = _pair(cell.row, sheet.cells)
    if cell.formula or cell.column > _TEXT:
        return False
    return (name, text) in known or _went_out(name, text, issued)


def _went_out(name: str, text: str, issued: frozenset[str]) -> bool:
    """Whether the word is one that an earlier version, or other settings, have sent out from here; where nobody has noted
    what went out: one that may have been."""
    if name == PASSWORD:
        return len(text) <= _LONGEST_PASSWORD
    if word_mark(name, text) in issued:
        return True
    noted = any(mark.startswith(WORD) for mark in issued)
    return not noted and (name == "address" or name in texts(LANGUAGES[0]).entries["macros"])


def _sayings() -> tuple[str, ...]:
    """How what a macro says may begin."""
    return tuple(str(said) for language in LANGUAGES for said in texts(language).entries["macros"].values())


def _pair(row: int, cells: Mapping[tuple[int, int], Cell]) -> tuple[str, str]:
    """What stands in a row: the word's name, and its text."""
    name, text = (cells.get((row, column)) for column in (_NAME, _TEXT))
    return (written(name) if name else "", written(text) if text else "")


def _shown(cell: Cell, sheet: Sheet) -> str:
    name, text = _pair(cell.row, sheet.cells)
    return f"{name}: {text}" if cell.column <= _TEXT else written(cell)
