"""The master workbooks of a workspace, made anew from the ledger; earlier ones go to `master/history/`."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from perfxl.collect.awaiting import awaiting, waiting_masters
from perfxl.master.day_page import Board, board, today, today_page
from perfxl.master.master import master_bytes
from perfxl.master.notes.hr_part import Edit, OldMaster
from perfxl.master.notes.keep import adopt_copy, move_notes, next_part, record_notes
from perfxl.master.notes.lying_masters import HISTORY, Earlier, Lying, master_path, remember_remade
from perfxl.master.notes.not_kept import not_kept, record_not_kept
from perfxl.master.notes.requested import record_requests
from perfxl.storage.careful_read import is_plain, read_plain
from perfxl.storage.files import (
    Placed,
    build_or_leave_beside,
    clash_names,
    holds,
    make_folder,
    pending_of,
    remove_file,
    write_file,
)
from perfxl.storage.obstacle import Blocked, Obstacle
from perfxl.table.month_figures import figures
from perfxl.table.organisations import Everybody, everybody, organisation_tables, organisations
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run

TODAY = "today.html"


@dataclass(frozen=True, slots=True)
class Made:
    """One master. `path` is where it now lies: beside its place (`.PENDING`) while that cannot be replaced, or where the
    old one is `contradicted` (rows of it show other people than their keys say) and stays until a person has decided;
    None where it could not be written beside either. `obstacles`: what could not be replaced or removed, and why.

    `edits` are what a person should know of the last one: what was changed outside HR's columns and is not kept, what
    could not be carried along (`edit_count` of them); `before` is the file that the last one is now. `unread`: it could
    not be read; HR's notes then come from the ledger.
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
    contradicted: bool = False
    before: Path | None = None

    @property
    def to_tell(self) -> int:
        """How many things about this master a person must look at."""
        return self.edit_count + self.pending + self.unread


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What one run made: the masters, and the day's page (every organisation's, whichever masters were asked for)."""

    masters: tuple[Made, ...]
    today: Path | None = None

    @property
    def to_tell(self) -> int:
        """How many things about the masters a person must look at: what was not kept, what waits beside."""
        return sum(made.to_tell for made in self.masters)


def consolidate(run: Run, organisation: str | None = None, earlier: Earlier | None = None) -> Consolidated:
    """Makes the masters (of one organisation, or of all). Runs under the run lock (`workspace.run.running`); times are
    shown in the zone of the run's moment. `earlier`: the masters that the run has read already.

    Trouble where the organisation is not in the roster, and in a closed period.
    """
    names, wanted = _wanted(run, organisation)
    masters = earlier or Earlier()
    lying = masters.lying(run, names)
    known = everybody(run)
    heirs = _heirs(lying, names, known)
    edits = _keep(
        run, {name: here for name, here in lying.items() if name in wanted or name not in names}, known
    )
    _record_not_kept(run, [(name, master_path(run.workspace, name, names)) for name in wanted], lying, edits)
    known = replace(known, awaits=len(awaiting(run, _pending_after(run, names, wanted, lying))))
    done: dict[str, tuple[Made, Board]] = {}
    for number, name in enumerate(wanted, 1):
        before = replace(lying[name], olds=(*heirs.get(name, ()), *lying[name].olds))
        place = master_path(run.workspace, name, names)
        new, shown, data = _make(run, name, place, before, known, edits.get(name, ()))
        masters.remember(run, place, new.path, data)
        done[name] = new, shown
        run.progress(number, len(wanted))
    for name, here in lying.items():
        if name in wanted or name not in names:
            _put_away(
                run, [*(path for path, _ in here.copies), *(here.strays if _heir(here, names, known) else ())]
            )
    boards = [
        done[name][1] if name in done else board(organisation_tables(run, name, run.at, known))
        for name in names
    ]
    page = run.workspace.master / TODAY
    try:
        write_file(page, today_page(today(run, boards)).encode("utf-8"))
    except Blocked as error:
        run.obstacles.append(error.obstacle)
    return Consolidated(tuple(made for made, _ in done.values()), page)


def take_new(run: Run, organisation: str | None = None) -> Consolidated:
    """Like consolidate, but a new master takes the place of one that contradicts itself, which goes to the history with all
    that stands in it. Blocked where another program has that one open."""
    names, wanted = _wanted(run, organisation)
    earlier = Earlier()
    lying = earlier.lying(run, names)
    _keep(run, {name: lying[name] for name in wanted}, everybody(run))
    for name in wanted:
        path = master_path(run.workspace, name, names)
        olds = [old for old in lying[name].olds if old.contradicted]
        if olds:
            edits = not_kept(edit for old in olds for edit in old.edits)
            kept = _keep_earlier(path, run.at)
            if edits and kept:
                record_not_kept(run, kept, edits, len(edits))
            obstacle = remove_file(path)
            if obstacle:
                raise Blocked(obstacle)
    return consolidate(run, organisation, earlier)


def _wanted(run: Run, organisation: str | None) -> tuple[Sequence[str], Sequence[str]]:
    """All organisations, and those whose masters are to be made."""
    if run.ledger.closings.is_closed:
        raise Trouble("closed_masters")
    names = organisations(run)
    if organisation is not None and organisation not in names:
        raise Trouble("no_organisation", organisation=organisation, known=", ".join(names))
    return names, names if organisation is None else (organisation,)


def _keep(run: Run, lying: Mapping[str, Lying], known: Everybody) -> dict[str, list[Edit]]:
    """What stands in the masters goes into the ledger, each note to where its person is now; by organisation what is to
    be told."""
    edits: dict[str, list[Edit]] = {name: [] for name in lying}
    with run.ledger.transaction():
        for name, here in lying.items():
            record_requests(run.ledger, name, here.olds, run.at)
            edits[name] += record_notes(run.ledger, name, here.olds, run.at)
        for name, edit in move_notes(run.ledger, _organisations_of(known), run.at):
            edits.setdefault(name, []).append(edit)
        for name, here in lying.items():
            for path, copy in here.copies:
                edits[name] += adopt_copy(run.ledger, name, copy, path.name, run.at)
    return edits


def _organisations_of(known: Everybody) -> dict[str, str]:
    return {p.employee.code: name for name, people in known.people.items() for p in people}


def _heir(here: Lying, names: Sequence[str], known: Everybody) -> str:
    """The organisation to which most people of a master went; empty where nobody is left."""
    of = _organisations_of(known)
    went = Counter(of[key] for old in here.olds for key in old.keys.get("people", ()) if of.get(key) in names)
    return went.most_common(1)[0][0] if went else ""


def _heirs(
    lying: Mapping[str, Lying], names: Sequence[str], known: Everybody
) -> dict[str, tuple[OldMaster, ...]]:
    """The masters of organisations that are gone, by the organisation that goes on with them."""
    out: dict[str, tuple[OldMaster, ...]] = {}
    for name, here in lying.items():
        heir = _heir(here, names, known) if name not in names else ""
        if heir:
            out[heir] = (*out.get(heir, ()), *here.olds)
    return out


def _make(
    run: Run, organisation: str, path: Path, lying: Lying, everyone: Everybody, kept_edits: Iterable[Edit]
) -> tuple[Made, Board, bytes]:
    moved = run.ledger.events.moved_at().astimezone(
        run.at.tzinfo
    )  # a run that finds nothing new makes the same master
    drawn = organisation_tables(run, organisation, moved, everyone)
    known = figures(drawn)
    part = next_part(run.ledger, organisation, lying.olds)
    data = master_bytes(drawn, part, known)
    contradicted = _is_contradicted(lying, path)
    placed, before = _put(path, data, contradicted, run.at)
    run.obstacles.extend(placed.obstacles)
    if placed.path and part == next_part(run.ledger, organisation, ()):
        remember_remade(run, placed.path, data)
    edits, count = _edits(organisation, lying, kept_edits)
    made = Made(
        organisation, placed.path, placed.path not in (path, None), placed.obstacles, len(drawn.people),
        len(drawn.rows), edits, count, bool(lying.unread), contradicted, before,
    )  # fmt: skip
    return made, board(drawn, known, _notices(made, path)), data


def _edits(organisation: str, lying: Lying, told: Iterable[Edit]) -> tuple[tuple[Edit, ...], int]:
    """What a person should know of an organisation's last master, and how many things that are, also those not named."""
    own = [old for old in lying.olds if old.organisation in ("", organisation)]
    edits = (*(edit for old in own for edit in old.edits), *told)
    return edits, len(edits) + sum(old.edit_count - len(old.edits) for old in own)


