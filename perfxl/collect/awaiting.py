"""What awaits a person, and since when: the one list that --strict, status, the day's page, the master and the desk show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from perfxl.checks.identity import SOMEBODY_ELSE
from perfxl.finding import Finding, Verdict
from perfxl.form.mail_address import folded_address
from perfxl.ledger.pack import read_moment
from perfxl.ledger.records import Message
from perfxl.storage.files import PENDING, safe_name
from perfxl.texts import texts
from perfxl.workspace.run import Run

_MAILS = (".eml", ".msg", ".mbox")
_GONE = ("sent", "drafted")
_WAITS_BESIDE = "pending"


@dataclass(frozen=True, slots=True)
class Awaiting:
    """One thing that awaits a person. `kind`: workbook, message or file; `id` is what `decide` asks for (empty for a master
    in which a decision stands that could not be carried out and is about no workbook); `findings` say why, `trouble` what
    hinders HR's decision, or `pending` for a new master that waits beside the old one."""

    id: str
    kind: str
    name: str
    sender: str
    employee: str
    since: datetime
    findings: tuple[Finding, ...] = ()
    trouble: str = ""

    def text(self, language: str) -> str:
        """Why it awaits a person, in a sentence or some."""
        words = texts(language)
        if self.trouble == _WAITS_BESIDE:
            return words.word("awaiting.pending", name=self.name)
        if self.trouble:
            return words.word("awaiting.undone", employee=self.employee)
        sentences = list(dict.fromkeys(words.of(finding) for finding in self.findings))
        return " ".join(sentences) or words.word(f"awaiting.{self.kind}")

    def as_json(self, language: str) -> dict[str, Any]:
        """The entry of the contract's documents; `since` is added to its keys."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "sender": self.sender,
            "employee": self.employee,
            "why": list(dict.fromkeys(finding.code for finding in self.findings)),
            "text": self.text(language),
            "since": self.since.isoformat(),
        }


def awaiting(run: Run, pending: Collection[Path] | None = None) -> tuple[Awaiting, ...]:
    """Everything that awaits a person, the longest first: held workbooks until they are decided or a later report counts,
    mails and files until somebody says that they are done with, has answered them, or a later report of the sender counts;
    HR's decisions in the masters that could not be carried out; a roster that nobody has confirmed; and new masters that
    wait beside the old ones: those that lie there, or `pending`, by one who is about to write them."""
    counting = dict(_counting(run))
    workbooks = list(_workbooks(run, counting))
    known = {row.id for row in workbooks}
    rows = [*workbooks, *_messages(run, counting), *_requests(run, known)]
    rows += _roster(run)
    rows += _masters(run, waiting_masters(run) if pending is None else pending)
    return tuple(sorted(rows, key=lambda row: (row.since, row.id)))


def _counting(run: Run) -> Iterator[tuple[str, datetime]]:
    """Employee -> when the report came that counts."""
    standing = run.ledger.versions.standing()
    for row in run.ledger.versions.came():
        if standing[row.id].counts:
            yield row.employee, row.received


def _workbooks(run: Run, counting: Mapping[str, datetime]) -> Iterator[Awaiting]:
    standing = run.ledger.versions.standing()
    held = [id for id, stood in standing.items() if stood.verdict is Verdict.HELD]
    for version in run.ledger.versions.outlines(held):
        arrival, judged = version.arrival, version.judged
        later = counting.get(judged.employee)
        somebody_else = any(finding.code in SOMEBODY_ELSE for finding in judged.findings)
        if later is not None and later > arrival.received and not somebody_else:
            continue
        why = tuple(finding for finding in judged.findings if finding.code.startswith(("I", "G")))
        yield Awaiting(
            arrival.id, "workbook", arrival.name, arrival.sender, judged.employee, arrival.received,
            why or judged.findings,
        )  # fmt: skip


def _messages(run: Run, counting: Mapping[str, datetime]) -> Iterator[Awaiting]:
    done = run.ledger.decisions.done()
    answered = {
        key.partition(":")[2] for key, letter in run.ledger.letters.all().items() if letter.state in _GONE
    }
    senders = _senders(run)
    for message in run.ledger.messages.all():
        if message.state != "needs a person" or message.id in done or answered & {message.id, message.name}:
            continue
        employee = senders.get(folded_address(message.sender), "")
        later = counting.get(employee)
        if later is not None and later > message.received:
            continue
        yield Awaiting(
            message.id, _kind(message), message.name, message.sender, employee, message.received,
            message.findings,
        )  # fmt: skip


def _kind(message: Message) -> str:
    """A mail, or a file that somebody laid into the inbox."""
    name = message.name.casefold()
    mailed = message.sender or message.subject or name.startswith("imap/") or name.endswith(_MAILS)
    return "message" if mailed else "file"


def _senders(run: Run) -> dict[str, str]:
    """Address -> the code of the one person who has it."""
    addresses = [(folded_address(e.email), e.code) for e in run.roster.employees if e.email]
    count = Counter(address for address, _ in addresses)
    return {address: code for address, code in addresses if count[address] == 1}


def _roster(run: Run) -> Iterator[Awaiting]:
    """A roster that is not taken over before somebody confirms that its people are gone on purpose."""
    lost = tuple(finding for finding in run.roster_findings if finding.code == "R203")
    if lost:
        yield Awaiting("", "file", run.workspace.roster.name, "", "", run.at, lost)


def waiting_masters(run: Run) -> frozenset[Path]:
    """The new masters that lie beside the old ones, which contradict themselves or are open."""
    return frozenset(run.workspace.master.glob(f"*{PENDING}.xlsx"))


def _masters(run: Run, pending: Collection[Path]) -> Iterator[Awaiting]:
    for path in sorted(pending):
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else run.at
        name = path.relative_to(run.workspace.root).as_posix()
        yield Awaiting("", "file", name, "", "", since, trouble=_WAITS_BESIDE)


def _requests(run: Run, known: set[str]) -> Iterator[Awaiting]:
    """Decisions that stand in a master and could not be carried out; one about a workbook that awaits a person anyway is
    the same matter."""
    for request in run.ledger.requests.last():
        if request.is_undone and request.arrival not in known:
            place = f"master/{safe_name(request.organisation)}.xlsx"
            kind = "workbook" if request.arrival else "file"
            since = read_moment(request.at)
            yield Awaiting(request.arrival, kind, place, "", request.code, since, trouble=request.answered)
