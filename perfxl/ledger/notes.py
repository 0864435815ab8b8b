"""What people said: decisions, HR's own cells of the master, closings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from perfxl.ledger import facts, pack
from perfxl.ledger.diary import Diary
from perfxl.ledger.records import Closing, Decision, Note


class Words(Diary):
    """Decisions, notes and closings."""

    def record_decision(self, decision: Decision) -> None:
        """A person's decision on one workbook."""
        row = (
            decision.arrival,
            decision.what,
            decision.rule,
            decision.why,
            decision.by,
            pack.moment(decision.at),
        )
        with self.transaction():
            self._db.execute(
                "INSERT INTO decisions (arrival, what, rule, why, decider, at) VALUES (?, ?, ?, ?, ?, ?)", row
            )
            self.record_event("decided", decision.arrival, facts.of_decision(*row[1:5]), decision.at)

    def decisions(self) -> list[Decision]:
        """Every decision, in the order they were made."""
        rows = self._db.execute("SELECT arrival, what, rule, why, decider, at FROM decisions ORDER BY seq")
        return [
            Decision(arrival, what, rule, why, by, pack.read_moment(at))
            for arrival, what, rule, why, by, at in rows
        ]

    def decided(self) -> dict[str, str]:
        """Arrival id -> accept or return, the last word of each."""
        rows = self._db.execute("SELECT arrival, what FROM decisions WHERE what <> 'waive' ORDER BY seq")
        return dict(rows.fetchall())

    def waived(self) -> dict[str, frozenset[str]]:
        """Arrival id -> the codes waived for it."""
        out: dict[str, frozenset[str]] = {}
        for arrival, rule in self._db.execute("SELECT arrival, rule FROM decisions WHERE what = 'waive'"):
            out[arrival] = out.get(arrival, frozenset()) | {rule}
        return out

    def record_notes(self, notes: Iterable[Note]) -> int:
        """HR's own cells as they stand now; how many had changed. An empty text takes a note away."""
        changed = 0
        with self.transaction():
            for note in notes:
                changed += self._record_note(note)
        return changed

    def notes(self, organisation: str) -> list[Note]:
        """HR's own cells of one organisation's master, the last word of each, emptied ones left out."""
        rows = self._db.execute(
            "SELECT organisation, sheet, key, heading, text, at, max(seq) FROM notes WHERE organisation = ? "
            "GROUP BY sheet, key, heading ORDER BY sheet, key, heading",
            (organisation,),
        )
        return [
            Note(of, table, key, heading, text, pack.read_moment(at))
            for of, table, key, heading, text, at, _ in rows
            if text
        ]

    def record_closing(self, closing: Closing) -> None:
        """The period closed or reopened."""
        with self.transaction():
            last = self._db.execute("SELECT coalesce(max(seq), 0) FROM arrivals").fetchone()[0]
            self._db.execute(
                "INSERT INTO closings (what, why, decider, at, last, manifest) VALUES (?, ?, ?, ?, ?, ?)",
                (closing.what, closing.why, closing.by, pack.moment(closing.at), last, closing.manifest),
            )
            said = facts.of_closing(closing.why, closing.by, last, closing.manifest)
            self.record_event(closing.what, "", said, closing.at)

    def closings(self) -> list[Closing]:
        """Every closing and reopening, in order."""
        rows = self._db.execute("SELECT what, why, decider, at, manifest FROM closings ORDER BY seq")
        return [
            Closing(what, why, by, pack.read_moment(at), manifest) for what, why, by, at, manifest in rows
        ]

    def closed_after(self) -> int | None:
        """The number of the last arrival before the closing, or None while the period is open."""
        row = self._db.execute("SELECT what, last FROM closings ORDER BY seq DESC LIMIT 1").fetchone()
        return int(row[1]) if row and row[0] == "closed" else None

    def _record_note(self, said: Note) -> bool:
        note = replace(
            said, text=pack.sound(said.text), key=pack.sound(said.key), heading=pack.sound(said.heading)
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
        self.record_event("noted", facts.note_subject(*key), facts.of_note(note.text), note.at)
        return True
