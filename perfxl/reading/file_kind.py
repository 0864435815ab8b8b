"""What a file is, by its bytes first and its name second: the one answer for the gate and for whatever brings files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from enum import StrEnum
from pathlib import PurePosixPath

from perfxl.trouble import Failed, guarded

ZIP_MARK = b"PK\x03\x04"
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class FileKind(StrEnum):
    """What a file is. `BESIDE` is what mail programs attach by themselves: a calendar entry, a card, a signature."""

    EMPTY = "empty"
    WORKBOOK = "workbook"  # of Office Open XML, or what calls itself one
    XLS = "xls"
    ODS = "ods"
    ENCRYPTED = "encrypted"  # an Office file with a password
    LABELLED = "labelled"  # an Office file that a sensitivity label or rights management encrypts
    RIGHTS = "rights"  # another file or mail that rights management encrypts
    NUMBERS = "numbers"
    WORD = "word"
    SLIDES = "slides"
    PDF = "pdf"
    PICTURE = "picture"
    WEB_PAGE = "web page"
    SHEET_XML = "sheet xml"  # a spreadsheet as one XML file
    XML = "xml"
    TEXT = "text"
    SHORTCUT = "shortcut"
    ZIP = "zip"
    ARCHIVE = "archive"  # of another make
    MAIL = "mail"
    MAILBOX = "mailbox"
    OUTLOOK = "outlook"
    TNEF = "tnef"
    SEALED = "sealed"  # encrypted, or signed so that the content is inside
    MEDIA = "media"  # sound or film
    BESIDE = "beside"
    OTHER = "other"


# Kinds that are a workbook's, or of which only the gate can say what is wrong with them.
WORKBOOKS = frozenset((FileKind.WORKBOOK, FileKind.XLS, FileKind.ODS, FileKind.ENCRYPTED, FileKind.LABELLED))
# The refusal that names each kind and says what its sender can do (texts: gate.toml).
REFUSED = {
    FileKind.EMPTY: "G001",
    FileKind.XLS: "G003",
    FileKind.ENCRYPTED: "G004",
    FileKind.ODS: "G005",
    FileKind.WORD: "G007",
    FileKind.SLIDES: "G008",
    FileKind.PDF: "G009",
    FileKind.WEB_PAGE: "G010",
    FileKind.TEXT: "G011",
    FileKind.SHEET_XML: "G012",
    FileKind.XML: "G012",
    FileKind.ZIP: "G013",
    FileKind.PICTURE: "G014",
    FileKind.ARCHIVE: "G015",
    **dict.fromkeys((FileKind.MAIL, FileKind.MAILBOX, FileKind.OUTLOOK, FileKind.TNEF), "G016"),
    FileKind.NUMBERS: "G017",
    FileKind.SHORTCUT: "G018",
    FileKind.LABELLED: "G019",
    FileKind.RIGHTS: "G019",
}
NO_WORKBOOK = "G002"  # of any other kind

_SUFFIXES = {
    **dict.fromkeys(("xlsx", "xlsm", "xlsb", "xltx", "xltm", "xlam", "et"), FileKind.WORKBOOK),
    **dict.fromkeys(("xls", "xlt"), FileKind.XLS),
    **dict.fromkeys(("ods", "fods"), FileKind.ODS),
    **dict.fromkeys(("doc", "docx", "docm", "dotx", "odt", "rtf", "pages", "wps"), FileKind.WORD),
    **dict.fromkeys(
        ("rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "arj", "lzh", "cab", "ace", "iso"), FileKind.ARCHIVE
    ),
    **dict.fromkeys(("pgp", "gpg"), FileKind.SEALED),
    **dict.fromkeys(("mbox", "mbx"), FileKind.MAILBOX),
    **dict.fromkeys(("zip", "zipx"), FileKind.ZIP),
    **dict.fromkeys(("mht", "mhtml"), FileKind.WEB_PAGE),
    **dict.fromkeys(("lnk", "url", "webloc", "desktop", "gsheet", "gdoc"), FileKind.SHORTCUT),
    **dict.fromkeys(("rpmsg", "pfile"), FileKind.RIGHTS),
    **dict.fromkeys(("heic", "heif", "webp", "bmp", "svg", "djvu"), FileKind.PICTURE),
    **dict.fromkeys(("mp3", "mp4", "m4a", "mov", "avi", "wav", "3gp", "amr", "ogg", "opus"), FileKind.MEDIA),
    **dict.fromkeys(("ics", "vcf", "p7s", "asc", "sig"), FileKind.BESIDE),
    "numbers": FileKind.NUMBERS,
    "eml": FileKind.MAIL,
    "msg": FileKind.OUTLOOK,
}
# Endings that say little: the bytes are asked before them.
_LOOSE_SUFFIXES = {
    **dict.fromkeys(("htm", "html"), FileKind.WEB_PAGE),
    **dict.fromkeys(("txt", "csv"), FileKind.TEXT),
    "xml": FileKind.XML,
    "p7m": FileKind.SEALED,
    "ppt": FileKind.SLIDES,
}
_MARKS = (
    (b"%PDF", FileKind.PDF),
    (b"{\\rtf", FileKind.WORD),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"\x89PNG", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    (b"AT&TFORM", FileKind.PICTURE),
    (b"\xd7\xcd\xc6\x9a", FileKind.PICTURE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"\x78\x9f\x3e\x22", FileKind.TNEF),
    (b"-----BEGIN PGP MESSAGE", FileKind.SEALED),
    (b"L\0\0\0\x01\x14\x02\0", FileKind.SHORTCUT),
    (b"[InternetShortcut]", FileKind.SHORTCUT),
    (b"[Desktop Entry]", FileKind.SHORTCUT),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", FileKind.RIGHTS),
    (b".pfile", FileKind.RIGHTS),
    (b"BEGIN:VCALENDAR", FileKind.BESIDE),
    (b"BEGIN:VCARD", FileKind.BESIDE),
    (b"ID3", FileKind.MEDIA),
    (b"OggS", FileKind.MEDIA),
    (b"#!AMR", FileKind.MEDIA),
    (b"\x09\x08", FileKind.XLS),
    (b"\x09\x04", FileKind.XLS),
    (b"\x09\x02", FileKind.XLS),
    (b"\x09\x00\x04\x00", FileKind.XLS),
)
_PHOTOS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"))
_STREAMS = (
    ("\tDRMContent", FileKind.LABELLED),
    ("WordDocument", FileKind.WORD),
    ("PowerPoint Document", FileKind.SLIDES),
    ("__properties_version1.0", FileKind.OUTLOOK),
    ("Workbook", FileKind.XLS),
    ("Book", FileKind.XLS),
)
_MOST_MEMBERS = 5_000
_HEADER = re.compile(
    rb"(?:From|Received|Return-Path|Delivered-To|Date|Subject|To|MIME-Version|Message-ID|Content-Type|"
    rb"X-[A-Za-z\-]{1,60})[ \t]?:[^\n]{0,2000}\r?\n",
    re.IGNORECASE,
)
_SENT = re.compile(
    rb"^(?:received|to|return-path|delivered-to|message-id|cc)[ \t]?:", re.IGNORECASE | re.MULTILINE
)
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body")
_SHEET_XML = (b"urn:schemas-microsoft-com:office:spreadsheet", b"office:spreadsheet")
_CONTROLS = bytes((*range(9), *range(14, 19)))


def suffix_of(name: str) -> str:
    """The name's last ending in small letters without its stop; empty for none."""
    return PurePosixPath(name.strip().rstrip(". ")).suffix.lower().strip(". ")


