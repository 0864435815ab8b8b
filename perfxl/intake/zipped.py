"""A zip archive -> its members as pieces, inflated under the budget; their names are data, old code pages understood."""

from __future__ import annotations

import io
import struct
import zipfile

from perfxl.intake.budget import FILE, PIECES, Budget, OverBudget, TooMany
from perfxl.intake.names import file_name, old_bytes
from perfxl.intake.pieces import Opened, Piece, Sign, sign
from perfxl.trouble import Failed, guarded

_STEP = 64 * 1024
_JUNK = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def members(data: bytes, budget: Budget) -> Opened:
    """The members of a zip. What cannot be had is a sign; TooMany where nobody can have meant them all, OverBudget for too many bytes."""
    if data.count(b"PK\x01\x02") > PIECES:
        raise TooMany(str(PIECES))
    try:
        with guarded():
            archive = zipfile.ZipFile(io.BytesIO(data))
    except Failed:
        return Opened((), (sign("M106", name=""),))
    pieces: list[Piece] = []
    signs: list[Sign] = []
    with archive:
        for info in archive.infolist():
            opened = _member(archive, info, budget)
            if isinstance(opened, Piece):
                pieces.append(opened)
            elif opened:
                signs.append(opened)
    return Opened(tuple(pieces), tuple(signs))


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where the archive says so (flag or Unicode extra field), else read as an old code page."""
    if info.flag_bits & 0x800:
        return file_name(info.orig_filename)
    if name := _unicode_extra(info.extra):
        return file_name(name)
    try:
        return file_name(old_bytes(info.orig_filename.encode("cp437")))
    except UnicodeEncodeError:
        return file_name(info.orig_filename)


def _unicode_extra(extra: bytes) -> str:
    """The name in an Info-ZIP Unicode Path field (0x7075), or empty."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == 0x7075 and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return ""


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Piece | Sign | None:
    name = member_name(info)
    if name.endswith("/") or name.lower().endswith(_JUNK) or "__macosx/" in name.lower():
        return None
    if info.flag_bits & 0x1:
        return sign("M103", name=name)
    try:
        with guarded(OverBudget):
            data = _inflated(archive, info, budget)
    except Failed:  # zlib, lzma, CRC, unknown method, lying sizes, ...
        return sign("M106", name=name)
    return (
        Piece(name, data)
        if len(data) <= FILE
        else sign("M105", name=name, limit=f"{FILE // 1024 // 1024} MB")
    )


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    out = bytearray()
    with archive.open(info) as stream:
        while (block := stream.read(_STEP)) and len(out) <= FILE:
            budget.take(len(block))
            out += block
    return bytes(out)