def _is_contradicted(lying: Lying, path: Path) -> bool:
    return any(old.contradicted for old in lying.olds) and path.is_file()


def _record_not_kept(
    run: Run,
    places: Iterable[tuple[str, Path]],
    lying: Mapping[str, Lying],
    told: Mapping[str, Iterable[Edit]],
) -> None:
    """What the new masters will not hold awaits a person; of a master that contradicts itself nothing is lost yet."""
    for name, path in places:
        edits, count = _edits(name, lying[name], told.get(name, ()))
        lost = not_kept(edits)
        unread = [Edit("unread_file", "", text=place.name) for place in lying[name].unread]
        if not (lost or unread) or _is_contradicted(lying[name], path):
            continue
        kept = _keep_earlier(path, run.at)
        if kept:
            record_not_kept(run, kept, (*lost, *unread), count - len(edits) + len(lost) + len(unread))


def _pending_after(
    run: Run, names: Sequence[str], wanted: Sequence[str], lying: Mapping[str, Lying]
) -> frozenset[Path]:
    """The masters that will wait beside others after this run, as far as no program has one open."""
    places = {name: master_path(run.workspace, name, names) for name in wanted}
    contradicted = {pending_of(path) for name, path in places.items() if _is_contradicted(lying[name], path)}
    return waiting_masters(run) - {pending_of(path) for path in places.values()} | contradicted


