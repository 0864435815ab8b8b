"""Texts of a workbook: shared and inline strings, rich runs joined, phonetic runs left out, escapes undone."""

from __future__ import annotations

import re

from perfxl.reading.limits import Limits
from perfxl.reading.markup import feed, parser, within
from perfxl.reading.refusal import Refusal

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text with `_xHHHH_` undone; a high and a low surrogate become their one character."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def read_strings(data: bytes, part: str, limits: Limits) -> list[str]:
    """The shared strings by index."""
    reader = _Strings(part, limits)
    made = parser(part)
    made.StartElementHandler = reader.start
    made.EndElementHandler = reader.end
    made.CharacterDataHandler = reader.pieces.append
    feed(made, data, part)
    return reader.strings


class _Strings:
    """Expat events of sharedStrings.xml -> texts. Only `si/t` and `si/r/t` count."""

    def __init__(self, part: str, limits: Limits) -> None:
        self.part = part
        self.limits = limits
        self.strings: list[str] = []
        self.path: list[str] = []
        self.runs: list[str] = []
        self.pieces: list[str] = []
        self.elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        path = self.path
        path.append(tag)
        self.elements += 1
        within(len(path), attributes, self.part, self.limits)
        if self.elements > self.limits.elements:
            raise Refusal("G040", part=self.part, limit=self.limits.elements)
        if len(path) == 1:
            if tag != _SST:
                raise Refusal("G056", part=self.part)
        elif path[-2] == _T:
            raise Refusal("G042", part=self.part, line=0)
        elif tag == _T:
            self.pieces.clear()
        elif tag == _SI and len(path) == 2:
            self.runs.clear()

    def end(self, tag: str) -> None:
        path = self.path
        path.pop()
        if tag == _T:
            if path in (_PLAIN, _RICH):
                self.runs.append("".join(self.pieces))
        elif tag == _SI and len(path) == 1:
            self.add()

    def add(self) -> None:
        text = unescaped("".join(self.runs))
        if len(self.strings) >= self.limits.strings:
            raise Refusal("G040", part=self.part, limit=self.limits.strings)
        if len(text) > self.limits.text:
            raise Refusal("G078", part=self.part, where=self.part, limit=self.limits.text)
        self.strings.append(text)


_SST, _SI, _T, _R = (f"{MAIN} {name}" for name in ("sst", "si", "t", "r"))
_PLAIN = [_SST, _SI]
_RICH = [_SST, _SI, _R]
