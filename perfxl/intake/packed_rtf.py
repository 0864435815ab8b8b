"""The RTF text of an Outlook mail, unpacked (MS-OXRTFCP)."""

from __future__ import annotations

import struct

_KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    b"SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab"
    b"\\tx"
)
_WINDOW = 4096
_MOST = 4 * 1024 * 1024  # bytes that come out


def unpacked(data: bytes) -> bytes:
    """The RTF in a property's bytes; what came before a fault, nothing where there is no RTF."""
    if len(data) < 16:
        return b""
    size, mark = struct.unpack_from("<I4s", data, 4)
    if mark == b"MELA":
        return data[16 : 16 + size]
    return _inflated(data[16:], min(size, _MOST)) if mark == b"LZFu" else b""


def _inflated(data: bytes, size: int) -> bytes:
    """Bytes and references into a window of the last 4,096, eight to a byte of flags."""
    window, at = bytearray(_KNOWN.ljust(_WINDOW, b"\0")), len(_KNOWN)
    out = bytearray()
    place, flags = 0, 1
    while place < len(data) and len(out) < size:
        if flags == 1:
            flags, place = data[place] | 0x100, place + 1
            continue
        start, length, step = at, 1, 1
        if flags & 1:
            word, step = int.from_bytes(data[place : place + 2], "big"), 2
            start, length = word >> 4, (word & 15) + 2
            if start == at:
                break
        for number in range(length):
            letter = window[(start + number) % _WINDOW] if flags & 1 else data[place]
            window[at], at = letter, (at + 1) % _WINDOW
            out.append(letter)
        place, flags = place + step, flags >> 1
    return bytes(out)
