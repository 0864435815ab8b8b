"""What people decided about workbooks."""

from __future__ import annotations

from perfxl.finding import Decide
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

    def record_done(self, decision: Decision) -> None:
        """A person's word that a mail or file (`decision.arrival` is its id) is done with."""
        row = (decision.arrival, decision.why, decision.by, pack.moment(decision.at))
        with self._events.transaction():
            self._db.execute("INSERT INTO dones (message, why, decider, at) VALUES (?, ?, ?, ?)", row)
            spelt = facts.of_decision(Decide.DONE, "", decision.why, decision.by)
            self._events.record("decided", decision.arrival, spelt, decision.at)

    def done(self) -> frozenset[str]:
        """The ids of the mails and files that somebody is done with."""
        return frozenset(id for (id,) in self._db.execute("SELECT message FROM dones"))

    def all(self) -> list[Decision]:
        """Every decision on a workbook, in the order they were made, then on mails and files."""
        rows = self._db.execute("SELECT arrival, what, rule, why, decider, at FROM decisions ORDER BY seq")
        return [
            Decision(arrival, what, rule, why, by, pack.read_moment(at))
            for arrival, what, rule, why, by, at in rows
        ] + [
            Decision(message, Decide.DONE, "", why, by, pack.read_moment(at))
            for message, why, by, at in self._db.execute(
                "SELECT message, why, decider, at FROM dones ORDER BY seq"
            )
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
