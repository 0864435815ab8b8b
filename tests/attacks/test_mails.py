"""Mails made to break us: very many parts, names, addresses and lines; what is refused as a whole is one line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from perfxl.intake import mime
from perfxl.intake.archive import open_parcels
from perfxl.intake.message import read_message
from perfxl.intake.parcel import Mail

AT = datetime(2025, 1, 7, tzinfo=UTC)
HEAD = b"From: a@b.mn\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
NOTICE = (
    b"From: MAILER-DAEMON@x.mn\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
)
REPORT = b"--B\r\nContent-Type: message/delivery-status\r\n\r\n"


def parts(count: int, part: Callable[[int], bytes], head: bytes = HEAD) -> bytes:
    return head + b"".join(b"--B\r\n" + part(n) + b"\r\n" for n in range(count)) + b"--B--\r\n"


def named(ending: str, start: bytes, name: str = "{n}") -> Callable[[int], bytes]:
    def part(n: int) -> bytes:
        said = f'Content-Disposition: attachment; filename="{name.format(n=n)}.{ending}"\r\n\r\n'
        return said.encode() + start + str(n).encode()

    return part


MANY: dict[str, bytes] = {
    "workbooks": parts(20_000, named("xlsx", b"PK\3\4")),
    "workbooks of one name": parts(20_000, named("xlsx", b"PK\3\4", "a")),
    "workbooks without content": parts(20_000, lambda _: b"Content-Type: application/vnd.ms-excel\r\n\r\n"),
    "scans": parts(20_000, named("pdf", b"%PDF-1.4 ")),
    "archives": parts(20_000, named("rar", b"Rar!\x1a\x07\0")),
    "texts": parts(20_000, lambda _: b"\r\nhello"),
    "forwarded mails": parts(20_000, lambda _: b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nhi"),
    "parts without a name": parts(20_000, lambda _: b"Content-Type: application/octet-stream\r\n\r\n"),
    "parts between boundaries in quotes": parts(
        20_000, lambda _: b"\r\nx", HEAD.replace(b"boundary=B", b'BOUNDARY = "B"')
    ),
    "parts between boundaries in pieces": parts(
        20_000, lambda _: b"\r\nx", HEAD.replace(b"boundary=B", b'boundary*0="B"')
    ),
    "lines": HEAD + b"--B\r\n\r\n" + b"\n" * 4_000_000 + b"--B--\r\n",
}


@pytest.mark.parametrize("data", MANY.values(), ids=MANY.keys())
def test_more_parts_than_anybody_means_are_one_line(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    parse = mime.message_from_bytes
    monkeypatch.setattr(mime, "message_from_bytes", lambda d, **k: (parsed.append(len(d)), parse(d, **k))[1])
    mail = read_message("x.eml", data, AT, AT)
    assert (mail.parcels, mail.scans, [code for code, _ in mail.signs]) == ((), (), ["M105"])
    assert max(parsed) <= 200_000  # the head alone was taken apart


def test_a_name_that_comes_many_times_is_numbered() -> None:
    mail = read_message("x.eml", parts(4_000, named("xlsx", b"PK\3\4", "a")), AT, AT)
    names = [parcel.name for parcel in mail.parcels]
    assert len(set(names)) == len(names) == 4_000
    assert names[:3] == ["x.eml!a.xlsx", "x.eml!a (2).xlsx", "x.eml!a (3).xlsx"]


def test_a_name_that_looks_numbered_is_told_apart_too() -> None:
    names = ["a.xlsx", "a (2).xlsx", "a.xlsx", "a (2).xlsx", "a.xlsx"]
    said = b"".join(
        b'--B\r\nContent-Disposition: attachment; filename="%s"\r\n\r\nPK\3\4%d\r\n' % (name.encode(), n)
        for n, name in enumerate(names)
    )
    mail = read_message("x.eml", HEAD + said + b"--B--\r\n", AT, AT)
    found = [parcel.name for parcel in mail.parcels]
    assert len(set(found)) == len(found) == 5


def zipped(count: int, name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(count):
            archive.writestr(name.format(n=n), body)
    return out.getvalue()


@pytest.mark.parametrize("body", [b"PK\3\4", b"%PDF-", b"Rar!\x1a\x07\0", b"x"])
def test_a_zip_of_more_files_than_anybody_means_is_one_line(body: bytes) -> None:
    (mail,) = open_parcels("x.zip", zipped(6_000, "{n}.xlsx", body), AT, at=AT)
    assert isinstance(mail, Mail)
    assert (mail.parcels, mail.scans) == ((), ())
    assert [(code, dict(facts)["name"]) for code, facts in mail.signs] == [("M105", "x.zip")]


def test_many_closed_archives_are_one_line_with_some_names() -> None:
    (mail,) = open_parcels("x.zip", zipped(40, "{n}.rar", b"Rar!\x1a\x07\0"), AT, at=AT)
    assert isinstance(mail, Mail)
    assert [(code, dict(facts)["name"]) for code, facts in mail.signs] == [
        ("M104", "0.rar, 1.rar, 2.rar, 3.rar, 4.rar … (40)")
    ]


def test_zips_in_a_zip_spend_one_budget() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(3):
            archive.writestr(f"{n}.zip", zipped(2_000, "{n}.xlsx", b"PK\3\4"))
    (mail,) = open_parcels("x.zip", out.getvalue(), AT, at=AT)
    assert isinstance(mail, Mail)
    assert (mail.parcels, [code for code, _ in mail.signs]) == ((), ["M105"])


def test_of_a_report_on_delivery_the_returned_letter_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    returned = b"--B\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n" + b"x y\r\n" * 2_000_000
    status = REPORT + b"Final-Recipient: rfc822; bat@example.mn\r\nAction: failed\r\n\r\n"
    parsed: list[int] = []
    parse = mime.message_from_bytes
    monkeypatch.setattr(mime, "message_from_bytes", lambda d, **k: (parsed.append(len(d)), parse(d, **k))[1])
    mail = read_message("x.eml", NOTICE + status + returned + b"--B--\r\n", AT, AT)
    assert mail.signs == (("M110", (("address", "bat@example.mn"),)),)
    assert max(parsed) <= 1024 * 1024


def test_very_many_addresses_are_the_first_and_how_many() -> None:
    blocks = b"".join(
        b"Final-Recipient: rfc822; a%d@b.mn\r\nAction: failed\r\n\r\n" % n for n in range(2_000)
    )
    mail = read_message("x.eml", NOTICE + REPORT + blocks + b"--B--\r\n", AT, AT)
    said = [dict(facts)["address"] for _, facts in mail.signs]
    assert len(said) == 51 and said[0] == "a0@b.mn" and said[-1] == "… (2000)"
