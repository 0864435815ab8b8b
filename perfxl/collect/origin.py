"""Where a collection takes from: the inbox, files and folders that were named, or a mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from perfxl.collect.collect import CollectResult, collect, rejudge
from perfxl.collect.from_mailbox import collect_mail
from perfxl.finding import Finding
from perfxl.intake.remote import NoSource, is_url, local_path
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run

MAILBOX = "imap"


def take(run: Run, sources: Sequence[str], again: bool = False) -> tuple[CollectResult, tuple[Finding, ...]]:
    """Takes in what the sources hold (none: the inbox; `imap`: the mailbox; paths and URLs); `again`: judges what is
    there anew too.

    Gives what was taken in, and what did not go well with the mailbox. Runs under the run lock. Trouble for a source
    that is not there.
    """
    paths = [_place(source) for source in sources if source != MAILBOX]
    taken: list[CollectResult] = []
    troubles: tuple[Finding, ...] = ()
    if MAILBOX in sources:
        mailed = collect_mail(run)
        taken, troubles = [mailed.collected], mailed.troubles
    if paths or not sources:
        try:
            taken.append(collect(run, paths))
        except NoSource as error:
            raise Trouble(error.name, **error.facts) from error
    if again:
        taken.append(rejudge(run))
    return _together(taken), troubles


def _place(source: str) -> Path | str:
    """A path that is there, or a URL."""
    path = local_path(source) if is_url(source) else Path(source)
    if path is None:
        return source
    if not path.exists():
        raise Trouble("file_missing", file=str(path))
    return path


def _together(taken: Sequence[CollectResult]) -> CollectResult:
    """Several results as one: the later word on a workbook counts."""
    last = taken[-1]
    versions = {version.arrival.id: version for one in taken for version in one.versions}
    return replace(
        last,
        versions=tuple(versions.values()),
        messages=tuple(message for one in taken for message in one.messages),
        new=sum(one.new for one in taken),
        unread=tuple(name for one in taken for name in one.unread),
        unkept=tuple(dict.fromkeys(name for one in taken for name in one.unkept)),
    )
