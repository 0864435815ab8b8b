"""Shared formulas moved to their own cell: relative references shift, everything else stays."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfxl.form.place import column_number, letters

# Texts, quoted sheet names and bracketed parts are stepped over; then references, whole columns and whole rows.
_TOKEN = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\]]*\])"""
    r"""|(?<![\w.$\\?])(?:"""
    r"""(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})(?![\w(.!\\?])"""
    r"""|(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\w(.!$\\?])"""
    r"""|(\$?)([1-9]\d{0,6}):(\$?)([1-9]\d{0,6})(?![\w(.!\\?])"""
    r""")"""
)
_ROWS, _COLUMNS = 1_048_576, 16_384


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads `rows` further down and `columns` further right; references that leave the sheet wrap."""
    return _TOKEN.sub(_mover(rows, columns), formula)


def _mover(rows: int, columns: int) -> Callable[[re.Match[str]], str]:
    def row(fixed: str, number: str) -> str:
        return fixed + (number if fixed else str((int(number) - 1 + rows) % _ROWS + 1))

    def column(fixed: str, name: str) -> str:
        return fixed + (name if fixed else letters((column_number(name) - 1 + columns) % _COLUMNS + 1))

    def move(match: re.Match[str]) -> str:
        kept, c, name, r, number, c1, n1, c2, n2, r1, m1, r2, m2 = match.groups()
        if kept is not None:
            return str(kept)
        if name is not None:
            return column(c, name) + row(r, number) if column_number(name) <= _COLUMNS else match[0]
        if n1 is not None:
            return f"{column(c1, n1)}:{column(c2, n2)}"
        return f"{row(r1, m1)}:{row(r2, m2)}"

    return move
