"""From a master as it stands open to the ledger's state: a plan of edits, worked out before a cell is touched. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from perfxl.form.definition import Form
from perfxl.form.place import a1
from perfxl.live.areas import OpenGrid, Place, spelled
from perfxl.live.drawing import DrawnSheet, Look
from perfxl.master.headings import (
    FINDINGS,
    HR_TABLES,
    Heading,
    answer_heading,
    headings,
    is_hr,
    sheet,
    standing_hr,
)
from perfxl.master.notes.hidden_sheet import (
    COLUMNS,
    Hidden,
    HiddenLine,
    mark,
    page_lines,
    page_mark,
    read_hidden,
)
from perfxl.master.xlsx_book import FormulaAt
from perfxl.table.cell_values import Link, Value
from perfxl.texts import severities
from perfxl.texts.columns import fold, header
from perfxl.trouble import Trouble

OURS = ("contract", "form", "key")
_TELLS_FINDING = ("code", "finding", "source", "key")


@dataclass(frozen=True, slots=True)
class Standing:
    """A table as it stands: the row of its header, its columns in their order, the row of each key, its last row."""

    grid: OpenGrid
    head: int
    columns: tuple[Heading, ...]
    rows: Mapping[str, int]
    last: int

    def at(self, of: Sequence[str]) -> list[tuple[int, Heading]]:
        """The columns of some kinds with their numbers (from 1)."""
        return [(number, h) for number, h in enumerate(self.columns, 1) if h.of in of]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays as it is, though the ledger says otherwise: an edited cell, or a row that HR wrote on."""

    kind: str
    sheet: str
    cell: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class TableEdits:
    """What is to be done to one table. `changes` in places as they stand; then `drop` these rows; then `insert` rows
    and write the `added` lines from row `first` on, in columns from 1; the table's last row is then `last`. Columns with
    `bars` and columns with the `list` of decisions have them in the added lines too."""

    sheet: str
    table: str
    head: int
    changes: Mapping[Place, Value]
    drop: tuple[int, ...] = ()
    first: int = 0
    added: tuple[tuple[Value, ...], ...] = ()
    looks: Mapping[Place, Look] = field(default_factory=dict)
    insert: bool = False
    last: int = 0
    changed_rows: int = 0
    kept: tuple[Kept, ...] = ()
    width: int = 0
    bars: tuple[int, ...] = ()
    lists: tuple[int, ...] = ()


def standing(table: str, grid: OpenGrid | None, form: Form) -> Standing:
    """A table found in its sheet. Trouble where the sheet or one of our columns is gone: another edition of the master."""
    known = headings(table, form)
    head = _head_row(grid, known[-1]) if grid else 0
    if grid is None or not head:
        raise Trouble("live_layout", sheet=sheet(table))
    columns = tuple(_columns(table, grid, head, known))
    missing = [h.text for h in known if h.of in OURS and h not in columns]
    if missing:
        raise Trouble("live_columns", sheet=grid.name, columns=", ".join(missing))
    key = columns.index(known[-1]) + 1
    rows: dict[str, int] = {}
    for row in range(head + 1, grid.bottom + 1):
        row_key = _finding_key(grid, row, columns, rows) if table == FINDINGS else grid.text(row, key)
        if row_key:
            rows.setdefault(row_key, row)
    last = max([head, grid.table_end, *rows.values()])
    return Standing(grid, head, columns, rows, last)


def _head_row(grid: OpenGrid, key: Heading) -> int:
    wanted = fold(key.text)
    rows = range(grid.top, grid.bottom + 1)
    every = range(grid.left, grid.right + 1)
    return next((r for r in rows if any(fold(grid.text(r, c)) == wanted for c in every)), 0)


def _columns(table: str, grid: OpenGrid, head: int, known: Sequence[Heading]) -> Iterator[Heading]:
    """The columns from 1 on; what is neither ours nor HR's is `strange`, and left alone."""
    left = {fold(h.text): h for h in known}
    own = {fold(text): text for text in standing_hr(table)}
    for column in range(1, grid.right + 1):
        text = grid.text(head, column).strip()
        heading = left.pop(fold(text), None)
        if heading is None and table in HR_TABLES and is_hr(text):
            caption = own.get(fold(text), text)
            heading = Heading(caption, caption, 0, "text", "hr")
        yield heading or Heading("", text, 0, "text", "strange")


