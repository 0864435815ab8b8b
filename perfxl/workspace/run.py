"""One run over a workspace: the lock, what an interrupted run left behind, the ledger, the roster as it can be had."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from perfxl import __version__
from perfxl.checks.pause import collector_at_rest
from perfxl.finding import Finding, Severity
from perfxl.form.plan import Roster, Settings
from perfxl.ledger.connection import may_write
from perfxl.ledger.ledger import Ledger
from perfxl.roster.load import load_roster
from perfxl.roster.tables import roster_files
from perfxl.storage.careful_read import NoPlainFile, file_digest, first_link, is_plain, read_plain
from perfxl.storage.drive import drive_of
from perfxl.storage.files import TEMPORARY, sweep
from perfxl.storage.obstacle import Obstacle
from perfxl.storage.run_lock import PATIENCE, run_lock
from perfxl.trouble import Trouble
from perfxl.workspace.folder import FOLDERS, Workspace
from perfxl.workspace.roster_moves import moved, vanished, with_newcomers
from perfxl.workspace.workers import Here, Workers

CLOSING = "closing"  # the folder of registers and manifests
MANIFEST = "manifest.json"
_AS_ISSUED = 120.0  # seconds after its issue in which a workbook that was not touched since was written
_LITTER = frozenset(("desktop.ini", "thumbs.db"))
NOBODY = Roster((), (), {}, Settings(), {})
Progress = Callable[[int, int], None]  # told (what is done, what there is)


def silent(done: int, everything: int) -> None:
    """A progress that nobody watches."""


@dataclass(frozen=True)
class Run:
    """One run over a workspace, as every room is handed it: the ledger, the moment (aware), the roster when it is asked
    for, who does the pure work, who is told how far it is, and which files could not be written or removed. Make one with `running`, `looking` or `Run.over`."""

    workspace: Workspace
    ledger: Ledger
    at: datetime
    reading: Callable[[], tuple[Roster, tuple[Finding, ...]]] = field(repr=False)
    workers: Workers = field(default_factory=Here)
    progress: Progress = silent
    obstacles: list[Obstacle] = field(default_factory=list, repr=False)

    @classmethod
    def over(
        cls, workspace: Workspace, ledger: Ledger, at: datetime | None = None, workers: Workers | None = None
    ) -> Run:
        """A run over a workspace whose ledger is open; `at`: now unless told otherwise."""
        moment = at or datetime.now(UTC)
        reading = cache(partial(roster_now, workspace, ledger, moment))
        return cls(workspace, ledger, moment, reading, workers or Here())

    @property
    def roster(self) -> Roster:
        """The roster without its measures; while the one that is there has errors, that of the last command."""
        return self.reading()[0]

    @property
    def roster_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the roster that is there."""
        return self.reading()[1]

    def leave(self, obstacle: Obstacle | None) -> None:
        """Notes what could not be written or removed, for the command to tell; None: nothing obstacles."""
        if obstacle:
            self.obstacles.append(obstacle)

    def telling(self, progress: Progress) -> Run:
        """The same run, telling somebody else how far it is."""
        return replace(self, progress=progress)


def ledger_of(workspace: Workspace) -> Ledger:
    """The workspace's ledger, with the journal that its drive allows; only to be read where nobody may write to it.
    Use as a context manager. Trouble where the ledger of a workspace at work is gone."""
    path = workspace.ledger_path
    if ledger_is_gone(workspace):
        raise Trouble("ledger_gone", folder=str(workspace.root.resolve()))
    if path.is_file() and not may_write(path):
        return Ledger.open_to_read(path)
    return Ledger.open(workspace.ledger_path, drive_of(workspace.root).journal)


def ledger_is_gone(workspace: Workspace) -> bool:
    """Whether there is no ledger though workbooks were issued, received or consolidated: an empty one made now would
    know nothing of them."""
    path = workspace.ledger_path
    log = path.with_name(f"{path.name}-wal")
    if any(kept.is_file() and kept.stat().st_size for kept in (path, log)):
        return False
    folders = (workspace.store, workspace.accepted, workspace.issued, workspace.master)
    return any(_tells(place) for folder in folders for place in folder.rglob("*"))


