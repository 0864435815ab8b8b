"""Files that are old or new, never torn: written beside, flushed, replaced; names that every system can keep."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath
from threading import Lock

from perfxl.storage.careful_read import is_plain, read_plain
from perfxl.storage.obstacle import DEVICE, Blocked, Cause, Obstacle, misnamed, obstacle_of

PATH_LIMIT = 218  # what Excel opens
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
TEMPORARY = ".perfxl-tmp"
PENDING = ".PENDING"
_TRIES = 5
_FEW_TRIES = 3
_PAUSE = 0.2  # seconds, doubled each time
_FORBIDDEN = re.compile(r'["<>:|?*/\\\x00-\x1f\x7f]')
# What hinders at one file and not at the next. A missing right counts: the folder has just taken the file beside.
_OF_ONE_FILE = (Cause.OPEN, Cause.READ_ONLY, Cause.DENIED, Cause.TOO_LONG, Cause.NAME)
# What may pass in a moment: Windows also says "denied" of a file that has just been let go of.
_PASSING = (Cause.OPEN, Cause.DENIED) if os.name == "nt" else (Cause.OPEN,)
_NAME_BYTES = 255  # what Linux lets a name of a file or folder have
_CLASH = 5  # characters of ` (99)`
# Threads store side by side. On Windows nobody may replace a file that another thread reads: equal bytes go one by one.
_STORING = tuple(Lock() for _ in range(64))
_MARK = 7  # of `~1a2b3c`, which tells long names apart that begin alike


def write_file(path: Path, data: bytes) -> None:
    """The file holds `data` whole or is as it was. Blocked where this one cannot be replaced: open elsewhere, read-only."""
    build_file(path, lambda beside: _write(beside, data))


def build_file(path: Path, build: Callable[[Path], object]) -> None:
    """Like write_file, with a function that writes the file it is given (a path beside, same ending)."""
    if os.name == "nt" and misnamed(path):
        raise Blocked(Obstacle(Cause.NAME, path))
    make_folder(path.parent)
    beside = path.with_name(f"{secrets.token_hex(8)}{TEMPORARY}{path.suffix}")  # nobody can lay a link there
    try:
        build(beside)
        _keep_private(beside, path)
        _flush(beside)
        _replace(beside, path)
    except OSError as error:
        if error.filename in (None, str(beside)):
            error.filename = str(path)  # the name that a person knows
        raise
    finally:
        with suppress(OSError):  # the next run sweeps it away
            beside.unlink(missing_ok=True)
    _flush_folder(path.parent)


def make_folder(folder: Path) -> None:
    """A folder, with those above it that are missing, that its owner alone can enter; one that is there stays as it is."""
    missing = takewhile(lambda place: not place.exists(), (folder, *folder.parents))
    for place in reversed(list(missing)):
        place.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def opened_privately(path: str, flags: int) -> int:
    """An opener for `open`: what is new is its owner's alone."""
    return os.open(path, flags, PRIVATE_FILE)


