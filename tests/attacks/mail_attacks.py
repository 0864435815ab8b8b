"""Mails that mean harm, as bytes; written without a look at the reader. Each carries the workbook WORKBOOK or says so."""

from __future__ import annotations

import base64
from collections.abc import Iterator

WORKBOOK = "Б-02 accepted theirs 1".encode()
_PACKED = base64.b64encode(WORKBOOK).decode()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def part(
    heads: str = "", body: str = _PACKED, name: str = 'filename="a.xlsx"', coding: str = "base64"
) -> str:
    return f"Content-Type: {XLSX}\nContent-Disposition: attachment; {name}\nContent-Transfer-Encoding: {coding}\n{heads}\n{body}\n"


def mail(
    *parts: str, heads: str = "", sender: str = "b-02@example.mn", boundary: str = "b", end: str = "--{0}--\n"
) -> bytes:
    """A mail with parts; `heads` are further header lines."""
    head = f"From: {sender}\nTo: hr@example.mn\nSubject: Тайлан\nDate: Tue, 10 Dec 2024 09:00:00 +0800\nMessage-ID: <1@x>\n{heads}"
    head += f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{boundary}"\n\n'
    return (head + "".join(f"--{boundary}\n{each}" for each in parts) + end.format(boundary)).encode(
        "utf-8", "surrogateescape"
    )


def nested(depth: int) -> bytes:
    data = mail(part())
    for number in range(depth):
        inner = data.decode("utf-8")
        data = mail(f"Content-Type: message/rfc822\n\n{inner}\n", boundary=f"n{number}")
    return data


def mails() -> Iterator[tuple[str, bytes]]:
    """(attack, mail)."""
    yield "an honest one", mail(part())
    yield from _heads()
    yield from _names()
    yield from _built()
    yield from _coded()


def _heads() -> Iterator[tuple[str, bytes]]:
    yield "two senders", mail(part(), heads="From: a-01@example.mn\n")
    yield "a sender within a sender's name", mail(part(), sender='"b-02@example.mn" <stranger@example.org>')
    yield "a sender after a sender", mail(part(), sender="b-02@example.mn, stranger@example.org")
    yield "a sender in a remark", mail(part(), sender="stranger@example.org (b-02@example.mn)")
    yield "a sender with letters that look alike", mail(part(), sender="b-02@exаmple.mn")
    yield "a known sender with more behind", mail(part(), sender="b-02@example.mn.зло.example.org")
    yield "a known sender with more before", mail(part(), sender="иb-02@example.mn")
    yield "a sender that never ends", mail(part(), sender="<" * 5000 + "b-02@example.mn")
    yield (
        "another that answers go to",
        mail(part(), heads="Reply-To: thief@example.org\nReturn-Path: <thief@example.org>\n"),
    )
    yield "our own mark", mail(part(), heads="X-Perfxl: returned:1\n")
    yield (
        "a line that adds a receiver",
        mail(part(), heads="Subject: =?utf-8?q?x=0D=0ABcc:_thief=40example.org?=\n"),
    )
    yield "an identity with line ends", mail(part(), heads="Message-ID: <a\r\n\tb@x>\n")
    yield "ten thousand lines of head", mail(part(), heads="".join(f"X-{n}: y\n" for n in range(10_000)))
    yield "one line of a million letters", mail(part(), heads=f"X-Long: {'y' * 1_000_000}\n")
    yield "an automatic answer", mail(part(), heads="Auto-Submitted: auto-replied\n")
    yield "a date of the year 9999", mail(part()).replace(b"10 Dec 2024", b"10 Dec 9999")
    yield (
        "a date of no day",
        mail(part()).replace(b"Tue, 10 Dec 2024 09:00:00 +0800", b"99 Foo 20240 99:99:99 +9999"),
    )
    yield "a list of everybody", mail(part(), heads="List-Id: <all.example.mn>\nPrecedence: bulk\n")


