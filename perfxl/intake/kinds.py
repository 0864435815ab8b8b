"""What a file is, by its bytes first and its name second: workbook, zip, mail, scan, document, something closed."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath


class Kind(StrEnum):
    """What may be done with a file that came."""

    WORKBOOK = "workbook"  # a parcel, whatever the gate then says of it
    ZIP = "zip"
    MAIL = "mail"
    MAILBOX = "mailbox"
    OUTLOOK = "outlook"
    TNEF = "tnef"
    SCAN = "scan"
    DOCUMENT = "document"
    CLOSED = "closed"  # an archive of another make
    SEALED = "sealed"  # encrypted, or signed so that the content is inside
    OTHER = "other"


ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = frozenset(["xlsx", "xlsm", "xls", "xlsb", "xltx", "xltm", "xlt", "xlam", "ods", "fods", "et"])
_SUFFIX = {
    **dict.fromkeys(_WORKBOOK, Kind.WORKBOOK),
    **dict.fromkeys(["doc", "docx", "docm", "dotx", "rtf", "odt", "pages", "wps", "csv"], Kind.DOCUMENT),
    **dict.fromkeys(
        ["rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "arj", "lzh", "cab", "ace", "iso"], Kind.CLOSED
    ),
    **dict.fromkeys(["p7m", "pgp", "gpg"], Kind.SEALED),
    **dict.fromkeys(["mbox", "mbx"], Kind.MAILBOX),
    "eml": Kind.MAIL,
    "msg": Kind.OUTLOOK,
    "zip": Kind.ZIP,
    "zipx": Kind.ZIP,
}
_MARKS = (
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
    (b"%PDF-", Kind.SCAN),
    (b"\xff\xd8\xff", Kind.SCAN),
    (b"\x89PNG\r\n", Kind.SCAN),
    (b"II*\x00", Kind.SCAN),
    (b"MM\x00*", Kind.SCAN),
    (b"Rar!\x1a\x07", Kind.CLOSED),
    (b"7z\xbc\xaf\x27\x1c", Kind.CLOSED),
    (b"\x1f\x8b\x08", Kind.CLOSED),
    (b"{\\rtf", Kind.DOCUMENT),
    (b"-----BEGIN PGP MESSAGE", Kind.SEALED),
)
_STREAMS = (
    ("__properties_version1.0", Kind.OUTLOOK),
    ("EncryptedPackage", Kind.WORKBOOK),
    ("WordDocument", Kind.DOCUMENT),
    ("Workbook", Kind.WORKBOOK),
    ("Book", Kind.WORKBOOK),
)
_MOST_MEMBERS = 5_000
_HEADER = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s{0,20}(?:From|Received|Return-Path|Delivered-To|Date|Subject|To|MIME-Version|Message-ID|"
    rb"Content-Type|X-[A-Za-z\-]{1,60})[ \t]?:[^\n]{0,2000}\r?\n",
    re.IGNORECASE,
)


def suffix_of(name: str) -> str:
    """The name's last ending in small letters without its stop; empty for none."""
    return PurePosixPath(name.strip().rstrip(". ")).suffix.lower().strip(". ")


def kind_of(name: str, data: bytes) -> Kind:
    """What a file is; never raises. A file whose bytes say nothing is what its name says."""
    by_name = _SUFFIX.get(suffix_of(name), Kind.OTHER)
    if data[:4] in (ZIP_MARK, b"PK\x05\x06") or (by_name in (Kind.WORKBOOK, Kind.ZIP) and data[:2] == b"PK"):
        return _zipped(data, by_name)
    if data.startswith(OLE_MARK):
        return _compound(data, by_name)
    for mark, kind in _MARKS:
        if data.startswith(mark):
            return kind
    if by_name is Kind.OTHER and data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix"):
        return Kind.SCAN
    if by_name is Kind.OTHER and data.startswith(b"From ") and b"\nFrom: " in data[:20_000]:
        return Kind.MAILBOX
    return Kind.MAIL if by_name is Kind.OTHER and _HEADER.match(data[:4_000]) else by_name


def _zipped(data: bytes, by_name: Kind) -> Kind:
    """A zip is a workbook where it holds one's parts, a document where it holds a document's, else an archive."""
    if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
        return Kind.WORKBOOK if by_name is Kind.WORKBOOK else Kind.ZIP
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info.filename for info in archive.infolist()]
    except Exception:  # whatever is wrong with it is said by whoever opens it
        office = b"xl/workbook" in data or by_name is Kind.WORKBOOK
        return Kind.WORKBOOK if office else Kind.ZIP
    lower = {name.lower().replace("\\", "/").lstrip("/") for name in names}
    if "[content_types].xml" in lower:
        return _office(lower)
    if "mimetype" in lower and "content.xml" in lower:
        return Kind.WORKBOOK if b"spreadsheet" in data[:120] else Kind.DOCUMENT
    return Kind.WORKBOOK if by_name is Kind.WORKBOOK else Kind.ZIP


def _office(names: set[str]) -> Kind:
    other = any(name.startswith(("word/", "ppt/", "visio/")) for name in names)
    return Kind.DOCUMENT if other and "xl/workbook.xml" not in names else Kind.WORKBOOK


def _compound(data: bytes, by_name: Kind) -> Kind:
    for stream, kind in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return by_name if by_name in (Kind.OUTLOOK, Kind.WORKBOOK, Kind.DOCUMENT) else Kind.OTHER
