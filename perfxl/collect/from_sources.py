"""Collecting from what a person names: the inbox, files and folders, URLs, the mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from perfxl.collect.collect import Collected, collect, rejudge
from perfxl.collect.from_mailbox import collect_from_mailbox
from perfxl.intake.remote import NoSource, is_url, local_path
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run

MAILBOX = "imap"


def collect_from_sources(run: Run, sources: Sequence[str], again: bool = False) -> Collected:
    """Collects what the sources hold (none: the inbox; `imap`: the mailbox; paths and URLs); `again`: judges what is
    there anew too. Runs under the run lock. Trouble for a source that is not there."""
    paths = [_place(source) for source in sources if source != MAILBOX]
    parts: list[Collected] = []
    if MAILBOX in sources:
        parts.append(collect_from_mailbox(run))
    if paths or not sources:
        try:
            parts.append(collect(run, paths))
        except NoSource as error:
            raise Trouble(error.name, **error.facts) from error
    if again:
        parts.append(rejudge(run))
    return _together(parts)


def _place(source: str) -> Path | str:
    """A path that is there, or a URL."""
    path = local_path(source) if is_url(source) else Path(source)
    if path is None:
        return source
    if not path.exists():
        raise Trouble("file_missing", file=str(path))
    return path


def _together(parts: Sequence[Collected]) -> Collected:
    """Several results as one: the later word on a workbook counts."""
    versions = {version.arrival.id: version for part in parts for version in part.versions}
    return replace(
        parts[-1],
        versions=tuple(versions.values()),
        messages=tuple(message for part in parts for message in part.messages),
        new=sum(part.new for part in parts),
        unread=tuple(name for part in parts for name in part.unread),
        unkept=tuple(dict.fromkeys(name for part in parts for name in part.unkept)),
        troubles=tuple(trouble for part in parts for trouble in part.troubles),
    )
