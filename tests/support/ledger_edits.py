"""A ledger changed behind its back."""

from __future__ import annotations

import sqlite3

from tests.support.stand import Stand


def edit(stand: Stand, *statements: str) -> None:
    db = sqlite3.connect(stand.workspace.ledger_path)
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
