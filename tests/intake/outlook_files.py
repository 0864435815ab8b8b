"""Small Outlook .msg files, made here: a compound file (MS-CFB, version 3) written in the plainest way."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
WIDE, BINARY = "001F", "0102"


@dataclass
class Folder:
    """A storage: streams by name, and storages by name."""

    streams: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)


def compound(root: Folder) -> bytes:
    """The bytes of a compound file. Streams are padded to 4,096 bytes' worth of sectors so that none is a small one."""
    entries: list[bytearray] = []
    chains: list[bytes] = []

    def add(name: str, kind: int, size: int = 0, start: int = END) -> int:
        entry = bytearray(128)
        wide = name.encode("utf-16-le")
        entry[: len(wide)] = wide
        struct.pack_into("<HBB3I", entry, 64, len(wide) + 2, kind, 1, FREE, FREE, FREE)
        struct.pack_into("<II", entry, 116, start, size)
        entries.append(entry)
        return len(entries) - 1

    def fill(folder: Folder, parent: int) -> None:
        children = []
        for name, data in folder.streams.items():
            if not data:
                children.append(add(name, 2))
                continue
            start = sum(len(chain) for chain in chains) // SECTOR
            padded = data.ljust(max(4096, -(-len(data) // SECTOR) * SECTOR), b"\0")
            chains.append(padded)
            children.append(add(name, 2, max(len(data), 4096), start))
        for name, inner in folder.folders.items():
            number = add(name, 1)
            children.append(number)
            fill(inner, number)
        order = sorted(
            children, key=lambda n: (entries[n][64], bytes(entries[n][:64]).decode("utf-16-le").upper())
        )
        _balance(entries, order, parent)

    add("Root Entry", 5)
    fill(root, 0)
    body = b"".join(chains)
    while len(entries) % 4:
        entries.append(bytearray(128))
    directory = b"".join(entries)
    return _laid_out(body, [len(chain) // SECTOR for chain in chains], directory)


def _balance(entries: list[bytearray], order: list[int], parent: int) -> None:
    """Children as a balanced tree: the middle one on top."""

    def top(numbers: list[int]) -> int:
        if not numbers:
            return FREE
        middle = len(numbers) // 2
        struct.pack_into(
            "<II", entries[numbers[middle]], 68, top(numbers[:middle]), top(numbers[middle + 1 :])
        )
        return numbers[middle]

    struct.pack_into("<I", entries[parent], 76, top(order))


def _laid_out(body: bytes, lengths: list[int], directory: bytes) -> bytes:
    table: list[int] = []
    for length in lengths:
        table += [*range(len(table) + 1, len(table) + length), END]
    first = len(table)
    count = len(directory) // SECTOR
    table += [*range(first + 1, first + count), END]
    fats = 1
    while fats * 128 < len(table) + fats:
        fats += 1
    place = len(table)
    table += [FAT] * fats
    table += [FREE] * (fats * 128 - len(table))
    head = bytearray(SECTOR)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, fats, first, 0, 4096, END, 0, END, 0)
    struct.pack_into("<109I", head, 76, *[place + n for n in range(fats)], *[FREE] * (109 - fats))
    return bytes(head) + body + directory + struct.pack(f"<{len(table)}I", *table)


def properties(times: dict[int, int], start: int) -> bytes:
    """A properties stream with some 8-byte values."""
    return bytes(start) + b"".join(
        struct.pack("<HHIQ", 0x40, name, 6, value) for name, value in times.items()
    )


def text(value: str) -> bytes:
    """A wide string."""
    return value.encode("utf-16-le")


def attachment(name: str, data: bytes) -> Folder:
    """An attachment by value."""
    return Folder(
        {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3707001F": text(name),
            "__substg1.0_37010102": data,
        }
    )


def mail(sender: str, subject: str, ticks: int, files: list[Folder], start: int = 32) -> Folder:
    """A message: `start` is 32 for one of its own, 24 for one inside another."""
    streams = {
        "__properties_version1.0": properties({0x0E06: ticks}, start),
        "__substg1.0_0037001F": text(subject),
        "__substg1.0_5D01001F": text(sender),
        "__substg1.0_1035001F": text("<7@example.mn>"),
    }
    return Folder(streams, {f"__attach_version1.0_#{n:08X}": one for n, one in enumerate(files)})


def recipient() -> Folder:
    """One of the people a mail goes to, its properties without content: they only take entries."""
    names = (
        "__properties_version1.0",
        *(f"__substg1.0_{prop}{WIDE}" for prop in ("3001", "3002", "3003", "39FE", "5FF6")),
    )
    return Folder(dict.fromkeys((*names, f"__substg1.0_0FFF{BINARY}", f"__substg1.0_300B{BINARY}"), b""))
