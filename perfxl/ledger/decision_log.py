"""What people decided about workbooks."""

from __future__ import annotations

from perfxl.ledger import facts, pack
from perfxl.ledger.event_log import EventLog
from perfxl.ledger.records import Decision


class Decisions:
    """Every decision, in the order they were made."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def record(self, decision: Decision) -> None:
        """A person's decision on one workbook."""
        row = (
            decision.arrival,
            decision.what,
            decision.rule,
            decision.why,
            decision.by,
            pack.moment(decision.at),
        )
        with self._events.transaction():
            self._db.execute(
                "INSERT INTO decisions (arrival, what, rule, why, decider, at) VALUES (?, ?, ?, ?, ?, ?)", row
            )
            self._events.record("decided", decision.arrival, facts.of_decision(*row[1:5]), decision.at)

    def all(self) -> list[Decision]:
        """Every decision, in the order they were made."""
        rows = self._db.execute("SELECT arrival, what, rule, why, decider, at FROM decisions ORDER BY seq")
        return [
            Decision(arrival, what, rule, why, by, pack.read_moment(at))
            for arrival, what, rule, why, by, at in rows
        ]

    def last(self) -> dict[str, str]:
        """Arrival id -> accept or return, the last word of each."""
        rows = self._db.execute("SELECT arrival, what FROM decisions WHERE what <> 'waive' ORDER BY seq")
        return dict(rows.fetchall())

    def reasons(self) -> dict[str, str]:
        """Arrival id -> why a person returned it, where that is the last word on it."""
        rows = self._db.execute("SELECT arrival, what, why FROM decisions WHERE what <> 'waive' ORDER BY seq")
        last = {arrival: (what, why) for arrival, what, why in rows}
        return {arrival: why for arrival, (what, why) in last.items() if what == "return"}

    def waived(self) -> dict[str, frozenset[str]]:
        """Arrival id -> the codes waived for it."""
        out: dict[str, frozenset[str]] = {}
        for arrival, rule in self._db.execute("SELECT arrival, rule FROM decisions WHERE what = 'waive'"):
            out[arrival] = out.get(arrival, frozenset()) | {rule}
        return out
