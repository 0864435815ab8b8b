"""What openpyxl cannot write: rows that may grow, explicit locks, fixed times; the same bytes for the same input."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime

_CUSTOM_HEIGHT = re.compile(rb' customHeight="1"')
_ROW = re.compile(rb"<row [^>]*>")
_XFS = re.compile(rb"<cellXfs.*?</cellXfs>", re.DOTALL)
_STYLE_XFS = re.compile(rb"<cellStyleXfs.*?</cellStyleXfs>", re.DOTALL)
_XF = re.compile(rb"<xf (?P<attrs>[^>]*?)(?P<end>/>|>(?P<inner>.*?)</xf>)", re.DOTALL)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def finished(data: bytes, created: datetime) -> bytes:
    """The workbook with its parts finished, packed again with `created` as every part's time."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    return packed({name: _finish(name, part, created) for name, part in parts.items()}, created)


def packed(parts: Mapping[str, bytes], created: datetime) -> bytes:
    """Parts as a zip, all with the same time."""
    stamp = (max(created.year, 1980), created.month, created.day, created.hour, created.minute, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    return out.getvalue()


def _finish(name: str, part: bytes, created: datetime) -> bytes:
    if name.startswith("xl/worksheets/"):
        return _ROW.sub(lambda m: _CUSTOM_HEIGHT.sub(b"", m[0]), part)
    if name == "xl/styles.xml":
        return _locked(part)
    if name == "docProps/core.xml":
        return _MODIFIED.sub(lambda m: m[1] + f"{created:%Y-%m-%dT%H:%M:%SZ}".encode(), part)
    return part


def _locked(styles: bytes) -> bytes:
    """The Normal style open, every other format saying its own lock: a paste that brings Normal stays editable."""
    styles = _STYLE_XFS.sub(lambda m: _each(m[0], lambda n: b"0"), styles)
    return _XFS.sub(lambda m: _each(m[0], lambda n: b"1" if n else b"0"), styles)


def _each(block: bytes, lock: Callable[[int], bytes]) -> bytes:
    """Every format without a word on protection given one; the first of a block is number 0."""
    count = iter(range(block.count(b"<xf ")))

    def spoken(match: re.Match[bytes]) -> bytes:
        number, inner = next(count), match["inner"] or b""
        if b"<protection" in inner:
            return match[0]
        attrs = re.sub(rb' ?applyProtection="\d"', b"", match["attrs"])
        said = b'<protection locked="%s" hidden="0"/>' % lock(number)
        return b'<xf %s applyProtection="1">%s%s</xf>' % (attrs, inner, said)

    return _XF.sub(spoken, block)
