"""One run at a time: the lock that spans reading, building and replacing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from perfxl.storage.careful_read import must_be_plain

PATIENCE = 30.0  # seconds, of the contract


class Busy(Exception):
    """Another run is still at work in this workspace."""


@contextmanager
def run_lock(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """The workspace's run lock; Busy where another run holds it for longer than `patience` seconds."""
    must_be_plain(path)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise Busy(path.parent.name) from error
    try:
        yield
    finally:
        lock.release()
