"""Letters of a month: written once, taken away when no longer due, sent from where they wait, stopped by a faulty text."""

from __future__ import annotations

import dataclasses
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from perfxl.collect.collect import collect
from perfxl.collect.decisions import decide
from perfxl.finding import Verdict
from perfxl.form.plan import Roster
from perfxl.intake.settings import MailTrouble
from perfxl.ledger.records import Decision
from perfxl.letters.outbox import outbox_path, reminded_on, unsent_forms, waiting_letters
from perfxl.letters.round import LetterRound, preview, sent_by_hand, write_replies
from perfxl.roster.load import load_roster
from perfxl.roster.write import write_roster
from perfxl.storage.files import stored
from perfxl.workspace.folder import Workspace, open_workspace
from perfxl.workspace.run import Run, ledger_of, roster_now, running
from perfxl.workspace.stored_bytes import examine_store
from tests.letters import smtp_sink
from tests.support.months import NOW
from tests.support.runs import letters_run, rehearsal, send_run


def _files(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in workspace.outbox.rglob("*.eml"))


def _change(workspace: Workspace, **changes: object) -> None:
    roster, _ = load_roster(workspace.root, workspace.form)
    assert roster
    write_roster(workspace.roster, workspace.form, workspace.period, dataclasses.replace(roster, **changes))  # type: ignore[arg-type]


def _roster(workspace: Workspace) -> Roster:
    with ledger_of(workspace) as ledger:
        return roster_now(workspace, ledger, NOW)[0]


@pytest.fixture
def smtp(own_month: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Workspace, smtp_sink.Sink]]:
    """The month's workspace with a server to send by."""
    monkeypatch.setenv("PERFXL_TEST_PASSWORD", smtp_sink.PASSWORD)
    with smtp_sink.running() as (sink, settings):
        with (own_month.root / "perfxl.toml").open("a", encoding="utf-8") as file:
            file.write(
                '\n[mail]\nhost = "127.0.0.1"\nsecurity = "none"\nuser = "hr@example.mn"\npause = 0.0\n'
                f'password_env = "PERFXL_TEST_PASSWORD"\nsmtp_port = {settings.smtp_port}\nsmtp_security = "none"\n'
            )
        yield open_workspace(own_month.root), sink


def test_replies_are_written_once(own_month: Workspace) -> None:
    first = letters_run(own_month, NOW)
    assert [letter.kind for letter in first.letters] == ["returned"]
    assert _files(own_month) == ["004 И.Оюун (засвар).eml"]
    assert letters_run(own_month, NOW).paths == ()
    (own_month.outbox_of("replies") / "004 И.Оюун (засвар).eml").unlink()
    assert letters_run(own_month, NOW).paths == ()


def test_the_file_opens_as_a_letter_with_the_correction(own_month: Workspace) -> None:
    letters_run(own_month, NOW)
    mail = message_from_bytes(
        (own_month.outbox_of("replies") / _files(own_month)[0]).read_bytes(), policy=default
    )
    assert mail["X-Unsent"] == "1"
    assert mail["To"].addresses[0].addr_spec == _roster(own_month).employees[3].email
    (enclosed,) = mail.iter_attachments()
    assert (
        enclosed.get_content() == (own_month.outbox_of("corrections") / "004 И.Оюун засвар.xlsx").read_bytes()
    )


def test_a_letter_goes_when_it_is_no_longer_due(own_month: Workspace) -> None:
    letters_run(own_month, NOW)
    with running(own_month) as run:
        (returned,) = [v.arrival.id for v in run.ledger.versions.all() if v.judged.employee == "004"]
        run.ledger.decisions.record(Decision(returned, "accept", "", "бичгээр ирсэн", "Б.Уянга", NOW))
    letters_run(own_month, NOW)
    assert _files(own_month) == []


def test_reminders_once_a_day_and_never_to_the_excused(own_month: Workspace) -> None:
    first = letters_run(own_month, NOW, remind=True)
    missing = [letter.code for letter in first.letters if letter.kind == "reminder"]
    assert missing == ["005"]
    assert letters_run(own_month, NOW, remind=True).paths == ()
    assert (
        len(letters_run(own_month, NOW + timedelta(days=1), remind=True).paths) == 2
    )  # and the head's summary


def test_letters_to_chosen_people_leave_the_others_alone(own_month: Workspace) -> None:
    letters_run(own_month, NOW)
    done = letters_run(own_month, NOW, issue=True, remind=True, only=frozenset({"005"}))
    assert [letter.code for letter in done.letters] == ["005"]
    assert "004 И.Оюун (засвар).eml" in _files(own_month)


