"""Where a collection takes from: the inbox, files and folders that were named, or a mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from perfxl.ledger.ledger import Ledger
from perfxl.month.mail_in import collect_mail
from perfxl.month.receive import CollectResult, Progress, collect, rejudge
from perfxl.workspace import Trouble, Workspace

MAILBOX = "imap"


def take(
    workspace: Workspace,
    ledger: Ledger,
    sources: Sequence[str],
    jobs: int,
    at: datetime,
    again: bool = False,
    progress: Progress | None = None,
) -> CollectResult:
    """Takes in what the sources hold (none: the inbox; `imap`: the mailbox); `again`: judges what is there anew.

    Runs under the run lock. Trouble for a source that is not there.
    """
    paths = [Path(source) for source in sources if source != MAILBOX]
    for path in paths:
        if not path.exists():
            raise Trouble("file_missing", file=str(path))
    result = collect(workspace, ledger, paths, jobs, progress, at) if paths or not sources else None
    if MAILBOX in sources:
        mailed = collect_mail(workspace, ledger, jobs, at, progress=progress)
        result = _together(result, replace(mailed.collected, mail=mailed.troubles))
    if again:
        anew = rejudge(workspace, ledger, jobs, at)
        result = replace(anew, messages=result.messages, unread=result.unread) if result else anew
    assert result is not None
    return result


def _together(first: CollectResult | None, second: CollectResult) -> CollectResult:
    """Two collections of one run as one."""
    if first is None:
        return second
    versions = {version.arrival.id: version for version in (*first.versions, *second.versions)}
    return replace(
        second,
        versions=tuple(versions.values()),
        messages=(*first.messages, *second.messages),
        new=first.new + second.new,
        unread=first.unread,
    )
