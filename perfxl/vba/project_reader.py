"""The modules of a VBA project as text (MS-OVBA): what a returned workbook's macros say; they are never run."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfxl.vba.container_reader import OleFault, read_streams

_MOST = 2_000_000  # characters of one module, and of the directory
_CODEPAGE, _COUNT, _MODULE, _UNICODE_NAME = 0x0003, 0x000F, 0x0019, 0x0047
_STREAM_NAME, _UNICODE_STREAM, _PLAIN, _DOCUMENT, _OFFSET = 0x001A, 0x0032, 0x0021, 0x0022, 0x0031
_END_OF_MODULE = 0x002B
_VERSION = 0x0009


class VbaFault(ValueError):
    """A project that cannot be read, or that two programs could read in two ways."""


@dataclass(frozen=True, slots=True)
class VbaModule:
    """One module: `source` with its attribute lines; `document` marks a workbook's, a sheet's or a class's module."""

    name: str
    source: str
    document: bool


@dataclass(frozen=True, slots=True)
class VbaProject:
    """What a vbaProject.bin holds: its modules, and the names of its windows (each has a storage of its own)."""

    modules: tuple[VbaModule, ...]
    designers: tuple[str, ...]


def read_project(project: bytes) -> VbaProject:
    """The modules of a vbaProject.bin. VbaFault where it cannot be read whole and in one way alone.

    A letter beyond ASCII is read as Latin-1, so that a source never fails to be compared.
    """
    try:
        streams = _folded(read_streams(project))
        modules = tuple(_modules(streams, _records(decompress(streams["vba", "dir"]))))
        designers = dict.fromkeys(path[0] for path in streams if len(path) > 1 and path[0] != "vba")
        return VbaProject(modules, tuple(designers))
    except (OleFault, KeyError, struct.error, UnicodeDecodeError, IndexError) as error:
        raise VbaFault(str(error)) from error


def module_sources(project: bytes) -> Mapping[str, str]:
    """Module name -> source of a vbaProject.bin, attribute lines included. VbaFault as in `read_project`."""
    return {module.name: module.source for module in read_project(project).modules}


def _folded(streams: Mapping[tuple[str, ...], bytes]) -> dict[tuple[str, ...], bytes]:
    """Streams by their names in lower case, which is how Office finds them."""
    folded = {tuple(name.casefold() for name in path): data for path, data in streams.items()}
    if len(folded) < len(streams):
        raise VbaFault("names that differ by case alone")
    return folded


def _modules(
    streams: Mapping[tuple[str, ...], bytes], records: Sequence[tuple[int, bytes]]
) -> Iterator[VbaModule]:
    codec = next((f"cp{struct.unpack('<H', data)[0]}" for kind, data in records if kind == _CODEPAGE), "")
    names: set[str] = set()
    for parts in _by_module(records):
        name = _named(parts, _MODULE, _UNICODE_NAME, codec)
        stream = _named(parts, _STREAM_NAME, _UNICODE_STREAM, codec)
        if name.casefold() in names or (_PLAIN in parts) == (_DOCUMENT in parts):
            raise VbaFault("a module that stands twice, or of no kind")
        names.add(name.casefold())
        offset = struct.unpack("<I", parts[_OFFSET])[0]
        source = decompress(streams["vba", stream.casefold()][offset:]).decode("latin-1")
        yield VbaModule(name, source, document=_DOCUMENT in parts)
    if sum(struct.unpack("<H", data)[0] for kind, data in records if kind == _COUNT) != len(names):
        raise VbaFault("more or fewer modules than counted")


def _by_module(records: Sequence[tuple[int, bytes]]) -> Iterator[dict[int, bytes]]:
    """The records of each module by their numbers."""
    parts: dict[int, bytes] | None = None
    for kind, data in records:
        if kind == _MODULE:
            if parts is not None:
                raise VbaFault("a module without an end")
            parts = {}
        if parts is not None and kind in parts:
            raise VbaFault("a record that stands twice")
        if parts is not None:
            parts[kind] = data
        if kind == _END_OF_MODULE and parts is not None:
            yield parts
            parts = None
    if parts is not None:
        raise VbaFault("a module without an end")


def _named(parts: Mapping[int, bytes], kind: int, unicode_kind: int, codec: str) -> str:
    """A name that is spelt twice, in the project's code page and in UTF-16: both must say the same."""
    wide = parts[unicode_kind].decode("utf-16-le") if unicode_kind in parts else None
    try:
        name = parts[kind].decode(codec)
    except LookupError:
        return parts[kind].decode("latin-1") if wide is None else wide
    if wide is not None and wide != name:
        raise VbaFault("a name spelt in two ways")
    return name


def _records(directory: bytes) -> list[tuple[int, bytes]]:
    """The directory's records: (number, data); the version's has a fixed length that its size field belies."""
    records, at = [], 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        size = 6 if kind == _VERSION else size
        if at + 6 + size > len(directory):
            raise VbaFault("a record beyond the end")
        records.append((kind, directory[at + 6 : at + 6 + size]))
        at += 6 + size
    return records


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
