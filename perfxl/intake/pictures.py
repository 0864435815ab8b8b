"""Whether a picture may be a page that somebody photographed, or belongs to a signature: by its size in pixels."""

from __future__ import annotations

import re
import struct

from perfxl.intake.pieces import Piece

_SMALLEST = 20_000  # bytes; a smaller picture without the measures of a page is a logo
_SIDE = 500  # pixels that the shorter side of a page's picture has at least
_SMALLEST_IN_TEXT = 60_000  # bytes of a page's picture in the text itself; a banner is smaller or flatter
_OF_SIGNATURES = re.compile(
    r"(?:image\d{3}|outlook-[\w\-]*|logo[\w\-]*|signature[\w\-]*)\.\w{3,4}", re.IGNORECASE
)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers of a JPEG that give its measures


def may_be_a_page(picture: Piece) -> bool:
    """Whether a picture is large enough to be read as a page; inline ones (and those named as mail programs name the
    pictures of a signature) must be larger."""
    size, measured = len(picture.data), measures(picture.data)
    if picture.inline or _OF_SIGNATURES.fullmatch(picture.name.rpartition("!")[2]):
        return size >= _SMALLEST_IN_TEXT and (measured is None or min(measured) >= _SIDE)
    return size >= _SMALLEST or (measured is not None and min(measured) >= _SIDE)


def measures(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, BMP, WebP or JPEG; None where they are not to be had."""
    try:
        if data.startswith(b"\x89PNG"):
            return struct.unpack_from(">II", data, 16)
        if data.startswith(b"GIF8"):
            return struct.unpack_from("<HH", data, 6)
        if data.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", data, 18)
            return width, abs(height)
        if data[8:12] == b"WEBP":
            return _webp(data)
        return _jpeg(data) if data.startswith(b"\xff\xd8") else None
    except struct.error:
        return None


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
    return None
