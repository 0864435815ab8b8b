"""The ledger: what was issued, received, found and decided; facts are added, never changed."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from perfxl.ledger import facts
from perfxl.ledger.arrivals import Arrivals
from perfxl.ledger.closings import Closings
from perfxl.ledger.connection import LedgerError, connect, connect_to_read
from perfxl.ledger.decision_log import Decisions
from perfxl.ledger.event_log import EventLog
from perfxl.ledger.issued_workbooks import IssuedWorkbooks
from perfxl.ledger.judgements import Judgements
from perfxl.ledger.known_copies import Copies
from perfxl.ledger.known_roster import KnownRoster
from perfxl.ledger.messages import Messages
from perfxl.ledger.notes import HrNotes
from perfxl.ledger.requests import Requests
from perfxl.ledger.sent_letters import SentLetters
from perfxl.ledger.versions import Versions


class Ledger:
    """One workspace's ledger: `with Ledger.open(path) as ledger`; each part of it answers for its own tables. Every `at`
    that is handed in is an aware moment."""

    def __init__(self, db: sqlite3.Connection, read_only: bool = False) -> None:
        self._db = db
        self.read_only = read_only
        self.events = EventLog(db)
        self.roster = KnownRoster(self.events)
        self.issued = IssuedWorkbooks(self.events)
        self.arrivals = Arrivals(self.events)
        self.messages = Messages(self.events)
        self.judgements = Judgements(self.events)
        self.decisions = Decisions(self.events)
        self.closings = Closings(self.events)
        self.versions = Versions(self.events)
        self.copies = Copies(self.events)
        self.letters = SentLetters(self.events)
        self.notes = HrNotes(self.events)
        self.requests = Requests(self.events)

    @classmethod
    def open(cls, path: Path, journal: str = "wal") -> Self:
        """The ledger in a file, made and migrated as needed. LedgerError where it cannot be used."""
        ledger = cls(connect(path, journal))
        try:
            ledger._first_words()
        except sqlite3.Error as error:
            ledger.close()
            raise LedgerError(f"{path.name}: {error}") from error
        return ledger

    @classmethod
    def open_to_read(cls, path: Path) -> Self:
        """The ledger in a file that cannot be written to. LedgerError where it cannot be read."""
        return cls(connect_to_read(path), read_only=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise LedgerError(str(error)) from error

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is kept together or not at all."""
        return self.events.transaction()

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever another run writes meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    @property
    def password(self) -> str:
        """The workspace's sheet password."""
        return self._meta("password")

    @property
    def migrated(self) -> int:
        """The last event before the ledger got the tables of this version: its bytes are others since, its facts are not."""
        return int(self._meta("migrated"))

    @property
    def secret(self) -> str:
        """The workspace's secret, for what must not be guessed."""
        return self._meta("secret")

    def ask(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        """The rows of a question that changes nothing; for the proof of the ledger, and for nobody else."""
        return self._db.execute(query, values).fetchall()

    def settle(self) -> None:
        """Brings everything into the one file, so that its bytes are the whole ledger. LedgerError while another
        program reads it."""
        busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise LedgerError("another program is reading it; close that and run again")

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty where it is sound."""
        words = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(20)")]
        words += [f"foreign key: {row[0]} {row[1]}" for row in self._db.execute("PRAGMA foreign_key_check")]
        return [word for word in words if word != "ok"]

    def backup(self, path: Path) -> None:
        """A sound copy of the ledger, also while another run writes."""
        other = sqlite3.connect(path)
        try:
            self._db.backup(other)
        finally:
            other.close()

    def _meta(self, name: str) -> str:
        return str(self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0])

    def _first_words(self) -> None:
        """A new ledger gets its password, its secret and its first event."""
        if self._db.execute("SELECT 1 FROM meta WHERE name = 'secret'").fetchone():
            return
        with self.transaction():
            words = {"password": secrets.token_urlsafe(9), "secret": secrets.token_hex(32)}
            self._db.executemany("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING", words.items())
            if not self._db.execute("SELECT 1 FROM events").fetchone():
                self.events.record("opened", "", facts.of_opening(), datetime.now(UTC))