def _keep_private(beside: Path, path: Path) -> None:
    """What replaces a file may be read by whoever might read that; what is new, by its owner alone."""
    if os.name == "nt":  # there a file has its folder's rights
        return
    with suppress(OSError):
        beside.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else PRIVATE_FILE)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a file that people may have open was written: in its place, beside it, or (None) nowhere; what obstacles."""

    path: Path | None
    obstacles: tuple[Obstacle, ...] = ()


def build_or_leave_beside(path: Path, build: Callable[[Path], object]) -> Placed:
    """Writes `path`, or `name.PENDING.xlsx` beside it while `path` cannot be replaced. A file that waited beside and
    cannot be removed now stays, and is named."""
    pending = pending_of(path)
    try:
        build_file(path, build)
    except Blocked as first:
        try:
            build_file(pending, build)
        except Blocked as second:
            return Placed(None, (first.obstacle, second.obstacle))
        return Placed(pending, (first.obstacle,))
    stays = remove_file(pending)
    return Placed(path, (stays,) if stays else ())


def remove_file(path: Path) -> Obstacle | None:
    """The file is gone; else what keeps it."""
    try:
        _patiently(lambda: path.unlink(missing_ok=True), path, _FEW_TRIES)
    except Blocked as error:
        return error.obstacle
    return None


def pending_of(path: Path) -> Path:
    """The file that stands in for one that is open."""
    return path.with_name(f"{path.stem}{PENDING}{path.suffix}")


def store_bytes(store: Path, data: bytes, suffix: str) -> str:
    """The SHA-256 of bytes, which now lie in the store under it; `suffix` is the ending they keep."""
    digest = hashlib.sha256(data).hexdigest()
    place = stored(store, digest, suffix)
    with _STORING[int(digest[:2], 16) % len(_STORING)]:
        if not holds(place, data):
            write_file(place, data)
    return digest


def stored(store: Path, digest: str, suffix: str) -> Path:
    """Where bytes lie in the store."""
    return store / digest[:2] / f"{digest}{suffix}"


def kept_suffix(name: str) -> str:
    """The ending that a file keeps in the store: short, plain, lower case; else none."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def sweep(folder: Path) -> int:
    """Removes what an interrupted run left half written below a folder; how many files that were."""
    left = [path for path in folder.rglob(f"*{TEMPORARY}*") if is_plain(path)]
    for path in left:
        with suppress(PermissionError):  # a virus scanner has it open; the next run removes it
            path.unlink(missing_ok=True)
    return len(left)


def safe_name(text: str) -> str:
    """A name that every system can keep: NFC, nothing forbidden, no stop or space at the end, no device's name."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text))
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    name = name.strip().rstrip(". ")
    return f"_{name}" if DEVICE.match(name) else name or "_"


def fitted(folder: Path, name: str, suffix: str, spare: int = 0) -> Path:
    """A safe path in a folder, shortened so that the whole path stays under the limit: room is kept for ` (99)`, and
    `spare` characters more. Of a shortened name the last characters stand for the whole, so it is the same every time."""
    room = PATH_LIMIT - len(str(folder.absolute())) - 1 - len(suffix) - _CLASH - 1 - spare
    size = _NAME_BYTES - len(suffix.encode()) - _CLASH - spare
    return folder / f"{shortened(safe_name(name), max(room, 8), size)}{suffix}"


def shortened(name: str, length: int, size: int = _NAME_BYTES) -> str:
    """A name of at most so many characters and bytes of UTF-8; one that is cut ends with a mark made of the whole."""
    data = name.encode()
    if len(name) <= length and len(data) <= size:
        return name
    mark = hashlib.sha256(data).hexdigest()[: _MARK - 1]
    kept = data[: size - _MARK].decode("utf-8", "ignore")[: max(length - _MARK, 1)]
    return f"{kept.rstrip('. ')}~{mark}"


def clash_names(path: Path) -> Iterator[Path]:
    """The path, then the same with ` (2)`, ` (3)` and so on."""
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1


def holds(path: Path, data: bytes) -> bool:
    """Whether a regular file lies there that holds these bytes."""
    return is_plain(path) and path.lstat().st_size == len(data) and read_plain(path, len(data)) == data


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _replace(beside: Path, path: Path) -> None:
    _patiently(lambda: beside.replace(path), path, _TRIES)


def _patiently(act: Callable[[], object], path: Path, tries: int) -> None:
    """Does it, again and again while another program has the file open: a virus scanner lets go soon. Blocked where the
    file cannot be changed though others could."""
    for attempt in range(tries):
        try:
            act()
            return
        except OSError as error:
            obstacle = obstacle_of(error, path)
            if obstacle.cause not in _OF_ONE_FILE:
                raise
            if obstacle.cause not in _PASSING or attempt == tries - 1:
                raise Blocked(obstacle) from error
            time.sleep(_PAUSE * 2**attempt)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
