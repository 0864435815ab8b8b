"""Odd and hostile mails, made here one by one, each with what must come of it: names, bytes and signs, exactly."""

from __future__ import annotations

import base64
import binascii
import io
import quopri
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

NAME = "Тайлан Ө.Үүрийнцолмон 2024.xlsx"
OLD = "Тайлан Бат.xlsx"  # a name that the old sets can spell
CRLF = b"\r\n"


@dataclass(frozen=True)
class Odd:
    """One odd delivery. `parcels` are the names that must come out (without the delivery's own), each with the
    bytes of `content`; `signs` the M codes in their order; `scans` the names of signed copies."""

    id: str
    data: bytes
    parcels: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    name: str = "m.eml"
    content: tuple[bytes, ...] = ()
    sender: str | None = None
    received: str | None = None


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 12, 5, 10, 0, 0)), data, method)
    return out.getvalue()


def workbook(mark: str = "") -> bytes:
    """A small thing that is a workbook as far as the door can see."""
    rows = "".join(f"<row r='{n}'><c r='A{n}'><v>{n * 7919 % 1009}</v></c></row>" for n in range(1, 80))
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": f"<workbook>{mark}</workbook>".encode(),
            "xl/worksheets/sheet1.xml": f"<worksheet>{rows}{mark}</worksheet>".encode(),
        }
    )


BOOK = workbook()
SECOND = workbook("2")
B64 = base64.encodebytes(BOOK).replace(b"\n", CRLF)
XLSX = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOP = (
    b"Received: from mx.example.mn by mail.example.mn; Thu, 05 Dec 2024 10:00:00 +0800\r\n"
    b"From: Bat <bat@example.mn>\r\nTo: hr@example.mn\r\nSubject: tailan\r\n"
    b"Date: Thu, 05 Dec 2024 09:00:00 +0800\r\nMessage-ID: <1@example.mn>\r\nMIME-Version: 1.0\r\n"
)
WHEN = "2024-12-05T02:00:00+00:00"


def part(headers: bytes, body: bytes) -> bytes:
    """One part of a multipart."""
    return headers.rstrip() + CRLF + CRLF + body


def attached(disposition: bytes, kind: bytes = XLSX, body: bytes = B64, encoding: bytes = b"base64") -> bytes:
    """An attachment's part; an empty `disposition` leaves that header out."""
    lines = [b"Content-Type: " + kind, b"Content-Transfer-Encoding: " + encoding]
    if disposition:
        lines.append(b"Content-Disposition: " + disposition)
    return part(CRLF.join(lines), body)


TEXT = part(b"Content-Type: text/plain; charset=utf-8", "Сайн байна уу".encode())


def multi(
    *parts: bytes, top: bytes = TOP, kind: bytes = b"mixed", boundary: bytes = b"=_b1", end: bool = True
) -> bytes:
    """A multipart mail."""
    head = top + b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"\r\n\r\n'
    body = b"".join(b"--" + boundary + CRLF + one + CRLF for one in parts)
    return head + body + (b"--" + boundary + b"--\r\n" if end else b"")


def named(disposition: bytes, kind: bytes = XLSX) -> bytes:
    """The usual mail: a text, and the workbook under some spelling of its name."""
    return multi(TEXT, attached(disposition, kind))


def single(headers: bytes, body: bytes, top: bytes = TOP) -> bytes:
    """A mail of one part."""
    return top + headers.rstrip() + CRLF + CRLF + body


def uuencoded(data: bytes, name: bytes = b"a.xlsx", end: bytes = b"`\nend\n") -> bytes:
    """A uuencoded file."""
    lines = [binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)]
    return b"begin 644 " + name + b"\n" + b"".join(lines) + end


def word(text: str, charset: str, kind: str = "B") -> bytes:
    """An encoded word (RFC 2047)."""
    data = text.encode(charset)
    if kind == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?=".encode()
    return f"=?{charset}?Q?".encode() + quopri.encodestring(data, header=True).replace(b"=\n", b"") + b"?="


def percent(text: str, charset: str) -> bytes:
    """A value in RFC 2231's spelling."""
    return b"".join(b"%%%02X" % byte for byte in text.encode(charset))


