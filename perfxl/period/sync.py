"""One run for the month's end: HR's decisions, what came, the letters, the masters."""

from __future__ import annotations

from dataclasses import dataclass

from perfxl.collect.awaiting import Awaiting, awaiting
from perfxl.collect.collect import Collected, collect
from perfxl.letters.round import write_replies
from perfxl.master.consolidate import Consolidated, consolidate
from perfxl.master.notes.carry_out import AnsweredRequest, carry_out
from perfxl.master.notes.lying_masters import Earlier
from perfxl.table.organisations import organisations
from perfxl.workspace.run import Run, silent


@dataclass(frozen=True, slots=True)
class Synced:
    """What one run did. `letters` is how many were written; `closed`: the period is closed, so the masters stay as
    they were closed and what came is held; `awaiting` is everything that awaits a person now."""

    answers: tuple[AnsweredRequest, ...]
    collected: Collected
    letters: int
    masters: Consolidated
    closed: bool
    awaiting: tuple[Awaiting, ...]


def sync(run: Run) -> Synced:
    """The whole run, under one run lock."""
    ledger = run.ledger
    closed = ledger.closings.is_closed
    earlier = Earlier()
    answers = carry_out(run, () if closed else organisations(run), earlier)
    collected = collect(run)
    rest = run.telling(silent)
    letters = len(write_replies(rest).paths)
    masters = Consolidated(()) if closed else consolidate(rest, earlier=earlier)
    return Synced(answers, collected, letters, masters, closed, awaiting(run))
