"""Where the month stands and what to do now: a pure function of what is known, one step at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StepState(StrEnum):
    """How a step of the month stands."""

    DONE = "done"
    NOW = "now"  # what to do next
    OPEN = "open"  # can be done, nothing presses
    LATER = "later"  # something else comes first


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What the steps go by, in persons unless said otherwise. `faults`: errors of the roster; `unissued`: in the roster
    without a workbook; `unsent`: workbooks issued and not handed out; `lying`: files in the inbox
    that have not been collected; `came`: workbooks that came; `awaiting`: matters
    of every kind that await a person; `unanswered`: letters to people who must mend something; `overdue`: the deadline
    is over; `reminded`: reminders went today; `behind`: something has changed since the master was made."""

    people: int = 0
    faults: int = 0
    unissued: int = 0
    issued: int = 0
    unsent: int = 0
    lying: int = 0
    came: int = 0
    awaiting: int = 0
    unanswered: int = 0
    missing: int = 0
    overdue: bool = False
    reminded: bool = False
    master: bool = False
    behind: bool = False
    closed: bool = False
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step; its words are `desk.step_<name>` and `desk.step_<name>_<state>`, filled with the month's facts."""

    name: str
    state: StepState
    at: datetime | None = None


STEPS = ("roster", "issue", "send", "collect", "decide", "answer", "remind", "consolidate", "close", "next")


def next_step(facts: MonthFacts) -> str:
    """The step to do now."""
    if facts.closed:
        return "next"
    if facts.faults or not facts.people:
        return "roster"
    if facts.lying and facts.issued:
        return "collect"
    presses = {
        "issue": bool(facts.unissued) or not facts.issued,
        "send": bool(facts.unsent) and not facts.came,
        "decide": bool(facts.awaiting),
        "answer": bool(facts.unanswered),
        "remind": bool(facts.missing) and facts.overdue and not facts.reminded,
        "collect": bool(facts.missing) and not facts.overdue,
        "consolidate": not facts.master or facts.behind,
    }
    return next((name for name in presses if presses[name]), "close")


def steps(facts: MonthFacts) -> tuple[tuple[str, StepState], ...]:
    """Every step of the month in its order, with its state."""
    now, done = next_step(facts), set(_done(facts))
    return tuple((name, _state(name, now, done, facts)) for name in STEPS)


def _state(name: str, now: str, done: set[str], facts: MonthFacts) -> StepState:
    if name == now:
        return StepState.NOW
    if name in done:
        return StepState.DONE
    return StepState.OPEN if _possible(name, facts) else StepState.LATER


def _done(facts: MonthFacts) -> Iterator[str]:
    if facts.people and not facts.faults:
        yield "roster"
    if facts.issued and not facts.unissued:
        yield "issue"
    if facts.issued and (facts.came or not facts.unsent):
        yield "send"
    if facts.issued and not facts.missing and not facts.lying:
        yield from ("collect", "remind")
    if facts.came and not facts.awaiting:
        yield "decide"
    if facts.came and not facts.unanswered:
        yield "answer"
    if facts.master and not facts.behind:
        yield "consolidate"
    if facts.closed:
        yield "close"
    if facts.followed:
        yield "next"


def _possible(name: str, facts: MonthFacts) -> bool:
    """Whether a step can be done at all now; one that cannot has no link."""
    if facts.closed:
        return name in ("roster", "close", "next")
    possible = {
        "roster": True,
        "issue": bool(facts.people) and not facts.faults,
        "send": bool(facts.issued),
        "collect": bool(facts.issued),
        "decide": bool(facts.awaiting),
        "answer": bool(facts.unanswered),
        "remind": bool(facts.issued and facts.missing),
        "consolidate": bool(facts.issued),
        "close": facts.master,
        "next": facts.closed,
    }
    return possible[name]
