"""A letter's bytes, read back by a mail parser: head, text, HTML, enclosures; nothing that is put in breaks the head."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parseaddr

import pytest

from perfxl.intake.message import read_message
from perfxl.letters.letter import Enclosure, Outgoing, as_draft, as_html, as_mail

AT = datetime(2024, 12, 20, 9, tzinfo=UTC)
BOOK = Enclosure("007 Ө.Үүрийнцолмон засвар.xlsx", b"PK\x03\x04" + bytes(200))
LETTER = Outgoing(
    "returned:abc", "returned", "007", "tsolmon@example.mn", "Ө.Үүрийнцолмон", "Тайлангаа засна уу",
    "Сайн байна уу.\n\nЗасах:\n• A & <B>\n• Ө\n", "007", (BOOK,), "<7@example.mn>",
)  # fmt: skip


def _read(letter: Outgoing, sender: str = "hr@example.mn") -> EmailMessage:
    mail = message_from_bytes(as_mail(letter, sender, AT).as_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_mail_parser_reads_it() -> None:
    mail = _read(LETTER)
    assert (mail["To"], mail["From"]) == ('"Ө.Үүрийнцолмон" <tsolmon@example.mn>', "hr@example.mn")
    assert mail["Subject"] == "Тайлангаа засна уу"
    assert mail["In-Reply-To"] == mail["References"] == "<7@example.mn>"
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and page is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert "<li>A &amp; &lt;B&gt;</li><li>Ө</li>" in page.get_content()
    assert [(a.get_filename(), a.get_content()) for a in mail.iter_attachments()] == [(BOOK.name, BOOK.data)]
    assert mail.defects == []


def test_the_draft_opens_ready_to_send_and_is_the_same_twice() -> None:
    data = as_draft(LETTER, "", AT)
    assert b"\r\nX-Unsent: 1\r\n" in data
    assert b"\r\nFrom:" not in data
    assert data == as_draft(LETTER, "", AT)
    assert all(len(line) < 998 for line in data.split(b"\r\n"))


def test_the_intake_opens_our_own_letter_too() -> None:
    """Somebody may have filled in the workbook in it; the ledger knows the bytes that went out, and they are no answer."""
    letter = read_message("x.eml", as_draft(LETTER, "hr@example.mn", AT), AT)
    assert [parcel.data for parcel in letter.parcels] == [BOOK.data]
    assert letter.signs == ()


@pytest.mark.parametrize("bad", ["<7@x>\r\nBcc: a@b.mn", "7@x", "<7 @x>", ""])
def test_a_message_id_that_is_none_is_left_out(bad: str) -> None:
    assert _read(replace(LETTER, reply_to=bad))["In-Reply-To"] is None


def test_names_and_subjects_cannot_add_headers() -> None:
    mail = _read(replace(LETTER, name='x"\r\nBcc: a@b.mn', subject="s\r\nBcc: a@b.mn\x00"))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "s Bcc: a@b.mn"


@pytest.mark.parametrize(
    "name", ["Ө.Үүрийнцолмон", "Дэлгэрцогт Батмөнхийн Ууганбаяр Өлзийсайхан", "a b " * 30, "Д., <x>"]
)
def test_a_long_name_comes_back_whole(name: str) -> None:
    mail = message_from_bytes(
        as_mail(replace(LETTER, name=name), "hr@example.mn", AT).as_bytes(), policy=compat32
    )
    said, address = parseaddr(
        str(mail["To"]).replace("\r\n", "")
    )  # the newer parser puts blanks between two words
    assert (str(make_header(decode_header(said))), address) == (name.strip(), LETTER.address)


def test_html_of_paragraphs_and_lists() -> None:
    page = as_html("a\nb\n\nГарчиг:\n• 1\n• 2\n")
    assert "<p>a<br>b</p><p>Гарчиг:</p><ul><li>1</li><li>2</li></ul>" in page
