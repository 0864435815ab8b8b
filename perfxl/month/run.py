"""One run over a workspace: the lock, what an interrupted run left behind, the ledger, the roster as it can be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from perfxl.finding import Finding, Severity
from perfxl.form.plan import Roster
from perfxl.form.roster import load_roster
from perfxl.ledger.drive import drive_of
from perfxl.ledger.files import sweep
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.lock import PATIENCE, run_lock
from perfxl.month.moves import moved
from perfxl.workspace import FOLDERS, Workspace

CLOSING = "closing"  # the folder of registers and manifests
NOBODY = Roster((), (), {}, {}, {})


def ledger_of(workspace: Workspace) -> Ledger:
    """The workspace's ledger, with the journal that its drive allows. Use as a context manager."""
    return Ledger.open(workspace.ledger_path, drive_of(workspace.root).journal)


@contextmanager
def running(workspace: Workspace, patience: float = PATIENCE) -> Iterator[Ledger]:
    """The ledger under the run lock, half-written files swept away. Busy where another run is at work."""
    with run_lock(workspace.lock_path, patience):
        for folder in (*FOLDERS, CLOSING):
            sweep(workspace.root / folder)
        with ledger_of(workspace) as ledger:
            yield ledger


def roster_now(workspace: Workspace, ledger: Ledger, at: datetime) -> tuple[Roster, tuple[Finding, ...]]:
    """The roster and its faults. While it has errors or is not there, the one of the last command stands in."""
    roster, found = load_roster(workspace.root, workspace.form, workspace.period)
    found += moved(roster, ledger.issued()) if roster else ()
    sound = not any(fault.severity is Severity.ERROR for fault in found)
    if roster is not None and sound:
        ledger.keep_roster(roster, at)
        return roster, found
    return ledger.roster() or roster or NOBODY, found
