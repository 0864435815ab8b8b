"""What came: workbooks, mails, signed copies, as facts; where it was found and where its readable copy lies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from perfxl.ledger import facts, pack
from perfxl.ledger.diary import Diary
from perfxl.ledger.records import Arrival, Message

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
ARRIVAL_COLUMNS = "arrivals.id, arrivals.sha256, name, origin, sender, received, message, size, suffix"


def arrival_id(sha256: str, name: str) -> str:
    """The short and stable id of a workbook that came: the same bytes under the same name have the same."""
    number = int.from_bytes(hashlib.sha256(f"{sha256}\x1f{name}".encode()).digest()[:8], "big")
    out = ""
    for _ in range(8):
        number, rest = divmod(number, len(_LETTERS))
        out += _LETTERS[rest]
    return out


def arrival_of(row: Iterable[Any]) -> Arrival:
    """An arrival from the columns of ARRIVAL_COLUMNS."""
    id, sha256, name, origin, sender, received, message, size, suffix = row
    return Arrival(id, sha256, name, origin, sender, pack.read_moment(received), message, size, suffix)


class Arrivals(Diary):
    """The workbooks and mails that came."""

    def known_path(self, path: str) -> tuple[int, int, str] | None:
        """(size, modification time in ns, SHA-256) of a path that was taken in already, or None."""
        row = self._db.execute("SELECT size, mtime, sha256 FROM known WHERE path = ?", (path,)).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def remember_path(self, path: str, size: int, mtime: int, sha256: str) -> None:
        """A path that was taken in with these bytes."""
        self._db.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?)", (path, size, mtime, sha256))

    def record_arrival(self, arrival: Arrival, at: datetime) -> bool:
        """A workbook that came; False where the same bytes came under the same name before."""
        with self.transaction():
            row = (
                arrival.id, arrival.sha256, pack.sound(arrival.name), arrival.origin, pack.sound(arrival.sender),
                pack.moment(arrival.received), pack.sound(arrival.message), arrival.size, arrival.suffix, pack.moment(at),
            )  # fmt: skip
            done = self._db.execute(
                "INSERT INTO arrivals (id, sha256, name, origin, sender, received, message, size, suffix, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                row,
            )
            if not done.rowcount:
                return False
            self.record_event("arrived", arrival.id, facts.of_arrival(*row[1:7]), at)
        return True

    def arrivals(self) -> list[Arrival]:
        """Everything that came, in the order it was taken in."""
        rows = self._db.execute(f"SELECT {ARRIVAL_COLUMNS} FROM arrivals ORDER BY seq")
        return [arrival_of(row) for row in rows]

    def arrival(self, start: str) -> Arrival | None:
        """The workbook whose id begins with `start`; None where there is none or more than one."""
        rows = self._db.execute(
            f"SELECT {ARRIVAL_COLUMNS} FROM arrivals WHERE substr(id, 1, ?) = ? LIMIT 2", (len(start), start)
        ).fetchall()
        return arrival_of(rows[0]) if len(rows) == 1 and start else None

    def record_message(self, message: Message, at: datetime) -> None:
        """A mail that came, with what was found in it."""
        found = pack.sound(json.dumps(pack.findings_json(message.findings), ensure_ascii=False))
        with self.transaction():
            row = (
                pack.sound(message.name), message.sha256, message.state, pack.sound(message.sender), pack.sound(message.subject),
                pack.moment(message.received), json.dumps(message.workbooks), found,
            )  # fmt: skip
            done = self._db.execute(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row
            )
            if done.rowcount:
                self.record_event("message", message.name, facts.of_message(*row[1:6], row[6] + found), at)

    def messages(self) -> list[Message]:
        """Every mail that came, by time of receipt."""
        rows = self._db.execute("SELECT * FROM messages ORDER BY received, name")
        return [
            Message(
                name, sha256, state, sender, subject, pack.read_moment(received),
                tuple(json.loads(workbooks)), pack.findings_of(json.loads(found)),
            )
            for name, sha256, state, sender, subject, received, workbooks, found in rows
        ]  # fmt: skip

    def record_scan(self, message: str, name: str, sha256: str, suffix: str, at: datetime) -> None:
        """A signed copy that came in a mail."""
        with self.transaction():
            done = self._db.execute(
                "INSERT INTO scans VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (message, name, sha256, suffix),
            )
            if done.rowcount:
                self.record_event("scan", message, facts.of_scan(name, sha256), at)

    def scans(self) -> dict[str, tuple[str, ...]]:
        """Signed copies by the mail they came in: their files' names in the store."""
        out: dict[str, tuple[str, ...]] = {}
        for message, sha256, suffix in self._db.execute(
            "SELECT message, sha256, suffix FROM scans ORDER BY message, name"
        ):
            out[message] = (*out.get(message, ()), sha256 + suffix)
        return out

    def copies(self) -> list[tuple[str, str, str]]:
        """(employee's code, path in the workspace, SHA-256) of the readable copies as they were last written."""
        return self._db.execute("SELECT code, path, sha256 FROM copies ORDER BY code").fetchall()

    def corrections(self) -> dict[str, tuple[str, str]]:
        """Employee's code -> (what the correction workbook was made of, its SHA-256) as they were last written."""
        rows = self._db.execute("SELECT name, value FROM meta WHERE name LIKE 'correction %'")
        told = ((name.removeprefix("correction "), value.split()) for name, value in rows)
        return {code: (made_of, sha256) for code, (made_of, sha256) in told}

    def record_correction(self, code: str, made_of: str, sha256: str) -> None:
        """What an employee's correction workbook was made of, and its SHA-256."""
        self._db.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"correction {code}", f"{made_of} {sha256}")
        )

    def record_copy(self, code: str, path: str, sha256: str) -> None:
        """Where an employee's readable copy is (an empty SHA-256: the path is taken, nothing lies there)."""
        self._db.execute("INSERT OR REPLACE INTO copies VALUES (?, ?, ?)", (code, path, sha256))
