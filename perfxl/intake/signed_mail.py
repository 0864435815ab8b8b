"""A mail inside its signature (S/MIME's opaque signed-data, RFC 8551): its bytes, without asking whether the signature holds."""

from __future__ import annotations

from dataclasses import dataclass

_SIGNED = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2
_DATA = bytes.fromhex("2a864886f70d010701")
_OCTETS, _OCTETS_IN_PARTS, _CONSTRUCTED = 0x04, 0x24, 0x20
_MOST, _DEEPEST = 50_000, 24


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of BER: its tag, its bytes or what it is made of, and where the next begins."""

    tag: int
    data: bytes
    parts: tuple[_Element, ...]
    end: int


def signed_content(data: bytes) -> bytes:
    """What was signed; empty for what is enciphered, or no signed-data at all."""
    try:
        return _content(_Reader(data).element(0, 0))
    except (ValueError, IndexError, StopIteration):
        return b""


def _content(outer: _Element) -> bytes:
    kind, wrapped = outer.parts[:2]
    if kind.data != _SIGNED:
        return b""
    inner = next(part for part in wrapped.parts[0].parts if part.parts and part.parts[0].data == _DATA)
    octets = inner.parts[1].parts[0]
    if octets.tag == _OCTETS_IN_PARTS:
        return b"".join(part.data for part in octets.parts)
    return octets.data if octets.tag == _OCTETS else b""


class _Reader:
    """Elements of BER, definite and indefinite lengths. ValueError where they break their rules."""

    def __init__(self, data: bytes) -> None:
        self._data, self._count = data, 0

    def element(self, at: int, depth: int) -> _Element:
        """The element that begins at a place."""
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST:
            raise ValueError(at)
        tag, length, start = self._data[at], self._data[at + 1], at + 2
        if length == 0x80:
            parts, end = self._parts(start, None, depth)
            return _Element(tag, b"", parts, end + 2)
        if length & 0x80:
            size = length & 0x7F
            length, start = int.from_bytes(self._data[start : start + size]), start + size
        end = start + length
        if end > len(self._data):
            raise ValueError(at)
        if tag & _CONSTRUCTED:
            return _Element(tag, b"", self._parts(start, end, depth)[0], end)
        return _Element(tag, self._data[start:end], (), end)

    def _parts(self, at: int, end: int | None, depth: int) -> tuple[tuple[_Element, ...], int]:
        parts = []
        while at < end if end is not None else self._data[at : at + 2] != b"\0\0":
            parts.append(self.element(at, depth + 1))
            at = parts[-1].end
        return tuple(parts), at
