"""The chain of events in the database, and what every part of the ledger rests on: the connection, transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime

from perfxl.ledger import pack
from perfxl.ledger.chain import START, Event, link
from perfxl.ledger.connection import transaction

_MOVING = "'opened', 'roster', 'issued', 'arrived', 'message', 'scan', 'judged', 'decided', 'noted'"


class EventLog:
    """Every event, each linked to the one before. `db` is for the other parts of the ledger, and for nobody else."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is kept together or not at all."""
        return transaction(self.db)

    def record(self, kind: str, subject: str, facts: str, at: datetime) -> None:
        """One more link of the chain; `facts` as ledger/facts.py spells them."""
        with self.transaction():
            row = self.db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
            seq, previous = (row[0] + 1, row[1]) if row else (1, START)
            when = pack.moment(at)
            self.db.execute(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)",
                (seq, when, kind, subject, facts, previous, link(previous, seq, when, kind, subject, facts)),
            )

    def all(self) -> Iterator[Event]:
        """Every event, oldest first."""
        for row in self.db.execute("SELECT * FROM events ORDER BY seq"):
            yield Event(*row)

    def of(self, kind: str) -> Iterator[Event]:
        """Every event of one kind, oldest first."""
        for row in self.db.execute("SELECT * FROM events WHERE kind = ? ORDER BY seq", (kind,)):
            yield Event(*row)

    def moved_at(self) -> datetime:
        """When what a master shows last changed; letters, closing and reopening change nothing of it."""
        row = self.db.execute(
            f"SELECT at FROM events WHERE kind IN ({_MOVING}) ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return pack.read_moment(row[0])
