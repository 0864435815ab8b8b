"""A whole month by mail, against a real mailbox and a real SMTP server: issued, answered well and badly, mended, closed."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.cli.invented import invent
from perfxl.collect.from_sources import collect_from_sources
from perfxl.finding import Verdict
from perfxl.form.plan import Employee
from perfxl.form.seal import Seal
from perfxl.intake.mailbox import utf7
from perfxl.ledger.proof import contradictions
from perfxl.ledger.status import State, people
from perfxl.period.close import close, verify
from perfxl.roster.write import write_roster
from perfxl.workspace.folder import Workspace, make_workspace, open_workspace
from perfxl.workspace.run import ledger_of, roster_now, running
from perfxl.workspace.workers import workers_here
from tests.intake import dovecot
from tests.letters import smtp_sink
from tests.support.months import ULAANBAATAR
from tests.support.runs import issue, rehearsal, send_run

pytestmark = pytest.mark.skipif(bool(dovecot.MISSING), reason=dovecot.MISSING)
START = datetime(2024, 12, 2, 9, 0, tzinfo=ULAANBAATAR)
FOLDER, PRIVATE = "Тайлан", "ajil.huviin@gmail.example"
NEVER, LATE, HALF, TWICE, AT_HOME, BY_HEAD = 0, 1, 2, 3, 4, 5
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def part(place: int) -> int:
    """What an employee does, by place in the roster: one never answers, of each twelve some are odd."""
    return NEVER if place == 11 else {1: LATE, 2: HALF, 3: TWICE, 4: AT_HOME, 6: BY_HEAD}.get(place % 12, 9)


@dataclass
class Office:
    """The organisation: its workspace, its mailbox, and what its staff have received."""

    workspace: Workspace
    box: dovecot.Server
    sink: smtp_sink.Sink

    def collect(self, at: datetime) -> Counter[str]:
        """Everything new in the mailbox; how many workbooks got which verdict."""
        with workers_here(2) as workers, running(self.workspace, at, workers) as run:
            result = collect_from_sources(run, ("imap",))
            assert result.troubles == ()
            return Counter(str(version.verdict) for version in result.versions)

    def send(self, at: datetime, **what: bool) -> Counter[str]:
        """Letters by SMTP; how many of each kind."""
        expected = rehearsal(self.workspace, at, **what)
        done = send_run(self.workspace, at, **what)
        assert done.findings == ()
        assert {letter.key for letter in expected.letters} == set(done.gone)
        return Counter(letter.kind for letter in done.letters)

    def post(self, mail: EmailMessage, at: datetime) -> None:
        """A mail arrives in the folder."""
        mail["Date"] = format_datetime(at)
        with self.box.client() as client:
            when = at.strftime('"%d-%b-%Y %H:%M:%S %z"')
            assert client.append(utf7(FOLDER), "", when, mail.as_bytes(policy=WIRE))[0] == "OK"

    def last_mail_to(self, address: str) -> EmailMessage:
        """The last letter that somebody got."""
        return next(
            mail for mail in reversed(self.sink.mails) if mail["To"].addresses[0].addr_spec == address
        )


def filled(data: bytes, seal: Seal, whole: bool = True) -> bytes:
    """A workbook as an employee sends it; not whole: one percent is left out."""
    book = load_workbook(io.BytesIO(data))
    planned = {slot.key for slot in seal.slots if slot.role == "plan" and slot.field == "measure"}
    inputs = [slot for slot in seal.slots if slot.role == "input" and slot.key in planned]
    for slot in inputs:
        if slot.field == "achieved":
            book[seal.sheet][slot.a1] = f"Арга хэмжээг бүрэн хэрэгжүүлсэн, тайлагнасан ({slot.row})."
        elif slot.field == "percent":
            book[seal.sheet][slot.a1] = 1.0
    if not whole:
        book[seal.sheet][next(slot.a1 for slot in inputs if slot.field == "percent")] = None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reply(to: EmailMessage, sender: str, name: str, data: bytes) -> EmailMessage:
    """An answer to a letter, with a workbook."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "hr@example.mn", f"Re: {to['Subject']}"
    mail["In-Reply-To"] = to["Message-ID"]
    mail["Message-ID"] = f"<{hash((sender, name, len(data)))}@example.mn>"
    mail.set_content("Тайлангаа илгээж байна.")
    mail.add_attachment(data, *XLSX, filename=name)
    return mail


def enclosure(mail: EmailMessage) -> tuple[str, bytes]:
    """The one workbook of a letter."""
    (one,) = mail.iter_attachments()
    return str(one.get_filename()), bytes(one.get_content())


def _office(root: Path, staff: int, box: dovecot.Server, sink: smtp_sink.Sink, smtp_port: int) -> Office:
    workspace = make_workspace(root, "2024-Y", "order-98-2023-annex-6")
    write_roster(
        workspace.roster,
        workspace.form,
        workspace.period,
        invent(staff, workspace.form, workspace.period).roster,
    )
    with (root / "perfxl.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f'\n[mail]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\nuser = "{dovecot.USER}"\n'
            f'folder = "{FOLDER}"\npassword_env = "PERFXL_TEST_PASSWORD"\nsender = "hr@example.mn"\n'
            f'smtp_port = {smtp_port}\nsmtp_security = "none"\npause = 0.0\n'
        )
    with box.client() as client:
        client.create(utf7(FOLDER))
    return Office(open_workspace(root), box, sink)


