"""What came in a wrong wrapping, or beside the answers, ends in a line that somebody reads; thanks end in none."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import openpyxl
import pytest

import perfxl
from perfxl.finding import Verdict
from perfxl.form.plan import Employee
from perfxl.ledger.records import Message
from perfxl.ledger.status import State, people
from perfxl.table.organisations import all_tables
from perfxl.texts import texts
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of, running
from tests.checks.beside_cells import commented
from tests.intake.peoples_mail import FILES, LINKS, SHEET_2003, mail, with_file
from tests.support.months import NOW
from tests.support.runs import collect, letters_run

LATER = NOW + timedelta(hours=1)


def missing(workspace: Workspace) -> Employee:
    """Somebody of whom nothing has come."""
    with running(workspace, NOW) as run:
        return next(p.employee for p in people(run.ledger, run.roster) if p.state is State.MISSING)


def put(workspace: Workspace, name: str, data: bytes) -> Path:
    """A file in the inbox."""
    path = workspace.inbox / name
    path.write_bytes(data)
    return path


def came(workspace: Workspace, name: str) -> Message:
    """What the ledger knows of a delivery."""
    with ledger_of(workspace) as ledger:
        return next(m for m in ledger.messages.all() if m.name == f"inbox/{name}")


def letter_to(workspace: Workspace, who: Employee) -> str:
    """The text of the letter in the outbox to somebody; empty for none."""
    for path in workspace.outbox.rglob("*.eml"):
        letter = message_from_bytes(path.read_bytes(), policy=default)
        if who.email in str(letter["To"]):
            return str(letter.get_body(("plain",)).get_content())  # type: ignore[attr-defined]
    return ""


def test_a_report_in_the_wrong_wrapping_awaits_a_person_and_is_asked_for_again(own_month: Workspace) -> None:
    who = missing(own_month)
    made = with_file("005.xml", SHEET_2003)
    made.replace_header("From", who.email)
    put(own_month, "тайлан.eml", made.as_bytes())
    collect(own_month, LATER)
    message = came(own_month, "тайлан.eml")
    assert message.state == "needs a person"
    assert [f.code for f in message.findings] == ["M113", "G012"]
    assert "005.xml" in " ".join(texts("mn").of(f) for f in message.findings)
    letters_run(own_month, LATER)
    assert "005.xml" in letter_to(own_month, who)
    assert ".xlsx" in letter_to(own_month, who)


def test_every_such_file_laid_into_the_inbox_awaits_a_person(own_month: Workspace) -> None:
    names = {what: f"{number} {name}" for number, (what, (name, _, _)) in enumerate(FILES.items())}
    for what, (_, data, _) in FILES.items():
        put(own_month, names[what], data)
    collect(own_month, LATER)
    states = {what: (came(own_month, names[what]).state, names[what]) for what in FILES}
    assert {state for state, _ in states.values()} == {"needs a person"}


def test_thanks_await_nobody_and_are_answered_by_nothing(own_month: Workspace) -> None:
    who = missing(own_month)
    put(own_month, "thanks.eml", mail("Баярлалаа.", "Re: Маягт", who.email).as_bytes())
    collect(own_month, LATER)
    assert came(own_month, "thanks.eml").state == "nothing found"
    assert came(own_month, "thanks.eml").sender == who.email
    letters_run(own_month, LATER)
    assert letter_to(own_month, who) == ""


def test_no_letter_asks_for_a_report_that_is_there(own_month: Workspace) -> None:
    with running(own_month, NOW) as run:
        who = next(p.employee for p in people(run.ledger, run.roster) if p.state is State.ACCEPTED)
    put(own_month, "more.eml", mail(f"Нэмэлт: {LINKS['OneDrive']}", "Тайлан", who.email).as_bytes())
    collect(own_month, LATER)
    letters_run(own_month, LATER)
    assert came(own_month, "more.eml").state == "needs a person"
    assert LINKS["OneDrive"] not in letter_to(own_month, who)


def _accepted(workspace: Workspace) -> bytes:
    with running(workspace, NOW) as run:
        version = next(v for v in run.ledger.versions.counting() if v.arrival.suffix == ".xlsx")
    return (workspace.root / version.copy).read_bytes()


def test_what_a_repetition_says_beside_its_answers_stands_in_the_master(own_month: Workspace) -> None:
    put(own_month, "again.xlsx", commented(_accepted(own_month), "Энэ мөр буруу, 80 биш 50 хувь"))
    result = collect(own_month, LATER)
    (version,) = (v for v in result.versions if v.arrival.name == "inbox/again.xlsx")
    assert version.verdict is Verdict.DUPLICATE
    with running(own_month, LATER) as run:
        told = [
            f.finding.facts.get("text")
            for t in all_tables(run)
            for f in t.findings
            if f.finding.code == "L306"
        ]
    assert told == ["Энэ мөр буруу, 80 биш 50 хувь"]


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\u00ad", "\u200f"])
def test_characters_that_nobody_sees_stay_out_of_the_table(
    own_month: Workspace, tmp_path: Path, unseen: str
) -> None:
    (tmp_path / "a.xlsx").write_bytes(_accepted(own_month))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    column = [row[0] for row in book.worksheets[0].iter_rows(min_col=6, max_col=6)]
    cell = next(c for c in column if not c.protection.locked and c.value)
    cell.value = f"Өөр{unseen} үр дүн гарсан."
    book.save(own_month.inbox / "b.xlsx")
    collect(own_month, LATER)
    texts_there = perfxl.read_table(own_month)["achieved"].tolist()
    assert "Өөр үр дүн гарсан." in texts_there
    with ledger_of(own_month) as ledger:
        kept = [row.achieved for v in ledger.versions.counting() for row in v.judged.rows]
    assert f"Өөр{unseen} үр дүн гарсан." in kept
