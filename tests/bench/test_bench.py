"""The measurements run with tiny counts and give tables of numbers; how long anything takes is never asked."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from perfxl.checks.judge import judge
from perfxl.workspace.run import running
from tests.bench import form_reading, master, month, openpyxl_month
from tests.bench.__main__ import lines, main
from tests.bench.row import Row, Table
from tests.bench.staffing import fill_in, staffed
from tests.bench.tables import MEASUREMENTS
from tests.checks.forms import RULES, lookup_of


def check(table: Table) -> list[str]:
    """Whether every figure is a number; the rows' labels."""
    for row in table.rows:
        figures = [row.seconds, *(f for f in (row.ratio, row.peak) if f is not None)]
        assert all(math.isfinite(figure) and figure >= 0 for figure in figures), row
    labels = [row.label for row in table.rows]
    assert len(set(labels)) == len(labels) > 1
    assert [line.split("  ")[0].rstrip() for line in list(lines(table))[2 : 2 + len(labels)]] == labels
    return labels


def test_the_writers_of_a_master_take_their_turns() -> None:
    table = master.measure(3, 2, 1)
    assert check(table) == [*master.WRITERS, "floor: deflating our parts"]
    assert table.rows[0] == Row("perfxl", table.rows[0].seconds, 1.0, table.rows[0].peak)


def test_a_whole_month_is_measured_step_by_step() -> None:
    labels = check(month.measure(3, 8))
    steps = [label for label in labels if label in month.DONE]
    assert {*steps, month.ROSTER} == {*month.DONE}
    assert labels[-3:-1] == ["openpyxl: whole month, same forms", "openpyxl: whole month, plain forms"]


def test_of_a_large_month_openpyxl_does_a_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(month, "MOST", 3)
    monkeypatch.setattr(month, "SHARE", 2)
    table = month.measure(4, 8)
    check(table)
    assert "2 measured, counted for 4" in table.note


def test_what_was_done_for_some_is_counted_for_all() -> None:
    spent = {step: month.Spent(10.0, 1.0, 5.0) for step in month.DONE} | {
        month.ROSTER: month.Spent(4.0, 1.0, 5.0)
    }
    told = month._whole(spent, 3.0)
    assert (told["openpyxl: issue"].processor, told["openpyxl: collect"].processor) == (22.0, 30.0)
    assert (told["issue"], told["openpyxl: consolidate"]) == (spent["issue"], spent["openpyxl: consolidate"])


def test_both_months_hold_the_same_rows(tmp_path: Path) -> None:
    workspace, invented = staffed(tmp_path / "w", 3, 9)
    for step in ("issue", month.PLAIN, "openpyxl: issue"):
        month.DONE[step](workspace.root, 3)
    assert fill_in(workspace, invented) == 3
    for step in ("collect", "openpyxl: collect", "openpyxl: consolidate"):
        month.DONE[step](workspace.root, 3)
    told = json.loads((workspace.root / openpyxl_month.TABLE).read_text(encoding="utf-8"))
    with running(workspace) as run:
        ours = [
            (v.judged.employee, row.achieved, row.percent)
            for v in run.ledger.versions.counting()
            for row in v.judged.rows
        ]
    assert [(row[0], row[6], row[8]) for row in told] == ours
    assert len(ours) == 27


def test_the_readers_take_their_turns_on_the_dialects_that_are_here() -> None:
    excel, libreoffice, saved = form_reading.measure(12, 1, 1, peaks=False)
    for table in (excel, saved, *((libreoffice,) if libreoffice.rows else ())):
        assert check(table) == [label for label in form_reading.WORKS if label not in form_reading.absent()]


@pytest.mark.parametrize("dialect", ["Excel", "openpyxl"])
def test_a_form_says_the_same_in_every_dialect(dialect: str) -> None:
    form = form_reading.filled(1, 12)
    saved = form_reading.in_dialect(dialect, [form])[0]
    one, other = (judge(data, RULES, lookup_of(form.seal)) for data in (form.data, saved.data))
    assert saved.data != form.data
    assert (other.digest, other.control, other.findings) == (one.digest, one.control, one.findings)


@pytest.mark.parametrize("name", [name for name in MEASUREMENTS if name not in ("master", "month")])
def test_every_other_measurement_runs(name: str) -> None:
    for table in MEASUREMENTS[name](True):
        assert table.rows or table.note, table.title
        if table.rows:
            check(table)


def test_a_measurement_that_nobody_knows_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mnoth"]) == 2
    assert "month" in capsys.readouterr().err
