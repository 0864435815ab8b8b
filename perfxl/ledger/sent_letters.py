"""The letters that were written and sent, and the correction workbooks that lie ready to go with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from perfxl.ledger import facts, pack
from perfxl.ledger.event_log import EventLog


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter as the ledger remembers it. `key` says what it is about (two of one key are never sent); `state` is
    written (lies in the outbox), started (handed to the server, no answer known), sent, drafted or refused. `sha256`: of
    the mail as it went, which lies in the store; empty for one that has not gone."""

    key: str
    state: str
    code: str
    address: str
    subject: str
    at: datetime
    sha256: str = ""


class SentLetters:
    """The letters that went or are ready to go."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def record(self, letter: Posted) -> None:
        """Where a letter stands now."""
        with self._events.transaction():
            row = (
                letter.key,
                letter.state,
                letter.code,
                letter.address,
                letter.subject,
                pack.moment(letter.at),
                letter.sha256,
            )
            self._db.execute(
                "INSERT OR REPLACE INTO letters (key, state, code, address, subject, at, sha256) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            stands = facts.of_letter(letter.state, letter.code, letter.address, letter.sha256)
            self._events.record("letter", letter.key, stands, letter.at)

    def forget(self, key: str, at: datetime) -> None:
        """A letter that was started and certainly did not go."""
        with self._events.transaction():
            self._db.execute("DELETE FROM letters WHERE key = ?", (key,))
            self._events.record("letter", key, facts.of_unsent(), at)

    def all(self) -> dict[str, Posted]:
        """Every letter that was started, sent, drafted or refused, by key."""
        rows = self._db.execute(
            "SELECT key, state, code, address, subject, at, sha256 FROM letters ORDER BY at, key"
        )
        return {
            key: Posted(key, state, code, address, subject, pack.read_moment(at), sha256)
            for key, state, code, address, subject, at, sha256 in rows
        }

    def corrections(self) -> dict[str, tuple[str, str]]:
        """Employee's code -> (what the correction workbook was made of, its SHA-256) as they were last written."""
        rows = self._db.execute("SELECT name, value FROM meta WHERE name LIKE 'correction %'")
        kept = ((name.removeprefix("correction "), value.split()) for name, value in rows)
        return {code: (made_of, sha256) for code, (made_of, sha256) in kept}

    def record_correction(self, code: str, made_of: str, sha256: str) -> None:
        """What an employee's correction workbook was made of, and its SHA-256."""
        self._db.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"correction {code}", f"{made_of} {sha256}")
        )
