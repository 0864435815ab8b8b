"""A mail's bytes -> its head and its pieces, however broken; the structure is parsed, headers are read raw."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime

from perfxl.intake import salvage
from perfxl.intake.kinds import ZIP_MARK, Kind, kind_of
from perfxl.intake.names import file_name, header_text, parameter
from perfxl.intake.pieces import Head, Opened, Piece, Sign, sign

OURS = "x-perfxl"
_MOST_BOUNDARIES = 300
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){0,8}"
)
_FIELD = re.compile(rb"(?:[!-9;-~]{1,200}[ \t]*:|[ \t]|From |\r?\n?\Z)")
_LINK = re.compile(
    rb"https?://(?:drive|docs)\.google\.com/|https?://(?:1drv\.ms|onedrive\.live\.com|we\.tl)/|"
    rb"https?://[A-Za-z0-9\-]{1,60}\.sharepoint\.com/|https?://(?:www\.)?dropbox\.com/"
)
_FAILED = re.compile(
    r"(?:Final|Original)-Recipient:[ \t]*[^;\r\n]{0,40};[ \t]*<?([^\s<>]{1,200})", re.IGNORECASE
)
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


def opened(data: bytes) -> Opened:
    """The pieces of a mail, those of mails forwarded inside it too, and what was odd. Never raises for bad bytes."""
    clean = mended(data)
    try:
        if clean.count(b"boundary=") > _MOST_BOUNDARIES:
            raise RecursionError
        message = message_from_bytes(clean, policy=compat32)
        head = head_of(message)
        if head.ours or head.bounced:
            return Opened((), (sign("M110", address=head.bounced),) if head.bounced else (), head)
        found = list(_walk(message, ""))
    except Exception:  # the standard parser raises many things on a mail made to break it
        head, found = _first_lines(clean), [sign("M111")]
    parts = [one for one in found if isinstance(one, Piece)]
    signs = [one for one in found if not isinstance(one, Piece)]
    rest = _rest(clean, parts)
    pieces = [one for one in parts if kind_of(one.name, one.data) is not Kind.OTHER]
    return Opened((*pieces, *rest.pieces), tuple(dict.fromkeys((*signs, *rest.signs))), head)


def _rest(data: bytes, pieces: list[Piece]) -> Opened:
    """What stands in the mail outside its pieces."""
    try:
        return salvage.loose(data, [piece.data for piece in pieces])
    except Exception:  # the last trap of a mail: what was found so far counts
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


def head_of(message: Message) -> Head:
    """The mail's head; a header that cannot be read counts as missing."""
    raw = _headers(message)
    bounced = _bounced(message, raw) if _is_notice(message, raw) else ""
    sender = next((a for name in ("from", "sender", "return-path") if (a := address(raw.get(name, "")))), "")
    return Head(
        sender=sender,
        subject=header_text(raw.get("subject", "")[:20_000])[:1_000],
        message_id=_message_id(raw.get("message-id", "")),
        times=_times(raw),
        ours=OURS in raw,
        bounced=bounced,
    )


def address(raw: str) -> str:
    """The mail address in a header, in small letters; the one in angle brackets where there are several; else empty."""
    text = raw[:5_000].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    bracketed = re.findall(r"<\s*([^<>\s]{3,320})\s*>", text)
    for candidate in [*bracketed, re.sub(r"\"[^\"]*\"", " ", text)]:
        if "/cn=" not in candidate.lower() and (match := _ADDRESS.search(candidate)):
            return match[0].lower()
    return ""


