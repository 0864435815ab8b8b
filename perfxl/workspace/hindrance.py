"""What stopped a piece of work, as a sentence of the family `trouble`: one place for the command line and the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from perfxl.finding import Fact, Finding
from perfxl.ledger.connection import LedgerError
from perfxl.storage.obstacle import obstacle_of
from perfxl.storage.run_lock import Busy
from perfxl.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why something could not be done: the sentence `trouble.<name>` with its facts, or the finding that says it
    better. `ours`: a fault of the program."""

    name: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    finding: Finding | None = None
    ours: bool = False


def hindrance(error: Exception) -> Hindrance:
    """What a person is told of an error."""
    if isinstance(error, Trouble):
        return Hindrance(error.name, error.facts, error.finding)
    if isinstance(error, Busy):
        return Hindrance("busy")
    if isinstance(error, LedgerError):
        return Hindrance("ledger", {"message": str(error)})
    if isinstance(error, OSError):
        obstacle = obstacle_of(error)
        return Hindrance(obstacle.name, obstacle.facts)
    return Hindrance("ours", {"message": f"{type(error).__name__}: {error}"}, ours=True)
