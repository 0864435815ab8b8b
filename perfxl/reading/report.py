"""Cells -> Report: the answers, each with its place; rows found by key, columns by the hidden field row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from perfxl.form.definition import Form
from perfxl.form.layout import FIELD_MARK, signature_seats
from perfxl.form.notation import plain
from perfxl.form.place import Place
from perfxl.form.token import DEFINED_NAME, MARK, Carried, Token, carried
from perfxl.reading.answer import Answer as Answer
from perfxl.reading.answer import read_answer
from perfxl.reading.answer import written as written
from perfxl.reading.cells import Book, Sheet
from perfxl.reading.frame import Frame, base_of, frames, is_added, is_answer

_PROPERTIES = ("subject", "keywords", "identifier")
_NUMBERS = ("target_number", "achieved_number")


class Locked(Mapping[str, Answer]):
    """The plan's fields of one row as they stand in the file: read when they are asked for, for few rows are."""

    __slots__ = ("_fields", "_frame", "_row")

    def __init__(self, frame: Frame, row: int, fields: Mapping[str, str]) -> None:
        self._frame, self._row, self._fields = frame, row, fields

    def __getitem__(self, name: str) -> Answer:
        return _answer(self._frame, self._row, name, self._fields[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of the form. `answers` are the fields that the employee may write, `plan` the locked ones as they stand.
    `columns` says where each field stands.

    `added`: an employee's own row (spare row, or a row of no plan); its plan fields are answers.
    `halves`: the achieved text as it stands in the row and in its continuation, where both rows are used.
    `key` is empty where the row has lost it.
    """

    key: str
    section: str
    place: Place
    answers: Mapping[str, Answer]
    added: bool = False
    plan: Mapping[str, Answer] = field(default_factory=dict)
    goal: str = ""
    halves: tuple[Answer, Answer] | None = None
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def filled(self) -> bool:
        """Whether the employee wrote anything here; dates are pre-filled in a planned row and do not count."""
        given = () if self.added else ("dates", "target_number")
        return any(a.text.strip() for name, a in self.answers.items() if name not in given)


@dataclass(frozen=True, slots=True)
class Stray:
    """Something typed where the form asks for nothing."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a workbook says. `token` is the one that all sound carriers agree on, else None.

    `rows` in the sheet's order; `signatures` by signature key (employee, verifier) and part (position, name, date);
    `damaged` is true where rows have lost their keys or the field row is gone. `frames`: every sheet that holds the form,
    that of `sheet` first.
    """

    form: str
    token: Token | None
    carriers: tuple[Carried, ...]
    sheet: str
    rows: tuple[ReportRow, ...]
    signatures: Mapping[str, Mapping[str, Answer]]
    stray: tuple[Stray, ...]
    damaged: bool
    program: str
    saved_by: str
    frames: tuple[Frame, ...] = ()


def find_token(book: Book) -> tuple[Carried, ...]:
    """Every place of the workbook that carries a token, sound or not."""
    carriers = [carried(_carrier(sheet, text), text) for sheet in book.sheets for text in _token_cells(sheet)]
    carriers.append(carried("name", book.names.get(DEFINED_NAME, "")))
    carriers += [carried(name, book.properties.get(name, "")) for name in _PROPERTIES]
    return tuple(carrier for carrier in carriers if carrier)


def agreed(carriers: tuple[Carried, ...]) -> Token | None:
    """The token that all sound carriers agree on, or None where they do not, or where there is none."""
    tokens = {carrier.token for carrier in carriers if carrier.token}
    return tokens.pop() if len(tokens) == 1 else None


def read_report(book: Book, form: Form, carriers: tuple[Carried, ...] | None = None) -> Report:
    """The report in a workbook, read by the form it names; without rows where no sheet holds the form. `carriers` are
    the book's, where they are known already."""
    carriers = find_token(book) if carriers is None else carriers
    standing = frames(book, form)
    frame = standing[0] if standing else None
    keyless = _keyless(frame) if frame else []
    return Report(
        form=form.id,
        token=agreed(carriers),
        carriers=carriers,
        sheet=frame.sheet.name if frame else "",
        rows=_rows(frame, form, keyless) if frame else (),
        signatures=_signatures(frame, form) if frame else {},
        stray=_stray(frame, keyless) if frame else (),
        damaged=frame is None or not frame.whole,
        program=book.program,
        saved_by=book.properties.get("lastModifiedBy", ""),
        frames=standing,
    )


def _token_cells(sheet: Sheet) -> Iterator[str]:
    mark = f"{MARK}:"
    for cell in sheet.cells.values():
        if cell.kind == "text" and str(cell.value).lstrip().startswith(mark):
            yield str(cell.value)


def _carrier(sheet: Sheet, text: str) -> str:
    """`cell` for a sheet with keys and fields, `guide` for any other."""
    marks = (c for c in sheet.cells.values() if isinstance(c.value, str) and c.value.startswith("#"))
    return "cell" if len(tuple(islice(marks, 2))) > 1 else "guide"


# --- rows ---


def _rows(frame: Frame, form: Form, keyless: list[int]) -> tuple[ReportRow, ...]:
    if any(is_answer(key) for _, key in frame.keys):
        return tuple(_keyed(frame, form, keyless))
    return tuple(_placed(frame, form))


def _keyed(frame: Frame, form: Form, keyless: list[int]) -> Iterator[ReportRow]:
    """Rows by their keys; of a doubled key the first counts (the lock check names the others)."""
    further = {base_of(key): row for row, key in reversed(frame.keys) if base_of(key)}
    section, goal, seen = "", "", set()
    for number, key in frame.keys:
        kind, _, name = key.partition(":")
        if kind == "section":
            section, goal = name, ""
        elif kind == "goal":
            goal = _line_text(frame.sheet, number)
        elif is_answer(key) and key not in seen:
            seen.add(key)
            own = key.partition("+")[0] if is_added(key) else section
            yield _with_further(frame, _row(frame, form, number, key, own, goal), further.get(key))
    for number in keyless:
        yield _row(frame, form, number)


def _keyless(frame: Frame) -> list[int]:
    """Rows between the keyed ones that have lost their key but not their words: a measure and an answer."""
    keyed = {row for row, _ in frame.keys}
    first, last = min(keyed, default=0), max(keyed, default=0)
    rows = {row for row, _ in frame.sheet.cells} - keyed
    return sorted(
        r
        for r in rows
        if first <= r < last
        if _said(frame, r, "measure") and (_said(frame, r, "achieved") or _said(frame, r, "percent"))
    )


def _placed(frame: Frame, form: Form) -> Iterator[ReportRow]:
    """Rows without keys: those with a measure's text below the captions, down to the signatures."""
    ends = {plain(signature.role) for signature in form.signature}
    words = {plain(c.caption) for c in form.column} | {
        plain(t) for s in form.section for t in s.captions.values()
    }
    titles = {plain(section.title): section.key for section in form.section}
    section, row = "", None
    for number, texts in sorted(_texts_by_row(frame.sheet).items()):
        if texts & ends:
            break
        section = next((titles[t] for t in texts if t in titles), section)
        if texts & words or f"{FIELD_MARK}measure" in texts or _is_number_row(frame, form, number):
            continue
        if _said(frame, number, "measure"):
            if row:
                yield row
            row = _row(frame, form, number, section=section)
        elif row and _said(frame, number, "achieved"):
            row = _continued(row, _answer(frame, number, "achieved", "text"))
    if row:
        yield row


def _is_number_row(frame: Frame, form: Form, number: int) -> bool:
    """The printed row of column numbers."""
    printed = [_said(frame, number, c.field) == c.number for c in form.column if c.number]
    return bool(printed) and all(printed)


def _row(
    frame: Frame, form: Form, number: int, key: str = "", section: str = "", goal: str = ""
) -> ReportRow:
    added = is_added(key)
    answers = {name: _answer(frame, number, name, "number") for name in _NUMBERS if name in frame.columns}
    plan: dict[str, str] = {}
    for column in form.column:
        if column.writer == "staff" or (added and column.kind != "ordinal"):
            answers[column.field] = _answer(frame, number, column.field, column.kind)
        else:
            plan[column.field] = column.kind
    place, locked = Place(frame.sheet.name, number, 1), Locked(frame, number, plan)
    return ReportRow(key, section, place, answers, added, locked, goal, columns=frame.columns)


def _with_further(frame: Frame, row: ReportRow, further: int | None) -> ReportRow:
    """A row with what its continuation says, where it has one (`further`: its number)."""
    if further and _said(frame, further, "achieved"):
        return _continued(row, _answer(frame, further, "achieved", "text"))
    return row


def _continued(row: ReportRow, more: Answer) -> ReportRow:
    """A row whose achieved text goes on in the next one: both texts, a line's end between them."""
    base = row.answers["achieved"]
    if not base.text.strip():
        return replace(
            row, answers={**row.answers, "achieved": replace(more, place=base.place)}, halves=(base, more)
        )
    text, remarks = f"{base.text}\n{more.text}", base.remarks + more.remarks
    joined = replace(base, raw=text, text=text, value=None if remarks else text, remarks=remarks)
    return replace(row, answers={**row.answers, "achieved": joined}, halves=(base, more))


def _answer(frame: Frame, row: int, name: str, kind: str) -> Answer:
    column, sheet = frame.columns.get(name, 0), frame.sheet
    cell = sheet.cells.get((row, column)) if column else None
    return read_answer(name, kind, cell, Place(sheet.name, row, column))


# --- what else stands on the sheet ---


def _signatures(frame: Frame, form: Form) -> dict[str, dict[str, Answer]]:
    seats = signature_seats(form)
    rows: dict[str, int] = {}
    for row, key in frame.keys:
        if key.startswith("sign:"):
            rows.setdefault(key.partition(":")[2], row)
    if not rows:
        rows = _signed_rows(frame, form)
    return {
        key: {
            part: read_answer(
                part, "date" if part == "date" else "text", frame.cell(row, seat), _at(frame, row, seat)
            )
            for part, seat in seats.items()
        }
        for key, row in rows.items()
    }


def _at(frame: Frame, row: int, name: str) -> Place:
    return Place(frame.sheet.name, row, frame.columns.get(name, 0))


def _signed_rows(frame: Frame, form: Form) -> dict[str, int]:
    """Signature rows by their printed role, where the keys are gone."""
    roles = {plain(signature.role): signature.key for signature in form.signature}
    rows: dict[str, int] = {}
    for (row, _), cell in sorted(frame.sheet.cells.items()):
        if isinstance(cell.value, str) and plain(cell.value) in roles:
            rows.setdefault(roles[plain(cell.value)], row)
    return rows


def _stray(frame: Frame, keyless: list[int]) -> tuple[Stray, ...]:
    """What stands in rows without a key or beside the form's columns; nothing is said where the keys are gone."""
    if not frame.whole:
        return ()
    keyed, known = {row for row, _ in frame.keys}, set(frame.columns.values())
    keyed.update(keyless)
    cells = frame.sheet.cells
    outside = sorted(place for place in cells if place[0] not in keyed or place[1] not in known)
    texts = ((place, written(cells[place])) for place in outside)
    return tuple(
        Stray(Place(frame.sheet.name, *place), text)
        for place, text in texts
        if text.strip() and not text.startswith(f"{MARK}:")
    )


def _texts_by_row(sheet: Sheet) -> dict[int, set[str]]:
    """Every row that holds anything, with its texts for comparing."""
    rows: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        texts = rows.setdefault(row, set())
        if isinstance(cell.value, str):
            texts.add(plain(cell.value))
    return rows


def _line_text(sheet: Sheet, number: int) -> str:
    """The text of a row that spans the table (a goal), whichever cell holds it."""
    cell = sheet.cells.get((number, 1))
    return cell.value if cell and isinstance(cell.value, str) else ""


def _said(frame: Frame, row: int, name: str) -> str:
    cell = frame.cell(row, name)
    return written(cell) if cell and written(cell).strip() else ""
