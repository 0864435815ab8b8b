"""Collecting what came: each workbook gets a verdict, each version that counts its readable copy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from perfxl.collect.awaiting_correction import unmendable
from perfxl.collect.batches import Batches, Recorded, Wanted, is_outdated
from perfxl.collect.deliveries import Delivery
from perfxl.collect.judging import Bench
from perfxl.collect.readable_copies import refresh_copies
from perfxl.finding import Finding
from perfxl.form.plan import Employee
from perfxl.intake.remote import find_remote
from perfxl.intake.source_folder import SourceFile, Unreadable, find, parcels, read_ahead
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Message, Version
from perfxl.ledger.standing import Stood
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Progress, Run

__all__ = ["Collected", "Delivery", "Tally", "collect", "collect_deliveries", "rejudge"]


@dataclass(frozen=True, slots=True)
class Collected:
    """What one run collected. `versions`: what came, what was judged anew, and what changed its standing through it,
    their rows left out;
    `new` how many workbooks came; `unread` files that could not be read now (name, why); `unkept` workbooks whose bytes are gone from the store or were changed, and that
    therefore stay as they were judged; `troubles` what did not go well with the mailbox."""

    versions: tuple[Version, ...]
    messages: tuple[Message, ...]
    new: int
    unread: tuple[tuple[str, str], ...]
    unkept: tuple[str, ...] = ()
    troubles: tuple[Finding, ...] = ()


def collect(run: Run, sources: Sequence[Path | str] = ()) -> Collected:
    """Collects what lies in the sources (default: the inbox; a str is a URL) and gives each workbook a verdict.

    Runs under the run lock (`workspace.run.running`). A known path with known bytes is nothing new. Workbooks whose
    employee has been issued a newer one since, or for which a rule was waived, are judged anew. The run's progress is
    told (files that are in the ledger, files there are).
    """
    workspace = run.workspace
    unread: list[tuple[str, str]] = []
    files = [file for source in sources or (workspace.inbox,) for file in _found(source, workspace, run.at)]
    tally = Tally(run.progress, len(files))
    deliveries = _deliveries(run.ledger, files, unread, tally)
    done = collect_deliveries(run, deliveries, tally.recorded)
    return replace(done, unread=tuple(unread))


def collect_deliveries(
    run: Run, deliveries: Iterable[Delivery], recorded: Recorded | None = None
) -> Collected:
    """Like collect, for deliveries opened elsewhere (a mailbox). `recorded` is told the names of those in the ledger."""
    return _collected(run, deliveries, is_outdated, recorded)


def rejudge(run: Run) -> Collected:
    """Judges everything in the ledger anew, by the rules as they are now."""
    return _collected(run, (), lambda *_: True, None)


def _collected(
    run: Run, deliveries: Iterable[Delivery], wanted: Wanted, recorded: Recorded | None
) -> Collected:
    ledger, period = run.ledger, run.workspace.period.code
    before = ledger.versions.standing()
    bench = Bench(run.workspace.form, partial(ledger.issued.packed, period), run.workers)
    batches = Batches(run, bench, ledger.issued.counts(period))
    came, messages = batches.collect(deliveries, recorded)
    again, unkept = batches.judge_again(wanted)
    copies = refresh_copies(run, _everybody(run), again)
    unkept += [*copies, *unmendable(run)]
    changed = _changed(before, ledger.versions.standing())
    versions = tuple(ledger.versions.outlines({*came, *again, *changed}))
    lost = tuple(dict.fromkeys(unkept))
    return Collected(versions, tuple(messages), len(came), (), lost)


def _changed(before: dict[str, Stood], after: dict[str, Stood]) -> set[str]:
    return {id for id, stood in after.items() if before.get(id) != stood}


def _everybody(run: Run) -> list[Employee]:
    """The roster's people, and before them those who were issued a workbook and may have left it."""
    return [*(sent.employee for sent in run.ledger.issued.last().values()), *run.roster.employees]


def _deliveries(
    ledger: Ledger, files: Sequence[SourceFile], unread: list[tuple[str, str]], tally: Tally
) -> Iterator[Delivery]:
    """The files that are new or changed, opened one after the other; what cannot be read now is listed."""
    for file, read in read_ahead(_unseen(ledger, files, tally)):
        try:
            data = read()
        except Unreadable as error:
            unread.append((file.name, error.why))
            continue
        known = ledger.arrivals.known_path(file.name)
        if known and known[2] == hashlib.sha256(data).hexdigest():
            if not ledger.closings.is_closed:  # a closed ledger is vouched for byte by byte
                ledger.arrivals.remember_path(file.name, file.size, file.mtime, known[2])
            tally.recorded((file.name,))
            continue
        yield Delivery(file.name, data, parcels(file, data), file.received, file)


def _unseen(ledger: Ledger, files: Sequence[SourceFile], tally: Tally) -> Iterator[SourceFile]:
    for file in files:
        known = ledger.arrivals.known_path(file.name)
        if known and file.is_as(*known[:2]):
            tally.recorded((file.name,))
        else:
            yield file


def _found(source: Path | str, workspace: Workspace, at: datetime) -> Iterator[SourceFile]:
    if isinstance(source, Path):
        return find(source, workspace.root, at)
    return find_remote(source, at)


@dataclass
class Tally:
    """How many files of a collection are in the ledger by now."""

    progress: Progress
    everything: int
    done: int = 0

    def arrived(self) -> None:
        """One more is there than was known before: a mailbox tells as it is read."""
        self.everything += 1
        self._tell()

    def recorded(self, names: Sequence[str]) -> None:
        """These too."""
        self.done += len(names)
        self._tell()

    def _tell(self) -> None:
        self.progress(self.done, self.everything)
