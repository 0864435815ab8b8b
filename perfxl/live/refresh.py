"""`perfxl live refresh`: masters that are open in Excel, brought up to the ledger's state where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from perfxl.collect.awaiting import awaiting
from perfxl.ledger.ledger import Ledger
from perfxl.live.areas import OpenGrid
from perfxl.live.edits import SHEETS, WITH_CHARTS, Edits, Known, plan_master
from perfxl.live.excel import Door, is_at, open_books, quiet, running_excel
from perfxl.live.open_cells import (
    Pen,
    read_grid,
    read_grid_with_charts,
    write,
    write_page,
    write_singly,
    write_table,
)
from perfxl.live.refresh_plan import Kept
from perfxl.master.headings import HR_TABLES
from perfxl.master.notes.lying_masters import master_path
from perfxl.table.organisations import everybody, organisation_tables, organisations
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run, running


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of one open master: rows changed, added and taken out, what was left as it is, and whether a chart
    is missing that only a new master draws."""

    organisation: str
    path: Path
    changed: int
    added: int
    removed: int
    kept: tuple[Kept, ...]
    no_chart: bool

    @property
    def nothing(self) -> bool:
        """Whether the tables were up to date."""
        return not (self.changed or self.added or self.removed)


@dataclass(frozen=True)
class _Open:
    """A master that is open in Excel."""

    organisation: str
    path: Path
    book: Any
    known: Known


def refresh(
    workspace: Workspace, wanted: Sequence[str], at: datetime, door: Door | None = None
) -> Iterator[Refreshed]:
    """Brings the open masters (or those named by path, file name or organisation) up to the ledger's state. Nothing is
    saved and nothing is recorded. Trouble where none is open, or one cannot be brought up where it stands; every one
    of them is planned before the first is touched. `at` is aware."""
    door = door or Door()
    with running_excel(door) as apps:
        books = open_books(door, apps)
        with running(workspace, at) as run:  # the ledger is read under the run lock
            opened = _opened(run, wanted, books)
        plans = [(master, _plan(door, master)) for master in opened]
        for master, edits in plans:
            yield _carry_out(door, master, edits)


def _opened(run: Run, wanted: Sequence[str], books: Sequence[tuple[Any, str]]) -> list[_Open]:
    """The open masters with what the ledger knows of each."""
    workspace, ledger = run.workspace, run.ledger
    if ledger.closings.is_closed:
        raise Trouble("closed_masters")
    out = []
    names = organisations(run)
    known = replace(everybody(run), awaits=len(awaiting(run)))
    for name in _chosen(workspace, names, wanted):
        path = master_path(workspace, name, names)
        book = next((book for book, full in books if is_at(full, path)), None)
        if book is not None:
            moved = ledger.events.moved_at().astimezone(run.at.tzinfo)
            tables = organisation_tables(run, name, moved, known)
            out.append(_Open(name, path, book, Known(tables, *_of_ledger(ledger, name))))
        elif wanted:
            raise Trouble("live_not_open", master=str(path))
    if not out:
        raise Trouble("live_none_open", folder=str(workspace.master))
    return out


def _of_ledger(
    ledger: Ledger, organisation: str
) -> tuple[Mapping[tuple[str, str, str], str], Mapping[str, tuple[str, str]]]:
    """HR's notes, and the decisions that were read already."""
    notes = {
        (n.table, n.key, n.heading): n.text for n in ledger.notes.of(organisation) if n.table in HR_TABLES
    }
    decided = {request.code: (request.said, request.why) for request in ledger.requests.last()}
    return notes, decided


def _chosen(workspace: Workspace, names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The organisations that are asked for, all where none is named."""
    out = []
    for asked in wanted:
        spelt = {name: (name, master_path(workspace, name, names).stem) for name in names}
        chosen = next(
            (
                name
                for name, spellings in spelt.items()
                if asked in spellings or Path(asked).stem in spellings
            ),
            None,
        )
        if chosen is None:
            raise Trouble("no_organisation", organisation=asked, known=", ".join(names))
        out.append(chosen)
    return out or list(names)


def _plan(door: Door, master: _Open) -> Edits:
    if door.ask(lambda: master.book.api.ReadOnly):
        raise Trouble("live_read_only", file=master.path.name)
    sheets = door.ask(_sheets, master.book)
    for name in SHEETS:
        if name in sheets and door.ask(_locked, sheets[name]):
            raise Trouble("live_protected", file=master.path.name, sheet=name)
    return plan_master(_grids(door, sheets), master.known)


def _sheets(book: Any) -> dict[str, Any]:
    return {sheet.name: sheet for sheet in book.sheets}


def _locked(sheet: Any) -> bool:
    return bool(sheet.api.ProtectContents)


def _grids(door: Door, sheets: Mapping[str, Any]) -> list[OpenGrid]:
    return [
        (read_grid_with_charts if name == WITH_CHARTS else read_grid)(door, sheets[name])
        for name in SHEETS
        if name in sheets
    ]


def _carry_out(door: Door, master: _Open, edits: Edits) -> Refreshed:
    """Writes a plan, then reads what stands there: what did not arrive is written once more, and told if it still
    differs."""
    sheets = door.ask(_sheets, master.book)
    with quiet(door, master.book.app):
        try:
            left = _settle(door, sheets, edits, master.known)
        except Trouble as trouble:
            raise _cut_short(trouble, master) from trouble
    if left.unsettled or left.unsealed:
        sheets_left = ", ".join(left.unsettled or [left.seals.sheet])
        raise Trouble("live_unsettled", file=master.path.name, sheets=sheets_left)
    return Refreshed(
        master.organisation,
        master.path,
        sum(t.changed_rows for t in edits.tables),
        sum(len(t.added) for t in edits.tables),
        sum(len(t.drop) for t in edits.tables),
        edits.kept,
        any(page.no_chart for page in edits.pages),
    )


def _settle(door: Door, sheets: Mapping[str, Any], edits: Edits, known: Known) -> Edits:
    """Writes, reads what stands there then, writes once more, cell by cell, what did not arrive; gives what is left.

    The marks come when all else stands: beside new marks a cell that did not arrive would look like a person's edit.
    """
    _write(door, sheets, edits, write)
    left = plan_master(_grids(door, sheets), known)
    if left.unsettled:
        _write(door, sheets, left, write_singly)
        left = plan_master(_grids(door, sheets), known)
    for pen in (write, write_singly):
        if left.unsealed and not left.unsettled:
            write_table(door, sheets[left.seals.sheet], left.seals, pen)
            left = plan_master(_grids(door, sheets), known)
    return left


def _write(door: Door, sheets: Mapping[str, Any], edits: Edits, pen: Pen) -> None:
    for table in edits.tables:
        write_table(door, sheets[table.sheet], table, pen)
    for page in edits.pages:
        write_page(door, sheets[page.sheet], page, pen)


def _cut_short(trouble: Trouble, master: _Open) -> Trouble:
    """What stopped the writing, said as that: a part of it stands in the workbook."""
    if trouble.name == "live_closed":
        return Trouble("live_closed_half", file=master.path.name)
    if trouble.name == "live_busy":
        return Trouble("live_busy_half", file=master.path.name)
    if trouble.name == "live_refused":
        return Trouble("live_refused_half", file=master.path.name, message=trouble.facts["message"])
    return trouble