def test_looking_at_letters_makes_none(own_month: Workspace) -> None:
    before = {path: path.read_bytes() for path in own_month.root.rglob("*") if path.is_file()}
    with ledger_of(own_month) as ledger:
        seen = preview(Run.over(own_month, ledger, NOW), LetterRound(remind=True))
    assert [(o.kind, o.code) for o in seen.letters if o.code] == [("returned", "004"), ("reminder", "005")]
    assert seen.letters[0].enclosures[0].name == "004 И.Оюун засвар.xlsx"
    assert {path: path.read_bytes() for path in own_month.root.rglob("*") if path in before} == before


def test_a_letter_sent_by_hand_leaves_the_outbox_and_is_not_due_again(own_month: Workspace) -> None:
    letters_run(own_month, NOW)
    with running(own_month, NOW) as run:
        (letter,) = waiting_letters(run)
        key = letter.posted.key
        assert (letter.kind, letter.path.name) == ("returned", "004 И.Оюун (засвар).eml")
        assert sent_by_hand(run, LetterRound(), {key}) == 1
        assert run.ledger.letters.all()[key].state == "sent"
        assert waiting_letters(run) == () and preview(run, LetterRound()).letters == ()
        assert sent_by_hand(run, LetterRound(), {key}) == 0
    assert _files(own_month) == []


@pytest.mark.parametrize("heads", [False, True], ids=["to each person", "to heads of unit"])
def test_a_form_that_left_by_a_letter_is_not_unsent(
    smtp: tuple[Workspace, smtp_sink.Sink], heads: bool
) -> None:
    workspace, _ = smtp
    with ledger_of(workspace) as ledger:
        everybody = set(ledger.issued.last())
        assert set(unsent_forms(Run.over(workspace, ledger, NOW))) == everybody
    letters_run(workspace, NOW, issue=True, to_heads=heads)
    with ledger_of(workspace) as ledger:  # what waits in the outbox has not left
        assert set(unsent_forms(Run.over(workspace, ledger, NOW))) == everybody
    done = send_run(workspace, NOW, issue=True, to_heads=heads)
    with ledger_of(workspace) as ledger:
        left = set(unsent_forms(Run.over(workspace, ledger, NOW)))
    forms = {letter.code for letter in done.letters if letter.kind == "issue" and letter.code}
    assert left == (set() if heads else everybody - forms)


def test_whether_people_were_reminded_today(own_month: Workspace) -> None:
    letters_run(own_month, NOW, remind=True)
    with ledger_of(own_month) as ledger:
        run = Run.over(own_month, ledger, NOW)
        assert reminded_on(run, NOW.date())
        assert not reminded_on(run, (NOW + timedelta(days=1)).date())


def test_one_letter_a_person_a_run(own_month: Workspace) -> None:
    done = letters_run(own_month, NOW, issue=True, remind=True)
    codes = [letter.code for letter in done.letters if letter.code]
    assert len(codes) == len(set(codes)) == 2
    assert {letter.code: letter.kind for letter in done.letters}["004"] == "returned"


def test_no_workbook_goes_to_those_whose_report_on_it_is_accepted(own_month: Workspace) -> None:
    with ledger_of(own_month) as ledger:
        accepted = {v.judged.employee for v in ledger.versions.all() if v.verdict is Verdict.ACCEPTED}
        everybody = set(ledger.issued.last())
    done = letters_run(own_month, NOW, issue=True)
    asked = {letter.code for letter in done.letters if letter.kind == "issue"}
    assert len(accepted) == 6 and asked == everybody - accepted - {"004"}


def test_issued_workbooks_go_in_one_zip_to_a_head(own_month: Workspace) -> None:
    done = letters_run(own_month, NOW, issue=True, to_heads=True)
    (letter,) = [one for one in done.letters if one.kind == "issue"]
    names = [n for one in letter.enclosures for n in zipfile.ZipFile(BytesIO(one.data)).namelist()]
    assert sorted(names) == sorted(path.name for path in own_month.issued.rglob("*.xlsx"))


@pytest.mark.parametrize(
    ("texts", "code"),
    [({"returned_body": "Засна уу."}, "M301"), ({"returned_body": "{findings} {oops}"}, "M302")],
)
def test_a_faulty_text_stops_everything(
    smtp: tuple[Workspace, smtp_sink.Sink], texts: dict[str, str], code: str
) -> None:
    workspace, sink = smtp
    _change(workspace, letters=texts)
    assert [f.code for f in letters_run(workspace, NOW).findings] == [code]
    assert [f.code for f in send_run(workspace, NOW, issue=True).findings] == [code]
    assert (_files(workspace), sink.got) == ([], [])


