"""winmail.dat (MS-OXTNEF): the attachments Outlook packs for itself, with long and Cyrillic names, nested mails too."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from perfxl.intake.names import file_name, old_bytes
from perfxl.intake.packed_rtf import unpacked
from perfxl.intake.pieces import Opened, Piece, Sign, sign
from perfxl.intake.pointers import rtf_words, signs_in

SIGNATURE = b"\x78\x9f\x3e\x22"
_RENDER, _TITLE, _DATA, _PROPS = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_CODE_PAGE = 0x00069007
_MESSAGE_BODY, _MESSAGE_PROPS = 0x0002800C, 0x00069003
_BODY, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_LONG_NAME, _SHORT_NAME, _DISPLAY, _CONTENT = 0x3707, 0x3704, 0x3001, 0x3701
_IID_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_WIDTH = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x102)
_MOST = 10_000
_DEPTH = 5


@dataclass
class _Attachment:
    """One attachment as its attributes come in."""

    title: bytes = b""
    data: bytes = b""
    props: dict[int, str | bytes] = field(default_factory=dict)
    message: bytes = b""


class Malformed(Exception):
    """A TNEF stream that breaks its own rules; what was read before it counts."""


def attachments(data: bytes, depth: int = 0) -> Opened:
    """The files in a TNEF stream; a stream that breaks off gives what came before and a sign (M112)."""
    attached: list[_Attachment] = []
    signs: list[Sign] = []
    code_page = "cp1251"
    try:
        for name, value in _attributes(data):
            if name == _CODE_PAGE and len(value) >= 4:
                code_page = f"cp{struct.unpack_from('<I', value)[0]}"
            elif name == _RENDER:
                attached.append(_Attachment())
            elif name in (_MESSAGE_BODY, _MESSAGE_PROPS):
                signs += signs_in(_words(name, value), "")
            elif name in (_TITLE, _DATA, _PROPS):
                attached = attached or [_Attachment()]
                _fill(attached[-1], name, value)
    except (Malformed, struct.error):
        signs.append(sign("M112", name=""))
    out: list[Piece] = []
    for number, attachment in enumerate(attached, 1):
        inner = _pieces(attachment, number, code_page, depth)
        out.extend(inner.pieces)
        signs.extend(inner.signs)
    return Opened(tuple(out), tuple(dict.fromkeys(signs)))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(attribute, value) in the stream's order; Malformed where a length passes the end or a checksum is wrong."""
    if data[:4] != SIGNATURE:
        raise Malformed
    at, count = 6, 0
    while at + 9 <= len(data) and count < _MOST:
        level, name, length = struct.unpack_from("<BII", data, at)
        value = data[at + 9 : at + 9 + length]
        end = at + 9 + length
        if level not in (1, 2) or len(value) < length or end + 2 > len(data):
            raise Malformed
        if sum(value) & 0xFFFF != struct.unpack_from("<H", data, end)[0]:
            raise Malformed
        yield name, value
        at, count = end + 2, count + 1
    if data[at:].strip(b"\0") or count == 0:
        raise Malformed


def _words(name: int, value: bytes) -> bytes:
    """The text of the mail itself, HTML and RTF too, as far as links are looked for in it."""
    if name == _MESSAGE_BODY:
        return value
    props = dict(_properties(value))
    body, html, rtf = (props.get(key, b"") for key in (_BODY, _HTML, _RTF))
    plain = rtf_words(unpacked(rtf)) if isinstance(rtf, bytes) and rtf else ""
    texts = (one.encode("utf-8", "replace") if isinstance(one, str) else one for one in (body, html, plain))
    return b"\n".join(texts)


def _fill(attachment: _Attachment, name: int, value: bytes) -> None:
    if name == _TITLE:
        attachment.title = value.rstrip(b"\0")
    elif name == _DATA:
        attachment.data = value
    elif name == _PROPS:
        attachment.props = dict(_properties(value))


def _pieces(attachment: _Attachment, number: int, code_page: str, depth: int) -> Opened:
    props = attachment.props
    name = _name(attachment, code_page)
    content = props.get(_CONTENT, b"")
    if isinstance(content, bytes) and content.startswith(_IID_MESSAGE):
        if depth >= _DEPTH:
            return Opened((), (sign("M105", name=name, limit=str(_DEPTH)),))
        inner = attachments(content[16:], depth + 1)
        prefix = name or f"{number}.msg"
        return Opened(tuple(Piece(f"{prefix}!{p.name}", p.data) for p in inner.pieces), inner.signs)
    data = attachment.data or (content if isinstance(content, bytes) else b"")
    if not data:
        return Opened((), (sign("M112", name=""),))
    return Opened((Piece(name or f"part{number}.bin", data),))


def _name(attachment: _Attachment, code_page: str) -> str:
    """The long name, else the title (an 8.3 name at worst), else the display name."""
    for prop in (_LONG_NAME, _DISPLAY, _SHORT_NAME):
        value = attachment.props.get(prop, "")
        text = _text(value, code_page) if isinstance(value, bytes) else value
        if text and (prop == _LONG_NAME or not attachment.title):
            return file_name(text)
    return file_name(_text(attachment.title, code_page))


def _text(value: bytes, code_page: str) -> str:
    value = value.rstrip(b"\0")
    try:
        return value.decode("utf-8") if code_page == "cp65001" else _declared(value, code_page)
    except (LookupError, UnicodeDecodeError):
        return old_bytes(value)


def _declared(value: bytes, code_page: str) -> str:
    """Bytes in a declared code page; the Western one (1252) is what Outlook declares for anything, so it is guessed."""
    return old_bytes(value) if code_page in ("cp1252", "cp0") else value.decode(code_page)


def _properties(data: bytes) -> Iterator[tuple[int, str | bytes]]:
    """(identifier, text or bytes) of the variable-length MAPI properties; Malformed or struct.error where they break."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, _MOST)):
        kind, name = struct.unpack_from("<HH", data, at)
        at += 4
        if name >= 0x8000:
            at = _past_name(data, at)
        base, several = kind & 0x0FFF, bool(kind & 0x1000)
        if base in _VARIABLE:
            at, value = _variable(data, at)
            if not several:
                yield name, value.decode("utf-16-le", "replace").rstrip("\0") if base == 0x1F else value
        elif base in _WIDTH:
            at = _past_fixed(data, at, _WIDTH[base], several)
        else:
            raise Malformed


def _past_name(data: bytes, at: int) -> int:
    kind, length = _numbers("<II", data, at + 16)
    if kind == 0:
        return at + 24
    return at + 24 + length + (-length % 4)


def _past_fixed(data: bytes, at: int, width: int, several: bool) -> int:
    if not several:
        return at + width
    return at + 4 + _numbers("<I", data, at)[0] * width


def _numbers(spelling: str, data: bytes, at: int) -> tuple[int, ...]:
    return struct.unpack_from(spelling, data, at)


def _variable(data: bytes, at: int) -> tuple[int, bytes]:
    """The last of the values that stand at a place, and where the next property begins."""
    (count,) = struct.unpack_from("<I", data, at)
    at, value = at + 4, b""
    for _ in range(min(count, _MOST)):
        (length,) = struct.unpack_from("<I", data, at)
        value = data[at + 4 : at + 4 + length]
        if len(value) < length:
            raise Malformed
        at += 4 + length + (-length % 4)
    return at, value
