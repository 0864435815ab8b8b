"""The plain lane: rows and strings written the way every spreadsheet program writes them, read without a parser.

Only text of one narrow grammar is taken; anything else is left to the parser. The grammar is a part of well-formed
XML (no comment, section, instruction or declaration inside; names without prefix; each attribute once; only characters
and references that XML allows; line ends as XML would give them), so what is read here is what the parser would read.
A refusal is never made here: where something is wrong, the parser says what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.reading.grid import Grid
from perfxl.reading.limits import Limits
from perfxl.reading.markup import utf8
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN, unescaped

_END = b"</sst>"
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ALLOWED = bytes({*range(32, 256), 9, 10})
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_MANY_REFERENCES = 2_000  # beyond this the parser is the quicker one
_FEW = 32  # attributes that a plainly written element has at most
_ATTRIBUTES = r'(?: (?!xmlns)[a-zA-Z][a-zA-Z0-9]*="[^"<&\t\n]*")*'
_ROW = re.compile(rf'<row({_ATTRIBUTES})( x14ac:dyDescent="[0-9.]+")?(/?)>')
_CELL = re.compile(
    r'(<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,7})")?(?: t="([a-zA-Z]+)")?(?:/>|>'
    rf"(?:(<f)({_ATTRIBUTES})(?:/>|>([^<]*)</f>))?"
    r'(?:(<v>)([^<]*)</v>|(<v/>)|(<is>)<t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>))'
)
_ATTRIBUTE = re.compile(r'([a-zA-Z0-9]+)="([^"]*)"')
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_BY_NAME = {"&quot;": '"', "&lt;": "<", "&gt;": ">", "&apos;": "'", "&amp;": "&"}
_NAMED = {reference[1:-1]: character for reference, character in _BY_NAME.items()}
_ITEM = re.compile(r'(<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|<si><t/></si>|<si/>)')
_STRINGS = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF-8|utf-8)"(?: standalone="(?:yes|no)")?\?>\r?\n?)?<sst xmlns="'
    + re.escape(MAIN.encode())
    + rb'"(?: count="[0-9]+")?(?: uniqueCount="[0-9]+")?>'
)


class _Odd(Exception):
    """Something is not written plainly: the parser reads the part."""


def split_rows(data: bytes) -> tuple[bytes, str] | None:
    """(a sheet part with an empty grid, the text of its rows), None where the rows are not written plainly."""
    head, opened, rest = data.partition(_OPEN)
    rows, closed, tail = rest.partition(_CLOSE)
    if not (opened and closed) or data.count(b"sheetData") != 2 or not _is_plain(rows):
        return None
    if b"<!" in data or data.find(b"<?", 2) >= 0:
        return None
    if data[:3] == b"\xef\xbb\xbf" or utf8(data, "") is not data:
        return None
    if b" x14ac:" in rows and b' xmlns:x14ac="' not in _root(head):
        return None
    return head + _OPEN + _CLOSE + tail, rows.decode("utf-8")


def _root(head: bytes) -> bytes:
    """The start tag of the root element."""
    return head[head.find(b"<worksheet") :].partition(b">")[0]


def _is_plain(data: bytes) -> bool:
    """Whether only characters stand here that XML allows and gives back as they are; few of them as references."""
    if data.translate(None, _ALLOWED) or b"]]>" in data or any(no in data for no in _NO_CHARACTERS):
        return False
    if data.count(b"&#") > _MANY_REFERENCES:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def fill(grid: Grid, rows: str) -> bool:
    """Puts plainly written rows into the grid; False where the parser has to read them (the grid is then spoilt)."""
    try:
        for piece in _pieces(rows):
            _fill_row(grid, piece)
    except (_Odd, Refusal):
        return False
    return True


def _pieces(rows: str) -> Iterator[str]:
    """The text of each row without its end tag."""
    pieces = rows.split("</row>")
    last = pieces.pop()
    yield from pieces
    if last:
        yield last + "</row>" if last.endswith("/>") else _odd()


def _odd() -> str:
    raise _Odd


def _fill_row(grid: Grid, piece: str) -> None:
    at = 0
    while True:
        match = _ROW.match(piece, at)
        if match is None:
            if at and piece[at:] == "</row>":
                return
            raise _Odd
        grid.open_row(_attributes(match[1]))
        at = match.end()
        if not match[3]:
            break
    _fill_cells(grid, piece[at:])


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    attributes = dict(found)
    if len(attributes) != len(found) or len(found) > _FEW:
        raise _Odd
    return attributes


def _fill_cells(grid: Grid, text: str) -> None:
    """The cells of one row; they must follow each other without a gap."""
    found = _CELL.findall(text)
    grid.spend(len(found))
    if sum(len(cell[0]) for cell in found) != len(text):
        raise _Odd
    row, columns, put = str(grid.row), grid.columns, grid.put
    for _, letters, number, style, kind, f, given, formula, v, value, empty, inline, run in found:
        if number != row:
            raise _Odd
        column = columns.get(letters) or grid.column_number(letters)
        if not (f or inline or empty):
            put(column, style or "0", kind or "n", _plain(value) if v else None)
            continue
        content = _plain(value) if v or empty else None
        runs = [_plain(run)] if inline else None
        told = _plain(formula) if f else None
        put(column, style or "0", kind or "n", content, runs, told, _attributes(given) if given else None)


def _plain(text: str) -> str:
    """A text with its references put in."""
    if "&" not in text:
        return text
    if "&#" not in text:
        return _named(text)
    if text.count("&") != len(_REFERENCE.findall(text)):
        raise _Odd
    return _REFERENCE.sub(_character, text)


def _named(text: str) -> str:
    """A text with its references by name put in; `&amp;` last, so that what it gives is not read again."""
    if text.count("&") != sum(text.count(reference) for reference in _BY_NAME):
        raise _Odd
    for reference, character in _BY_NAME.items():
        text = text.replace(reference, character)
    return text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2]) if match[2] else int(match[3], 16)
    if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
        return chr(code)
    raise _Odd


def plain_strings(data: bytes, limits: Limits) -> list[str] | None:
    """The shared strings of a plainly written part, None where the parser has to read it."""
    head = _STRINGS.match(data)
    if head is None or not data.endswith(_END) or not _is_plain(items := data[head.end() : -len(_END)]):
        return None
    text = items.decode("utf-8")
    found = _ITEM.findall(text)
    if sum(len(whole) for whole, _ in found) != len(text):
        return None
    try:
        strings = [unescaped(_plain(inner)) for _, inner in found]
    except _Odd:
        return None
    fits = len(strings) <= limits.strings and all(len(string) <= limits.text for string in strings)
    return strings if fits and 3 * len(strings) <= limits.elements else None
