"""The inbox and other folders: every file in them is opened, none is left out without a word."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from perfxl.intake.archive import one_workbook, open_parcels
from perfxl.intake.clock import believed
from perfxl.intake.names import undeclared
from perfxl.intake.parcel import Mail, Parcel
from perfxl.reading.file_kind import suffix_of
from perfxl.storage.careful_read import opened_carefully
from perfxl.trouble import Failed, guarded

UNTIMED = -1  # the time of a file that has none
LARGEST = 512 * 1024 * 1024  # bytes of one file; a mailbox may be long, nothing else should be
_LINES = 8  # files that are fetched at once
_ON_THEIR_WAY = 32 * 1024 * 1024  # bytes, above which none is fetched ahead
_CLAIMS = frozenset(("xlsx", "xlsm", "xls", "xlsb", "xltx", "xltm", "ods", "fods", "et"))
# What programs and systems leave beside people's files; nobody ever sent one of these.
_LITTER = frozenset((".ds_store", "thumbs.db", "desktop.ini", ".gitkeep", ".localized"))
_LITTER_STARTS = ("~$", ".~lock.", "._")
_LITTER_ENDS = (".crdownload", ".part", ".partial", ".perfxl-tmp")


class Unreadable(Exception):
    """A file that is not read; `why` is gone, busy, large, link, special (no regular file) or the system's own word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file in a source: where it is, how it is called in the ledger, its size and time as they were seen; `at` the
    moment of collection; `why` it is not read (as in Unreadable), empty for a file that can be."""

    path: Path
    name: str
    size: int
    mtime: int
    at: datetime | None = None
    why: str = ""
    fetch: Callable[[], bytes] | None = None  # how its bytes are had where it is no file of this machine
    inode: tuple[int, int] | None = None  # device and number of what lay there

    def is_as(self, size: int, mtime: int) -> bool:
        """Whether it is certainly the file that was seen with this size and time."""
        return self.mtime != UNTIMED and (self.size, self.mtime) == (size, mtime)

    @property
    def received(self) -> datetime:
        """When the file counts as received: its own time, the moment of collection where that cannot be true."""
        return believed((self.time,), self.at).time

    @property
    def time(self) -> datetime:
        """The file's own time; where no calendar has it, the first there is; where it has none, the moment of collection."""
        if self.mtime == UNTIMED and self.at:
            return self.at
        try:
            return datetime.fromtimestamp(self.mtime / 1e9, UTC)
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(0, UTC)


def find(source: Path, root: Path, at: datetime | None = None) -> Iterator[SourceFile]:
    """The files of a source (a file, or a folder at any depth) in a steady order; litter of systems left out.

    `at` is the moment of collection. What is no regular file, or cannot be looked at, comes with the reason.
    """
    for path in sorted(_walk(source)) if source.is_dir() else [source]:
        name = name_of(path, root)
        try:
            facts = path.lstat()
        except OSError as error:
            yield SourceFile(path, name, 0, 0, at, _reason(error))
            continue
        why = "" if stat.S_ISREG(facts.st_mode) else _other(path, facts.st_mode)
        if not why and not _is_below(path, source):
            why = "link"  # a folder above it has been exchanged for one
        inode = (facts.st_dev, facts.st_ino)
        yield SourceFile(path, name, facts.st_size, facts.st_mtime_ns, at, why, inode=inode)


def name_of(path: Path, root: Path) -> str:
    """A path as the ledger names it: from the workspace where it lies inside, NFC, with `/`; a name in an old
    character set is read as what it most likely is."""
    place = path.absolute()
    inside = place.relative_to(root.absolute()) if place.is_relative_to(root.absolute()) else place
    return unicodedata.normalize("NFC", undeclared(inside.as_posix()))


def read(file: SourceFile) -> bytes:
    """The bytes of a file. Unreadable where it is no regular file, too large, locked, gone or still being written."""
    if file.why:
        raise Unreadable(file.why)
    if file.size > LARGEST:
        raise Unreadable("large")
    if file.fetch:
        return _fetched(file, file.fetch)
    try:
        data, facts, inode = _bytes(file.path)
    except OSError as error:
        raise Unreadable(_reason(error)) from error
    if os.name != "nt" and file.inode not in (None, inode):
        raise Unreadable("link")
    if (facts.st_size, facts.st_mtime_ns) != (file.size, file.mtime) or len(data) != file.size:
        raise Unreadable("busy")
    return data


def read_ahead(files: Iterable[SourceFile]) -> Iterator[tuple[SourceFile, Callable[[], bytes]]]:
    """Each file with a function that gives its bytes as `read` does; of what lies elsewhere some are on their way."""
    waiting: deque[tuple[SourceFile, Callable[[], bytes]]] = deque()
    with ThreadPoolExecutor(_LINES) as lines:
        for file in files:
            waiting.append((file, lines.submit(read, file).result if file.fetch else partial(read, file)))
            while not waiting[0][0].fetch or _heavy([file for file, _ in waiting]):
                yield waiting.popleft()
                if not waiting:
                    break
        yield from waiting


def _heavy(files: list[SourceFile]) -> bool:
    return len(files) > 2 * _LINES or sum(file.size for file in files) > _ON_THEIR_WAY


def _fetched(file: SourceFile, fetch: Callable[[], bytes]) -> bytes:
    try:
        with guarded():
            data = bytes(fetch())
    except Failed as failed:  # each kind of store has errors of its own
        error = failed.error
        why = _reason(error) if isinstance(error, OSError) else str(error) or type(error).__name__
        raise Unreadable(why) from error
    if len(data) != file.size:
        raise Unreadable("busy")
    return data


def parcels(file: SourceFile, data: bytes) -> tuple[Parcel | Mail, ...]:
    """What a file holds. A file that calls itself a workbook is a parcel, whatever its bytes turn out to be."""
    if suffix_of(file.name) in _CLAIMS:
        return (one_workbook(file.name, data, file.time, at=file.at),)
    return open_parcels(file.name, data, file.time, at=file.at)


def is_litter(name: str) -> bool:
    """Whether a file is a system's or a program's own and nothing that anybody sent."""
    low = name.lower()
    return low in _LITTER or low.startswith(_LITTER_STARTS) or low.endswith(_LITTER_ENDS)


def _walk(folder: Path) -> Iterator[Path]:
    """What lies in a folder at any depth: files, links to folders (not followed), folders that cannot be listed."""
    closed: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        yield from (Path(place) / name for name in (*names, *links) if not is_litter(name))
    yield from closed


def _other(path: Path, mode: int) -> str:
    """Why something that is no regular file is not read; for a folder that cannot be listed, the system's own word."""
    if not stat.S_ISDIR(mode):
        return "link" if stat.S_ISLNK(mode) else "special"
    try:
        os.scandir(path).close()
    except OSError as error:
        return _reason(error)
    return "busy"


def _reason(error: OSError) -> str:
    return "gone" if isinstance(error, FileNotFoundError) else error.strerror or type(error).__name__


def _bytes(path: Path) -> tuple[bytes, os.stat_result, tuple[int, int]]:
    """A regular file's bytes, its facts after they were read, and device and number of what was read. Unreadable where it
    has become something else."""
    with open(path, "rb", opener=opened_carefully) as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable("special")
        data = file.read(LARGEST + 1)
    return data, path.lstat(), (facts.st_dev, facts.st_ino)


def _is_below(path: Path, source: Path) -> bool:
    """Whether a file lies where its path says, no link between it and the source."""
    if os.name == "nt" or source == path:
        return True
    return path.parent.resolve() == source.resolve() / path.parent.relative_to(source)
