"""The desk where deliveries are stored, judged and recorded, batch by batch: bytes first, then the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from perfxl.checks.identity import check_file_name
from perfxl.checks.judge import RULES, Judged, Rules
from perfxl.finding import Finding, Verdict
from perfxl.form.plan import Roster
from perfxl.intake.folder import Found
from perfxl.intake.parcel import Letter, Parcel
from perfxl.intake.sender import sender_findings
from perfxl.ledger.files import kept_suffix, store_bytes
from perfxl.ledger.ledger import Ledger, arrival_id
from perfxl.ledger.records import Arrival, Message
from perfxl.month.judging import Bench, Known, Task, fault
from perfxl.month.kept import NotKept, kept_bytes
from perfxl.texts import finding, severities, weighed
from perfxl.workspace import Workspace

BATCH = 64  # parcels judged and recorded together, in one transaction
BATCH_BYTES = 64 * 1024 * 1024
_HANDS = 8  # threads that store: most of the time goes into waiting for the disk to flush


@dataclass(frozen=True, slots=True)
class Delivery:
    """One source opened: a file of a folder (`found`), or a mail fetched from a mailbox (`found` is None)."""

    name: str
    data: bytes
    items: tuple[Parcel | Letter, ...]
    received: datetime
    found: Found | None = None


@dataclass(frozen=True)
class Desk:
    """Where deliveries are stored, judged and recorded, batch by batch."""

    workspace: Workspace
    ledger: Ledger
    bench: Bench
    known: Known
    roster: Roster
    listed: frozenset[str]  # the codes in the roster
    at: datetime

    def take(self, deliveries: Iterable[Delivery]) -> tuple[list[str], list[Message]]:
        """(ids of the workbooks that are new, mails that came)."""
        came: list[str] = []
        messages: list[Message] = []
        for batch in _batches(deliveries):
            ids, mails = self._batch(batch)
            came += ids
            messages += mails
        return came, messages

    def judge_again(self, wanted: Callable[[Desk, str, str, str], bool]) -> tuple[list[str], list[str]]:
        """Judges what is wanted anew: (ids whose judgement came out different, names of those whose bytes are not in
        the store as they came, which keep their judgement). What was closed stays as it is."""
        if self.ledger.closed_after() is not None:
            return [], []
        waived = self.ledger.waived()
        bases = self.ledger.bases()
        chosen = [
            arrival
            for arrival in self.ledger.arrivals()
            if wanted(self, bases[arrival.id][0], bases[arrival.id][1], _waived(waived, arrival.id))
        ]
        changed: list[str] = []
        unkept: list[str] = []
        for start in range(0, len(chosen), BATCH):
            kept = self._kept(chosen[start : start + BATCH], unkept)
            changed += self._again(kept, bases)
        return changed, unkept

    def basis(self, employee: str, waived: str, gone: bool) -> str:
        """What a judgement rests on: the number of issues of its employee, rules waived, whether in the roster."""
        return f"{len(self.known.sealed.get(employee, ()))}|{waived}|{'gone' if gone else ''}"

    def is_gone(self, employee: str) -> bool:
        """Whether somebody was issued a workbook and is not in the roster any more."""
        return employee in self.known.sealed and employee not in self.listed

    def rules(self, waived: frozenset[str] = frozenset()) -> Rules:
        """The workspace's rules with HR's severities."""
        return self.workspace.rules_with(self.roster.settings, waived)

    def _batch(self, batch: Sequence[Delivery]) -> tuple[list[str], list[Message]]:
        with ThreadPoolExecutor(_HANDS) as hands:
            kept = list(hands.map(self._keep, batch))
        workbooks = [workbook for one in kept for workbook in one.workbooks]
        messages = [message for one in kept for message in one.messages]
        judged = self.bench.judge([Task(data, self.rules()) for _, data in workbooks])
        with self.ledger.transaction():
            new = [
                arrival.id
                for (arrival, _), found in zip(workbooks, judged, strict=True)
                if self._record(arrival, found)
            ]
            for scan in (scan for one in kept for scan in one.scans):
                self.ledger.record_scan(*scan, self.at)
            for message in messages:
                self.ledger.record_message(message, self.at)
                if message.message_id:
                    self.ledger.record_mail_id(message.name, message.message_id)
            for delivery in batch:
                self._remember(delivery)
        return new, messages

    def _keep(self, delivery: Delivery) -> _Kept:
        """Everything of a delivery in the store, and what is to be recorded of it."""
        sha256 = self._stored(delivery)
        workbooks: list[tuple[Arrival, bytes]] = []
        messages: list[Message] = []
        scans: list[tuple[str, str, str, str]] = []
        for item in delivery.items:
            if isinstance(item, Parcel):
                workbooks.append((self._arrival(item), item.data))
                continue
            own = [(self._arrival(parcel), parcel.data) for parcel in item.parcels]
            workbooks += own
            messages.append(_message(item, sha256, [arrival.id for arrival, _ in own]))
            for name, data in item.scans:
                sha = store_bytes(self.workspace.store, data, kept_suffix(name))
                scans.append((item.name, name, sha, kept_suffix(name)))
        if not delivery.items:
            messages.append(_nothing(delivery, sha256))
        return _Kept(workbooks, messages, scans)

    def _stored(self, delivery: Delivery) -> str:
        """The delivery's SHA-256; its bytes are in the store unless it is a mail that is none of ours."""
        letters = [item for item in delivery.items if isinstance(item, Letter)]
        private = delivery.found is None and not any(one.parcels or one.signs for one in letters)
        if private or not delivery.data:
            return hashlib.sha256(delivery.data).hexdigest()
        return store_bytes(self.workspace.store, delivery.data, kept_suffix(delivery.name))

    def _arrival(self, parcel: Parcel) -> Arrival:
        suffix = kept_suffix(parcel.name)
        sha256 = store_bytes(self.workspace.store, parcel.data, suffix)
        return Arrival(
            arrival_id(sha256, parcel.name), sha256, parcel.name, parcel.origin, parcel.sender,
            parcel.received, parcel.message, len(parcel.data), suffix,
        )  # fmt: skip

    def _record(self, arrival: Arrival, judged: Judged) -> bool:
        if not self.ledger.record_arrival(arrival, self.at):
            return False
        self._record_judged(arrival, self._with_sender(arrival, judged), "", self.is_gone(judged.employee))
        return True

    def _with_sender(self, arrival: Arrival, judged: Judged) -> Judged:
        """The judgement with what is to be noted about the address that the workbook came from, and about its name."""
        if not judged.employee or not judged.token:
            return judged
        changed, people = self.rules().severities, {e.code: e.signature for e in self.roster.employees}
        noted = (
            *sender_findings(arrival.sender, judged.employee, self.roster),
            *check_file_name(arrival.name, judged.token, people),
        )
        return replace(judged, findings=(*judged.findings, *(weighed(f, changed) for f in noted)))

    def _record_judged(self, arrival: Arrival, judged: Judged, waived: str, gone: bool) -> bool:
        basis = self.basis(judged.employee, waived, gone)
        known = _gone(judged) if gone else judged
        try:
            return self.ledger.record_judgement(arrival.id, known, RULES, self.at, basis)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:  # it cannot be kept as it is
            held = fault(f"{type(error).__name__}: {error}")
            return self.ledger.record_judgement(
                arrival.id, held, RULES, self.at, self.basis("", waived, False)
            )

    def _remember(self, delivery: Delivery) -> None:
        if delivery.found:
            found = delivery.found
            sha256 = hashlib.sha256(delivery.data).hexdigest()
            self.ledger.remember_path(found.name, found.size, found.mtime, sha256)

    def _kept(self, arrivals: Sequence[Arrival], unkept: list[str]) -> list[tuple[Arrival, bytes]]:
        """The arrivals with their bytes; those that are not kept as they came are named in `unkept`."""
        kept = []
        for arrival in arrivals:
            try:
                kept.append((arrival, kept_bytes(self.workspace, arrival)))
            except NotKept as error:
                unkept.append(error.file)
        return kept

    def _again(
        self, kept: Sequence[tuple[Arrival, bytes]], bases: dict[str, tuple[str, str, int]]
    ) -> list[str]:
        waived = self.ledger.waived()
        tasks = [Task(data, self.rules(waived.get(arrival.id, frozenset()))) for arrival, data in kept]
        changed = []
        with self.ledger.transaction():
            for (arrival, _), judged in zip(kept, self.bench.judge(tasks), strict=True):
                gone = bases[arrival.id][1].endswith("|gone") and self.is_gone(judged.employee)
                known = self._with_sender(arrival, judged)
                if self._record_judged(arrival, known, _waived(waived, arrival.id), gone):
                    changed.append(arrival.id)
        return changed


