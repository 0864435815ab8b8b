"""HR's own cells of the masters, as they stood word after word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from perfxl.ledger import facts, pack
from perfxl.ledger.event_log import EventLog
from perfxl.ledger.records import Note


class HrNotes:
    """HR's own cells."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def record(self, notes: Iterable[Note]) -> int:
        """HR's own cells as they stand now; how many had changed. An empty text takes a note away."""
        changed = 0
        with self._events.transaction():
            for note in notes:
                changed += self._record_note(note)
        return changed

    def of(self, organisation: str) -> list[Note]:
        """HR's own cells of one organisation's master, the last word of each, emptied ones left out."""
        return self._last("WHERE organisation = ? ", organisation)

    def everywhere(self) -> list[Note]:
        """The same of every organisation, of those that are gone too."""
        return self._last("")

    def ever(self, organisation: str, heading: str) -> frozenset[tuple[str, str]]:
        """All that ever stood in one column of an organisation's masters: (row key, text)."""
        rows = self._db.execute(
            "SELECT key, text FROM notes WHERE organisation = ? AND heading = ?", (organisation, heading)
        )
        return frozenset((key, text) for key, text in rows)

    def _last(self, where: str, *values: str) -> list[Note]:
        rows = self._db.execute(
            f"SELECT organisation, sheet, key, heading, text, at, max(seq) FROM notes {where}"
            "GROUP BY organisation, sheet, key, heading ORDER BY organisation, sheet, key, heading",
            values,
        )
        return [
            Note(of, table, key, heading, text, pack.read_moment(at))
            for of, table, key, heading, text, at, _ in rows
            if text
        ]

    def remember_master(self, name: str, sha256: str) -> None:
        """A master whose notes are all here, or that was made of them; `name` is its path in the working folder."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"master {name}", sha256))

    def knows_master(self, name: str, sha256: str) -> bool:
        """Whether a master lies there as it was remembered, so that nothing in it is new."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (f"master {name}",)).fetchone()
        return row is not None and row[0] == sha256

    def remember_remade(self, name: str, sha256: str) -> None:
        """A master that would be made of these notes alone: nothing stands only in it."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"remade {name}", sha256))

    def is_remade(self, name: str, sha256: str) -> bool:
        """Whether a master lies there as it was made of these notes alone, so that it need not be read."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (f"remade {name}",)).fetchone()
        return row is not None and row[0] == sha256

    def _record_note(self, written: Note) -> bool:
        note = replace(
            written,
            text=pack.sound(written.text),
            key=pack.sound(written.key),
            heading=pack.sound(written.heading),
        )
        key = (note.organisation, note.table, note.key, note.heading)
        row = self._db.execute(
            "SELECT text FROM notes WHERE (organisation, sheet, key, heading) = (?, ?, ?, ?) "
            "ORDER BY seq DESC LIMIT 1",
            key,
        ).fetchone()
        if (row[0] if row else "") == note.text:
            return False
        self._db.execute(
            "INSERT INTO notes (organisation, sheet, key, heading, text, at) VALUES (?, ?, ?, ?, ?, ?)",
            (*key, note.text, pack.moment(note.at)),
        )
        self._events.record("noted", facts.note_subject(*key), facts.of_note(note.text), note.at)
        return True
