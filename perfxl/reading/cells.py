"""Worksheet parts -> cells: value, formula, format, place; what is hidden, merged, validated, protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perfxl.form.notation import Scalar
from perfxl.reading.package import Package


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `kind`: text, number, bool, error, date (t="d"; value is the ISO text) or empty.

    `value` is the cached result for a formula cell (None where absent); numbers are floats, never rounded.
    `locked` is the style's protection flag; `unseen` is true where font and fill have the same colour,
    the font size is 1 or less, or the number format hides the value (`;;;`).
    """

    row: int
    column: int
    kind: str
    value: Scalar
    formula: str = ""
    number_format: str = "General"
    locked: bool = True
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `state`: visible, hidden or veryHidden. Ranges are (first row, first column, last row, last column)."""

    name: str
    state: str
    cells: Mapping[tuple[int, int], Cell]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[tuple[int, int, int, int], ...]
    validations: tuple[tuple[int, int, int, int], ...]
    protected: bool


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read. `names` are the defined names with their text; `properties` the core properties
    (title, subject, keywords, identifier, creator, lastModifiedBy, created, modified); `program` is what
    docProps/app.xml names as the program that saved it (empty where unknown); `macros` whether it holds VBA."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str]
    properties: Mapping[str, str]
    program: str
    macros: bool


def read_book(package: Package) -> Book:
    """All sheets of a package. Refusal where a part is malformed or a limit is passed."""
    raise NotImplementedError
