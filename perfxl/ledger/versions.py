"""What became of each workbook that came: its judgement, and its standing after the rules and people's decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from perfxl.checks.answers import changed_rows
from perfxl.checks.judge import Judged
from perfxl.finding import Verdict
from perfxl.form.mail_address import folded_address
from perfxl.ledger import pack
from perfxl.ledger.arrivals import ARRIVAL_COLUMNS, Arrivals, arrival_of
from perfxl.ledger.closings import Closings
from perfxl.ledger.decision_log import Decisions
from perfxl.ledger.event_log import EventLog
from perfxl.ledger.judgements import CURRENT
from perfxl.ledger.known_copies import Copies
from perfxl.ledger.messages import Messages
from perfxl.ledger.records import Arrival, Version
from perfxl.ledger.standing import STRANGER, Came, Stood, settle
from perfxl.texts import finding

_MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Survey:
    """How everything stands at one moment: standing by id, signed copies by mail, readable copies by code, what came late."""

    standing: Mapping[str, Stood]
    scans: Mapping[str, tuple[str, ...]]
    copies: Mapping[str, str]
    late: frozenset[str]


class Versions:
    """The workbooks that came with what they were judged to be and how they stand."""

    def __init__(self, events: EventLog) -> None:
        self._db = events.db
        self._arrivals, self._decisions, self._closings = (
            Arrivals(events),
            Decisions(events),
            Closings(events),
        )
        self._messages, self._copies = Messages(events), Copies(events)

    def came(self) -> list[Came]:
        """Everything that came and was judged, as the rules of what counts ask it."""
        closed = self._closings.closed_after()
        rows = self._db.execute(
            "SELECT id, sha256, received, verdict, employee, digest, stale, arrivals.seq, "
            f"instr(head, '\"{STRANGER}\"'), saved, "
            "EXISTS (SELECT 1 FROM sent_bytes WHERE sent_bytes.sha256 = arrivals.sha256) "
            f"FROM judgements JOIN arrivals ON arrivals.id = judgements.arrival "
            f"WHERE judgements.{CURRENT}"
        )
        return [
            Came(
                id, sha256, pack.read_moment(received), Verdict(verdict), employee, digest, bool(stale),
                closed is not None and seq > closed, bool(stranger),
                pack.read_moment(saved) if saved else None, bool(blank),
            )
            for id, sha256, received, verdict, employee, digest, stale, seq, stranger, saved, blank in rows
        ]  # fmt: skip

    def standing(self) -> dict[str, Stood]:
        """What became of each workbook that came, by id; quick, nothing is unpacked."""
        return settle(self.came(), self._decisions.last())

    def all(self) -> list[Version]:
        """Every workbook that came with its judgement and standing, by time of receipt."""
        return list(self._versions("", ()))

    def counting(self) -> list[Version]:
        """The versions that count, one an employee at most, by code."""
        wanted = [id for id, stood in self.standing().items() if stood.counts]
        return sorted(self.of(wanted), key=lambda version: version.judged.employee)

    def counting_arrivals(self) -> dict[str, Arrival]:
        """The workbook that counts for each employee, by code; quick, nothing is unpacked."""
        came = self.came()
        standing = settle(came, self._decisions.last())
        employees = {version.id: version.employee for version in came if standing[version.id].counts}
        return {employees[arrival.id]: arrival for arrival in self._arrivals.all() if arrival.id in employees}

    def of(self, ids: Iterable[str]) -> list[Version]:
        """The versions with these ids, by time of receipt."""
        chosen = json.dumps(sorted(ids))
        return list(self._versions("AND id IN (SELECT value FROM json_each(?))", (chosen,)))

    def outlines(self, ids: Iterable[str]) -> list[Version]:
        """Like of, the rows left out: a large collection is told of in a few KB a workbook."""
        chosen = json.dumps(sorted(ids))
        versions = self._versions("AND id IN (SELECT value FROM json_each(?))", (chosen,))
        return [replace(version, judged=replace(version.judged, rows=())) for version in versions]

    def judged(self, ids: Iterable[str]) -> list[tuple[Arrival, Judged]]:
        """The workbooks with these ids and what they were judged to be by themselves, by time of receipt."""
        rows = self._db.execute(
            f"SELECT {ARRIVAL_COLUMNS}, head, answers FROM arrivals JOIN judgements ON arrival = id "
            f"WHERE judgements.{CURRENT} AND id IN (SELECT value FROM json_each(?)) "
            "ORDER BY received, arrivals.sha256, id",
            (json.dumps(sorted(ids)),),
        )
        return [
            (arrival_of(fact), pack.judged_of(head, pack.unpack(answers))) for *fact, head, answers in rows
        ]

    def senders(self) -> dict[str, set[str]]:
        """Address (folded) -> the codes of those whose workbooks came from it."""
        out: dict[str, set[str]] = {}
        rows = self._db.execute(
            f"SELECT DISTINCT sender, employee FROM judgements JOIN arrivals ON arrivals.id = judgements.arrival "
            f"WHERE sender <> '' AND employee <> '' AND judgements.{CURRENT}"
        )
        for sender, employee in rows:
            out.setdefault(folded_address(sender), set()).add(employee)
        return out

    def survey(self) -> Survey:
        """How everything stands, for many questions about some of it."""
        came = self.came()
        return Survey(
            settle(came, self._decisions.last()),
            self._messages.scans(),
            {code: path for code, path, _ in self._copies.all()},
            frozenset(version.id for version in came if version.late),
        )

    def each(self, survey: Survey, ids: Iterable[str]) -> Iterator[Version]:
        """Like of, one by one, without asking again how everything stands."""
        chosen = json.dumps(sorted(ids))
        return self._versions("AND id IN (SELECT value FROM json_each(?))", (chosen,), survey)

    def _versions(
        self, where: str, values: tuple[str, ...], survey: Survey | None = None
    ) -> Iterator[Version]:
        seen = survey or self.survey()
        rows = self._db.execute(
            f"SELECT {ARRIVAL_COLUMNS}, head, answers FROM arrivals JOIN judgements ON arrival = id "
            f"WHERE judgements.{CURRENT} {where} ORDER BY received, arrivals.sha256, id",
            values,
        )
        for *fact, head, answers in rows:
            arrival, judged = arrival_of(fact), pack.judged_of(head, pack.unpack(answers))
            stood = seen.standing[arrival.id]
            if arrival.id in seen.late and stood.verdict is Verdict.HELD:
                judged = _with(judged, "I901")
            elif judged.verdict is Verdict.ACCEPTED and stood.verdict is Verdict.HELD and stood.by:
                if any(f.code == STRANGER for f in judged.findings):
                    judged = _with(judged, "I903")
                judged = self._with_newer(judged, stood.by)
            copy = seen.copies.get(judged.employee, "") if stood.counts else ""
            own = seen.scans.get(arrival.message, ())
            yield Version(
                arrival, judged, stood.verdict, stood.counts, stood.by, copy, own, judged.answered_rows
            )

    def _with_newer(self, judged: Judged, newer: str) -> Judged:
        """Saved before the one that counts: told with both dates, and the rows that differ."""
        ((_, other),) = self.judged([newer])
        if not judged.saved or not other.saved or judged.saved >= other.saved:
            return judged
        rows = changed_rows(other.rows, judged.rows)
        note = finding(
            "I904", field="file", saved=_day(judged.saved), newer=_day(other.saved),
            rows=", ".join(rows[:_MOST_ROWS]) + (" …" if len(rows) > _MOST_ROWS else ""),
        )  # fmt: skip
        return replace(judged, findings=(*judged.findings, note))


def _day(saved: str) -> str:
    return f"{datetime.fromisoformat(saved):%Y.%m.%d}" if saved else "-"


def _with(judged: Judged, code: str) -> Judged:
    return replace(judged, findings=(*judged.findings, finding(code, field="file")))
