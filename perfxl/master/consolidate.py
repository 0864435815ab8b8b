"""The master workbooks of a workspace, made anew from the ledger; earlier ones go to `master/history/`."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Note
from perfxl.master.day_page import Board, board, today, today_page
from perfxl.master.headings import HR_TABLES, answer_heading
from perfxl.master.master import master_bytes
from perfxl.master.notes.read_back import Edit, HrPart, NoteCell, OldMaster, OwnSheet, read_master
from perfxl.master.notes.requested import record_requests
from perfxl.reading.refusal import Refusal
from perfxl.storage.files import (
    Placed,
    build_or_leave_beside,
    clash_names,
    file_digest,
    fitted,
    pending_of,
    write_file,
)
from perfxl.storage.obstacle import Blocked, Obstacle
from perfxl.table.month_figures import figures
from perfxl.table.organisations import Everybody, everybody, organisation_tables, organisations
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run

HISTORY = "history"
_IN_HISTORY = len(f"/{HISTORY}.PENDING 2024-12-31 120000")  # what the path of an earlier master has more
TODAY = "today.html"


@dataclass(frozen=True, slots=True)
class Made:
    """One master. `path` is where it now lies: beside its place (`.PENDING`) while that cannot be replaced; None where
    that cannot be replaced either. `obstacles`: what could not be replaced or removed, and why.

    `edits` are what people changed outside HR's columns in the last one, which was not kept (`edit_count` of them);
    `unread`: the last one could not be read; HR's notes then come from the ledger, it itself lies in `history/`.
    """

    organisation: str
    path: Path | None
    pending: bool
    obstacles: tuple[Obstacle, ...]
    people: int
    rows: int
    edits: tuple[Edit, ...] = ()
    edit_count: int = 0
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What one run made: the masters, and the day's page (every organisation's, whichever masters were asked for)."""

    masters: tuple[Made, ...]
    today: Path | None = None


def consolidate(run: Run, organisation: str | None = None, earlier: Earlier | None = None) -> Consolidated:
    """Makes the masters (of one organisation, or of all). Runs under the run lock (`workspace.run.running`); times are
    shown in the zone of the run's moment. `earlier`: the masters that the run has read already.

    Trouble where the organisation is not in the roster, and in a closed period.
    """
    if run.ledger.closings.is_closed:
        raise Trouble("closed_masters")
    names = organisations(run)
    if organisation is not None and organisation not in names:
        raise Trouble("no_organisation", organisation=organisation, known=", ".join(names))
    wanted = names if organisation is None else (organisation,)
    known, olds = everybody(run), earlier or Earlier()
    done = {}
    for number, name in enumerate(wanted, 1):
        done[name] = _make(run, name, olds, known)
        run.progress(number, len(wanted))
    boards = [
        done[name][1] if name in done else board(organisation_tables(run, name, run.at, known))
        for name in names
    ]
    shown = today(run, boards)
    page = run.workspace.master / TODAY
    try:
        write_file(page, today_page(shown).encode("utf-8"))
    except Blocked as error:
        run.obstacles.append(error.obstacle)
    return Consolidated(tuple(made for made, _ in done.values()), page)


def master_path(workspace: Workspace, organisation: str) -> Path:
    """Where an organisation's master lies."""
    return fitted(workspace.master, organisation, ".xlsx", _IN_HISTORY)


def _make(run: Run, organisation: str, earlier: Earlier, everyone: Everybody) -> tuple[Made, Board]:
    ledger, made = run.ledger, run.at
    path = master_path(run.workspace, organisation)
    olds, unread = earlier.read(run, path)
    with ledger.transaction():
        record_requests(ledger, organisation, olds, made)
        own = keep_notes(ledger, organisation, olds, made)
    moved = ledger.events.moved_at().astimezone(
        made.tzinfo
    )  # a run that finds nothing new makes the same master
    drawn = organisation_tables(run, organisation, moved, everyone)
    known = figures(drawn)
    data = master_bytes(drawn, own, known)
    placed = Placed(path) if _is_there(path, data) else _replace(path, data, made)
    earlier.remember(run, path, placed.path, data)
    run.obstacles.extend(placed.obstacles)
    edits = tuple(edit for old in olds for edit in old.edits)
    count = sum(old.edit_count for old in olds)
    done = Made(
        organisation,
        placed.path,
        placed.path not in (path, None),
        placed.obstacles,
        len(drawn.people),
        len(drawn.rows),
        edits,
        count,
        unread,
    )
    return done, board(drawn, known)


def _is_there(path: Path, data: bytes) -> bool:
    """Whether the same master lies there already and none waits beside it."""
    return path.is_file() and not pending_of(path).exists() and path.read_bytes() == data


