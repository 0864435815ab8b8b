"""The whole plan for one open master: its tables, its pages, the marks; or a Trouble, and then nothing was touched. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from perfxl.live.areas import OpenGrid
from perfxl.live.drawing import PAGES, DrawnSheet, draw_pages, draw_tables
from perfxl.live.pages import PageEdits, about_end, plan_page, summary_end
from perfxl.live.refresh_plan import (
    Kept,
    Standing,
    TableEdits,
    marked_lines,
    page_seals,
    plan_seals,
    plan_table,
    seals_of,
    standing,
)
from perfxl.master.headings import FINDINGS, HR_TABLES, MEASURES, PEOPLE, TABLES, MasterColumns, sheet
from perfxl.master.notes.hidden_sheet import SHEET, HiddenLine
from perfxl.master.notes.hr_part import HrPart
from perfxl.master.notes.hr_part import NoteCell as Note
from perfxl.master.summary import Extents
from perfxl.table.cell_values import Link
from perfxl.table.table import Tables
from perfxl.texts.columns import header
from perfxl.trouble import Trouble

SHEETS = (*(sheet(name) for name in ("summary", *TABLES, "about")), SHEET)
WITH_CHARTS = sheet("summary")
_ENDS = {"summary": summary_end, "about": about_end}


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of an organisation: its tables, HR's notes by (table, key, heading), and the decisions that
    were read already, (word, reason) by employee's code."""

    tables: Tables
    notes: Mapping[tuple[str, str, str], str]
    decided: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Edits:
    """All that is to be done to one master, the marks last: a run that was cut short goes on where it stopped."""

    tables: tuple[TableEdits, ...]
    pages: tuple[PageEdits, ...]
    seals: TableEdits

    @property
    def kept(self) -> tuple[Kept, ...]:
        """What stays though the ledger says otherwise."""
        return tuple(cell for table in self.tables for cell in table.kept)

    @property
    def unsettled(self) -> tuple[str, ...]:
        """The tables and pages that do not show what they should. A formula that stands may be spelled another way."""
        tables = [table.sheet for table in self.tables if _to_do(table)]
        return (*tables, *(page.sheet for page in self.pages if _differs(page) or page.redraw))

    @property
    def unsealed(self) -> bool:
        """Whether the marks are not those of what is written."""
        return _to_do(self.seals)


def _to_do(edits: TableEdits) -> bool:
    return bool(edits.drop or edits.added or _differs(edits))


def _differs(edits: TableEdits | PageEdits) -> bool:
    return any(not isinstance(value, Link) for value in edits.changes.values())


def plan_master(sheets: Sequence[OpenGrid], known: Known) -> Edits:
    """The plan for a master with these sheets. Trouble where it is no master of this edition."""
    grids = {grid.name: grid for grid in sheets}
    missing = [name for name in SHEETS if name not in grids]
    if missing:
        raise Trouble("live_layout", sheet=missing[0])
    stands = {table: standing(table, grids[sheet(table)], known.tables.form) for table in TABLES}
    columns = MasterColumns(*(stands[table].columns for table in TABLES))
    own = HrPart({}, {place: Note(text) for place, text in known.notes.items()})
    drawn = dict(zip(TABLES, draw_tables(known.tables, columns, own), strict=True))
    seals = seals_of(grids[SHEET])
    tables = {table: plan_table(table, stands[table], drawn[table], seals) for table in TABLES}
    lines: list[HiddenLine] = []
    for table in HR_TABLES:
        rows = tuple(marked_lines(table, stands[table], drawn[table], seals))
        _places_for_notes(stands[table], rows, known)
        lines += rows
    arrivals = {person.key: person.arrival for person in known.tables.people}
    lines = [
        replace(line, arrival=arrivals.get(line.key, "")) if line.table == PEOPLE else line for line in lines
    ]
    undecided = _undecided(stands[PEOPLE], known.decided)
    extents = Extents(
        *((stands[t].head + 1, max(tables[t].last, stands[t].head + 1)) for t in (PEOPLE, MEASURES))
    )
    pages = dict(zip(PAGES, draw_pages(known.tables, columns, own, extents), strict=True))
    for name, page in {**pages, FINDINGS: drawn[FINDINGS]}.items():
        lines += page_seals(name, page)
    return Edits(
        tuple(tables.values()),
        tuple(_page(grids[sheet(name)], pages[name], _ENDS[name]) for name in PAGES),
        plan_seals(grids[SHEET], seals, lines, undecided, known.tables.made.isoformat()),
    )


def _page(grid: OpenGrid, drawn: DrawnSheet, end: Callable[[OpenGrid], int]) -> PageEdits:
    return plan_page(grid, drawn, end(grid))


def _places_for_notes(here: Standing, lines: Sequence[HiddenLine], known: Known) -> None:
    """Trouble where a line that comes has a note in the ledger and the master no column for it: it would be lost."""
    there = {heading.text for _, heading in here.at(("hr",))}
    drawn = {(line.table, line.key) for line in lines}
    lost = [h for (t, key, h) in known.notes if (t, key) in drawn and key not in here.rows and h not in there]
    if lost:
        raise Trouble(
            "live_columns", sheet=here.grid.name, columns=", ".join(dict.fromkeys(h for h in lost if h))
        )


def _undecided(here: Standing, decided: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """The employees beside whom a decision stands that was not read yet."""
    places = {heading.text: number for number, heading in here.at(("hr",))}
    decision, reason = (places.get(header("master.own", name), 0) for name in ("decision", "reason"))
    for key, row in here.rows.items():
        wanted, why = (here.grid.text(row, n).strip() if n else "" for n in (decision, reason))
        if wanted and decided.get(key) != (wanted, why):
            yield key
