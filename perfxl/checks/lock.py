"""Lock checks: what was issued against what came back, cell by cell and by meaning (family L)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from perfxl.checks.meaning import same_format, same_formula, same_value
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.form.layout import BESIDE, HIDDEN, KEY_FIELD, Slot
from perfxl.form.place import Place, a1, letters
from perfxl.form.token import MARK
from perfxl.issue.manifest import Seal
from perfxl.reading.cells import Book, Cell, Sheet
from perfxl.reading.frame import Frame, frames, is_answer
from perfxl.reading.report import Report, Stray, written
from perfxl.texts import finding

_MOST_TEXT = 300  # characters of a text that a finding quotes
_MOST_SINGLE = 60  # changed cells that are told one by one; more are one finding
_MOST_STRAY = 200  # stray cells that are told with their text; the rest are counted
_PLAIN_ROLES = frozenset({"fields", "panel", "continuation"})  # rows that may be hidden
_BARE_ROLES = frozenset({"key", "token", "field", "status", "panel"})  # cells that may be hard to see
Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Seat:
    """The issued form laid over the sheet that came: where each issued row and column stands now."""

    seal: Seal
    frame: Frame
    rows: Mapping[str, int]
    columns: Mapping[int, int]

    @property
    def sheet(self) -> Sheet:
        return self.frame.sheet

    def place(self, slot: Slot) -> tuple[int, int] | None:
        """Where an issued cell stands now; None where its row or column is gone."""
        row, column = self.rows.get(slot.key), self.columns.get(slot.column)
        return (row, column) if row and column else None


def check_lock(book: Book, form: Form, report: Report, seal: Seal | None) -> tuple[Finding, ...]:
    """Every difference from what was issued; without a seal only what the file shows by itself."""
    found = frames(book, form)
    if not found or report.damaged:
        return (finding("L401", sheet=report.sheet, field="file"), *_sheets(book, form, found))
    frame = found[0]
    alone = [*_keys(frame), *_protection(frame.sheet), *_sheets(book, form, found)]
    if seal is None:
        return (*alone, *_stray(report.stray))
    seat = _seated(seal, frame)
    return (
        *alone,
        *_cells(seat),
        *_rows(seat),
        *_hidden(seat),
        *_unseen(seat),
        *_pasted(seat),
        *_merged(seat),
        *_stray(_all_stray(seat, report)),
    )


def _seated(seal: Seal, frame: Frame) -> _Seat:
    rows: dict[str, int] = {}
    for row, key in frame.keys:
        rows.setdefault(key, row)
    shift = frame.columns.get(KEY_FIELD, 0) - dict(seal.fields).get(KEY_FIELD, 0)
    columns = {number: frame.columns.get(field, number + shift) for field, number in seal.fields}
    return _Seat(seal, frame, rows, columns)


# --- locked cells ---


def _cells(seat: _Seat) -> Iterator[Finding]:
    changed = [one for slot in seat.seal.slots if slot.locked and (one := _cell(seat, slot))]
    if len(changed) <= _MOST_SINGLE:
        yield from changed
        return
    cells = ",".join(one.cell for one in changed)
    yield finding("L107", sheet=seat.sheet.name, cell=cells, field="file", count=len(changed))


def _cell(seat: _Seat, slot: Slot) -> Finding | None:
    place = seat.place(slot)
    if place is None or slot.role == "key":
        return None
    cell = seat.sheet.cells.get(place) or Cell(*place, "empty", None, number_format=slot.number_format)
    code, before, after = _difference(seat, slot, cell)
    if not code:
        return None
    return finding(
        code,
        sheet=seat.sheet.name,
        cell=a1(*place),
        field=slot.field if slot.field in dict(seat.seal.fields) else "file",
        key=slot.key,
        before=before[:_MOST_TEXT],
        after=after[:_MOST_TEXT],
    )


def _difference(seat: _Seat, slot: Slot, cell: Cell) -> tuple[str, str, str]:
    """(code, before, after) of a locked cell; an empty code where it means the same."""
    before = slot.formula or str("" if slot.value is None else slot.value)
    if slot.formula:
        if not same_formula(slot.formula, cell.formula, seat.sheet.name):
            return "L103", before, written(cell)
    elif cell.formula or not same_value(slot.value, cell.value):
        return ("L101" if written(cell) else "L102"), before, written(cell)
    if not same_format(slot.number_format, cell.number_format):
        return "L104", slot.number_format, cell.number_format
    return "", "", ""


# --- rows ---


def _keys(frame: Frame) -> Iterator[Finding]:
    """Keys that stand in more than one row: copied rows."""
    rows: dict[str, list[int]] = {}
    for row, key in frame.keys:
        rows.setdefault(key, []).append(row)
    for key, numbers in rows.items():
        if len(numbers) > 1:
            texts = {tuple(_answers(frame, row)) for row in numbers}
            code = "L203" if is_answer(key) and len(texts) > 1 else "L202"
            cells = ",".join(a1(row, 1) for row in numbers)
            yield finding(code, sheet=frame.sheet.name, cell=cells, field="file", key=key)


def _answers(frame: Frame, row: int) -> Iterator[str]:
    for field in ("achieved", "dates", "percent"):
        cell = frame.cell(row, field)
        yield written(cell).strip() if cell else ""


def _rows(seat: _Seat) -> Iterator[Finding]:
    name = seat.sheet.name
    issued = [line.key for line in seat.seal.lines]
    gone = [line for line in seat.seal.lines if line.key not in seat.rows]
    for line in gone:
        yield finding(
            "L201",
            sheet=name,
            cell=a1(line.row, 1),
            field="file",
            key=line.key,
            text=_line_text(seat, line.key),
        )
    for row, key in seat.frame.keys:
        if key not in issued:
            text = " | ".join(t for t in _answers(seat.frame, row) if t)
            yield finding("L204", sheet=name, cell=a1(row, 1), field="file", key=key, text=text[:_MOST_TEXT])
    order = [key for key in issued if key in seat.rows]
    moved = [b for a, b in pairwise(order) if seat.rows[a] > seat.rows[b]]
    if moved:
        cells = ",".join(a1(seat.rows[key], 1) for key in moved)
        yield finding("L205", sheet=name, cell=cells, field="file", key=",".join(moved))


def _line_text(seat: _Seat, key: str) -> str:
    texts = (str(s.value) for s in seat.seal.slots if s.key == key and s.role != "key" and s.value)
    return " | ".join(texts)[:_MOST_TEXT]


def _hidden(seat: _Seat) -> Iterator[Finding]:
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


# --- cells that are hard to see, pasted over, merged ---


def _unseen(seat: _Seat) -> Iterator[Finding]:
    cells = [
        a1(*place)
        for slot in seat.seal.slots
        if slot.role not in _BARE_ROLES and slot.field not in (*HIDDEN, *BESIDE)
        if (place := seat.place(slot)) and (cell := seat.sheet.cells.get(place))
        if cell.unseen and written(cell).strip()
    ]
    if cells:
        yield finding("L209", sheet=seat.sheet.name, cell=",".join(cells), field="file")


def _pasted(seat: _Seat) -> Iterator[Finding]:
    """Inputs that have lost their validation or their being open: something was pasted over them."""
    places = {place: slot for slot in seat.seal.slots if not slot.locked and (place := seat.place(slot))}
    covered = {place for place in places if _covered(place, seat.sheet.validations)}
    if not covered:
        return
    over = sorted(
        (column, row)
        for row, column in places
        if (row, column) not in covered or _relocked(seat.sheet, (row, column))
    )
    if not over:
        return
    runs = _runs(over)
    cells = ",".join(_span(run) for run in runs)
    yield finding("L301", sheet=seat.sheet.name, cell=cells, field="file", count=len(over))
    for run in runs:
        keys = dict.fromkeys(places[row, column].key.partition("/")[0] for column, row in run)
        filled = [place for column, row in run if (place := (row, column)) and _has_text(seat.sheet, place)]
        if len(keys) > 1 and len(filled) > 1 and places[filled[0]].field == "achieved":
            yield finding(
                "L302", sheet=seat.sheet.name, cell=_span(run), field="achieved", key=",".join(keys)
            )


def _covered(place: tuple[int, int], ranges: Iterable[Merge]) -> bool:
    row, column = place
    return any(r1 <= row <= r2 and c1 <= column <= c2 for r1, c1, r2, c2 in ranges)


def _relocked(sheet: Sheet, place: tuple[int, int]) -> bool:
    cell = sheet.cells.get(place)
    return bool(cell and cell.locked)


def _has_text(sheet: Sheet, place: tuple[int, int]) -> bool:
    cell = sheet.cells.get(place)
    return bool(cell and written(cell).strip())


def _runs(cells: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """(column, row) pairs in runs of neighbouring rows."""
    runs: list[list[tuple[int, int]]] = []
    for column, row in cells:
        if runs and runs[-1][-1] == (column, row - 1):
            runs[-1].append((column, row))
        else:
            runs.append([(column, row)])
    return runs


def _span(run: list[tuple[int, int]]) -> str:
    (column, first), (_, last) = run[0], run[-1]
    return a1(first, column) if first == last else f"{a1(first, column)}:{a1(last, column)}"


def _merged(seat: _Seat) -> Iterator[Finding]:
    """Inputs that a new merge has swallowed."""
    inputs = {place for slot in seat.seal.slots if not slot.locked and (place := seat.place(slot))}
    swallowed = sorted(place for place in inputs if _covered(place, seat.sheet.merges))
    if swallowed:
        cells = ",".join(a1(*place) for place in swallowed)
        yield finding("L303", sheet=seat.sheet.name, cell=cells, field="file")


# --- what stands where nothing is asked ---


def _all_stray(seat: _Seat, report: Report) -> tuple[Stray, ...]:
    """What the reader found outside the form's rows and columns, and what stands between its cells."""
    known = {place for slot in seat.seal.slots if (place := seat.place(slot))}
    known |= {(row, seat.columns[n]) for row, _ in seat.frame.keys for f, n in seat.seal.fields if f == "key"}
    own = {key for key in seat.rows if key in {line.key for line in seat.seal.lines}}
    rows = {seat.rows[key] for key in own}
    name = seat.sheet.name
    between = [
        Stray(Place(name, *place), written(cell))
        for place, cell in sorted(seat.sheet.cells.items())
        if place[0] in rows and place not in known and written(cell).strip()
    ]
    return tuple(dict.fromkeys([*between, *report.stray]))


