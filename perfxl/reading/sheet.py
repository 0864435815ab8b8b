"""One worksheet part -> Sheet: its cells by `grid`, and what stands around them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.parsers import expat

from perfxl.form.place import column_number
from perfxl.reading.book import Range, Sheet, Validation
from perfxl.reading.cell_formats import TRUE
from perfxl.reading.events import Events
from perfxl.reading.grid import HIDDEN, Grid, InCommon
from perfxl.reading.limits import Limits
from perfxl.reading.markup import feed, parser, within
from perfxl.reading.plain import fill, split_rows
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN

_SHEET, _DATA, _COL, _MERGE, _RULE, _ONE, _TWO, _GUARD = (
    f"{MAIN} {name}"
    for name in [
        "worksheet",
        "sheetData",
        "col",
        "mergeCell",
        "dataValidation",
        "formula1",
        "formula2",
        "sheetProtection",
    ]
)
_BANNERS = frozenset(
    f"{MAIN} {which}{part}" for which in ("odd", "even", "first") for part in ("Header", "Footer")
)
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_RULE14, _SQREF14 = f"{_X14} dataValidation", f"{_XM} sqref"
_FORMULA14 = f"{_XM} f"
_CONDITION, _EXTENSION = f"{MAIN} formula", f"{MAIN} ext"
_TOLD = frozenset(
    (_ONE, _TWO, _FORMULA14, _SQREF14, _RULE, _RULE14, _CONDITION, *_BANNERS)
)  # what their ends tell is kept
# What a form, or a program that saves one, has around its cells; buttons stand in alternatives.
_OF_A_SHEET = re.compile(
    rf"{MAIN} (?:sheet(?:Pr|Views|FormatPr|Data|CalcPr|Protection)|dimension|cols|protectedRanges|sortState|phoneticPr"
    r"|conditionalFormatting|dataValidations|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks"
    r"|ignoredErrors|mergeCells|drawing|legacyDrawing|extLst)\Z|http://[\w./-]*/2006 AlternateContent\Z"
)
_EXTENSIONS = frozenset(  # conditional formats and validations of Excel 2010 and later
    ("{78C0D931-6437-407D-A8EE-F0AAD7539E65}", "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}")
)
_CORNER = r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})"
_RANGE = re.compile(rf"{_CORNER}(?::{_CORNER})?\Z")
_WHOLE = re.compile(
    r"\$?([A-Za-z]{1,3})()(?::\$?([A-Za-z]{1,3})())\Z|()\$?([0-9]{1,7})(?::()\$?([0-9]{1,7}))\Z"
)
_LOST = "#REF!"  # Excel leaves this where the cells of a validation were deleted
_COLUMN_NUMBER = re.compile(r"[1-9][0-9]{0,4}\Z")
_LONGEST = 40  # characters of a range
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(slots=True)
class _Rule:
    """A validation while it is being read."""

    attributes: dict[str, str]
    one: str = ""
    two: str = ""
    ranges: str = ""


def read_sheet(data: bytes, part: str, name: str, state: str, shared: InCommon) -> Sheet:
    """A worksheet; what it uses of the workbook's budgets is counted in `shared`."""
    limits, spent = shared.limits, shared.spent
    before, split = replace(spent), split_rows(data, part)
    if split:
        grid = Grid(name, part, shared)
        with suppress(Refusal):  # the parser, given the whole part, says where
            if fill(grid, split):
                return _parsed(split.around, grid, limits, state)
        spent.cells, spent.elements = before.cells, before.elements
        spent.ranges, spent.formulas = before.ranges, before.formulas
    return _parsed(data, Grid(name, part, shared), limits, state)


def _parsed(data: bytes, grid: Grid, limits: Limits, state: str) -> Sheet:
    """A part read by the parser into the grid; the rows that are in the grid already are not in the part."""
    made = parser(grid.part)
    around = _Around(made, grid, limits)
    around.listen()
    feed(made, data, grid.part)
    if not around.seen:
        raise grid.fault("G079")
    return around.sheet(state)