def _finding_key(grid: OpenGrid, row: int, columns: Sequence[Heading], known: Mapping[str, int]) -> str:
    """Findings have no key of their own: what tells one from another, and which of equal ones it is."""
    texts = {h.field: grid.text(row, n) for n, h in enumerate(columns, 1) if h.field in _TELLS_FINDING}
    if texts["finding"] not in severities():
        return ""  # a line that a person added
    return _numbered("|".join(texts[name] for name in _TELLS_FINDING), known)


def _numbered(start: str, known: Mapping[str, object]) -> str:
    number = 0
    while f"{start}#{number}" in known:
        number += 1
    return f"{start}#{number}"


def seals_of(grid: OpenGrid | None) -> Hidden:
    """The hidden sheet of marks. Trouble where there is none: not a master of this edition."""
    if grid is None:
        raise Trouble("live_layout", sheet=sheet("people"))
    return read_hidden(
        (row, [grid.text(row, column) for column in range(1, COLUMNS + 1)])
        for row in range(1, grid.bottom + 1)
    )


def plan_table(table: str, here: Standing, drawn: DrawnSheet, seals: Hidden) -> TableEdits:
    """What brings one table up to what was drawn: nothing of HR's columns, and no cell that a person has edited.

    `drawn` has the same columns; HR's cells of lines that are not there yet are the ledger's notes.
    """
    lines = _lines(table, here, drawn)
    changes, kept = _compare(table, here, drawn, lines, seals)
    gone = [
        key for key in here.rows if key not in lines and (table == FINDINGS or (table, key) in seals.marks)
    ]
    left = [key for key in gone if _written_on(table, here, seals, key)]
    kept += [Kept("row", here.grid.name, a1(here.rows[key], 1)) for key in left]
    drop = sorted(here.rows[key] for key in gone if key not in left)
    new = [row for key, row in lines.items() if key not in here.rows]
    if drop and len(drop) == here.last - here.head:  # a table keeps one row
        slot = drop.pop(0)
        changes |= _into(slot, here, drawn, new[0] if new else 0)
        new = new[1:]
    width = len(here.columns)
    first = here.last - len(drop) + 1
    return TableEdits(
        here.grid.name,
        here.grid.table,
        here.head,
        changes,
        tuple(drop),
        first,
        tuple(tuple(_value(drawn, row, column) for column in range(1, width + 1)) for row in new),
        {
            (first + n, column): drawn.cells[row, column].look
            for n, row in enumerate(new)
            for column in range(1, width + 1)
            if here.columns[column - 1].of != "strange"
        },
        bool(new) and _below(here),
        first + len(new) - 1,
        len({row for row, _ in changes}),
        tuple(kept),
        width,
        tuple(n for n, h in here.at(OURS) if h.field == "percent"),
        tuple(n for n, h in here.at(("hr",)) if h.text == header("master.own", "decision")),
    )


def _lines(table: str, here: Standing, drawn: DrawnSheet) -> dict[str, int]:
    """The drawn lines by their keys: key -> row of the drawing."""
    places = {h.field: n for n, h in here.at(OURS)}
    lines: dict[str, int] = {}
    for row in range(2, max((row for row, _ in drawn.cells), default=1) + 1):
        if table == FINDINGS:
            start = "|".join(_text(_value(drawn, row, places[name])) for name in _TELLS_FINDING)
            lines[_numbered(start, lines)] = row
        else:
            lines[_text(_value(drawn, row, places["key"]))] = row
    return lines


def _value(drawn: DrawnSheet, row: int, column: int) -> Value:
    cell = drawn.cells.get((row, column))
    return cell.value if cell else None


def _text(value: Value) -> str:
    shown = value.shown if isinstance(value, Link) else value
    return "" if shown is None else str(shown)


def _compare(
    table: str, here: Standing, drawn: DrawnSheet, lines: Mapping[str, int], seals: Hidden
) -> tuple[dict[Place, Value], list[Kept]]:
    """The rows that stay: what differs from the drawing is changed, unless a person has written something else there."""
    changes: dict[Place, Value] = {}
    kept: list[Kept] = []
    for key, row in here.rows.items():
        for column, heading, value in _differing(here, row, drawn, lines[key]) if key in lines else ():
            base = None if heading.of == "hr" else seals.of(table, key, heading.text)
            if base is not None and mark(here.grid.value(row, column)) not in (base, mark(value)):
                kept.append(Kept("cell", here.grid.name, a1(row, column), heading.text))
            else:
                changes[row, column] = value
    return changes, kept


