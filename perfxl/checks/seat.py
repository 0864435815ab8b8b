"""The issued form laid over the sheet that came: where each issued cell stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from perfxl.form.layout import KEY_FIELD, Slot
from perfxl.form.place import column_number, letters
from perfxl.form.references import moved, respelt
from perfxl.form.seal import Seal
from perfxl.reading.cells import Cell, Sheet
from perfxl.reading.frame import Frame

MOST_TEXT = 300  # characters of a text that a finding quotes
MOST_WORDS = 2_000  # characters of what somebody wrote outside the form: it stands nowhere else


@dataclass(frozen=True)
class Seat:
    """The issued form laid over the sheet that came: where each issued row and column stands now.

    `issued_rows` gives the present row of each issued one; `still`: nothing has moved.
    """

    seal: Seal
    frame: Frame
    rows: Mapping[str, int]
    columns: Mapping[int, int]
    issued_rows: Mapping[int, int]
    still: bool = False

    @property
    def sheet(self) -> Sheet:
        """The sheet that came."""
        return self.frame.sheet

    @cached_property
    def placed(self) -> tuple[tuple[Slot, tuple[int, int], Cell | None], ...]:
        """The issued cells whose row and column are there, in the seal's order: where each stands now, and what is there."""
        rows, columns, cells = self.rows.get, self.columns.get, self.sheet.cells.get
        return tuple(
            (slot, (row, column), cells((row, column)))
            for slot in self.seal.slots
            if (row := rows(slot.key)) and (column := columns(slot.column))
        )

    @cached_property
    def calculated(self) -> Mapping[tuple[int, int], Slot]:
        """The issued cells with a formula, by where each stands now."""
        return {place: slot for slot, place, _ in self.placed if slot.formula}

    @cached_property
    def open_places(self) -> frozenset[tuple[int, int]]:
        """Where the cells that the employee may write in stand now."""
        return frozenset(place for slot, place, _ in self.placed if not slot.locked)

    def moved(self, formula: str) -> str:
        """An issued formula with its references where the issued rows and columns stand now."""
        if self.still:
            return formula
        return respelt(formula, self._row, self._column)

    def spellings(self, slot: Slot, row: int) -> tuple[str, ...]:
        """What an issued formula may say in its present row: as a program adjusts it, as issued, or shifted with its row."""
        if self.still:
            return (slot.formula,)
        return self.moved(slot.formula), slot.formula, moved(slot.formula, row - slot.row, 0)

    def _row(self, number: int, _: str) -> str:
        return str(self.issued_rows.get(number, number))

    def _column(self, name: str, _: str) -> str:
        number = column_number(name)
        return letters(self.columns.get(number, number) or number)


def seated(seal: Seal, frame: Frame) -> Seat:
    """The seat of an issued form on a sheet; of a doubled key the first row counts."""
    rows: dict[str, int] = {}
    for row, key in frame.keys:
        rows.setdefault(key, row)
    shift = frame.columns.get(KEY_FIELD, 0) - dict(seal.fields).get(KEY_FIELD, 0)
    columns = {number: frame.columns.get(field, max(number + shift, 0)) for field, number in seal.fields}
    issued = {line.row: rows[line.key] for line in seal.lines if line.key in rows}
    still = all(a == b for places in (issued, columns) for a, b in places.items())
    return Seat(seal, frame, rows, columns, issued, still)
