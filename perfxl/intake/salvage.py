"""Workbooks that a mail holds outside its attachments: uuencode, base64 and raw bytes where the structure is broken."""

from __future__ import annotations

import binascii
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from perfxl.intake.names import file_name, old_bytes, parameter
from perfxl.intake.pieces import Opened, Piece, Sign, sign
from perfxl.reading.file_kind import ZIP_MARK
from perfxl.trouble import Failed, guarded

_UU = re.compile(rb"^begin(-base64)?[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{0,300})\r?\n", re.MULTILINE)
_UU_END = re.compile(rb"^(?:end|====)[ \t]*\r?$", re.MULTILINE)
_RUN = re.compile(rb"UEsDB[A-Za-z0-9+/\r\n\t ]{100,}={0,2}")
_SHORT = re.compile(rb"UEsDB[A-Za-z0-9+/]{3}")
_BEGUN = re.compile(rb"UEsDB[A-Za-z0-9+/]{3,59}")
_ANNOUNCED = re.compile(
    rb"spreadsheetml|vnd\.ms-excel|name\*?\d{0,2}\*?=[^\r\n]{0,200}\.xls|"
    rb"^Content-Disposition:[ \t]*attachment",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTE = re.compile(rb"^[>|][>| ]*", re.MULTILINE)
_NAMED = re.compile(rb"(?:file)?name\*?0?\*?\s*=[^\r\n;]{1,300}", re.IGNORECASE)
_FOOTER = re.compile(rb"^[ \t]*[_\-]{4,}[ \t]*\r?$", re.MULTILINE)  # what a mailing list adds below
_MOST = 50
_ENOUGH = 4_096  # bytes from the beginning that tell two files apart


def in_text(data: bytes) -> Opened:
    """The files written into a text as uuencode or base64, and signs of such that could not be had."""
    written = uuencoded(data)
    signs = list(written.signs)
    if b"=ybegin " in data:
        signs.append(sign("M102"))
    plain = _QUOTE.sub(b"", data) if b">" in data and _SHORT.search(data) else data
    rest = loose(plain, [piece.data for piece in written.pieces])
    return Opened((*written.pieces, *rest.pieces), (*signs, *rest.signs))


def uuencoded(data: bytes) -> Opened:
    """The files written into a text as uuencode, each with its sign."""
    pieces: list[Piece] = []
    signs: list[Sign] = []
    found_here = list(islice(_UU.finditer(data), _MOST))
    stops = [match.start() for match in found_here[1:]] + [len(data)]
    for match, stop in zip(found_here, stops, strict=False):  # no file, no stop
        end = _UU_END.search(data, match.end(), stop)
        body = data[match.end() : end.start() if end else stop]
        name = file_name(old_bytes(match[2].strip()))
        content = base64_bytes(body) if match[1] else b"".join(_uu_lines(body))
        if content:
            pieces.append(Piece(name, content))
            signs.append(sign("M101", name=name))
    return Opened(tuple(pieces), tuple(signs))


def loose(data: bytes, known: Sequence[bytes]) -> Opened:
    """Zips that stand in the bytes of a mail as base64 or raw, and are none of the `known` files."""
    seen = list(known)
    pieces: list[Piece] = []
    signs: list[Sign] = []
    for start, content in _candidates(data, seen):
        if _known(content, seen):
            continue
        seen.append(content)
        name = _name_before(data, start) or f"part{len(pieces) + 1}.xlsx"
        if _is_zip(content):
            pieces.append(Piece(name, content))
            signs.append(sign("M101", name=name))
        else:
            signs.append(sign("M102"))
    if _has_trace(data, seen):
        signs.append(sign("M102"))
    return Opened(tuple(pieces), tuple(dict.fromkeys(signs)))


def base64_bytes(text: bytes) -> bytes:
    """Base64 as it is met: any line length, padding in the middle, missing padding, web alphabet,
    stray signs, a mailing list's footer."""
    try:
        return binascii.a2b_base64(text.translate(None, b"\r\n\t "), strict_mode=True)
    except binascii.Error:
        pass  # not the plain kind: read with patience
    text = _FOOTER.split(text, maxsplit=1)[0].translate(bytes.maketrans(b"-_", b"+/"))
    clean = re.sub(rb"[^A-Za-z0-9+/=]", b"", text)
    return b"".join(_group(match[1]) for match in re.finditer(rb"([A-Za-z0-9+/]+)=*", clean))


def uu_bytes(text: bytes) -> bytes:
    """The content of a uuencoded part, with or without its `begin` line."""
    match = _UU.search(text)
    return b"".join(_uu_lines(text[match.end() :] if match else text))


def _group(letters: bytes) -> bytes:
    usable = letters if len(letters) % 4 != 1 else letters[:-1]
    return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))


def _uu_lines(body: bytes) -> Iterator[bytes]:
    for line in body.splitlines():
        if line.strip() in (b"end", b"`"):
            return
        size = ((line[0] - 32) & 63) if line else 0
        try:
            yield binascii.a2b_uu(line[: 1 + (size + 2) // 3 * 4])
        except binascii.Error:
            continue  # one line lost: what remains is refused by whoever opens it, but not without a word


def _candidates(data: bytes, known: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    for match in list(islice(_RUN.finditer(data), _MOST)):
        yield match.start(), base64_bytes(match[0])
    if not any(ZIP_MARK in content[:4] for content in known):
        start, end = data.find(ZIP_MARK), data.rfind(b"PK\x05\x06")
        if start >= 0:
            yield start, data[start : end + 22] if end > start else data[start:]


def _has_trace(data: bytes, seen: Sequence[bytes]) -> bool:
    """Whether a workbook has begun somewhere, or was announced, of which nothing could be had."""
    starts = ((match[0], base64_bytes(match[0])) for match in list(islice(_BEGUN.finditer(data), _MOST)))
    if any(not any(text in content or start in content for content in seen) for text, start in starts):
        return True
    return not seen and _ANNOUNCED.search(data) is not None


def _known(content: bytes, seen: Iterable[bytes]) -> bool:
    """Whether it is a file that was seen, read a little further or less far, or stands inside one (a stored zip)."""
    return any(
        content[:_ENOUGH] in other or (len(other) >= 60 and other[:_ENOUGH] in content) for other in seen
    )


def _is_zip(content: bytes) -> bool:
    try:
        with guarded(), zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.namelist())
    except Failed:
        return False


def _name_before(data: bytes, start: int) -> str:
    """The last file name that is declared in the 2,000 bytes before a place."""
    near = _NAMED.findall(data[max(0, start - 2_000) : start])
    if not near:
        return ""
    return file_name(parameter(";" + near[-1].decode("utf-8", "surrogateescape"), ("filename", "name")))
