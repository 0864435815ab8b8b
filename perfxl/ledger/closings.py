"""When the period was closed, and opened again."""

from __future__ import annotations

from perfxl.ledger import facts, pack
from perfxl.ledger.event_log import EventLog
from perfxl.ledger.records import Closing


class Closings:
    """Every closing and reopening."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def record(self, closing: Closing) -> None:
        """The period closed or reopened."""
        with self._events.transaction():
            last = self._db.execute("SELECT coalesce(max(seq), 0) FROM arrivals").fetchone()[0]
            self._db.execute(
                "INSERT INTO closings (what, why, decider, at, last, manifest) VALUES (?, ?, ?, ?, ?, ?)",
                (closing.what, closing.why, closing.by, pack.moment(closing.at), last, closing.manifest),
            )
            spelt = facts.of_closing(closing.why, closing.by, last, closing.manifest)
            self._events.record(closing.what, "", spelt, closing.at)

    def all(self) -> list[Closing]:
        """Every closing and reopening, in order."""
        rows = self._db.execute("SELECT what, why, decider, at, manifest FROM closings ORDER BY seq")
        return [
            Closing(what, why, by, pack.read_moment(at), manifest) for what, why, by, at, manifest in rows
        ]

    @property
    def is_closed(self) -> bool:
        """Whether the period is closed now."""
        return self.closed_after() is not None

    def closed_after(self) -> int | None:
        """The number of the last arrival before the closing, or None while the period is open."""
        row = self._db.execute("SELECT what, last FROM closings ORDER BY seq DESC LIMIT 1").fetchone()
        return int(row[1]) if row and row[0] == "closed" else None