@pytest.mark.parametrize("staff", [24, pytest.param(177, marks=pytest.mark.long)])
def test_a_whole_month(staff: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFXL_TEST_PASSWORD", dovecot.PASSWORD)
    with dovecot.running() as box, smtp_sink.running((dovecot.PASSWORD,)) as (sink, smtp):
        office = _office(tmp_path / "w", staff, box, sink, smtp.smtp_port)
        _month(office, staff)


def _month(office: Office, staff: int) -> None:
    workspace = office.workspace
    assert len(issue(workspace, START).paths) == staff
    assert office.send(START, issue=True) == {"issue": staff}
    with ledger_of(workspace) as ledger:
        roster, _ = roster_now(workspace, ledger, START)
        seals = ledger.issued.latest_seals()
    staff_by_part: dict[int, list[Employee]] = {}
    for place, employee in enumerate(roster.employees):
        staff_by_part.setdefault(part(place), []).append(employee)
    count = {kind: len(who) for kind, who in staff_by_part.items()}

    _first_answers(office, staff_by_part, seals, START + timedelta(days=10))
    flags = office.box.flags(utf7(FOLDER))
    first = office.collect(START + timedelta(days=11))
    answered = staff - count[NEVER] - count[LATE]
    assert first == {"accepted": answered - count[HALF], "returned": count[HALF], "duplicate": count[TWICE]}
    assert office.box.flags(utf7(FOLDER)) == flags
    assert office.collect(START + timedelta(days=11)) == {}
    _senders_are_noted(workspace, count)

    sent = office.send(START + timedelta(days=11), remind=True)
    assert sent["returned"] == count[HALF]
    assert sent["reminder"] == count[LATE] + count[NEVER]
    assert sent["unit"] >= 1
    assert sent["accepted"] + sent["duplicate"] == answered - count[HALF]
    assert office.send(START + timedelta(days=11), remind=True) == {}

    _corrections(office, staff_by_part[HALF], seals, START + timedelta(days=14))
    _late(office, staff_by_part[LATE], seals, START + timedelta(days=15))
    second = office.collect(START + timedelta(days=16))
    assert second["accepted"] == count[HALF] + count[LATE]
    assert "returned" not in second
    assert office.send(START + timedelta(days=16))["accepted"] == count[HALF] + count[LATE]

    with running(workspace, START + timedelta(days=20)) as run:
        states = Counter(person.state for person in people(run.ledger, run.roster))
        assert states == {State.ACCEPTED: staff - count[NEVER], State.MISSING: count[NEVER]}
        close(run, "Б.Уянга")
        assert contradictions(run.ledger) == []
    verify(workspace)
    _mail_that_is_none_of_ours_is_not_kept(workspace)


def _first_answers(
    office: Office, staff: dict[int, list[Employee]], seals: dict[str, Seal], at: datetime
) -> None:
    """Everybody but the late and the silent answers the letter with the workbook that came in it."""
    private = EmailMessage()
    private["From"], private["Subject"] = "friend@example.mn", "Хувийн"
    private.set_content("Маргааш уулзъя.")
    office.post(private, at)
    by_head: list[tuple[str, bytes]] = []
    for kind, people_of in staff.items():
        for number, employee in enumerate(people_of if kind not in (NEVER, LATE) else ()):
            letter = office.last_mail_to(employee.email)
            name, blank = enclosure(letter)
            data = filled(blank, seals[employee.code], whole=kind != HALF)
            when = at + timedelta(minutes=number)
            if kind == BY_HEAD:
                by_head.append((name, data))
                continue
            sender = PRIVATE if kind == AT_HOME else employee.email
            office.post(reply(letter, sender, name, data), when)
            if kind == TWICE:
                office.post(reply(letter, sender, f"дахин {name}", data), when + timedelta(hours=1))
    _from_the_head(office, by_head, at)


def _from_the_head(office: Office, books: list[tuple[str, bytes]], at: datetime) -> None:
    """The head of the organisation sends the workbooks of several people in one zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in books:
            archive.writestr(name, data)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "darga@hangai.example", "Манай хэлтсийн тайлан"
    mail.set_content("Хавсаргав.")
    mail.add_attachment(buffer.getvalue(), "application", "zip", filename="Хэлтэс.zip")
    office.post(mail, at)


def _senders_are_noted(workspace: Workspace, count: dict[int, int]) -> None:
    with ledger_of(workspace) as ledger:
        codes = Counter(
            f.code for v in ledger.versions.all() for f in v.judged.findings if f.code.startswith("M")
        )
    assert codes == {"M201": count[AT_HOME], "M203": count[BY_HEAD]}


def _corrections(office: Office, staff: list[Employee], seals: dict[str, Seal], at: datetime) -> None:
    """Those who got their workbook back mend it and answer with it."""
    for employee in staff:
        letter = office.last_mail_to(employee.email)
        assert letter["In-Reply-To"]
        name, marked = enclosure(letter)
        assert "засвар" in name
        office.post(reply(letter, employee.email, name, filled(marked, seals[employee.code])), at)


def _late(office: Office, staff: list[Employee], seals: dict[str, Seal], at: datetime) -> None:
    """Those who were reminded send the workbook of the first letter."""
    for employee in staff:
        reminder = office.last_mail_to(employee.email)
        first = next(m for m in office.sink.mails if m["To"].addresses[0].addr_spec == employee.email)
        assert not list(reminder.iter_attachments())
        name, blank = enclosure(first)
        office.post(reply(reminder, employee.email, name, filled(blank, seals[employee.code])), at)


def _mail_that_is_none_of_ours_is_not_kept(workspace: Workspace) -> None:
    with ledger_of(workspace) as ledger:
        (private,) = [m for m in ledger.messages.all() if m.state == "nothing found"]
        assert not any(v.verdict is Verdict.REFUSED for v in ledger.versions.all())
    assert (private.sender, private.subject) == ("", "")
    assert not list(workspace.store.rglob(f"{private.sha256}*"))