def names() -> Iterator[Odd]:
    """How a name may be spelt."""
    ok, old = (NAME,), (OLD,)
    yield Odd("name raw in utf-8", named(f'attachment; filename="{NAME}"'.encode()), ok)
    yield Odd("name raw in cp1251", named(f'attachment; filename="{OLD}"'.encode("cp1251")), old)
    yield Odd("name raw in koi8-r", named(f'attachment; filename="{OLD}"'.encode("koi8-r")), old)
    yield Odd("name raw in cp866", named(f'attachment; filename="{OLD}"'.encode("cp866")), old)
    yield Odd("name in rfc 2231, utf-8", named(b"attachment; filename*=UTF-8''" + percent(NAME, "utf-8")), ok)
    yield Odd(
        "name in rfc 2231, cp1251",
        named(b"attachment; filename*=windows-1251''" + percent(OLD, "cp1251")),
        old,
    )
    yield Odd(
        "name in rfc 2231, koi8-r", named(b"attachment; filename*=koi8-r'mn'" + percent(OLD, "koi8-r")), old
    )
    halves = percent(NAME, "utf-8")
    split = b"attachment;\r\n filename*0*=utf-8''" + halves[:39] + b";\r\n filename*1*=" + halves[39:]
    yield Odd("name in rfc 2231, split inside a letter", named(split), ok)
    turned = b"attachment;\r\n filename*1*=" + halves[39:] + b";\r\n filename*0*=utf-8''" + halves[:39]
    yield Odd("name in rfc 2231, pieces in the wrong order", named(turned), ok)
    eleven = b"".join(b"; filename*%d=%s" % (n, c) for n, c in enumerate([b"a", b"b"] * 5 + [b".xl", b"sx"]))
    yield Odd("name in rfc 2231, twelve pieces", named(b"attachment" + eleven), ("ababababab.xlsx",))
    yield Odd("name in rfc 2231, no set", named(b"attachment; filename*=''" + percent(NAME, "utf-8")), ok)
    yield Odd(
        "name in rfc 2231, unknown set", named(b"attachment; filename*=x-foo''" + percent(NAME, "utf-8")), ok
    )
    yield Odd(
        "name in rfc 2231, wrong set", named(b"attachment; filename*=utf-8''" + percent(OLD, "cp1251")), old
    )
    yield Odd(
        "name in rfc 2231, quoted",
        named(b"attachment; filename*=\"utf-8''" + percent(NAME, "utf-8") + b'"'),
        ok,
    )
    yield Odd(
        "name in rfc 2231, bad percent", named(b"attachment; filename*=utf-8''a%ZZ%4.xlsx"), ("a%ZZ%4.xlsx",)
    )
    yield Odd(
        "name in rfc 2231 with raw bytes",
        named(b"attachment; filename*=utf-8''%D0%91\xd0\xb0.xlsx"),
        ("Ба.xlsx",),
    )
    both = b"attachment; filename=\"Tailan.xlsx\"; filename*=UTF-8''" + percent(NAME, "utf-8")
    yield Odd("both spellings: the full one counts", named(both), ok)
    yield Odd("name in rfc 2047 B", named(b'attachment; filename="' + word(NAME, "utf-8") + b'"'), ok)
    yield Odd("name in rfc 2047 Q", named(b'attachment; filename="' + word(NAME, "utf-8", "Q") + b'"'), ok)
    yield Odd("name in rfc 2047 without quotes", named(b"attachment; filename=" + word(NAME, "utf-8")), ok)
    yield Odd("name in rfc 2047, cp1251", named(b'attachment; filename="' + word(OLD, "cp1251") + b'"'), old)
    yield Odd(
        "name in rfc 2047, koi8-r Q", named(b'attachment; filename="' + word(OLD, "koi8-r", "Q") + b'"'), old
    )
    raw = NAME.encode()
    pieces = [
        f"=?utf-8?B?{base64.b64encode(piece).decode()}?=".encode() for piece in (raw[:7], raw[7:20], raw[20:])
    ]
    yield Odd(
        "name in rfc 2047, split inside a letter",
        named(b'attachment; filename="' + b"\r\n ".join(pieces) + b'"'),
        ok,
    )
    yield Odd(
        "name in rfc 2047, unknown set",
        named(b'attachment; filename="=?x-unknown?B?' + base64.b64encode(raw) + b'?="'),
        ok,
    )
    yield Odd(
        "name in rfc 2047, base64 without padding",
        named(b'attachment; filename="=?utf-8?B?' + base64.b64encode(raw).rstrip(b"=") + b'?="'),
        ok,
    )
    yield Odd(
        "name in rfc 2047, a set that is no text",
        named(b'attachment; filename="=?zlib?B?' + base64.b64encode(raw) + b'?="'),
        ok,
    )
    yield Odd("name in rfc 2047, idna", named(b'attachment; filename="=?idna?Q?a.xlsx?="'), ("a.xlsx",))
    nfd = NAME.replace("й", "\u0438\u0306")
    yield Odd("name in NFD", named(f'attachment; filename="{nfd}"'.encode()), ok)
    yield Odd("name only at the type", named(b"attachment", XLSX + b'; name="b.xlsx"'), ("b.xlsx",))
    yield Odd("name at the type, no disposition", named(b"", XLSX + b'; name="b.xlsx"'), ("b.xlsx",))
    yield Odd(
        "name in the description",
        multi(TEXT, attached(b"", XLSX + b"\r\nContent-Description: c.xlsx")),
        ("c.xlsx",),
    )
    yield Odd("no name at all", named(b"attachment"), ("part.xlsx",))
    yield Odd("no name, no type", named(b"attachment", b"application/octet-stream"), ("part.bin",))
    yield Odd("empty name", named(b'attachment; filename=""'), ("part.xlsx",))
    yield Odd("name unquoted with spaces", named(b"attachment; filename=a b c.xlsx"), ("a b c.xlsx",))
    yield Odd("name with a quote inside", named(b'attachment; filename="a\\"b.xlsx"'), ('a"b.xlsx',))
    yield Odd("name with a semicolon", named(b'attachment; filename="a;b.xlsx"'), ("a;b.xlsx",))
    yield Odd("name whose quote is never closed", named(b'attachment; filename="a.xlsx'), ("a.xlsx",))
    yield Odd("name folded over lines", named(b'attachment;\r\n\tfilename="a\r\n b.xlsx"'), ("a b.xlsx",))
    yield Odd("name with control characters", named(b'attachment; filename="a\x01\x07b.xlsx"'), ("ab.xlsx",))
    rlo = "a\u202excod.xlsx"
    yield Odd(
        "name with a turned direction", named(f'attachment; filename="{rlo}"'.encode()), ("axcod.xlsx",)
    )
    zero = "a\u200b\ufeffb.xlsx"
    yield Odd("name with zero-width signs", named(f'attachment; filename="{zero}"'.encode()), ("ab.xlsx",))
    yield Odd(
        "name that climbs",
        named(b'attachment; filename="../../etc/cron.d/a.xlsx"'),
        ("../../etc/cron.d/a.xlsx",),
    )
    yield Odd(
        "name that is a Windows path",
        named(b'attachment; filename="C:\\\\Users\\\\a.xlsx"'),
        ("C:\\Users\\a.xlsx",),
    )
    yield Odd(
        "name that is absolute", named(b'attachment; filename="/etc/passwd.xlsx"'), ("/etc/passwd.xlsx",)
    )
    long = "Ж" * 400 + ".xlsx"
    yield Odd(
        "name of 405 letters",
        named(f'attachment; filename="{long}"'.encode()),
        ("Ж" * 215 + "Ж" * 35 + ".xlsx",),
    )
    yield Odd("name with a nul", named(b'attachment; filename="a\x00.xlsx"'), ("a.xlsx",))
    yield Odd(
        "name with a line break encoded",
        named(b"attachment; filename*=utf-8''a%0D%0ABcc:%20x.xlsx"),
        ("a Bcc: x.xlsx",),
    )
    yield Odd(
        "name with braces", named(b'attachment; filename="{0.__class__}.xlsx"'), ("{0.__class__}.xlsx",)
    )
    yield Odd(
        "two files of one name",
        multi(
            attached(b'attachment; filename="a.xlsx"'),
            attached(b'attachment; filename="a.xlsx"', body=base64.encodebytes(SECOND)),
        ),
        ("a.xlsx", "a (2).xlsx"),
        content=(BOOK, SECOND),
    )


