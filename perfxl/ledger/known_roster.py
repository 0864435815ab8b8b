"""The roster as it was last read, and what its reading said."""

from __future__ import annotations

import json
from datetime import datetime

from perfxl.finding import Finding
from perfxl.form.plan import Roster
from perfxl.ledger import facts, pack
from perfxl.ledger.event_log import EventLog


class KnownRoster:
    """The roster of the last command that could read one."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def keep(self, roster: Roster, at: datetime) -> None:
        """Remembers the roster as of this command (without measures; those that matter stand in the seals)."""
        content = pack.roster_json(roster)
        with self._events.transaction():
            row = self._db.execute("SELECT content FROM roster").fetchone()
            if row and row[0] == content:
                return
            self._db.execute("DELETE FROM meta WHERE name IN ('roster_mark', 'roster_warnings')")
            self._db.execute("INSERT OR REPLACE INTO roster VALUES (1, ?, ?)", (pack.moment(at), content))
            self._events.record("roster", "", facts.of_roster(content), at)

    def kept(self) -> Roster | None:
        """The roster as it was last read, or None where none ever was."""
        row = self._db.execute("SELECT content FROM roster").fetchone()
        return pack.roster_of(row[0]) if row else None

    def keep_warnings(self, mark: str, warnings: tuple[Finding, ...]) -> None:
        """What the last reading of the roster that is kept here said, and the mark of what was read."""
        spelt = pack.sound(json.dumps(pack.findings_json(warnings), ensure_ascii=False))
        with self._events.transaction():
            for name, value in (("roster_mark", mark), ("roster_warnings", spelt)):
                self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def warnings(self, mark: str) -> tuple[Finding, ...] | None:
        """What the reading of the roster that is kept here said, or None where something else was read then."""
        known = dict(self._db.execute("SELECT name, value FROM meta WHERE name LIKE 'roster_%'").fetchall())
        if known.get("roster_mark") != mark:
            return None
        return pack.findings_of(json.loads(known["roster_warnings"]))
