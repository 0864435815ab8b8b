"""HR's part of a master as values: notes, comments and colours by row key and heading, own sheets, requested decisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from perfxl.form.notation import Scalar
from perfxl.form.place import letters
from perfxl.form.references import respelt

Place = tuple[str, str, str]  # (table, row key, heading); the key of a header row is empty
_ROW = "\x02"  # stands in a formula for the row that the formula stands in
_HEADING = "\x01"
_OWN_ROW = re.compile(f"(!?)(\\$?)([A-Za-z]{{1,3}}){_ROW}")
_SPELT = re.compile(f"{_HEADING}([^{_ROW}]*){_ROW}")


@dataclass(frozen=True, slots=True)
class NoteCell:
    """A cell of HR's: its value as it stood, its number format, and its formula (without `=`; cells of its own row are
    named by their headings, so that it holds wherever the row goes)."""

    value: Scalar
    number_format: str = "General"
    formula: str = ""

    @property
    def text(self) -> str:
        """The value as text; a whole number without a point; a formula that was never calculated as it is."""
        if self.value is None:
            return f"={self.formula.translate({1: None, 2: None})}" if self.formula else ""
        return f"{self.value:.15g}" if isinstance(self.value, float) else str(self.value)


@dataclass(frozen=True, slots=True)
class OwnCell:
    """A cell of a sheet that HR added (row and column from 1). `spill`: the range of an array formula."""

    row: int
    column: int
    note: NoteCell
    spill: str = ""


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet that HR added. `merges` as written (A6:C6); `widths` (first column, last column, characters) from 1; `lists`
    (where, formula or words of the list); `comments` by (row, column)."""

    name: str
    cells: tuple[OwnCell, ...]
    merges: tuple[str, ...] = ()
    widths: tuple[tuple[int, int, float], ...] = ()
    lists: tuple[tuple[str, str], ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HrPart:
    """HR's part of a master: the headings of HR's columns by table, in HR's order; cells, comments and colours
    (`RRGGBB/RRGGBB`: behind and of the letters, either may be empty) by place; sheets and names that HR added.
    The table of a place is `people` or `measures`."""

    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: Mapping[Place, NoteCell] = field(default_factory=dict)
    sheets: tuple[OwnSheet, ...] = ()
    comments: Mapping[Place, str] = field(default_factory=dict)
    colours: Mapping[Place, str] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()

    def added(self, table: str) -> tuple[str, ...]:
        """The headings of HR's columns in a table."""
        return self.headings.get(table, ())


NOTHING = HrPart()


@dataclass(frozen=True, slots=True)
class Edit:
    """Something in a master that a person should know of. `kind` is a sentence of the catalogue (`edits.<kind>`), most of
    them about what will not be kept; `text` is what stands there."""

    kind: str
    sheet: str
    cell: str = ""
    heading: str = ""
    key: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """A decision that HR wrote: `what` is accept, return, or empty where the word is not understood (`said`).

    `arrival` is the id of the version that the master showed HR; empty where that is not known any more.
    """

    code: str
    arrival: str
    what: str
    said: str
    why: str
    cell: str


@dataclass(frozen=True, slots=True)
class OldMaster:
    """A master read back. `organisation`: whose it is; `keys` and `columns`: the rows and headings that it held, by table;
    `edit_count` counts also edits not named; `contradicted`: rows show another person's words than their keys say;
    `known`: an earlier run has read it as it is, so that no note in it is new."""

    own: HrPart
    keys: Mapping[str, frozenset[str]]
    edits: tuple[Edit, ...]
    edit_count: int
    requests: tuple[DecisionRequest, ...]
    organisation: str = ""
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    contradicted: bool = False
    known: bool = False


def carried_formula(formula: str, own_row: int, headings: Mapping[int, str]) -> str:
    """A formula as it is carried to wherever its row goes: cells of its own row by their headings (by column)."""
    marked = respelt(formula, lambda row, fixed: _ROW if row == own_row and not fixed else str(row))

    def named(match: re.Match[str]) -> str:
        sheet, fixed, column = match.groups()
        if sheet:  # a cell of another sheet that happens to be in a row of the same number
            return f"{sheet}{fixed}{column}{own_row}"
        heading = next((text for number, text in headings.items() if letters(number) == column.upper()), "")
        return f"{_HEADING}{heading}{_ROW}" if heading else f"{fixed}{column}{_ROW}"

    return _OWN_ROW.sub(named, marked)


def written_formula(carried: str, row: int, letter_of: Callable[[str], str]) -> str:
    """A carried formula as it reads in a row (from 1); `letter_of` gives the column of a heading, empty for none."""
    spelt = _SPELT.sub(lambda match: f"{letter_of(match[1]) or '#REF!'}{row}", carried)
    return spelt.replace(_ROW, str(row))


def reaches_outside(formula: str) -> bool:
    """Whether a formula asks another file or another program: `[1]Sheet1!A1`, `'C:\\[b.xlsx]S'!A1`, `cmd|'/C x'!A0`."""
    bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
    return bool(re.search(r"(?:^|[^\w\]\[#@])\[[^\]#@]*\][^!,;()+*/&=<>\-]*!|'[^']*\[[^']*'!|\|[^!]*!", bare))
