"""The plain lane: rows and strings written the way every spreadsheet program writes them, read without a parser.

Only text of one narrow grammar is taken; anything else is left to the parser. The grammar is a part of well-formed
XML (no comment, section, instruction or declaration inside; names without prefix; each attribute once; only characters
and references that XML allows; line ends as XML would give them), so what is read here is what the parser would read.
A refusal is never made here: where something is wrong, the parser says what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from perfxl.reading.book import Cell
from perfxl.reading.cell_formats import Style
from perfxl.reading.grid import Grid, RawCell, hides
from perfxl.reading.limits import MIB, Limits
from perfxl.reading.markup import feed, parser, utf8
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN, unescaped
from perfxl.reading.values import NOTHING

_END = b"</sst>"
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_CONTROLS = bytes({*range(32)} - {9, 10})
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_LARGE = 4 * MIB  # a longer part is left to the parser, which needs less memory
_FEW_STRINGS = 5_000  # shared strings; a table of more is not worth keeping by number for each sheet
_FEW = 32  # attributes that a plainly written element has at most
_ATTRIBUTES = r'(?: (?!xmlns)[a-zA-Z][a-zA-Z0-9]*="[^"<&\t\n]*")*'
# One cell, the beginning of a row, or a row's end.
_TOKEN = re.compile(
    r'(<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,7})")?(?: t="([a-zA-Z]+)")?(?:/>|>'
    rf"(?:(<f)({_ATTRIBUTES})(?:/>|>([^<]*)</f>))?"
    r'(?:(<v)(?:/>|>([^<]*)</v>)|(<is>)<t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    rf'|<row(?: r="([0-9]{{1,7}})")?({_ATTRIBUTES}(?: x14ac:dyDescent="[0-9.]+")?/?)>|</row>)'
)
_DESCENT = re.compile(r' x14ac:dyDescent="[0-9.]+"/?\Z')
_FIGURE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,4})?\Z")
_ATTRIBUTE = re.compile(r'([a-zA-Z0-9]+)="([^"]*)"')
_ITEM = re.compile(r'(<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|<si><t/></si>|<si/>)')
_STRINGS = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF-8|utf-8)"(?: standalone="(?:yes|no)")?\?>\r?\n?)?<sst xmlns="'
    + re.escape(MAIN.encode())
    + rb'"(?: count="[0-9]+")?(?: uniqueCount="[0-9]+")?>'
)

_Token = tuple[str, ...]  # the groups of _TOKEN
_new = tuple.__new__


class Split(NamedTuple):
    """A sheet part in two: `around` is the part with an empty grid, `rows` the text of its rows; `prefixed` tells
    whether the prefix is declared that Excel gives to one attribute of its rows."""

    around: bytes
    rows: str
    prefixed: bool


class _Odd(Exception):
    """Something is not written plainly: the parser reads the part."""


def split_rows(data: bytes, part: str) -> Split | None:
    """A sheet part with its rows taken out, None where the rows are not written plainly."""
    start, end = data.find(_OPEN), data.rfind(_CLOSE)
    if not 0 <= start < end:
        return None
    head, tail = data[:start], data[end + len(_CLOSE) :]
    if not _is_plain_around(head, tail) or data[:3] == b"\xef\xbb\xbf" or utf8(data, part) is not data:
        return None
    text = _plain_text(data, start + len(_OPEN), end)
    if text is None:
        return None
    return Split(head + _OPEN + _CLOSE + tail, text, b' xmlns:x14ac="' in _root(head))


def _is_plain_around(head: bytes, tail: bytes) -> bool:
    """Whether no second grid stands before or after the rows, nor anything that could hide one."""
    hides = any(sign in part for part in (head, tail) for sign in (b"<!", b"sheetData"))
    return not hides and head.find(b"<?", 2) < 0 and b"<?" not in tail


def _root(head: bytes) -> bytes:
    """The start tag of the root element."""
    return head[head.find(b"<worksheet") :].partition(b">")[0]


def _plain_text(data: bytes, start: int, end: int) -> str | None:
    """The text of some XML, where only characters stand in it that XML allows and gives back as they are; else None."""
    if end - start > _LARGE or any(data.find(control, start, end) >= 0 for control in _CONTROLS):
        return None
    if data.find(b"]", start, end) >= 0 and data.find(b"]]>", start, end) >= 0:
        return None
    if data.find(b"\xef", start, end) >= 0 and any(data.find(no, start, end) >= 0 for no in _NO_CHARACTERS):
        return None
    try:
        return str(memoryview(data)[start:end], "utf-8")
    except UnicodeDecodeError:
        return None


def fill(grid: Grid, split: Split) -> bool:
    """Puts plainly written rows into the grid; False where the parser has to read them (the grid is then spoilt)."""
    try:
        tokens = _tokens(split.rows)
        means = _decoded(_coded(tokens)) if "&" in split.rows else {}
        _Lane(grid, means, split.prefixed).fill(tokens)
    except (_Odd, Refusal):
        return False
    return True


def _tokens(rows: str) -> list[_Token]:
    """Cells, beginnings and ends of rows; they must follow each other without a gap."""
    tokens = _TOKEN.findall(rows)
    if sum([len(token[0]) for token in tokens]) != len(rows):
        raise _Odd
    return tokens


class _Lane:
    """Tokens -> the grid's cells. `means` is what each text with references says."""

    def __init__(self, grid: Grid, means: Mapping[str, str], prefixed: bool) -> None:
        self.grid = grid
        self.means = means
        self.prefixed = prefixed
        self.openings: dict[str, tuple[bool, bool]] = {}
        self.given: dict[str, dict[str, str]] = {}
        self.looks: dict[str, Style] = {}

    def fill(self, tokens: list[_Token]) -> None:
        """The one loop that every cell of a month goes through: the common is done here, anything else by the grid."""
        grid, looks, means, given_of = self.grid, self.looks, self.means.get, self.attributes
        columns, cells, strings = grid.columns, grid.cells, grid.values.strings
        most, longest, widest = grid.limits.text, grid.limits.formula, grid.limits.columns
        shared = {str(n): text for n, text in enumerate(strings)} if len(strings) <= _FEW_STRINGS else {}
        number, row, others = "", 0, 0
        read, result = NOTHING
        for whole, letters, at, style, kind, f, given, formula, v, value, inline, run, r, rest in tokens:
            if not letters:
                others += 1
                if (whole == "</row>") != bool(number):
                    raise _Odd
                number = "" if number else self.open(r, rest)
                row = grid.row
                continue
            if at != number:
                raise _Odd
            if "&" in whole:
                formula, value, run = means(formula, formula), means(value, value), means(run, run)
            column = columns.get(letters) or grid.column_number(letters)
            if not v and not inline:
                read, result = NOTHING
            elif kind == "s" and (text := shared.get(value)) is not None:
                read, result = "text", text
            elif (kind == "str" and v) or (kind == "inlineStr" and inline):
                read, result = "text", value or run
                if len(result) > most or "_x" in result:
                    read = ""
            elif (not kind or kind == "n") and _FIGURE.match(value):
                read, result = "number", float(value)
                if result - result != 0:
                    raise _Odd
            else:
                read = ""
            if f and ((given and "t" in given_of(given)) or len(formula) > longest or "_x" in formula):
                read = ""
            if not read or column > widest:
                content, runs, formula_text = (
                    value if v else None,
                    [run] if inline else None,
                    formula if f else None,
                )
                odd = RawCell(style or "0", kind or "n", content, runs, formula_text, given_of(given))
                grid.put(column, odd)
                continue
            shown, locked, unseen = looks.get(style) or self.look(style)
            cells[row, column] = _new(Cell, (row, column, read, result, formula, shown, locked, unseen, ""))
        # Short of cells: one stands twice, or beyond the limits.
        if number or len(cells) != len(tokens) - others:
            raise _Odd
        grid.spend(len(cells))

    def open(self, given: str, rest: str) -> str:
        """A row begins: its number as text, nothing where it ends at once."""
        known = self.openings.get(rest)
        if known is None:
            known = self.openings[rest] = self.opening(rest)
        hidden, empty = known
        self.grid.open_row(given or None)
        if hidden:
            self.grid.hide_row()
        if self.grid.row > self.grid.limits.rows:
            raise _Odd
        return "" if empty else str(self.grid.row)

    def opening(self, rest: str) -> tuple[bool, bool]:
        """Whether a row is hidden, and whether it is empty, by what stands behind its number."""
        prefix = _DESCENT.search(rest)
        attributes = _attributes(rest[: prefix.start()] if prefix else rest)
        if (prefix and not self.prefixed) or "r" in attributes:
            raise _Odd
        return hides(attributes), rest.endswith("/")

    def attributes(self, given: str) -> dict[str, str]:
        """The attributes of a formula."""
        attributes = self.given.get(given)
        if attributes is None:
            attributes = self.given[given] = _attributes(given)
        return attributes

    def look(self, style: str) -> Style:
        """What a style says, by what stands in a cell's `s` (nothing: the first)."""
        look = self.looks[style] = self.grid.look(style or "0")
        return look


