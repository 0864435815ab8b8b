"""The desk where deliveries are stored, judged and recorded, batch by batch: bytes first, then the ledger."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

from perfxl.checks.identity import check_file_name
from perfxl.checks.judge import RULES, Judged, Rules
from perfxl.collect.deliveries import BATCH, Delivery, in_batches, message_of, message_of_nothing
from perfxl.collect.filled_by import FilledBy
from perfxl.collect.judging import Bench, Task, fault
from perfxl.finding import Verdict
from perfxl.form.mail_address import folded_address
from perfxl.form.plan import Employee
from perfxl.intake.parcel import Mail, Parcel
from perfxl.intake.sender import Senders
from perfxl.ledger.basis import Basis
from perfxl.ledger.judgements import JudgedOn
from perfxl.ledger.records import Arrival, Message, short_id
from perfxl.storage.files import kept_suffix, store_bytes
from perfxl.texts import finding, weighed
from perfxl.workspace.run import Run
from perfxl.workspace.stored_bytes import NotKept, kept_bytes
from perfxl.workspace.workers import CHUNK, deaf

Recorded = Callable[[Sequence[str]], None]  # told of names of deliveries
Judgements = Callable[[], list[Judged]]
Waived = Mapping[str, frozenset[str]]
Wanted = Callable[["Batches", JudgedOn, frozenset[str]], bool]
_THREADS = 8  # threads that store: most of the time goes into waiting for the disk to flush


@dataclass(frozen=True)
class Batches:
    """Where deliveries are stored, judged and recorded, batch by batch. While a batch is judged elsewhere, the next is
    stored here and the one before recorded. `issues` is how many workbooks each employee was issued, by code."""

    run: Run
    bench: Bench
    issues: Mapping[str, int]

    def collect(
        self, deliveries: Iterable[Delivery], recorded: Recorded | None = None
    ) -> tuple[list[str], list[Message]]:
        """(ids of the workbooks that are new, mails that came). `recorded` is told of each batch that is in the ledger."""
        came: list[str] = []
        messages: list[Message] = []
        for batch in self._judged(deliveries):
            judged = batch.judgements()
            with deaf():  # whoever stops a run stops it between two batches
                came += self._put_down(batch, judged)
                messages += batch.messages
                if recorded:
                    recorded([delivery.name for delivery in batch.deliveries])
        return came, messages

    def _judged(self, deliveries: Iterable[Delivery]) -> Iterator[_Batch]:
        """The batches in their order; as many are under way as the workers can work on, and one more."""
        ahead = 1 + 2 * self.bench.workers.count * CHUNK // BATCH if self.bench.workers.count else 0
        under_way: deque[_Batch] = deque()
        with ThreadPoolExecutor(_THREADS) as threads:
            for batch in in_batches(deliveries):
                under_way.append(self._begun(batch, threads))
                if len(under_way) > ahead:
                    yield under_way.popleft()
            yield from under_way

    def judge_again(self, wanted: Wanted) -> tuple[list[str], list[str]]:
        """Judges what is wanted anew: (ids whose judgement came out different, names of those whose bytes are not in
        the store as they came, which keep their judgement). What was closed stays as it is."""
        if self.run.ledger.closings.is_closed:
            return [], []
        waived = self.run.ledger.decisions.waived()
        bases = self.run.ledger.judgements.bases()
        chosen = [
            arrival
            for arrival in self.run.ledger.arrivals.all()
            if wanted(self, bases[arrival.id], waived.get(arrival.id, frozenset()))
        ]
        unkept: list[str] = []
        parts = (chosen[start : start + BATCH] for start in range(0, len(chosen), BATCH))
        changed = [
            id
            for kept, judged in self._judged_again(parts, waived, unkept)
            for id in self._put_again(kept, judged(), bases, waived)
        ]
        return changed, unkept

    def _judged_again(
        self, parts: Iterable[Sequence[Arrival]], waived: Waived, unkept: list[str]
    ) -> Iterator[tuple[list[Arrival], Judgements]]:
        """Each part's arrivals whose bytes are kept, and their judgements, begun one part ahead."""
        before: tuple[list[Arrival], Judgements] | None = None
        for part in parts:
            kept = self._kept(part, unkept)
            tasks = [Task(data, self.rules(waived.get(a.id, frozenset()))) for a, data in kept]
            begun = ([arrival for arrival, _ in kept], self.bench.start(tasks))
            if before:
                yield before
            before = begun
        if before:
            yield before

    def basis(self, employee: str, waived: frozenset[str], gone: bool) -> Basis:
        """What a judgement of somebody's workbook rests on now."""
        return Basis(self.issues.get(employee, 0), waived, gone)

    def is_gone(self, employee: str) -> bool:
        """Whether somebody was issued a workbook and is not in the roster any more."""
        return employee in self.issues and employee not in self._people

    def rules(self, waived: frozenset[str] = frozenset()) -> Rules:
        """The workspace's rules with HR's severities."""
        return replace(self.run.workspace.rules_with(self.run.roster.settings, waived), macros=self._macros)

    @cached_property
    def _macros(self) -> frozenset[str]:
        return self.run.ledger.issued.macros()

    @cached_property
    def _sent(self) -> Mapping[str, str]:
        """SHA-256 of what went out -> whose it is."""
        return self.run.ledger.issued.sent_bytes()

    @cached_property
    def _rules(self) -> Rules:
        return self.rules()

    @cached_property
    def _people(self) -> Mapping[str, Employee]:
        return {employee.code: employee for employee in self.run.roster.employees}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {code: employee.signature for code, employee in self._people.items()}

    @cached_property
    def _senders(self) -> Senders:
        return Senders.of(self.run.roster)

    def _begun(self, deliveries: Sequence[Delivery], threads: ThreadPoolExecutor) -> _Batch:
        """The bytes stored, the judging begun."""
        _ = self._sent, self._people  # asked here: the ledger is this thread's
        kept = list(threads.map(self._keep, deliveries))
        workbooks = [workbook for put_away in kept for workbook in put_away.workbooks]
        return _Batch(
            deliveries,
            [arrival for arrival, _ in workbooks],
            [message for put_away in kept for message in put_away.messages],
            [scan for put_away in kept for scan in put_away.scans],
            self.bench.start([Task(data, self._rules) for _, data in workbooks]),
        )

    def _put_down(self, batch: _Batch, judged: Sequence[Judged]) -> list[str]:
        """The batch recorded; ids of the workbooks that are new."""
        for arrival, judgement in zip(batch.arrivals, judged, strict=True):
            self._filled_by.sent(arrival.sender, judgement.employee)
        with self.run.ledger.transaction():
            new = [
                arrival.id
                for arrival, judgement in zip(batch.arrivals, judged, strict=True)
                if self._record(arrival, judgement)
            ]
            for scan in batch.scans:
                self.run.ledger.messages.record_scan(*scan, self.run.at)
            for message in batch.messages:
                self.run.ledger.messages.record(message, self.run.at)
                if message.message_id:
                    self.run.ledger.messages.record_id(message.name, message.message_id)
            for delivery in batch.deliveries:
                self._remember(delivery)
        return new

    def _keep(self, delivery: Delivery) -> _Opened:
        """Everything of a delivery in the store, and what is to be recorded of it."""
        sha256 = self._stored(delivery)
        workbooks: list[tuple[Arrival, bytes]] = []
        messages: list[Message] = []
        scans: list[tuple[str, str, str, str]] = []
        for item in delivery.items:
            if isinstance(item, Parcel):
                workbooks.append((self._arrival(item), item.data))
                continue
            own = [(self._arrival(parcel), parcel.data) for parcel in self._answers(item)]
            workbooks += own
            messages.append(message_of(item, sha256, [arrival.id for arrival, _ in own]))
            for name, data in item.scans:
                sha = store_bytes(self.run.workspace.store, data, kept_suffix(name))
                scans.append((item.name, name, sha, kept_suffix(name)))
        if not delivery.items:
            messages.append(message_of_nothing(delivery, sha256))
        return _Opened(workbooks, messages, scans)

    def _answers(self, mail: Mail) -> tuple[Parcel, ...]:
        """The workbooks of a mail that may be somebody's answer. The very bytes that went out are nobody's: not beside a
        real report, not in a letter of ours that came back; sent by their employee alone they are an empty form."""
        sent = {
            id(parcel): self._sent.get(hashlib.sha256(parcel.data).hexdigest(), "") for parcel in mail.parcels
        }
        own = tuple(parcel for parcel in mail.parcels if not sent[id(parcel)])
        if own or not mail.parcels:
            return own
        alone = mail.parcels[0]
        if len(mail.parcels) > 1 or not self._is_handed_in(alone, mail.sender, sent[id(alone)]):
            return ()
        return (alone,)

    def _is_handed_in(self, parcel: Parcel, sender: str, code: str) -> bool:
        """Whether a form comes from its own employee, attached by itself, or was laid into a folder."""
        if parcel.origin == "folder":
            return True
        employee = self._people.get(code) if parcel.name.count("!") == 1 else None
        return employee is not None and folded_address(employee.email) == folded_address(sender) != ""

    def _stored(self, delivery: Delivery) -> str:
        """The delivery's SHA-256; its bytes are in the store unless it is a mail that is none of ours."""
        letters = [item for item in delivery.items if isinstance(item, Mail)]
        private = delivery.file is None and not any(letter.parcels or letter.signs for letter in letters)
        if private or not delivery.data:
            return hashlib.sha256(delivery.data).hexdigest()
        return store_bytes(self.run.workspace.store, delivery.data, kept_suffix(delivery.name))

    def _arrival(self, parcel: Parcel) -> Arrival:
        suffix = kept_suffix(parcel.name)
        sha256 = store_bytes(self.run.workspace.store, parcel.data, suffix)
        return Arrival(
            short_id(sha256, parcel.name), sha256, parcel.name, parcel.origin, parcel.sender,
            parcel.received, parcel.message, len(parcel.data), suffix,
        )  # fmt: skip

    def _record(self, arrival: Arrival, judged: Judged) -> bool:
        if not self.run.ledger.arrivals.record(arrival, self.run.at):
            return False
        known = self._with_filler(arrival, self._with_sender(arrival, judged))
        self._record_judged(arrival, known, frozenset(), self.is_gone(judged.employee))
        return True

    def _with_filler(self, arrival: Arrival, judged: Judged, waived: frozenset[str] = frozenset()) -> Judged:
        """The judgement, held where signs say that somebody else filled the workbook in."""
        somebody = self._filled_by.somebody_else(arrival, judged) if judged.token else None
        if somebody is None or judged.verdict in (Verdict.REFUSED, Verdict.HELD):
            return judged
        known = replace(judged, findings=(*judged.findings, weighed(somebody, self._rules.severities)))
        return known if somebody.code in waived else replace(known, verdict=Verdict.HELD)

    @cached_property
    def _filled_by(self) -> FilledBy:
        return FilledBy.of(self.run.roster, self.run.ledger.versions.senders())

    def _with_sender(self, arrival: Arrival, judged: Judged) -> Judged:
        """The judgement with what is to be noted about the address that the workbook came from, and about its name."""
        if not judged.employee or not judged.token:
            return judged
        changed = self._rules.severities
        noted = (
            *self._senders.findings(arrival.sender, judged.employee),
            *check_file_name(arrival.name, judged.token, self._names),
        )
        return replace(judged, findings=(*judged.findings, *(weighed(f, changed) for f in noted)))

    def _record_judged(self, arrival: Arrival, judged: Judged, waived: frozenset[str], gone: bool) -> bool:
        basis = self.basis(judged.employee, waived, gone)
        known = _gone(judged) if gone else judged
        try:
            return self.run.ledger.judgements.record(arrival.id, known, RULES, self.run.at, basis)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:  # it cannot be kept as it is
            held = fault(f"{type(error).__name__}: {error}")
            return self.run.ledger.judgements.record(
                arrival.id, held, RULES, self.run.at, self.basis("", waived, False)
            )

    def _remember(self, delivery: Delivery) -> None:
        if delivery.file:
            file = delivery.file
            sha256 = hashlib.sha256(delivery.data).hexdigest()
            self.run.ledger.arrivals.remember_path(
                file.name, file.size, file.mtime, sha256
            )  # of what was stored

    def _kept(self, arrivals: Sequence[Arrival], unkept: list[str]) -> list[tuple[Arrival, bytes]]:
        """The arrivals with their bytes; those that are not kept as they came are named in `unkept`."""
        kept = []
        for arrival in arrivals:
            try:
                kept.append((arrival, kept_bytes(self.run.workspace, arrival)))
            except NotKept as error:
                unkept.append(error.file)
        return kept

    def _put_again(
        self,
        arrivals: Sequence[Arrival],
        judgements: Sequence[Judged],
        bases: Mapping[str, JudgedOn],
        waived: Waived,
    ) -> list[str]:
        """The judgements recorded; ids of those that came out different."""
        changed = []
        with self.run.ledger.transaction():
            for arrival, judged in zip(arrivals, judgements, strict=True):
                gone = was_gone(bases[arrival.id]) and self.is_gone(judged.employee)
                known, own = self._with_sender(arrival, judged), waived.get(arrival.id, frozenset())
                if bases[arrival.id].verdict is not Verdict.ACCEPTED:  # what was accepted goes on counting
                    known = self._with_filler(arrival, known, own)
                if self._record_judged(arrival, known, own, gone):
                    changed.append(arrival.id)
        return changed


