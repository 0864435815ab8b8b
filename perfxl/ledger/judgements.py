"""What each workbook was found to be, judgement after judgement."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from perfxl.checks.judge import Judged
from perfxl.finding import Verdict
from perfxl.ledger import facts, pack
from perfxl.ledger.basis import Basis
from perfxl.ledger.event_log import EventLog

CURRENT = "seq = (SELECT max(seq) FROM judgements AS later WHERE later.arrival = judgements.arrival)"


@dataclass(frozen=True, slots=True)
class JudgedOn:
    """What a judgement rests on: whose the workbook is, what was known of him or her, the version of the rules."""

    employee: str
    basis: Basis | None
    rules: int
    verdict: Verdict = Verdict.REFUSED


class Judgements:
    """Every judgement; the last one of a workbook is the one that stands."""

    def __init__(self, events: EventLog) -> None:
        self._events, self._db = events, events.db

    def record(
        self, arrival: str, judged: Judged, rules_version: int, at: datetime, basis: Basis | None = None
    ) -> bool:
        """A judgement of a workbook; False where it says what the last one said. `basis`: what it was judged against."""
        head, answers = pack.head_json(judged), pack.answers_json(judged)
        text = basis.text if basis else ""
        with self._events.transaction():
            if self._judgement(arrival) == (rules_version, text, head, answers):
                return False
            self._db.execute(
                "INSERT INTO judgements (arrival, rules, at, verdict, employee, digest, stale, basis, rows, head, answers, saved) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (arrival, rules_version, pack.moment(at), str(judged.verdict), judged.employee,
                 judged.digest, int(judged.stale), text, len(judged.rows), head, pack.pack(answers), judged.saved),
            )  # fmt: skip
            spelt = facts.of_judgement(str(judged.verdict), rules_version, text, head, answers)
            self._events.record("judged", arrival, spelt, at)
        return True

    def bases(self) -> dict[str, JudgedOn]:
        """Arrival id -> what its last judgement rests on."""
        rows = self._db.execute(
            f"SELECT arrival, employee, basis, rules, verdict FROM judgements WHERE {CURRENT}"
        )
        return {
            arrival: JudgedOn(employee, Basis.read(basis), rules, Verdict(verdict))
            for arrival, employee, basis, rules, verdict in rows
        }

    def numbers(self, ids: Iterable[str]) -> dict[str, int]:
        """Arrival id -> the number of its last judgement; a new judgement has a new number."""
        rows = self._db.execute(
            "SELECT arrival, max(seq) FROM judgements WHERE arrival IN (SELECT value FROM json_each(?)) "
            "GROUP BY arrival",
            (json.dumps(sorted(ids)),),
        )
        return dict(rows.fetchall())

    def _judgement(self, arrival: str) -> tuple[int, str, str, str] | None:
        row = self._db.execute(
            "SELECT rules, basis, head, answers FROM judgements WHERE arrival = ? ORDER BY seq DESC LIMIT 1",
            (arrival,),
        ).fetchone()
        return (row[0], row[1], row[2], pack.unpack(row[3])) if row else None