def _attributes(text: str) -> dict[str, str]:
    pairs = _ATTRIBUTE.findall(text)
    attributes = dict(pairs)
    if len(attributes) != len(pairs) or len(pairs) > _FEW:
        raise _Odd
    return attributes


def _coded(tokens: list[_Token]) -> list[str]:
    """The texts of formulas, values and runs that have references."""
    return [
        text for token in tokens if "&" in token[0] for text in (token[7], token[9], token[11]) if "&" in text
    ]


def _decoded(texts: Iterable[str]) -> dict[str, str]:
    """What each text means, its references put in by expat itself, all texts in one go."""
    coded = list(dict.fromkeys(texts))
    if not coded:
        return {}
    made = parser("")
    pieces: list[str] = []
    means: list[str] = []

    def end(_: str) -> None:
        means.append("".join(pieces))
        pieces.clear()

    made.CharacterDataHandler = pieces.append
    made.EndElementHandler = end
    feed(made, f"<r><t>{'</t><t>'.join(coded)}</t></r>".encode(), "")
    return dict(zip(coded, means[:-1], strict=True))


def plain_strings(data: bytes, limits: Limits) -> list[str] | None:
    """The shared strings of a plainly written part, None where the parser has to read it."""
    head = _STRINGS.match(data)
    if head is None or not data.endswith(_END):
        return None
    text = _plain_text(data, head.end(), len(data) - len(_END))
    if text is None:
        return None
    items = _ITEM.findall(text)
    if sum([len(whole) for whole, _ in items]) != len(text):
        return None
    try:
        plain = _decoded([inner for _, inner in items if "&" in inner])
    except Refusal:
        return None
    strings = [plain.get(inner, inner) if "&" in inner else inner for _, inner in items]
    if any("_x" in string for string in strings):
        strings = [unescaped(string) for string in strings]
    fits = len(strings) <= limits.strings and max(map(len, strings), default=0) <= limits.text
    return strings if fits and 3 * len(strings) <= limits.elements else None
