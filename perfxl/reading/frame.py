"""Where things stand in a workbook that came: the form sheet, its columns by the field row, its rows by key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perfxl.form.definition import Form
from perfxl.form.layout import BESIDE, CONTINUED, FIELD_MARK, HIDDEN, KEY_FIELD
from perfxl.form.notation import plain
from perfxl.reading.cells import Book, Cell, Sheet

_KEY = re.compile(r"(m[0-9a-f]{10}|[a-z][a-z0-9_-]*\+[0-9]{1,3})(/[0-9]+)?\Z|(?:[a-z]+:)[^\s]+\Z|#key\Z")
_ANSWER_KEY = re.compile(r"(m[0-9a-f]{10}|[a-z][a-z0-9_-]*\+[0-9]{1,3})\Z")
# So many cells must speak for a column before it is taken for the one of the keys.
_ENOUGH_KEYS = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """The form sheet as found. `columns` by field; `keys` (row, key) from the top, doubled ones too.

    `whole` is false where the field row or the keys are gone and captions had to serve.
    """

    sheet: Sheet
    columns: Mapping[str, int]
    keys: tuple[tuple[int, str], ...]
    whole: bool

    def cell(self, row: int, field: str) -> Cell | None:
        """The cell of a field in a row, or None where the sheet has none."""
        column = self.columns.get(field)
        return self.sheet.cells.get((row, column)) if column else None


def is_answer(key: str) -> bool:
    """Whether a key belongs to a row that is answered (a measure or a spare row, no continuation)."""
    return bool(_ANSWER_KEY.match(key))


def is_added(key: str) -> bool:
    """Whether a key belongs to a row that the employee writes alone."""
    return "+" in key


def base_of(key: str) -> str:
    """The key of the row that a continuation row goes on, or nothing."""
    return key[: -len(CONTINUED)] if key.endswith(CONTINUED) else ""


def frames(book: Book, form: Form) -> tuple[Frame, ...]:
    """Every sheet that holds the form, the most likely first; empty where none does."""
    standing = [frame for sheet in book.sheets if (frame := _whole(sheet, form))]
    if not standing:
        standing = [frame for sheet in book.sheets if (frame := _by_captions(sheet, form))]
    return tuple(sorted(standing, key=lambda f: _doubt(f, form)))


def _doubt(frame: Frame, form: Form) -> tuple[bool, bool, bool]:
    sheet = frame.sheet
    return not frame.whole, sheet.state != "visible", plain(sheet.name) != plain(form.form.sheet)


def _whole(sheet: Sheet, form: Form) -> Frame | None:
    """The sheet by its field row; the keys' column by its mark, else by what stands in it."""
    known = {*(column.field for column in form.column), *BESIDE, *HIDDEN}
    rows: dict[int, dict[str, int]] = {}
    for (row, column), text in _texts(sheet, FIELD_MARK):
        if (field := text[len(FIELD_MARK) :].strip()) in known:
            rows.setdefault(row, {}).setdefault(field, column)
    columns = max(rows.values(), key=len, default={})
    needed = sum(column.field in columns for column in form.column)
    if needed < max(2, len(form.column) // 2):
        return None
    keys = _keys(sheet, columns.get(KEY_FIELD) or _key_column(sheet))
    answers = sum(is_answer(key) for _, key in keys)
    missing = any(column.field not in columns for column in form.column)
    if missing:
        columns = {**_captioned(sheet, form), **columns}
    return Frame(sheet, columns, keys, bool(answers) and not missing)


def _by_captions(sheet: Sheet, form: Form) -> Frame | None:
    """The sheet without its field row: columns by the printed captions."""
    columns = _captioned(sheet, form)
    if not {"measure", "achieved", "percent"} <= columns.keys():
        return None
    return Frame(sheet, columns, _keys(sheet, _key_column(sheet)), False)


def _captioned(sheet: Sheet, form: Form) -> dict[str, int]:
    captions: dict[str, set[str]] = {c.field: {_folded(c.caption)} for c in form.column}
    for section in form.section:
        for field, caption in section.captions.items():
            captions[field].add(_folded(caption))
    wanted = {caption: field for field, spellings in captions.items() for caption in spellings}
    longest = 2 * max(map(len, wanted))
    seen: dict[str, Counter[int]] = {}
    for (_, column), text in _texts(sheet):
        named = wanted.get(_folded(text)) if len(text) <= longest else None
        if named:
            seen.setdefault(named, Counter())[column] += 1
    return {field: columns.most_common(1)[0][0] for field, columns in seen.items()}


def _folded(text: str) -> str:
    return plain(text).casefold()


def _key_column(sheet: Sheet) -> int:
    """The column in which most keys stand, 0 where there are not enough."""
    count = Counter(column for (_, column), text in _texts(sheet) if _KEY.match(text))
    column, most = count.most_common(1)[0] if count else (0, 0)
    return column if most >= _ENOUGH_KEYS else 0


def _keys(sheet: Sheet, column: int) -> tuple[tuple[int, str], ...]:
    if not column:
        return ()
    standing = ((row, cell) for (row, at), cell in sheet.cells.items() if at == column)
    typed = ((row, str(cell.value).strip()) for row, cell in standing if _is_typed(cell))
    return tuple(sorted((row, text) for row, text in typed if _KEY.match(text)))


def _texts(sheet: Sheet, start: str = "") -> Iterator[tuple[tuple[int, int], str]]:
    """Every text that is typed into the sheet and begins with `start`, with its place."""
    for place, cell in sheet.cells.items():
        if cell.kind != "text" or cell.formula:
            continue
        typed = str(cell.value)
        if typed.lstrip().startswith(start) and (text := typed.strip()):
            yield place, text


def _is_typed(cell: Cell) -> bool:
    return isinstance(cell.value, str) and not cell.formula
