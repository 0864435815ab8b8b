"""Whether two cells mean the same: what programs rewrite when they save is no difference."""

from __future__ import annotations

import re
import unicodedata

from perfxl.form.notation import Scalar, shortest

_STRING = re.compile(r'("(?:[^"]|"")*")')
_LOGICAL = re.compile(r"\b(TRUE|FALSE)\(\)")
_PREFIX = re.compile(r"\b_XLFN\.(?:_XLWS\.)?")
_GENERAL = frozenset({"", "general", "standard"})
_NUMBER = re.compile(r"(?<![A-Z0-9_.$!])[0-9]+\.?[0-9]*(?:E[-+]?[0-9]{1,3})?(?![A-Z0-9_.(!:])")
_COLOUR_OR_LOCALE = re.compile(r"\[\$[^\]]*\]")


def same_value(issued: Scalar, returned: Scalar) -> bool:
    """Numbers at 12 significant digits, texts in NFC with one kind of line end, nothing equal to the empty text; a number
    that is written as the text was is the same."""
    if _nothing(issued) or _nothing(returned):
        return _nothing(issued) and _nothing(returned)
    if isinstance(issued, bool) or isinstance(returned, bool):
        return issued is returned
    if isinstance(issued, str) or isinstance(returned, str):
        return _text(_written(issued)) == _text(_written(returned))
    return f"{issued:.12g}" == f"{returned:.12g}"


def same_formula(issued: str, returned: str, sheet: str) -> bool:
    """Formulas without regard to blanks, letter case, `TRUE()` for TRUE, a number's digits beyond the twelfth, and the name of their own sheet."""
    if issued.removeprefix("=") == returned.removeprefix("="):
        return True
    return _formula(issued, sheet) == _formula(returned, sheet)


def same_format(issued: str, returned: str) -> bool:
    """Number formats without regard to escapes, quotes, locale marks and letter case."""
    return issued == returned or _format(issued) == _format(returned)


def _nothing(value: Scalar) -> bool:
    return value is None or value == ""


def _written(value: str | float | None) -> str:
    return value if isinstance(value, str) else "" if value is None else shortest(float(value))


def _text(value: str) -> str:
    return unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")


def _formula(formula: str, sheet: str) -> str:
    parts = _STRING.split(formula.strip().removeprefix("="))
    return "".join(part if n % 2 else _bare(part, sheet) for n, part in enumerate(parts))


def _bare(part: str, sheet: str) -> str:
    for own in (f"'{sheet}'!", f"${sheet}!", f"{sheet}!"):
        part = part.replace(own, "")
    upper = re.sub(r"\s+", "", part).upper()
    return _NUMBER.sub(_plain_number, _LOGICAL.sub(r"\1", _PREFIX.sub("", upper)))


def _plain_number(match: re.Match[str]) -> str:
    """A number at 12 significant digits: programs write `0.0055` as `0.00550000000000000000014`."""
    return f"{float(match[0]):.12g}"


def _format(number_format: str) -> str:
    bare = _COLOUR_OR_LOCALE.sub("", number_format).replace("\\", "").replace('"', "").strip().lower()
    return "general" if bare in _GENERAL else bare.removesuffix(";@")
