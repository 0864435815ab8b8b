"""A workbook as read: cells with value, formula, format and place; what is hidden, merged, validated, protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from perfxl.form.notation import Scalar

Range = tuple[int, int, int, int]


class Cell(NamedTuple):
    """One cell; a named tuple, because thousands are made for every workbook. `kind`: text, number, bool, error, date (t="d"; value is the ISO text), picture (placed in the cell) or empty.

    `value` is the cached result for a formula cell (None where absent); numbers are floats, never rounded.
    `formula` is written without the leading `=`; members of a shared formula carry their own, moved to their place.
    `spill` is the range of an array formula, of a data table's cell or of nothing (empty).
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
    spill: str = ""


@dataclass(frozen=True, slots=True)
class Validation:
    """One data validation: its kind (list, decimal …), operator, formulas, and the ranges it holds for."""

    kind: str
    operator: str
    formula1: str
    formula2: str
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a sheet: the cells it lies on, and the words it carries for those who cannot see it."""

    cells: Range
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `state`: visible, hidden or veryHidden. Ranges are (first row, first column, last row, last column).

    `validations` are all ranges of all `rules`. `notes` are the comments by place (of a thread the
    people's words alone). `shapes` are the texts of text boxes and diagrams. `banners` are the page's headers and footers as
    their parts spell them, `conditions`
    the formulas of conditional formats and extensions, `foreign` the names of elements that no form has.
    """

    name: str
    state: str
    cells: Mapping[tuple[int, int], Cell]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[Range, ...]
    validations: tuple[Range, ...]
    protected: bool
    rules: tuple[Validation, ...] = ()
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    shapes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    banners: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read. `names` are the defined names with their text (a sheet's own as `sheet!name`);
    `properties` the core properties (title, subject, keywords, identifier, creator, lastModifiedBy, created,
    modified); `program` is what docProps/app.xml names as the program that saved it (empty where unknown), with
    `program_version`; `macros` whether it holds VBA, and `vba` the bytes of the project; `panes` whether an add-in's pane
    is saved in it; `links` the other files that it is linked to; `foreign` the
    parts, elements and links (by their address) that no form has and no known program adds to one."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str]
    properties: Mapping[str, str]
    program: str
    macros: bool
    vba: bytes | None = None
    program_version: str = ""
    structure_locked: bool = False
    panes: bool = False
    links: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
