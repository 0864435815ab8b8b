"""Zips written byte by byte, so that every field of them can lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One member. What is None is told truly; `local_*` say in the local header something else than the directory."""

    name: bytes
    data: bytes = b""
    flags: int = 0
    method: int = 8
    packed: bytes | None = None
    crc: int | None = None
    size: int | None = None
    local_name: bytes | None = None
    local_flags: int | None = None
    local_method: int | None = None
    local_crc: int | None = None
    local_size: int | None = None
    streamed: bool = False
    listed: bool = True
    wide: bool = False
    before: bytes = b""


def deflated(data: bytes) -> bytes:
    """A raw deflate stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def entries(parts: Mapping[str, str | bytes]) -> list[Entry]:
    """Honest entries for the given parts."""
    return [
        Entry(name.encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in parts.items()
    ]


def written(
    members: Iterable[Entry],
    *,
    prefix: bytes = b"",
    before_directory: bytes = b"",
    comment: bytes = b"",
    told_comment: int | None = None,
    suffix: bytes = b"",
    count: int | None = None,
    here: int | None = None,
    disk: int = 0,
    start: int | None = None,
    size: int | None = None,
    zip64: bytes | None = None,
) -> bytes:
    """A zip of the entries; keywords replace what the end record says. `zip64` b"" writes true 64-bit records,
    other bytes stand in the locator's place."""
    out, directory, listed = prefix, b"", 0
    for entry in members:
        out += entry.before
        offset = len(out)
        out += _member(entry)
        if entry.listed:
            directory += _central(entry, offset)
            listed += 1
    out += before_directory
    at = len(out)
    out += directory
    told = listed if count is None else count
    fields = (here if here is not None else told, told, len(directory) if size is None else size)
    place = at if start is None else start
    if zip64 is not None:
        out += _records64(len(out), fields, place, zip64)
        fields, place = (0xFFFF, 0xFFFF, 0xFFFFFFFF), 0xFFFFFFFF
    length = len(comment) if told_comment is None else told_comment
    out += struct.pack("<4s4H2LH", b"PK\5\6", disk, disk, *fields, place, length)
    return out + comment + suffix


def _packed(entry: Entry) -> bytes:
    if entry.packed is not None:
        return entry.packed
    return entry.data if entry.method == 0 else deflated(entry.data)


def _member(entry: Entry) -> bytes:
    packed = _packed(entry)
    crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
    size = len(entry.data) if entry.size is None else entry.size
    flags = entry.flags | (8 if entry.streamed else 0)
    told = (0, 0, 0) if entry.streamed else (crc, len(packed), size)
    told = (
        told[0] if entry.local_crc is None else entry.local_crc,
        told[1],
        told[2] if entry.local_size is None else entry.local_size,
    )
    name = entry.name if entry.local_name is None else entry.local_name
    head = struct.pack(
        "<4s5H3L2H",
        b"PK\3\4",
        20,
        flags if entry.local_flags is None else entry.local_flags,
        entry.method if entry.local_method is None else entry.local_method,
        0,
        33,
        *told,
        len(name),
        0,
    )
    tail = struct.pack("<4s3L", b"PK\7\10", crc, len(packed), size) if entry.streamed else b""
    return head + name + packed + tail


def _central(entry: Entry, offset: int) -> bytes:
    packed = len(_packed(entry))
    crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
    size = len(entry.data) if entry.size is None else entry.size
    extra = struct.pack("<2H2Q", 1, 16, size, packed) if entry.wide else b""
    told = (0xFFFFFFFF, 0xFFFFFFFF) if entry.wide else (packed, size)
    flags = entry.flags | (8 if entry.streamed else 0)
    numbers = (
        20,
        20,
        flags,
        entry.method,
        0,
        33,
        crc,
        *told,
        len(entry.name),
        len(extra),
        0,
        0,
        0,
        0,
        offset,
    )
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", *numbers) + entry.name + extra


def _records64(at: int, fields: tuple[int, int, int], start: int, locator: bytes) -> bytes:
    here, count, size = fields
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, here, count, size, start)
    return record + (locator or struct.pack("<4sLQL", b"PK\6\7", 0, at, 1))
