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

from perfxl.form.definition import Form
from perfxl.form.layout import Layout, Line, Slot
from perfxl.issue import styles

MOST = 409.5  # points; no row of a sheet can be higher
_PADDING = 6.5  # pixels of a column that no text may use, letters rounded down included
_UNKNOWN = 0.75  # of the font size, for a letter that the table lacks
_THIN = 1.5  # points of a continuation that is not used
_SPARE = 9.0  # points of an own row that is not asked for yet
_LEAST = {
    "head": 12.0,
    "title": 16.5,
    "heading": 19.5,
    "number": 12.0,
    "goal": 15.75,
    "spare": 24.0,
    "signature": 48.0,
}
_FIRST_TITLE = 21.0  # some air between the order's lines and the title
_PANEL = (21.0, 18.0, 27.0)
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
class Box:
    """The room that a text has: pixels across, the size of its letters in points, bold or not."""

    pixels: float
    size: float
    bold: bool


class _Pixels(dict[str, int]):
    """The width of each letter in pixels at one size."""

    def __init__(self, widths: Mapping[str, float], pixels: float) -> None:
        super().__init__({letter: int(width * pixels + 0.5) for letter, width in widths.items()})
        self._unknown = int(_UNKNOWN * pixels + 0.5)

    def __missing__(self, letter: str) -> int:
        return self._unknown


@cache
def _widths(face: str) -> Mapping[str, float]:
    raw = tomllib.loads((files("perfxl.issue") / "widths.toml").read_text(encoding="utf-8"))
    return {letter: int(width) / 1000 for width, row in raw[face].items() for letter in row}


@cache
def _pixels(face: str, size: float) -> _Pixels:
    return _Pixels(_widths(face), size * 96 / 72)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text in pixels at 96 dpi, each letter rounded as screens round it; `size` in points."""
    return float(sum(map(_pixels("bold" if bold else "regular", size).__getitem__, text)))


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
def _words(face: str, size: float) -> _Words:
    return _Words(_pixels(face, size))


def count_lines(text: str, pixels: float, size: float, bold: bool = False) -> int:
    """How many lines a text takes in a column of so many pixels; at least 1."""
    room = max((pixels - _PADDING) * _TIGHT, size)
    if "\n" not in text:
        return _wrapped(text, room, size, bold)
    return sum(_wrapped(line, room, size, bold) for line in text.replace("\r\n", "\n").split("\n"))


def _wrapped(line: str, room: float, size: float, bold: bool) -> int:
    lines, used = 1, 0.0
    words = _words("bold" if bold else "regular", size)
    space, runs = words[" "], list(_runs(line)) if _HELD.search(line) else line.split(" ")
    for run, width in zip(runs, map(words.__getitem__, runs), strict=True):
        if used and used + space + width > room:
            lines, used = lines + 1, 0.0
        if width > room:  # a run longer than the column is broken, and what follows begins a line
            lines, used = lines + _broken(run, room, size, bold) - 1, room
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


def _broken(run: str, room: float, size: float, bold: bool) -> int:
    """The most lines of a run longer than the column; beside a sign it may be broken early, for nothing gained."""
    least = max(room - size, room / 2)  # a letter may be left over at the end of every line
    most, before, whole = 0, 0.0, text_width(run, size, bold)
    for letter, following in pairwise(run):
        before += text_width(letter, size, bold)
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
def text_height(text: str, pixels: float, size: float, bold: bool = False) -> float:
    """The height in points that a wrapped text needs; at most 409.5."""
    return min(count_lines(text, pixels, size, bold) * line_height(size) + 1.5, MOST)


# --- rows of a form ---


def row_heights(layout: Layout) -> dict[int, float]:
    """The height of every row in points, by row: what its printed texts need."""
    slots: dict[int, list[Slot]] = {}
    for slot in layout.slots:
        if slot.column <= layout.last_print_column and slot.rows == 1 and slot.role != "key":
            slots.setdefault(slot.row, []).append(slot)
    return {line.row: _row_height(layout, line, slots.get(line.row, [])) for line in layout.lines}


def _row_height(layout: Layout, line: Line, slots: list[Slot]) -> float:
    if line.role == "panel":
        return _PANEL[line.row - 1]
    needed = [slot_height(layout, slot) for slot in slots if slot.value not in (None, "")]
    return max([least_height(layout, line, bool(needed)), *needed])


def least_height(layout: Layout, line: Line, used: bool) -> float:
    """The least height of a row; rows that are not in use yet cost next to no paper."""
    if line.role == "continuation":
        return _THIN
    if line.role == "spare" and not used:
        return _SPARE
    if line.key == "title:1":
        return _FIRST_TITLE
    return _LEAST.get(line.role, line_height(layout.form.paper.font_size) + 1.5)


def slot_height(layout: Layout, slot: Slot) -> float:
    box = box_of(layout.form, slot)
    return text_height(str(slot.value), box.pixels, box.size, box.bold)


def box_of(form: Form, slot: Slot) -> Box:
    """The room that the text of a printed slot has."""
    look = styles.look_of(slot)
    columns = form.column[slot.column - 1 : slot.column - 1 + slot.merge]
    return Box(sum(column.width for column in columns), form.paper.font_size + look.size, look.bold)
