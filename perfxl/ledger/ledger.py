"""The ledger: what was issued, received, found and decided; facts are added, never changed."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from perfxl.checks.judge import Judged
from perfxl.finding import Verdict
from perfxl.form.plan import Employee, Roster
from perfxl.issue.manifest import Seal
from perfxl.ledger import pack
from perfxl.ledger.chain import START, Event, canonical, link
from perfxl.ledger.connection import connect, transaction
from perfxl.ledger.records import Arrival, Closing, Decision, Message, Note, Sent, Version
from perfxl.ledger.standing import Came, Stood, settle
from perfxl.texts import finding

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_CURRENT = "seq = (SELECT max(seq) FROM judgements AS later WHERE later.arrival = judgements.arrival)"


def arrival_id(sha256: str, name: str) -> str:
    """The short and stable id of a workbook that came: the same bytes under the same name have the same."""
    number = int.from_bytes(hashlib.sha256(f"{sha256}\x1f{name}".encode()).digest()[:8], "big")
    out = ""
    for _ in range(8):
        number, rest = divmod(number, len(_LETTERS))
        out += _LETTERS[rest]
    return out


class Ledger:
    """One workspace's ledger. Use `Ledger.open(path)` as a context manager; every `at` is an aware moment."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls, path: Path, journal: str = "wal") -> Ledger:
        """The ledger in a file, made and migrated as needed. LedgerError where it cannot be used."""
        ledger = cls(connect(path, journal))
        ledger._first_words()
        return ledger

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is kept together or not at all."""
        return transaction(self._db)

    # --- what the workspace is ---

    @property
    def password(self) -> str:
        """The workspace's sheet password."""
        return self._meta("password")

    @property
    def secret(self) -> str:
        """The workspace's secret, for what must not be guessed."""
        return self._meta("secret")

    def keep_roster(self, roster: Roster, at: datetime) -> None:
        """Remembers the roster as of this command (without measures; those that matter stand in the seals)."""
        content = pack.roster_json(roster)
        with self.transaction():
            row = self._db.execute("SELECT content FROM roster").fetchone()
            if row and row[0] == content:
                return
            self._db.execute("INSERT OR REPLACE INTO roster VALUES (1, ?, ?)", (pack.moment(at), content))
            self.record_event("roster", "", {"sha256": _sha(content)}, at)

    def roster(self) -> Roster | None:
        """The roster as it was last read, or None where none ever was."""
        row = self._db.execute("SELECT content FROM roster").fetchone()
        return pack.roster_of(row[0]) if row else None

    # --- what was issued ---

    def record_issue(self, seal: Seal, employee: Employee, path: str, at: datetime) -> None:
        """An issued workbook; `path` as it stands in the workspace. The same seal twice is one."""
        text = seal.to_json()
        key = (seal.token.code, seal.token.period, seal.token.issue)
        with self.transaction():
            had = self._db.execute("SELECT 1 FROM issued WHERE (code, period, issue) = (?, ?, ?)", key)
            if had.fetchone():
                return
            self._db.execute(
                "INSERT INTO issued VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*key, seal.token.form, path, pack.moment(at), seal.plan,
                 pack.employee_json(employee), pack.pack(text)),
            )  # fmt: skip
            self.record_event("issued", seal.token.text, {"path": path, "seal": _sha(text)}, at)

    def seals(self, period: str, code: str) -> tuple[Seal, ...]:
        """Every seal of one employee and period, oldest first."""
        rows = self._db.execute(
            "SELECT seal FROM issued WHERE period = ? AND code = ? ORDER BY issue", (period, code)
        )
        return tuple(pack.seal_of(row[0]) for row in rows)

    def sealed(self, period: str) -> dict[str, tuple[bytes, ...]]:
        """Every seal of a period by employee's code, oldest first, still compressed (`pack.seal_of` opens one)."""
        out: dict[str, tuple[bytes, ...]] = {}
        query = "SELECT code, seal FROM issued WHERE period = ? ORDER BY code, issue"
        for code, data in self._db.execute(query, (period,)):
            out[code] = (*out.get(code, ()), data)
        return out

    def latest_seals(self) -> dict[str, Seal]:
        """The seal of each employee's last issue, by code."""
        rows = self._db.execute("SELECT code, seal, max(issue) FROM issued GROUP BY code ORDER BY code")
        return {code: pack.seal_of(data) for code, data, _ in rows}

    def issued(self) -> dict[str, Sent]:
        """What each employee was issued last, by code."""
        rows = self._db.execute(
            "SELECT code, employee, plan, path, at, max(issue) FROM issued GROUP BY code ORDER BY code"
        )
        return {
            code: Sent(pack.employee_of(employee), issue, plan, path, pack.read_moment(at))
            for code, employee, plan, path, at, issue in rows
        }

    # --- what came ---

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
                arrival.id, arrival.sha256, arrival.name, arrival.origin, arrival.sender,
                pack.moment(arrival.received), arrival.message, arrival.size, arrival.suffix, pack.moment(at),
            )  # fmt: skip
            done = self._db.execute(
                "INSERT INTO arrivals (id, sha256, name, origin, sender, received, message, size, suffix, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                row,
            )
            if not done.rowcount:
                return False
            facts = {
                "sha256": arrival.sha256,
                "name": arrival.name,
                "sender": arrival.sender,
                "received": row[5],
            }
            self.record_event("arrived", arrival.id, facts, at)
        return True

    def arrivals(self) -> list[Arrival]:
        """Everything that came, in the order it was taken in."""
        rows = self._db.execute(f"SELECT {_ARRIVAL} FROM arrivals ORDER BY seq")
        return [_arrival(row) for row in rows]

    def arrival(self, start: str) -> Arrival | None:
        """The workbook whose id begins with `start`; None where there is none or more than one."""
        rows = self._db.execute(
            f"SELECT {_ARRIVAL} FROM arrivals WHERE substr(id, 1, ?) = ? LIMIT 2", (len(start), start)
        ).fetchall()
        return _arrival(rows[0]) if len(rows) == 1 and start else None

    def record_message(self, message: Message, at: datetime) -> None:
        """A mail that came, with what was found in it."""
        found = json.dumps(pack.findings_json(message.findings), ensure_ascii=False)
        with self.transaction():
            done = self._db.execute(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (message.name, message.sha256, message.state, message.sender, message.subject,
                 pack.moment(message.received), json.dumps(message.workbooks), found),
            )  # fmt: skip
            if done.rowcount:
                facts = {"sha256": message.sha256, "state": message.state}
                self.record_event("message", message.name, facts, at)

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

    def record_scan(self, message: str, name: str, sha256: str, suffix: str) -> None:
        """A signed copy that came in a mail."""
        self._db.execute(
            "INSERT INTO scans VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (message, name, sha256, suffix)
        )

    def scans(self) -> dict[str, tuple[str, ...]]:
        """Signed copies by the mail they came in: their files' names in the store."""
        out: dict[str, tuple[str, ...]] = {}
        for message, sha256, suffix in self._db.execute(
            "SELECT message, sha256, suffix FROM scans ORDER BY message, name"
        ):
            out[message] = (*out.get(message, ()), sha256 + suffix)
        return out

    # --- what it was found to be ---

    def record_judgement(
        self, arrival: str, judged: Judged, rules_version: int, at: datetime, basis: str = ""
    ) -> bool:
        """A judgement of a workbook; False where it says what the last one said. `basis`: what it was judged against."""
        head, answers = pack.head_json(judged), pack.answers_json(judged)
        with self.transaction():
            if self._judgement(arrival) == (rules_version, basis, head, answers):
                return False
            self._db.execute(
                "INSERT INTO judgements (arrival, rules, at, verdict, employee, digest, stale, basis, rows, head, answers) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (arrival, rules_version, pack.moment(at), str(judged.verdict), judged.employee,
                 judged.digest, int(judged.stale), basis, len(judged.rows), head, pack.pack(answers)),
            )  # fmt: skip
            facts = {"verdict": str(judged.verdict), "rules": rules_version, "sha256": _sha(head + answers)}
            self.record_event("judged", arrival, facts, at)
        return True

    def bases(self) -> dict[str, tuple[str, str, int]]:
        """Arrival id -> (employee, what it was judged against, version of the rules) of its last judgement."""
        rows = self._db.execute(f"SELECT arrival, employee, basis, rules FROM judgements WHERE {_CURRENT}")
        return {arrival: (employee, basis, rules) for arrival, employee, basis, rules in rows}

    def came(self) -> list[Came]:
        """Everything that came and was judged, as the rules of what counts ask it."""
        closed = self.closed_after()
        rows = self._db.execute(
            "SELECT id, sha256, received, verdict, employee, digest, stale, arrivals.seq "
            f"FROM judgements JOIN arrivals ON arrivals.id = judgements.arrival "
            f"WHERE judgements.{_CURRENT}"
        )
        return [
            Came(
                id, sha256, pack.read_moment(received), Verdict(verdict), employee, digest, bool(stale),
                closed is not None and seq > closed,
            )
            for id, sha256, received, verdict, employee, digest, stale, seq in rows
        ]  # fmt: skip

    def standing(self) -> dict[str, Stood]:
        """What became of each workbook that came, by id; quick, nothing is unpacked."""
        return settle(self.came(), self.decided())

    def versions(self) -> list[Version]:
        """Every workbook that came with its judgement and standing, by time of receipt."""
        return list(self._versions("", ()))

    def counting(self) -> list[Version]:
        """The versions that count, one an employee at most, by code."""
        wanted = [id for id, stood in self.standing().items() if stood.counts]
        return sorted(self.versions_of(wanted), key=lambda version: version.judged.employee)

    def counting_arrivals(self) -> dict[str, Arrival]:
        """The workbook that counts for each employee, by code; quick, nothing is unpacked."""
        came = self.came()
        standing = settle(came, self.decided())
        employees = {one.id: one.employee for one in came if standing[one.id].counts}
        return {employees[one.id]: one for one in self.arrivals() if one.id in employees}

    def versions_of(self, ids: Iterable[str]) -> list[Version]:
        """The versions with these ids, by time of receipt."""
        chosen = json.dumps(sorted(ids))
        return list(self._versions("AND id IN (SELECT value FROM json_each(?))", (chosen,)))

    def _versions(self, where: str, values: tuple[str, ...]) -> Iterator[Version]:
        came, scans = self.came(), self.scans()
        standing = settle(came, self.decided())
        copies = {code: path for code, path, _ in self.copies()}
        late = {one.id for one in came if one.late}
        rows = self._db.execute(
            f"SELECT {_ARRIVAL}, head, answers FROM arrivals JOIN judgements ON arrival = id "
            f"WHERE judgements.{_CURRENT} {where} ORDER BY received, arrivals.sha256, id",
            values,
        )
        for *fact, head, answers in rows:
            arrival, judged = _arrival(fact), pack.judged_of(head, pack.unpack(answers))
            stood = standing[arrival.id]
            if arrival.id in late and stood.verdict is Verdict.HELD:
                judged = _with_closed(judged)
            copy = copies.get(judged.employee, "") if stood.counts else ""
            yield Version(
                arrival, judged, stood.verdict, stood.counts, stood.by, copy, scans.get(arrival.message, ())
            )

    # --- what people decided ---

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
            facts = dict(zip(("what", "rule", "why", "by"), row[1:5], strict=True))
            self.record_event("decided", decision.arrival, facts, decision.at)

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
                "INSERT INTO closings (what, why, decider, at, last) VALUES (?, ?, ?, ?, ?)",
                (closing.what, closing.why, closing.by, pack.moment(closing.at), last),
            )
            facts = {"why": closing.why, "by": closing.by, "last": last}
            self.record_event(closing.what, "", facts, closing.at)

    def closings(self) -> list[Closing]:
        """Every closing and reopening, in order."""
        rows = self._db.execute("SELECT what, why, decider, at FROM closings ORDER BY seq")
        return [Closing(what, why, by, pack.read_moment(at)) for what, why, by, at in rows]

    def closed_after(self) -> int | None:
        """The number of the last arrival before the closing, or None while the period is open."""
        row = self._db.execute("SELECT what, last FROM closings ORDER BY seq DESC LIMIT 1").fetchone()
        return int(row[1]) if row and row[0] == "closed" else None

    # --- readable copies, events ---

    def copies(self) -> list[tuple[str, str, str]]:
        """(employee's code, path in the workspace, SHA-256) of the readable copies as they were last written."""
        return self._db.execute("SELECT code, path, sha256 FROM copies ORDER BY code").fetchall()

    def record_copy(self, code: str, path: str, sha256: str) -> None:
        """Where an employee's readable copy is (an empty SHA-256: the path is taken, nothing lies there)."""
        self._db.execute("INSERT OR REPLACE INTO copies VALUES (?, ?, ?)", (code, path, sha256))

    def record_event(self, kind: str, subject: str, facts: Mapping[str, Any], at: datetime) -> None:
        """One more link of the chain."""
        with self.transaction():
            row = self._db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
            seq, previous = (row[0] + 1, row[1]) if row else (1, START)
            said, when = canonical(facts), pack.moment(at)
            self._db.execute(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)",
                (seq, when, kind, subject, said, previous, link(previous, seq, when, kind, subject, said)),
            )

    def events(self) -> Iterator[Event]:
        """Every event, oldest first."""
        for row in self._db.execute("SELECT * FROM events ORDER BY seq"):
            yield Event(*row)

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

    def _record_note(self, note: Note) -> bool:
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
        self.record_event("noted", canonical({"of": key}), {"text": note.text}, note.at)
        return True

    def _judgement(self, arrival: str) -> tuple[int, str, str, str] | None:
        row = self._db.execute(
            "SELECT rules, basis, head, answers FROM judgements WHERE arrival = ? ORDER BY seq DESC LIMIT 1",
            (arrival,),
        ).fetchone()
        return (row[0], row[1], row[2], pack.unpack(row[3])) if row else None

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
                self.record_event("opened", "", {}, datetime.now(UTC))


_ARRIVAL = "arrivals.id, arrivals.sha256, name, origin, sender, received, message, size, suffix"


def _arrival(row: Iterable[Any]) -> Arrival:
    id, sha256, name, origin, sender, received, message, size, suffix = row
    return Arrival(id, sha256, name, origin, sender, pack.read_moment(received), message, size, suffix)


def _with_closed(judged: Judged) -> Judged:
    return replace(judged, findings=(*judged.findings, finding("I901", field="file")))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
