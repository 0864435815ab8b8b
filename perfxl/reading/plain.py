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
from perfxl.reading.grid import Grid, hides
from perfxl.reading.limits import MIB, Limits
from perfxl.reading.markup import feed, parser, utf8
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN, unescaped
from perfxl.reading.values import NOTHING

_END = b"</sst>"
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ALLOWED = bytes({*range(32, 256), 9, 10})
_NO_CHARACTERS = b"\xef\xbf"
_LARGE = 4 * MIB  # a longer part is left to the parser, which needs less memory
_FEW = 32  # attributes that a plainly written element has at most
_ATTRIBUTES = r'(?: (?!xmlns)[a-zA-Z][a-zA-Z0-9]*="[^"<&\t\n]*")*'
# One cell, the beginning of a row, or a row's end.
_TOKEN = re.compile(
    r'(<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,7})")?(?: t="([a-zA-Z]+)")?(?:/>|>'
    rf"(?:(<f)({_ATTRIBUTES})(?:/>|>([^<]*)</f>))?"
    r"(?:(<v)(?:/>|>(?:([0-9]{1,9})|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,4})?)|([^<]*))</v>)"
    r'|(<is>)<t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    rf'|<(row)(?: r="([0-9]{{1,7}})")?({_ATTRIBUTES})( x14ac:dyDescent="[0-9.]+")?(/?)>|</row>)'
)
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
    text = _plain_text(data[start + len(_OPEN) : end])
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


def _plain_text(data: bytes) -> str | None:
    """The text of some XML, where only characters stand in it that XML allows and gives back as they are; else None."""
    if data.translate(None, _ALLOWED) or (b"]" in data and b"]]>" in data) or len(data) > _LARGE:
        return None
    if _NO_CHARACTERS in data and any(no in data for no in (b"\xef\xbf\xbe", b"\xef\xbf\xbf")):
        return None
    try:
        return data.decode("utf-8")
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
    found = _TOKEN.findall(rows)
    if sum([len(token[0]) for token in found]) != len(rows):
        raise _Odd
    return found


class _Lane:
    """Tokens -> the grid's cells. `means` is what each text with references says."""

    def __init__(self, grid: Grid, means: Mapping[str, str], prefixed: bool) -> None:
        self.grid = grid
        self.means = means
        self.prefixed = prefixed
        self.looks: dict[str, tuple[str, bool, bool, str]] = {}
        self.hiding: dict[str, bool] = {}
        self.given: dict[str, dict[str, str]] = {}

    def fill(self, tokens: list[_Token]) -> None:
        """The one loop that every cell of a month goes through: the common is done here, anything else by the grid."""
        grid, looks, means = self.grid, self.looks, self.means
        columns, cells, strings = grid.columns, grid.cells, grid.values.strings
        longest, widest, known = grid.limits.text, grid.limits.columns, len(strings)
        number, row, others = "", 0, 0
        for token in tokens:
            whole, letters, at, style, kind, f, given, formula, v, digits, figure, value, inline, run = token[
                :14
            ]
            if not letters:
                number = self.row(token, number)
                row, others = grid.row, others + 1
                continue
            if at != number:
                raise _Odd
            if "&" in whole:
                formula, value, run = (
                    means.get(formula, formula),
                    means.get(value, value),
                    means.get(run, run),
                )
            column = columns.get(letters) or grid.column_number(letters)
            if not v and not inline:
                read, result = NOTHING
            elif kind == "s" and digits:
                if (index := int(digits)) >= known:
                    raise _Odd
                read, result = "text", strings[index]
            elif (kind == "str" and v) or (kind == "inlineStr" and inline):
                read, result = "text", digits or figure or value or run
                if len(result) > longest or "_x" in result:
                    read = ""
            elif kind in ("", "n") and (digits or figure):
                read, result = "number", float(digits or figure)
                if result - result != 0:
                    raise _Odd
            else:
                read = ""
            place = (row, column)
            if not read or column > widest or place in cells or (f and not self.is_told(given, formula)):
                content, runs = (digits or figure or value) if v else None, [run] if inline else None
                attributes = self.attributes(given)
                grid.put(column, style or "0", kind or "n", content, runs, formula if f else None, attributes)
                continue
            look = looks.get(style) or self.look(style)
            cells[place] = _new(Cell, (row, column, read, result, formula, *look))
        if number:
            raise _Odd
        grid.spend(len(tokens) - others)

    def row(self, token: _Token, number: str) -> str:
        """A row begins or ends: the number, as text, of the row that is open then (empty: none is)."""
        opened, given, rest, prefix, slash = token[14:]
        if bool(opened) == bool(number):
            raise _Odd
        if not opened:
            return ""
        hidden = self.hiding.get(rest)
        if hidden is None:
            attributes = _attributes(rest)
            hidden = self.hiding[rest] = hides(attributes)
            if "r" in attributes:
                raise _Odd
        if prefix and not self.prefixed:
            raise _Odd
        self.grid.open_row(given or None, hidden)
        if self.grid.row > self.grid.limits.rows:
            raise _Odd
        return "" if slash else str(self.grid.row)

    def is_told(self, given: str, formula: str) -> bool:
        """Whether a formula is what its text says, and nothing of it has to be moved or undone."""
        plain = not given or "t" not in self.attributes(given)
        return plain and len(formula) <= self.grid.limits.formula and "_x" not in formula

    def attributes(self, given: str) -> dict[str, str]:
        """The attributes of a formula."""
        found = self.given.get(given)
        if found is None:
            found = self.given[given] = _attributes(given)
        return found

    def look(self, style: str) -> tuple[str, bool, bool, str]:
        """What a style says, in the order in which a cell holds it, and no spill."""
        found = self.looks[style] = (*self.grid.look(style or "0"), "")
        return found


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    attributes = dict(found)
    if len(attributes) != len(found) or len(found) > _FEW:
        raise _Odd
    return attributes


def _coded(tokens: list[_Token]) -> list[str]:
    """The texts of formulas, values and runs that have references."""
    return [
        text
        for token in tokens
        if "&" in token[0]
        for text in (token[7], token[11], token[13])
        if "&" in text
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
    text = _plain_text(data[head.end() : -len(_END)])
    if text is None:
        return None
    found = _ITEM.findall(text)
    if sum([len(whole) for whole, _ in found]) != len(text):
        return None
    try:
        plain = _decoded([inner for _, inner in found if "&" in inner])
    except Refusal:
        return None
    strings = [unescaped(plain.get(inner, inner)) for _, inner in found]
    fits = len(strings) <= limits.strings and all(len(string) <= limits.text for string in strings)
    return strings if fits and 3 * len(strings) <= limits.elements else None