def moment(text: str) -> datetime | None:
    """An aware time from a mail's date, or None; a date without a zone is taken as UTC."""
    try:
        when = parsedate_to_datetime(text.strip()[:200])
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return when.astimezone(UTC) if 1990 <= when.year < 2100 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _split(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Head, the blank line, body."""
    match = re.search(rb"\r?\n\r?\n", data)
    return (data[: match.start()], match[0], data[match.end() :]) if match else (data, b"", b"")


def _headers(message: Message) -> dict[str, str]:
    """Raw values by small name, the topmost where a header is repeated."""
    out: dict[str, str] = {}
    for name, value in message.raw_items():
        out.setdefault(str(name).lower().strip(), str(value))
    return out


def _message_id(raw: str) -> str:
    match = re.search(r"<[!-;=?-~]{1,250}>", raw)
    return match[0] if match else ""


def _times(raw: dict[str, str]) -> tuple[datetime, ...]:
    """The topmost Received, then Date (CONTRACT of the mail loop), those that can be read."""
    stamp = moment(raw["received"].rpartition(";")[2]) if "received" in raw else None
    date = moment(raw["date"]) if "date" in raw else None
    return tuple(time for time in (stamp, date) if time)


def _is_notice(message: Message, raw: dict[str, str]) -> bool:
    """Whether the mail is a notice of non-delivery."""
    kind = raw.get("content-type", "").lower()
    if "x-failed-recipients" in raw or ("multipart/report" in kind and "delivery-status" in kind):
        return True
    sender = address(raw.get("from", ""))
    return sender.startswith("mailer-daemon@") and message.get_content_maintype() == "multipart"


def _bounced(message: Message, raw: dict[str, str]) -> str:
    """The address that was not reached, `?` where the notice does not say."""
    if found := address(raw.get("x-failed-recipients", "")):
        return found
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and (
            match := _FAILED.search(part.as_string())
        ):
            return address(match[1]) or "?"
    return "?"


def _first_lines(data: bytes) -> Head:
    """The head of a mail whose structure cannot be parsed."""
    try:
        return head_of(message_from_bytes(_split(data)[0][:100_000] + b"\n\n", policy=compat32))
    except Exception:  # not even that
        return Head()


def _walk(message: Message, path: str, outer: Head | None = None) -> Iterator[Piece | Sign]:
    kind = message.get_content_type()
    payload = message.get_payload()
    if kind in ("message/partial", "message/external-body"):
        yield sign("M108")
    elif kind == "multipart/encrypted" or "pkcs7-mime" in kind:
        yield sign("M107")
    elif kind.startswith("message/") and kind != "message/delivery-status":
        yield from _forwarded(message, path, outer)
    elif isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _walk(part, path, outer)
    elif kind.startswith("multipart/"):
        yield from _text(_body(message), path, outer)  # its boundary never came
    elif kind != "message/delivery-status":
        yield from _leaf(message, kind, path, outer)


def _forwarded(message: Message, path: str, outer: Head | None) -> Iterator[Piece | Sign]:
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
    if not (head.ours or head.bounced):
        yield from _walk(inner, f"{name}!", head if head.sender or head.received else outer)


def _leaf(message: Message, kind: str, path: str, outer: Head | None) -> Iterator[Piece | Sign]:
    name = _name(message)
    data = _decoded(_encoding(message), _body(message))
    if not name and kind.startswith("text/"):
        yield from _text(data, path, outer)
        return
    nameless = not name and kind.startswith("application/")
    name = path + (name or f"part.{_EXTENSIONS.get(kind, 'bin')}")
    if kind_of(name, data) is Kind.OTHER:
        yield from _text(data, f"{name}!", outer)
        if nameless or not data.strip() or _EXTENSIONS.get(kind, "").startswith("xls"):
            yield sign("M102")  # an attachment without name or content, or a workbook by its type alone
    yield _piece(name, data, outer, _is_inline(message))


def _is_inline(message: Message) -> bool:
    """Whether the part is a picture of the text."""
    raw = _headers(message)
    attached = raw.get("content-disposition", "").lower().lstrip().startswith("attachment")
    return "content-id" in raw and not attached


def _text(data: bytes, path: str, outer: Head | None) -> Iterator[Piece | Sign]:
    found = salvage.in_text(data)
    for piece in found.pieces:
        yield _piece(path + piece.name, piece.data, outer)
    yield from found.signs
    if _LINK.search(data):
        yield sign("M109")


def _piece(name: str, data: bytes, outer: Head | None, inline: bool = False) -> Piece:
    return Piece(name, data, outer.sender if outer else "", outer.received if outer else None, inline)


def _name(message: Message) -> str:
    """The name a part is given, `filename` before `name`; empty for none."""
    raw = _headers(message)
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
    raw = _headers(message).get("content-transfer-encoding", "")
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
