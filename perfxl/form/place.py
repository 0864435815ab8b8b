"""Where a value stands: a sheet, a row and a column (both from 1), spelt the way Excel spells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})\Z")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One cell of one sheet."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address without its sheet, `C7`."""
        return a1(self.row, self.column)


@lru_cache(maxsize=512)
def letters(column: int) -> str:
    """Column letters: 1 is A, 27 is AA."""
    out = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


@lru_cache(maxsize=512)
def column_number(name: str) -> int:
    """The number of a column from its letters (A to Z, in either case): A is 1, AA is 27."""
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - 64
    return column


def a1(row: int, column: int) -> str:
    """The address of a cell, `C7` for (7, 3)."""
    return f"{letters(column)}{row}"


def span(cells: tuple[int, int, int, int]) -> str:
    """The address of (first row, first column, last row, last column): `C4`, or `C4:D7`."""
    first, last = a1(*cells[:2]), a1(*cells[2:])
    return first if first == last else f"{first}:{last}"


def parse_a1(address: str) -> tuple[int, int]:
    """(row, column) of an address; ValueError where it is none."""
    match = _A1.match(address)
    if not match:
        raise ValueError(f"not a cell address: {address!r}")
    return int(match[2]), column_number(match[1])
