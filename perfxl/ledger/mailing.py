"""Mail in the ledger: which mails are known, how a reply names them, which letters were written and sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from perfxl.ledger import pack
from perfxl.ledger.diary import Diary


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter as the ledger remembers it. `key` says what it is about (two of one key are never sent); `state` is
    started (handed to the server, no answer known), sent, drafted or refused."""

    key: str
    state: str
    code: str
    address: str
    subject: str
    at: datetime


class Mailing(Diary):
    """The mails that came and the letters that went."""

    def mail_names(self, start: str) -> set[str]:
        """The names of the mails that came whose name begins with `start`."""
        query = "SELECT name FROM messages WHERE substr(name, 1, ?) = ?"
        return {name for (name,) in self._db.execute(query, (len(start), start))}

    def record_mail_id(self, name: str, message_id: str) -> None:
        """The Message-ID that a mail named itself by."""
        self._db.execute("INSERT OR IGNORE INTO mail_ids VALUES (?, ?)", (name, message_id))

    def mail_id(self, name: str) -> str:
        """The Message-ID of a mail that came; empty where it has none."""
        row = self._db.execute("SELECT message_id FROM mail_ids WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def record_letter(self, letter: Posted) -> None:
        """Where a letter stands now."""
        with self.transaction():
            row = (
                letter.key,
                letter.state,
                letter.code,
                letter.address,
                letter.subject,
                pack.moment(letter.at),
            )
            self._db.execute("INSERT OR REPLACE INTO letters VALUES (?, ?, ?, ?, ?, ?)", row)
            facts = {"state": letter.state, "code": letter.code, "address": letter.address}
            self.record_event("letter", letter.key, facts, letter.at)

    def forget_letter(self, key: str, at: datetime) -> None:
        """A letter that was started and certainly did not go."""
        with self.transaction():
            self._db.execute("DELETE FROM letters WHERE key = ?", (key,))
            self.record_event("letter", key, {"state": "not sent"}, at)

    def letters(self) -> dict[str, Posted]:
        """Every letter that was started, sent, drafted or refused, by key."""
        rows = self._db.execute("SELECT key, state, code, address, subject, at FROM letters ORDER BY at, key")
        return {
            key: Posted(key, state, code, address, subject, pack.read_moment(at))
            for key, state, code, address, subject, at in rows
        }
