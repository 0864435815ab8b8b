"""Files that are old or new, never torn: written beside, flushed, replaced; names that every system can keep."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

PATH_LIMIT = 218  # what Excel opens
TEMPORARY = ".perfxl-tmp"
PENDING = ".PENDING"
_TRIES = 5
_PAUSE = 0.2  # seconds, doubled each time
_FORBIDDEN = re.compile(r'["<>:|?*/\\\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


class Blocked(OSError):
    """A file cannot be replaced: another program has it open. `who` is what is known of whom."""

    def __init__(self, path: Path, who: str = "") -> None:
        super().__init__(f"{path.name}: open in another program")
        self.path = path
        self.who = who


def write_file(path: Path, data: bytes) -> None:
    """The file holds `data` whole or is as it was. Blocked where another program keeps it open (Windows)."""
    build_file(path, lambda beside: _write(beside, data))


def build_file(path: Path, build: Callable[[Path], object]) -> None:
    """Like write_file, with a function that writes the file it is given (a path beside, same ending)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{os.getpid()}-{threading.get_ident()}{TEMPORARY}{path.suffix}")
    try:
        build(beside)
        _flush(beside)
        _replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def build_or_leave_beside(path: Path, build: Callable[[Path], object]) -> Path:
    """Where the file now is: `path`, or `name.PENDING.xlsx` beside it while another program has it open."""
    pending = pending_of(path)
    try:
        build_file(path, build)
    except Blocked:
        build_file(pending, build)
        return pending
    pending.unlink(missing_ok=True)
    return path


def pending_of(path: Path) -> Path:
    """The file that stands in for one that is open."""
    return path.with_name(f"{path.stem}{PENDING}{path.suffix}")


def opened_by(path: Path) -> str:
    """Who has a workbook open, from the owner file that Excel and LibreOffice put beside it; empty where nobody."""
    for owner, read in (
        (path.with_name(f"~${path.name}"), _excel_owner),
        (path.with_name(f".~lock.{path.name}#"), _office_owner),
    ):
        try:
            return read(owner.read_bytes())
        except OSError:
            continue
    return ""


def store_bytes(store: Path, data: bytes, suffix: str) -> str:
    """The SHA-256 of bytes, which now lie in the store under it; `suffix` is the ending they keep."""
    digest = hashlib.sha256(data).hexdigest()
    place = stored(store, digest, suffix)
    if not _holds(place, data):
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
    left = [path for path in folder.rglob(f"*{TEMPORARY}*") if path.is_file()]
    for path in left:
        with suppress(PermissionError):  # a virus scanner has it open; the next run removes it
            path.unlink(missing_ok=True)
    return len(left)


def safe_name(text: str) -> str:
    """A name that every system can keep: NFC, nothing forbidden, no stop or space at the end, no device's name."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text))
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    name = name.strip().rstrip(". ")
    return f"_{name}" if _DEVICES.match(name) else name or "_"


def fitted(folder: Path, name: str, suffix: str) -> Path:
    """A safe path in a folder, shortened so that the whole path stays under the limit (room for ` (99)` kept)."""
    room = PATH_LIMIT - len(str(folder)) - 1 - len(suffix) - 5 - 1
    stem = safe_name(name)[: max(room, 8)].rstrip(". ")
    return folder / f"{stem}{suffix}"


def clash_names(path: Path) -> Iterator[Path]:
    """The path, then the same with ` (2)`, ` (3)` and so on."""
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _replace(beside: Path, path: Path) -> None:
    for attempt in range(_TRIES):
        try:
            beside.replace(path)
            return
        except PermissionError as error:
            if os.name != "nt" and not opened_by(path):
                raise
            if attempt == _TRIES - 1:
                raise Blocked(path, opened_by(path)) from error
            time.sleep(_PAUSE * 2**attempt)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _excel_owner(data: bytes) -> str:
    """The user's name in Excel's `~$` file: a length byte and ANSI, then from byte 55 a length and UTF-16."""
    if len(data) >= 57 and 0 < data[55] <= 54:
        return data[57 : 57 + 2 * data[55]].decode("utf-16-le", "replace").strip()
    return data[1 : 1 + data[0]].decode("ascii", "replace").strip() if data else ""


def _office_owner(data: bytes) -> str:
    """The user's name in LibreOffice's lock file: comma-separated, the name first, then the system's."""
    parts = data.decode("utf-8", "replace").split(",")
    return next((part for part in parts[:3] if part.strip()), "")
