"""Hostile and damaged files, first kind: what is no zip, and zips that lie."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from tests.reading.kind import READ, Kind
from tests.reading.making import PACKAGE, SHEET_TYPE, TYPES, book, cell, parts, zipped
from tests.reading.zips import Entry, deflated, entries, written

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def not_zips() -> Iterator[Kind]:
    """Files of every other sort under the name of a workbook."""
    yield Kind("an empty file", "G001", b"")
    yield Kind("a file of zeros", "G001", b"\0" * 4096)
    yield Kind("a file of blank lines", "G001", b"\r\n \r\n")
    yield Kind("bytes of no known kind", "G002", bytes(range(256)) * 4)
    yield Kind("an old workbook", "G003", OLE + "Workbook".encode("utf-16-le") + b"\0\0")
    yield Kind("a workbook of Excel 5", "G003", OLE + "Book".encode("utf-16-le") + b"\0\0")
    yield Kind("a bare sheet of Excel 4", "G003", b"\x09\x04\x06\x00\x00\x00\x10\x00" + b"\0" * 64)
    yield Kind("a workbook with a password", "G004", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0\0")
    yield Kind("an old Word document", "G007", OLE + "WordDocument".encode("utf-16-le") + b"\0\0")
    yield Kind("an old presentation", "G008", OLE + "PowerPoint Document".encode("utf-16-le") + b"\0\0")
    yield Kind("an Outlook message", "G016", OLE + "__properties_version1.0".encode("utf-16-le") + b"\0\0")
    yield Kind("a compound file of no known program", "G002", OLE + b"\1" * 512)
    yield Kind("rich text", "G007", rb"{\rtf1\ansi text}")
    yield Kind("a PDF", "G009", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    yield Kind("a web page", "G010", b"<html><body><table><tr><td>1</td></tr></table></body></html>")
    yield Kind("a web page with a mark before it", "G010", b"\xef\xbb\xbf<!DOCTYPE html>\n<html></html>")
    yield Kind(
        "a web archive", "G010", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    )
    yield Kind("a text", "G011", "Тайлан\nнэг хоёр".encode())
    yield Kind("a table as text", "G011", "Код;Нэр\n007;Бат\n".encode("cp1251"))
    yield Kind("a text in UTF-16", "G011", "Код\tНэр\r\n".encode("utf-16"))
    yield Kind(
        "a spreadsheet of 2003 in XML",
        "G012",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    )
    yield Kind("some XML", "G012", b'<?xml version="1.0"?><data/>')
    for name, start in (
        ("JPEG", b"\xff\xd8\xff\xe0"),
        ("PNG", b"\x89PNG\r\n\x1a\n"),
        ("GIF", b"GIF89a"),
        ("TIFF", b"II*\0"),
    ):
        yield Kind(f"a picture, {name}", "G014", start + b"\0\1\2\3" * 20)
    yield Kind("a rar archive", "G015", b"Rar!\x1a\x07\x01\x00" + b"\1" * 30)
    yield Kind("a 7z archive", "G015", b"7z\xbc\xaf\x27\x1c" + b"\1" * 30)
    yield Kind("a gzip archive", "G015", gzip.compress(book(), mtime=0))
    yield Kind("a mail", "G016", b"Return-Path: <a@example.org>\nSubject: x\n\ntext")
    yield Kind("Outlook's winmail.dat", "G016", b"\x78\x9f\x3e\x22\1\2\3\4" + b"\0" * 30)


def other_packages() -> Iterator[Kind]:
    """Zips that hold something else than a workbook."""
    ods = b"application/vnd.oasis.opendocument.spreadsheet"
    odt = b"application/vnd.oasis.opendocument.text"
    yield Kind("an OpenDocument spreadsheet", "G005", zipped({"mimetype": ods, "content.xml": "<a/>"}))
    yield Kind("an OpenDocument text", "G007", zipped({"mimetype": odt, "content.xml": "<a/>"}))
    yield Kind("a zip of pictures", "G013", zipped({"1.jpg": b"\xff\xd8\xff"}))
    yield Kind("a zip of workbooks", "G013", zipped({"a.xlsx": book(), "b.xlsx": book()}))
    yield Kind("an empty zip", "G013", written([]))
    spelt = "openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    for name, other, code in (
        ("a Word document", "openxmlformats-officedocument.wordprocessingml.document.main+xml", "G007"),
        ("a Word document with macros", "ms-word.document.macroEnabled.main+xml", "G007"),
        ("a presentation", "openxmlformats-officedocument.presentationml.presentation.main+xml", "G008"),
        ("a presentation with macros", "ms-powerpoint.presentation.macroEnabled.main+xml", "G008"),
        ("a binary workbook", "ms-excel.sheet.binary.macroEnabled.main", "G006"),
        ("a drawing program's file", "ms-visio.drawing.main+xml", "G050"),
    ):
        yield Kind(name, code, book(types=TYPES.replace(spelt, other)))
    for name, other in (("a workbook with macros", "sheet"), ("a template with macros", "template")):
        yield Kind(name, READ, book(types=TYPES.replace(spelt, f"ms-excel.{other}.macroEnabled.main+xml")))
    yield Kind("no relationships", "G013", book(root=None))
    yield Kind("relationships to nothing", "G013", book(root=f'<Relationships xmlns="{PACKAGE}"/>'))
    yield Kind("no content types", "G013", book(types=None))


def honest_zips() -> Iterator[Kind]:
    """Odd zips that are no fault."""
    good = entries(parts())
    yield Kind("members stored, not packed", READ, zipped(parts(), zipfile.ZIP_STORED))
    yield Kind("members written as a stream", READ, written([replace(e, streamed=True) for e in good]))
    yield Kind("sizes in 64 bits", READ, written([replace(e, wide=True) for e in good]))
    yield Kind("a directory in 64 bits", READ, written(good, zip64=b""))
    yield Kind("a comment at the end", READ, written(good, comment=b"made by hand"))
    yield Kind("blank bytes after the end", READ, written(good, suffix=b"\0" * 100))
    yield Kind("a line break after the end", READ, written(good, suffix=b"\r\n"))
    yield Kind("folders listed", READ, written([Entry(b"xl/", method=0), *good]))
    yield Kind("names marked as UTF-8", READ, written([replace(e, flags=0x800) for e in good]))


def damaged_zips() -> Iterator[Kind]:
    """Zips cut, flipped, and zips whose directory says what is not so."""
    whole = book()
    good = entries(parts())
    first, *rest = good
    yield Kind("cut in half", "G020", whole[: len(whole) // 2])
    yield Kind("cut by one byte", "G020", whole[:-1])
    yield Kind("cut to its first bytes", "G020", whole[:4])
    yield Kind("bytes after the end", "G020", whole + b"surplus")
    yield Kind("a comment shorter than told", "G020", written(good, told_comment=40, comment=b"short"))
    yield Kind("a piece missing in the middle", "G022", whole[:300] + whole[400:])
    yield Kind("something before the first member", "G022", b"PK\3\4" + whole)
    yield Kind("a program before the zip", "G002", b"MZ\x90\0" + b"\1\2\3" * 40 + whole)
    yield Kind("two zips one after the other", "G022", whole + whole)
    yield Kind("a second end record in the comment", "G022", written(good, comment=b"PK\5\6" + b"\0" * 18))
    yield Kind("a member that is not listed", "G022", written([replace(first, listed=False), *rest, first]))
    yield Kind(
        "a member hidden between others",
        "G022",
        written([first, replace(rest[0], before=b"\0" * 200), *rest[1:]]),
    )
    yield Kind("something hidden before the directory", "G022", written(good, before_directory=b"\0" * 64))
    yield Kind("fewer members told than listed", "G022", written(good, count=3))
    yield Kind("more members told than listed", "G022", written(good, count=9))
    yield Kind("two counts that differ", "G022", written(good, here=3))
    yield Kind("another disk", "G022", written(good, disk=1))
    yield Kind("a directory that starts elsewhere", "G022", written(good, start=10))
    yield Kind("a directory longer than it is", "G022", written(good, size=9999))
    yield Kind("64-bit numbers without their record", "G022", written(good, zip64=b"\0" * 20))
    yield Kind(
        "64-bit sizes without their field",
        "G022",
        written([replace(first, size=0xFFFFFFFF, local_size=0xFFFFFFFF), *rest]),
    )
    yield Kind(
        "another name in the local header",
        "G022",
        written([replace(first, local_name=b"[Content_Types].xmm"), *rest]),
    )
    yield Kind("another method in the local header", "G022", written([replace(first, local_method=0), *rest]))
    yield Kind("another checksum in the local header", "G022", written([replace(first, local_crc=1), *rest]))
    yield Kind("another size in the local header", "G022", written([replace(first, local_size=1), *rest]))
    yield Kind("a wrong checksum", "G021", written([replace(first, crc=1), *rest]))
    yield Kind("a size told too small", "G021", written([replace(first, size=10), *rest]))
    yield Kind("a size told too large", "G021", written([replace(first, size=5000), *rest]))
    yield Kind("a broken deflate stream", "G021", written([replace(first, packed=b"\xff" * 40), *rest]))
    yield Kind(
        "a deflate stream without its end",
        "G021",
        written([replace(first, packed=deflated(first.data)[:-4]), *rest]),
    )
    yield Kind(
        "bytes after a deflate stream",
        "G021",
        written([replace(first, packed=deflated(first.data) + b"\0\0"), *rest]),
    )
    yield Kind("an empty deflate stream", "G021", written([replace(first, packed=b""), *rest]))
    yield Kind(
        "a flipped byte in a stored member",
        "G021",
        _flipped(zipped(parts(), zipfile.ZIP_STORED), b"sheetId", b"shaetId"),
    )
    yield Kind("a local header that is none", "G022", b"PK\3\4" + _flipped(whole, b"PK\3\4", b"PK\3\3")[4:])
    yield Kind("a directory entry that is none", "G022", _flipped(whole, b"PK\1\2", b"PK\1\3"))


def _flipped(data: bytes, old: bytes, new: bytes) -> bytes:
    return data.replace(old, new, 1) if not data.startswith(old) else old + data[4:].replace(old, new, 1)


def barred_zips() -> Iterator[Kind]:
    """Encryption, unknown compression, unsafe and doubled names."""
    good = entries(parts())
    first, *rest = good
    for name, flags in (
        ("encrypted", 1),
        ("strongly encrypted", 0x41),
        ("with its directory encrypted", 0x2000),
    ):
        yield Kind(f"a member {name}", "G023", written([replace(first, flags=flags), *rest]))
    yield Kind(
        "a member encrypted by its local header only", "G022", written([replace(first, local_flags=1), *rest])
    )
    for name, method in (
        ("Deflate64", 9),
        ("BZip2", 12),
        ("LZMA", 14),
        ("Zstandard", 93),
        ("AES", 99),
        ("nothing known", 77),
    ):
        yield Kind(f"a member packed with {name}", "G024", written([replace(first, method=method), *rest]))
    for name, raw in (
        ("upwards", b"../evil.xml"),
        ("upwards in the middle", b"xl/../../evil.xml"),
        ("absolute", b"/etc/passwd"),
        ("with a drive", b"C:/evil.xml"),
        ("with backslashes", b"xl\\evil.xml"),
        ("with backslashes upwards", b"..\\evil.xml"),
        ("with a zero byte", b"xl/evil.xml\0.png"),
        ("with a line break", b"xl/evil\n.xml"),
        ("with a single dot", b"xl/./evil.xml"),
        ("with an empty folder", b"xl//evil.xml"),
        ("with an escaped slash", b"xl%2Fevil.xml"),
        ("with escaped dots", b"xl/%2e%2e/evil.xml"),
        ("of no letters", b""),
    ):
        yield Kind(f"a name {name}", "G025", written([*good, Entry(raw, b"<a/>")]))
    yield Kind(
        "a name that is no UTF-8", "G025", written([*good, Entry(b"xl/\xff\xfe.xml", b"<a/>", flags=0x800)])
    )
    yield Kind("a folder that holds bytes", "G025", written([*good, Entry(b"xl/media/", b"bytes")]))
    decoy = cell("<v>2</v>").encode()
    for name, raw in (
        ("the same name", b"xl/worksheets/sheet1.xml"),
        ("the same name in other letters", b"xl/worksheets/SHEET1.xml"),
        ("the same folder in other letters", b"XL/worksheets/sheet1.xml"),
        ("the same name as a folder", b"xl/worksheets/sheet1.xml/"),
    ):
        data = b"" if raw.endswith(b"/") else decoy
        yield Kind(f"two members of {name}", "G026", written([*good, Entry(raw, data)]))
    yield Kind(
        "a second sheet part of no list",
        "G052",
        book(types=_second_type(), extra={"xl/worksheets/sheet2.xml": decoy}),
    )


def _second_type() -> str:
    return TYPES.replace(
        "</Types>", f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{SHEET_TYPE}"/></Types>'
    )


def bombs() -> Iterator[Kind]:
    """Small files that grow, and files that are too much of anything."""
    good = entries(parts())
    mib = 1 << 20
    yield Kind(
        "a member that grows a thousandfold",
        "G034",
        written([*good, Entry(b"xl/media/a.bin", bytes(10 * mib))]),
    )
    yield Kind(
        "a member larger than allowed, packed", "G032", written([*good, Entry(b"a.bin", bytes(31 * mib))])
    )
    three = [Entry(b"%d.bin" % n, bytes(29 * mib)) for n in range(3)]
    yield Kind(
        "members larger together than allowed",
        "G033",
        written([*good, *(replace(e, packed=b"\0" * mib) for e in three)]),
    )
    yield Kind(
        "a member that is told to be a bomb and is none",
        "G034",
        written([*good, Entry(b"a.bin", b"x", size=5 * mib)]),
    )
    yield Kind("too many members", "G031", written([*good, *(Entry(b"m%d.bin" % n) for n in range(300))]))
    yield Kind("too many members told", "G031", written(good, count=60000))
    yield Kind("a file too large", "G030", book() + bytes(20 * mib))


def kinds() -> Iterator[Kind]:
    """All of this module."""
    for family in (not_zips, other_packages, honest_zips, damaged_zips, barred_zips, bombs):
        yield from family()
