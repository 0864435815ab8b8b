"""The modules of a VBA project as text (MS-OVBA): what a returned workbook's macros say; they are never run."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from perfxl.reading.ole import OleFault, read_streams

_MOST = 2_000_000  # characters of one module, and of the directory
_MODULE, _STREAM_NAME, _OFFSET, _UNICODE_NAME = 0x0019, 0x001A, 0x0031, 0x0047
_VERSION = 0x0009


class VbaFault(ValueError):
    """A project that cannot be read."""


def module_sources(project: bytes) -> Mapping[str, str]:
    """Module name -> source of a vbaProject.bin, attribute lines included. VbaFault where it cannot be read whole.

    A letter beyond ASCII is read as Latin-1, so that a source never fails to be compared.
    """
    try:
        streams = {tuple(n.casefold() for n in path): data for path, data in read_streams(project).items()}
        folder = next(path[:-1] for path in streams if path[-1] == "dir")
        return _modules(streams, folder, decompress(streams[*folder, "dir"]))
    except (OleFault, StopIteration, KeyError, struct.error, UnicodeDecodeError, IndexError) as error:
        raise VbaFault(str(error)) from error


def _modules(
    streams: Mapping[tuple[str, ...], bytes], folder: tuple[str, ...], directory: bytes
) -> dict[str, str]:
    sources: dict[str, str] = {}
    name = stream = ""
    for kind, data in _records(directory):
        if kind == _MODULE:
            name, stream = data.decode("latin-1"), ""
        elif kind == _STREAM_NAME:
            stream = data.decode("latin-1")
        elif kind == _OFFSET:
            if name in sources:
                raise VbaFault("a module that stands twice")
            offset = struct.unpack("<I", data)[0]
            sources[name] = decompress(streams[*folder, stream.casefold()][offset:]).decode("latin-1")
    return sources


def _records(directory: bytes) -> list[tuple[int, bytes]]:
    """The directory's records: (number, data); the version's has a fixed length that its size field belies."""
    found, at = [], 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        size = 6 if kind == _VERSION else size
        if at + 6 + size > len(directory):
            raise VbaFault("a record beyond the end")
        found.append((kind, directory[at + 6 : at + 6 + size]))
        at += 6 + size
    return found


def decompress(container: bytes) -> bytes:
    """The bytes of a compressed container (MS-OVBA 2.4.1). VbaFault where it is damaged or too large."""
    if not container or container[0] != 1:
        raise VbaFault("no compressed container")
    out, at = bytearray(), 1
    while at + 2 <= len(container):
        head = struct.unpack_from("<H", container, at)[0]
        size, packed = (head & 0x0FFF) + 1, head & 0x8000
        body = container[at + 2 : at + 2 + size]
        if (head >> 12) & 7 != 3 or (len(body) < size and packed):
            raise VbaFault("a damaged chunk")
        out += _chunk(body) if packed else body[:4096]
        at += 2 + size
        if len(out) > _MOST:
            raise VbaFault("too large")
    return bytes(out)


def _chunk(body: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(body):
        flags, at = body[at], at + 1
        for bit in range(8):
            if at >= len(body):
                break
            if not flags >> bit & 1:
                out.append(body[at])
                at += 1
                continue
            if at + 2 > len(body):
                raise VbaFault("a chunk that is cut short")
            token = struct.unpack_from("<H", body, at)[0]
            at += 2
            _copy(out, token)
    if len(out) > 4096:
        raise VbaFault("a chunk over its size")
    return bytes(out)


def _copy(out: bytearray, token: int) -> None:
    if not out:
        raise VbaFault("a copy of nothing")
    bits = max((len(out) - 1).bit_length(), 4)
    offset, length = (token >> (16 - bits)) + 1, (token & (0xFFFF >> bits)) + 3
    if offset > len(out) or len(out) + length > 4096:
        raise VbaFault("a copy from beyond the start")
    for _ in range(length):
        out.append(out[-offset])
