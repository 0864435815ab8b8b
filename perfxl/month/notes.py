"""What HR wrote into a master: its own columns by row key and heading, read back by our own reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from perfxl.form.notation import Scalar


@dataclass(frozen=True, slots=True)
class Own:
    """HR's part of a master: the headings of HR's columns by table, in HR's order, and the cells by (table, key, heading)."""

    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: Mapping[tuple[str, str, str], Scalar] = field(default_factory=dict)

    def added(self, table: str) -> tuple[str, ...]:
        """The headings of HR's columns in a table."""
        return self.headings.get(table, ())


NOTHING = Own()