def _tells(path: Path) -> bool:
    """Whether a file is one of ours, and not what programs leave lying about."""
    litter = path.name.startswith((".", "~$")) or path.name.casefold() in _LITTER or TEMPORARY in path.name
    return not litter and is_plain(path)


@contextmanager
def running(
    workspace: Workspace, at: datetime | None = None, workers: Workers | None = None
) -> Iterator[Run]:
    """A run under the run lock, half-written files swept away. Busy where another run is at work."""
    with run_lock(workspace.lock_path, PATIENCE):
        _keep_to_our_own(workspace)
        for folder in (*FOLDERS, CLOSING):
            sweep(workspace.root / folder)
        with ledger_of(workspace) as ledger:
            _know_what_went_out(workspace, ledger)
            yield Run.over(workspace, ledger, at, workers)


def _keep_to_our_own(workspace: Workspace) -> None:
    """NoPlainFile where a folder that we write into has become a link: what is written there would land elsewhere."""
    linked = first_link(workspace.root / name for name in (*FOLDERS, CLOSING) if name != workspace.inbox.name)
    if linked:
        raise NoPlainFile(linked, "link")


def _know_what_went_out(workspace: Workspace, ledger: Ledger) -> None:
    """A ledger of an earlier version knows no bytes that went out: those files that lie as they were issued tell them."""
    if ledger.read_only or not ledger.migrated or ledger.closings.is_closed or ledger.issued.sent_bytes():
        return
    with ledger.transaction():
        for code, sent in ledger.issued.last().items():
            path = workspace.root / sent.path
            for file in (path, path.with_suffix(".xlsm")):
                if is_plain(file) and file.stat().st_mtime <= sent.at.timestamp() + _AS_ISSUED:
                    ledger.issued.record_bytes(code, file_digest(file), sent.at)


@contextmanager
def looking(workspace: Workspace, at: datetime | None = None) -> Iterator[Run]:
    """A run that only looks: without the lock, whatever else is at work."""
    with ledger_of(workspace) as ledger:
        yield Run.over(workspace, ledger, at)


def roster_now(workspace: Workspace, ledger: Ledger, at: datetime) -> tuple[Roster, tuple[Finding, ...]]:
    """The roster (without measures) and its faults. While it has errors or is not there, the one of the last command
    stands in. Files that are the same as when they were last read, and sound then, are not read again."""
    mark = roster_mark(workspace)
    findings = ledger.roster.warnings(mark)
    known = ledger.roster.kept() if findings is not None else None
    if known is not None and findings is not None:
        more = moved(known, ledger.issued.last())
        if not _wrong(more):
            return known, findings + more
    with collector_at_rest():  # a large roster is a million small values, all wanted
        roster, findings = load_roster(workspace.root, workspace.form, workspace.period)
    more = moved(roster, ledger.issued.last()) if roster else ()
    if roster is not None and not _wrong(findings + more):
        roster = replace(roster, shared={})
        lost = vanished(roster, ledger.roster.kept(), ledger.issued.last())
        if lost:
            return with_newcomers(ledger.roster.kept(), roster), findings + more + lost
        if not ledger.read_only:
            keep_reading(ledger, roster, mark, findings, at)
        return roster, findings + more
    return ledger.roster.kept() or roster or NOBODY, findings + more


def keep_reading(
    ledger: Ledger, roster: Roster, mark: str, findings: tuple[Finding, ...], at: datetime
) -> None:
    """Remembers a sound roster with what its reading said; `mark`: the roster_mark before the reading."""
    ledger.roster.keep(roster, at)
    if not ledger.closings.is_closed:  # a closed ledger is vouched for byte by byte
        ledger.roster.keep_warnings(mark, findings)


def roster_mark(workspace: Workspace) -> str:
    """What changes with anything that a reading of the roster depends on: the files, the form, the period, the program."""
    digest = hashlib.sha256(f"{__version__} {workspace.period.code} {workspace.form!r}".encode())
    for path in roster_files(workspace.root):
        digest.update(f"|{path.name}|".encode())
        with suppress(OSError):
            digest.update(hashlib.sha256(read_plain(path)).digest())
    return digest.hexdigest()


def _wrong(findings: tuple[Finding, ...]) -> bool:
    return any(fault.severity is Severity.ERROR for fault in findings)
