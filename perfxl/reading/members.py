"""A zip's members: the directory read strictly, each member inflated within its budget."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from perfxl.reading.limits import Limits
from perfxl.reading.refusal import Refusal

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_STREAMED = 0x8
_UTF8 = 0x800
_ZIP = "zip"  # the part that is named where no member is at fault
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_DESCRIPTOR = 24  # the longest data descriptor that may follow a streamed member
_UNSAFE = re.compile(r"^/|\\|:|[\x00-\x1f\x7f]|(?:^|/)\.{1,2}(?:/|$)|//|%(?:2[efEF]|5[cC]|00)")


@dataclass(frozen=True, slots=True)
class ListedMember:
    """One member as the directory describes it; `packed` and `size` in bytes, `offset` of its local header."""

    name: str
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def read_members(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Name -> bytes of every member of a zip; Refusal for a damaged, unsafe or too large one."""
    start, end, count = _directory(data, limits)
    members = _listed(data, start, end, count)
    _names_are_sound(members)
    _within_budget(members, limits)
    starts = _places(data, members, start)
    return {
        m.name: _inflated(data, at, m) for m, at in zip(members, starts, strict=True) if m.raw[-1:] != b"/"
    }


def _directory(data: bytes, limits: Limits) -> tuple[int, int, int]:
    """Where the central directory starts and ends, and how many members it lists."""
    at = _end_record(data)
    _, disk, first_disk, here, count, size, start, _ = _END.unpack_from(data, at)
    end = at
    if _MAX16 in (here, count) or _MAX32 in (size, start):
        end, disk, first_disk, here, count, size, start = _end64(data, at)
    if disk or first_disk or here != count:
        raise Refusal("G022", part=_ZIP)
    if count > limits.parts:
        raise Refusal("G031", count=count, limit=limits.parts)
    if start + size != end:
        raise Refusal("G022", part=_ZIP)
    return start, end, count


def _end_record(data: bytes) -> int:
    """Offset of the end record: the only one whose comment reaches the end of the file (padding aside)."""
    length = len(data.rstrip(b"\0\r\n"))
    low = max(0, length - 22 - _MAX16)
    at = data.rfind(b"PK\5\6", low)
    while at >= 0:
        if at + 22 <= len(data):
            comment = int.from_bytes(data[at + 20 : at + 22], "little")
            if length <= at + 22 + comment <= len(data):
                if comment and data.find(b"PK\5\6", low, at) >= 0:
                    raise Refusal("G022", part=_ZIP)
                return at
        at = data.rfind(b"PK\5\6", low, at)
    raise Refusal("G020")


def _end64(data: bytes, at: int) -> tuple[int, int, int, int, int, int, int]:
    place = at - _LOCATOR.size
    if place < 0 or data[place : place + 4] != b"PK\6\7":
        raise Refusal("G022", part=_ZIP)
    _, disk, where, disks = _LOCATOR.unpack_from(data, place)
    if disk or disks > 1 or where + _END64.size != place or data[where : where + 4] != b"PK\6\6":
        raise Refusal("G022", part=_ZIP)
    _, _, _, _, disk, first_disk, here, count, size, start = _END64.unpack_from(data, where)
    return where, disk, first_disk, here, count, size, start


def _listed(data: bytes, start: int, end: int, count: int) -> list[ListedMember]:
    members, at = [], start
    for _ in range(count):
        if at + _CENTRAL.size > end or data[at : at + 4] != b"PK\1\2":
            raise Refusal("G022", part=_ZIP)
        head = _CENTRAL.unpack_from(data, at)
        after = at + _CENTRAL.size
        at = after + head[10] + head[11] + head[12]
        if at > end:
            raise Refusal("G022", part=_ZIP)
        raw = data[after : after + head[10]]
        extra = data[after + head[10] : after + head[10] + head[11]]
        members.append(_member(head, raw, extra))
    if at != end:
        raise Refusal("G022", part=_ZIP)
    return members


def _member(head: tuple[int, ...], raw: bytes, extra: bytes) -> ListedMember:
    flags, method, crc, packed, size, offset = head[3], head[4], head[7], head[8], head[9], head[16]
    name = _name(raw, flags)
    if flags & _ENCRYPTED:
        raise Refusal("G023", part=name)
    if method not in (0, 8):
        raise Refusal("G024", part=name, method=method)
    if _MAX32 in (packed, size, offset):
        packed, size, offset = _wide(extra, packed, size, offset, name)
    return ListedMember(name, raw, flags, method, crc, packed, size, offset)


