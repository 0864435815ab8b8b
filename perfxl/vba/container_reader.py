"""The streams of an OLE compound file (MS-CFB), read under a budget: every chain is bounded by the file's own size."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_MOST_ENTRIES = 65_536  # a mail has ten for each of its recipients
_LAST_SECTOR = 0xFFFFFFFA  # sector numbers from here on are marks
_STREAM, _STORAGE, _ROOT = 2, 1, 5


class OleFault(ValueError):
    """Bytes that are no sound compound file."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_streams(data: bytes) -> Mapping[tuple[str, ...], bytes]:
    """Every stream by its path of names, `("VBA", "dir")`. OleFault where the file is not sound; never more bytes in
    all than the file has."""
    try:
        return _File(data).streams()
    except (struct.error, IndexError, UnicodeDecodeError, RecursionError) as error:
        raise OleFault(str(error)) from error


def stream_sizes(data: bytes) -> tuple[int, ...]:
    """The size in bytes of every stream that the directory lists, also of those that nothing leads to. OleFault where
    header, allocation table or directory are not sound; the streams are not read."""
    try:
        return tuple(entry.size for entry in _File(data).entries if entry.kind == _STREAM)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise OleFault(str(error)) from error


class _File:
    """A compound file while it is read."""

    def __init__(self, data: bytes) -> None:
        if data[:8] != MAGIC or len(data) < 1536:
            raise OleFault("no compound file")
        self.data = data
        self.size = 1 << struct.unpack_from("<H", data, 30)[0]
        if self.size not in (512, 4096):
            raise OleFault("sector size")
        self.left = len(data)  # bytes that may still be handed out
        self.fat = self._table(self._fat_sectors())
        self.entries = self._directory(struct.unpack_from("<I", data, 48)[0])
        self.mini_fat: Sequence[int] = ()
        self.mini = b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise OleFault("a sector beyond the end")
        return self.data[start : start + self.size]

    def _fat_sectors(self) -> Iterator[int]:
        yield from (n for n in struct.unpack_from("<109I", self.data, 76) if n < _LAST_SECTOR)
        number, rounds = struct.unpack_from("<I", self.data, 68)[0], 0
        while number < _LAST_SECTOR:
            if (rounds := rounds + 1) * self.size > len(self.data):
                raise OleFault("a chain that does not end")
            *table, number = struct.unpack(f"<{self.size // 4}I", self._sector(number))
            yield from (n for n in table if n < _LAST_SECTOR)

    def _table(self, sectors: Iterator[int]) -> Sequence[int]:
        out: list[int] = []
        for number in sectors:
            out += struct.unpack(f"<{self.size // 4}I", self._sector(number))
            if len(out) * self.size > len(self.data) * self.size:
                raise OleFault("an allocation table larger than the file")
        return out

    def _chain(self, table: Sequence[int], start: int) -> Iterator[int]:
        seen = 0
        while start < _LAST_SECTOR:
            yield start
            if (seen := seen + 1) > len(table):
                raise OleFault("a chain that does not end")
            start = table[start]

    def _directory(self, start: int) -> list[_Entry]:
        entries: list[_Entry] = []
        for number in self._chain(self.fat, start):
            sector = self._sector(number)
            entries += [_entry(sector[at : at + 128]) for at in range(0, len(sector) - 127, 128)]
            if len(entries) > _MOST_ENTRIES:
                raise OleFault("too many entries")
        if not entries or entries[0].kind != _ROOT:
            raise OleFault("no root")
        return entries

    def _open_mini(self) -> None:
        """The stream that the short streams lie in, and its table."""
        first = struct.unpack_from("<I", self.data, 60)[0]
        self.mini_fat = self._table(self._chain(self.fat, first)) if first < _LAST_SECTOR else ()
        self.mini = b"".join(map(self._sector, self._chain(self.fat, self.entries[0].start)))

    def streams(self) -> Mapping[tuple[str, ...], bytes]:
        """Every stream that the directory's tree leads to, by its path of names."""
        self._open_mini()
        streams: dict[tuple[str, ...], bytes] = {}
        seen: set[int] = set()
        waiting: list[tuple[int, tuple[str, ...]]] = [(self.entries[0].child, ())]
        while waiting:
            number, above = waiting.pop()
            if number >= _LAST_SECTOR:
                continue
            if number in seen:
                raise OleFault("entries in a circle")
            seen.add(number)
            entry = self.entries[number]
            path = (*above, entry.name)
            waiting += [(entry.left, above), (entry.right, above)]
            if entry.kind == _STORAGE:
                waiting.append((entry.child, path))
            elif entry.kind == _STREAM:
                if path in streams:
                    raise OleFault("a name that stands twice")
                streams[path] = self._content(entry)
        return streams

    def _content(self, entry: _Entry) -> bytes:
        if (rest := self.left - entry.size) < 0:
            raise OleFault("streams larger than the file")
        self.left = rest
        if not entry.size:
            return b""
        if entry.size < 4096:
            chain = self._chain(self.mini_fat, entry.start)
            content = b"".join(self.mini[n * 64 : n * 64 + 64] for n in chain)
        else:
            content = b"".join(map(self._sector, self._chain(self.fat, entry.start)))
        if len(content) < entry.size:
            raise OleFault("a stream that is cut short")
        return content[: entry.size]


def _entry(raw: bytes) -> _Entry:
    length = struct.unpack_from("<H", raw, 64)[0]
    kind = raw[66]
    left, right, child = struct.unpack_from("<III", raw, 68)
    start, size = struct.unpack_from("<II", raw, 116)
    name = raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le")
    return _Entry(name, kind, left, right, child, start, size)