def _stray(found: tuple[Stray, ...]) -> Iterator[Finding]:
    for one in found[:_MOST_STRAY]:
        yield finding(
            "L304", sheet=one.place.sheet, cell=one.place.a1, field="file", text=one.text[:_MOST_TEXT]
        )
    if len(found) > _MOST_STRAY:
        rest = found[_MOST_STRAY:]
        yield finding("L305", sheet=rest[0].place.sheet, cell=rest[0].place.a1, field="file", count=len(rest))


def _protection(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.protected:
        yield finding("L402", sheet=sheet.name, field="file")


def _sheets(book: Book, form: Form, found: tuple[Frame, ...]) -> Iterator[Finding]:
    """Sheets that were not issued, and further copies of the form."""
    forms = {frame.sheet.name for frame in found}
    for frame in found[1:]:
        yield finding("L403", sheet=frame.sheet.name, field="file", first=found[0].sheet.name)
    for sheet in book.sheets:
        if sheet.name in forms or sheet.name == form.form.guide or _carries_token(sheet):
            continue
        texts = Counter(written(cell).strip() for cell in sheet.cells.values())
        if any(texts):
            said = " | ".join(t for t in texts if t)[:_MOST_TEXT]
            yield finding("L404", sheet=sheet.name, field="file", text=said)


def _carries_token(sheet: Sheet) -> bool:
    return any(isinstance(c.value, str) and c.value.startswith(f"{MARK}:") for c in sheet.cells.values())
