"""Files read with care: regular ones alone, no link followed, no waiting at a pipe, no more than a bounded size."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

LARGEST = 100 * 1024 * 1024  # bytes of a file that lies in one of our own folders
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT


class NoPlainFile(OSError):
    """What lies there is a link, special (a pipe, a device, a folder) or large; nothing of it was read. `why` is which."""

    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(errno.EINVAL, f"no plain file ({why})", str(path))
        self.why = why


def opened_carefully(path: str, flags: int) -> int:
    """An opener for `open`: follows no link and does not wait at a pipe, where the system has links and pipes."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0), 0o600)


@contextmanager
def plain_file(path: Path) -> Iterator[BufferedReader]:
    """A regular file opened for reading. NoPlainFile for anything else; OSError as ever."""
    must_be_plain(path)
    with open(path, "rb", opener=opened_carefully) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NoPlainFile(path, "special")
        yield file


def read_plain(path: Path, most: int = LARGEST) -> bytes:
    """The bytes of a regular file. NoPlainFile for anything else and for more than `most` bytes; OSError as ever."""
    with plain_file(path) as file:
        data = file.read(most + 1) if os.fstat(file.fileno()).st_size <= most else None
    if data is None or len(data) > most:
        raise NoPlainFile(path, "large")
    return data


def read_plain_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """The text of a regular file, line ends as one. NoPlainFile and OSError as for its bytes, UnicodeDecodeError."""
    return read_plain(path).decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def file_digest(path: Path) -> str:
    """The SHA-256 of a regular file of any size. NoPlainFile for anything else; OSError as ever."""
    with plain_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_plain(path: Path) -> bool:
    """Whether a regular file lies there, and no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def is_link(path: Path) -> bool:
    """Whether what lies there leads elsewhere: a link, or a junction of Windows."""
    try:
        facts = path.lstat()
    except OSError:
        return False
    return stat.S_ISLNK(facts.st_mode) or getattr(facts, "st_reparse_tag", 0) == _JUNCTION


def must_be_plain(path: Path) -> None:
    """For files that others open for us. NoPlainFile where something lies there that is no regular file."""
    if is_link(path):
        raise NoPlainFile(path, "link")
    if path.exists() and not path.is_file():
        raise NoPlainFile(path, "special")


def first_link(folders: Iterable[Path]) -> Path | None:
    """The first of some folders, and of those right in them, that leads elsewhere."""
    for folder in folders:
        if is_link(folder):
            return folder
        if folder.is_dir():
            with os.scandir(folder) as entries:
                inside = sorted(Path(entry) for entry in entries if not entry.is_file(follow_symlinks=False))
            linked = next((path for path in inside if is_link(path) and path.is_dir()), None)
            if linked:
                return linked
    return None