@dataclass(frozen=True, slots=True)
class _Kept:
    workbooks: list[tuple[Arrival, bytes]]
    messages: list[Message]
    scans: list[tuple[str, str, str, str]]


def _batches(deliveries: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Deliveries in batches of some parcels and bytes."""
    batch: list[Delivery] = []
    weight = size = 0
    for delivery in deliveries:
        batch.append(delivery)
        weight += sum(1 if isinstance(item, Parcel) else len(item.parcels) for item in delivery.items)
        size += len(delivery.data)
        if weight >= BATCH or size >= BATCH_BYTES or len(batch) >= BATCH:
            yield batch
            batch, weight, size = [], 0, 0
    if batch:
        yield batch


def is_outdated(desk: Desk, employee: str, basis: str, waived: str) -> bool:
    """Whether a judgement rests on what has changed since: a newer issue, a rule waived, a return to the roster."""
    gone = basis.endswith("|gone") and desk.is_gone(employee)
    return basis != desk.basis(employee, waived, gone)


def _waived(waived: dict[str, frozenset[str]], arrival: str) -> str:
    return ",".join(sorted(waived.get(arrival, ())))


def _gone(judged: Judged) -> Judged:
    """A workbook of somebody who is not in the roster any more: held, unless it is refused anyway."""
    if judged.verdict is Verdict.REFUSED:
        return judged
    trouble = finding("I902", field="identity", who=judged.employee)
    return replace(judged, verdict=Verdict.HELD, findings=(*judged.findings, trouble))


def _message(letter: Letter, sha256: str, workbooks: list[str]) -> Message:
    found = tuple(
        Finding(code, severities()[code], field="file", facts=dict(facts)) for code, facts in letter.signs
    )
    state = "workbooks" if workbooks else "needs a person" if found else "nothing found"
    return Message(
        letter.name,
        sha256,
        state,
        letter.sender,
        letter.subject,
        letter.received,
        tuple(workbooks),
        found,
        letter.message_id,
    )


def _nothing(delivery: Delivery, sha256: str) -> Message:
    return Message(delivery.name, sha256, "nothing found", "", "", delivery.received, ())
