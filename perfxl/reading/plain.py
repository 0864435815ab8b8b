"""The plain lane: rows and strings written the way every spreadsheet program writes them, read without a parser.

Only text of one narrow grammar is taken; anything else is left to the parser. The grammar is a part of well-formed
XML (no comment, section, instruction or declaration inside; names without prefix; each attribute once; only characters
and references that XML allows; line ends as XML would give them), so what is read here is what the parser would read.
A refusal is never made here: where something is wrong, the parser says what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from perfxl.reading.grid import Grid
from perfxl.reading.limits import MIB, Limits
from perfxl.reading.markup import feed, parser, utf8
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN, unescaped

_END = b"</sst>"
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ALLOWED = bytes({*range(32, 256), 9, 10})
_NO_CHARACTERS = b"\xef\xbf"
_LARGE = 4 * MIB  # a longer part is left to the parser, which needs less memory
_FEW = 32  # attributes that a plainly written element has at most
_ATTRIBUTES = r'(?: (?!xmlns)[a-zA-Z][a-zA-Z0-9]*="[^"<&\t\n]*")*'
_ROW = re.compile(rf'<row({_ATTRIBUTES})( x14ac:dyDescent="[0-9.]+")?(/?)>')
_CELL = re.compile(
    r'(<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,7})")?(?: t="([a-zA-Z]+)")?(?:/>|>'
    rf"(?:(<f)({_ATTRIBUTES})(?:/>|>([^<]*)</f>))?"
    r'(?:(<v>)([^<]*)</v>|(<v/>)|(<is>)<t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>))'
)
_ATTRIBUTE = re.compile(r'([a-zA-Z0-9]+)="([^"]*)"')
_ITEM = re.compile(r'(<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|<si><t/></si>|<si/>)')
_STRINGS = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF-8|utf-8)"(?: standalone="(?:yes|no)")?\?>\r?\n?)?<sst xmlns="'
    + re.escape(MAIN.encode())
    + rb'"(?: count="[0-9]+")?(?: uniqueCount="[0-9]+")?>'
)


_Row = tuple[dict[str, str], list[tuple[str, ...]]]


class _Odd(Exception):
    """Something is not written plainly: the parser reads the part."""


def split_rows(data: bytes, part: str) -> tuple[bytes, str] | None:
    """(a sheet part with an empty grid, the text of its rows), None where the rows are not written plainly."""
    head, opened, rest = data.partition(_OPEN)
    rows, closed, tail = rest.partition(_CLOSE)
    if not (opened and closed) or not _is_plain_around(head, tail):
        return None
    if data[:3] == b"\xef\xbb\xbf" or utf8(data, part) is not data:
        return None
    if b" x14ac:" in rows and b' xmlns:x14ac="' not in _root(head):
        return None
    text = _plain_text(rows)
    return None if text is None else (head + _OPEN + _CLOSE + tail, text)


def _is_plain_around(head: bytes, tail: bytes) -> bool:
    """Whether no second grid stands before or after the rows, nor anything that could hide one."""
    hides = any(sign in part for part in (head, tail) for sign in (b"<!", b"sheetData"))
    return not hides and head.find(b"<?", 2) < 0 and b"<?" not in tail


def _root(head: bytes) -> bytes:
    """The start tag of the root element."""
    return head[head.find(b"<worksheet") :].partition(b">")[0]


def _plain_text(data: bytes) -> str | None:
    """The text of some XML, where only characters stand in it that XML allows and gives back as they are; else None."""
    if data.translate(None, _ALLOWED) or b"]]>" in data or len(data) > _LARGE:
        return None
    if _NO_CHARACTERS in data and any(no in data for no in (b"\xef\xbf\xbe", b"\xef\xbf\xbf")):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def fill(grid: Grid, rows: str) -> bool:
    """Puts plainly written rows into the grid; False where the parser has to read them (the grid is then spoilt)."""
    try:
        found = [row for piece in _pieces(rows) for row in _rows(piece)]
        plain = _decoded(_coded(found)) if "&" in rows else {}
        for attributes, cells in found:
            grid.open_row(attributes)
            _fill_row(grid, cells, plain)
    except (_Odd, Refusal):
        return False
    return True


def _pieces(rows: str) -> list[str]:
    """The text of each row without its end tag; empty rows without one may stand before it, or at the end."""
    pieces = rows.split("</row>")
    if not pieces[-1]:
        pieces.pop()
    elif not pieces[-1].endswith("/>"):
        raise _Odd
    else:
        pieces[-1] += "\0"
    return pieces


def _rows(piece: str) -> Iterator[_Row]:
    at = 0
    while match := _ROW.match(piece, at):
        at = match.end()
        attributes = _attributes(match[1])
        if not match[3]:
            yield attributes, _cells(piece[at:])
            return
        yield attributes, []
    if not at or piece[at:] != "\0":
        raise _Odd


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    attributes = dict(found)
    if len(attributes) != len(found) or len(found) > _FEW:
        raise _Odd
    return attributes


def _cells(text: str) -> list[tuple[str, ...]]:
    """The cells of one row; they must follow each other without a gap."""
    found = _CELL.findall(text)
    if sum([len(cell[0]) for cell in found]) != len(text):
        raise _Odd
    return found


def _fill_row(grid: Grid, cells: list[tuple[str, ...]], plain: Mapping[str, str]) -> None:
    grid.spend(len(cells))
    row, columns, put = str(grid.row), grid.columns, grid.put
    for _, letters, number, style, kind, f, given, formula, v, value, empty, inline, run in cells:
        if number != row:
            raise _Odd
        column = columns.get(letters) or grid.column_number(letters)
        content = plain.get(value, value) if v or empty else None
        if not (f or inline):
            put(column, style or "0", kind or "n", content)
            continue
        runs = [plain.get(run, run)] if inline else None
        told = plain.get(formula, formula) if f else None
        put(column, style or "0", kind or "n", content, runs, told, _attributes(given))


def _coded(rows: list[_Row]) -> list[str]:
    """The texts of formulas, values and runs that have references."""
    return [
        text
        for _, cells in rows
        for cell in cells
        if "&" in cell[0]
        for text in (cell[7], cell[9], cell[12])
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