def file_kind(name: str, data: bytes) -> FileKind:
    """What a file is; never raises. A file whose bytes say nothing is what its name says."""
    by_name = _SUFFIXES.get(suffix_of(name), FileKind.OTHER)
    if data[:4] in (ZIP_MARK, b"PK\x05\x06") or (
        by_name in (FileKind.WORKBOOK, FileKind.ZIP) and data[:2] == b"PK"
    ):
        return _zipped(data, by_name)
    if data.startswith(_OLE_MARK):
        return _compound(data, by_name)
    if kind := _marked(data):
        named = by_name in WORKBOOKS or by_name is FileKind.SEALED
        return by_name if kind is FileKind.EMPTY and named else kind
    if by_name is not FileKind.OTHER:
        return by_name
    written = _written(data)
    if written in (FileKind.TEXT, FileKind.OTHER):
        return _LOOSE_SUFFIXES.get(suffix_of(name), written)
    return written


def zip_kind(names: Collection[str], mimetype: bytes) -> FileKind:
    """What a zip is by its members' names (small letters) and the bytes of its `mimetype`."""
    if "[content_types].xml" in names:
        other = any(name.startswith(("word/", "ppt/", "visio/")) for name in names)
        return FileKind.WORD if other and "xl/workbook.xml" not in names else FileKind.WORKBOOK
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        slides = FileKind.SLIDES if b"presentation" in mimetype else FileKind.WORD
        return FileKind.ODS if b"spreadsheet" in mimetype else slides
    if any(name.endswith((".iwa", "index.numbers")) for name in names):
        return FileKind.NUMBERS
    return FileKind.ZIP


