"""Bytes of the store, believed only under the SHA-256 that the ledger knows; what of them is gone or was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Arrival
from perfxl.storage.careful_read import file_digest, is_plain, read_plain
from perfxl.storage.files import kept_suffix, stored
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run

_DIGITS = 64  # of a SHA-256: so long are the names in the store
_ANY = 512 * 1024 * 1024  # bytes: as much as one delivery may have
_NOTHING = hashlib.sha256(b"").hexdigest()  # an empty delivery is recorded, and nothing is kept of it


class NotKept(Trouble):
    """The bytes of one workbook that came are gone from the store, or are not those that came."""

    def __init__(self, file: str) -> None:
        super().__init__("not_kept", file=file)
        self.file = file


@dataclass(frozen=True, slots=True)
class StoreExamined:
    """The store against the ledger: how many files are wanted, which are gone (as they were named when they came),
    which were changed (their names in the store)."""

    count: int
    lost: tuple[str, ...]
    changed: tuple[str, ...]


def kept_bytes(workspace: Workspace, arrival: Arrival) -> bytes:
    """The bytes of a workbook that came, as they came. NotKept where they are gone, unreadable or others."""
    try:
        data = read_plain(stored(workspace.store, arrival.sha256, arrival.suffix), _ANY)
    except OSError as error:
        raise NotKept(arrival.name) from error
    if hashlib.sha256(data).hexdigest() != arrival.sha256:
        raise NotKept(arrival.name)
    return data


def examine_store(run: Run) -> StoreExamined:
    """Every file of the store, read and compared with what the ledger knows: workbooks, mails, zips, signed copies."""
    files = {path.name: path for path in run.workspace.store.rglob("*") if _is_ours(path)}
    stems = {path.stem for path in files.values()}
    wanted = dict(_wanted(run.ledger))
    lost = [name for file, name in wanted.items() if file not in files and file not in stems]
    changed = [name for name, path in sorted(files.items()) if file_digest(path) != path.stem]
    return StoreExamined(len(wanted), tuple(lost), tuple(changed))


def _is_ours(path: Path) -> bool:
    return is_plain(path) and len(path.stem) == _DIGITS


def _wanted(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """(file in the store, what it came as). A mail's file is named by its digest alone: it may have come in a zip."""
    for message in ledger.messages.all():  # a mail that is none of ours is not kept
        if message.state != "nothing found" and message.sha256 != _NOTHING:
            yield message.sha256, message.name
    for name, size, sha256 in ledger.arrivals.known_paths():
        if size:
            yield sha256 + kept_suffix(name), name
    for letter in ledger.letters.all().values():
        if letter.sha256:
            yield letter.sha256, letter.subject
    for name, file in ledger.messages.scan_files():
        yield file, name
    for arrival in ledger.arrivals.all():
        yield arrival.sha256 + arrival.suffix, arrival.name
