"""Outlook's .msg (MS-OXMSG): head and attachments; the container's structure is measured before a library opens it."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from olefile import OleFileIO  # type: ignore[import-untyped]  # the library brings no types
from oxmsg.storage import Storage

from perfxl.intake import mime
from perfxl.intake.mail_head import address
from perfxl.intake.names import file_name, old_bytes, tidy
from perfxl.intake.packed_rtf import unpacked
from perfxl.intake.pieces import MailHead, Opened, Piece, Sign, sign
from perfxl.intake.pointers import is_automatic, rtf_words, signs_in
from perfxl.trouble import Failed, guarded
from perfxl.vba.container_reader import OleFault, stream_sizes

_LARGEST = 64 * 1024 * 1024
_DEPTH = 5
_SUBJECT, _SENDER_MAIL, _SENDER_SMTP, _REPRESENTING_SMTP = 0x0037, 0x0C1F, 0x5D01, 0x5D02
_HEADERS, _MESSAGE_ID, _DELIVERED, _SUBMITTED = 0x007D, 0x1035, 0x0E06, 0x0039
_LONG_NAME, _SHORT_NAME, _DISPLAY, _CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x3712
_ATTACHMENT = "__attach_version1.0_#"
_PROPERTIES = "__properties_version1.0"
_EMBEDDED = "__substg1.0_3701000D"
_CLASS, _MAIL, _SMTP = 0x001A, 0x3003, 0x39FE
_RECIPIENT = "__recip_version1.0_#"
_BODY, _HTML, _RTF = 0x1000, 0x1013, 0x1009


def opened(data: bytes) -> Opened:
    """The head and the pieces of a .msg, mails forwarded inside it too; M112 where it cannot be read. Never raises."""
    try:
        with guarded():
            measure(data)
            with OleFileIO(io.BytesIO(data)) as container:
                storage = Storage.from_ole(container)
            head = _head(storage)
            if head.notice:
                return Opened((), tuple(sign("M110", address=address) for address in head.bounced), head)
            contents = [*_files(storage, "", 0), *_pointers(storage, head)]
    except Failed:
        return Opened((), (sign("M112", name=""),))
    if not contents and not head.ours and _is_torn(storage, data):
        contents = [sign("M112", name="")]
    pieces = tuple(content for content in contents if isinstance(content, Piece))
    signs = dict.fromkeys(content for content in contents if not isinstance(content, Piece))
    return Opened(pieces, tuple(signs), head)


def _pointers(storage: Storage, head: MailHead) -> Iterator[Sign]:
    """What the mail's own words point to: they stand as text, as HTML and as packed RTF, one or all of them."""
    if head.automatic or head.ours:
        return
    html = _bytes(storage, _HTML, 0x0102) or _string(storage, _HTML).encode()
    rtf = "" if html else rtf_words(unpacked(_bytes(storage, _RTF, 0x0102)))
    for words in (_string(storage, _BODY).encode(), html, rtf.encode("utf-8", "replace")):
        if words:
            yield from signs_in(words, head.subject)


def _is_torn(storage: Storage, data: bytes) -> bool:
    """Whether the file has lost its properties, or holds an attachment that its directory does not lead to."""
    if not any(s.name == _PROPERTIES for s in storage.streams):
        return True
    led_to = any(True for _ in storage.iter_attachment_storages())
    return not led_to and _ATTACHMENT.encode("utf-16-le") in data


def measure(data: bytes) -> None:
    """OleFault where directory or sizes cannot be an honest mail's: too large, looping, entries sharing their bytes."""
    if len(data) > _LARGEST or sum(stream_sizes(data)) > 2 * len(data):
        raise OleFault("larger than a mail")


def _files(storage: Storage, path: str, depth: int) -> Iterator[Piece | Sign]:
    for number, part in enumerate(storage.iter_attachment_storages(), 1):
        name = path + (_file_name(part) or f"part{number}.bin")
        inner = next((s for s in part.storages if s.name == _EMBEDDED), None)
        if inner and not any(s.name == _PROPERTIES for s in inner.streams):
            yield _object(inner, name)
        elif inner and depth >= _DEPTH:
            yield sign("M105", name=name, limit=str(_DEPTH))
        elif inner:
            yield from _forwarded(inner, name, depth)
        elif content := _bytes(part, 0x3701, 0x0102):
            yield Piece(name, content, inline=bool(_string(part, _CONTENT_ID)) and _shown_in_text(part))
        else:
            yield sign("M108", name=name)


