"""What a workbook costs does not grow with the number of workbooks: by counting statements and calls, never by time."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from perfxl.collect import judging
from perfxl.collect.collect import collect
from perfxl.letters.round import write_replies
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import running
from tests.bench.jobs import run_apart
from tests.ledger.made import when
from tests.support.crowd import crowd

SMALL, LARGE = 128, 512  # whole batches, so that a batch's own statements are shared by as many in both
ROWS = 8


def month(workspace: Workspace, minutes: float) -> None:
    with running(workspace, when(minutes)) as run:
        collect(run)
        write_replies(run)


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each SQL statement is run, and how many steps SQLite takes for them all (`steps`, in hundreds)."""
    seen: Counter[str] = Counter()
    real = sqlite3.connect

    def connect(*args: Any, **kinds: Any) -> sqlite3.Connection:
        db = real(*args, **kinds)
        db.set_trace_callback(lambda said: seen.update([said.split("(")[0][:60]]))
        db.set_progress_handler(lambda: seen.update(["steps"]) or 0, 100)
        return db

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        yield seen


@contextmanager
def calls() -> Iterator[Counter[str]]:
    """How often each of our functions is called."""
    seen: Counter[str] = Counter()

    def profile(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and "perfxl" in frame.f_code.co_filename:
            seen[f"{Path(frame.f_code.co_filename).name}:{frame.f_code.co_qualname}"] += 1

    sys.setprofile(profile)
    try:
        yield seen
    finally:
        sys.setprofile(None)


def counted(root: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> tuple[Counter[str], Counter[str]]:
    """(SQL statements, calls of our functions) of collecting so many, and again when nothing is new."""
    workspace = crowd(root / str(count), count, ROWS)
    with statements(monkeypatch) as said, calls() as called:
        month(workspace, 9000)
        month(workspace, 9001)
    return said, called


@pytest.mark.long
def test_a_workbook_costs_no_more_among_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (counted(tmp_path, monkeypatch, count) for count in (SMALL, LARGE))
    times = LARGE / SMALL
    for few, many in zip(small, large, strict=True):
        grown = {
            name: (few[name], many[name]) for name in many if many[name] > 1.2 * times * max(few[name], 20)
        }
        assert grown == {}
    assert sum(large[0].values()) < 1.2 * times * sum(small[0].values())
    assert sum(large[1].values()) < 1.2 * times * sum(small[1].values())


@pytest.mark.long
def test_memory_of_all_processes_stays_within_400_mb_and_hardly_grows(tmp_path: Path) -> None:
    few, many = (run_apart(crowd(tmp_path / str(n), n, 12).root, 2).peak for n in (300, 1500))
    assert many < 400 and many < few + 60


def test_a_second_run_judges_and_mends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = crowd(tmp_path / "w", 20, ROWS)
    month(workspace, 9000)
    outbox = {path.name: path.read_bytes() for path in workspace.outbox.rglob("*.*")}
    assert sum(name.endswith(".xlsx") for name in outbox) == 2
    for where, name in ((judging, "judge"), (sys.modules["perfxl.letters.corrections"], "correct")):
        monkeypatch.setattr(where, name, forbidden)
    month(workspace, 9001)
    assert {path.name: path.read_bytes() for path in workspace.outbox.rglob("*.*")} == outbox


def forbidden(*_: object, **__: object) -> None:
    raise AssertionError("done again")


def changed(path: Path) -> None:
    path.write_bytes(b"changed")


@pytest.mark.parametrize("harm", [changed, Path.unlink])
def test_a_correction_that_is_gone_or_changed_is_made_again(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    workspace = crowd(tmp_path / "w", 20, ROWS)
    month(workspace, 9000)
    path = min(workspace.outbox.rglob("*.xlsx"))
    data = path.read_bytes()
    harm(path)
    month(workspace, 9001)
    assert path.read_bytes() == data


def test_a_correction_is_made_anew_when_what_it_is_made_of_changes(tmp_path: Path) -> None:
    workspace = crowd(tmp_path / "w", 20, ROWS)
    month(workspace, 9000)
    before = {path.name: path.read_bytes() for path in workspace.outbox.rglob("*.xlsx")}
    settings = next(path for path in (workspace.root / "roster").iterdir() if path.stem == "Тохиргоо")
    settings.write_text(
        settings.read_text(encoding="utf-8") + "Хүний нөөцийн ажилтан,Сарнай\n", encoding="utf-8"
    )
    month(workspace, 9001)
    after = {path.name: path.read_bytes() for path in workspace.outbox.rglob("*.xlsx")}
    assert after.keys() == before.keys() and all(after[name] != data for name, data in before.items())
