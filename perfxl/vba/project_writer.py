""".bas -> vbaProject.bin: a VBA project of plain modules and one document module a sheet (MS-OVBA)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfxl.vba.container_writer import compound_file

CHUNK = 4096
CODEPAGE = 1252
_WORKBOOK = "0{00020819-0000-0000-C000-000000000046}"
_SHEET = "0{00020820-0000-0000-C000-000000000046}"
_PROJECT_ID = "{00000000-0000-0000-0000-000000000000}"
_VERSION = bytes.fromhex("cc61ffff000000")
_SEED = 0x5A


@dataclass(frozen=True, slots=True)
class Module:
    """One module. `source` is ASCII with its attribute lines; `document` marks a workbook's or a sheet's own module."""

    name: str
    source: str
    document: bool = False


def standard_module(source: str) -> Module:
    """A plain module from the text of its .bas, named by its `Attribute VB_Name`. ValueError where that is missing."""
    first = source.split("\n", 1)[0].strip()
    if not first.startswith('Attribute VB_Name = "') or not first.endswith('"'):
        raise ValueError("the first line of a module must be its Attribute VB_Name")
    return Module(first[21:-1], source)


def workbook_module(name: str) -> Module:
    """The empty module of the workbook; `name` equals its codeName attribute."""
    return _document_module(name, _WORKBOOK)


def sheet_module(name: str) -> Module:
    """The empty module of a sheet; `name` equals its codeName attribute."""
    return _document_module(name, _SHEET)


def _document_module(name: str, base: str) -> Module:
    lines = [
        f'Attribute VB_Name = "{name}"',
        f'Attribute VB_Base = "{base}"',
        "Attribute VB_GlobalNameSpace = False",
        "Attribute VB_Creatable = False",
        "Attribute VB_PredeclaredId = True",
        "Attribute VB_Exposed = True",
        "Attribute VB_TemplateDerived = False",
        "Attribute VB_Customizable = True",
        "",
    ]
    return Module(name, "\n".join(lines), document=True)


def vba_project(modules: Sequence[Module]) -> bytes:
    """vbaProject.bin of the modules, the same bytes for the same modules.

    ValueError for a name over 31 characters, a name that stands twice, or a source that is not ASCII.
    """
    for number, module in enumerate(modules):
        _check(module, modules[:number])
    streams = {module.name: compress(_crlf(module.source)) for module in modules}
    return compound_file(
        {
            "VBA": {"dir": compress(_directory(modules)), "_VBA_PROJECT": _VERSION, **streams},
            "PROJECT": _project(modules),
            "PROJECTwm": _names(modules),
        }
    )


def _check(module: Module, before: Sequence[Module]) -> None:
    if not module.source.isascii() or not module.name.isascii():
        raise ValueError(f"{module.name}: only ASCII travels in a module")
    if not 0 < len(module.name) <= 31:
        raise ValueError(f"{module.name}: a module's name has 1 to 31 characters")
    if module.name.casefold() in {other.name.casefold() for other in before}:
        raise ValueError(f"{module.name}: stands twice")


def _crlf(source: str) -> bytes:
    return "\r\n".join(source.splitlines()).encode("ascii") + b"\r\n"


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _directory(modules: Sequence[Module]) -> bytes:
    """The dir stream before compression (MS-OVBA 2.3.4.2)."""
    head = [
        _record(0x0001, struct.pack("<I", 1)),
        _record(0x0002, struct.pack("<I", 0x409)),
        _record(0x0014, struct.pack("<I", 0x409)),
        _record(0x0003, struct.pack("<H", CODEPAGE)),
        _record(0x0004, b"VBAProject"),
        _record(0x0005, b"") + _record(0x0040, b""),
        _record(0x0006, b"") + _record(0x003D, b""),
        _record(0x0007, struct.pack("<I", 0)),
        _record(0x0008, struct.pack("<I", 0)),
        struct.pack("<HIIH", 0x0009, 4, 1, 1),
        _record(0x000C, b"") + _record(0x003C, b""),
        _record(0x000F, struct.pack("<H", len(modules))),
        _record(0x0013, struct.pack("<H", 0xFFFF)),
    ]
    return b"".join([*head, *map(_module_record, modules), struct.pack("<HI", 0x0010, 0)])


def _module_record(module: Module) -> bytes:
    name, wide = module.name.encode("ascii"), module.name.encode("utf-16-le")
    parts = [
        _record(0x0019, name),
        _record(0x0047, wide),
        _record(0x001A, name) + _record(0x0032, wide),
        _record(0x001C, b"") + _record(0x0048, b""),
        _record(0x0031, struct.pack("<I", 0)),
        _record(0x001E, struct.pack("<I", 0)),
        _record(0x002C, struct.pack("<H", 0xFFFF)),
        _record(0x0022 if module.document else 0x0021, b""),
        _record(0x002B, b""),
    ]
    return b"".join(parts)


def _project(modules: Sequence[Module]) -> bytes:
    """The PROJECT stream: text, unprotected, visible (MS-OVBA 2.3.1)."""
    key = sum(map(ord, _PROJECT_ID)) & 0xFF
    lines = [
        f'ID="{_PROJECT_ID}"',
        *(f"Document={m.name}/&H00000000" if m.document else f"Module={m.name}" for m in modules),
        'Name="VBAProject"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_hidden(struct.pack("<I", 0), key)}"',
        f'DPB="{_hidden(bytes(1), key)}"',
        f'GC="{_hidden(bytes([0xFF]), key)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{m.name}=0, 0, 0, 0, C" for m in modules),
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def _hidden(data: bytes, key: int) -> str:
    """Data as the PROJECT stream hides it (MS-OVBA 2.4.3.2), with a fixed seed."""
    out = [_SEED, _SEED ^ 2, _SEED ^ key]
    plain, first, second = key, _SEED ^ key, _SEED ^ 2
    for byte in bytes([7] * ((_SEED & 6) // 2)) + struct.pack("<I", len(data)) + data:
        shown = byte ^ ((second + plain) & 0xFF)
        out.append(shown)
        plain, first, second = byte, shown, first
    return bytes(out).hex().upper()


def _names(modules: Sequence[Module]) -> bytes:
    pairs = (m.name.encode("ascii") + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules)
    return b"".join(pairs) + b"\0\0"


def compress(data: bytes) -> bytes:
    """The compressed container of MS-OVBA 2.4.1. ValueError for a short last chunk that does not shrink."""
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return b"\1" + b"".join(map(_chunk, chunks))


def _chunk(data: bytes) -> bytes:
    body = b"".join(_groups(_tokens(data)))
    if len(body) > CHUNK:
        if len(data) < CHUNK:
            raise ValueError("a last chunk that does not shrink cannot be written")
        return struct.pack("<H", 0x3FFF) + data
    return struct.pack("<H", 0xB000 | (len(body) + 2 - 3)) + body


def _groups(tokens: Iterator[bytes]) -> Iterator[bytes]:
    """Tokens by eights, before each group a byte that tells copies (two bytes long) from literals."""
    group: list[bytes] = []
    for token in tokens:
        group.append(token)
        if len(group) == 8:
            yield _group(group)
            group = []
    if group:
        yield _group(group)


def _group(tokens: Sequence[bytes]) -> bytes:
    flags = sum(1 << bit for bit, token in enumerate(tokens) if len(token) == 2)
    return bytes([flags]) + b"".join(tokens)


def _tokens(data: bytes) -> Iterator[bytes]:
    """Literals, and copies of the longest earlier run of three or more, the nearest among equals."""
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        bits = max((at - 1).bit_length(), 4) if at else 4
        length, offset = _match(data, at, seen.get(data[at : at + 3], ()), (0xFFFF >> bits) + 3)
        step = length or 1
        yield struct.pack("<H", (offset - 1) << (16 - bits) | (length - 3)) if length else data[at : at + 1]
        for spot in range(at, at + step):
            seen.setdefault(data[spot : spot + 3], []).append(spot)
        at += step


def _match(data: bytes, at: int, spots: Sequence[int], most: int) -> tuple[int, int]:
    """(length, distance) of the longest run, (0, 0) where none has three bytes."""
    longest = min(most, len(data) - at)
    best = (0, 0)
    if longest < 3:
        return best
    for spot in reversed(spots):
        length = 3
        while length < longest and data[spot + length] == data[at + length]:
            length += 1
        if length > best[0]:
            best = (length, at - spot)
        if length == longest:
            break
    return best