def _replace(path: Path, data: bytes, made: datetime) -> Placed:
    """Where the new master lies; the earlier ones are in the history."""
    for earlier in (path, pending_of(path)):
        _keep_earlier(earlier, made)
    return build_or_leave_beside(path, lambda beside: beside.write_bytes(data))


class Earlier:
    """The masters as people left them, each read once in a run while its bytes stay the same."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[str, OldMaster]] = {}

    def read(self, run: Run, path: Path) -> tuple[tuple[OldMaster, ...], bool]:
        """A master and the one that waited beside it, the one saved later last; and whether one could not be read.

        One that lies there as an earlier run read or wrote it (an open file cannot be removed) says nothing new.
        """
        olds, unread = [], False
        for place in sorted(
            filter(Path.is_file, (path, pending_of(path))), key=lambda p: p.stat().st_mtime_ns
        ):
            try:
                old = self._master(place)
            except (Refusal, OSError):
                unread = True
                continue
            known = run.ledger.notes.knows_master(_name(run.workspace, place), self._known[place][0])
            olds.append(replace(old, known=known))
        return tuple(olds), unread

    def remember(self, run: Run, path: Path, written: Path | None, data: bytes) -> None:
        """What lies there after a run: the new master where it was `written`, beside it what was read and stays."""
        for place in (path, pending_of(path)):
            digest = self._known[place][0] if place in self._known else ""
            if place == written:
                digest = hashlib.sha256(data).hexdigest()
            if digest and place.is_file():
                run.ledger.notes.remember_master(_name(run.workspace, place), digest)

    def _master(self, path: Path) -> OldMaster:
        digest = file_digest(path)
        known = self._known.get(path)
        if known is None or known[0] != digest:
            known = self._known[path] = (digest, read_master(path))
        return known[1]


def _name(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()


def keep_notes(ledger: Ledger, organisation: str, olds: Sequence[OldMaster], at: datetime) -> HrPart:
    """HR's part of the next master: what stood in the last one (the later change wins where two lay side by side),
    and for rows that it did not hold what the ledger has.

    What stood there goes into the ledger; a note that HR emptied is emptied there too.
    """
    known = {(n.table, n.key, n.heading): n.text for n in ledger.notes.of(organisation)}
    changed: dict[tuple[str, str, str], str] = {}
    for old in olds:
        changed |= {} if old.known else _changes(known, old)
    ledger.notes.record(Note(organisation, *place, text=text, at=at) for place, text in changed.items())
    now = {place: text for place, text in {**known, **changed}.items() if text}
    typed = {place: kept for old in olds for place, kept in old.own.cells.items()}
    cells = {
        p: typed[p] if p in typed and typed[p].text == text else NoteCell(text) for p, text in now.items()
    }
    return HrPart(_headings(olds, cells), cells, tuple(_sheets(olds)))


def _changes(known: Mapping[tuple[str, str, str], str], old: OldMaster) -> dict[tuple[str, str, str], str]:
    """What an earlier master says otherwise than the ledger; empty texts for notes that are gone.

    The answers to HR's decisions are ours and stand in the ledger alone.
    """
    ours = answer_heading()
    said = {place: kept.text for place, kept in old.own.cells.items() if place[2] != ours}
    gone = {
        p: "" for p in known if p not in said and p[2] != ours and p[1] in old.keys.get(p[0], frozenset())
    }
    return {p: text for p, text in {**said, **gone}.items() if known.get(p, "") != text}


def _headings(
    olds: Sequence[OldMaster], cells: Mapping[tuple[str, str, str], NoteCell]
) -> dict[str, tuple[str, ...]]:
    """HR's headings by table: in the order of the masters, then those that only the ledger knows."""
    return {
        table: tuple(
            dict.fromkeys(
                [h for old in olds for h in old.own.added(table)] + [h for t, _, h in cells if t == table]
            )
        )
        for table in HR_TABLES
    }


def _sheets(olds: Sequence[OldMaster]) -> Iterable[OwnSheet]:
    """The sheets that HR added; of two with one name the later."""
    return {sheet.name.casefold(): sheet for old in olds for sheet in old.own.sheets}.values()


def _keep_earlier(path: Path, made: datetime) -> None:
    """A copy of the master as it is, before it is replaced; one that is kept already is not kept again."""
    if not path.is_file():
        return
    data, folder = path.read_bytes(), path.parent / HISTORY
    folder.mkdir(exist_ok=True)
    for kept in folder.glob(f"{glob.escape(path.stem)} *{path.suffix}"):
        if kept.stat().st_size == len(data) and kept.read_bytes() == data:
            return
    name = folder / f"{path.stem} {made:%Y-%m-%d %H%M%S}{path.suffix}"
    write_file(next(p for p in clash_names(name) if not p.exists()), data)