def _zipped(data: bytes, by_name: FileKind) -> FileKind:
    """A zip is what its parts make it; one that cannot be listed is what its name says, or a workbook by its bytes."""
    named = by_name if by_name in WORKBOOKS else FileKind.ZIP
    if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
        return named
    try:
        with guarded(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename.lower().replace("\\", "/").lstrip("/") for info in archive.infolist()}
            mimetype = archive.open("mimetype").read(120) if "mimetype" in archive.namelist() else b""
    except Failed:  # whatever is wrong with it is said by whoever opens it
        return FileKind.WORKBOOK if b"xl/workbook" in data else named
    kind = zip_kind(names, mimetype)
    if kind is FileKind.NUMBERS and by_name is FileKind.WORD:
        return FileKind.WORD  # Apple's Pages, which has the same parts
    return named if kind is FileKind.ZIP else kind


def _compound(data: bytes, by_name: FileKind) -> FileKind:
    """Which program's old binary file it is, by the first of the names in its directory."""
    low = data.lower()
    if _wide("EncryptedPackage") in low:
        return FileKind.LABELLED if _wide("DRMEncryptedDataSpace") in low else FileKind.ENCRYPTED
    placed = sorted((at, kind) for name, kind in _STREAMS if (at := low.find(_wide(name))) >= 0)
    if placed:
        return placed[0][1]
    kept = by_name in WORKBOOKS or by_name in (FileKind.OUTLOOK, FileKind.WORD)
    return by_name if kept else FileKind.OTHER


def _wide(name: str) -> bytes:
    """A name of a compound file's directory, to be found in its bytes in small letters."""
    return name.lower().encode("utf-16-le") + b"\0\0"


def _marked(data: bytes) -> FileKind | None:
    """What the first bytes say, None where they say nothing."""
    if not data[:65_536].strip(b"\0 \t\r\n") and not data.strip(b"\0 \t\r\n"):
        return FileKind.EMPTY
    plain = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    for mark, kind in _MARKS:
        if data.startswith(mark) or plain.startswith(mark):
            return kind
    if data[4:8] == b"ftyp":
        return FileKind.PICTURE if data[8:12] in _PHOTOS else FileKind.MEDIA
    if data[:4] == b"RIFF":
        return FileKind.PICTURE if data[8:12] == b"WEBP" else FileKind.MEDIA
    bitmap = data[:2] == b"BM" and data[6:10] == bytes(4)
    return FileKind.PICTURE if bitmap or data[40:44] == b" EMF" else None


def _written(data: bytes) -> FileKind:
    """What a text is: a mail, a web page, XML, or just a text; OTHER where it is none."""
    head = data[:65_536].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    low = head.lstrip().lower()
    if head.startswith(b"From ") and b"\nFrom: " in head[:20_000]:
        return FileKind.MAILBOX
    if _HEADER.match(head.lstrip()):
        return _mail_or_page(low)
    if any(sign in low for sign in _SHEET_XML):
        return FileKind.SHEET_XML
    if any(sign in low[:4096] for sign in _HTML):
        return FileKind.WEB_PAGE
    if low.startswith(b"<?xml"):
        return FileKind.PICTURE if b"<svg" in low[:4096] else FileKind.XML
    return FileKind.TEXT if _is_text(head) else FileKind.OTHER


def _mail_or_page(low: bytes) -> FileKind:
    """A page that was saved with its pictures has a mail's head, but nobody sent it."""
    head = re.split(rb"\r?\n\r?\n", low, maxsplit=1)[0]
    return FileKind.MAIL if b"multipart/related" not in head or _SENT.search(head) else FileKind.WEB_PAGE


def _is_text(plain: bytes) -> bool:
    return not any(code in plain for code in _CONTROLS) and any(byte in plain for byte in b",;\t\n ")
