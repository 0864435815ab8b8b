"""A ledger that is only read: the file itself, or a copy in memory where SQLite would have to write beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from perfxl.ledger import connection
from perfxl.ledger.connection import LedgerError, connect_to_read, may_write
from perfxl.ledger.ledger import Ledger
from tests.ledger.made import when


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "а %23 #1" / "ledger.db"
    place.parent.mkdir()
    with Ledger.open(place) as ledger:
        ledger.events.record("later", "x", "{}", when(1))
    return place


def kinds(db: sqlite3.Connection) -> list[str]:
    return [kind for (kind,) in db.execute("SELECT kind FROM events ORDER BY seq")]


def test_it_cannot_be_written_to(path: Path) -> None:
    with pytest.raises(LedgerError, match="readonly"), Ledger.open_to_read(path) as ledger:
        ledger.events.record("later", "y", "{}", when(2))


def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a folder where SQLite cannot make its shared memory."""
    real = sqlite3.connect

    def connect(name: object, *args: object, **given: object) -> sqlite3.Connection:
        if given.get("uri"):
            raise sqlite3.OperationalError("unable to open database file")
        return real(name, *args, **given)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(connection.sqlite3, "connect", connect)


def test_a_copy_in_memory_stands_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(monkeypatch)
    before = sorted(one.name for one in path.parent.iterdir())
    db = connect_to_read(path)
    assert kinds(db) == ["opened", "later"]
    db.close()
    assert sorted(one.name for one in path.parent.iterdir()) == before


def test_what_stands_in_the_write_ahead_log_is_read_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(path) as ledger:
        ledger.events.record("latest", "y", "{}", when(2))
        refused(monkeypatch)
        db = connect_to_read(path)
        assert kinds(db) == ["opened", "later", "latest"]
        db.close()


def test_an_earlier_version_is_migrated_in_memory_alone(path: Path) -> None:
    db = sqlite3.connect(path)
    db.executescript(
        "DROP TABLE letters; DROP TABLE mail_ids; DROP TABLE dones; DROP TABLE sent_bytes; ALTER TABLE judgements DROP COLUMN saved; PRAGMA user_version = 1"
    )
    db.close()
    before = path.read_bytes()
    with Ledger.open_to_read(path) as ledger:
        assert ledger.letters.all() == {}
    assert path.read_bytes() == before


def test_a_damaged_one_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"no ledger at all" * 400)
    with pytest.raises(LedgerError, match=r"ledger\.db"):
        connect_to_read(tmp_path / "ledger.db")


def test_who_may_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert may_write(path)
    monkeypatch.setattr(connection.os, "access", lambda place, _: Path(place) != path.parent)
    assert not may_write(path)
