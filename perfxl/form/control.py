"""The control number: a sum over the answers' lengths and percents, the same in the sheet and in Python.

It tells a draft from the final and a paper from another; it proves nothing (lengths and percents alone are in it): the
proof is the code made of the SHA-256 of the answers as they were read. Blanks and line ends do not count, so that an
answer and its continuation give the same sum whether they are kept apart or joined.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence

from perfxl.form.notation import Scalar

_MODULUS = 999983  # the greatest prime of six digits
_WEIGHTS = 99991
_PARTS = 1_000_000  # a percent counts in millionths, so that no usual one lies on the edge of a rounding
_CAP = 100
_PROOF = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U


def control_number(rows: Iterable[tuple[str, Mapping[str, Scalar]]]) -> str:
    """The control number of a report, `123-456`: rows as (row key, raw value by field), open table cells only.

    A continuation's text belongs to its row's `achieved`. Rows without answers may be there or not.
    """
    return summed(row_sum(key, answers) for key, answers in rows)


def summed(sums: Iterable[int]) -> str:
    """The control number of rows whose sums are known."""
    return spelt(sum(sums) % _MODULUS)


def row_sum(key: str, answers: Mapping[str, Scalar]) -> int:
    """What one row adds to the sum: 0 for a row without answers."""
    return weighed({field: weight(key, field) for field in answers}, answers)


def weighed(weights: Mapping[str, int], answers: Mapping[str, Scalar]) -> int:
    """What one row adds to the sum, its fields' weights known."""
    sizes = {field: _percent_size(raw) if field == "percent" else size(raw) for field, raw in answers.items()}
    return sum(weights[field] * amount for field, amount in sizes.items()) % _MODULUS


def weight(key: str, field: str) -> int:
    """How much a field of a row weighs, so that answers that change places change the sum."""
    digest = hashlib.blake2s(f"{key}\x1f{field}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") % _WEIGHTS + 1


def spelt(number: int) -> str:
    """Six digits in two groups."""
    digits = f"{number:06d}"
    return f"{digits[:3]}-{digits[3:]}"


def shown(raw: Scalar) -> str:
    """A raw value as a formula joins it to text: numbers with at most 15 digits."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return str(raw).upper()
    return raw if isinstance(raw, str) else f"{raw:.15G}"


def size(raw: Scalar) -> int:
    """How many characters a value has, blanks and line ends left out, counted as Excel counts (UTF-16)."""
    text = shown(raw)
    blanks = text.count(" ") + text.count("\n") + text.count("\r")
    return len(text.encode("utf-16-le")) // 2 - blanks


def _percent_size(raw: Scalar) -> int:
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return math.floor(min(abs(raw), _CAP) * _PARTS + 0.5)
    return size(raw)


def proof_code(digest: str) -> str:
    """The proof code of answers whose SHA-256 (in hexadecimal) is known, `K7QM-2X9P-…`: 80 bits in sixteen letters that
    nobody mistakes for each other. Unlike the control number, which a sheet can work out and anybody can steer, it cannot
    be kept while an answer is changed. Empty for no digest."""
    if not digest:
        return ""
    number = int.from_bytes(hashlib.sha256(digest.encode()).digest()[:10], "big")
    letters = "".join(_PROOF[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def row_formula(key: str, cells: Mapping[str, Sequence[str]]) -> str:
    """The formula of one row's sum; `cells` are a field's addresses (a text and its continuation)."""
    terms = "+".join(
        f"{weight(key, field)}*({'+'.join(_size_formula(field, a) for a in places)})"
        for field, places in cells.items()
    )
    return f"=IFERROR(MOD({terms},{_MODULUS}),0)"


def _size_formula(field: str, cell: str) -> str:
    text = f'LEN(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell}," ",""),CHAR(10),""),CHAR(13),""))'
    if field != "percent":
        return text
    return f"IF(ISNUMBER({cell}),INT(MIN(ABS({cell}),{_CAP})*{_PARTS}+0.5),{text})"


def total_formula(area: str) -> str:
    """The control number of a column of row sums, as an expression that gives its text."""
    digits = f'TEXT(MOD(SUM({area}),{_MODULUS}),"000000")'
    return f'LEFT({digits},3)&"-"&RIGHT({digits},3)'
