"""One desk a working folder: a lock, a file that says where it listens, and how a second start gets in.

Whoever may write into the working folder may come in: a second start lays a ticket there, which the desk at work takes
up, once and within a minute. Nothing that opens the page is kept anywhere."""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from filelock import FileLock, Timeout

from perfxl.storage.careful_read import must_be_plain, read_plain
from perfxl.storage.files import write_file
from perfxl.trouble import Trouble

SHORT_LIVED = 60.0  # seconds a ticket is good for
MARK = "perfxl-desk"  # what a desk calls itself in its answers
_LOCK, _PLACE, _KNOCK = ".perfxl-desk.lock", ".perfxl-desk.json", ".perfxl-desk.knock"
_SMALL = 4096  # bytes of such a file


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the desk of a working folder listens, as its file says."""

    machine: str
    port: int


@contextmanager
def only_one(root: Path, port: int) -> Iterator[None]:
    """The working folder is this desk's until the end. Timeout where another desk has it."""
    must_be_plain(root / _LOCK)
    with FileLock(root / _LOCK, timeout=0):
        place = root / _PLACE
        document = {"machine": socket.gethostname(), "port": port, "process": os.getpid()}
        write_file(place, json.dumps(document).encode("ascii"))
        try:
            yield
        finally:
            with suppress(OSError):
                place.unlink(missing_ok=True)


def knock(root: Path, patience: float = 5.0) -> str:
    """The address of the desk that has the working folder, with a ticket to come in. Trouble where it is on another
    machine, or does not answer."""
    until = time.monotonic() + patience
    while True:
        listening = _listening(root)
        if listening and listening.machine != socket.gethostname():
            raise Trouble("desk_elsewhere", machine=listening.machine, folder=str(root))
        if listening and _answers(listening.port):
            return address(listening.port, _lay_ticket(root))
        if time.monotonic() > until:
            raise Trouble("desk_silent", folder=str(root))
        time.sleep(0.2)


def is_taken(root: Path) -> bool:
    """Whether another desk has the working folder."""
    try:
        with FileLock(root / _LOCK, timeout=0):
            return False
    except Timeout:
        return True


def address(port: int, ticket: str) -> str:
    """The page's address; the ticket stands in the part that a browser never sends."""
    return f"http://127.0.0.1:{port}/#{ticket}"


def takes_knock(root: Path, ticket: str) -> bool:
    """Whether somebody laid this ticket into the working folder less than a minute ago; it is good once."""
    path = root / _KNOCK
    try:
        facts, laid = path.lstat(), read_plain(path, _SMALL).decode("ascii")
    except (OSError, ValueError):
        return False
    young = abs(time.time() - facts.st_mtime) < SHORT_LIVED
    if not secrets.compare_digest(laid.encode(), ticket.encode()):
        return False
    with suppress(OSError):
        path.unlink(missing_ok=True)
    return young


def _lay_ticket(root: Path) -> str:
    ticket, path = secrets.token_urlsafe(32), root / _KNOCK
    with suppress(OSError):
        path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(ticket)
    return ticket


def _listening(root: Path) -> Listening | None:
    try:
        document = json.loads(read_plain(root / _PLACE, _SMALL))
        return Listening(str(document["machine"]), int(document["port"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _answers(port: int) -> bool:
    """Whether a desk answers there; asked without any proxy."""
    line = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("HEAD", "/")
        return line.getresponse().getheader("Server") == MARK
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