@dataclass(frozen=True, slots=True)
class _Batch:
    """Deliveries that are stored, what is to be recorded of them, and their judgements when they are asked for."""

    deliveries: Sequence[Delivery]
    arrivals: Sequence[Arrival]
    messages: Sequence[Message]
    scans: Sequence[tuple[str, str, str, str]]
    judgements: Judgements


@dataclass(frozen=True, slots=True)
class _Opened:
    workbooks: list[tuple[Arrival, bytes]]
    messages: list[Message]
    scans: list[tuple[str, str, str, str]]


def is_outdated(batches: Batches, judged: JudgedOn, waived: frozenset[str]) -> bool:
    """Whether a judgement rests on what has changed since: a newer issue, a rule waived, a return to the roster."""
    gone = was_gone(judged) and batches.is_gone(judged.employee)
    return judged.basis != batches.basis(judged.employee, waived, gone)


def was_gone(judged: JudgedOn) -> bool:
    """Whether somebody had left the roster when his or her workbook was judged."""
    return judged.basis is not None and judged.basis.gone


def _gone(judged: Judged) -> Judged:
    """A workbook of somebody who is not in the roster any more: held, unless it is refused anyway."""
    if judged.verdict is Verdict.REFUSED:
        return judged
    trouble = finding("I902", field="identity", who=judged.employee)
    return replace(judged, verdict=Verdict.HELD, findings=(*judged.findings, trouble))
