"""A further version, from the mail to its receipt: the letter names the rows that changed, and no others."""

from __future__ import annotations

import io
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import openpyxl

from perfxl.collect.collect import collect
from perfxl.letters.round import RECEIPTS
from perfxl.letters.writer import LetterWriter
from perfxl.texts import texts
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of, running
from perfxl.workspace.stored_bytes import kept_bytes
from tests.support.months import NOW

CODE = "006"
LATER = NOW + timedelta(days=2)


def accepted(workspace: Workspace) -> bytes:
    """The bytes of the employee's report that counts."""
    with ledger_of(workspace) as ledger:
        (arrival,) = (a for code, a in ledger.versions.counting_arrivals().items() if code == CODE)
    return kept_bytes(workspace, arrival)


def rewritten(workspace: Workspace, data: bytes, rows: tuple[int, ...]) -> tuple[bytes, list[str]]:
    """The report with another answer in some of its planned rows, and the numbers of those."""
    with ledger_of(workspace) as ledger:
        seal = ledger.issued.latest_seals()[CODE]
    planned = [line for line in seal.lines if line.role == "measure"]
    chosen = {planned[n].key: planned[n].number for n in rows}
    book = openpyxl.load_workbook(io.BytesIO(data))
    for slot in seal.slots:
        if slot.key in chosen and slot.field == "achieved" and slot.role == "input":
            book[seal.sheet][slot.a1] = "Ажлыг бүрэн хийж дуусган, тайлан мэдээг хугацаанд нь хүргүүлсэн."
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), list(chosen.values())


def mailed(workspace: Workspace, data: bytes) -> None:
    with running(workspace, NOW) as run:
        employee = run.roster.employee(CODE)
    assert employee
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = employee.email, "hr@example.mn", "Тайлан"
    mail["Date"], mail["Message-ID"] = format_datetime(LATER), "<further@example.mn>"
    mail.set_content("Хавсаргав.")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{CODE}.xlsx")
    (workspace.inbox / "further.eml").write_bytes(mail.as_bytes())


def test_the_receipt_of_a_further_version_names_the_rows_that_changed(own_month: Workspace) -> None:
    data, numbers = rewritten(own_month, accepted(own_month), (0, 2))
    mailed(own_month, data)
    with running(own_month, LATER) as run:
        collect(run)
        letters, _ = LetterWriter(run, {}).replies(RECEIPTS)
    (receipt,) = (letter for letter in letters if letter.code == CODE)
    assert receipt.kind == "accepted" and len(numbers) == 2
    assert texts("mn").word("letters.changed_rows", rows=", ".join(numbers)) in receipt.text


def test_the_first_receipt_names_no_rows(own_month: Workspace) -> None:
    with running(own_month, NOW) as run:
        letters, _ = LetterWriter(run, {}).replies(RECEIPTS)
    sentence = texts("mn").word("letters.changed_rows", rows="").partition(":")[0]
    assert letters and not any(sentence in letter.text for letter in letters if letter.code == CODE)
