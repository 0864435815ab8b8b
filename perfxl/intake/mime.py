"""A mail's bytes -> its head and its pieces, however broken; the structure is parsed, headers are read raw."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from perfxl.intake import salvage
from perfxl.intake.budget import PIECES
from perfxl.intake.mail_head import head_of, raw_headers
from perfxl.intake.names import file_name, header_text, parameter
from perfxl.intake.pieces import MailHead, Opened, Piece, Sign, sign
from perfxl.intake.pointers import signs_in
from perfxl.intake.signed_mail import signed_content
from perfxl.reading.file_kind import ZIP_MARK, FileKind, file_kind
from perfxl.trouble import Failed, guarded

_MOST_BOUNDARIES = 300
_MOST_LINES = 3_000_000  # twice as many as the largest mail has
_OF_A_NOTICE = 512 * 1024  # bytes of a report on delivery; the letter that it returns comes last
_MOST_ADDRESSES = 50
_BOUNDARY = re.compile(rb"boundary[ \t\r\n]*=[ \t\r\n]*\"?([^\"\r\n;]{1,200})", re.IGNORECASE)
_IN_PIECES = re.compile(rb"boundary\*", re.IGNORECASE)  # a boundary that no honest program needs to write so
_DASHES = re.compile(rb"\n--([^\r\n]{1,200})")
_FIELD = re.compile(rb"(?:[!-9;-~]{1,200}[ \t]*:|[ \t]|From |\r?\n?\Z)")
_UU = ("x-uuencode", "uuencode", "x-uue", "uue")
_EXTENSIONS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": "xlsm",
    "application/vnd.ms-excel": "xls",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "image/jpeg": "jpg",
    "image/png": "png",
}
# What mail programs add by themselves, whatever it is called.
_BESIDE = re.compile(
    r"application/(?:pgp-signature|pgp-keys|(?:x-)?pkcs7-signature|ics|x-vcard)|text/(?:calendar|vcard|x-vcard|"
    r"directory|rfc822-headers|x-amp-html)|message/disposition-notification"
)
_ALONE = (
    FileKind.OTHER,
    FileKind.EMPTY,
    FileKind.TEXT,
    FileKind.WEB_PAGE,
    FileKind.XML,
    FileKind.SHEET_XML,
)


def opened(data: bytes) -> Opened:
    """The pieces of a mail, those of mails forwarded inside it too, and what was odd. Never raises for bad bytes."""
    clean = mended(data)
    if _first_lines(clean).notice:  # what it returns of the letter is not read
        clean = clean[:_OF_A_NOTICE]
    try:
        with guarded():
            if sum(1 for _ in _BOUNDARY.finditer(clean)) > _MOST_BOUNDARIES:
                raise RecursionError
            if _has_too_many_parts(clean):
                return Opened((), (sign("M105", name="", limit=str(PIECES)),), _first_lines(clean))
            message = message_from_bytes(clean, policy=compat32)
            head = head_of(message)
            if head.notice:
                return Opened((), tuple(_unreached(head.bounced)), head)
            contents = list(_walk(message, "", head, None)) if message.keys() else [sign("M111")]
    except Failed:
        head, contents = _first_lines(clean), [sign("M111")]
    pieces = [content for content in contents if isinstance(content, Piece)]
    signs = [content for content in contents if not isinstance(content, Piece)]
    rest = _rest(clean, pieces)
    kept = (_quiet(piece) for piece in pieces) if head.automatic else pieces
    return Opened((*kept, *rest.pieces), tuple(dict.fromkeys((*signs, *rest.signs))), head)


def _unreached(addresses: Sequence[str]) -> Iterator[Sign]:
    """The addresses that a letter did not reach; of very many the first, and how many they are."""
    yield from (sign("M110", address=address) for address in addresses[:_MOST_ADDRESSES])
    if len(addresses) > _MOST_ADDRESSES:
        yield sign("M110", address=f"… ({len(addresses)})")


def _has_too_many_parts(data: bytes) -> bool:
    """Whether a mail has more lines than its size allows for, or its boundaries stand more often in it than anybody has
    attachments: counted before it is taken apart."""
    if data.count(b"\n") > _MOST_LINES:
        return True
    if data.count(b"\n--") <= PIECES:
        return False
    if _IN_PIECES.search(data):
        return True
    boundaries = {match.strip() for match in _BOUNDARY.findall(data)}
    lines = (match[1].rstrip() for match in _DASHES.finditer(data))
    return sum(line in boundaries or line.removesuffix(b"--") in boundaries for line in lines) > PIECES


def _quiet(piece: Piece) -> Piece:
    """A picture of an automatic reply belongs to its signature."""
    return replace(piece, inline=True, spoken=True)


def _rest(data: bytes, pieces: list[Piece]) -> Opened:
    """What stands in the mail outside its pieces."""
    try:
        with guarded():
            return salvage.loose(data, [piece.data for piece in pieces])
    except Failed:  # what was found so far counts
        return Opened((), (sign("M111"),))


def mended(data: bytes) -> bytes:
    """The mail without what hides its head from a parser: a mark, UTF-16, blank lines before, lines that are no header."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    elif data[1:2] == b"\0" and data[3:4] == b"\0":
        data = data.decode("utf-16-le", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t \0")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    head, gap, body = _split(data)
    lines = head.splitlines(keepends=True)
    if all(_FIELD.match(line) for line in lines):
        return data
    return b"".join(line for line in lines if _FIELD.match(line)) + gap + body


def _split(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Head, the blank line, body."""
    match = re.search(rb"\r?\n\r?\n", data)
    return (data[: match.start()], match[0], data[match.end() :]) if match else (data, b"", b"")


def _first_lines(data: bytes) -> MailHead:
    """The head of a mail whose structure cannot be parsed."""
    try:
        with guarded():
            return head_of(message_from_bytes(_split(data)[0][:100_000] + b"\n\n", policy=compat32))
    except Failed:  # not even that
        return MailHead()


def _walk(message: Message, path: str, head: MailHead, outer: MailHead | None) -> Iterator[Piece | Sign]:
    """What a part holds. `head` is the mail's in which it stands, `outer` that of a mail forwarded inside another."""
    kind = message.get_content_type()
    payload = message.get_payload()
    if kind in ("message/partial", "message/external-body"):
        yield sign("M108", name=_name(message) or _name_of_what_is_away(message))
    elif kind.endswith("pkcs7-mime") and (content := _signed(message)):
        yield _piece(f"{path}smime.eml", content, outer)
    elif kind == "multipart/encrypted" or (kind.endswith("pkcs7-mime") and not _is_clear(message)):
        yield sign("M107")
    elif kind.startswith("message/") and kind != "message/delivery-status":
        yield from _forwarded(message, path, outer)
    elif isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                inside = _walk(part, path, head, outer)
                yield from map(_of_the_text, inside) if kind == "multipart/related" else inside
        yield from _around(message, path, outer)
    elif kind.startswith("multipart/"):
        yield from _text(_body(message), path, head, outer)  # its boundary never came
    elif kind != "message/delivery-status":
        yield from _leaf(message, kind, path, head, outer)


def _signed(message: Message) -> bytes:
    """The mail inside an opaque signature; empty for one that is enciphered."""
    return signed_content(_decoded(_encoding(message), _body(message)))


def _name_of_what_is_away(message: Message) -> str:
    """The name in the head that goes with a reference to a file (RFC 2046, message/external-body); empty for none."""
    payload = message.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    return _name(inner) if isinstance(inner, Message) else ""


def _of_the_text(content: Piece | Sign) -> Piece | Sign:
    return replace(content, inline=True) if isinstance(content, Piece) else content


def _around(message: Message, path: str, outer: MailHead | None) -> Iterator[Piece | Sign]:
    """What stands before the first boundary and after the last one."""
    for words in (message.preamble, message.epilogue):
        if words:
            inside = salvage.uuencoded(words.encode("utf-8", "surrogateescape"))
            yield from (_piece(path + piece.name, piece.data, outer) for piece in inside.pieces)
            yield from inside.signs


def _is_clear(message: Message) -> bool:
    """Whether a part that calls itself enciphered is a mail that can be read."""
    return file_kind("", _decoded(_encoding(message), _body(message))) is FileKind.MAIL


def _forwarded(message: Message, path: str, outer: MailHead | None) -> Iterator[Piece | Sign]:
    """A mail inside a mail: parsed in place, or a piece of its own where it was encoded."""
    payload = message.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        yield sign("M111")
        return
    name = path + (_name(message) or "message.eml")
    if _encoding(message) in ("base64", "quoted-printable", *_UU):
        yield _piece(name, _decoded(_encoding(message), _body(inner) or inner.as_bytes()), outer)
        return
    head = head_of(inner)
    if not head.notice:
        yield from _walk(inner, f"{name}!", head, head if head.sender or head.received else outer)


def _leaf(
    message: Message, kind: str, path: str, head: MailHead, outer: MailHead | None
) -> Iterator[Piece | Sign]:
    name = _name(message)
    data = _decoded(_encoding(message), _body(message))
    if not name and kind.startswith("text/") and not _BESIDE.fullmatch(kind):
        yield from _text(data, path, head, outer)
        return
    nameless = not name and kind.startswith("application/")
    name = path + (name or f"part.{_EXTENSIONS.get(kind, 'bin')}")
    what, piece = file_kind(name, data), _piece(name, data, outer, _is_inline(message))
    if what not in _ALONE:
        yield piece
    elif _BESIDE.fullmatch(kind):
        yield replace(piece, spoken=True)
    elif (
        (nameless and what is FileKind.OTHER)
        or not data.strip()
        or _EXTENSIONS.get(kind, "").startswith("xls")
    ):
        yield sign("M102")  # an attachment without name or content, or a workbook by its type alone
        yield replace(piece, spoken=True)
    else:
        yield piece


def _is_inline(message: Message) -> bool:
    """Whether the part is a picture of the text."""
    raw = raw_headers(message)
    attached = raw.get("content-disposition", "").lower().lstrip().startswith("attachment")
    return "content-id" in raw and not attached


def _text(data: bytes, path: str, head: MailHead, outer: MailHead | None) -> Iterator[Piece | Sign]:
    """A mail's own words: files written into them, and what they point to."""
    inside = salvage.in_text(data)
    for piece in inside.pieces:
        yield _piece(path + piece.name, piece.data, outer)
    yield from inside.signs
    if not (head.automatic or head.ours):
        yield from signs_in(data, head.subject)


def _piece(name: str, data: bytes, outer: MailHead | None, inline: bool = False) -> Piece:
    return Piece(name, data, outer.sender if outer else "", outer.received if outer else None, inline)


def _name(message: Message) -> str:
    """The name a part is given, `filename` before `name`; empty for none."""
    raw = raw_headers(message)
    value = parameter(_at_parameters(raw.get("content-disposition", "")), ("filename",))
    value = value or parameter(_at_parameters(raw.get("content-type", "")), ("name", "filename"))
    value = value or header_text(
        raw.get("content-description", "") if "." in raw.get("content-description", "") else ""
    )
    return file_name(value)


def _at_parameters(raw: str) -> str:
    """A header from its first parameter on; a header that begins with one (no type) is taken too."""
    return raw if ";" in raw.split("=")[0] else ";" + raw


def _encoding(message: Message) -> str:
    raw = raw_headers(message).get("content-transfer-encoding", "")
    match = re.search(r"[A-Za-z0-9\-]+", raw)
    return match[0].lower() if match else ""


def _body(message: Message) -> bytes:
    """A part's body as it stood in the mail, its transfer encoding not undone."""
    encoding = message.get_all("content-transfer-encoding", [])
    del message["content-transfer-encoding"]
    body = message.get_payload(decode=True)
    for value in encoding:
        message["content-transfer-encoding"] = value
    return body if isinstance(body, bytes) else b""


def _decoded(encoding: str, raw: bytes) -> bytes:
    """A body with its transfer encoding undone, the one it has rather than the one it claims."""
    start = raw[:200].lstrip()
    if start.startswith(ZIP_MARK):
        return raw
    if encoding == "base64" or start.startswith(b"UEsDB"):
        return salvage.base64_bytes(raw)
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    if encoding in _UU:
        return salvage.uu_bytes(raw)
    return raw
