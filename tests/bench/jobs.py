"""What a second process brings a collection, and what a workbook costs in a large month: `python -m tests.bench jobs`.

Each collection is a process of its own over a copy of one workspace. `wall` is the time on the clock, the rest is
processor time. With two idle cores two processes take no longer than the caller's share and half of theirs, as if
nothing of the caller's were done meanwhile; the clock tells what this machine did, and whatever else it was doing. `python -m tests.bench.jobs growth [SMALL
LARGE ROWS]` tells what a workbook costs among few and among many.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from perfxl.collect.collect import collect
from perfxl.letters.round import write_replies
from perfxl.workspace.folder import open_workspace
from perfxl.workspace.run import running
from perfxl.workspace.workers import workers_here
from tests.bench.row import Row, Table
from tests.ledger.made import when
from tests.support.crowd import crowd
from tests.support.memory import peak

WORKBOOKS, ROWS = 600, 42
SMALL, LARGE = 150, 15_000


@dataclass(frozen=True, slots=True)
class Spent:
    """One collection: seconds by the clock, of the caller's and of its processes' processor time; MB of all at their peaks."""

    wall: float
    caller: float
    workers: float
    peak: float

    @property
    def cpu(self) -> float:
        """All processor time."""
        return self.caller + self.workers


def run_here(root: Path, jobs: int) -> Spent:
    """Collects, mends and writes letters as the command does, in this process; it must be fresh."""
    wall, begun = time.perf_counter(), os.times()
    workspace = open_workspace(root)
    with workers_here(jobs) as workers, running(workspace, when(90_000), workers) as run:
        collect(run)
        write_replies(run)
    ended = os.times()
    caller = ended.user + ended.system - begun.user - begun.system
    import resource  # Unix alone has it

    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    others = ended.children_user + ended.children_system
    return Spent(time.perf_counter() - wall, caller, others, peak() + jobs * most * (jobs > 1))


def run_apart(root: Path, jobs: int) -> Spent:
    """The same over a copy of the workspace, in a process of its own."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "w"
        shutil.copytree(root, copy)
        words = [sys.executable, "-m", "tests.bench.jobs", str(copy), str(jobs)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        return Spent(**json.loads(done.stdout))


def started(jobs: int) -> Spent:
    """A pool that does next to nothing: what it costs to start."""
    wall, begun = time.perf_counter(), os.times()
    with workers_here(jobs) as workers:
        for answer in [workers.start(len, "") for _ in range(jobs)]:
            answer()
    ended = os.times()
    own = ended.user + ended.system - begun.user - begun.system
    children = ended.children_user - begun.children_user + ended.children_system - begun.children_system
    return Spent(time.perf_counter() - wall, own, children, 0.0)


def measure(workbooks: int = WORKBOOKS, rounds: int = 3) -> Table:
    """One process against two over the same workbooks, in turn; medians."""
    with TemporaryDirectory() as folder:
        root = crowd(Path(folder) / "w", workbooks, ROWS).root
        turns = [(run_apart(root, 1), run_apart(root, 2)) for _ in range(rounds)]
    one, two = ([turn[n] for turn in turns] for n in (0, 1))
    bound = median(a.cpu / (b.caller + b.workers / 2) for a, b in turns)
    pool = started(2)
    rows = (
        Row("1 process, wall", median(s.wall for s in one), None, median(s.peak for s in one)),
        Row("2 processes, wall", median(s.wall for s in two), median(a.wall / b.wall for a, b in turns), median(s.peak for s in two)),
        Row("1 process", median(s.cpu for s in one)),
        Row("2 processes, the caller's share", median(s.caller for s in two)),
        Row("2 processes, all", median(s.cpu for s in two), bound),
        Row("2 processes that do nothing, wall", pool.wall),
    )  # fmt: skip
    note = (
        f"{workbooks} workbooks of {ROWS} rows, each tenth with a correction. The ratio of `all` is what two idle cores give "
        "at least by processor time, that of `wall` what this machine gave."
    )
    return Table("Two processes against one", rows, note)


def growth(small: int = SMALL, large: int = LARGE, rows: int = ROWS) -> Table:
    """Processor time a workbook in a small and a large month, and how many times the one goes into the other."""
    costs = {}
    with TemporaryDirectory() as folder:
        for count in (small, large):
            root = crowd(Path(folder) / str(count), count, rows).root
            turns = [run_apart(root, 1) for _ in range(3 if count == small else 1)]
            costs[count] = min((turn.cpu / count, turn.peak) for turn in turns)
    base = costs[small][0]
    lines = tuple(Row(f"one of {n}", cost, cost / base, peak) for n, (cost, peak) in costs.items())
    return Table("A workbook in a large month", lines, "Collecting, corrections and letters, one process.")


if __name__ == "__main__" and sys.argv[1:2] == ["growth"]:
    for one in growth(*map(int, sys.argv[2:])).rows:
        print(f"{one.label:16} {1000 * one.seconds:8.2f} ms {one.ratio:6.2f} times, {one.peak:6.0f} MB")
elif __name__ == "__main__":
    spent = run_here(Path(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({name: getattr(spent, name) for name in Spent.__dataclass_fields__}))
