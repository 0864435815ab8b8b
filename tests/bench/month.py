"""A whole month beside the same month done with openpyxl throughout: `python -m tests.bench month`.

    python -m tests.bench.month STEP FOLDER [COUNT]

does one step in a process of its own and prints a line of JSON: its processor time, wall time and peak. Filling in the
workbooks is staff's work and is not counted. Of a large month openpyxl does COUNT workbooks, which are then counted as
many times as there are more: all of them would take it a quarter of an hour.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl.collect.collect import collect
from perfxl.workspace.folder import open_workspace
from perfxl.workspace.run import running
from tests.bench import openpyxl_month
from tests.bench.row import Row, Table
from tests.bench.staffing import ROWS, SENT, fill_in, staffed
from tests.bench.turns import cpu
from tests.support.memory import peak
from tests.support.runs import consolidate, issue

NOW = datetime(2024, 12, 20, 9, tzinfo=SENT.tzinfo)
STEPS = ("issue", "collect", "consolidate")
AGAIN, ANEW = "collect again, nothing new", "consolidate again, the old master read back"
WITH, PLAIN, ROSTER = "openpyxl: ", "openpyxl: issue, plain forms", "openpyxl: the roster read"
MOST, SHARE = 200, 10  # of a larger month openpyxl does a tenth


@dataclass(frozen=True, slots=True)
class Spent:
    """What one step took: seconds of processor time and by the clock, MB at the highest."""

    processor: float
    clock: float
    peak: float


Steps = Mapping[str, Spent]


def hand_out(root: Path, _: int) -> None:
    """Workbooks for everybody."""
    issue(open_workspace(root), NOW)


def collect_deliveries(root: Path, _: int) -> None:
    """What came is judged and recorded."""
    workspace = open_workspace(root)
    with running(workspace, NOW) as run:
        collect(run)


def masters(root: Path, _: int) -> None:
    """The masters."""
    consolidate(open_workspace(root), at=NOW)


DONE: Mapping[str, Callable[[Path, int], None]] = {
    "issue": hand_out,
    "collect": collect_deliveries,
    AGAIN: collect_deliveries,
    "consolidate": masters,
    ANEW: masters,
    ROSTER: openpyxl_month.read_roster,
    f"{WITH}issue": openpyxl_month.issue_the_same,
    PLAIN: openpyxl_month.issue_plain,
    f"{WITH}collect": openpyxl_month.collect,
    f"{WITH}consolidate": openpyxl_month.consolidate,
}
_IN_TURN = ("issue", ROSTER, f"{WITH}issue", PLAIN, "collect", f"{WITH}collect", AGAIN, "consolidate", f"{WITH}consolidate", ANEW)  # fmt: skip


def measure(staff: int, rows: int = ROWS) -> Table:
    """One month of so many people, each step of ours and then openpyxl's."""
    count = staff if staff <= MOST else staff // SHARE
    with TemporaryDirectory() as name:
        workspace, invented = staffed(Path(name, "w"), staff, rows)
        spent: dict[str, Spent] = {}
        for step in _IN_TURN:
            if step == "collect":
                fill_in(workspace, invented)
            spent[step] = apart(step, workspace.root, count)
            if step == f"{WITH}collect":
                openpyxl_month.repeat(workspace.root, staff // count)
    return Table(f"month of {staff:,}", tuple(_rows(_whole(spent, staff / count))), _note(staff, rows, count))


def _whole(spent: Steps, times: float) -> Steps:
    """The steps of openpyxl as all its workbooks would have them; the roster was read whole."""
    fixed = spent[ROSTER].processor
    told = dict(spent)
    for step, once in ((f"{WITH}issue", fixed), (PLAIN, fixed), (f"{WITH}collect", 0.0)):
        one = spent[step]
        told[step] = replace(one, processor=once + max(one.processor - once, 0.0) * times)
    return told


def apart(step: str, root: Path, count: int) -> Spent:
    """One step in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.month", step, str(root), str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    return Spent(**json.loads(done.stdout.splitlines()[-1]))


def _note(staff: int, rows: int, count: int) -> str:
    part = f" openpyxl's forms: {count:,} measured, counted for {staff:,}." if count < staff else ""
    return (
        f"{staff:,} people of {rows} rows, one process. Processor time without the program's start; ratio: theirs over ours. "
        "openpyxl throughout: reads the same roster, builds the same forms cell by cell (or plain locked ones, which nobody "
        "could check), loads the same filled files, writes their rows as one table: no checks, no ledger, no stored "
        f"copies, no summary. Filling in is not counted.{part}"
    )


def _rows(spent: Steps) -> Iterator[Row]:
    for step in ("issue", "collect", AGAIN, "consolidate", ANEW):
        yield Row(step, spent[step].processor, None, spent[step].peak)
        for theirs in (WITH + step, *((PLAIN,) if step == "issue" else ())):
            if theirs in spent:
                ratio = spent[theirs].processor / spent[step].processor
                yield Row(theirs, spent[theirs].processor, ratio, spent[theirs].peak)
    ours = _sum(spent, {})
    yield Row("whole month", ours.processor, 1.0, ours.peak)
    for label, issued in (("same forms", f"{WITH}issue"), ("plain forms", PLAIN)):
        other = _sum(spent, {**{step: WITH + step for step in STEPS}, "issue": issued})
        yield Row(
            f"{WITH}whole month, {label}", other.processor, other.processor / ours.processor, other.peak
        )
    yield Row(f"by the clock: {AGAIN}", spent[AGAIN].clock)


def _sum(spent: Steps, instead: Mapping[str, str]) -> Spent:
    own = [spent[instead.get(step, step)] for step in STEPS]
    return Spent(sum(s.processor for s in own), sum(s.clock for s in own), max(s.peak for s in own))


def main(step: str, root: Path, count: int) -> None:
    """One step; prints what it took."""
    clock, processor = time.perf_counter(), cpu()
    DONE[step](root, count)
    took = {"processor": cpu() - processor, "clock": time.perf_counter() - clock}
    print(json.dumps({**took, "peak": peak()}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
