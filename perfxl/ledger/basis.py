"""What a judgement rests on: when that changes, the workbook is judged anew."""

from __future__ import annotations

from dataclasses import dataclass

_GONE = "gone"


@dataclass(frozen=True, slots=True)
class Basis:
    """How many workbooks the employee was issued, which rules are waived for this one, and whether he or she has left the
    roster. Kept as text, `3|E101,E102|gone`."""

    issues: int
    waived: frozenset[str] = frozenset()
    gone: bool = False

    @property
    def text(self) -> str:
        """As the ledger keeps it."""
        return f"{self.issues}|{','.join(sorted(self.waived))}|{_GONE if self.gone else ''}"

    @classmethod
    def read(cls, text: str) -> Basis | None:
        """What the ledger kept; None where it was not known."""
        parts = text.split("|")
        if len(parts) != 3 or not parts[0].isdigit():
            return None
        return cls(int(parts[0]), frozenset(filter(None, parts[1].split(","))), parts[2] == _GONE)
