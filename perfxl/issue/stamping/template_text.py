"""A text with gaps, for rows that may stand anywhere: what a series of workbooks has in common is written once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Marks of the Private Use Area stand for gaps and for row numbers while a template is made; no form's words hold them.
MARKS = re.compile("[\ue000-\ue003]")
_MARK = re.compile("\ue000([^\ue001]*)\ue001|\ue002(-?[0-9]+)\ue003")


def gap(name: str) -> str:
    """The mark of a gap."""
    return f"\ue000{name}\ue001"


def row_mark(offset: int) -> str:
    """The mark of the number of a row so many rows below the first."""
    return f"\ue002{offset}\ue003"


@dataclass(frozen=True, slots=True, eq=False)
class PlacedText:
    """A template in its place: what stands between the gaps, one piece more than there are gaps, and the gaps' names."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> list[str]:
        """The pieces with what the gaps hold between them; KeyError for a gap without a value."""
        out: list[str] = [""] * (2 * len(self.names) + 1)
        out[::2] = self.pieces
        out[1::2] = [values[name] for name in self.names]
        return out

    def text(self, values: Mapping[str, str]) -> str:
        """The whole text."""
        return "".join(self.filled(values))


@dataclass(frozen=True, slots=True, eq=False)
class TemplateText:
    """A text by its parts: words, numbers of rows (below the first) and the names of gaps, the kinds told apart by type."""

    parts: tuple[str | int | tuple[str], ...]

    def at(self, row: int) -> PlacedText:
        """The text for rows from `row` on."""
        pieces, names = [""], []
        for part in self.parts:
            if isinstance(part, tuple):
                names.append(part[0])
                pieces.append("")
            else:
                pieces[-1] += part if isinstance(part, str) else str(row + part)
        return PlacedText(tuple(pieces), tuple(names))


def from_marks(marked: str) -> TemplateText:
    """A template from a text with marks."""
    parts: list[str | int | tuple[str]] = []
    at = 0
    for mark in _MARK.finditer(marked):
        parts.append(marked[at : mark.start()])
        parts.append((mark[1],) if mark[1] is not None else int(mark[2]))
        at = mark.end()
    return TemplateText(tuple(_whole([*parts, marked[at:]])))


def _whole(parts: Iterable[str | int | tuple[str]]) -> list[str | int | tuple[str]]:
    return [part for part in parts if part != ""]