def encodings() -> Iterator[Odd]:
    """How the bytes may be wrapped."""
    one = ("a.xlsx",)
    at = b'attachment; filename="a.xlsx"'

    def body(data: bytes, encoding: bytes = b"base64") -> bytes:
        return multi(TEXT, attached(at, body=data, encoding=encoding))

    plain = base64.b64encode(BOOK)
    yield Odd("base64 on one line", body(plain), one)
    yield Odd("base64 without padding", body(plain.rstrip(b"=")), one)
    chunks = [base64.b64encode(BOOK[n : n + 50]) for n in range(0, len(BOOK), 50)]
    yield Odd("base64 padded on every line", body(CRLF.join(chunks)), one)
    yield Odd("base64 with spaces", body(b" ".join(plain[n : n + 10] for n in range(0, len(plain), 10))), one)
    yield Odd("base64 of the web alphabet", body(plain.translate(bytes.maketrans(b"+/", b"-_"))), one)
    yield Odd("base64 with stray signs", body(plain[:100] + b"!*" + plain[100:]), one)
    yield Odd("base64 with blank lines", body(B64.replace(CRLF, CRLF + CRLF)), one)
    yield Odd("base64 said in capitals with a comment", body(B64, b"BASE64 (sic)"), one)
    yield Odd("base64 said in quotes", body(B64, b'"base64"'), one)
    yield Odd("base64 with a footer of a mailing list", body(plain + b"\r\n____\r\nlist"), one)
    yield Odd("quoted-printable", body(quopri.encodestring(BOOK), b"quoted-printable"), one)
    yield Odd("8bit with raw bytes", body(BOOK, b"binary"), one)
    yield Odd("said base64, is raw", body(BOOK, b"base64"), one)
    yield Odd("uuencode as transfer encoding", body(uuencoded(BOOK), b"x-uuencode"), one)
    yield Odd(
        "uuencode as transfer encoding, no begin line",
        body(uuencoded(BOOK).split(b"\n", 1)[1], b"uuencode"),
        one,
    )
    yield Odd(
        "uuencode in the text",
        single(b"Content-Type: text/plain", b"hello\n\n" + uuencoded(BOOK)),
        one,
        ("M101",),
    )
    yield Odd(
        "uuencode in the text, Cyrillic name",
        single(b"Content-Type: text/plain", uuencoded(BOOK, OLD.encode("cp1251"))),
        (OLD,),
        ("M101",),
    )
    yield Odd(
        "uuencode without its end",
        single(b"Content-Type: text/plain", uuencoded(BOOK, end=b"")),
        one,
        ("M101",),
    )
    yield Odd(
        "uuencode, two files",
        single(b"Content-Type: text/plain", uuencoded(BOOK) + uuencoded(SECOND, b"b.xlsx")),
        ("a.xlsx", "b.xlsx"),
        ("M101", "M101"),
        content=(BOOK, SECOND),
    )
    yield Odd(
        "uuencode with base64",
        single(
            b"Content-Type: text/plain", b"begin-base64 644 a.xlsx\n" + base64.encodebytes(BOOK) + b"====\n"
        ),
        one,
        ("M101",),
    )
    yield Odd(
        "uuencode in a mail without MIME", b"From: bat@example.mn\n\n" + uuencoded(BOOK), one, ("M101",)
    )
    yield Odd(
        "base64 in the text",
        single(b"Content-Type: text/plain", b"hello\r\n\r\n" + B64),
        ("part1.xlsx",),
        ("M101",),
    )
    yield Odd(
        "base64 in HTML",
        single(b"Content-Type: text/html", b'<a href="data:' + XLSX + b";base64," + plain + b'">x</a>'),
        ("part1.xlsx",),
        ("M101",),
    )
    yield Odd(
        "base64 in a quoted text",
        single(b"Content-Type: text/plain", b"".join(b"> " + line for line in B64.splitlines(keepends=True))),
        ("part1.xlsx",),
        ("M101",),
    )
    yield Odd("base64 in the text, cut off", single(b"Content-Type: text/plain", B64[:400]), (), ("M102",))
    yield Odd(
        "yEnc in the text",
        single(b"Content-Type: text/plain", b"=ybegin line=128 size=5 name=a.xlsx\r\nabc\r\n=yend"),
        (),
        ("M102",),
    )
    yield Odd("unknown transfer encoding", body(B64, b"x-foo"), one)
    yield Odd("type text/plain with a workbook's name", multi(TEXT, attached(at, b"text/plain")), one)
    yield Odd("type text/html with a workbook's name", multi(TEXT, attached(at, b"text/html")), one)
    yield Odd(
        "no type",
        multi(TEXT, part(b"Content-Transfer-Encoding: base64\r\nContent-Disposition: " + at, B64)),
        one,
    )
    yield Odd("type without a slash", multi(TEXT, attached(at, b"excel")), one)
    yield Odd("type with rubbish", multi(TEXT, attached(at, b';;;="')), one)
    yield Odd(
        "said to be a picture",
        multi(TEXT, attached(b'attachment; filename="a.jpg"', b"image/jpeg")),
        ("a.jpg",),
    )
    yield Odd(
        "said to be a zip",
        multi(TEXT, attached(b'attachment; filename="a.zip"', b"application/zip")),
        ("a.zip",),
    )
    yield Odd("shown inline", multi(TEXT, attached(b'inline; filename="a.xlsx"')), one)
    yield Odd(
        "the whole mail is the workbook",
        single(
            b"Content-Type: " + XLSX + b"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: " + at,
            B64,
        ),
        one,
    )
    yield Odd("an empty workbook", body(b""), one, content=(b"",))
    yield Odd(
        "a workbook cut off",
        body(B64[:2000]),
        one,
        content=(base64.b64decode(B64[:2000].replace(CRLF, b"") + b"==="),),
    )


