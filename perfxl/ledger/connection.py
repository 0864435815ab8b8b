"""Opening the ledger's database: journal, migrations by user_version, and transactions that take the lock at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfxl.ledger.schema import MIGRATIONS

NEEDED = (3, 37, 0)  # STRICT tables
BUSY_SECONDS = 30.0


class LedgerError(Exception):
    """The ledger cannot be used: too old a SQLite, too new a ledger, or a damaged file."""


def connect(path: Path, journal: str) -> sqlite3.Connection:
    """A migrated connection. `journal` is `wal`, or `delete` for a network or synchronised folder."""
    if sqlite3.sqlite_version_info < NEEDED:
        raise LedgerError(f"SQLite {sqlite3.sqlite_version}; 3.37 or newer is needed")
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        db.execute(f"PRAGMA journal_mode = {journal}")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        _migrate(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise LedgerError(f"{path.name}: {error}") from error
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; a transaction inside another belongs to it."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _migrate(db: sqlite3.Connection) -> None:
    if _version(db) == len(MIGRATIONS):
        return
    with transaction(db):
        version = _version(db)
        if version > len(MIGRATIONS):
            raise LedgerError(f"a ledger of version {version}; this program knows {len(MIGRATIONS)}")
        for script in MIGRATIONS[version:]:
            for statement in _statements(script):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """The single statements of a script; executescript would end the transaction."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
