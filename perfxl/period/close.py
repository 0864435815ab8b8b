"""Month end: the masters a last time, a register, a manifest with hashes, and the proof of them later."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl import __version__
from perfxl.checks.judge import RULES
from perfxl.collect.awaiting import Awaiting, awaiting
from perfxl.finding import Verdict
from perfxl.form.plan import Employee
from perfxl.ledger.chain import broken
from perfxl.ledger.connection import LedgerError
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.proof import contradictions
from perfxl.ledger.records import Closing, Decision
from perfxl.ledger.status import State, people
from perfxl.master.consolidate import consolidate
from perfxl.period import closing_manifest
from perfxl.period.closing_manifest import (
    Circumstances,
    ClosingChange,
    Manifest,
    is_continued,
    version_changes,
)
from perfxl.period.register import register_bytes
from perfxl.storage.careful_read import file_digest
from perfxl.storage.files import write_file
from perfxl.storage.obstacle import Blocked
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import CLOSING, MANIFEST, Run
from perfxl.workspace.stored_bytes import examine_store


@dataclass(frozen=True, slots=True)
class Closed:
    """A closing: where its register and manifest lie, the manifest's hash (to be kept elsewhere), what was left open."""

    register: Path
    manifest: Path
    seal: str
    versions: int
    held: int


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What is still open in a period: who has sent nothing, and what awaits a person."""

    missing: tuple[Employee, ...]
    awaiting: tuple[Awaiting, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.awaiting)


def open_matters(run: Run) -> OpenMatters:
    """What is still open; nothing of a period that is closed already."""
    if run.ledger.closings.is_closed:
        return OpenMatters((), ())
    missing = (p.employee for p in people(run.ledger, run.roster) if p.state is State.MISSING)
    return OpenMatters(tuple(missing), awaiting(run))


def close(run: Run, by: str, why: str = "") -> Closed:
    """Closes the period. Runs under the run lock; a closing that was cut short is finished.

    Trouble where it is closed already or where the store does not hold all that came; Blocked where a master cannot be
    replaced.
    """
    workspace, ledger, at = run.workspace, run.ledger, run.at
    if ledger.closings.is_closed:
        return _finish(workspace, ledger)
    kept = examine_store(run)
    wrong = (*kept.lost, *kept.changed)
    if wrong:
        raise Trouble("store_unsound", count=len(wrong), file=wrong[0])
    for made in consolidate(run).masters:
        if made.contradicted and made.path:
            raise Trouble("master_contradicted", organisation=made.organisation, file=made.path.name)
        for obstacle in made.obstacles:
            raise Blocked(obstacle)
    place = _place(workspace, _closings(ledger) + 1)
    register = place / f"{texts('mn').word('register.file')} {workspace.period.code}.xlsx"
    matters = open_matters(run)
    write_file(register, _register(run, matters))
    missing = [employee.code for employee in matters.missing]
    left = [row.as_json("mn") for row in matters.awaiting]
    about = Circumstances(at.isoformat(), by, why, RULES, __version__, missing, left)
    manifest = closing_manifest.sealed_now(run, ledger.versions.all(), register, about)
    write_file(place / MANIFEST, manifest.to_bytes())
    ledger.closings.record(Closing("closed", why, by, at, manifest.digest))
    return _finish(workspace, ledger)


def reopen(run: Run, by: str, why: str) -> None:
    """Opens a closed period again. Trouble where it is not closed, or without a reason."""
    if not run.ledger.closings.is_closed:
        raise Trouble("not_closed")
    if not why.strip():
        raise Trouble("no_reason")
    run.ledger.closings.record(Closing("reopened", why.strip(), by, run.at))


def verify(workspace: Workspace, seal: str = "") -> tuple[ClosingChange, ...]:
    """What is not as it was closed; empty where everything is. Nothing in the workspace is touched. `seal`: the hash
    that was kept elsewhere when the period was closed (its first characters will do, ten at least): what was altered and
    closed anew agrees with itself, but not with that.

    Trouble where nothing was ever closed.
    """
    path = _last_manifest(workspace)
    manifest = closing_manifest.read(path)
    if manifest is None:
        return (ClosingChange("changed" if path.exists() else "missing", _named(workspace, path)),)
    changes = [] if _is_seal(path, seal) else [ClosingChange("seal", _named(workspace, path))]
    changes += list(closing_manifest.changes(workspace, manifest, path))
    return (*changes, *_ledger_changes(workspace, manifest, int(path.parent.name)))


def is_seal_shaped(seal: str) -> bool:
    """Whether a text can be a closing's seal, or its first characters: ten hexadecimal digits at least."""
    return bool(re.fullmatch(rf"[0-9a-f]{{{_FEW_DIGITS},64}}", _digits(seal)))


