"""Why a file cannot be written, replaced or removed: one cause, told from the system's error, and who has it open."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from perfxl.finding import Fact
from perfxl.storage.careful_read import NoPlainFile, read_plain

_OWNER = 4096  # bytes of a file that says who has another one open
_LONGEST = 259  # characters of a path that Windows takes unless told otherwise
DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d) *(\.|$)")  # names that Windows keeps for itself


class Cause(StrEnum):
    """What hinders; the sentence is `trouble.file_<cause>`."""

    OPEN = "open"
    READ_ONLY = "read_only"
    DENIED = "denied"
    TOO_LONG = "too_long"
    FULL = "full"
    NETWORK = "network"
    NAME = "name"
    MISSING = "absent"
    LINK = "link"
    SPECIAL = "special"
    LARGE = "large"
    EXCHANGED = "exchanged"
    OTHER = "other"


# System error codes of Windows (winerror.h): numbers that Python turns into too few errnos.
_WINDOWS = {
    **dict.fromkeys((32, 33), Cause.OPEN),
    19: Cause.READ_ONLY,
    **dict.fromkeys((111, 206), Cause.TOO_LONG),
    **dict.fromkeys((39, 112, 1295), Cause.FULL),
    **dict.fromkeys((51, 52, 53, 54, 55, 59, 64, 65, 67, 121, 1203, 1231, 1232, 1236), Cause.NETWORK),
    **dict.fromkeys((123, 161, 267), Cause.NAME),
}
_ERRNO = {
    **dict.fromkeys((errno.EBUSY, errno.ETXTBSY), Cause.OPEN),
    errno.EROFS: Cause.READ_ONLY,
    **dict.fromkeys((errno.EACCES, errno.EPERM), Cause.DENIED),
    errno.ENAMETOOLONG: Cause.TOO_LONG,
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), Cause.FULL),
    **dict.fromkeys(
        (errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ESTALE, errno.ENOTCONN),
        Cause.NETWORK,
    ),
    errno.ENOENT: Cause.MISSING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What hinders at which file; `who` has it open, where that is known; `message` the system's own words."""

    cause: Cause
    path: Path
    who: str = ""
    message: str = ""

    @property
    def name(self) -> str:
        """The name of its sentence in the family `trouble`."""
        return f"file_{self.cause}{'_by' if self.cause is Cause.OPEN and self.who else ''}"

    @property
    def facts(self) -> dict[str, Fact]:
        """What the sentence is filled with."""
        return {"file": str(self.path), "who": self.who, "message": self.message}


class Blocked(OSError):
    """One file cannot be written, replaced or removed, while others can."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(f"{obstacle.path.name}: {obstacle.cause}")
        self.obstacle = obstacle


def obstacle_of(error: OSError, path: Path | None = None) -> Obstacle:
    """What an error of the system means for a file (default: the one that it names)."""
    if isinstance(error, Blocked):
        return error.obstacle
    place = path or Path(str(error.filename2 or error.filename or ""))
    cause = _cause(error, place)
    message = error.strerror or str(error)
    return Obstacle(cause, place, opened_by(place) if cause is Cause.OPEN else "", message)


def misnamed(path: Path) -> bool:
    """Whether Windows takes a path's name for something else: a device, or a name without its last stop or space."""
    return bool(DEVICE.match(path.name)) or path.name != path.name.rstrip(". ")


def opened_by(path: Path) -> str:
    """Who has a workbook open, from the owner file that Excel and LibreOffice put beside it; empty where nobody."""
    for owner, read in (
        (path.with_name(f"~${path.name}"), _excel_owner),
        (path.with_name(f".~lock.{path.name}#"), _office_owner),
    ):
        try:
            return read(read_plain(owner, _OWNER))
        except OSError:
            continue
    return ""


def _cause(error: OSError, path: Path) -> Cause:
    if isinstance(error, NoPlainFile):
        return Cause(error.why)
    windows = getattr(error, "winerror", None) or 0
    if windows in _WINDOWS:
        return _WINDOWS[windows]
    cause = _ERRNO.get(error.errno or 0, Cause.OTHER)
    if cause is Cause.DENIED:
        return _denied(path)
    return _elsewhere(cause, error, path) if os.name == "nt" else cause


def _denied(path: Path) -> Cause:
    """Windows says "denied" to a file that is open elsewhere, to one that is read-only, and to a missing right."""
    if not path.name:
        return Cause.DENIED
    if opened_by(path) or (os.name == "nt" and _held(path)):
        return Cause.OPEN
    with suppress(OSError):
        if getattr(path.stat(), "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_READONLY:
            return Cause.READ_ONLY
    return Cause.DENIED


def _held(path: Path) -> bool:
    """Whether another program holds a file so that it cannot be renamed: asked by renaming it to its own name."""
    try:
        path.rename(path)
    except OSError as error:
        return _WINDOWS.get(getattr(error, "winerror", 0)) is Cause.OPEN
    return False


def _elsewhere(cause: Cause, error: OSError, path: Path) -> Cause:
    """What Windows says with another error's number."""
    if not path.name:
        return cause
    whole = path.absolute()
    if cause is Cause.MISSING and len(str(whole)) > _LONGEST:
        return Cause.TOO_LONG
    if cause is Cause.MISSING and not Path(whole.anchor).exists():
        return Cause.NETWORK
    if error.errno == errno.EINVAL or (cause is Cause.OTHER and misnamed(path)):
        return Cause.NAME
    return cause


def _excel_owner(data: bytes) -> str:
    """The user's name in Excel's `~$` file: a length byte and ANSI, then from byte 55 a length and UTF-16."""
    if len(data) >= 57 and 0 < data[55] <= 54:
        return data[57 : 57 + 2 * data[55]].decode("utf-16-le", "replace").strip()
    return data[1 : 1 + data[0]].decode("ascii", "replace").strip() if data else ""


def _office_owner(data: bytes) -> str:
    """The user's name in LibreOffice's lock file: comma-separated, the name first, then the system's."""
    parts = data.decode("utf-8", "replace").split(",")
    return next((part for part in parts[:3] if part.strip()), "")
