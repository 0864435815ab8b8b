"""What is gathered while a master is read back: HR's cells, comments and colours, the rows seen, what a person should know."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfxl.master.notes.hr_part import Edit, NoteCell, Place

MOST_EDITS = 500  # edits that are named one by one


@dataclass
class Gathered:
    """All that was found so far. `places`: where a note stands, by (employee's key, heading)."""

    headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    cells: dict[Place, NoteCell] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    colours: dict[Place, str] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    edit_count: int = 0
    contradicted: bool = False
    organisation: str = ""

    def tell(self, edit: Edit) -> None:
        """One more thing to know of; only the first ones are named."""
        self.edit_count += 1
        if len(self.edits) < MOST_EDITS:
            self.edits.append(edit)
