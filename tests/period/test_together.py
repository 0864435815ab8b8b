"""Eight runs at once, by mistake: nothing lost, nothing doubled, the master says what the ledger says."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from perfxl.ledger.chain import broken
from perfxl.ledger.proof import contradictions
from perfxl.ledger.records import Decision
from perfxl.master.notes.lying_masters import master_path
from perfxl.storage.run_lock import Busy, run_lock
from tests.ledger.made import when
from tests.support.runs import sync
from tests.support.stand import Stand

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

RUNS = 8


def together(work: Callable[[int], object]) -> list[int]:
    """How each of eight processes ended that did `work` at the same time."""
    children = []
    for number in range(RUNS):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                work(number)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


@pytest.mark.parametrize("count", [80, pytest.param(1000, marks=pytest.mark.long)])
def test_eight_runs_over_one_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    codes = tuple(f"К-{number:03d}" for number in range(count // 4))
    stand = Stand(tmp_path, monkeypatch, codes)
    for number in range(count):
        code = codes[number % len(codes)]
        stand.drop(f"{number}.xlsx", f"{code} accepted v{number // len(codes)} 1", number)
    assert together(lambda _: _patient_sync(stand)) == [0] * RUNS
    with stand.ledger() as ledger:
        assert len(ledger.arrivals.all()) == count
        assert broken(ledger.events.all()) is None and contradictions(ledger) == []
        counting = {v.judged.employee: v.judged.rows[0].achieved for v in ledger.versions.counting()}
    assert counting == dict.fromkeys(codes, f"v{(count - 1) // len(codes)}")
    sheet = openpyxl.load_workbook(master_path(stand.workspace, "Туршилтын газар"), read_only=True)[
        "Арга хэмжээ"
    ]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert {row[0]: row[12] for row in rows if row[0]} == counting and len(rows) == len(codes)


def _patient_sync(stand: Stand) -> None:
    for _ in range(20):
        try:
            sync(stand.workspace, when(5000))
            return
        except Busy:
            continue
    raise Busy(stand.workspace.root.name)


def test_eight_writers_of_one_ledger_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand = Stand(tmp_path, monkeypatch)
    stand.drop("a.xlsx", "А-01 accepted x 1")
    id = stand.collect().versions[0].arrival.id

    def decide(number: int) -> None:
        with stand.ledger() as ledger:
            for turn in range(25):
                ledger.decisions.record(Decision(id, "accept", "", f"{number} {turn}", "ХН", when(number)))

    assert together(decide) == [0] * RUNS
    with stand.ledger() as ledger:
        assert len({d.why for d in ledger.decisions.all()}) == RUNS * 25
        assert broken(ledger.events.all()) is None and contradictions(ledger) == []


def test_a_second_run_waits_its_turn_and_gives_up(tmp_path: Path) -> None:
    with run_lock(tmp_path / "lock"), pytest.raises(Busy), run_lock(tmp_path / "lock", patience=0.1):
        pass
