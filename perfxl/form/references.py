"""The references of a formula spelt anew: moved to another cell, or to where rows and columns stand now."""

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
SpellRow = Callable[[int, str], str]  # (row, `$` where it is fixed or nothing) -> its digits
SpellColumn = Callable[[str, str], str]  # (letters, `$` where it is fixed or nothing) -> its letters


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads `rows` further down and `columns` further right; references that leave the sheet wrap."""

    def row(number: int, fixed: str) -> str:
        return str(number if fixed else (number - 1 + rows) % _ROWS + 1)

    def column(name: str, fixed: str) -> str:
        return name if fixed else letters((column_number(name) - 1 + columns) % _COLUMNS + 1)

    return respelt(formula, row, column)


def respelt(formula: str, row: SpellRow, column: SpellColumn = lambda name, fixed: name) -> str:
    """A formula with the rows and columns of its references spelt anew; whatever else it says stays to the letter."""

    def spelt(match: re.Match[str]) -> str:
        kept, c, name, r, number, c1, n1, c2, n2, r1, m1, r2, m2 = match.groups()
        if kept is not None:
            return str(kept)
        if name is not None:
            if column_number(name) > _COLUMNS:
                return match[0]
            return f"{c}{column(name, c)}{r}{row(int(number), r)}"
        if n1 is not None:
            return f"{c1}{column(n1, c1)}:{c2}{column(n2, c2)}"
        return f"{r1}{row(int(m1), r1)}:{r2}{row(int(m2), r2)}"

    return _TOKEN.sub(spelt, formula)