def test_who_has_no_address_is_named_and_the_rest_goes(own_month: Workspace) -> None:
    people = [
        dataclasses.replace(e, email="" if e.code == "005" else e.email) for e in _roster(own_month).employees
    ]
    _change(own_month, employees=tuple(people))
    done = letters_run(own_month, NOW, remind=True)
    assert [(f.code, f.facts["who"]) for f in done.findings] == [("M303", "005")]
    assert [letter.kind for letter in done.letters] == ["returned", "unit"]


def test_a_workbook_that_is_missing_stops_the_issue(own_month: Workspace) -> None:
    with ledger_of(own_month) as ledger:
        (own_month.root / ledger.issued.last()["005"].path).unlink()
    done = letters_run(own_month, NOW, issue=True)
    assert [(f.code, f.facts["who"]) for f in done.findings] == [("M305", "005")]


def test_letters_that_wait_are_sent_and_leave_the_outbox(smtp: tuple[Workspace, smtp_sink.Sink]) -> None:
    workspace, sink = smtp
    letters_run(workspace, NOW, remind=True)
    assert len(_files(workspace)) == 3
    assert (
        len(rehearsal(workspace, NOW, remind=True).letters) == 3 + 6
    )  # and a receipt for each accepted report
    assert sink.got == []
    done = send_run(workspace, NOW, remind=True)
    assert (len(done.gone), len(sink.got), _files(workspace)) == (9, 9, [])
    assert send_run(workspace, NOW, remind=True).gone == ()
    assert letters_run(workspace, NOW, remind=True).paths == ()


def test_who_sent_the_same_twice_is_told_once_that_it_came(smtp: tuple[Workspace, smtp_sink.Sink]) -> None:
    workspace, sink = smtp
    employee = _roster(workspace).employees[2]

    def subjects() -> list[str]:
        send_run(workspace, NOW)
        return [str(mail["Subject"]) for mail in sink.mails if employee.email in str(mail["To"])]

    assert subjects() == subjects() == ["2024 оны тайланг хүлээн авлаа"]
    third = workspace.inbox / "3.xlsx"
    third.write_bytes((workspace.inbox / f"{employee.code}.xlsx").read_bytes())
    os.utime(third, (NOW.timestamp() + 60, NOW.timestamp() + 60))
    with running(workspace, NOW) as run:
        collect(run)
    assert subjects()[1:] == ["2024 оны тайлан: энэ файл өмнө ирсэн"]


def test_a_letter_that_hr_took_out_of_the_outbox_is_not_sent(smtp: tuple[Workspace, smtp_sink.Sink]) -> None:
    workspace, sink = smtp
    letters_run(workspace, NOW)
    for name in _files(workspace):
        next(workspace.outbox.rglob(name)).unlink()
    send_run(workspace, NOW)
    assert not any("засварлаж" in said for said in sink.got)


