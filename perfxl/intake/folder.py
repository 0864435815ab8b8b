"""The inbox and other folders: every file in them is opened, none is left out without a word."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from perfxl.intake.archive import open_parcels
from perfxl.intake.kinds import suffix_of
from perfxl.intake.names import undeclared
from perfxl.intake.parcel import Letter, Parcel

LARGEST = 512 * 1024 * 1024  # bytes of one file; a mailbox may be long, nothing else should be
_CLAIMS = frozenset(("xlsx", "xlsm", "xls", "xlsb", "xltx", "xltm", "ods", "fods", "et"))
# What programs and systems leave beside people's files; nobody ever sent one of these.
_LITTER = frozenset((".ds_store", "thumbs.db", "desktop.ini", ".gitkeep", ".localized"))
_LITTER_STARTS = ("~$", ".~lock.", "._")
_LITTER_ENDS = (".crdownload", ".part", ".partial", ".perfxl-tmp")


class Unreadable(Exception):
    """A file that cannot be read now; `why` is gone, busy, large or the system's own word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Found:
    """A file in a source: where it is, how it is called in the ledger, its size and time as they were seen."""

    path: Path
    name: str
    size: int
    mtime: int

    @property
    def received(self) -> datetime:
        """The file's own time; where no calendar has it, the first there is."""
        try:
            return datetime.fromtimestamp(self.mtime / 1e9, UTC)
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(0, UTC)


def find(source: Path, root: Path) -> Iterator[Found]:
    """The files of a source (a file, or a folder at any depth) in a steady order; litter of systems left out."""
    paths = [source] if source.is_file() else sorted(_walk(source))
    for path in paths:
        try:
            facts = path.stat()
        except OSError:
            continue  # gone since it was listed
        yield Found(path, name_of(path, root), facts.st_size, facts.st_mtime_ns)


def name_of(path: Path, root: Path) -> str:
    """A path as the ledger names it: from the workspace where it lies inside, NFC, with `/`; a name in an old
    character set is read as what it most likely is."""
    place = path.absolute()
    inside = place.relative_to(root.absolute()) if place.is_relative_to(root.absolute()) else place
    return unicodedata.normalize("NFC", undeclared(inside.as_posix()))


def read(found: Found) -> bytes:
    """The bytes of a file. Unreadable where it is too large, locked, gone or still being written."""
    if found.size > LARGEST:
        raise Unreadable("large")
    try:
        data = found.path.read_bytes()
        facts = found.path.stat()
    except FileNotFoundError as error:
        raise Unreadable("gone") from error
    except OSError as error:
        raise Unreadable(error.strerror or type(error).__name__) from error
    if (facts.st_size, facts.st_mtime_ns) != (found.size, found.mtime) or len(data) != found.size:
        raise Unreadable("busy")
    return data


def parcels(found: Found, data: bytes) -> tuple[Parcel | Letter, ...]:
    """What a file holds. A file that calls itself a workbook is a parcel, whatever its bytes turn out to be."""
    if suffix_of(found.name) in _CLAIMS:
        return (Parcel(found.name, data, "", found.received, "folder"),)
    return open_parcels(found.name, data, found.received)


def is_litter(name: str) -> bool:
    """Whether a file is a system's or a program's own and nothing that anybody sent."""
    low = name.lower()
    return low in _LITTER or low.startswith(_LITTER_STARTS) or low.endswith(_LITTER_ENDS)


def _walk(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in names if not is_litter(name))