def _object(inner: Storage, name: str) -> Piece | Sign:
    """A workbook that was dragged into the text as an object: its file is the stream `Package`."""
    content = next((bytes(s.bytes_) for s in inner.streams if s.name == "Package"), b"")
    return Piece(name, content) if content else sign("M102")


def _forwarded(inner: Storage, name: str, depth: int) -> Iterator[Piece | Sign]:
    head = _head(inner)
    for content in _files(inner, f"{name}!", depth + 1):
        if isinstance(content, Piece) and not content.sender and content.received is None:
            content = replace(content, sender=head.sender, received=head.received)
        yield content
    yield from _pointers(inner, head)


def _shown_in_text(part: Storage) -> bool:
    """Whether the attachment is a picture of the text (attach flags: rendered in body; or hidden)."""
    values = _fixed(part, 8)
    return bool(values.get(0x3714, 0) & 4) or bool(values.get(0x7FFE, 0) & 1)


def _file_name(part: Storage) -> str:
    names = (_string(part, prop) for prop in (_LONG_NAME, _SHORT_NAME, _DISPLAY))
    return file_name(next((name for name in names if name), ""))


def _head(storage: Storage) -> MailHead:
    """Head of a message storage. Received: the mailbox's delivery time, else the headers', else when it was submitted."""
    headers = mime.opened(_string(storage, _HEADERS).encode("utf-8", "replace") + b"\n\n").head
    times = _fixed(storage, 32) | _fixed(storage, 24)
    sender = headers.sender or next(
        (
            a
            for prop in (_SENDER_SMTP, _REPRESENTING_SMTP, _SENDER_MAIL)
            if (a := address(_string(storage, prop)))
        ),
        "",
    )
    delivered, submitted = _time(times.get(_DELIVERED, 0)), _time(times.get(_SUBMITTED, 0))
    return MailHead(
        sender=sender,
        subject=tidy(_string(storage, _SUBJECT) or headers.subject)[:1_000],
        message_id=headers.message_id or _identifier(_string(storage, _MESSAGE_ID)),
        times=tuple(time for time in (delivered, *headers.times, submitted) if time),
        ours=headers.ours,
        notice=_string(storage, _CLASS).upper().startswith("REPORT."),
        bounced=_bounced(storage),
        automatic=headers.automatic or is_automatic(_string(storage, _SUBJECT)),
    )


def _bounced(storage: Storage) -> tuple[str, ...]:
    """The addresses that a letter did not reach, where the message is Outlook's notice of that; `?` where it names none."""
    if not _string(storage, _CLASS).upper().endswith(".NDR"):
        return ()
    people = (part for part in storage.storages if part.name.startswith(_RECIPIENT))
    named = (address(_string(part, prop)) for part in people for prop in (_SMTP, _MAIL))
    return tuple(dict.fromkeys(address for address in named if address)) or ("?",)


def _identifier(text: str) -> str:
    match = re.search(r"<[!-;=?-~]{1,250}>", text)
    return match[0] if match else ""


def _string(storage: Storage, prop: int) -> str:
    """A text property in either spelling; empty for none."""
    if wide := _bytes(storage, prop, 0x001F):
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    narrow = _bytes(storage, prop, 0x001E).rstrip(b"\0")
    return old_bytes(narrow) if narrow else ""


def _bytes(storage: Storage, prop: int, kind: int) -> bytes:
    wanted = f"__substg1.0_{prop:04X}{kind:04X}"
    return next((bytes(s.bytes_) for s in storage.streams if s.name.upper() == wanted.upper()), b"")


def _fixed(storage: Storage, start: int) -> dict[int, int]:
    """The fixed-length properties as whole numbers; `start` is the length of the stream's own head."""
    stream = next((s.bytes_ for s in storage.streams if s.name == _PROPERTIES), b"")
    out: dict[int, int] = {}
    for at in range(start, len(stream) - 15, 16):
        out[struct.unpack_from("<H", stream, at + 2)[0]] = struct.unpack_from("<Q", stream, at + 8)[0]
    return out


def _time(ticks: int) -> datetime | None:
    """A Windows time (100 ns since 1601) as an aware one, None where it is absent or absurd."""
    try:
        when = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None
    return when if 1990 <= when.year < 2100 else None
