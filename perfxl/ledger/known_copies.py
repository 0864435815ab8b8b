"""The readable copies of accepted/ as they were last written."""

from __future__ import annotations

from perfxl.ledger.event_log import EventLog


class Copies:
    """Where each employee's readable copy lies."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def all(self) -> list[tuple[str, str, str]]:
        """(employee's code, path in the workspace, SHA-256) of the readable copies as they were last written."""
        return self._db.execute("SELECT code, path, sha256 FROM copies ORDER BY code").fetchall()

    def record(self, code: str, path: str, sha256: str) -> None:
        """Where an employee's readable copy is (an empty SHA-256: the path is taken, nothing lies there)."""
        self._db.execute("INSERT OR REPLACE INTO copies VALUES (?, ?, ?)", (code, path, sha256))
