"""Words of the master that several sheets use: an employee's state and name."""

from __future__ import annotations

from perfxl.ledger.status import State
from perfxl.texts import texts


def state_word(state: str) -> str:
    """An employee's state in words: a verdict, missing or excused."""
    return texts("mn").word(
        f"state.{state}" if state in (State.MISSING, State.EXCUSED) else f"verdict.{state}"
    )


def full_name(parent: str, name: str) -> str:
    """Parent's name and name, as the column is headed."""
    return f"{parent} {name}".strip()
