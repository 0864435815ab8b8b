"""One run for the month's end: HR's decisions, what came, the letters, the masters."""

from __future__ import annotations

from dataclasses import dataclass

from perfxl.collect.collect import Collected, collect
from perfxl.ledger.ledger import Ledger
from perfxl.letters.round import write_replies
from perfxl.master.consolidate import Consolidated, consolidate
from perfxl.master.notes.carry_out import DONE, AnsweredRequest, carry_out
from perfxl.master.notes.lying_masters import Earlier
from perfxl.master.notes.requested import last_requests
from perfxl.table.organisations import organisations
from perfxl.workspace.run import Run, silent


@dataclass(frozen=True, slots=True)
class Synced:
    """What one run did. `letters` is how many were written; `closed`: the period is closed, so the masters stay as
    they were closed and what came is held; `held` how many workbooks await a person; `undone` how many of HR's decisions
    stand in a master and could not be carried out."""

    answers: tuple[AnsweredRequest, ...]
    collected: Collected
    letters: int
    masters: Consolidated
    closed: bool
    held: int
    undone: int = 0

    @property
    def awaiting(self) -> int:
        """What awaits a person: workbooks held, mails that came in this run and need one, decisions not carried out."""
        return self.held + self.collected.for_a_person + self.undone


def sync(run: Run) -> Synced:
    """The whole run, under one run lock."""
    ledger = run.ledger
    closed = ledger.closings.is_closed
    earlier = Earlier()
    answers = carry_out(run, () if closed else organisations(run), earlier)
    undone = 0 if closed else _undone(ledger)
    collected = collect(run)
    rest = run.telling(silent)
    letters = len(write_replies(rest).paths)
    masters = Consolidated(()) if closed else consolidate(rest, earlier=earlier)
    held = sum(stood.verdict == "held" for stood in ledger.versions.standing().values())
    return Synced(answers, collected, letters, masters, closed, held, undone)


def _undone(ledger: Ledger) -> int:
    """How many decisions stand in a master and were answered with what hinders them."""
    return sum(bool(one.said) and one.answered not in ("", DONE) for one in last_requests(ledger))