def test_a_wrong_password_leaves_everything_as_it_was(
    smtp: tuple[Workspace, smtp_sink.Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, _ = smtp
    letters_run(workspace, NOW)
    monkeypatch.setenv("PERFXL_TEST_PASSWORD", "wrong")
    with pytest.raises(MailTrouble) as caught:
        send_run(workspace, NOW)
    assert (caught.value.code, len(_files(workspace))) == ("M401", 1)


def test_a_file_that_could_not_be_opened_is_answered_where_the_sender_is_known(own_month: Workspace) -> None:
    address = _roster(own_month).employees[4].email
    for number, sender in enumerate((address, "stranger@example.mn")):
        path = own_month.inbox / f"{number}.eml"
        path.write_bytes(_broken(sender))
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    with running(own_month, NOW) as run:
        collect(run)
        done = write_replies(run)
    refused = [letter for letter in done.letters if letter.kind == "refused"]
    assert [(one.address, one.reply_to) for one in refused] == [(address, "<5@example.mn>")]
    assert "тайлан.xlsx" in refused[0].text


def _broken(sender: str) -> bytes:
    return (
        f"From: {sender}\r\nMessage-ID: <5@example.mn>\r\nDate: Thu, 19 Dec 2024 10:00:00 +0800\r\n"
        'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="тайлан.xlsx"\r\n\r\nxx'
    ).encode()


def test_the_outbox_has_folders_by_kind(own_month: Workspace) -> None:
    letters_run(own_month, NOW, issue=True, remind=True)
    found = {path.relative_to(own_month.outbox).as_posix() for path in own_month.outbox.rglob("*.*")}
    assert {name.partition("/")[0] for name in found} == {
        "Хариу", "Засварын маягт", "Маягт", "Нэгжийн даргад",
    }  # fmt: skip


def test_a_workspace_without_such_folders_keeps_its_outbox_as_it_is(own_month: Workspace) -> None:
    shutil.rmtree(own_month.outbox)
    own_month.outbox.mkdir()
    letters_run(own_month, NOW)
    assert {path.name for path in own_month.outbox.iterdir()} == {
        "004 И.Оюун (засвар).eml", "004 И.Оюун засвар.xlsx",
    }  # fmt: skip
    letters_run(own_month, NOW)
    assert len(_files(own_month)) == 1


def test_paths_stay_within_the_outbox(own_month: Workspace) -> None:
    done = letters_run(own_month, NOW, issue=True)
    assert {Path(path).parent.parent for path in done.paths} == {own_month.outbox}


def test_hr_s_own_reason_stands_in_the_letter_and_in_the_correction_workbook(own_month: Workspace) -> None:
    why = "Хавсралтын гэрчилгээ дутуу"
    with running(own_month, NOW) as run:
        (came,) = [v.arrival.id for v in run.ledger.versions.all() if v.judged.employee == "001" and v.counts]
        decide(run, came, "return", why, "Б.Уянга", "")
        done = write_replies(run)
    (letter,) = [one for one in done.letters if one.code == "001"]
    assert letter.kind == "returned" and letter.text.count(why) == 1
    assert [enclosure.name for enclosure in letter.enclosures] == ["001 Д.Болд засвар.xlsx"]
    sheet = openpyxl.load_workbook(next(own_month.outbox.rglob("001 Д.Болд засвар.xlsx"))).worksheets[0]
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert comments and why in comments[0]


def test_another_reason_makes_another_letter_and_another_correction(own_month: Workspace) -> None:
    letters = []
    for minutes, why in enumerate(("Эхний шалтгаан", "Эхний шалтгаан", "Нөгөө шалтгаан")):
        with running(own_month, NOW + timedelta(minutes=minutes)) as run:
            (came,) = [
                v.arrival.id
                for v in run.ledger.versions.all()
                if v.judged.employee == "001" and v.arrival.name.endswith("001.xlsx")
            ]
            decide(run, came, "return", why, "Б.Уянга", "")
            letters.append(sum("001 " in path.name for path in write_replies(run).paths))
    assert letters == [1, 0, 1]


def test_a_correction_that_is_no_longer_due_goes(own_month: Workspace) -> None:
    folder = own_month.outbox_of("corrections")
    assert {path.name[:3] for path in folder.glob("*.xlsx")} == {"004"}
    with running(own_month, NOW) as run:
        (came,) = [v.arrival.id for v in run.ledger.versions.all() if v.judged.employee == "004"]
        decide(run, came, "accept", "Дарга зөвшөөрсөн", "Б.Уянга", "")
        write_replies(run)
    assert not list(folder.glob("*.xlsx"))


def test_the_bytes_of_each_letter_that_went_out_are_in_the_store(
    smtp: tuple[Workspace, smtp_sink.Sink],
) -> None:
    workspace, _ = smtp
    done = send_run(workspace, NOW, issue=True)
    assert done.gone
    with running(workspace, NOW) as run:
        went = run.ledger.letters.all()
        for letter in done.letters:
            kept = stored(workspace.store, went[letter.key].sha256, ".eml")
            mail = message_from_bytes(kept.read_bytes(), policy=default)
            assert (mail["Subject"], letter.address in str(mail["To"])) == (letter.subject, True)
        assert not examine_store(run).lost
        kept.unlink()
        assert examine_store(run).lost == (letter.subject,)


def test_a_letter_that_went_by_hand_is_in_the_store_as_it_lay_in_the_outbox(own_month: Workspace) -> None:
    letter = letters_run(own_month, NOW).letters[0]
    with running(own_month, NOW) as run:
        path = outbox_path(own_month, letter)
        lay = path.read_bytes() + b"\r\n"
        path.write_bytes(lay)
        assert sent_by_hand(run, LetterRound(), [letter.key]) == 1
        digest = run.ledger.letters.all()[letter.key].sha256
    assert stored(own_month.store, digest, ".eml").read_bytes() == lay
