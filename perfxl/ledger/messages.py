"""The mails that came, what each names itself by, and the signed copies in them."""

from __future__ import annotations

import json
from datetime import datetime

from perfxl.ledger import facts, pack
from perfxl.ledger.event_log import EventLog
from perfxl.ledger.records import Message


class Messages:
    """The mails that came."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def record(self, message: Message, at: datetime) -> None:
        """A mail that came, with what was found in it."""
        findings = pack.sound(json.dumps(pack.findings_json(message.findings), ensure_ascii=False))
        with self._events.transaction():
            row = (
                pack.sound(message.name), message.sha256, message.state, pack.sound(message.sender), pack.sound(message.subject),
                pack.moment(message.received), json.dumps(message.workbooks), findings,
            )  # fmt: skip
            done = self._db.execute(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row
            )
            if done.rowcount:
                self._events.record(
                    "message", message.name, facts.of_message(*row[1:6], row[6] + findings), at
                )

    def all(self) -> list[Message]:
        """Every mail that came, by time of receipt."""
        rows = self._db.execute("SELECT * FROM messages ORDER BY received, name")
        return [
            Message(
                name, sha256, state, sender, subject, pack.read_moment(received),
                tuple(json.loads(workbooks)), pack.findings_of(json.loads(findings)),
            )
            for name, sha256, state, sender, subject, received, workbooks, findings in rows
        ]  # fmt: skip

    def names(self, start: str) -> set[str]:
        """The names of the mails that came whose name begins with `start`."""
        query = "SELECT name FROM messages WHERE substr(name, 1, ?) = ?"
        return {name for (name,) in self._db.execute(query, (len(start), start))}

    def record_id(self, name: str, message_id: str) -> None:
        """The Message-ID that a mail named itself by."""
        self._db.execute("INSERT OR IGNORE INTO mail_ids VALUES (?, ?)", (name, message_id))

    def id_of(self, name: str) -> str:
        """The Message-ID of a mail that came; empty where it has none."""
        row = self._db.execute("SELECT message_id FROM mail_ids WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def record_scan(self, message: str, name: str, sha256: str, suffix: str, at: datetime) -> None:
        """A signed copy that came in a mail."""
        with self._events.transaction():
            done = self._db.execute(
                "INSERT INTO scans VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (message, name, sha256, suffix),
            )
            if done.rowcount:
                self._events.record("scan", message, facts.of_scan(name, sha256), at)

    def scans(self) -> dict[str, tuple[str, ...]]:
        """Signed copies by the mail they came in: their files' names in the store."""
        out: dict[str, tuple[str, ...]] = {}
        for message, sha256, suffix in self._db.execute(
            "SELECT message, sha256, suffix FROM scans ORDER BY message, name"
        ):
            out[message] = (*out.get(message, ()), sha256 + suffix)
        return out

    def scan_files(self) -> list[tuple[str, str]]:
        """(name, file in the store) of every signed copy."""
        return self._db.execute("SELECT name, sha256 || suffix FROM scans").fetchall()