class _Around:
    """Expat events outside `sheetData`; hands over to the grid and takes back."""

    def __init__(self, made: expat.XMLParserType, grid: Grid, limits: Limits) -> None:
        self.parser = made
        self.grid = grid
        self.events = Events(grid, self._leave)
        self.pieces = self.events.pieces
        self.limits = limits
        self.depth = 0
        self.seen = False
        self.hidden: set[int] = set()
        self.merges: list[Range] = []
        self.rules: list[Validation] = []
        self.protected = False
        self.rule = _Rule({})
        self.banners: list[str] = []
        self.conditions: list[str] = []
        self.foreign: list[str] = []

    def listen(self) -> None:
        """The parser's handlers are this object's."""
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.pieces.append

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element outside the grid begins."""
        depth = self.depth = self.depth + 1
        self.pieces.clear()
        if depth > self.limits.depth or len(attributes) > self.limits.attributes:
            within(depth, attributes, self.grid.part, self.limits)
        self.grid.spend_element()
        if depth == 1 and tag != _SHEET:
            raise Refusal("G056", part=self.grid.part)
        if tag == _DATA:
            self._enter()
        elif depth == 2:
            self._block(tag, attributes)
        elif depth == 3:
            self._listed(tag, attributes)
        elif tag == _RULE14:
            self.rule = _Rule(attributes)

    def _block(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _GUARD:
            self.protected = attributes.get("sheet", "0") in TRUE
        elif not _OF_A_SHEET.match(tag):
            self.foreign.append(tag.rpartition(" ")[2])

    def _enter(self) -> None:
        if self.seen or self.depth != 2:
            raise self.grid.fault("G079")
        self.seen = True
        self.parser.StartElementHandler = self.events.start
        self.parser.EndElementHandler = self.events.end

    def _leave(self) -> None:
        self.depth -= 1
        self.listen()

    def _listed(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _COL:
            self._columns(attributes)
        elif tag == _MERGE:
            self.merges.append(self._range(attributes.get("ref", "")))
        elif tag == _RULE:
            self.rule = _Rule(attributes, ranges=attributes.get("sqref", ""))
        elif tag == _EXTENSION and attributes.get("uri", "").upper() not in _EXTENSIONS:
            self.foreign.append(f"ext {attributes.get('uri', '')[:60]}")

    def _columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (_COLUMN_NUMBER.match(first) and _COLUMN_NUMBER.match(last)):
            raise self._bad_range(f"{first}:{last}")
        self._spend()
        if attributes.get("hidden") in HIDDEN or _narrow(attributes.get("width")):
            self.hidden.update(range(int(first), min(int(last), self.limits.columns) + 1))

    def end(self, tag: str) -> None:
        """An element outside the grid ends."""
        self.depth -= 1
        if tag not in _TOLD:
            self.pieces.clear()
            return
        text = "".join(self.pieces)
        self.pieces.clear()
        if tag in (_CONDITION, _FORMULA14):
            self.conditions.append(text)
        if tag == _ONE or (tag == _FORMULA14 and not self.rule.one):
            self.rule.one = text
        elif tag in (_TWO, _FORMULA14):
            self.rule.two = text
        elif tag == _SQREF14:
            self.rule.ranges = text
        elif tag in _BANNERS:
            self.banners.append(text)
        elif tag != _CONDITION:
            self._ruled()

    def _ruled(self) -> None:
        rule = self.rule
        self.rule = _Rule({})
        ranges = tuple(self._range(text) for text in rule.ranges.split() if text != _LOST)
        kind, operator = rule.attributes.get("type", "none"), rule.attributes.get("operator", "between")
        self.rules.append(Validation(kind, operator, rule.one, rule.two, ranges))

    def _range(self, text: str) -> Range:
        self._spend()
        span = _span(text) if len(text) <= _LONGEST else None
        if span is None:
            raise self._bad_range(text)
        return span

    def _spend(self) -> None:
        self.grid.spent.ranges += 1
        if self.grid.spent.ranges > self.limits.ranges:
            raise Refusal("G040", part=self.grid.part, limit=self.limits.ranges)

    def _bad_range(self, text: str) -> Refusal:
        return Refusal("G080", sheet=self.grid.sheet, part=self.grid.part, range=text[:40])

    def sheet(self, state: str) -> Sheet:
        """What was read."""
        for place, text in self.grid.spills:
            self.grid.fill(place, self._range(text))
        return Sheet(
            name=self.grid.sheet,
            state=state,
            cells=self.grid.cells,
            hidden_rows=frozenset(self.grid.hidden),
            hidden_columns=frozenset(self.hidden),
            merges=tuple(self.merges),
            validations=tuple(span for rule in self.rules for span in rule.ranges),
            protected=self.protected,
            rules=tuple(self.rules),
            banners=tuple(text for text in self.banners if text),
            conditions=tuple(self.conditions),
            foreign=tuple(self.foreign),
        )


@lru_cache(maxsize=4096)
def _span(text: str) -> Range | None:
    """The range that a text means, None where it is none."""
    match = _RANGE.match(text) or _WHOLE.match(text)
    if match is None:
        return None
    left, top, right, bottom = (group or "" for group in _corners(match))
    row, column = int(top or 1), column_number(left) if left else 1
    last_row, last_column = int(bottom or _LAST_ROW), column_number(right) if right else _LAST_COLUMN
    if not (0 < row <= last_row <= _LAST_ROW and 0 < column <= last_column <= _LAST_COLUMN):
        return None
    return row, column, last_row, last_column


def _corners(match: re.Match[str]) -> tuple[str | None, ...]:
    """Column and row of both corners; a range of one cell has the same corner twice."""
    groups = match.groups()
    if len(groups) > 4:
        return groups[:4] if groups[0] else groups[4:]
    return groups if groups[2] else groups[:2] * 2


def _narrow(width: str | None) -> bool:
    """Whether a column's width hides it (characters)."""
    try:
        return width is not None and float(width) < 0.1
    except ValueError:
        return False
