"""Files read with care: regular ones alone, no link followed, no waiting at a pipe, no more than a bounded size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

LARGEST = 100 * 1024 * 1024  # bytes of a file that lies in one of our own folders


class NoPlainFile(OSError):
    """What lies there is a link, a pipe, a device or too large; nothing of it was read."""


def opened_carefully(path: str, flags: int) -> int:
    """An opener for `open`: follows no link and does not wait at a pipe, where the system has links and pipes."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def read_plain(path: Path, most: int = LARGEST) -> bytes:
    """The bytes of a regular file. NoPlainFile for anything else and for more than `most` bytes; OSError as ever."""
    with open(path, "rb", opener=opened_carefully) as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > most:
            raise NoPlainFile(f"{path}: no plain file")
        return file.read(most + 1)


def is_plain(path: Path) -> bool:
    """Whether a regular file lies there, and no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
