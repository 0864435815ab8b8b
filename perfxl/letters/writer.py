"""The letters' writer: from what the ledger knows of a person to the letter that goes to him or her."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from perfxl.checks.answers import changed_rows
from perfxl.checks.identity import SOMEBODY_ELSE
from perfxl.finding import Finding, Severity, Verdict
from perfxl.form.mail_address import is_mail_address
from perfxl.form.plan import Employee
from perfxl.intake.settings import MailSettings
from perfxl.ledger.records import Version
from perfxl.ledger.standing import Stood
from perfxl.ledger.status import Person, State, people
from perfxl.letters import about_mail
from perfxl.letters.as_issued import file_name, issued_bytes
from perfxl.letters.form_keys import issue_key, reminder_key
from perfxl.letters.letter import BULLET, Enclosure, Outgoing
from perfxl.letters.wording import wording
from perfxl.storage.careful_read import read_plain
from perfxl.texts import finding, texts
from perfxl.workspace.run import Run

_FOR_HR = "M"  # what is noted about a mail and its sender is for HR, not for the letter
_MOST_LINES = 60  # findings that a letter lists; the rest stands in the correction workbook

Letters = tuple[tuple[Outgoing, ...], tuple[Finding, ...]]


@dataclass(frozen=True)
class LetterWriter:
    """`corrections` are the correction workbooks of the outbox by employee code. Letters go to the address on file and
    nowhere else; who has none is named (M303). `only`: letters to these people (codes, or addresses of heads) alone."""

    run: Run
    corrections: Mapping[str, Path]
    only: frozenset[str] = frozenset()

    def sender(self, settings: MailSettings) -> str:
        """The address that letters come from: the settings', else HR's from the roster, else the mailbox's user."""
        choices = (settings.sender, self.run.roster.settings.contact_email, settings.user)
        return next((address.strip() for address in choices if is_mail_address(address)), settings.user)

    def known(self) -> Mapping[str, str]:
        """What every letter may say, as it will be put in."""
        settings = self.run.roster.settings
        contact = [settings.text(f"contact_{part}") for part in ("name", "phone", "email")]
        deadline = self.run.workspace.period.deadline
        return {
            "period": self._period,
            "deadline": settings.deadline or (f"{deadline:%Y.%m.%d}" if deadline else ""),
            "contact": "\n".join(part for part in contact if part.strip()),
        }

    def replies(self, kinds: Collection[str]) -> Letters:
        """For each person the letter about the last workbook, where its verdict is among the kinds; else about the last
        mail that brought none although it could be a report."""
        letters = [
            self._reply(_kind(version), version, employee)
            for version in self._told(self._last_versions(kinds))
            if _kind(version) in kinds
            and (employee := self._employee_of(version))
            and self.is_wanted(employee.code)
        ]
        if about_mail.KIND in kinds:
            letters += self._about_mails({letter.code for letter in letters})
        unreachable = (
            finding("M303", who=o.code, name=o.name) for o in letters if not is_mail_address(o.address)
        )
        return tuple(letter for letter in letters if is_mail_address(letter.address)), tuple(unreachable)

    def issued(self) -> Letters:
        """To everybody in the roster the workbook that was issued last, but for those whose report on it is accepted."""
        out: list[Outgoing] = []
        findings: list[Finding] = []
        for code, sent in self.run.ledger.issued.last().items():
            employee = self._by_code.get(code)
            if (
                employee is None
                or employee.excuse
                or not self.is_wanted(code)
                or (code, sent.issue) in self._done
            ):
                continue
            data = issued_bytes(self.run, sent)
            if isinstance(data, Finding):
                findings.append(data)
            elif not is_mail_address(employee.email):
                findings.append(finding("M303", who=code, name=employee.signature))
            else:
                enclosure = Enclosure(file_name(sent), data)
                out.append(self._letter("issue", issue_key(code, sent.issue), employee, {}, (enclosure,)))
        return tuple(out), tuple(findings)

    def reminders(self) -> Letters:
        """To everybody of whom nothing has come, one a day."""
        missing = [p.employee for p in self.people_now if p.state is State.MISSING and p.issue]
        missing = [employee for employee in missing if self.is_wanted(employee.code)]
        reachable = [e for e in missing if is_mail_address(e.email)]
        letters = (
            self._letter("reminder", reminder_key(e.code, self.run.at.date()), e, {}) for e in reachable
        )
        findings = [finding("M303", who=e.code, name=e.signature) for e in missing if e not in reachable]
        return tuple(letters), tuple(findings)

    def is_wanted(self, who: str) -> bool:
        """Whether letters of this round go to somebody, a code or a head's address."""
        return not self.only or who in self.only

    def _reply(self, kind: str, version: Version, employee: Employee) -> Outgoing:
        arrival, judged = version.arrival, version.judged
        rows = judged.answered_rows
        correction = self.corrections.get(employee.code) if kind == "returned" else None
        reason = self._reasons.get(arrival.id, "") if kind == "returned" else ""
        why = [f"{self.word('reason')}\n{BULLET} {_one_line(reason)}"] if reason else []
        marked = self.word("attached" if correction else "no_correction")
        blocks = [*why, *self._findings(judged.findings), *([marked] if kind == "returned" else [])]
        facts = {
            "file": arrival.name.replace("\\", "/").rpartition("!")[2].rpartition("/")[2],
            "findings": "\n\n".join(blocks),
            "rows": str(rows),
            "control": judged.control,
            "proof": judged.proof,
            "verdict": self._earlier(version),
        }
        enclosures = (Enclosure(correction.name, read_plain(correction)),) if correction else ()
        reply_to = self.run.ledger.messages.id_of(arrival.message) if arrival.message else ""
        key = f"{kind}:{arrival.id}" + (f":{_mark(reason)}" if reason else "")
        letter = self._letter(kind, key, employee, facts, enclosures, reply_to)
        changed = self._changed(version) if kind == "accepted" else ()
        if not changed:
            return letter
        return replace(letter, text=f"{letter.text}\n\n{self.word('changed_rows', rows=', '.join(changed))}")

    def _changed(self, version: Version) -> tuple[str, ...]:
        """The rows that a further version says otherwise than the one that it replaced."""
        id = version.arrival.id
        replaced = [n for n, s in self._standing.items() if s.by == id and s.verdict is Verdict.SUPERSEDED]
        before = self.run.ledger.versions.of(replaced)
        return changed_rows(before[-1].judged.rows, version.judged.rows) if before else ()

    def _about_mails(self, answered: Collection[str]) -> Iterator[Outgoing]:
        """One letter a person whose last mail brought no workbook, unless one came later or counts already."""
        last = {}
        settled = self.run.ledger.decisions.done()
        for message in self.run.ledger.messages.all():
            if message.state == "needs a person" and message.id not in settled:
                code = about_mail.sender_of(message, self._by_address, self.run.roster.employees)
                last[code] = message
        done = {p.employee.code for p in self.people_now if p.state is State.ACCEPTED}
        came = {version.employee: version.received for version in self.run.ledger.versions.came()}
        for code, message in last.items():
            employee = self._by_code.get(code)
            later = code in came and came[code] >= message.received
            lines = list(about_mail.lines(message.findings))
            if (
                not employee
                or not lines
                or later
                or code in done
                or code in answered
                or not self.is_wanted(code)
            ):
                continue
            facts = {
                "file": about_mail.files_of(message),
                "findings": "\n".join(f"{BULLET} {_one_line(line)}" for line in dict.fromkeys(lines)),
            }
            reply_to = self.run.ledger.messages.id_of(message.name)
            yield self._letter(about_mail.KIND, about_mail.key_of(message), employee, facts, (), reply_to)

    def _letter(
        self,
        kind: str,
        key: str,
        employee: Employee,
        facts: Mapping[str, str],
        enclosures: tuple[Enclosure, ...] = (),
        reply_to: str = "",
    ) -> Outgoing:
        words = {
            **self.known(), **facts, "name": employee.name, "code": employee.code,
            "unit": employee.unit or employee.organisation, "unit_genitive": self._genitive(employee),
            "organisation": employee.organisation,
        }  # fmt: skip
        subject, text = wording(kind, self.run.roster.letters).filled(words)
        kind_word = self.word(f"kind_{kind}")
        file = self.word("file", code=employee.code, name=employee.signature, kind=kind_word)
        return Outgoing(
            key, kind, employee.code, employee.email.strip(), employee.signature, subject, text, file,
            enclosures, reply_to,
        )  # fmt: skip

    def _genitive(self, employee: Employee) -> str:
        """The genitive of the employee's unit as HR typed it; the name where there is none."""
        typed = self._genitives.get((employee.organisation, employee.unit), "")
        return typed or employee.unit or employee.organisation

    def _findings(self, findings: Iterable[Finding]) -> list[str]:
        """What to mend and what to check, a block each, a line each."""
        blocks = []
        for severity, title in ((Severity.ERROR, "errors"), (Severity.WARNING, "warnings")):
            own = (f for f in findings if f.severity is severity and not f.code.startswith(_FOR_HR))
            lines = list(dict.fromkeys(_one_line(texts("mn").of(f)) for f in own))
            if lines:
                more = (
                    [self.word("and_more", count=len(lines) - _MOST_LINES)]
                    if len(lines) > _MOST_LINES
                    else []
                )
                listed = [f"{BULLET} {line}" for line in (*lines[:_MOST_LINES], *more)]
                blocks.append("\n".join((self.word(title), *listed)))
        return blocks

    def _last_versions(self, kinds: Collection[str]) -> list[Version]:
        """The last workbook of each person, by time of receipt; one that nobody can be named for is nobody's."""
        standing = self._standing
        senders = {arrival.id: arrival.sender.casefold() for arrival in self.run.ledger.arrivals.all()}
        last: dict[str, str] = {}
        fillers = self._fillers
        for version in sorted(
            self.run.ledger.versions.came(),
            key=lambda version: (version.received, version.sha256, version.id),
        ):
            code = fillers.get(version.id, version.employee)
            if not code and standing[version.id].verdict is Verdict.REFUSED:
                code = self._by_address.get(senders.get(version.id, ""), "")
            if code:
                last[code] = version.id
        asked = {*kinds, str(Verdict.DUPLICATE), *([str(Verdict.HELD)] if "own_form" in kinds else [])}
        return list(
            self.run.ledger.versions.of(id for id in last.values() if str(standing[id].verdict) in asked)
        )

    def _told(self, versions: Iterable[Version]) -> Iterator[Version]:
        """The workbooks to write about: for one that repeats another the other, unless it came after that one's letter."""
        gone = self.run.ledger.letters.all()
        versions = list(versions)
        repeated = {version.by for version in versions if version.verdict is Verdict.DUPLICATE and version.by}
        firsts = (
            {version.arrival.id: version for version in self.run.ledger.versions.of(repeated)}
            if repeated
            else {}
        )
        for version in versions:
            first = firsts.get(version.by) if version.verdict is Verdict.DUPLICATE else None
            had = gone.get(f"{first.verdict}:{first.arrival.id}") if first else None
            untold = had is None or had.at >= version.arrival.received
            yield first if first and untold else version

    @cached_property
    def _fillers(self) -> Mapping[str, str]:
        """Id of a held workbook that somebody else seems to have filled in -> that one's code."""
        held = [id for id, stood in self._standing.items() if stood.verdict is Verdict.HELD]
        versions = self.run.ledger.versions.outlines(held)
        return {v.arrival.id: code for v in versions if (code := _filler(v))}

    def _employee_of(self, version: Version) -> Employee | None:
        code = (
            _filler(version)
            or version.judged.employee
            or self._by_address.get(version.arrival.sender.casefold(), "")
        )
        return self._by_code.get(code)

    def _earlier(self, version: Version) -> str:
        """The verdict of the workbook that this one repeats, in words."""
        stood = self._standing.get(version.by)
        return texts("mn").word(f"verdict.{stood.verdict}") if stood else ""

    @cached_property
    def _standing(self) -> Mapping[str, Stood]:
        return self.run.ledger.versions.standing()

    @cached_property
    def _reasons(self) -> Mapping[str, str]:
        return self.run.ledger.decisions.reasons()

    @cached_property
    def people_now(self) -> list[Person]:
        """How everybody stands."""
        return people(self.run.ledger, self.run.roster)

    @cached_property
    def _done(self) -> frozenset[tuple[str, int]]:
        """(employee, issue) of the reports that are accepted. Whose form was issued once needs no look into the report."""
        issued, standing = self.run.ledger.issued.last(), self._standing
        came = [
            row for row in self.run.ledger.versions.came() if standing[row.id].verdict is Verdict.ACCEPTED
        ]
        again = {row.id for row in came if row.employee in issued and issued[row.employee].issue > 1}
        judged = [version.judged for version in self.run.ledger.versions.outlines(again)]
        first = ((row.employee, 1) for row in came if row.id not in again)
        return frozenset(
            (
                *first,
                *((judgement.employee, judgement.token.issue) for judgement in judged if judgement.token),
            )
        )

    @cached_property
    def _by_address(self) -> Mapping[str, str]:
        """Address -> code, where one person alone has it."""
        addresses = [e.email.strip().casefold() for e in self.run.roster.employees]
        count = Counter(addresses)
        return {
            address: e.code
            for e, address in zip(self.run.roster.employees, addresses, strict=True)
            if address and count[address] == 1
        }

    @cached_property
    def _by_code(self) -> Mapping[str, Employee]:
        return {employee.code: employee for employee in reversed(self.run.roster.employees)}

    @cached_property
    def _genitives(self) -> Mapping[tuple[str, str], str]:
        """The units' genitives, the first where a unit stands twice."""
        return {(unit.organisation, unit.unit): unit.genitive for unit in reversed(self.run.roster.units)}

    @property
    def _period(self) -> str:
        period = self.run.workspace.period
        if not period.words:
            return self.word("period_year", year=period.year)
        return self.word("period_part", year=period.year, words=period.words.lower())

    def word(self, key: str, **facts: str | int) -> str:
        """Words of the letters."""
        return texts("mn").word(f"letters.{key}", **facts)


def _mark(reason: str) -> str:
    """A reason in a letter's key: HR's word on a workbook makes a letter of its own, each word one."""
    return hashlib.sha256(reason.encode()).hexdigest()[:8]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _filler(version: Version) -> str:
    """The code of who seems to have filled in somebody else's form; empty where nobody else did, or HR has decided."""
    if version.verdict is not Verdict.HELD:
        return ""
    return next((str(f.facts["other"]) for f in version.judged.findings if f.code in SOMEBODY_ELSE), "")


def _kind(version: Version) -> str:
    """The kind of letter about a workbook: called after its verdict, but for a form that is somebody else's."""
    return "own_form" if _filler(version) else str(version.verdict)
