"""A VBA project as Excel itself writes one: compiled code before each source, references, caches, another code page."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from perfxl.issue.macros import macro_modules
from perfxl.vba.container_writer import compound_file
from perfxl.vba.project_writer import Module, compress, sheet_module, workbook_module

LIBRARIES = {
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\MSO.DLL#Microsoft Office 16.0",
}
CLASS = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"


def issued() -> tuple[Module, ...]:
    """The modules of an edition of the form, as they were issued."""
    sheets = map(sheet_module, ("Sheet1", "Sheet2", "Sheet3"))
    return (workbook_module("ThisWorkbook"), *sheets, *macro_modules())


@dataclass(frozen=True)
class ExcelProject:
    """What goes into a project beside the modules; `extra` are streams and storages beside VBA."""

    modules: tuple[Module, ...]
    codepage: int = 1251
    name: str = "VBAProject"
    compiled: int = 1500
    counted: int | None = None
    wide_names: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)

    def bytes(self) -> bytes:
        chance = random.Random(1)
        cache = (
            {m.name: b"\x01\x16" + chance.randbytes(self.compiled) for m in self.modules}
            if self.compiled
            else {}
        )
        sources = {m.name: cache.get(m.name, b"") + compress(_spelt(m.source)) for m in self.modules}
        vba = {
            "dir": compress(self._directory(cache)),
            "_VBA_PROJECT": bytes.fromhex("cc61b20000030000") + chance.randbytes(2600),
            **{f"__SRP_{n}": chance.randbytes(400) for n in range(6)},
            **sources,
        }
        documents = "".join(f"Document={m.name}/&H00000000\r\n" for m in self.modules if m.document)
        text = f'ID="{{0}}"\r\n{documents}Name="{self.name}"\r\n'
        return compound_file(
            {"VBA": vba, "PROJECT": text.encode(f"cp{self.codepage}"), "PROJECTwm": b"\0\0", **self.extra}
        )  # type: ignore[dict-item]

    def _directory(self, cache: Mapping[str, bytes]) -> bytes:
        count = len(self.modules) if self.counted is None else self.counted
        return b"".join(
            [
                _record(0x0001, struct.pack("<I", 3)), _record(0x004A, struct.pack("<I", 3)),
                _record(0x0002, struct.pack("<I", 0x409)), _record(0x0014, struct.pack("<I", 0x409)),
                _record(0x0003, struct.pack("<H", self.codepage)), _record(0x0004, self.name.encode("ascii")),
                _record(0x0005, b""), _record(0x0040, b""), _record(0x0006, b""), _record(0x003D, b""),
                _record(0x0007, bytes(4)), _record(0x0008, bytes(4)),
                struct.pack("<HIIH", 0x0009, 4, 1723190201, 8), _record(0x000C, b""), _record(0x003C, b""),
                *(_reference(name, library) for name, library in LIBRARIES.items()),
                _record(0x000F, struct.pack("<H", count)), _record(0x0013, b"\x21\xa4"),
                *(self._module(module, len(cache.get(module.name, b""))) for module in self.modules),
                struct.pack("<HI", 0x0010, 0),
            ]
        )  # fmt: skip

    def _module(self, module: Module, offset: int) -> bytes:
        narrow = module.name.encode(f"cp{self.codepage}")
        wide = self.wide_names.get(module.name, module.name).encode("utf-16-le")
        return b"".join(
            [
                _record(0x0019, narrow), _record(0x0047, wide), _record(0x001A, narrow), _record(0x0032, wide),
                _record(0x001C, b""), _record(0x0048, b""), _record(0x0031, struct.pack("<I", offset)),
                _record(0x001E, bytes(4)), _record(0x002C, b"\x7b\x2f"),
                _record(0x0022 if module.document else 0x0021, b""), _record(0x002B, b""),
            ]
        )  # fmt: skip


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _reference(name: str, library: str) -> bytes:
    told = library.encode("ascii")
    return (
        _record(0x0016, name.encode("ascii"))
        + _record(0x003E, name.encode("utf-16-le"))
        + _record(0x000D, struct.pack("<I", len(told)) + told + bytes(6))
    )


def _spelt(source: str) -> bytes:
    return ("\r\n".join(source.splitlines()) + "\r\n").encode("cp1251")


def changed(module: str, before: str, after: str, modules: Iterable[Module] = ()) -> tuple[Module, ...]:
    """The issued modules with one of them changed in one place."""
    out = []
    for one in modules or issued():
        if one.name == module:
            assert before in one.source
            one = Module(one.name, one.source.replace(before, after, 1), one.document)
        out.append(one)
    return tuple(out)