def _differing(
    here: Standing, row: int, drawn: DrawnSheet, line: int
) -> Iterator[tuple[int, Heading, Value]]:
    """What a row shows otherwise than its drawn line: column, heading and the drawn value. Of HR's columns only that of
    the answers, where there is one."""
    for column, heading in here.at((*OURS, "hr")):
        value = _value(drawn, line, column)
        if heading.of == "hr" and (heading.text != answer_heading() or not _text(value)):
            continue
        if not same(here.grid, row, column, value):
            yield column, heading, value


def same(grid: OpenGrid, row: int, column: int, value: Value) -> bool:
    """Whether a cell holds a value already: what it shows, and for a link where it leads."""
    shown = grid.value(row, column)
    if isinstance(value, Link):
        return spelled(grid.formula(row, column)) == spelled(value.formula)
    return mark(shown) == mark(value) and not grid.formula(row, column)


def _written_on(table: str, here: Standing, seals: Hidden, key: str) -> bool:
    """Whether a person wrote on a row: in a column that is not ours, or over a cell of ours."""
    row = here.rows[key]
    if any(here.grid.text(row, column) for column, _ in here.at(("hr", "strange"))):
        return True
    for column, heading in here.at(OURS):
        base = seals.of(table, key, heading.text)
        if base is not None and mark(here.grid.value(row, column)) != base:
            return True
    return False


def _into(slot: int, here: Standing, drawn: DrawnSheet, line: int) -> dict[Place, Value]:
    """A row that is emptied, or takes a new line."""
    return {
        (slot, column): _value(drawn, line, column) if line else None for column, _ in here.at((*OURS, "hr"))
    }


def _below(here: Standing) -> bool:
    """Whether something stands under the table, within its columns."""
    rows = range(here.last + 1, here.grid.bottom + 1)
    return any(here.grid.text(row, column) for row in rows for column in range(1, len(here.columns) + 1))


def plan_seals(
    grid: OpenGrid,
    seals: Hidden,
    lines: Iterable[HiddenLine],
    undecided: Iterable[str],
    made: str,
) -> TableEdits:
    """The marks brought up to what is written now.

    `undecided` are the employees beside whom HR has written a decision that nobody has read yet: it was about the
    version that was shown when it was written, so that version stays theirs.
    """
    held = {("people", key) for key in undecided}
    changes: dict[Place, Value] = {} if grid.text(1, 5) == made else {(1, 5): made}
    added: list[tuple[Value, ...]] = []
    for line in lines:
        place = line.table, line.key
        row = seals.rows.get(place, 0)
        arrival = seals.arrivals.get(place, "") if place in held else line.arrival
        if not row:
            added.append((*place, line.marks, arrival))
            continue
        if grid.text(row, 3) != line.marks:
            changes[row, 3] = line.marks
        if grid.text(row, 4) != arrival:
            changes[row, 4] = arrival
    first = seals.last + 1
    return TableEdits(
        grid.name, "", 1, changes, (), first, tuple(added), last=seals.last + len(added), width=4
    )


def marked_lines(table: str, here: Standing, drawn: DrawnSheet, seals: Hidden) -> Iterator[HiddenLine]:
    """The marks of every drawn line, in the order of the master's own marks. Trouble where that is another edition's."""
    ours = {h.text: n for n, h in here.at(("contract", "form"))}
    order = seals.headings.get(table, ())
    if set(order) != set(ours):
        raise Trouble("live_layout", sheet=here.grid.name)
    for key, row in _lines(table, here, drawn).items():
        yield HiddenLine(table, key, "".join(mark(_value(drawn, row, ours[heading])) for heading in order))


def page_seals(name: str, drawn: DrawnSheet) -> Iterator[HiddenLine]:
    """The marks of all that stands on a page once it is brought up."""
    values = ((place, cell.value) for place, cell in drawn.cells.items() if cell.value not in (None, ""))
    marks = (page_mark(FormulaAt(a1(*place)) if isinstance(v, Link) else v) for place, v in values)
    return page_lines(name, marks)
