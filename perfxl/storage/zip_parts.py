"""A workbook's parts as a zip: deflated members put one after the other, the same bytes for the same parts and time."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

LEVEL = 1  # of deflate: half the time of 4 for files that are a seventh longer
_VERSION = 20  # what it takes to unpack: deflate
_DEFLATED = 8
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_FIRST_YEAR = 1980  # of a zip's clock


@dataclass(frozen=True, slots=True)
class Member:
    """One part as it lies in a zip: deflated, with the checksum and the length of what it was. Names are ASCII."""

    name: str
    packed: bytes
    crc: int
    size: int


def member(name: str, part: bytes) -> Member:
    """A part deflated."""
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Member(name, press.compress(part) + press.flush(), zlib.crc32(part), len(part))


def zipped(members: Iterable[Member], created: datetime) -> bytes:
    """Members as a zip, all with the same time."""
    clock = created.hour << 11 | created.minute << 5
    day = (max(created.year, _FIRST_YEAR) - _FIRST_YEAR) << 9 | created.month << 5 | created.day
    out: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for part in members:
        name = part.name.encode("ascii")
        header = (0, _DEFLATED, clock, day, part.crc, len(part.packed), part.size, len(name), 0)
        central += [_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *header, 0, 0, 0, 0, at), name]
        head = _LOCAL.pack(b"PK\3\4", _VERSION, *header)
        out += [head, name, part.packed]
        at += len(head) + len(name) + len(part.packed)
    table = b"".join(central)
    count = len(central) // 2
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(table), at, 0)
    return b"".join((*out, table, end))


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """The parts of a workbook of ours by their names, in their order."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: Mapping[str, bytes], created: datetime) -> bytes:
    """Parts as a zip, all with the same time."""
    return zipped((member(name, part) for name, part in parts.items()), created)


def zip_of_files(files: Mapping[str, bytes]) -> bytes:
    """Files by name as a zip, the same bytes for the same files whenever they were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (_FIRST_YEAR, 1, 1, 0, 0, 0))
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
