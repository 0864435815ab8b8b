"""A copy of an .xlsm without the compiled code of its macros: Excel then runs what was read and compared, nothing else."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

from perfxl.reading.package import open_package
from perfxl.reading.refusal import Refusal
from perfxl.vba.container_reader import read_streams
from perfxl.vba.container_writer import compound_file
from perfxl.vba.project_reader import VbaFault, decompress, read_project
from perfxl.vba.project_writer import compress

_UNCOMPILED = bytes.fromhex(
    "cc61ffff000000"
)  # MS-OVBA 2.3.4.1: no version's compiled code, so every one compiles anew
_OFFSET, _VERSION, _STREAM_NAME = 0x0031, 0x0009, 0x001A


def uncompiled(workbook: bytes) -> bytes:
    """The workbook with its macros as source alone; the same bytes where it has none or cannot be read.

    The same input gives the same output everywhere: parts are stored, not deflated.
    """
    try:
        package = open_package(workbook)
        parts = {relation.target for relation in package.related(package.main, "vbaProject")}
        replaced = {name.lower(): source_alone(package.part(name) or b"") for name in parts}
    except (Refusal, VbaFault):
        return workbook
    return _packed(workbook, replaced) if replaced else workbook


def source_alone(project: bytes) -> bytes:
    """A vbaProject.bin whose modules hold their source and nothing before it. VbaFault where it cannot be read."""
    read_project(project)
    streams = {path: data for path, data in read_streams(project).items() if len(path) < 3}
    directory = next(path for path in streams if path[-1].casefold() == "dir")
    records = decompress(streams[directory])
    offsets, stripped = _offsets(records)
    folder: dict[str, bytes] = {}
    for path, data in streams.items():
        if len(path) == 2 and path[0] == directory[0] and not path[1].startswith("__SRP_"):
            folder[path[1]] = data[offsets.get(path[1].casefold(), 0) :]
    folder[directory[1]] = compress(stripped)
    folder |= {name: _UNCOMPILED for name in folder if name.casefold() == "_vba_project"}
    beside = {path[0]: data for path, data in streams.items() if len(path) == 1}
    return compound_file({directory[0]: folder, **beside})


def _offsets(records: bytes) -> tuple[Mapping[str, int], bytes]:
    """Where the source starts in each module's stream, and the directory with every start at 0."""
    offsets: dict[str, int] = {}
    stripped, at, stream = bytearray(records), 0, ""
    while at + 6 <= len(records):
        kind, size = struct.unpack_from("<HI", records, at)
        size = 6 if kind == _VERSION else size
        if kind == _STREAM_NAME:  # followed by the same name in UTF-16: 2 bytes of number, 4 of length
            wide = struct.unpack_from("<I", records, at + 6 + size + 2)[0]
            stream = records[at + 12 + size : at + 12 + size + wide].decode("utf-16-le")
        if kind == _OFFSET:
            offsets[stream.casefold()] = struct.unpack_from("<I", records, at + 6)[0]
            stripped[at + 6 : at + 10] = bytes(4)
        at += 6 + size
    return offsets, bytes(stripped)


def _packed(workbook: bytes, replaced: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for info in old.infolist():
            plain = zipfile.ZipInfo(info.filename, info.date_time)
            new.writestr(plain, replaced.get(info.filename.lower(), old.read(info)))
    return out.getvalue()