def structures() -> Iterator[Odd]:
    """How the mail's own structure may be broken."""
    one = ("a.xlsx",)
    file = attached(b'attachment; filename="a.xlsx"')
    good = multi(TEXT, file)
    yield Odd("an honest mail", good, one, sender="bat@example.mn", received=WHEN)
    yield Odd("line ends of Unix", good.replace(CRLF, b"\n"), one)
    yield Odd("line ends of the old Mac", good.replace(CRLF, b"\r"), one)
    yield Odd("line ends mixed", good.replace(CRLF, b"\n", 9), one)
    yield Odd("no end boundary", multi(TEXT, file, end=False), one)
    yield Odd("boundary that never comes", multi(TEXT, file).replace(b"--=_b1", b"--=_XX"), one, ("M101",))
    yield Odd("boundary missing in the type", good.replace(b'; boundary="=_b1"', b""), one, ("M101",))
    yield Odd("boundary with a trailing blank", good.replace(b"--=_b1\r\n", b"--=_b1  \r\n"), one)
    yield Odd("boundary of 300 characters", multi(TEXT, file, boundary=b"x" * 300), one)
    yield Odd("boundary that begins another", multi(TEXT, multi(file, top=b"", boundary=b"=_b12")), one)
    yield Odd("nested with the same boundary", multi(TEXT, multi(file, top=b"")), one)
    yield Odd("a header without a colon", good.replace(b"Subject: tailan", b"Subject tailan"), one)
    yield Odd("a header without a colon, first", b"garbage line\r\n" + good, one)
    yield Odd("a mark before the head", b"\xef\xbb\xbf" + good, one, sender="bat@example.mn")
    yield Odd("UTF-16 with a mark", good.decode().encode("utf-16"), one, sender="bat@example.mn")
    yield Odd("UTF-16 without a mark", good.decode().encode("utf-16-le"), one, sender="bat@example.mn")
    yield Odd("blank lines before the head", b"\r\n\r\n" + good, one, sender="bat@example.mn")
    yield Odd("a nul before the head", b"\0" + good, one)
    yield Odd("an mbox line before the head", b"From bat@example.mn Thu Dec  5 10:00:00 2024\r\n" + good, one)
    yield Odd(
        "a quoted mbox line before the head", b">From bat@example.mn Thu Dec  5 10:00:00 2024\r\n" + good, one
    )
    yield Odd("no MIME-Version", good.replace(b"MIME-Version: 1.0\r\n", b""), one)
    yield Odd(
        "two Content-Types", good.replace(b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\nX-A: b\r\n"), one
    )
    yield Odd("attachment in an alternative", multi(TEXT, file, kind=b"alternative"), one)
    yield Odd("attachment in a related", multi(TEXT, file, kind=b"related"), one)
    yield Odd(
        "attachment in a signed mail",
        multi(
            multi(TEXT, file, top=b"", boundary=b"in"),
            attached(b'attachment; filename="smime.p7s"', b"application/pkcs7-signature", b"MAA="),
            kind=b"signed",
        ),
        one,
    )
    yield Odd("unknown kind of multipart", multi(TEXT, file, kind=b"x-foo"), one)
    yield Odd("attachment before the text", multi(file, TEXT), one)
    yield Odd(
        "attachment in the preamble",
        good.replace(b"\r\n\r\n--=_b1", b"\r\n\r\n" + file + b"\r\n--=_b1", 1),
        one,
    )
    lost = multi(TEXT).replace(b"--=_b1--\r\n", b"--=_b1--\r\n\r\n" + file)
    yield Odd("attachment after the end", lost, one, ("M101",))
    yield Odd(
        "twenty workbooks of a head of unit",
        multi(
            TEXT,
            *(
                attached(b'attachment; filename="%02d.xlsx"' % n, body=base64.encodebytes(workbook(str(n))))
                for n in range(20)
            ),
        ),
        tuple(f"{n:02}.xlsx" for n in range(20)),
        content=tuple(workbook(str(n)) for n in range(20)),
    )
    inner = multi(TEXT, file, boundary=b"in")
    yield Odd(
        "a mail forwarded as an attachment",
        multi(TEXT, part(b"Content-Type: message/rfc822", inner)),
        ("message.eml!a.xlsx",),
    )
    yield Odd(
        "a mail forwarded with a name",
        multi(TEXT, part(b'Content-Type: message/rfc822; name="x.eml"', inner)),
        ("x.eml!a.xlsx",),
    )
    yield Odd(
        "a forwarded mail in base64",
        multi(TEXT, attached(b'attachment; filename="x.eml"', b"message/rfc822", base64.encodebytes(good))),
        ("x.eml!a.xlsx",),
    )
    yield Odd(
        "a forwarded mail in quoted-printable",
        multi(
            TEXT, attached(b"attachment", b"message/rfc822", quopri.encodestring(good), b"quoted-printable")
        ),
        ("message.eml!a.xlsx",),
    )
    yield Odd(
        "a forwarded mail as octets",
        multi(
            TEXT,
            attached(b'attachment; filename="x.eml"', b"application/octet-stream", base64.encodebytes(good)),
        ),
        ("x.eml!a.xlsx",),
    )
    yield Odd(
        "a digest of two mails",
        multi(
            CRLF + inner,
            CRLF
            + multi(
                attached(b'attachment; filename="b.xlsx"', body=base64.encodebytes(SECOND)), boundary=b"zz"
            ),
            kind=b"digest",
            boundary=b"dig",
        ),
        ("message.eml!a.xlsx", "message.eml!b.xlsx"),
        content=(BOOK, SECOND),
    )
    yield Odd(
        "a forwarded mail with its bearer's boundary",
        multi(TEXT, part(b"Content-Type: message/rfc822", good)),
        one,
    )
    deep = inner
    for n in range(5):
        deep = multi(part(b"Content-Type: message/rfc822", deep), boundary=b"d%d" % n)
    yield Odd("forwarded five times", deep, ("message.eml!" * 5 + "a.xlsx",))
    nest = file
    for n in range(2000):
        nest = multi(nest, top=b"", boundary=b"n%d" % n)
    yield Odd("2,000 parts one in another", TOP + nest, one, ("M111", "M101"), sender="bat@example.mn")
    yield Odd("2,000 parts side by side", multi(*[TEXT] * 2000, file), one)
    many = [attached(b'attachment; filename="x.rar"', b"application/x-rar", b"UmFyIRoHAQ==")] * 11_000
    yield Odd("11,000 attachments", multi(*many), (), ("M105",))
    huge = TOP + b"X-Long: " + b"a" * 3_000_000 + CRLF
    yield Odd("a header of 3 MB", multi(TEXT, file, top=huge), one)
    yield Odd("20,000 headers", multi(TEXT, file, top=TOP + b"X-A: b\r\n" * 20_000), one)
    yield Odd(
        "a From of 100,000 brackets",
        multi(TEXT, file, top=TOP.replace(b"Bat <bat@example.mn>", b"(" * 100_000 + b" a@b.mn")),
        one,
    )
    yield Odd(
        "a name of 5,000 encoded words",
        multi(TEXT, attached(b'attachment; filename="' + b"=?utf-8?Q?a?= " * 5_000)),
        ("a" * 255,),
    )
    yield Odd("only a head", TOP)
    yield Odd("only a text", single(b"Content-Type: text/plain", b"hello"))
    yield Odd("nothing", b"", (), ("M113", "G001"))
    yield Odd("noise", bytes(range(256)) * 40, (), ("M111",))


def heads() -> Iterator[Odd]:
    """Senders and times."""
    file = attached(b'attachment; filename="a.xlsx"')
    one = ("a.xlsx",)

    def top(old: bytes, new: bytes) -> bytes:
        assert old in TOP
        return multi(TEXT, file, top=TOP.replace(old, new))

    frm = b"From: Bat <bat@example.mn>"
    yield Odd("sender in capitals", top(frm, b"From: BAT@Example.MN"), one, sender="bat@example.mn")
    yield Odd(
        "sender with an address in the name",
        top(frm, b'From: "a@b.mn" <bat@example.mn>'),
        one,
        sender="bat@example.mn",
    )
    yield Odd(
        "sender with an encoded name",
        top(frm, b"From: " + word("Бат", "utf-8") + b" <bat@example.mn>"),
        one,
        sender="bat@example.mn",
    )
    yield Odd(
        "sender with raw bytes",
        top(frm, "From: Бат <bat@example.mn>".encode("cp1251")),
        one,
        sender="bat@example.mn",
    )
    yield Odd(
        "no From, but Return-Path", top(frm, b"Return-Path: <bat@example.mn>"), one, sender="bat@example.mn"
    )
    yield Odd("no sender at all", top(frm, b"X-A: b"), one, sender="")
    yield Odd("a From that is none", top(frm, b"From: undisclosed"), one, sender="")
    yield Odd("two Froms: the topmost", top(frm, frm + b"\r\nFrom: x@y.mn"), one, sender="bat@example.mn")
    received = TOP.split(CRLF)[0]
    yield Odd("no Received: the Date", top(received, b"X-A: b"), one, received="2024-12-05T01:00:00+00:00")
    yield Odd(
        "two Received: the topmost",
        top(received, b"Received: by x; Fri, 06 Dec 2024 10:00:00 +0800\r\n" + received),
        one,
        received="2024-12-06T02:00:00+00:00",
    )
    yield Odd(
        "a folded Received", top(b"; Thu, 05 Dec 2024 10", b";\r\n\tThu, 05 Dec 2024 10"), one, received=WHEN
    )
    yield Odd(
        "a Received without a date",
        top(received, b"Received: by x"),
        one,
        received="2024-12-05T01:00:00+00:00",
    )
    yield Odd(
        "a date without a zone",
        top(received, b"Received: by x; Thu, 05 Dec 2024 02:00:00"),
        one,
        received=WHEN,
    )
    yield Odd(
        "a date in year 9999",
        top(received, b"Received: by x; Thu, 05 Dec 9999 02:00:00 +0000"),
        one,
        received="2024-12-05T01:00:00+00:00",
    )
    yield Odd(
        "a date of rubbish",
        multi(TEXT, file, top=b"From: a@b.mn\r\nDate: 99 Foo 20244 77:88\r\n"),
        one,
        received="2025-01-10T00:00:00+00:00",
    )
    yield Odd(
        "a zone of rubbish", top(received, b"Received: by x; Thu, 05 Dec 2024 02:00:00 +9999999999"), one
    )
    inner = multi(
        TEXT, file, top=TOP.replace(b"bat@", b"dorj@").replace(b"05 Dec", b"04 Dec"), boundary=b"in"
    )
    yield Odd(
        "a forwarded mail keeps its sender and time",
        multi(TEXT, part(b"Content-Type: message/rfc822", inner)),
        ("message.eml!a.xlsx",),
        sender="dorj@example.mn",
        received="2024-12-04T02:00:00+00:00",
    )
    later = multi(TEXT, file, top=TOP.replace(b"05 Dec", b"25 Dec"), boundary=b"in")
    yield Odd(
        "a forwarded mail is never later than its bearer",
        multi(TEXT, part(b"Content-Type: message/rfc822", later)),
        ("message.eml!a.xlsx",),
        received=WHEN,
    )


def containers() -> Iterator[Odd]:
    """Files in files."""
    at = b'attachment; filename="p.zip"'

    def mail(data: bytes, name: bytes = b"p.zip") -> bytes:
        return multi(
            TEXT,
            attached(b'attachment; filename="' + name + b'"', b"application/zip", base64.encodebytes(data)),
        )

    yield Odd(
        "a zip",
        mail(zipped({"a.xlsx": BOOK, "d/b.xlsx": SECOND})),
        ("p.zip!a.xlsx", "p.zip!d/b.xlsx"),
        content=(BOOK, SECOND),
    )
    yield Odd("a zip with a Cyrillic name in UTF-8", mail(zipped({NAME: BOOK})), (f"p.zip!{NAME}",))
    yield Odd("a zip with names in cp866", mail(old_zip(OLD.encode("cp866"))), (f"p.zip!{OLD}",))
    yield Odd("a zip with names in cp1251", mail(old_zip(OLD.encode("cp1251"))), (f"p.zip!{OLD}",))
    yield Odd("a zip with names in UTF-8, no flag", mail(old_zip(NAME.encode())), (f"p.zip!{NAME}",))
    extra = b"\x01" + struct.pack("<I", zlib_crc(b"x.xlsx")) + NAME.encode()
    yield Odd(
        "a zip with a Unicode name in its extra field",
        mail(old_zip(b"x.xlsx", struct.pack("<HH", 0x7075, len(extra)) + extra)),
        (f"p.zip!{NAME}",),
    )
    yield Odd("a zip in a zip", mail(zipped({"in.zip": zipped({"a.xlsx": BOOK})})), ("p.zip!in.zip!a.xlsx",))
    yield Odd("a zip without its ending", mail(zipped({"a.xlsx": BOOK}), b"noname"), ("noname!a.xlsx",))
    yield Odd(
        "a mail in a zip",
        mail(zipped({"x.eml": multi(attached(b'attachment; filename="a.xlsx"'))})),
        ("p.zip!x.eml!a.xlsx",),
    )
    yield Odd(
        "names that climb out of a zip",
        mail(zipped({"../../a.xlsx": BOOK, "/b.xlsx": SECOND})),
        ("p.zip!../../a.xlsx", "p.zip!/b.xlsx"),
        content=(BOOK, SECOND),
    )
    yield Odd(
        "one name twice in a zip",
        mail(doubled()),
        ("p.zip!a.xlsx", "p.zip!a (2).xlsx"),
        content=(BOOK, SECOND),
    )
    yield Odd("a zip with a password", mail(locked()), (), ("M103",))
    yield Odd(
        "a zip with a broken sum",
        mail(zipped({"a.xlsx": BOOK}, zipfile.ZIP_STORED).replace(BOOK[40:60], bytes(20))),
        (),
        ("M106",),
    )
    yield Odd("a zip cut off", mail(zipped({"a.txt": bytes(range(256)) * 20})[:300]), (), ("M106",))
    yield Odd("a zip with an unknown method", mail(method_99()), (), ("M106",))
    yield Odd("a zip of nothing", mail(zipped({})), (), ("M113", "G013"))
    yield Odd(
        "a zip of system litter",
        mail(zipped({"__MACOSX/._a.xlsx": b"x", ".DS_Store": b"x", "a/": b""})),
        (),
        ("M113", "G013"),
    )
    bomb = zipped({f"{n}.bin": bytes(32 * 1024 * 1024) for n in range(9)})
    yield Odd("a bomb of 288 MB", mail(bomb), (), ("M105",))
    yield Odd("a bomb of one member", mail(zipped({"a.xlsx": bytes(65 * 1024 * 1024)})), (), ("M105",))
    yield Odd("a bomb of 5,001 members", mail(zipped({str(n): b"" for n in range(5001)})), (), ("M105",))
    nest = zipped({"a.xlsx": BOOK})
    for _ in range(12):
        nest = zipped({"z.zip": nest})
    yield Odd("twelve zips one in another", mail(nest), (), ("M105",))
    yield Odd("a rar", mail(b"Rar!\x1a\x07\x01\x00rest", b"a.rar"), (), ("M104",))
    yield Odd("a 7z", mail(b"7z\xbc\xaf\x27\x1crest", b"a.7z"), (), ("M104",))
    yield Odd("a gzip", mail(b"\x1f\x8b\x08rest", b"a.tgz"), (), ("M104",))
    yield Odd(
        "an old .xls",
        mail(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), b"a.xls"),
        ("a.xls",),
        content=(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"),),
    )
    yield Odd(
        "a Word document",
        mail(zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), b"a.docx"),
        (),
        ("M113", "G007"),
    )
    yield Odd("a workbook's name on rubbish", mail(b"rubbish", b"a.xlsx"), ("a.xlsx",), content=(b"rubbish",))
    yield Odd(
        "a workbook and its signed copy",
        multi(
            attached(b'attachment; filename="a.xlsx"'),
            attached(b'attachment; filename="a.pdf"', b"application/pdf", base64.encodebytes(b"%PDF-1.4 x")),
        ),
        ("a.xlsx",),
        scans=("a.pdf",),
    )
    yield Odd(
        "only a signed copy",
        multi(
            TEXT,
            attached(b'attachment; filename="a.pdf"', b"application/pdf", base64.encodebytes(b"%PDF-1.4 x")),
        ),
        (),
        ("M113", "G009"),
        scans=("a.pdf",),
    )
    photo = b"\xff\xd8\xff\xe0" + bytes(30_000)
    yield Odd(
        "a workbook and a photo",
        multi(
            attached(b'attachment; filename="a.xlsx"'),
            attached(b'attachment; filename="a.jpg"', b"image/jpeg", base64.encodebytes(photo)),
        ),
        ("a.xlsx",),
        scans=("a.jpg",),
    )
    yield Odd(
        "a logo in the text",
        multi(
            TEXT,
            part(
                b"Content-Type: image/jpeg\r\nContent-ID: <l>\r\nContent-Transfer-Encoding: base64",
                base64.encodebytes(photo),
            ),
            kind=b"related",
        ),
    )
    yield Odd(
        "winmail.dat",
        multi(
            TEXT,
            attached(
                b'attachment; filename="winmail.dat"', b"application/ms-tnef", base64.encodebytes(tnef(OLD))
            ),
        ),
        (f"winmail.dat!{OLD}",),
    )
    yield Odd(
        "winmail.dat with a long name in Unicode",
        multi(
            TEXT,
            attached(
                b'attachment; filename="winmail.dat"',
                b"application/ms-tnef",
                base64.encodebytes(tnef("A~1.XLS", NAME)),
            ),
        ),
        (f"winmail.dat!{NAME}",),
    )
    yield Odd(
        "winmail.dat cut off",
        multi(
            TEXT,
            attached(
                b'attachment; filename="winmail.dat"',
                b"application/ms-tnef",
                base64.encodebytes(tnef(OLD)[:200]),
            ),
        ),
        (),
        ("M112",),
    )
    yield Odd(
        "winmail.dat with a length of 4 GB",
        multi(
            TEXT,
            attached(
                b'attachment; filename="winmail.dat"',
                b"application/ms-tnef",
                base64.encodebytes(tnef("a.xlsx")[:6] + b"\x02" + struct.pack("<II", 0x0006800F, 0xFFFFFFFF)),
            ),
        ),
        (),
        ("M112",),
    )
    yield Odd(
        "a broken .msg",
        multi(
            TEXT,
            attached(
                b'attachment; filename="x.msg"',
                b"application/vnd.ms-outlook",
                base64.encodebytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
            ),
        ),
        (),
        ("M112",),
    )
    yield Odd(
        "sealed by S/MIME",
        single(
            b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\nContent-Transfer-Encoding: base64',
            b"MAAA",
        ),
        (),
        ("M107",),
    )
    yield Odd(
        "sealed by PGP",
        multi(
            part(b"Content-Type: application/pgp-encrypted", b"Version: 1"),
            part(b"Content-Type: application/octet-stream", b"-----BEGIN PGP MESSAGE-----"),
            kind=b"encrypted",
        ),
        (),
        ("M107",),
    )
    yield Odd(
        "PGP in the text",
        multi(TEXT, attached(b'attachment; filename="a.xlsx.pgp"', b"application/octet-stream", b"AAAA")),
        (),
        ("M107",),
    )
    yield Odd(
        "a part of a mail",
        single(b"Content-Type: message/partial; id=1; number=1; total=3", b"x"),
        (),
        ("M108",),
    )
    yield Odd(
        "a body kept elsewhere",
        single(b"Content-Type: message/external-body; access-type=URL", b"x"),
        (),
        ("M108",),
    )
    card = attached(b'attachment; filename="bat.vcf"', b"text/vcard", b"QkVHSU46VkNBUkQ=")
    yield Odd("a visiting card is nothing of ours", multi(TEXT, card))
    body = base64.encodebytes("Сайн байна уу. ".encode() * 50)
    yield Odd(
        "a text in base64 is no sign",
        single(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", body),
    )
    lost = multi(TEXT).replace(
        b"--=_b1--", b'Content-Disposition: attachment; filename="a.xlsx"\r\n\r\nlost\r\n--=_b1--'
    )
    yield Odd("an attachment that was announced and is not there", lost, (), ("M102",))
    yield Odd(
        "a link to a drive",
        single(b"Content-Type: text/plain", b"see https://drive.google.com/file/d/abc"),
        (),
        ("M109",),
    )
    yield Odd(
        "a mailbox attached",
        multi(
            TEXT,
            attached(
                b'attachment; filename="old.mbox"',
                b"application/mbox",
                base64.encodebytes(
                    b"From a Thu Dec  5 10:00:00 2024\n"
                    + multi(attached(b'attachment; filename="a.xlsx"')).replace(CRLF, b"\n")
                ),
            ),
        ),
        ("old.mbox!0001!a.xlsx",),
    )
    report = multi(
        TEXT,
        part(
            b"Content-Type: message/delivery-status",
            b"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; gone@example.mn\r\nAction: failed",
        ),
        part(
            b"Content-Type: message/rfc822", multi(attached(b'attachment; filename="a.xlsx"'), boundary=b"qq")
        ),
        kind=b"report; report-type=delivery-status",
    )
    yield Odd("a notice of non-delivery brings no workbook back", report, (), ("M110",))
    yield Odd(
        "a mail that kept the mark of our own letter brings its workbook: the bytes say whether it went out from here",
        multi(attached(b'attachment; filename="a.xlsx"'), top=TOP + b"X-Perfxl: 2024-Y\r\n"),
        ("a.xlsx",),
    )
    yield Odd("at the door: a workbook", BOOK, ("",), name="a.xlsx")
    yield Odd("at the door: a zip", zipped({"a.xlsx": BOOK}), ("a.xlsx",), name="p.zip")
    yield Odd(
        "at the door: a zip of mails",
        zipped({"x.eml": multi(attached(b'attachment; filename="a.xlsx"'))}),
        ("x.eml!a.xlsx",),
        name="p.zip",
    )
    yield Odd("at the door: a zip with a password", locked(), (), ("M103",), name="p.zip")
    yield Odd("at the door: a damaged zip", b"PK\x03\x04rest", (), ("M106",), name="p.zip")
    box = b"".join(
        b"From a Thu Dec  5 10:00:00 2024\n"
        + multi(attached(b'attachment; filename="a.xlsx"', body=base64.encodebytes(one))).replace(CRLF, b"\n")
        + b"\n"
        for one in (BOOK, SECOND)
    )
    yield Odd(
        "at the door: a mailbox", box, ("0001!a.xlsx", "0002!a.xlsx"), name="in.mbox", content=(BOOK, SECOND)
    )
    yield Odd(
        "at the door: a mailbox without its ending",
        box,
        ("0001!a.xlsx", "0002!a.xlsx"),
        name="INBOX",
        content=(BOOK, SECOND),
    )
    yield Odd("at the door: winmail.dat", tnef(OLD), (OLD,), name="winmail.dat")
    yield Odd("at the door: a scan", b"%PDF-1.4", (), ("M113", "G009"), ("a.pdf",), name="a.pdf")
    yield Odd(
        "at the door: a mail without its ending",
        multi(attached(b'attachment; filename="a.xlsx"')),
        ("a.xlsx",),
        name="mail",
    )
    yield Odd("at the door: rubbish", b"rubbish", (), ("M113", "G011"), name="a.txt")
    yield Odd("at the door: an empty mail", b"", (), ("M113", "G001"), name="a.eml")
    assert at


def kinds_of_people() -> Iterator[Odd]:
    """What servers and programs do to a mail that is none the less a report's."""
    file = attached(b'attachment; filename="a.xlsx"')
    under = TOP.replace(b"bat@example.mn", b"bat@mail_1.example.mn")
    yield Odd(
        "a sender with an underscore in the domain",
        multi(file, top=under),
        ("a.xlsx",),
        sender="bat@mail_1.example.mn",
    )
    encoded = b"".join(binascii.b2a_uu(BOOK[n : n + 45]) for n in range(0, len(BOOK), 45))
    written = b"begin 644 a.xlsx\n" + encoded + b"`\nend\n"
    yield Odd("uuencode after the last boundary", multi(TEXT) + CRLF + written, ("a.xlsx",), ("M101",))
    text, after = multi(TEXT).split(CRLF + CRLF, 1)
    yield Odd(
        "uuencode before the first boundary", text + CRLF + CRLF + written + after, ("a.xlsx",), ("M101",)
    )
    cut = "Тайлан Ө.Үүрийнцолмон 2024".encode()[:-6] + b"\xd0.xlsx"
    yield Odd(
        "a name cut inside a letter",
        named(b'attachment; filename="' + cut + b'"'),
        ("Тайлан Ө.Үүрийнцолмо.xlsx",),
    )
    word = base64.b64encode("Тайлан Өнөр.xlsx".encode()[:16]).rstrip(b"=")
    yield Odd(
        "an encoded name cut inside a letter",
        named(b'attachment; filename="=?utf-8?B?' + word + b'?="'),
        ("Тайлан Ө",),
        (),
    )
    yield Odd(
        "a workbook of LibreOffice under no name of its own",
        multi(attached(b'attachment; filename="a"', b"application/octet-stream", base64.encodebytes(ODS))),
        ("a",),
        content=(ODS,),
    )
    late = zipped(
        {"content.xml": b"<a/>" * 60, "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    )
    yield Odd(
        "one whose kind stands last and packed",
        multi(attached(b'attachment; filename="a.zip"', b"application/zip", base64.encodebytes(late))),
        ("a.zip",),
        content=(late,),
    )
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WORKBOOK".encode("utf-16-le") + bytes(600)
    yield Odd(
        "an old workbook whose stream is in capitals",
        multi(attached(b'attachment; filename="a"', b"application/octet-stream", base64.encodebytes(old))),
        ("a",),
        content=(old,),
    )


def reports() -> Iterator[Odd]:
    """Reports on delivery: each failed recipient is told, nobody else."""
    top = TOP.replace(b"Bat <bat@example.mn>", b"MAILER-DAEMON@mx.example.mn")

    def report(*recipients: tuple[str, str]) -> bytes:
        blocks = [b"Reporting-MTA: dns; mx"]
        blocks += [
            f"Final-Recipient: rfc822; {a}@example.mn\r\nAction: {what}\r\nStatus: 5.0.0".encode()
            for a, what in recipients
        ]
        status = part(b"Content-Type: message/delivery-status", CRLF.join(block + CRLF for block in blocks))
        return multi(TEXT, status, top=top, kind=b"report; report-type=delivery-status")

    for action in ("delivered", "relayed", "expanded", "delayed"):
        yield Odd(f"a report of a letter that was {action}", report(("a", action)))
    yield Odd(
        "a report of one that was and one that was not",
        report(("a", "delivered"), ("b", "failed")),
        (),
        ("M110",),
    )
    yield Odd(
        "a report of two that were not",
        report(("a", "failed"), ("b", "failed"), ("c", "relayed")),
        (),
        ("M110", "M110"),
    )
    yield Odd("a report that names nobody", multi(TEXT, top=top), (), ("M110",))


ODS = zipped(
    {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
    zipfile.ZIP_STORED,
)


def old_zip(name: bytes, extra: bytes = b"") -> bytes:
    """A zip of one stored member whose name is bytes of an old set, without the UTF-8 flag."""
    crc, size = zlib_crc(BOOK), len(BOOK)
    fixed = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x5985, crc, size, size, len(name), len(extra))
    local = b"PK\x03\x04" + fixed + name + extra + BOOK
    central = (
        b"PK\x01\x02" + struct.pack("<H", 20) + fixed + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name + extra
    )
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def zlib_crc(data: bytes) -> int:
    """The check sum of a zip."""
    return binascii.crc32(data)


def doubled() -> bytes:
    """A zip that holds one name twice."""
    return zipped({"a.xlsx": BOOK, "b.xlsx": SECOND}).replace(b"b.xlsx", b"a.xlsx")


def locked() -> bytes:
    """A zip whose member has the encryption flag."""
    data = bytearray(zipped({"a.xlsx": BOOK}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def method_99() -> bytes:
    """A zip whose member is packed in an unknown way."""
    data = bytearray(zipped({"a.xlsx": BOOK}))
    data[8] = 99
    data[data.rindex(b"PK\x01\x02") + 10] = 99
    return bytes(data)


def tnef(title: str, long_name: str = "", data: bytes = BOOK) -> bytes:
    """A winmail.dat with one attachment: its title in cp1251, its long name in Unicode where one is given."""

    def attribute(name: int, value: bytes) -> bytes:
        return b"\x02" + struct.pack("<II", name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    out = b"\x78\x9f\x3e\x22\x01\x00"
    out += (
        b"\x01"
        + struct.pack("<II", 0x00069007, 8)
        + struct.pack("<II", 1251, 0)
        + struct.pack("<H", 1251 % 256 + 1251 // 256)
    )
    out += (
        attribute(0x00069002, bytes(14))
        + attribute(0x00018010, title.encode("cp1251") + b"\0")
        + attribute(0x0006800F, data)
    )
    if long_name:
        wide = long_name.encode("utf-16-le") + b"\0\0"
        props = struct.pack("<IHHI", 2, 0x0003, 0x0E20, 5)
        props += struct.pack("<HHII", 0x001F, 0x3707, 1, len(wide)) + wide + bytes(-len(wide) % 4)
        out += attribute(0x00069005, props)
    return out


def all_odd() -> tuple[Odd, ...]:
    """Every odd delivery."""
    return (*names(), *encodings(), *structures(), *heads(), *containers(), *kinds_of_people(), *reports())
