"""How much of everything a foreign file may hold; measured so that 2,000 honest workbooks pass."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one file; bytes where nothing else is said.

    `ratio` counts only for a part that is larger than `ratio_from` when inflated. `rows` and `columns` bound the
    places of cells that hold something; `cells` counts every cell of the workbook, empty styled ones too.
    `text` and `formula` are characters in one cell, `formulas` those that shared formulas may grow to ; `elements`
    bounds what sheets, or the strings, may hold beside their cells, `nodes` any small part, `ranges` all merges and
    validated ranges, `beside` the bytes of all comments and drawings.
    """

    file: int = 20 * MIB
    parts: int = 300
    part: int = 30 * MIB
    total: int = 60 * MIB
    ratio: int = 100
    ratio_from: int = 100 * KIB
    depth: int = 64
    attributes: int = 64
    cells: int = 200_000
    rows: int = 5_000
    columns: int = 300
    elements: int = 1_000_000
    strings: int = 400_000
    nodes: int = 250_000
    ranges: int = 50_000
    formulas: int = MIB
    text: int = 32_767
    formula: int = 8_192
    beside: int = 4 * MIB


LIMITS = Limits()


@dataclass(slots=True)
class Spent:
    """What a workbook's sheets have used so far of the budgets that they share."""

    cells: int = 0
    elements: int = 0
    ranges: int = 0
    formulas: int = 0
