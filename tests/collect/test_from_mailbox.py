"""Collecting from a mailbox: a thousand mails with cuts, changed folders, private mail; nothing lost, nothing twice."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from perfxl.collect.collect import Collected
from perfxl.collect.from_mailbox import collect_from_mailbox
from perfxl.intake.mailbox import utf7
from perfxl.intake.settings import MailSettings, MailTrouble
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.proof import contradictions
from perfxl.storage.files import stored
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of, running
from perfxl.workspace.workers import workers_here
from tests.intake import dovecot
from tests.intake.peoples_mail import SHEET_2003, mail, with_file
from tests.support.months import NOW

pytestmark = pytest.mark.skipif(bool(dovecot.MISSING), reason=dovecot.MISSING)
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[dovecot.Server]:
    monkeypatch.setenv("PERFXL_TEST_PASSWORD", dovecot.PASSWORD)
    with dovecot.running() as server:
        yield server


def _settings(port: int) -> MailSettings:
    return MailSettings(
        "127.0.0.1", dovecot.USER, port, "none", password_env="PERFXL_TEST_PASSWORD", folder="Ирсэн"
    )


def _fill(workspace: Workspace, server: dovecot.Server, count: int) -> None:
    """Mails with the month's own workbooks, over and over (each a copy with other bytes), every tenth a private one."""
    books = sorted(path for path in workspace.inbox.glob("0*.xlsx"))
    with server.client() as client:
        client.create(utf7("Ирсэн"))
        for number in range(count):
            mail = EmailMessage(policy=SMTP)
            mail["From"], mail["Subject"] = f"a{number}@example.mn", f"{number}"
            mail.set_content("Сайн байна уу.")
            if number % 10:
                data = books[number % len(books)].read_bytes()
                mail.add_attachment(data, *XLSX, filename=f"{number}.xlsx")
            when = (NOW + timedelta(minutes=number)).strftime('"%d-%b-%Y %H:%M:%S %z"')
            client.append(utf7("Ирсэн"), "", when, mail.as_bytes())


def _collect(workspace: Workspace, settings: MailSettings) -> Collected:
    with workers_here(2) as workers, running(workspace, NOW, workers) as run:
        return collect_from_mailbox(run, settings)


def _everything(ledger: Ledger) -> Counter[str]:
    return Counter(m.state for m in ledger.messages.all() if m.name.startswith("imap/"))


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_every_mail_is_taken_in_once_whatever_is_cut(
    own_month: Workspace, box: dovecot.Server, count: int
) -> None:
    _fill(own_month, box, count)
    flags = box.flags(utf7("Ирсэн"))
    cutter = dovecot.Cutter(box.port, 7)
    done = _collect(own_month, _settings(cutter.port))
    cutter.close()
    assert cutter.cuts == (count - 1) // 6
    assert done.troubles == ()
    assert done.new == count - count // 10
    with ledger_of(own_month) as ledger:
        assert _everything(ledger) == {"workbooks": count - count // 10, "nothing found": count // 10}
        assert contradictions(ledger) == []
    again = _collect(own_month, _settings(box.port))
    assert (again.new, again.messages) == (0, ())
    assert box.flags(utf7("Ирсэн")) == flags


def test_a_final_cut_keeps_what_came_and_the_next_run_goes_on(
    own_month: Workspace, box: dovecot.Server
) -> None:
    _fill(own_month, box, 20)
    cutter = dovecot.Cutter(box.port, 9)
    settings = _settings(cutter.port)

    def stop(_: int, read: int) -> None:
        if read == 8:
            cutter.close()

    with running(own_month, NOW) as run:
        first = collect_from_mailbox(run.telling(stop), settings)
    assert [trouble.code for trouble in first.troubles] == ["M407"]
    second = _collect(own_month, _settings(box.port))
    assert first.new + second.new == 18
    with ledger_of(own_month) as ledger:
        assert sum(_everything(ledger).values()) == 20


def test_a_folder_made_anew_brings_duplicates_only(own_month: Workspace, box: dovecot.Server) -> None:
    _fill(own_month, box, 10)
    _collect(own_month, _settings(box.port))
    before = _counting(own_month)
    with box.client() as client:
        client.rename(utf7("Ирсэн"), "old")
    _fill(own_month, box, 10)
    done = _collect(own_month, _settings(box.port))
    assert [trouble.code for trouble in done.troubles] == ["M405"]
    assert {str(v.verdict) for v in done.versions if v.arrival.origin == "mail"} <= {"duplicate"}
    assert _counting(own_month) == before


def _counting(workspace: Workspace) -> dict[str, str]:
    with ledger_of(workspace) as ledger:
        return {v.judged.employee: v.arrival.id for v in ledger.versions.counting()}


def test_private_mail_is_not_kept(own_month: Workspace, box: dovecot.Server) -> None:
    _fill(own_month, box, 1)
    stored = sorted(path for path in own_month.store.rglob("*") if path.is_file())
    done = _collect(own_month, _settings(box.port))
    (message,) = done.messages
    assert (message.state, message.sender, message.subject) == ("nothing found", "", "")
    assert sorted(path for path in own_month.store.rglob("*") if path.is_file()) == stored


def test_a_report_in_the_wrong_wrapping_is_stored_and_thanks_keep_their_sender(
    own_month: Workspace, box: dovecot.Server
) -> None:
    with running(own_month, NOW) as run:
        who = next(e.email for e in run.roster.employees if e.email)
    wrong, thanks = (
        with_file("005.xml", SHEET_2003).as_bytes(),
        mail("Баярлалаа.", "Re: Маягт", who).as_bytes(),
    )
    with box.client() as client:
        client.create(utf7("Ирсэн"))
        for data in (wrong, thanks):
            client.append(utf7("Ирсэн"), "", NOW.strftime('"%d-%b-%Y %H:%M:%S %z"'), data)
    first, second = _collect(own_month, _settings(box.port)).messages
    assert (first.state, [f.code for f in first.findings]) == ("needs a person", ["M113", "G012"])
    assert stored(own_month.store, first.sha256, ".eml").is_file()
    assert (second.state, second.sender, second.subject) == ("nothing found", who.casefold(), "Re: Маягт")
    assert not stored(own_month.store, second.sha256, ".eml").is_file()


def test_an_expired_password_takes_in_nothing_and_says_so(
    own_month: Workspace, box: dovecot.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(own_month, box, 3)
    monkeypatch.setenv("PERFXL_TEST_PASSWORD", "old")
    with pytest.raises(MailTrouble) as caught:
        _collect(own_month, _settings(box.port))
    assert caught.value.code == "M401"
    with ledger_of(own_month) as ledger:
        assert _everything(ledger) == {}


def test_a_mail_too_large_is_named_once_and_waits_for_a_person(
    own_month: Workspace, box: dovecot.Server, tmp_path: Path
) -> None:
    _fill(own_month, box, 2)
    small = dataclasses.replace(_settings(box.port), largest=0)
    done = _collect(own_month, small)
    assert [(m.state, [f.code for f in m.findings]) for m in done.messages] == [
        ("needs a person", ["M409"])
    ] * 2
    assert _collect(own_month, small).messages == ()