def _names() -> Iterator[tuple[str, bytes]]:
    for name, spelt in (
        ("a name that turns round", "filename*=utf-8''a%E2%80%AExslx.exe"),
        ("a device's name", 'filename="CON.xlsx"'),
        ("a way up", 'filename="../../ledger.db"'),
        ("a drive", 'filename="C:\\\\Windows\\\\a.xlsx"'),
        ("a stream", 'filename="a.xlsx:b.exe"'),
        ("a line end in a name", "filename*=utf-8''a%0D%0ABcc%3A%20x.xlsx"),
        ("no letter in a name", "filename*=utf-8''%00.xlsx"),
        ("a name of 5,000 letters", f'filename="{"a" * 5000}.xlsx"'),
        ("a name in pieces", "filename*0*=utf-8''a; filename*1*=%2E; filename*2=xlsx"),
        ("a name in pieces without the first", "filename*7=xlsx"),
        ("a name in an unknown alphabet", "filename*=x-none''a%FF.xlsx"),
        ("a name in a word that is coded", 'filename="=?x-none?b?////?="'),
        ("two names", 'filename="a.txt"; name="b.xlsx"'),
        ("no name", ""),
        ("an empty name", 'filename=""'),
        ("a name of points", 'filename="..."'),
        ("escape signs in a name", "filename*=utf-8''%1B%5D0%3Bx%07.xlsx"),
        ("a formula's name", 'filename="=cmd|a.xlsx"'),
    ):
        yield name, mail(part(name=spelt))


def _built() -> Iterator[tuple[str, bytes]]:
    yield "forty mails within one another", nested(40)
    yield "four hundred mails within one another", nested(400)
    yield "a boundary within the workbook", mail(part(body=f"{_PACKED[:8]}\n--b\n{_PACKED[8:]}"))
    yield "a boundary of nothing", mail(part(), boundary="")
    yield "a boundary of 2,000 letters", mail(part(), boundary="b" * 2000)
    yield "no end", mail(part(), end="")
    yield "a workbook behind the end", mail("Content-Type: text/plain\n\nx\n") + part().encode()
    yield (
        "a workbook before the beginning",
        mail("Content-Type: text/plain\n\nx\n").replace(b"\n\n--b", b"\n\n" + part().encode() + b"\n--b", 1),
    )
    yield "one that says it is a text", mail(part().replace(XLSX, "text/plain"))
    yield "one that says it is many parts", mail(part().replace(XLSX, 'multipart/mixed; boundary="c"'))
    yield "one that says it is a mail", mail(part().replace(XLSX, "message/rfc822"))
    yield (
        "one that lies elsewhere",
        mail('Content-Type: message/external-body; access-type=URL; URL="http://127.0.0.1:9/a.xlsx"\n\n'),
    )
    yield (
        "a part of a mail in many",
        mail(part()).replace(b"multipart/mixed;", b'message/partial; id="x"; number=1; total=2;'),
    )
    yield (
        "two parts of one name",
        mail(part(), part(body=base64.b64encode("А-01 accepted x 1".encode()).decode())),
    )
    yield (
        "workbooks of two people",
        mail(
            part(),
            part(body=base64.b64encode("А-01 accepted x 1".encode()).decode(), name='filename="b.xlsx"'),
        ),
    )


def _coded() -> Iterator[tuple[str, bytes]]:
    yield "a coding that nobody knows", mail(part(coding="x-none"))
    yield "a coding of two", mail(part(coding="base64, base64"))
    yield "base64 with rubbish", mail(part(body="!!" + "\n!".join(_PACKED)))
    yield "base64 that is cut off", mail(part(body=_PACKED[:-3]))
    yield "base64 twice", mail(part(body=base64.b64encode(_PACKED.encode()).decode()))
    yield "quoted letters with rubbish", mail(part(body="=ZZ=0=", coding="quoted-printable"))
    yield "eight bits that are none", mail(part(body="\udcff\udcfe\udc80", coding="8bit"))
    yield "nothing", mail(part(body=""))
    yield "ends of line alone", mail(part()).replace(b"\n", b"\r")
    yield "no head at all", mail(part()).partition(b"\n\n")[2]
    yield "zeros in between", mail(part()).replace(b"Subject: ", b"Subject: \0\0")
    yield "nothing but a mark of bytes", b"\xef\xbb\xbf" + mail(part())
    yield "UTF-16", mail(part()).decode().encode("utf-16")
