"""Outlook files that nobody here made: each ends in a letter or a word, none in an exception."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perfxl.intake.archive import open_parcels
from perfxl.intake.parcel import Mail
from perfxl.texts import severities

CORPUS = os.environ.get("PERFXL_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="PERFXL_CORPUS is not set: the foreign corpus is not here")
NOW = datetime(2025, 1, 10, tzinfo=UTC)


def _letter(name: str) -> Mail:
    path = Path(CORPUS) / "poi" / name
    (one,) = open_parcels(path.name, path.read_bytes(), NOW)
    assert isinstance(one, Mail)
    return one


@pytest.mark.parametrize("folder", ["msg", "tnef"])
def test_every_file_gets_an_answer(folder: str) -> None:
    for path in sorted((Path(CORPUS) / "poi" / folder).iterdir()):
        for one in open_parcels(path.name, path.read_bytes(), NOW):
            assert isinstance(one, Mail)
            assert one.received.tzinfo is not None
            assert {code for code, _ in one.signs} <= set(severities())


def test_every_outlook_mail_is_a_letter() -> None:
    files = sorted((Path(CORPUS) / "poi" / "msg").iterdir())
    assert len(files) == 41
    unreadable = [f.name for f in files if any(code == "M112" for code, _ in _letter(f"msg/{f.name}").signs)]
    assert unreadable == ["unknown_properties.msg"]  # its directory claims 1.9 GB in 20 KB


@pytest.mark.parametrize(
    ("file", "sender", "subject", "received"),
    [
        ("cyrillic_message", "no-reply@niips.ru", "Автоматический ответ", "2010-05-18T07:51:07"),
        ("ASCII_CP1251_LCID1049", "", "Subject автоматически Subject", "2025-01-10"),
        ("58214_with_attachment", "bertrand.beyssac@c6.eu", "Master mail", "2015-08-05T12:02:45"),
        ("quick", "", "Test the content transformer", "2007-06-14T09:42:55"),
    ],
)
def test_head_of_an_outlook_mail(file: str, sender: str, subject: str, received: str) -> None:
    letter = _letter(f"msg/{file}.msg")
    assert letter.sender == sender
    assert letter.subject.startswith(subject)
    assert letter.received.isoformat().startswith(received)


@pytest.mark.parametrize(
    ("file", "scans", "signs"),
    [
        ("msg/attachment_msg_pdf.msg", ["smbprn.00009008.KdcPjl.pdf"], ["M113", "G009"]),
        ("msg/attachment_test_msg.msg", [], ["M113", "G007", "M113", "G011"]),
        ("tnef/bug63955-winmail.dat", ["SI-61597.pdf", "SI-61598.pdf"], ["M113", "G009"]),
        (
            "tnef/quick-winmail.dat",
            ["quick.pdf"],
            ["M113", "G007", "M113", "G010", "M113", "G009", "M113", "G011", "M113", "G012"],
        ),
        ("tnef/oom.tnef", [], ["M112"]),
    ],
)
def test_what_an_outlook_file_brings(file: str, scans: list[str], signs: list[str]) -> None:
    letter = _letter(file)
    assert [name.rpartition("!")[2] for name, _ in letter.scans] == scans
    assert [code for code, _ in letter.signs] == signs
