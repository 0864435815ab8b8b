"""One line of a table of measurements, and the table it stands in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured. `seconds`: median, of processor time unless the label says otherwise; `ratio`: how many times
    ours goes into it (1 for ours, none where nothing is compared); `peak`: MB that a process of its own took, if told.
    """

    label: str
    seconds: float
    ratio: float | None = None
    peak: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one measurement; `note` says what was measured, in a line."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""
