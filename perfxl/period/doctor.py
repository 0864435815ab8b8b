"""The doctor: environment, ledger, store, event chain, lock, disk, clock and drive, each examined by itself."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from perfxl.collect.readable_copies import unsound_copies
from perfxl.finding import Fact
from perfxl.ledger.chain import broken
from perfxl.ledger.connection import NEEDED, LedgerError
from perfxl.ledger.proof import contradictions
from perfxl.period.backup import is_backup
from perfxl.storage.drive import Drive, drive_of
from perfxl.storage.run_lock import Busy, run_lock
from perfxl.storage.windows_marks import from_internet, readers_of
from perfxl.workspace.folder import FOLDERS, Workspace
from perfxl.workspace.run import Run, ledger_is_gone, looking
from perfxl.workspace.stored_bytes import examine_store

PYTHON = (3, 11)
NEEDS = (
    "openpyxl",
    "XlsxWriter",
    "click",
    "python-oxmsg",
    "olefile",
    "filelock",
    "rich",
    "Flask",
    "Jinja2",
    "waitress",
)
EXTRAS = ("pyarrow", "keyring", "distributed", "xlwings")
_FOR_TABLES = "pandas"  # a bundle leaves it out
LONG_ROOT = 140  # characters: what lies deeper stays under what Excel opens
LOW_DISK = 1024**3  # bytes
_AHEAD = timedelta(minutes=10)  # how far the ledger may be ahead of the clock


class CheckState(StrEnum):
    """What the doctor thinks of one thing."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined. The sentence is `doctor.<name>` with `facts`."""

    name: str
    state: CheckState
    facts: dict[str, Fact] = field(default_factory=dict)


def examine_machine() -> tuple[Check, ...]:
    """What can be examined without a workspace: Python, SQLite, packages."""
    return (_python(), _sqlite(), *_packages(), Check("stops", CheckState.GOOD))


def examine(workspace: Workspace, at: datetime | None = None) -> tuple[Check, ...]:
    """Everything, the workspace too. Nothing is changed, but that a workspace that is new gets its ledger."""
    checks = [*examine_machine(), *(look(workspace) for look in _FOLDER), *_windows(workspace)]
    if ledger_is_gone(workspace):
        return (*checks, Check("ledger_gone", CheckState.BAD))
    try:
        with looking(workspace, at) as run:
            if run.ledger.read_only:
                checks.append(Check("ledger_read_only", CheckState.NOTE))
            checks += [check(run) for check in _LEDGER]
    except LedgerError as error:
        checks.append(Check("ledger_bad", CheckState.BAD, {"message": str(error)}))
    return tuple(checks)


def _python() -> Check:
    running = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "python", CheckState.GOOD if sys.version_info >= PYTHON else CheckState.BAD, {"version": running}
    )


def _sqlite() -> Check:
    sound = sqlite3.sqlite_version_info >= NEEDED
    return Check("sqlite", CheckState.GOOD if sound else CheckState.BAD, {"version": sqlite3.sqlite_version})


def _packages() -> Iterator[Check]:
    missing = [name for name in NEEDS if not _installed(name)]
    extras = [name for name in EXTRAS if not _installed(name)]
    if missing:
        yield Check("packages_missing", CheckState.BAD, {"names": ", ".join(missing)})
    else:
        yield Check("packages", CheckState.GOOD, {"count": len(NEEDS)})
    if not _installed(_FOR_TABLES):
        yield Check("no_tables", CheckState.NOTE, {"names": _FOR_TABLES})
    if extras:
        yield Check("extras_missing", CheckState.NOTE, {"names": ", ".join(extras)})


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _drive(workspace: Workspace) -> Check:
    kind = drive_of(workspace.root)
    return Check(
        f"drive_{kind}",
        CheckState.GOOD if kind is Drive.LOCAL else CheckState.NOTE,
        {"journal": kind.journal},
    )


def _disk(workspace: Workspace) -> Check:
    free = shutil.disk_usage(workspace.root).free
    return Check(
        "disk", CheckState.GOOD if free >= LOW_DISK else CheckState.BAD, {"free": round(free / 1024**3, 1)}
    )


def _writable(workspace: Workspace) -> Check:
    places = [workspace.root, *(workspace.root / name for name in FOLDERS)]
    closed = [place.name for place in places if place.exists() and not os.access(place, os.W_OK)]
    missing = [place.name for place in places if not place.exists()]
    if closed:
        return Check("not_writable", CheckState.BAD, {"names": ", ".join(closed)})
    if missing:
        return Check("folders_missing", CheckState.NOTE, {"names": ", ".join(missing)})
    return Check("writable", CheckState.GOOD)


