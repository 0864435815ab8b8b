"""A whole month beside the same month done with openpyxl throughout: `python -m tests.bench month`.

    python -m tests.bench.month STEP FOLDER [JOBS]

does one step in a process of its own and prints a line of JSON: its processor time, wall time and peak. Filling in the
workbooks is staff's work and is not counted.
"""

from __future__ import annotations

import inspect
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl.month.consolidate import consolidate
from perfxl.month.issuing import issue_run
from perfxl.month.receive import collect
from perfxl.month.run import running
from perfxl.workspace import open_workspace
from tests.bench import openpyxl_month
from tests.bench.row import Row, Table
from tests.bench.staffing import ROWS, SENT, fill_in, staffed
from tests.bench.turns import cpu, peak

NOW = datetime(2024, 12, 20, 9, tzinfo=SENT.tzinfo)
STEPS = ("issue", "collect", "consolidate")
AGAIN, ANEW = "collect again, nothing new", "consolidate again, the old master read back"
WITH, PLAIN = "openpyxl: ", "openpyxl: issue, plain forms"


@dataclass(frozen=True, slots=True)
class Spent:
    """What one step took: seconds of processor time and by the clock, MB at the highest, its processes together."""

    processor: float
    clock: float
    peak: float


Steps = Mapping[str, Spent]


def issue(root: Path, jobs: int) -> None:
    """Workbooks for everybody."""
    wanted = {"jobs": jobs} if "jobs" in inspect.signature(issue_run).parameters else {}
    issue_run(open_workspace(root), NOW, **wanted)  # type: ignore[arg-type]


def take_in(root: Path, jobs: int) -> None:
    """What came is judged and recorded."""
    workspace = open_workspace(root)
    with running(workspace) as ledger:
        collect(workspace, ledger, jobs=jobs, at=NOW)


def masters(root: Path, _: int) -> None:
    """The masters."""
    consolidate(open_workspace(root), now=NOW)


DONE: Mapping[str, Callable[[Path, int], None]] = {
    "issue": issue,
    "collect": take_in,
    AGAIN: take_in,
    "consolidate": masters,
    ANEW: masters,
    f"{WITH}issue": openpyxl_month.issue_the_same,
    PLAIN: openpyxl_month.issue_plain,
    f"{WITH}collect": openpyxl_month.collect,
    f"{WITH}consolidate": openpyxl_month.consolidate,
}


def measure(staff: int, rows: int = ROWS) -> Table:
    """One month of so many people: ours with one job and with two, openpyxl's, each step in its turn."""
    with TemporaryDirectory() as name:
        one, two = Path(name, "one"), Path(name, "two")
        spent: dict[str, Spent] = {}
        faster: dict[str, Spent] = {}
        made = {root: staffed(root, staff, rows) for root in (one, two)}
        for step in ("issue", "collect", AGAIN, "consolidate", ANEW):
            if step == "collect":
                for workspace, invented in made.values():
                    fill_in(workspace, invented)
            spent[step] = apart(step, one, 1)
            faster[step] = apart(step, two, 2)
            for theirs in (WITH + step, *((PLAIN,) if step == "issue" else ())):
                if theirs in DONE:
                    spent[theirs] = apart(theirs, one, 1)
    return Table(f"month of {staff:,}", tuple(_rows(spent, faster)), _note(staff, rows))


def apart(step: str, root: Path, jobs: int) -> Spent:
    """One step in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.month", step, str(root), str(jobs)],
        capture_output=True,
        text=True,
        check=True,
    )
    return Spent(**json.loads(done.stdout.splitlines()[-1]))


def _note(staff: int, rows: int) -> str:
    return (
        f"{staff:,} people of {rows} rows. Processor time of all processes, without their start; ratio: theirs over ours. "
        "openpyxl throughout: reads the same roster, builds the same forms cell by cell (or plain locked ones, which nobody "
        "could check), loads the same filled files, writes their rows as one table: no checks, no ledger, no stored "
        "copies, no summary. Filling in is not counted."
    )


def _rows(spent: Steps, faster: Steps) -> Iterator[Row]:
    for step in ("issue", "collect", AGAIN, "consolidate", ANEW):
        yield Row(step, spent[step].processor, None, spent[step].peak)
        for theirs in (WITH + step, *((PLAIN,) if step == "issue" else ())):
            if theirs in spent:
                ratio = spent[theirs].processor / spent[step].processor
                yield Row(theirs, spent[theirs].processor, ratio, spent[theirs].peak)
    ours, two = _whole(spent, {}), _whole(faster, {})
    theirs, plain = (
        _whole(spent, {step: WITH + step for step in STEPS} | other) for other in ({}, {"issue": PLAIN})
    )
    yield Row("whole month", ours.processor, 1.0, ours.peak)
    for label, other in (("same forms", theirs), ("plain forms", plain)):
        yield Row(
            f"{WITH}whole month, {label}", other.processor, other.processor / ours.processor, other.peak
        )
    yield Row("by the clock: whole month, 2 jobs", two.clock, 1.0, two.peak)
    yield Row("by the clock: whole month, 1 job", ours.clock, ours.clock / two.clock, None)
    for label, other in (("same forms", theirs), ("plain forms", plain)):
        yield Row(f"by the clock: {WITH}whole month, {label}", other.clock, other.clock / two.clock, None)
    yield Row(f"by the clock: {AGAIN}", spent[AGAIN].clock, None, None)


def _whole(spent: Steps, instead: Mapping[str, str]) -> Spent:
    own = [spent[instead.get(step, step)] for step in STEPS]
    return Spent(sum(s.processor for s in own), sum(s.clock for s in own), max(s.peak for s in own))


def main(step: str, root: Path, jobs: int) -> None:
    """One step; prints what it took."""
    clock, processor = time.perf_counter(), cpu()
    DONE[step](root, jobs)
    took = {"processor": cpu() - processor, "clock": time.perf_counter() - clock}
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # MB of the largest
    print(json.dumps({**took, "peak": peak() + (workers * jobs if jobs > 1 else 0)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