def _is_seal(path: Path, seal: str) -> bool:
    return not seal or (is_seal_shaped(seal) and file_digest(path).startswith(_digits(seal)))


def _digits(seal: str) -> str:
    """A seal as somebody typed it from paper, its blanks left out."""
    return "".join(seal.split()).lower()


_FEW_DIGITS = 10  # of a seal that somebody types from paper


def _last_manifest(workspace: Workspace) -> Path:
    """The manifest of the last closing; one that was cut short does not count."""
    places = sorted((workspace.root / CLOSING).glob("[0-9]*"), key=lambda path: -int(path.name))
    for place in places:
        manifest = closing_manifest.read(place / MANIFEST)
        if manifest is None or manifest.ledger:
            return place / MANIFEST
    raise Trouble("not_closed")


def _finish(workspace: Workspace, ledger: Ledger) -> Closed:
    """The last step of a closing: the ledger's own hash into the manifest. Trouble where that was done long ago."""
    place = _place(workspace, _closings(ledger))
    manifest = closing_manifest.read(place / MANIFEST)
    if manifest is None:
        raise Trouble("no_manifest", file=_named(workspace, place / MANIFEST))
    if manifest.ledger:
        raise Trouble("already_closed")
    ledger.settle()
    whole = replace(manifest, ledger=file_digest(workspace.ledger_path))
    write_file(place / MANIFEST, whole.to_bytes())
    held = whole.verdicts.count(Verdict.HELD)
    (register,) = place.glob("*.xlsx")
    return Closed(register, place / MANIFEST, file_digest(place / MANIFEST), len(whole.verdicts), held)


def _register(run: Run, matters: OpenMatters) -> bytes:
    ledger, at = run.ledger, run.at
    employees = {sent.employee.code: sent.employee for sent in ledger.issued.last().values()}
    employees |= {employee.code: employee for employee in run.roster.employees}
    decisions: dict[str, list[Decision]] = {}
    for decision in ledger.decisions.all():
        decisions.setdefault(decision.arrival, []).append(decision)
    title = texts("mn").word(
        "register.title", period=run.workspace.period.code, at=f"{at.astimezone():%Y.%m.%d %H:%M}"
    )
    return register_bytes(ledger.versions.all(), decisions, employees, title, at, list(_left_open(matters)))


def _left_open(matters: OpenMatters) -> Iterator[tuple[str, ...]]:
    """A line a matter that was open at the closing, as it was worded then."""
    words = texts("mn")
    for employee in matters.missing:
        yield words.word("register.missing"), employee.code, employee.signature, employee.unit, ""
    for row in matters.awaiting:
        yield words.word("register.awaiting"), row.employee, row.name, row.sender, row.text("mn")


def _ledger_changes(workspace: Workspace, manifest: Manifest, number: int) -> Iterator[ClosingChange]:
    """The ledger against the manifest, on a copy: byte for byte while nothing was added, by content afterwards."""
    path = workspace.ledger_path
    if not path.is_file():
        yield ClosingChange("missing", path.name)
        return
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        log = path.with_name(f"{path.name}-wal")
        if log.is_file():
            shutil.copy(log, folder)
        try:
            with Ledger.open(copy, "delete") as ledger:
                yield from _differences(ledger, manifest, number, file_digest(path) == manifest.ledger)
        except LedgerError:
            yield ClosingChange("ledger", path.name)


def _differences(ledger: Ledger, manifest: Manifest, number: int, same: bool) -> Iterator[ClosingChange]:
    if ledger.damage():
        yield ClosingChange("ledger", "ledger.db")
        return
    at = broken(ledger.events.all())
    if at is not None:
        yield ClosingChange("ledger", f"ledger.db, {at}")
    yield from (ClosingChange("ledger", subject) for subject in contradictions(ledger))
    closings = [closing for closing in ledger.closings.all() if closing.what == "closed"]
    if len(closings) < number or closings[number - 1].manifest != manifest.digest:
        yield ClosingChange("ledger", "closing")
    events = list(ledger.events.all())
    if not is_continued(events, manifest):
        yield ClosingChange("ledger", "chain")
    if not same and events and events[-1].kind == "closed" and ledger.migrated != events[-1].seq:
        yield ClosingChange("changed", "ledger.db")
    if ledger.closings.is_closed:
        yield from version_changes(ledger.versions.all(), manifest)


def _closings(ledger: Ledger) -> int:
    return sum(closing.what == "closed" for closing in ledger.closings.all())


def _place(workspace: Workspace, number: int) -> Path:
    return workspace.root / CLOSING / str(number)


def _named(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()
