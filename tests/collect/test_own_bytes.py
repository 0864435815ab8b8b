"""The bytes that went out are nobody's answer: a bounce, a question with the letter attached, the form sent back empty."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from perfxl.ledger.status import State, people
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import looking
from tests.support.months import NOW
from tests.support.runs import collect

PLACE = 4  # in the roster: who has sent nothing


class Office:
    """A month in which one person has sent nothing yet."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        with looking(workspace) as run:
            self.who = run.roster.employees[PLACE]
            self.blank = (workspace.root / run.ledger.issued.last()[self.who.code].path).read_bytes()
        others = sorted(path for path in workspace.inbox.glob("*.xlsx") if path.stem != self.who.code)
        self.filled = others[0].read_bytes()

    def mail(self, sender: str, *books: bytes) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = sender, "hr@example.mn", "Тайлан"
        message["Date"] = NOW
        message.set_content("Сайн байна уу.")
        for number, data in enumerate(books):
            message.add_attachment(data, "application", "vnd.ms-excel", filename=f"{number}.xlsx")
        return message

    def collected(self, message: EmailMessage) -> tuple[list[str], str, str]:
        """(verdicts of what came in it, the mail's state, how the person stands)."""
        (self.workspace.inbox / "m.eml").write_bytes(message.as_bytes())
        done = collect(self.workspace, NOW)
        with looking(self.workspace) as run:
            (state,) = (p.state for p in people(run.ledger, run.roster) if p.employee.code == self.who.code)
            (mail,) = run.ledger.messages.all()
        return [str(v.verdict) for v in done.versions if "m.eml" in v.arrival.name], mail.state, str(state)


@pytest.fixture
def office(own_month: Workspace) -> Office:
    return Office(own_month)


def attached(office: Office) -> EmailMessage:
    """A question, our letter attached as a mail of its own."""
    message = office.mail(office.who.email)
    ours = office.mail("hr@example.mn", office.blank)
    ours["X-Perfxl"] = "issue:1"
    message.add_attachment(ours)
    return message


def bounced(office: Office) -> EmailMessage:
    return office.mail("MAILER-DAEMON@example.mn", office.blank)


def resent(office: Office) -> EmailMessage:
    """Our own letter as it went out."""
    message = office.mail("hr@example.mn", office.blank)
    message["X-Perfxl"] = "issue:1"
    return message


@pytest.mark.parametrize(
    ("mail", "state"), [(attached, "nothing found"), (bounced, "needs a person"), (resent, "nothing found")]
)
def test_in_a_letter_that_comes_back_they_are_no_parcel(
    office: Office, mail: Callable[[Office], EmailMessage], state: str
) -> None:
    assert office.collected(mail(office)) == ([], state, State.MISSING)


def test_sent_by_the_employee_alone_they_are_returned_and_the_person_stays_missing(office: Office) -> None:
    assert office.collected(office.mail(office.who.email, office.blank)) == (
        ["returned"], "workbooks", State.MISSING,
    )  # fmt: skip
    assert not list(office.workspace.outbox.glob(f"{office.who.code}*.xlsx"))


def test_a_real_report_beside_them_is_taken_alone(office: Office) -> None:
    verdicts, state, _ = office.collected(office.mail("x@example.mn", office.blank, office.filled))
    assert (verdicts, state) == (["duplicate"], "workbooks")


def test_laid_into_the_inbox_they_are_an_empty_form(office: Office) -> None:
    path: Path = office.workspace.inbox / "form.xlsx"
    path.write_bytes(office.blank)
    done = collect(office.workspace, NOW)
    assert [str(v.verdict) for v in done.versions] == ["returned"]
    with looking(office.workspace) as run:
        assert next(p for p in people(run.ledger, run.roster) if p.employee == office.who).state == "missing"


def test_a_filled_workbook_under_our_own_mark_is_taken(office: Office) -> None:
    message = office.mail("x@example.mn", office.filled)
    message["X-Perfxl"] = "issue:1"
    assert office.collected(message)[:2] == (["duplicate"], "workbooks")
