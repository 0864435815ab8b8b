"""From the mail to the letter: a form of one person that another filled in is held, and its sender is told of it."""

from __future__ import annotations

import io
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import openpyxl
import pytest

from perfxl.finding import Verdict
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import running
from tests.intake.peoples_mail import mail
from tests.support.months import NOW
from tests.support.runs import collect, letters_run

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sent(own_month: Workspace) -> tuple[Workspace, str, str, str]:
    """A form of who has an accepted report, filled in and sent by somebody else; with both codes and the genuine report."""
    with running(own_month, NOW) as run:
        versions = [v for v in run.ledger.versions.counting() if v.arrival.suffix == ".xlsx"]
        genuine = versions[0]
        owner = genuine.judged.employee
        other = next(
            e for e in run.roster.employees if e.code not in (owner, genuine.judged.employee) and e.email
        )
        data = (own_month.root / genuine.copy).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    cell = next(
        row[5] for row in book.worksheets[0].iter_rows() if not row[5].protection.locked and row[5].value
    )
    cell.value = "Өөр хүний хийсэн ажил."
    out = io.BytesIO()
    book.save(out)
    made = mail("Тайлангаа илгээв.", sender=other.email)
    made.add_attachment(
        out.getvalue(), "application", "octet-stream", filename=f"{other.code} {other.signature} 2024-Y.xlsx"
    )
    made.replace_header("Date", f"{LATER:%a, %d %b %Y %H:%M:%S} +0000")
    (own_month.inbox / "else.eml").write_bytes(made.as_bytes())
    collect(own_month, LATER)
    return own_month, owner, other.code, genuine.arrival.id


def test_it_is_held_and_the_genuine_report_goes_on_counting(sent: tuple[Workspace, str, str, str]) -> None:
    workspace, owner, _, genuine = sent
    with running(workspace, LATER) as run:
        (version,) = [v for v in run.ledger.versions.all() if v.arrival.name.startswith("inbox/else.eml")]
        counting = [v.arrival.id for v in run.ledger.versions.counting() if v.judged.employee == owner]
    assert version.verdict is Verdict.HELD
    assert "I303" in [finding.code for finding in version.judged.findings]
    assert counting == [genuine]


def test_the_letter_goes_to_the_sender_and_names_both_files(sent: tuple[Workspace, str, str, str]) -> None:
    workspace, owner, other, _ = sent
    done = letters_run(workspace, LATER)
    (letter,) = [one for one in done.letters if one.kind == "own_form"]
    assert letter.code == other
    with running(workspace, LATER) as run:
        people = {e.code: e for e in run.roster.employees}
    (path,) = [p for p in workspace.outbox.rglob("*.eml") if people[other].email in str(
        message_from_bytes(p.read_bytes(), policy=default)["To"]
    )]  # fmt: skip
    assert path.is_file()
    assert people[owner].signature in letter.text
    assert other in letter.text or people[other].signature in letter.text
    assert not any(one.code == owner for one in done.letters)
