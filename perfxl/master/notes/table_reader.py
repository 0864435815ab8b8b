"""One table of a master read back: its header wherever HR has moved it, then row after row, each by its hidden key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from perfxl.form.place import a1
from perfxl.master.headings import MEASURES, PEOPLE, is_hr, standing_hr
from perfxl.master.notes.gathered import Gathered
from perfxl.master.notes.hidden_sheet import LENGTH, Hidden, mark
from perfxl.master.notes.hr_part import Edit, NoteCell, carried_formula, reaches_outside
from perfxl.master.notes.old_workbook import Paint
from perfxl.reading.book import Cell
from perfxl.reading.row_stream import Line
from perfxl.texts.columns import by_spelling, columns, fold, header

_Shows = tuple[tuple[int, ...], tuple[int, ...], frozenset[tuple[str, ...]]]
_SAME = {
    PEOPLE: (("code",), ("name",)),
    MEASURES: (("code",), ("name",), ("number", "measure")),
}  # who a row shows


def text_of(line: Line, column: int) -> str:
    """A cell of a row as text."""
    cell = line.get(column)
    return note_of(cell).text if cell else ""


def note_of(cell: Cell, headings: Mapping[int, str] | None = None) -> NoteCell:
    """A cell as a note; its formula, where it stays inside the workbook, goes along."""
    inside = bool(cell.formula) and not reaches_outside(cell.formula)
    formula = carried_formula(cell.formula, cell.row, headings or {}) if inside else ""
    return NoteCell(cell.value, cell.number_format, formula)


class TableReader:
    """`hidden` is what the master was written with; `comments` those of the sheet, by place."""

    def __init__(
        self, into: Gathered, hidden: Hidden, table: str, name: str, comments: dict[tuple[int, int], str]
    ) -> None:
        self.into = into
        self.hidden = hidden
        self.table = table
        self.name = name
        self.comments = comments
        self.head = 0
        self.key = 0
        self.hr: dict[int, str] = {}
        self.ours: dict[int, str] = {}  # column -> heading as the master was written with it
        self.known: dict[int, str] = {}  # both, in today's spelling
        self.strange: dict[int, str] = {}
        self.keyless: list[tuple[int, Line, Paint]] = []
        self.marked: list[tuple[int, int]] = []  # columns of ours, and where in a row's marks theirs begin
        self.shows: list[_Shows] = []
        self.measures: dict[str, list[str]] = {}  # code -> keys of its measures

    def row(self, number: int, line: Line, paint: Paint) -> None:
        """A row of the sheet, the header among them."""
        if self.head:
            self._row(number, line, paint)
        else:
            self._header(number, line, paint)

    def finish(self) -> None:
        """After the last row: rows that have lost their keys, comments that stand by no row of ours."""
        for number, line, paint in self.keyless:
            key = self._key_by_words(line)
            if key and key not in self.into.keys[self.table]:
                self._take(number, line, paint, key)
            else:
                self._without_key(number, line, "")
        for (row, column), text in self.comments.items():
            self.into.tell(Edit("comment", self.name, a1(row, column), "", "", text))

    # --- the header ---

    def _header(self, number: int, line: Line, paint: Paint) -> None:
        heads = {column: text_of(line, column).strip() for column in line}
        key = fold(header("master.key", "key"))
        written = {fold(text): text for text in self._written()}
        ours = sum(fold(text) in written for text in heads.values())
        if not any(fold(text) == key for text in heads.values()) and ours * 2 <= len(written):
            return
        self.head = number
        standing = {fold(text): text for text in standing_hr(self.table)}
        for column, text in heads.items():
            if fold(text) == key and not self.key:
                self.key = column
            elif is_hr(text):
                self.hr[column] = _free(standing.get(fold(text), text), self.hr.values())
            elif fold(text) in written and written[fold(text)] not in self.ours.values():
                self.ours[column] = written[fold(text)]
        spelling = by_spelling(f"master.{self.table}")
        self.known = {c: _today(self.table, spelling, text) for c, text in self.ours.items()} | self.hr
        self.strange = {c: text for c, text in heads.items() if c not in self.known and c != self.key}
        self.into.headings[self.table] = tuple(self.hr.values())
        self.into.columns[self.table] = frozenset(self.known.values())
        self.into.keys[self.table] = set()
        marked = self.hidden.headings.get(self.table, ())
        self.marked = [(c, marked.index(text) * LENGTH) for c, text in self.ours.items() if text in marked]
        self.shows = list(self._who())
        self._beside(number, line, paint, "")

    def _who(self) -> Iterator[_Shows]:
        """What tells whose a row is: columns, where their marks stand, and the marks of every row that was written."""
        places = dict(self.marked)
        every = [marks for (table, _), marks in self.hidden.marks.items() if table == self.table]
        for fields in _SAME[self.table]:
            at = tuple(self._at(field) for field in fields)
            if all(column in places for column in at):
                starts = tuple(places[column] for column in at)
                yield at, starts, frozenset(_cut(marks, starts) for marks in every)

    def _written(self) -> Iterable[str]:
        return self.hidden.headings.get(self.table) or [
            spelt[0] for spelt in columns(f"master.{self.table}").values()
        ]

    # --- a row ---

    def _row(self, number: int, line: Line, paint: Paint) -> None:
        if all(cell.value in (None, "") and not cell.formula for cell in line.values()):
            return
        self._strange(number, line)
        key = text_of(line, self.key) if self.key else self._key_by_words(line)
        if not key:
            self.keyless.append((number, line, dict(paint)))
        elif key in self.into.keys[self.table]:
            self._without_key(number, line, key)
        elif self._contradicts(line, key):
            self.into.contradicted = True
            self._contradicted(number, line, key)
        else:
            self._take(number, line, paint, key)

    def _take(self, number: int, line: Line, paint: Paint, key: str) -> None:
        """A row of ours: HR's cells, comments and colours, and what differs from what was written."""
        self.into.keys[self.table].add(key)
        for column, heading in self.hr.items():
            cell = line.get(column)
            if cell and (cell.value not in (None, "") or cell.formula):
                self.into.cells[self.table, key, heading] = note_of(cell, self.known)
                self.into.places[key, heading] = a1(number, column)
                if cell.formula and reaches_outside(cell.formula):
                    self._tell("formula", number, column, key, f"={cell.formula}")
        self._beside(number, line, paint, key)
        self._compare(number, line, key)
        if not self.into.organisation:
            self.into.organisation = text_of(line, self._at("organisation"))

    def _beside(self, number: int, line: Line, paint: Paint, key: str) -> None:
        """Comments and colours of a row of ours; on the header only comments are somebody's."""
        for place in [place for place in self.comments if place[0] == number]:
            heading = self.known.get(place[1])
            if heading:
                self.into.comments[self.table, key, heading] = self.comments.pop(place)
        for column, colour in paint.items() if key else ():
            if column in self.known:
                self.into.colours[self.table, key, self.known[column]] = colour

    def _compare(self, number: int, line: Line, key: str) -> None:
        """What differs from what was written."""
        written = self.hidden.marks.get((self.table, key))
        for column, start in self.marked if written else ():
            cell = line.get(column)
            value = cell.value if cell else None
            if cell and cell.formula and value is None:  # saved by a program that does not calculate
                continue
            if written and mark(value) != written[start : start + LENGTH]:
                self._tell("cell", number, column, key, text_of(line, column))

    def _tell(self, kind: str, number: int, column: int, key: str, text: str) -> None:
        heading = self.known.get(column) or self.strange.get(column, "")
        self.into.tell(Edit(kind, self.name, a1(number, column), heading, key, text))

    # --- what has no place ---

    def _strange(self, number: int, line: Line) -> None:
        """Cells of columns that are neither ours nor HR's."""
        for column in line:
            if column not in self.known and column != self.key and text_of(line, column):
                kind = "column" if self.strange.get(column) else "headless"
                self._tell(kind, number, column, "", text_of(line, column))

    def _without_key(self, number: int, line: Line, key: str) -> None:
        """A row that HR added or copied: what HR wrote in it has no place to go."""
        for column, heading in (self.hr if key else self.known).items():
            text = text_of(line, column)
            kept = self.into.cells.get((self.table, key, heading))
            if text and not (kept and kept.text == text):
                self._tell("row", number, column, key, text)

    def _contradicted(self, number: int, line: Line, key: str) -> None:
        """A row whose key is another's: nothing on it is moved or carried out, all of it is named."""
        shown = self._shown(line)
        written = [column for column in self.hr if text_of(line, column)]
        if not written:
            self.into.tell(Edit("contradicted", self.name, a1(number, 1), "", key, shown))
        for column in written:
            self.into.tell(
                Edit(
                    "contradicted_note",
                    self.name,
                    a1(number, column),
                    self.hr[column],
                    f"{shown} / {key}",
                    text_of(line, column),
                )
            )

    def _shown(self, line: Line) -> str:
        """Whom a row shows: code and name."""
        return " ".join(text for text in (text_of(line, self._at(name)) for name in ("code", "name")) if text)

    def _at(self, field: str) -> int:
        """The column of one of our fields, 0 where it is gone."""
        heading = header(f"master.{self.table}", field)
        return next((column for column in self.ours if self.known[column] == heading), 0)

    # --- whose row it is ---

    def _contradicts(self, line: Line, key: str) -> bool:
        """Whether a row shows code, name or measure of another row than the one its key was written with."""
        written = self.hidden.marks.get((self.table, key))
        if written is None:
            return False
        for columns_, starts, known in self.shows:
            shown = [line.get(column) for column in columns_]
            if all(cell and cell.value not in (None, "") for cell in shown):
                marks = tuple(mark(cell.value) for cell in shown if cell)
                pairs = zip(marks, _cut(written, starts), strict=True)
                if all(now != then for now, then in pairs) and marks in known:
                    return True
        return False

    def _key_by_words(self, line: Line) -> str:
        """The key of a row that has lost it: by the code, of a measure by code and number, where one row alone fits."""
        code = text_of(line, self._at("code"))
        if self.table == PEOPLE:
            return code if (PEOPLE, code) in self.hidden.marks or not self.hidden.marks else ""
        if not self.measures:
            for table, key in self.hidden.marks:
                if table == MEASURES:
                    self.measures.setdefault(key.partition("/")[0], []).append(key)
        column = self._at("number")
        start = dict(self.marked).get(column)
        cell = line.get(column)
        shown = mark(cell.value if cell else None)
        fits = [] if start is None else [
            key for key in self.measures.get(code, ()) if _cut(self.hidden.marks[MEASURES, key], (start,)) == (shown,)
        ]  # fmt: skip
        return fits[0] if len(fits) == 1 else ""


def _cut(marks: str, starts: tuple[int, ...]) -> tuple[str, ...]:
    """The marks of some columns out of a row's."""
    return tuple(marks[start : start + LENGTH] for start in starts)


def _today(table: str, spelling: Mapping[str, str], heading: str) -> str:
    """A heading of ours as it is spelt today; a form's own column as it is."""
    field = spelling.get(fold(heading))
    return header(f"master.{table}", field) if field else heading


def _free(heading: str, used: Iterable[str]) -> str:
    """A heading that no other column has: a second one of the same words gets a number."""
    taken = {fold(text) for text in used}
    return next(text for text in _numbered(heading) if fold(text) not in taken)


def _numbered(heading: str) -> Iterator[str]:
    yield heading
    number = 2
    while True:
        yield f"{heading} ({number})"
        number += 1
