"""What was issued, and to whom."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from perfxl.form.plan import Employee
from perfxl.form.seal import Seal
from perfxl.ledger import facts, pack
from perfxl.ledger.event_log import EventLog
from perfxl.ledger.records import Sealed, Sent


class IssuedWorkbooks:
    """The issued workbooks, and the macros that went out with some of them."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def record(self, seal: Seal, employee: Employee, path: str, at: datetime) -> None:
        """An issued workbook; `path` as it stands in the workspace. The same seal twice is one."""
        self.record_sealed(pack.sealed_of(seal.token, seal.plan, seal.to_json()), employee, path, at)

    def record_sealed(self, seal: Sealed, employee: Employee, path: str, at: datetime) -> None:
        """An issued workbook whose seal is packed already."""
        token, who = seal.token, pack.employee_json(employee)
        key = (token.code, token.period, token.issue)
        with self._events.transaction():
            had = self._db.execute("SELECT 1 FROM issued WHERE (code, period, issue) = (?, ?, ?)", key)
            if had.fetchone():
                return
            self._db.execute(
                "INSERT INTO issued VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*key, token.form, path, pack.moment(at), seal.plan, who, seal.packed),
            )
            self._events.record("issued", token.text, facts.of_issue(path, who, seal.digest), at)

    def seals(self, period: str, code: str) -> tuple[Seal, ...]:
        """Every seal of one employee and period, oldest first."""
        rows = self._db.execute(
            "SELECT seal FROM issued WHERE period = ? AND code = ? ORDER BY issue", (period, code)
        )
        return tuple(pack.seal_of(row[0]) for row in rows)

    def packed(self, period: str, codes: Iterable[str]) -> dict[str, tuple[bytes, ...]]:
        """The seals of employees by code, oldest first, still compressed (`pack.seal_of` opens one); none for a code
        that nothing was issued to."""
        out: dict[str, tuple[bytes, ...]] = dict.fromkeys(codes, ())
        query = (
            "SELECT code, seal FROM issued WHERE code IN (SELECT value FROM json_each(?)) AND period = ? "
            "ORDER BY code, issue"
        )
        for code, data in self._db.execute(query, (json.dumps([pack.sound(code) for code in out]), period)):
            if code in out:  # what is no text that can be kept finds nobody
                out[code] = (*out[code], data)
        return out

    def counts(self, period: str) -> dict[str, int]:
        """How many workbooks each employee was issued in a period, by code; nobody with none."""
        query = "SELECT code, count(*) FROM issued WHERE period = ? GROUP BY code"
        return dict(self._db.execute(query, (period,)).fetchall())

    def latest_seals(self) -> dict[str, Seal]:
        """The seal of each employee's last issue, by code."""
        rows = self._db.execute("SELECT code, seal, max(issue) FROM issued GROUP BY code ORDER BY code")
        return {code: pack.seal_of(data) for code, data, _ in rows}

    def last(self) -> dict[str, Sent]:
        """What each employee was issued last, by code."""
        rows = self._db.execute(
            "SELECT code, employee, plan, path, at, max(issue) FROM issued GROUP BY code ORDER BY code"
        )
        return {
            code: Sent(pack.employee_of(employee), issue, plan, path, pack.read_moment(at))
            for code, employee, plan, path, at, issue in rows
        }

    def record_bytes(self, code: str, sha256: str, at: datetime) -> None:
        """The bytes of a workbook that goes out to an employee: they are nobody's answer when they come back."""
        row = (sha256, code, pack.moment(at))
        self._db.execute("INSERT OR IGNORE INTO sent_bytes (sha256, code, at) VALUES (?, ?, ?)", row)

    def digests(self, code: str, at: datetime) -> frozenset[str]:
        """The SHA-256 of what was issued to an employee at a moment; none where a ledger of an earlier version kept none."""
        query = "SELECT sha256 FROM sent_bytes WHERE (code, at) = (?, ?)"
        return frozenset(sha256 for (sha256,) in self._db.execute(query, (code, pack.moment(at))))

    def sent_bytes(self) -> dict[str, str]:
        """SHA-256 -> employee's code, of every workbook that went out."""
        return dict(self._db.execute("SELECT sha256, code FROM sent_bytes").fetchall())

    def record_macros(self, marks: Iterable[str]) -> None:
        """Marks of the macro modules that go out; those that went out earlier stay known."""
        with self._events.transaction():
            for mark in marks:
                self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, '')", (f"macro {mark}",))

    def macros(self) -> frozenset[str]:
        """The marks of every macro module that was issued here."""
        rows = self._db.execute("SELECT name FROM meta WHERE name LIKE 'macro %'")
        return frozenset(name.removeprefix("macro ") for (name,) in rows)