def _notices(made: Made, path: Path) -> tuple[str, ...]:
    """What the day's page says of a master that is not the newest."""
    if not made.pending or made.path is None:
        return ()
    kind = "contradicted" if made.contradicted else "open"
    facts = {"file": path.name, "pending": made.path.name, "organisation": made.organisation}
    return (texts("mn").word(f"today.not_current_{kind}", **facts),)


def _put(path: Path, data: bytes, contradicted: bool, made: datetime) -> tuple[Placed, Path | None]:
    """Where the new master lies, and where the last one does now."""
    pending = pending_of(path)
    if contradicted:
        return _beside(pending, data, made), path
    if not pending.exists() and holds(path, data):
        return Placed(path), None
    before = _keep_earlier(path, made)
    _keep_earlier(pending, made)
    return build_or_leave_beside(path, lambda beside: beside.write_bytes(data)), before


def _beside(pending: Path, data: bytes, made: datetime) -> Placed:
    if not holds(pending, data):
        _keep_earlier(pending, made)
        try:
            write_file(pending, data)
        except Blocked as error:
            return Placed(None, (error.obstacle,))
    return Placed(pending)


def _put_away(run: Run, paths: Iterable[Path]) -> None:
    """Files whose words are in the ledger now go to the history; one that is open stays until the next run."""
    for path in paths:
        _keep_earlier(path, run.at)
        obstacle = remove_file(path)
        if obstacle:
            run.obstacles.append(obstacle)


def _keep_earlier(path: Path, made: datetime) -> Path | None:
    """Where a copy of the master as it is lies in the history; one that is kept already is not kept again."""
    if not is_plain(path):
        return None
    data, folder = read_plain(path), path.parent / HISTORY
    make_folder(folder)
    for kept in folder.glob(f"{glob.escape(path.stem)} *{path.suffix}"):
        if holds(kept, data):
            return kept
    name = folder / f"{path.stem} {made:%Y-%m-%d %H%M%S}{path.suffix}"
    new = next(place for place in clash_names(name) if not place.exists())
    write_file(new, data)
    return new
