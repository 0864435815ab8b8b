"""What HR asked for in the masters, and what became of it: a decision that stands beside an employee, and its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from perfxl.ledger import facts
from perfxl.ledger.event_log import EventLog

DONE = "done"  # the answer to a decision that was carried out; any other is the name of what hinders it


@dataclass(frozen=True, slots=True)
class RequestState:
    """The last decision that stood beside one employee. `seq` is its event; `said` is empty where it was taken away;
    `answered` what it was answered with (the name of a trouble, or `done`), or empty."""

    seq: int
    organisation: str
    code: str
    arrival: str
    what: str
    said: str
    why: str
    answered: str = ""
    at: str = ""

    @property
    def is_undone(self) -> bool:
        """Whether it stands in a master and was answered with what hinders it."""
        return bool(self.said) and self.answered not in ("", DONE)


class Requests:
    """The decisions of the masters. They are kept as events of the kinds `wished` and `answered`."""

    def __init__(self, events: EventLog) -> None:
        self._events = events

    def record(self, requested: RequestState, at: datetime) -> None:
        """A decision as it stands in a master now."""
        subject = json.dumps([requested.organisation, requested.code], ensure_ascii=False)
        as_written = facts.of_request(requested.arrival, requested.what, requested.said, requested.why)
        self._events.record("wished", subject, as_written, at)

    def answer(self, requested: RequestState, answer: str, at: datetime) -> None:
        """What a decision was answered with: `done`, or the name of a trouble."""
        self._events.record("answered", requested.code, facts.of_answer(requested.seq, answer), at)

    def last(self) -> list[RequestState]:
        """The last decision that stood beside each employee, in whichever organisation's master that was."""
        answers = {}
        for event in self._events.of("answered"):
            answered = json.loads(event.facts)
            answers[answered["wished"]] = answered["answer"]
        last: dict[str, RequestState] = {}
        for event in self._events.of("wished"):
            organisation, code = json.loads(event.subject)
            last[code] = RequestState(
                event.seq, organisation, code, **json.loads(event.facts),
                answered=answers.get(event.seq, ""), at=event.at,
            )  # fmt: skip
        return list(last.values())
