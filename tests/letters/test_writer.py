"""Letters for every verdict, word for word as they were read and found good; and who gets one."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perfxl.finding import Finding, Verdict
from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Roster, Settings, Unit
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Decision, Message, Version
from perfxl.ledger.standing import Stood
from perfxl.ledger.versions import Versions
from perfxl.letters.letter import Outgoing, as_html
from perfxl.letters.writer import LetterWriter
from perfxl.texts import finding
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run
from tests.support.months import answered, version

GOLDEN = Path(__file__).with_name("golden")
WHO = Employee(
    "007", "Хангай аймгийн газар", "Хяналтын алба", "мэргэжилтэн", "Өлзий", "Үүрийнцолмон", "Үүрийнцолмонгийн", "tsolmon@example.mn"
)  # fmt: skip
ROSTER = Roster(
    (WHO,),
    (Unit(WHO.organisation, WHO.unit, "Хяналтын албаны", verifier_email="darga@example.mn"),),
    {},
    Settings(
        (
            ("contact_name", "Б.Уянга"),
            ("contact_phone", "7000-0000"),
            ("contact_email", "hr@example.mn"),
        )
    ),
    {},
)
FINDINGS = (
    finding("F101", sheet="Тайлан", cell="F12"),
    finding("F102", sheet="Тайлан", cell="H12, H14"),
    finding("F106", sheet="Тайлан", cell="H16", shown="6500%", taken="65%", percent="65%"),
    finding("M202", sender="x@example.mn", name="Ө.Үүрийнцолмон", other="Б.Бат"),
    finding("M201", sender="x@gmail.com", name="Ө.Үүрийнцолмон", address="tsolmon@example.mn"),
)


@pytest.fixture
def desk(tmp_path: Path) -> LetterWriter:
    form = load_form("order-98-2023-annex-6")
    correction = tmp_path / "007 Ө.Үүрийнцолмон засвар.xlsx"
    correction.write_bytes(b"PK")
    ledger = Ledger.open(tmp_path / "ledger.db")
    ledger.messages.record_id("m.eml", "<9@example.mn>")
    workspace = Workspace(tmp_path, form, form.period_of("2024-H1"))
    return LetterWriter(
        Run(workspace, ledger, datetime(2024, 7, 1, tzinfo=UTC), lambda: (ROSTER, ())), {"007": correction}
    )


def _version(verdict: Verdict, findings: Sequence[Finding] = ()) -> Version:
    made = version(WHO, verdict, [answered(1, k) for k in range(17)], findings)
    arrival = replace(made.arrival, name="inbox/m.eml!тайлан.xlsx", message="m.eml")
    return replace(made, arrival=arrival, by="first")


def _shown(letter: Outgoing) -> str:
    head = (
        f"To: {letter.name} <{letter.address}>\nSubject: {letter.subject}\nIn-Reply-To: {letter.reply_to}\n"
        f"Enclosures: {', '.join(e.name for e in letter.enclosures)}\nFile: {letter.file}\n\n"
    )
    return f"{head}{letter.text}\n{as_html(letter.text)}"


@pytest.mark.parametrize("verdict", list(Verdict), ids=str)
def test_the_letter_of_a_verdict_is_what_was_read(
    desk: LetterWriter, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Versions, "standing", lambda _: {"first": Stood(Verdict.ACCEPTED, True)})
    found = FINDINGS if verdict in (Verdict.RETURNED, Verdict.REFUSED) else ()
    shown = _shown(desk._reply(str(verdict), _version(verdict, found), WHO))
    path = GOLDEN / f"letter_{verdict}.txt"
    if os.environ.get("PERFXL_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    golden = path.read_text(encoding="utf-8")
    assert not list(difflib.unified_diff(golden.splitlines(), shown.splitlines(), lineterm=""))


def _mail(sender: str = "tsolmon@example.mn", name: str = "m.eml", hour: int = 0) -> Message:
    findings = (
        finding("M113", name="007 тайлан.mht"),
        finding("G010"),
        finding("M109", link="https://1drv.ms/x"),
        finding("M110", address="x@example.mn"),
    )
    at = datetime(2024, 7, 1, hour, tzinfo=UTC)
    return Message(name, "0" * 64, "needs a person", sender, "Тайлан", at, (), findings)


def test_the_letter_about_a_mail_without_a_workbook_is_what_was_read(desk: LetterWriter) -> None:
    desk.run.ledger.messages.record(_mail(), desk.run.at)
    (letter,), _ = desk.replies(("no_workbook",))
    path = GOLDEN / "letter_no_workbook.txt"
    if os.environ.get("PERFXL_UPDATE_GOLDEN"):
        path.write_text(_shown(letter), encoding="utf-8")
    golden = path.read_text(encoding="utf-8")
    assert not list(difflib.unified_diff(golden.splitlines(), _shown(letter).splitlines(), lineterm=""))


@pytest.mark.parametrize(
    ("sender", "name", "answered"),
    [
        ("tsolmon@example.mn", "imap/h/u/INBOX/1-2.eml", True),
        ("", "inbox/007 Ө.Үүрийнцолмон 2024-H1.mht", True),
        ("", "inbox/тайлан.mht", False),
        ("x@example.mn", "inbox/007 Ө.Үүрийнцолмон 2024-H1.eml", False),
    ],
    ids=["a mail of somebody's", "a file by the name of the form", "a file of no name", "a stranger's mail"],
)
def test_who_is_asked_for_the_workbook(desk: LetterWriter, sender: str, name: str, answered: bool) -> None:
    desk.run.ledger.messages.record(_mail(sender, name), desk.run.at)
    letters, _ = desk.replies(("no_workbook",))
    assert [letter.code for letter in letters] == (["007"] if answered else [])


def test_a_stranger_s_mail_is_answered_to_whose_form_it_names(desk: LetterWriter) -> None:
    named = (finding("M113", name="007 Ө.Үүрийнцолмон 2024-H1.mht"), finding("G010"))
    message = replace(_mail("x@gmail.com"), findings=named)
    desk.run.ledger.messages.record(message, desk.run.at)
    (letter,), _ = desk.replies(("no_workbook",))
    assert (letter.code, letter.address) == ("007", "tsolmon@example.mn")


def test_what_somebody_is_done_with_is_not_answered(desk: LetterWriter) -> None:
    message = _mail()
    desk.run.ledger.messages.record(message, desk.run.at)
    with desk.run.ledger.transaction():
        desk.run.ledger.decisions.record_done(
            Decision(message.id, "done", "", "утсаар ярьсан", "Б.Уянга", desk.run.at)
        )
    assert desk.replies(("no_workbook",)) == ((), ())


def test_a_thanks_is_not_answered(desk: LetterWriter) -> None:
    desk.run.ledger.messages.record(replace(_mail(), state="nothing found", findings=()), desk.run.at)
    assert desk.replies(("no_workbook",)) == ((), ())


def test_notes_and_senders_are_not_in_a_letter_and_errors_come_first(desk: LetterWriter) -> None:
    text = desk._reply("returned", _version(Verdict.RETURNED, FINDINGS), WHO).text
    assert "x@gmail.com" not in text
    assert "x@example.mn" not in text
    assert text.index("F12") < text.index("H16")


def test_a_long_list_is_cut_and_says_so(desk: LetterWriter) -> None:
    many = [finding("F101", sheet="Тайлан", cell=f"F{n}") for n in range(1, 100)]
    text = desk._reply("returned", _version(Verdict.RETURNED, many), WHO).text
    assert text.count("• ") == 61
    assert "мөн 39 зүйл" in text


def test_without_a_correction_the_letter_says_so(desk: LetterWriter) -> None:
    bare = replace(desk, corrections={})
    letter = bare._reply("returned", _version(Verdict.RETURNED, FINDINGS), WHO)
    assert letter.enclosures == ()
    assert "Тэмдэглэсэн файл бэлтгэх боломжгүй" in letter.text
