"""What HR wants decided, as it was first read from a master: bound to the version that the master showed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from perfxl.ledger.ledger import Ledger
from perfxl.master.headings import PEOPLE
from perfxl.master.notes.hr_part import DecisionRequest, OldMaster


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


def record_requests(ledger: Ledger, organisation: str, olds: Sequence[OldMaster], at: datetime) -> None:
    """Remembers the decisions of a master that are not known yet. A decision that stays in its cell through later
    runs is known, whatever version the later masters show."""
    known = {request.code: request for request in last_requests(ledger)}
    olds = [old for old in olds if not old.known]
    standing = [request for old in olds for request in old.requests]
    new = {w.code: w for w in standing if _differs(w, known.get(w.code))}
    read = {key for old in olds for key in old.keys.get(PEOPLE, ())}
    gone = [one.code for one in known.values() if one.said and one.code in read - {w.code for w in standing}]
    for request in (*new.values(), *(DecisionRequest(code, "", "", "", "", "") for code in sorted(gone))):
        facts = {"arrival": request.arrival, "what": request.what, "said": request.said, "why": request.why}
        ledger.events.record(
            "wished", json.dumps([organisation, request.code], ensure_ascii=False), facts, at
        )


def last_requests(ledger: Ledger) -> list[RequestState]:
    """The last decision that stood beside each employee in a master, in whichever organisation that was."""
    answers: dict[int, str] = {}
    for event in ledger.events.of("answered"):
        facts = json.loads(event.facts)
        answers[facts["wished"]] = facts["answer"]
    last: dict[str, RequestState] = {}
    for event in ledger.events.of("wished"):
        organisation, code = json.loads(event.subject)
        last[code] = RequestState(
            event.seq, organisation, code, **json.loads(event.facts), answered=answers.get(event.seq, "")
        )
    return list(last.values())


def record_answer(ledger: Ledger, requested: RequestState, answer: str, at: datetime) -> None:
    """What a decision was answered with: `done`, or the name of a trouble."""
    ledger.events.record("answered", requested.code, {"wished": requested.seq, "answer": answer}, at)


def _differs(request: DecisionRequest, known: RequestState | None) -> bool:
    return known is None or (request.said, request.why) != (known.said, known.why)
