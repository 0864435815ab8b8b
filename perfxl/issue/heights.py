"""Text widths -> row heights: a greedy wrap with Arial's advance widths, a little on the safe side."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

MOST = 409.5  # points; no row of a sheet can be higher
_PADDING = 5  # pixels of a column that no text may use
_UNKNOWN = 0.75  # of the font size, for a letter that the table lacks
_LONG = 12  # lines from which a spare line is added: the programs' own wrap differs by a word here and there


@cache
def _widths(face: str) -> Mapping[str, float]:
    raw = tomllib.loads((files("perfxl.issue") / "widths.toml").read_text(encoding="utf-8"))
    return {letter: int(width) / 1000 for width, row in raw[face].items() for letter in row}


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text in pixels at 96 dpi; `size` in points."""
    table = _widths("bold" if bold else "regular")
    return sum(table.get(letter, _UNKNOWN) for letter in text) * size * 96 / 72


def count_lines(text: str, pixels: float, size: float, bold: bool = False) -> int:
    """How many lines a text takes in a column of so many pixels; at least 1."""
    room = max(pixels - _PADDING, size)
    return sum(_wrapped(line, room, size, bold) for line in text.replace("\r\n", "\n").split("\n"))


def _wrapped(line: str, room: float, size: float, bold: bool) -> int:
    lines, used = 1, 0.0
    space = text_width(" ", size, bold)
    for word in line.split(" "):
        width = text_width(word, size, bold)
        if used and used + space + width > room:
            lines, used = lines + 1, 0.0
        if width > room:  # a word longer than the column is broken
            more = math.ceil(width / room) - 1
            lines, used = lines + more, width - more * room
        else:
            used += width + (space if used else 0.0)
    return lines


def line_height(size: float) -> float:
    """The height of a line in points: what Excel gives a row of one line of Arial."""
    return math.ceil(size * 1.27 * 4 / 3) * 0.75


def text_height(text: str, pixels: float, size: float, bold: bool = False) -> float:
    """The height in points that a wrapped text needs, a spare line with long ones; at most 409.5."""
    lines = count_lines(text, pixels, size, bold)
    return min((lines + (1 if lines >= _LONG else 0)) * line_height(size) + 1.5, MOST)
