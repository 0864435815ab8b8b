"""The work of a command as one run of its own: what the command line and the desk do around it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from perfxl.collect.collect import Collected
from perfxl.collect.collect import collect as _collect
from perfxl.letters import round as _letters
from perfxl.letters.round import Lettered, LetterRound
from perfxl.master.consolidate import Consolidated
from perfxl.master.consolidate import consolidate as _consolidate
from perfxl.master.rollup import RolledUp
from perfxl.master.rollup import rollup as _rollup
from perfxl.period.issuing import Issued
from perfxl.period.issuing import issue as _issue
from perfxl.period.rollover import RolledOver
from perfxl.period.rollover import rollover as _rollover
from perfxl.period.sync import Synced
from perfxl.period.sync import sync as _sync
from perfxl.table.export import Exported
from perfxl.table.export import export as _export
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Progress, looking, running, silent
from perfxl.workspace.workers import workers_here


def collect(workspace: Workspace, at: datetime, sources: Sequence[Path | str] = ()) -> Collected:
    """`perfxl collect`, without the letters."""
    with running(workspace, at) as run:
        return _collect(run, sources)


def consolidate(
    workspace: Workspace, organisation: str | None = None, at: datetime | None = None
) -> Consolidated:
    """`perfxl consolidate`."""
    with running(workspace, at) as run:
        return _consolidate(run, organisation)


def sync(workspace: Workspace, at: datetime) -> Synced:
    """`perfxl sync`."""
    with running(workspace, at) as run:
        return _sync(run)


def issue(
    workspace: Workspace,
    at: datetime,
    codes: Collection[str] = (),
    again: bool = False,
    jobs: int = 1,
    progress: Progress = silent,
) -> Issued:
    """`perfxl issue`."""
    with workers_here(jobs) as workers, running(workspace, at, workers) as run:
        return _issue(run.telling(progress), codes, again)


def letters_run(workspace: Workspace, at: datetime, **flags: Any) -> Lettered:
    """`perfxl letters`."""
    with running(workspace, at) as run:
        return _letters.letters_run(run, LetterRound(**flags))


def send_run(workspace: Workspace, at: datetime, **flags: Any) -> Lettered:
    """`perfxl letters --send`."""
    with running(workspace, at) as run:
        return _letters.send_run(run, LetterRound(**flags))


def drafts_run(workspace: Workspace, at: datetime, **flags: Any) -> Lettered:
    """`perfxl letters --drafts`."""
    with running(workspace, at) as run:
        return _letters.drafts_run(run, LetterRound(**flags))


def rehearsal(workspace: Workspace, at: datetime, **flags: Any) -> Lettered:
    """`perfxl letters --send --dry-run`."""
    with running(workspace, at) as run:
        return _letters.rehearsal(run, LetterRound(**flags))


def export(workspace: Workspace, path: Path, at: datetime | None = None) -> Exported:
    """`perfxl export`."""
    with looking(workspace, at) as run:
        return _export(run, path)


def rollup(workspace: Workspace, sources: Sequence[Path], at: datetime) -> RolledUp:
    """`perfxl consolidate --rollup`."""
    with looking(workspace, at) as run:
        return _rollup(run, sources)


def rollover(workspace: Workspace, target: Path, period: str, at: datetime) -> RolledOver:
    """`perfxl rollover`."""
    with looking(workspace, at) as run:
        return _rollover(run, target, period)
