"""One run at a time: the lock that spans reading, building and replacing."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from perfxl.storage.careful_read import must_be_plain
from perfxl.storage.drive import Drive, drive_of

PATIENCE = 30.0  # seconds, of the contract
_PAUSE = 0.05  # seconds between two tries
# One lock a file for the threads of this process: whoever closes the file a second time would let go of its first byte.
_OF_PROCESS: dict[Path, Lock] = {}


class Busy(Exception):
    """Another run is still at work in this workspace."""


@contextmanager
def run_lock(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """The workspace's run lock; Busy where another run holds it for longer than `patience` seconds.

    It excludes a Windows desk that works over a share on a Linux server's own disk too: Windows locks the file's first
    byte, which Samba hands on as a lock that `flock` does not see, so that the byte is locked here as well.
    """
    must_be_plain(path)
    until = time.monotonic() + patience
    of_process = _OF_PROCESS.setdefault(path.resolve(), Lock())
    if not of_process.acquire(timeout=patience):
        raise Busy(path.parent.name)
    try:
        with _of_machine(path, until), _first_byte(path, until):
            yield
    finally:
        of_process.release()


@contextmanager
def _of_machine(path: Path, until: float) -> Iterator[None]:
    lock = FileLock(path)
    try:
        lock.acquire(timeout=max(until - time.monotonic(), 0.0))
    except Timeout as error:
        raise Busy(path.parent.name) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _first_byte(path: Path, until: float) -> Iterator[None]:
    """The first byte of the file locked too, where that is another lock than the file's: on Unix, on its own disk."""
    if os.name == "nt" or drive_of(path.parent) is Drive.NETWORK:
        yield
        return
    descriptor = _locked(path)
    while descriptor is None:
        if time.monotonic() >= until:
            raise Busy(path.parent.name)
        time.sleep(_PAUSE)
        descriptor = _locked(path)
    try:
        yield
    finally:
        os.close(descriptor)  # lets go of the byte


def _locked(path: Path) -> int | None:
    """A descriptor that holds the byte; None where another holds it, or where the file was taken away meanwhile (Windows
    removes it at the end of a run)."""
    import fcntl

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1)
        if os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor
    except (BlockingIOError, PermissionError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None
