"""Text widths -> row heights: a greedy wrap with Arial's advance widths, a little on the safe side."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

MOST = 409.5  # points; no row of a sheet can be higher
_PADDING = 6.5  # pixels of a column that no text may use, letters rounded down included
_UNKNOWN = 0.75  # of the font size, for a letter that the table lacks
# How LibreOffice breaks lines, measured sign by sign; Excel does the same or fits more.
_NEVER_FIRST = frozenset(".,:;)]}")  # no line begins with them, even after a blank
_NEVER_LAST = frozenset("([{\u201e")  # no line ends with them, even before a blank
_BREAKS_AFTER = frozenset("-/!?\u2013\u2014")
_BREAKS_BEFORE = frozenset("%")
_TIGHT = 0.98  # LibreOffice breaks a line a little before its column is full (measured: 341 of 347 pixels)
_REMEMBERED = 8192  # texts whose height is known; plans share many
_WORDS = 16384  # words whose width is known
_HELD = re.compile(r"(?:^|[(\[{\u201e]) |[ ](?:$|[ .,:;)\]}])")  # a blank that is no place to break a line


@dataclass(frozen=True, slots=True)
class Face:
    """The letters of a text: their size in points, bold or not."""

    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class TextRoom:
    """The room that a text has: pixels across, and the letters it is written in."""

    pixels: float
    face: Face


class _Pixels(dict[str, int]):
    """The width of each letter in pixels at one size."""

    def __init__(self, widths: Mapping[str, float], pixels: float) -> None:
        super().__init__({letter: int(width * pixels + 0.5) for letter, width in widths.items()})
        self._unknown = int(_UNKNOWN * pixels + 0.5)

    def __missing__(self, letter: str) -> int:
        return self._unknown


@cache
def _widths(weight: str) -> Mapping[str, float]:
    raw = tomllib.loads((files("perfxl.form") / "widths.toml").read_text(encoding="utf-8"))
    return {letter: int(width) / 1000 for width, row in raw[weight].items() for letter in row}


@cache
def _pixels(face: Face) -> _Pixels:
    return _Pixels(_widths("bold" if face.bold else "regular"), face.size * 96 / 72)


def text_width(text: str, face: Face) -> float:
    """The width of a line of text in pixels at 96 dpi, each letter rounded as screens round it."""
    return float(sum(map(_pixels(face).__getitem__, text)))


class _Words(dict[str, int]):
    """The widths of words in pixels at one size; those that were met first are kept."""

    def __init__(self, letters: _Pixels) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, word: str) -> int:
        width = sum(map(self._letters.__getitem__, word))
        if len(self) < _WORDS:
            self[word] = width
        return width


@cache
def _words(face: Face) -> _Words:
    return _Words(_pixels(face))


def count_lines(text: str, pixels: float, face: Face) -> int:
    """How many lines a text takes in a column of so many pixels; at least 1."""
    room = max((pixels - _PADDING) * _TIGHT, face.size)
    if "\n" not in text:
        return _wrapped(text, room, face)
    return sum(_wrapped(line, room, face) for line in text.replace("\r\n", "\n").split("\n"))


def _wrapped(line: str, room: float, face: Face) -> int:
    lines, used = 1, 0.0
    words = _words(face)
    space, runs = words[" "], list(_runs(line)) if _HELD.search(line) else line.split(" ")
    for run, width in zip(runs, map(words.__getitem__, runs), strict=True):
        if used and used + space + width > room:
            lines, used = lines + 1, 0.0
        if width > room:  # a run longer than the column is broken, and what follows begins a line
            lines, used = lines + _broken(run, room, face) - 1, room
        else:
            used += width + (space if used else 0.0)
    return lines


def _runs(line: str) -> Iterator[str]:
    """What stays together on a line: words with further blanks, and words that a sign beside the blank holds together."""
    run = ""
    for word in line.split(" "):
        if run and (not word or word[0] in _NEVER_FIRST or run[-1] in _NEVER_LAST):
            run += f" {word}"
            continue
        if run:
            yield run
        run = word
    yield run


def _broken(run: str, room: float, face: Face) -> int:
    """The most lines of a run longer than the column; beside a sign it may be broken early, for nothing gained."""
    least = max(room - face.size, room / 2)  # a letter may be left over at the end of every line
    most, before, whole = 0, 0.0, text_width(run, face)
    for letter, following in pairwise(run):
        before += text_width(letter, face)
        if before > room or whole - before <= room:
            break
        if _may_break(letter, following):
            most = max(most, 1 + math.ceil((whole - before) / least))
    return max(most, math.ceil(whole / least))


def _may_break(letter: str, following: str) -> bool:
    """Whether a line may end between two letters; of two signs it is taken for possible."""
    signs = not (letter.isalnum() or following.isalnum())
    return signs or letter in _BREAKS_AFTER or following in _BREAKS_BEFORE


def line_height(size: float) -> float:
    """The height of a line in points: what Excel gives a row of one line of Arial."""
    return math.ceil(size * 1.27 * 4 / 3) * 0.75


@lru_cache(maxsize=_REMEMBERED)
def text_height(text: str, pixels: float, face: Face) -> float:
    """The height in points that a wrapped text needs; at most 409.5."""
    return min(count_lines(text, pixels, face) * line_height(face.size) + 1.5, MOST)
