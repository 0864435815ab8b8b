"""Crash points: every write, fsync, replace, removal and SQL statement of a run is numbered, and one of them fails.

A run happens in a forked child, so that being killed in the middle is real. How it fails: `kill` (the process is
gone, a write half done), `power` (as kill, and what was not flushed to the disk is lost with it), `full` (disk
full), `io` (input/output error), `denied` (permission).
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

KINDS = ("kill", "power", "full", "io", "denied")
KILLED, FAILED, DONE = 137, 1, 0
_ERRNO = {"full": errno.ENOSPC, "io": errno.EIO, "denied": errno.EACCES}
_SQL = {
    "full": "database or disk is full",
    "io": "disk I/O error",
    "denied": "attempt to write a readonly database",
}


class Points:
    """Counts the points of a run; at number `at` it fails in the way `kind`. `at` 0 only counts."""

    def __init__(self, root: Path, at: int, kind: str) -> None:
        self.root, self.at, self.kind = str(root), at, kind
        self.count = 0
        self.names: list[str] = []
        self.lock = threading.Lock()
        self.dirty: set[str] = set()  # files whose bytes are not on the disk yet

    def reach(self, name: str, before: Callable[[], object] | None = None) -> None:
        """One point; `before` is the half of it that is still done when it fails here. One thread at a time: when
        the power goes, no other thread gets past its next point."""
        with self.lock:
            self.count += 1
            self.names.append(name)
            if self.count == self.at:
                self._fail(name, before)

    def _fail(self, name: str, before: Callable[[], object] | None) -> None:
        if before:
            before()
        if self.kind in ("kill", "power"):
            try:
                if self.kind == "power":
                    self._lose()
            finally:
                os._exit(KILLED)
        if name.startswith("sql"):
            raise sqlite3.OperationalError(_SQL[self.kind])
        raise OSError(_ERRNO[self.kind], os.strerror(_ERRNO[self.kind]), name)

    def _lose(self) -> None:
        for name in list(self.dirty):
            if Path(name).is_file():
                os.truncate(name, Path(name).stat().st_size // 2)

    def inside(self, path: Any) -> bool:
        """Whether a path belongs to the workspace."""
        return isinstance(path, str | os.PathLike) and str(path).startswith(self.root)


class _Stream:
    """A file open for writing whose writes are points."""

    def __init__(self, stream: Any, points: Points, name: str) -> None:
        self._stream, self._points, self._name = stream, points, name

    def write(self, data: Any) -> int:
        def half() -> None:
            self._stream.write(data[: len(data) // 2])
            self._stream.flush()

        self._points.reach(f"write {self._name}", half)
        return int(self._stream.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __iter__(self) -> Any:
        return iter(self._stream)


def install(points: Points) -> None:
    """Puts the points in; for good, so only in a child."""
    real_open = io.open

    def opened(file: Any, mode: str = "r", *args: Any, **kinds: Any) -> Any:
        if not points.inside(file) or not set(mode) & set("wax+"):
            return real_open(file, mode, *args, **kinds)
        points.reach(f"open {Path(file).name}")
        if mode != "rb+":
            points.dirty.add(str(file))
        return _Stream(real_open(file, mode, *args, **kinds), points, Path(file).name)

    io.open = opened  # type: ignore[assignment]
    builtins.open = opened  # type: ignore[assignment]
    for name in ("replace", "rename", "unlink", "mkdir"):
        setattr(os, name, _pointed(points, name, getattr(os, name)))
    real_fsync = os.fsync

    def fsync(handle: int) -> None:
        points.reach("fsync")
        real_fsync(handle)
        points.dirty.discard(str(Path(f"/proc/self/fd/{handle}").readlink()))

    os.fsync = fsync
    sqlite3.connect = _connector(points, sqlite3.connect)  # type: ignore[assignment]


def _pointed(points: Points, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, *args: Any, **kinds: Any) -> Any:
        if points.inside(path):
            points.reach(f"{name} {Path(path).name}")
            if str(path) in points.dirty:
                points.dirty.discard(str(path))
                points.dirty.update(str(target) for target in args if isinstance(target, str | os.PathLike))
        return real(path, *args, **kinds)

    return call


def _connector(points: Points, real: Callable[..., Any]) -> Callable[..., Any]:
    class Counted(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:  # type: ignore[override]
            if sql.split(None, 1)[0].upper() not in ("SELECT", "ROLLBACK"):
                points.reach(f"sql {' '.join(sql.split())[:40]}")
            return super().execute(sql, *args)

    def connect(*args: Any, **kinds: Any) -> sqlite3.Connection:
        return real(*args, **{**kinds, "factory": Counted})  # type: ignore[no-any-return]

    return connect


def run(root: Path, at: int, kind: str, work: Callable[[], object]) -> tuple[int, int]:
    """(how the child ended, how many points it passed) of `work` with a failure at point `at`."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        _work(root, at, kind, work, write)
    os.close(write)
    with os.fdopen(read) as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), int(said or 0)


def _work(root: Path, at: int, kind: str, work: Callable[[], object], write: int) -> None:
    points = Points(root, at, kind)
    install(points)
    code = DONE
    try:
        work()
    except Exception:
        code = FAILED
        if not at:
            traceback.print_exc()
            sys.stderr.flush()
    os.write(write, str(points.count).encode())
    os._exit(code)