def _wide(extra: bytes, packed: int, size: int, offset: int, name: str) -> tuple[int, int, int]:
    """The 64-bit values of the extra field, for those of the three that do not fit 32 bits."""
    numbers = iter(_zip64(extra))
    try:
        size = next(numbers) if size == _MAX32 else size
        packed = next(numbers) if packed == _MAX32 else packed
        offset = next(numbers) if offset == _MAX32 else offset
    except StopIteration:
        raise Refusal("G022", part=name) from None
    return packed, size, offset


def _zip64(extra: bytes) -> list[int]:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == 1:
            body = extra[4 : 4 + length]
            return [int.from_bytes(body[i : i + 8], "little") for i in range(0, len(body) // 8 * 8, 8)]
        extra = extra[4 + length :]
    return []


def _name(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise Refusal("G025", part=raw.decode("ascii", "replace")) from None


def _names_are_sound(members: Iterable[ListedMember]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.name
        if not name or _UNSAFE.search(name) or (name.endswith("/") and member.size):
            raise Refusal("G025", part=name or _ZIP)
        folded = name.rstrip("/").casefold()
        if folded in seen:
            raise Refusal("G026", part=name)
        seen.add(folded)


def _within_budget(members: Iterable[ListedMember], limits: Limits) -> None:
    total = 0
    for member in members:
        total += member.size
        if member.size > limits.part:
            raise Refusal("G032", part=member.name, limit=limits.part >> 20)
        if total > limits.total:
            raise Refusal("G033", limit=limits.total >> 20)
        if member.size > limits.ratio_from and member.size > limits.ratio * member.packed:
            raise Refusal("G034", part=member.name)


def _places(data: bytes, members: list[ListedMember], end: int) -> list[int]:
    """Where each member's bytes start. Local headers must say what the directory says, without overlap or hiding."""
    starts = [_local(data, member, end) for member in members]
    last = 0
    for member, start in sorted(zip(members, starts, strict=True), key=lambda pair: pair[0].offset):
        _nothing_between(data, last, member.offset, member.name)
        last = start + member.packed
    _nothing_between(data, last, end, _ZIP)
    return starts


def _local(data: bytes, member: ListedMember, end: int) -> int:
    at = member.offset
    if at + _LOCAL.size > end or data[at : at + 4] != b"PK\3\4":
        raise Refusal("G022", part=member.name)
    _, _, flags, method, _, _, crc, packed, size, name, extra = _LOCAL.unpack_from(data, at)
    start: int = at + _LOCAL.size + name + extra
    if data[at + _LOCAL.size : at + _LOCAL.size + name] != member.raw or method != member.method:
        raise Refusal("G022", part=member.name)
    if flags & _ENCRYPTED or start + member.packed > end:
        raise Refusal("G022", part=member.name)
    agrees = (crc, packed, size) == (member.crc, member.packed, member.size)
    if not (agrees or flags & _STREAMED or _MAX32 in (packed, size)):
        raise Refusal("G022", part=member.name)
    return start


def _nothing_between(data: bytes, last: int, start: int, name: str) -> None:
    """Between members only a data descriptor may stand; more may hide a second set of parts."""
    if not 0 <= start - last <= _DESCRIPTOR:
        raise Refusal("G022", part=name)


def _inflated(data: bytes, start: int, member: ListedMember) -> bytes:
    """A member's bytes; never more than the directory promised, which is within the budget."""
    packed = memoryview(data)[start : start + member.packed]
    raw = _deflated(packed, member) if member.method else bytes(packed)
    if len(raw) != member.size or zlib.crc32(raw) != member.crc:
        raise Refusal("G021", part=member.name)
    return raw


def _deflated(packed: memoryview, member: ListedMember) -> bytes:
    inflater = zlib.decompressobj(-15)
    try:
        raw = inflater.decompress(packed, member.size + 1)
    except zlib.error:
        raise Refusal("G021", part=member.name) from None
    if not inflater.eof or inflater.unused_data:
        raise Refusal("G021", part=member.name)
    return raw
