"""Whether a formula can reach outside its workbook: what is known to stay inside does not, everything else may."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_STRING = re.compile(r'"(?:[^"]|"")*"')
_SHEET = re.compile(r"'((?:[^']|'')*)'")
_CALL = re.compile(r"([^\W\d][\w.\\?]*|[_\\][\w.\\?]*)\s*\(")
_PREFIX = re.compile(r"^(?:_xlfn\.|_xlws\.|_xludf\.|com\.sun\.star\.[\w.]*|org\.[\w.]*)+", re.IGNORECASE)
_OWN_PLACE = re.compile(r'HYPERLINK\(\s*"#', re.IGNORECASE)  # a link to a cell of the same workbook
_OUTWARD = re.compile(r"[|\[\]{}\\]|'#|://")  # programs, other workbooks, addresses
_PLACE = re.compile(
    r"(?:(?:'(?:[^'\[\]\\/:|]|'')+'|[^\W\d][\w.]*)!)?"
    r"(?:\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7}|#REF!)\Z"
)


@cache
def _harmless() -> frozenset[str]:
    raw = tomllib.loads(files("perfxl.checks").joinpath("harmless_functions.toml").read_text("utf-8"))
    return frozenset(name for group in raw.values() for name in group.split())


@cache
def reaches_outside(formula: str) -> bool:
    """Whether a formula (without its `=`) can reach the network, a file, a program or another workbook, or calls what
    nobody here knows. Braces and square brackets count as outward: an array of constants is not worth the doubt."""
    inside = _OWN_PLACE.sub('("', formula)
    bare = _STRING.sub('""', inside) if inside.count('"') % 2 == 0 else inside
    sheets = " ".join(_SHEET.findall(bare))
    if _OUTWARD.search(bare) or any(sign in sheets for sign in ("/", ":", "\\")):
        return True
    return any(_PREFIX.sub("", name).upper() not in _harmless() for name in _CALL.findall(bare))


def names_places(text: str) -> bool:
    """Whether a defined name's text names cells of the workbook and nothing else, `'Sheet'!$A$1:$B$2,…`."""
    return all(_PLACE.match(piece.strip()) for piece in text.removeprefix("=").split(","))
