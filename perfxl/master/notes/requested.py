"""What HR wants decided, as it was first read from a master: bound to the version that the master showed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from perfxl.ledger.ledger import Ledger
from perfxl.ledger.requests import RequestState
from perfxl.master.headings import PEOPLE
from perfxl.master.notes.hr_part import DecisionRequest, OldMaster


def record_requests(ledger: Ledger, organisation: str, olds: Sequence[OldMaster], at: datetime) -> None:
    """Remembers the decisions of a master that are not known yet. A decision that stays in its cell through later
    runs is known, whatever version the later masters show."""
    known = {request.code: request for request in ledger.requests.last()}
    olds = [old for old in olds if not old.known]
    standing = [request for old in olds for request in old.requests]
    new = {w.code: w for w in standing if _differs(w, known.get(w.code))}
    read = {key for old in olds for key in old.keys.get(PEOPLE, ())}
    gone = [
        known_state.code
        for known_state in known.values()
        if known_state.said and known_state.code in read - {w.code for w in standing}
    ]
    for request in (*new.values(), *(DecisionRequest(code, "", "", "", "", "") for code in sorted(gone))):
        state = RequestState(
            0, organisation, request.code, request.arrival, request.what, request.said, request.why
        )
        ledger.requests.record(state, at)


def _differs(request: DecisionRequest, known: RequestState | None) -> bool:
    return known is None or (request.said, request.why) != (known.said, known.why)
