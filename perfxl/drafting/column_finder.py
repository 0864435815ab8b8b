"""A table's header, in one row or two, whole or cut -> columns; and a row's cells placed under them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from perfxl.drafting.document import GridCell, TextLine
from perfxl.drafting.source_document import Doubt
from perfxl.drafting.vocabulary import GROUP, Vocabulary, caption_field, norm


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table: grid columns, field (empty: unknown; `group`: one over several), caption.

    `by_place`: its field was told by its place among the others, not by its caption.
    """

    start: int
    end: int
    field: str
    caption: str
    by_place: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """A table's columns from the left; `official` the form's own order; `section` the one that a caption names."""

    table: int
    columns: tuple[TableColumn, ...]
    official: tuple[str, ...]
    section: str = ""

    def joined(self, second: Heads) -> Heads:
        """The header with its second row under it: what stands below a group, or below nothing, is the column."""
        columns: list[TableColumn] = []
        for column in self.columns:
            under = [c for c in second.columns if c.start < column.end and c.end > column.start and c.caption]
            columns += under if column.field in ("", GROUP) and under else [column]
        columns = list(dict.fromkeys(columns))
        return replace(self, columns=_seated(columns, self.official), section=self.section or second.section)

    def field_at(self, cell: GridCell) -> str:
        """The field of the column that a cell stands in."""
        column = _most_covered(cell, self.columns)
        return column.field if column else ""


@dataclass(frozen=True, slots=True)
class Put:
    """A row's cells under their columns: texts and automatic numbers by field, what found no place, doubts."""

    values: dict[str, str]
    autos: dict[str, str]
    continued: frozenset[str]
    loose: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def heads_of(line: TextLine, words: Vocabulary) -> Heads:
    """The columns that a row would make if it were a header."""
    columns = [TableColumn(c.start, c.end, caption_field(c.text, words), c.text) for c in line.cells]
    sections = (words.by_caption_section.get(norm(c.text), "") for c in line.cells)
    section = next((s for s in sections if s), "")
    return Heads(line.table, _seated(columns, words.order), words.order, section)


def is_number_row(line: TextLine) -> bool:
    """The row of column numbers: three short figures or more and nothing else."""
    texts = [c.text.strip() for c in line.filled]
    return len(texts) >= 3 and all(t.isascii() and t.isdigit() and len(t) <= 2 for t in texts)


def by_numbers(heads: Heads | None, line: TextLine, words: Vocabulary) -> Heads | None:
    """The header made clear by the row of the columns' numbers, where that is whole; without a header, made from it."""
    texts = [c.text.strip() for c in line.filled]
    if texts != sorted(set(texts), key=int) or not set(texts) <= set(words.numbers):
        return heads
    numbered = [TableColumn(c.start, c.end, words.numbers[c.text.strip()], c.text, True) for c in line.filled]
    if heads is None or heads.table != line.table:
        if heads is not None or len(numbered) < 4:
            return heads
        first = [TableColumn(c.start, c.end, "", "") for c in line.cells if not c.text.strip()]
        return Heads(
            line.table, _seated(sorted((*first, *numbered), key=lambda c: c.start), words.order), words.order
        )
    columns: list[TableColumn] = []
    for column in heads.columns:
        under = [t for t in numbered if t.start < column.end and t.end > column.start]
        unclear = column.field in ("", GROUP) or column.by_place
        columns += under if unclear and under else [column]
    return replace(heads, columns=tuple(columns))


def _seated(columns: Sequence[TableColumn], official: Sequence[str]) -> tuple[TableColumn, ...]:
    """Columns without a known caption take the form's field where the known ones around leave exactly room for it."""
    out = list(columns)
    known = [(n, official.index(c.field)) for n, c in enumerate(out) if c.field in official]
    if not known or [o for _, o in known] != sorted(o for _, o in known):
        return tuple(out)
    edges = [(-1, -1), *known, (len(out), len(official))]
    for (left, low), (right, high) in itertools.pairwise(edges):
        run, free = range(left + 1, right), list(official[low + 1 : high])
        unknown = [n for n in run if not out[n].field]
        if len(unknown) != len(run) or not run:
            continue
        if len(free) == len(run) + 1 and free[0] == "ordinal":
            free = free[1:]
        if len(free) == len(run):
            for n, name in zip(run, free, strict=True):
                out[n] = replace(out[n], field=name, by_place=True)
    return tuple(out)


