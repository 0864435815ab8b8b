"""Ctrl-C in the middle of a command: one sentence, a ledger at a batch's end, no process left, and the next run goes on."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from perfxl.ledger.chain import broken
from perfxl.ledger.proof import contradictions
from perfxl.workspace.folder import Workspace, open_workspace
from perfxl.workspace.run import ledger_of
from tests.support.crowd import crowd

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals and process groups")

COUNT, ROWS = 300, 12
_LONG = 120.0  # seconds after which a test gives up waiting; no run takes a quarter of it


def started(workspace: Workspace, *command: str) -> subprocess.Popen[str]:
    """perfxl as a person starts it: in a process group of its own, to which the terminal sends Ctrl-C."""
    words = [sys.executable, "-m", "perfxl", "-C", str(workspace.root), "--lang", "en", *command]
    return subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONG
    while not found():
        assert time.monotonic() < end
        time.sleep(0.01)


def count(workspace: Workspace, table: str) -> int:
    """How many rows the ledger of a run at work has in a table; 0 while there is none."""
    try:
        with closing(sqlite3.connect(workspace.ledger_path.as_uri() + "?mode=ro", uri=True)) as db:
            return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def stopped(run: subprocess.Popen[str]) -> tuple[int, str]:
    """(exit status, what it said on stderr) after Ctrl-C; nothing of its process group is left."""
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=_LONG)
    until(lambda: not alive(run.pid))
    return run.returncode, said


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def sound(workspace: Workspace) -> int:
    """How many workbooks the ledger knows; each is judged, in the store, and in the chain."""
    with ledger_of(workspace) as ledger:
        assert broken(ledger.events.all()) is None and contradictions(ledger) == [] and ledger.damage() == []
        arrivals = ledger.arrivals.all()
        assert {one.id for one in arrivals} == set(ledger.judgements.bases())
        assert all((workspace.store / a.sha256[:2] / f"{a.sha256}{a.suffix}").is_file() for a in arrivals)
        return len(arrivals)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_collection_is_stopped_and_goes_on(tmp_path: Path, jobs: str) -> None:
    workspace = crowd(tmp_path / "w", COUNT, ROWS)
    run = started(workspace, "collect", "--jobs", jobs)
    until(lambda: count(workspace, "arrivals") > 0)
    status, said = stopped(run)
    recorded = sound(workspace)
    assert 0 < recorded < COUNT
    assert (status, said) == (3, f"Stopped; {recorded} of {COUNT} are recorded. Run it again to go on.\n")
    done = started(workspace, "collect", "--jobs", jobs)
    out, said = done.communicate(timeout=_LONG)
    assert done.returncode == 0 and said == ""
    assert f"New: {COUNT - recorded}. " in out
    assert sound(workspace) == COUNT


def test_it_is_stopped_while_its_processes_start(tmp_path: Path) -> None:
    workspace = crowd(tmp_path / "w", 100, ROWS)
    run = started(workspace, "collect", "--jobs", "2")
    until(lambda: any(workspace.store.rglob("*.xlsx")))
    status, said = stopped(run)
    assert status == 3 and len(said.strip().splitlines()) == 1 and "Traceback" not in said
    done = started(workspace, "collect", "--jobs", "2")
    done.communicate(timeout=_LONG)
    assert sound(workspace) == 100


def test_an_issue_is_stopped_and_goes_on(tmp_path: Path) -> None:
    from tests.bench.staffing import staffed

    workspace, _ = staffed(tmp_path / "w", 80, 15)
    run = started(workspace, "issue")
    until(lambda: count(workspace, "issued") > 0)
    status, said = stopped(run)
    assert status == 3 and len(said.strip().splitlines()) == 1 and "again" in said
    workspace = open_workspace(workspace.root)
    with ledger_of(workspace) as ledger:
        first = {
            code: (workspace.root / sent.path).read_bytes() for code, sent in ledger.issued.last().items()
        }
    assert 0 < len(first) < 80
    done = started(workspace, "issue")
    done.communicate(timeout=_LONG)
    with ledger_of(workspace) as ledger:
        issued = ledger.issued.last()
        assert len(issued) == 80 and {sent.issue for sent in issued.values()} == {1}
        assert all((workspace.root / issued[code].path).read_bytes() == data for code, data in first.items())
        assert broken(ledger.events.all()) is None


def test_its_processes_end_when_it_is_killed(tmp_path: Path) -> None:
    workspace = crowd(tmp_path / "w", COUNT, ROWS)
    run = started(workspace, "collect", "--jobs", "2")
    until(lambda: count(workspace, "arrivals") > 0)
    run.kill()
    run.communicate(timeout=_LONG)
    until(lambda: not alive(run.pid))
    started(workspace, "collect", "--jobs", "2").communicate(timeout=_LONG)
    assert sound(workspace) == COUNT


def test_on_a_terminal_it_tells_how_fast_it_goes_and_how_long_it_will_take(tmp_path: Path) -> None:
    workspace = crowd(tmp_path / "w", 150, 8)
    ours, theirs = os.openpty()
    words = [sys.executable, "-m", "perfxl", "-C", str(workspace.root), "--lang", "en", "collect"]
    with subprocess.Popen(
        [*words, "--jobs", "1"],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    ) as run:
        os.close(theirs)
        shown = b""
        while piece := read(ours):
            shown += piece
    os.close(ours)
    text = shown.decode()
    assert run.returncode == 0
    assert "Collecting" in text and "150/150" in text
    assert re.search(r"\d a second", text) and re.search(r"\d:\d\d:\d\d", text)


def read(terminal: int) -> bytes:
    """What a terminal got; nothing when the program behind it has ended."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""
