"""The workbooks that came, as facts, and the paths at which they were found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from perfxl.ledger import facts, pack
from perfxl.ledger.event_log import EventLog
from perfxl.ledger.records import Arrival

ARRIVAL_COLUMNS = "arrivals.id, arrivals.sha256, name, origin, sender, received, message, size, suffix"


def arrival_of(row: Iterable[Any]) -> Arrival:
    """An arrival from the columns of ARRIVAL_COLUMNS."""
    id, sha256, name, origin, sender, received, message, size, suffix = row
    return Arrival(id, sha256, name, origin, sender, pack.read_moment(received), message, size, suffix)


class Arrivals:
    """The workbooks that came, and the paths that were collected."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def known_path(self, path: str) -> tuple[int, int, str] | None:
        """(size, modification time in ns, SHA-256) of a path that was taken in already, or None."""
        row = self._db.execute("SELECT size, mtime, sha256 FROM known WHERE path = ?", (path,)).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def known_paths(self) -> list[tuple[str, int, str]]:
        """(path, size, SHA-256) of every path that was collected."""
        return self._db.execute("SELECT path, size, sha256 FROM known").fetchall()

    def remember_path(self, path: str, size: int, mtime: int, sha256: str) -> None:
        """A path that was taken in with these bytes."""
        self._db.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?)", (path, size, mtime, sha256))

    def record(self, arrival: Arrival, at: datetime) -> bool:
        """A workbook that came; False where the same bytes came under the same name before."""
        with self._events.transaction():
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
            self._events.record("arrived", arrival.id, facts.of_arrival(*row[1:7]), at)
        return True

    def all(self) -> list[Arrival]:
        """Everything that came, in the order it was taken in."""
        rows = self._db.execute(f"SELECT {ARRIVAL_COLUMNS} FROM arrivals ORDER BY seq")
        return [arrival_of(row) for row in rows]

    def collected_since(self, moment: datetime) -> frozenset[str]:
        """The ids of the workbooks that were collected since a moment, however long ago they were sent."""
        rows = self._db.execute("SELECT id FROM arrivals WHERE at >= ?", (pack.moment(moment),))
        return frozenset(id for (id,) in rows)

    def find(self, start: str) -> Arrival | None:
        """The workbook whose id begins with `start`; None where there is none or more than one."""
        rows = self._db.execute(
            f"SELECT {ARRIVAL_COLUMNS} FROM arrivals WHERE substr(id, 1, ?) = ? LIMIT 2", (len(start), start)
        ).fetchall()
        return arrival_of(rows[0]) if len(rows) == 1 and start else None

    def of(self, ids: Iterable[str]) -> list[Arrival]:
        """The workbooks with these ids as facts, by time of receipt; nothing is unpacked."""
        rows = self._db.execute(
            f"SELECT {ARRIVAL_COLUMNS} FROM arrivals WHERE id IN (SELECT value FROM json_each(?)) "
            "ORDER BY received, sha256, id",
            (json.dumps(sorted(ids)),),
        )
        return [arrival_of(row) for row in rows]