def _windows(workspace: Workspace) -> Iterator[Check]:
    """What goes wrong on a Windows desk before anything has gone wrong."""
    root = str(workspace.root.absolute())
    if len(root) > LONG_ROOT:
        yield Check("root_long", CheckState.NOTE, {"folder": root, "length": len(root), "limit": LONG_ROOT})
    marked = [
        path.name for path in sorted(workspace.root.glob("*.*")) if path.is_file() and from_internet(path)
    ]
    if marked:
        yield Check("from_internet", CheckState.NOTE, {"names": ", ".join(marked)})
    yield from _readers(workspace)


def _readers(workspace: Workspace) -> Iterator[Check]:
    """Who may read what is private: on Windows the accounts, by what differs from the working folder's own."""
    readers = readers_of(workspace.root)
    if readers:
        yield Check("readers", CheckState.GOOD, {"names": ", ".join(readers)})
    for place in _private(workspace):
        own = readers_of(place)
        if own and set(own) != set(readers):
            yield Check("readers_of", CheckState.NOTE, {"file": place.name, "names": ", ".join(own)})


def _private(workspace: Workspace) -> list[Path]:
    """What holds a password, answers or letters: ledger, store, outbox, backups that lie in the working folder."""
    own = (workspace.ledger_path, workspace.store, workspace.outbox)
    backups = [path for path in sorted(workspace.root.glob("*.zip")) if is_backup(path, workspace)]
    return [path for path in (*own, *backups) if path.exists()]


def _readable(workspace: Workspace) -> Check:
    """What others than its owner can read, where the system has rights of that kind."""
    others = stat.S_IRWXG | stat.S_IRWXO
    closed = os.name == "nt" or not workspace.root.stat().st_mode & others
    open_ = [] if closed else [path for path in _private(workspace) if path.stat().st_mode & others]
    if open_:
        return Check("readable", CheckState.NOTE, {"names": ", ".join(path.name for path in open_)})
    return Check("private", CheckState.GOOD)


def _lock(workspace: Workspace) -> Check:
    try:
        with run_lock(workspace.lock_path, patience=0.0):
            return Check("lock", CheckState.GOOD)
    except Busy:
        return Check("lock_held", CheckState.NOTE)
    except OSError:
        return Check("lock_denied", CheckState.NOTE)


def _integrity(run: Run) -> Check:
    damage = run.ledger.damage()
    if damage:
        return Check("ledger_bad", CheckState.BAD, {"message": damage[0]})
    return Check("ledger", CheckState.GOOD, {"count": len(run.ledger.arrivals.all())})


def _chain(run: Run) -> Check:
    at = broken(run.ledger.events.all())
    if at is not None:
        return Check("chain_broken", CheckState.BAD, {"event": at})
    wrong = contradictions(run.ledger)
    if wrong:
        return Check("ledger_contradicts", CheckState.BAD, {"subject": wrong[0], "count": len(wrong)})
    return Check("chain", CheckState.GOOD, {"count": sum(1 for _ in run.ledger.events.all())})


def _store(run: Run) -> Check:
    kept = examine_store(run)
    if kept.lost:
        return Check("store_lost", CheckState.BAD, {"name": kept.lost[0], "count": len(kept.lost)})
    if kept.changed:
        return Check("store_changed", CheckState.BAD, {"name": kept.changed[0], "count": len(kept.changed)})
    return Check("store", CheckState.GOOD, {"count": kept.count})


def _copies(run: Run) -> Check:
    for path in unsound_copies(run):
        return Check("copy_changed", CheckState.NOTE, {"name": path})
    return Check(
        "copies", CheckState.GOOD, {"count": sum(bool(sha256) for _, _, sha256 in run.ledger.copies.all())}
    )


def _clock(run: Run) -> Check:
    last, now = run.ledger.events.moved_at(), run.at
    ahead = last - now
    facts: dict[str, Fact] = {"last": f"{last:%Y.%m.%d %H:%M}", "now": f"{now:%Y.%m.%d %H:%M}"}
    return (
        Check("clock", CheckState.GOOD, facts)
        if ahead < _AHEAD
        else Check("clock_behind", CheckState.BAD, facts)
    )


_FOLDER: tuple[Callable[[Workspace], Check], ...] = (_drive, _disk, _writable, _readable, _lock)
_Examine = Callable[[Run], Check]
_LEDGER: tuple[_Examine, ...] = (_integrity, _chain, _store, _copies, _clock)
