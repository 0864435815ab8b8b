"""Doubts gathered by the draft's cells: the same doubt over many cells is one finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfxl.finding import Fact, Finding
from perfxl.form.place import a1
from perfxl.texts import finding
from perfxl.texts.columns import columns, header

_RESULTS = ("achieved", "dates", "percent")


def column_of(table: str, name: str) -> int:
    """The column of the draft workbook where a field stands; that of the last results for theirs, else the first."""
    fields = list(columns(f"roster.{table}"))
    name = "number" if name == "ordinal" else name
    if name in fields:
        return fields.index(name) + 1
    return len(fields) + _RESULTS.index(name) + 1 if table == "plans" and name in _RESULTS else 1


class Notes:
    """Doubts so far. `where` (the place in a document) is told of the first and last cell only."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str, str, tuple[tuple[str, Fact], ...]], dict[str, str]] = {}

    def note(self, table: str, row: int, name: str, code: str, facts: Mapping[str, Fact]) -> None:
        """Notes one cell of the draft workbook."""
        plain = tuple((key, fact) for key, fact in facts.items() if key != "where")
        cells = self._cells.setdefault((table, name, code, plain), {})
        cells.setdefault(a1(row, column_of(table, name)), str(facts.get("where", "")))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each doubt, its cells separated by commas, in the order of their first cells."""
        return tuple(
            _told(table, name, code, dict(facts), cells)
            for (table, name, code, facts), cells in self._cells.items()
        )


def _told(table: str, name: str, code: str, facts: dict[str, Any], cells: Mapping[str, str]) -> Finding:
    sheet = header("roster.sheets", table)
    facts["where"] = _span(list(cells.values()))
    return finding(code, sheet=sheet, cell=", ".join(cells), field=name, **facts)


def _span(places: list[str]) -> str:
    known = list(dict.fromkeys(filter(None, places)))
    return " … ".join(known if len(known) < 2 else (known[0], known[-1]))
