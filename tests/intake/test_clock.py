"""Which of several times is believed, at the boundary too; and what a letter says of one that is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from perfxl.intake.archive import open_parcels
from perfxl.intake.clock import believed
from perfxl.intake.message import delivered_message, read_message
from perfxl.intake.parcel import Mail
from perfxl.texts import finding, texts
from tests.intake.odd_messages import B64

NOW = datetime(2024, 12, 20, 9, tzinfo=UTC)
FILE = datetime(2024, 12, 6, tzinfo=UTC)
FUTURE = datetime(2099, 1, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def mail(*heads: str) -> bytes:
    """A mail with these header lines and a workbook."""
    lines = [*heads, "From: bat@example.mn", "Content-Type: application/octet-stream; name=a.xlsx"]
    lines += ["Content-Transfer-Encoding: base64", "", B64.decode()]
    return "\r\n".join(lines).encode()


RECEIVED_TRUE = "Received: by x; Thu, 05 Dec 2024 10:00:00 +0000"
RECEIVED_FALSE = "Received: by x; Tue, 20 Jan 2099 10:00:00 +0000"
DATE_TRUE = "Date: Wed, 04 Dec 2024 10:00:00 +0000"
DATE_FALSE = "Date: Tue, 20 Jan 2099 10:00:00 +0000"


@pytest.mark.parametrize(
    ("times", "time", "doubted"),
    [
        pytest.param((FILE,), FILE, None, id="a time in the past"),
        pytest.param((NOW + DAY,), NOW + DAY, None, id="a day ahead is a zone set wrongly"),
        pytest.param((NOW + DAY + timedelta(seconds=1),), NOW, NOW + DAY + timedelta(seconds=1), id="more"),
        pytest.param((FUTURE, None, FILE), FILE, FUTURE, id="the next that can be true"),
        pytest.param((FILE, FUTURE), FILE, None, id="a wrong one behind does not matter"),
        pytest.param((None,), NOW, None, id="none given"),
    ],
)
def test_the_first_time_that_can_be_true(times, time, doubted):
    came = believed(times, NOW)
    assert (came.time, came.doubted) == (time, doubted)


def test_without_a_moment_every_time_is_believed():
    assert believed((FUTURE, FILE), None).time == FUTURE


@pytest.mark.parametrize(
    ("heads", "file", "day", "codes"),
    [
        pytest.param([RECEIVED_TRUE, DATE_FALSE], FILE, "2024-12-05", [], id="Received comes first"),
        pytest.param([RECEIVED_FALSE, DATE_TRUE], FILE, "2024-12-04", ["M114"], id="then Date"),
        pytest.param([RECEIVED_FALSE, DATE_FALSE], FILE, "2024-12-06", ["M114"], id="then the file"),
        pytest.param([DATE_FALSE], FUTURE, "2024-12-20", ["M114"], id="last the moment of collection"),
        pytest.param([], FUTURE, "2024-12-20", ["M114"], id="a file's clock alone"),
        pytest.param([DATE_TRUE], FUTURE, "2024-12-04", [], id="the file's clock is not asked"),
    ],
)
def test_a_mail_from_a_wrong_clock(heads, file, day, codes):
    letter = read_message("m.eml", mail(*heads), file, NOW)
    assert [code for code, _ in letter.signs] == codes
    assert {f"{one.received:%Y-%m-%d}" for one in (letter, *letter.parcels)} == {day}


@pytest.mark.parametrize(
    ("delivered", "day", "codes"), [(FILE, "2024-12-06", []), (FUTURE, "2024-12-05", ["M114"])]
)
def test_the_mailbox_s_own_date_comes_first_where_it_can_be_true(delivered, day, codes):
    letter = delivered_message("m.eml", mail(RECEIVED_TRUE), delivered, NOW)
    assert ([code for code, _ in letter.signs], f"{letter.received:%Y-%m-%d}") == (codes, day)


def test_a_workbook_from_a_wrong_clock_is_a_letter_with_the_note():
    (letter,) = open_parcels("inbox/a.xlsx", b"PK", FUTURE, at=NOW)
    assert isinstance(letter, Mail)
    assert letter.signs == (
        ("M114", (("name", "inbox/a.xlsx"), ("shown", "2099.01.20"), ("used", "2024.12.20"))),
    )
    assert [parcel.received for parcel in letter.parcels] == [NOW]


def test_a_mail_without_a_workbook_is_not_noted():
    text = f"{DATE_FALSE}\r\nFrom: bat@example.mn\r\n\r\nHello".encode()
    assert read_message("m.eml", text, FILE, NOW).signs == ()


def test_the_note_says_both_days():
    found = finding("M114", field="file", name="a.eml", shown="2099.01.20", used="2024.12.20")
    for language in ("mn", "en"):
        said = texts(language).of(found)
        assert "a.eml" in said and "2099.01.20" in said and "2024.12.20" in said
