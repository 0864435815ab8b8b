"""The run lock: between threads, between processes, and against a Windows desk over a share, which locks the first byte."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from perfxl.storage.run_lock import Busy, run_lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has one lock, on the first byte")
# What Samba does at the server for a Windows desk that takes the lock; with `remove`, as it does at a run's end.
_DESK = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
try:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1)
except OSError:
    print("busy", flush=True)
    sys.exit()
print("held", flush=True)
sys.stdin.readline()
os.unlink(sys.argv[1])
"""


@contextmanager
def desk(path: Path) -> Iterator[str]:
    """Another machine's desk that tries to take the lock: `held` or `busy`; at the end it removes the file and goes."""
    command = [sys.executable, "-c", _DESK, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        yield process.stdout.readline().strip()
        if process.poll() is None:
            process.stdin.write("\n")


def test_a_desk_at_work_is_waited_for_and_then_the_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with desk(path) as state:
        assert state == "held"
        with pytest.raises(Busy), run_lock(path, 0.2):
            pass
    with run_lock(path, 5.0):
        assert path.exists()


def test_a_run_keeps_a_desk_out(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with run_lock(path), desk(path) as state:
        assert state == "busy"


def test_whoever_looks_whether_a_run_is_at_work_does_not_end_its_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    seen: list[bool] = []

    def look() -> None:
        try:
            with run_lock(path, 0.0):
                seen.append(False)
        except Busy:
            seen.append(True)

    with run_lock(path):
        thread = Thread(target=look)
        thread.start()
        thread.join()
        with desk(path) as state:
            assert (seen, state) == ([True], "busy")


def test_a_lock_whose_file_was_taken_away_while_it_was_waited_for_is_taken_anew(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with desk(path):
        took: list[str] = []

        def run() -> None:
            with run_lock(path, 20.0), desk(path) as state:
                took.append(state)

        thread = Thread(target=run)
        thread.start()
    thread.join()
    assert took == ["busy"]
