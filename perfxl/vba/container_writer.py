"""An OLE compound file from streams: version 3, 512-byte sectors, a balanced directory (MS-CFB)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
ROOT, STORAGE, STREAM = 5, 1, 2
RED, BLACK = 0, 1

Tree = Mapping[str, "bytes | Tree"]


@dataclass
class _Entry:
    """A directory entry while the file is being put together."""

    name: str
    kind: int
    data: bytes = b""
    left: int = NONE
    right: int = NONE
    child: int = NONE
    colour: int = BLACK
    start: int = END
    size: int = 0


def compound_file(tree: Tree) -> bytes:
    """The file of a tree of storages (mappings) and streams (bytes); the same bytes for the same tree.

    ValueError for a name over 31 characters and for more than fits 109 sectors of allocation table (about 7 MB).
    """
    entries = [_Entry("Root Entry", ROOT)]
    entries[0].child = _add(tree, entries)
    mini, mini_fat = _mini_stream(entries)
    sectors: list[bytes] = []
    fat: list[int] = []
    for entry in entries[1:]:
        if entry.kind == STREAM and len(entry.data) >= CUTOFF:
            entry.start = _put(entry.data, sectors, fat)
    entries[0].start, entries[0].size = (_put(mini, sectors, fat) if mini else END), len(mini)
    mini_start = _put(_packed(mini_fat), sectors, fat) if mini_fat else END
    mini_count = -(-len(mini_fat) * 4 // SECTOR)
    directory = _put(b"".join(map(_spelt, entries)), sectors, fat, filler=_spelt(None))
    fat_sectors = _close(fat)
    head = _header(directory, fat_sectors, mini_start, mini_count)
    table = _packed(fat)
    return head + b"".join(sectors) + table


def _add(tree: Tree, entries: list[_Entry]) -> int:
    """Adds a storage's entries; the index of the root of their tree."""
    numbers = []
    for name in sorted(tree, key=_order):
        if len(name) > 31:
            raise ValueError(f"{name}: over 31 characters")
        content = tree[name]
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, STREAM, content, size=len(content)))
        else:
            entries.append(entry := _Entry(name, STORAGE))
            entry.child = _add(content, entries)
    return _balance(numbers, entries, 0, len(numbers).bit_length())


def _order(name: str) -> tuple[int, str]:
    return len(name.encode("utf-16-le")), name.upper()


def _balance(numbers: Sequence[int], entries: list[_Entry], depth: int, height: int) -> int:
    """A balanced binary tree over sorted entries: black, but for the deepest, incomplete level, which is red."""
    if not numbers:
        return NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _balance(numbers[:middle], entries, depth + 1, height)
    entry.right = _balance(numbers[middle + 1 :], entries, depth + 1, height)
    entry.colour = RED if depth and depth == height - 1 else BLACK
    return numbers[middle]


def _mini_stream(entries: Sequence[_Entry]) -> tuple[bytes, list[int]]:
    """The mini stream that holds every short stream, and its allocation table."""
    stream, table = bytearray(), list[int]()
    for entry in entries[1:]:
        if entry.kind == STREAM and 0 < len(entry.data) < CUTOFF:
            entry.start = len(table)
            count = -(-len(entry.data) // MINI)
            table += [*range(entry.start + 1, entry.start + count), END]
            stream += entry.data.ljust(count * MINI, b"\0")
    return bytes(stream), table


def _put(data: bytes, sectors: list[bytes], fat: list[int], filler: bytes = b"") -> int:
    """Appends a chain of sectors; the number of its first. `filler` is repeated over the last sector's rest."""
    start, count = len(fat), -(-len(data) // SECTOR)
    rest = count * SECTOR - len(data)
    padded = data + (filler * (rest // len(filler)) if filler else b"\0" * rest)
    sectors += [padded[i * SECTOR : (i + 1) * SECTOR] for i in range(count)]
    fat += [*range(start + 1, start + count), END]
    return start


def _close(fat: list[int]) -> list[int]:
    """Adds the table's own sectors to it; their numbers."""
    count = 1
    while (len(fat) + count) * 4 > count * SECTOR:
        count += 1
    if count > 109:
        raise ValueError("too large for one header of allocation sectors")
    own = list(range(len(fat), len(fat) + count))
    fat += [FAT_SECTOR] * count
    return own


def _packed(table: Sequence[int]) -> bytes:
    """A table as whole sectors, the rest marked free."""
    whole = -(-len(table) * 4 // SECTOR) * SECTOR // 4
    return struct.pack(f"<{whole}I", *table, *[FREE] * (whole - len(table)))


def _spelt(entry: _Entry | None) -> bytes:
    """A directory entry as its 128 bytes; None for an unused one."""
    if entry is None:
        return struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, NONE, NONE, NONE, b"", 0, 0, 0, 0, 0)
    name = entry.name.encode("utf-16-le")
    start = 0 if entry.kind == STORAGE else entry.start
    return struct.pack(
        "<64sHBBIII16sIQQIQ", name, len(name) + 2, entry.kind, entry.colour, entry.left, entry.right, entry.child,
        b"", 0, 0, 0, start, entry.size,
    )  # fmt: skip


def _header(directory: int, fat: Sequence[int], mini_start: int, mini_count: int) -> bytes:
    difat = [*fat, *[FREE] * (109 - len(fat))]
    return struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0,
        len(fat), directory, 0, CUTOFF, mini_start, mini_count, END, 0, *difat,
    )  # fmt: skip
