"""What each workbook was found to be, and what became of it after the rules and people's decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from perfxl.checks.judge import Judged
from perfxl.finding import Verdict
from perfxl.ledger import facts, pack
from perfxl.ledger.arrivals import ARRIVAL_COLUMNS, Arrivals, arrival_of
from perfxl.ledger.notes import Words
from perfxl.ledger.records import Arrival, Version
from perfxl.ledger.standing import Came, Stood, settle
from perfxl.texts import finding

_CURRENT = "seq = (SELECT max(seq) FROM judgements AS later WHERE later.arrival = judgements.arrival)"


@dataclass(frozen=True, slots=True)
class Survey:
    """How everything stands at one moment: standing by id, signed copies by mail, readable copies by code, what came late."""

    standing: Mapping[str, Stood]
    scans: Mapping[str, tuple[str, ...]]
    copies: Mapping[str, str]
    late: frozenset[str]


class Judgements(Arrivals, Words):
    """Judgements, and the versions that follow from them."""

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
            said = facts.of_judgement(str(judged.verdict), rules_version, basis, head, answers)
            self.record_event("judged", arrival, said, at)
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

    def outlines_of(self, ids: Iterable[str]) -> list[Version]:
        """Like versions_of, the rows left out: a large collection is told of in a few KB a workbook."""
        chosen = json.dumps(sorted(ids))
        versions = self._versions("AND id IN (SELECT value FROM json_each(?))", (chosen,))
        return [replace(one, judged=replace(one.judged, rows=())) for one in versions]

    def judged_of(self, ids: Iterable[str]) -> list[tuple[Arrival, Judged]]:
        """The workbooks with these ids and what they were judged to be by themselves, by time of receipt."""
        rows = self._db.execute(
            f"SELECT {ARRIVAL_COLUMNS}, head, answers FROM arrivals JOIN judgements ON arrival = id "
            f"WHERE judgements.{_CURRENT} AND id IN (SELECT value FROM json_each(?)) "
            "ORDER BY received, arrivals.sha256, id",
            (json.dumps(sorted(ids)),),
        )
        return [
            (arrival_of(fact), pack.judged_of(head, pack.unpack(answers))) for *fact, head, answers in rows
        ]

    def judged_last(self, ids: Iterable[str]) -> dict[str, int]:
        """Arrival id -> the number of its last judgement; a new judgement has a new number."""
        rows = self._db.execute(
            "SELECT arrival, max(seq) FROM judgements WHERE arrival IN (SELECT value FROM json_each(?)) "
            "GROUP BY arrival",
            (json.dumps(sorted(ids)),),
        )
        return dict(rows.fetchall())

    def arrivals_of(self, ids: Iterable[str]) -> list[Arrival]:
        """The workbooks with these ids as facts, by time of receipt; nothing is unpacked."""
        rows = self._db.execute(
            f"SELECT {ARRIVAL_COLUMNS} FROM arrivals WHERE id IN (SELECT value FROM json_each(?)) "
            "ORDER BY received, sha256, id",
            (json.dumps(sorted(ids)),),
        )
        return [arrival_of(row) for row in rows]

    def survey(self) -> Survey:
        """How everything stands, for many questions about some of it."""
        came = self.came()
        return Survey(
            settle(came, self.decided()),
            self.scans(),
            {code: path for code, path, _ in self.copies()},
            frozenset(one.id for one in came if one.late),
        )

    def versions_in(self, survey: Survey, ids: Iterable[str]) -> Iterator[Version]:
        """Like versions_of, one by one, without asking again how everything stands."""
        chosen = json.dumps(sorted(ids))
        return self._versions("AND id IN (SELECT value FROM json_each(?))", (chosen,), survey)

    def _versions(
        self, where: str, values: tuple[str, ...], survey: Survey | None = None
    ) -> Iterator[Version]:
        seen = survey or self.survey()
        rows = self._db.execute(
            f"SELECT {ARRIVAL_COLUMNS}, head, answers FROM arrivals JOIN judgements ON arrival = id "
            f"WHERE judgements.{_CURRENT} {where} ORDER BY received, arrivals.sha256, id",
            values,
        )
        for *fact, head, answers in rows:
            arrival, judged = arrival_of(fact), pack.judged_of(head, pack.unpack(answers))
            stood = seen.standing[arrival.id]
            if arrival.id in seen.late and stood.verdict is Verdict.HELD:
                judged = _with_closed(judged)
            copy = seen.copies.get(judged.employee, "") if stood.counts else ""
            own = seen.scans.get(arrival.message, ())
            answered = sum(bool(row.achieved.strip() or row.percent_text.strip()) for row in judged.rows)
            yield Version(arrival, judged, stood.verdict, stood.counts, stood.by, copy, own, answered)

    def _judgement(self, arrival: str) -> tuple[int, str, str, str] | None:
        row = self._db.execute(
            "SELECT rules, basis, head, answers FROM judgements WHERE arrival = ? ORDER BY seq DESC LIMIT 1",
            (arrival,),
        ).fetchone()
        return (row[0], row[1], row[2], pack.unpack(row[3])) if row else None


def _with_closed(judged: Judged) -> Judged:
    return replace(judged, findings=(*judged.findings, finding("I901", field="file")))
