"""What could be a report awaits a person with the sentence of its kind and its name; what brings none awaits nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from perfxl.intake.archive import open_parcels
from perfxl.intake.message import read_message
from perfxl.intake.parcel import Mail
from perfxl.texts import finding, texts
from tests.intake.outlook_files import Folder, attachment, compound, text
from tests.intake.outlook_files import mail as outlook_mail
from tests.intake.peoples_mail import FILES, LINKS, REMOVED, SHEET_2003, awaiting, honest, mail

NOW = datetime(2025, 1, 10, tzinfo=UTC)
AWAITING = list(awaiting())
HONEST = list(honest())


def codes(mail: Mail) -> list[str]:
    """The codes of a mail's signs."""
    return [code for code, _ in mail.signs]


def test_there_are_60_that_await_and_200_that_do_not() -> None:
    assert len({what for what, *_ in AWAITING}) == len(AWAITING) >= 60
    assert len({data for _, data in HONEST}) >= 200


@pytest.mark.parametrize(("what", "data", "code"), AWAITING, ids=[what for what, *_ in AWAITING])
def test_it_awaits_a_person(what: str, data: bytes, code: str) -> None:
    mail = read_message("m.eml", data, NOW)
    assert mail.parcels == ()
    assert code in codes(mail)
    if code.startswith("G"):
        assert "M113" in codes(mail)
        assert len(codes(mail)) == 2


def test_of_honest_mails_none_awaits() -> None:
    wrong = [(what, mail.signs) for what, data in HONEST if (mail := read_message("m.eml", data, NOW)).signs]
    assert wrong == []


@pytest.mark.parametrize(("what", "file"), FILES.items(), ids=list(FILES))
def test_the_same_file_in_the_inbox_awaits_too(what: str, file: tuple[str, bytes, str]) -> None:
    name, data, code = file
    (mail,) = open_parcels(f"inbox/{name}", data, NOW)
    assert isinstance(mail, Mail)
    assert codes(mail) == ["M113", code]
    assert mail.name == f"inbox/{name}"


@pytest.mark.parametrize("code", sorted({code for _, _, code in FILES.values()} | {"M109", "M113", "M115"}))
@pytest.mark.parametrize("language", ["mn", "en"])
def test_each_kind_has_a_sentence_that_says_what_to_do(code: str, language: str) -> None:
    sentence = texts(language).of(finding(code, name="005.xml", link="https://1drv.ms/x"))
    assert "?" not in sentence
    assert texts(language).card(code)["do"]
    if code in ("M113", "M115"):
        assert "005.xml" in sentence
    if code == "M109":
        assert "https://1drv.ms/x" in sentence


def test_the_link_is_named_as_it_is_under_its_wrapping() -> None:
    for wrapped, plain in (
        ("Safe Links", "https://1drv.ms/x/s!Ak"),
        ("urldefense v2", "https://drive.google.com/file/d/1"),
    ):
        (_, data, _) = next(case for case in AWAITING if case[0].endswith(wrapped))
        assert dict(dict(read_message("m.eml", data, NOW).signs)["M109"])["link"] == plain


@pytest.mark.parametrize(
    "part", ["\n", " ", "a.", "https://x.mn/?url=", "<blockquote>", "From: a\n", "border-top:"]
)
def test_words_made_to_break_us_are_read_to_their_end(part: str) -> None:
    assert read_message("m.eml", mail(part * (200_000 // len(part))).as_bytes(), NOW).signs == ()


def test_a_workbook_beside_says_nothing_of_the_papers() -> None:
    (_, data, _) = next(case for case in AWAITING if case[0] == "a scan")
    assert codes(read_message("m.eml", data, NOW)) == ["M113", "G009"]


@pytest.mark.parametrize("stream", ["__substg1.0_1000001F", "__substg1.0_10130102"])
def test_a_link_in_an_outlook_mail(stream: str) -> None:
    words = f'<a href="{LINKS["OneDrive"]}">005</a>'
    folder = outlook_mail("bat@example.mn", "Тайлан", 0, [])
    folder.streams[stream] = text(words) if stream.endswith("F") else words.encode()
    (mail,) = open_parcels("m.msg", compound(folder), NOW)
    assert isinstance(mail, Mail)
    assert codes(mail) == ["M109"]


def test_a_link_in_packed_rtf() -> None:
    words = b'{\\rtf1 {\\field{\\*\\fldinst HYPERLINK "https://1drv.ms/x/s!Ak"}}}'
    packed = (
        (len(words) + 12).to_bytes(4, "little")
        + len(words).to_bytes(4, "little")
        + b"MELA"
        + bytes(4)
        + words
    )
    folder = outlook_mail("bat@example.mn", "Тайлан", 0, [])
    folder.streams["__substg1.0_10090102"] = packed
    (mail,) = open_parcels("m.msg", compound(folder), NOW)
    assert isinstance(mail, Mail)
    assert codes(mail) == ["M109"]


@pytest.mark.parametrize(
    ("name", "data", "code"), [("005.xml", SHEET_2003, "G012"), ("005.txt", REMOVED, "M115")]
)
def test_a_wrong_wrapping_in_an_outlook_mail(name: str, data: bytes, code: str) -> None:
    padded = data.ljust(4096, b" ")
    folder: Folder = outlook_mail("bat@example.mn", "Тайлан", 0, [attachment(name, padded)])
    (mail,) = open_parcels("m.msg", compound(folder), NOW)
    assert isinstance(mail, Mail)
    assert code in codes(mail)
