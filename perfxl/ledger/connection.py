"""Opening the ledger's database: journal, migrations by user_version, and transactions that take the lock at once."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl.ledger.schema import MIGRATIONS
from perfxl.storage.careful_read import is_plain, must_be_plain
from perfxl.storage.files import PRIVATE_FILE
from perfxl.storage.sqlite_uri import read_only_uri

NEEDED = (3, 37, 0)  # STRICT tables
BUSY_SECONDS = 30.0


class LedgerError(Exception):
    """The ledger cannot be used: too old a SQLite, too new a ledger, or a damaged file."""


def connect(path: Path, journal: str) -> sqlite3.Connection:
    """A migrated connection. `journal` is `wal`, or `delete` for a network or synchronised folder."""
    _check_sqlite()
    must_be_plain(path)
    if not path.exists():  # SQLite gives what it writes beside a ledger the ledger's own rights
        path.touch(PRIVATE_FILE)
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    with ExitStack() as undo:
        undo.callback(db.close)
        try:
            db.execute(f"PRAGMA journal_mode = {journal}")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            _migrate(db)
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"{path.name}: {error}") from error
        undo.pop_all()
    return db


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that leaves the file and its folder alone: to the file itself, or, where SQLite would have to write
    beside it (journal, migration), to a copy in memory."""
    _check_sqlite()
    must_be_plain(path)
    with suppress(sqlite3.Error):
        db = sqlite3.connect(read_only_uri(path), BUSY_SECONDS, isolation_level=None, uri=True)
        with suppress(sqlite3.Error):
            if _version(db) == len(MIGRATIONS):
                return db
        db.close()
    try:
        return _in_memory(path)
    except (sqlite3.DatabaseError, OSError) as error:
        raise LedgerError(f"{path.name}: {error}") from error


def may_write(path: Path) -> bool:
    """Whether a ledger that is there can be written to, its folder too."""
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return False
    if os.name == "nt":  # access() knows nothing of rights there; elsewhere this would drop SQLite's locks
        try:
            path.open("r+b").close()
        except PermissionError:
            return False
    return True


def _in_memory(path: Path) -> sqlite3.Connection:
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        log = path.with_name(f"{path.name}-wal")
        if is_plain(log):
            shutil.copyfile(log, copy.with_name(log.name))
        db = sqlite3.connect(":memory:", isolation_level=None)
        with ExitStack() as undo:
            undo.callback(db.close)
            with closing(sqlite3.connect(copy)) as source:
                source.backup(db)
            _migrate(db)
            undo.pop_all()
    return db


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < NEEDED:
        raise LedgerError(f"SQLite {sqlite3.sqlite_version}; 3.37 or newer is needed")


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
    finally:
        if db.in_transaction:  # it was not kept
            db.execute("ROLLBACK")


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
