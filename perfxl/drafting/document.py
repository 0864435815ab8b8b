"""A document as lines: paragraphs and table rows in reading order, every word of it once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a table row over the grid columns `start` to `end` (exclusive, from 0).

    `continued`: the cell goes on from the row above (merged downwards); `auto` is an automatic number before it.
    """

    text: str
    start: int
    end: int
    continued: bool = False
    auto: str = ""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph (`table` is 0) or a row of the table with that number; `where` says where, for a person."""

    text: str
    where: str
    table: int = 0
    cells: tuple[GridCell, ...] = ()
    part: str = "body"

    @property
    def filled(self) -> tuple[GridCell, ...]:
        """The cells that hold something of their own."""
        return tuple(c for c in self.cells if not c.continued and (c.text.strip() or c.auto))


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document; `name` is its file name, `notes` what could not be read in it (embedded objects)."""

    name: str
    lines: tuple[TextLine, ...]
    notes: tuple[str, ...] = ()
