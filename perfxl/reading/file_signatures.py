"""What a file is that is no zip: told by its first bytes, so that its sender learns what to do."""

from __future__ import annotations

from perfxl.reading.refusal import Refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (
    ("EncryptedPackage", "G004"),
    ("WordDocument", "G007"),
    ("PowerPoint Document", "G008"),
    ("__properties_version1.0", "G016"),
    ("Workbook", "G003"),
    ("Book", "G003"),
)
_STARTS = (
    (b"%PDF", "G009"),
    (b"{\\rtf", "G007"),
    (b"\xff\xd8\xff", "G014"),
    (b"\x89PNG", "G014"),
    (b"GIF8", "G014"),
    (b"II*\0", "G014"),
    (b"MM\0*", "G014"),
    (b"Rar!", "G015"),
    (b"7z\xbc\xaf", "G015"),
    (b"\x1f\x8b", "G015"),
    (b"\x78\x9f\x3e\x22", "G016"),
    (b"\x09\x08", "G003"),
    (b"\x09\x04", "G003"),
    (b"\x09\x02", "G003"),
    (b"\x09\x00\x04\x00", "G003"),
)
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"multipart/related")
_MAIL = (b"received:", b"return-path:", b"mime-version:", b"from:", b"delivered-to:")


def refuse_kind(data: bytes) -> Refusal:
    """The refusal that names what a file is which does not begin as a zip."""
    if not data.strip(b"\0 \t\r\n"):
        return Refusal("G001")
    if data.startswith(_OLE):
        return Refusal(_compound(data))
    for start, code in _STARTS:
        if data.startswith(start):
            return Refusal(code)
    return Refusal(_text(data[:65536]))


def _compound(data: bytes) -> str:
    """Which program's old binary file it is, by the names in its directory."""
    marks = [(data.find(name.encode("utf-16-le") + b"\0\0"), code) for name, code in _STREAMS]
    if marks[0][0] >= 0:
        return "G004"
    placed = sorted((at, code) for at, code in marks if at >= 0)
    return placed[0][1] if placed else "G002"


def _text(head: bytes) -> str:
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = head.decode("utf-16", "replace").encode("utf-8", "replace")
    low = plain.lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in low:
        return "G012"
    if low.startswith(_MAIL) and b"multipart/related" not in low[:2048]:
        return "G016"
    if any(sign in low[:4096] for sign in _HTML):
        return "G010"
    if low.startswith(b"<?xml"):
        return "G012"
    return "G011" if _is_text(plain) else "G002"


def _is_text(plain: bytes) -> bool:
    strange = sum(plain.count(bytes([code])) for code in (0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18))
    return strange == 0 and any(byte in plain for byte in b",;\t\n ")