def placed(line: TextLine, heads: Heads) -> Put | None:
    """A row's cells by field; None where the row does not go with the header at all."""
    columns = _split(heads, line)
    pairs = _pairs(line, columns, heads.table)
    if pairs is None:
        return None
    values: dict[str, str] = {}
    autos: dict[str, str] = {}
    loose: list[str] = []
    doubts: list[Doubt] = []
    continued: set[str] = set()
    for cell, column in pairs:
        name = column.field if column else ""
        if cell.continued:
            continued.add(name)
        text = cell.text.strip()
        if not name or name == GROUP or column is None:
            loose += [f"{cell.auto} {text}".strip()] if text or cell.auto else []
            continue
        autos[name] = cell.auto
        if text and column.by_place:
            doubts.append(Doubt(name, "R311", (("column", column.caption or "?"),)))
        if text and values.get(name):
            doubts += [] if name == "dates" else [Doubt(name, "R312")]
            text = f"{values[name]}{' - ' if name == 'dates' else chr(10)}{text}"
        values[name] = text or values.get(name, "")
    return Put(values, autos, frozenset(continued - {""}), tuple(loose), tuple(doubts))


def _split(heads: Heads, line: TextLine) -> tuple[TableColumn, ...]:
    """Columns with a group that was never divided taken apart by the row's own cells, in the form's order."""
    out: list[TableColumn] = []
    used = {c.field for c in heads.columns}
    for column in heads.columns:
        if column.field != GROUP:
            out.append(column)
            continue
        cells = [c for c in line.cells if c.start >= column.start and c.end <= column.end]
        free = [f for f in _between(heads, column) if f not in used]
        if not cells or len(cells) > len(free):
            out.append(column)
            continue
        out += [
            TableColumn(c.start, c.end, name, column.caption, True)
            for c, name in zip(cells, free, strict=False)
        ]
    return tuple(out)


def _between(heads: Heads, group: TableColumn) -> Sequence[str]:
    """The form's fields between the columns known left and right of a group."""
    official = heads.official
    left = [official.index(c.field) for c in heads.columns if c.end <= group.start and c.field in official]
    right = [official.index(c.field) for c in heads.columns if c.start >= group.end and c.field in official]
    return official[max(left, default=-1) + 1 : min(right, default=len(official))]


def _pairs(
    line: TextLine, columns: Sequence[TableColumn], table: int
) -> list[tuple[GridCell, TableColumn | None]] | None:
    """Each cell with its column: by equal edges, else one by one, else by the greatest overlap in the same table."""
    starts = {c.start: c for c in columns}
    same = line.table == table or _width(line.cells) == _width(columns)
    if same and all(c.start in starts and c.end <= _reach(c, starts, columns) for c in line.cells):
        return [(c, starts[c.start]) for c in line.cells]
    if len(line.cells) == len(columns):
        return list(zip(line.cells, columns, strict=True))
    if not same:
        return None
    return [(c, _most_covered(c, columns)) for c in line.cells]


def _reach(cell: GridCell, starts: dict[int, TableColumn], columns: Sequence[TableColumn]) -> int:
    """How far a cell may reach: its column's end; the last column takes what goes on to the right."""
    column = starts[cell.start]
    return column.end if column is not columns[-1] else max(column.end, cell.end)


def _width(cells: Sequence[GridCell] | Sequence[TableColumn]) -> int:
    return max((c.end for c in cells), default=0)


def _most_covered(cell: GridCell, columns: Sequence[TableColumn]) -> TableColumn | None:
    def shared(column: TableColumn) -> int:
        return min(cell.end, column.end) - max(cell.start, column.start)

    best = max(columns, key=shared, default=None)
    return best if best and shared(best) > 0 else None
