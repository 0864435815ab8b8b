"""The next period: plans go on or are carried over, what was achieved stands beside the rows, and the road works on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

import perfxl.cli.demo
from perfxl.collect.collect import collect
from perfxl.finding import Verdict
from perfxl.form.definition import load_form
from perfxl.form.plan import Measure, Roster, Settings
from perfxl.period.previous import FILE, Before, beside, read_previous, write_previous
from perfxl.period.rollover import RolledOver, _Next
from perfxl.period.rollover_report import Left
from perfxl.roster.load import load_roster
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace, open_workspace
from perfxl.workspace.run import ledger_of, running
from tests.support.months import NOW, ULAANBAATAR, answered, employee
from tests.support.runs import issue, rollover


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    root = tmp_path_factory.mktemp("half") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(perfxl.cli.demo, "PERIOD", "2024-H1")
        perfxl.cli.demo.run_demo(root, 8, datetime(2024, 6, 20, 12, tzinfo=ULAANBAATAR))
    yield open_workspace(root)


@pytest.fixture(scope="module")
def year(half: Workspace, tmp_path_factory: pytest.TempPathFactory) -> RolledOver:
    return rollover(half, tmp_path_factory.mktemp("year") / "next", "2024-Y", NOW)


def roster_of(workspace: Workspace) -> Roster:
    roster, found = load_roster(workspace.root, workspace.form)
    assert roster is not None
    assert not [fault for fault in found if fault.severity == "error"]
    return roster


def plans(workspace: Workspace) -> dict[str, list[tuple[str, ...]]]:
    def said(m: Measure) -> tuple[str, ...]:
        return (m.section, m.goal, m.number, m.measure, m.indicator, m.baseline, m.target)

    return {code: [said(m) for m in measures] for code, measures in roster_of(workspace).shared.items()}


def test_half_year_to_year_keeps_plans_baselines_and_people(half: Workspace, year: RolledOver) -> None:
    assert year.same_plan and year.workspace.period.code == "2024-Y"
    assert plans(year.workspace) == plans(half)
    old, new = roster_of(half), roster_of(year.workspace)
    assert [e.code for e in new.employees] == [e.code for e in old.employees]
    assert new.settings.period == "2024-Y" and new.settings.deadline == "2024.12.22"


def test_the_half_year_s_texts_and_percents_stand_beside_the_rows(half: Workspace, year: RolledOver) -> None:
    issue(year.workspace, NOW)
    with ledger_of(half) as ledger:
        rows = {v.judged.employee: v.judged.rows for v in ledger.versions.counting()}
    with ledger_of(year.workspace) as ledger:
        seals = ledger.issued.latest_seals()
    code = next(iter(rows))
    slots = {(s.key, s.field): s for s in seals[code].slots}
    planned = [row for row in rows[code] if not row.added]
    assert planned
    for row in planned:
        assert slots[row.key, "previous"].value == row.achieved
        assert slots[row.key, "previous_percent"].value == row.percent
        assert slots[row.key, "previous"].locked


def test_rollover_issue_fill_collect_works_for_the_next_period(year: RolledOver) -> None:
    workspace = year.workspace
    issue(workspace, NOW)
    with ledger_of(workspace) as ledger:
        sent, seals = ledger.issued.last()["001"], ledger.issued.latest_seals()["001"]
    book = openpyxl.load_workbook(workspace.root / sent.path)
    rows = {line.key for line in seals.lines if line.role == "measure"}
    for slot in seals.slots:
        if slot.key in rows and slot.field in ("achieved", "percent"):
            book[seals.sheet][slot.a1] = "Жилийн ажлыг бүрэн гүйцэтгэв." if slot.field == "achieved" else 1.0
    book.save(workspace.inbox / "001.xlsx")
    stamp = (NOW + timedelta(hours=1)).timestamp()
    os.utime(workspace.inbox / "001.xlsx", (stamp, stamp))
    with running(workspace, NOW + timedelta(hours=2)) as run:
        collect(run)
        (version,) = run.ledger.versions.all()
    assert (version.verdict, version.counts) == (Verdict.ACCEPTED, True)
    assert len([row for row in version.judged.rows if not row.added]) == len(rows)


def test_year_to_next_year_carries_the_unfinished_and_lists_the_finished(
    gone_month: Workspace, tmp_path: Path
) -> None:
    done = rollover(gone_month, tmp_path / "next", "2025-Y", NOW)
    with ledger_of(gone_month) as ledger:
        rows = {
            v.judged.employee: [r for r in v.judged.rows if not r.added] for v in ledger.versions.counting()
        }
    assert not done.same_plan
    assert done.finished == sum(r.percent == 1.0 for mine in rows.values() for r in mine)
    unfinished = {(code, r.measure) for code, mine in rows.items() for r in mine if (r.percent or 0) < 1.0}
    carried = roster_of(done.workspace).shared
    for code, measure in unfinished:
        assert measure in [m.measure for m in carried[code]]
    assert not any(
        r.measure in [m.measure for m in carried.get("001", ())] for r in rows["001"] if r.percent == 1.0
    )
    book = openpyxl.load_workbook(done.listing)
    assert book.sheetnames[:2] == ["Үргэлжлэх", "Дууссан"]
    assert book["Дууссан"].max_row - 3 == done.finished and book["Үргэлжлэх"].max_row - 3 == done.carried


def test_who_sent_nothing_keeps_the_plan(gone_month: Workspace, tmp_path: Path) -> None:
    done = rollover(gone_month, tmp_path / "next", "2025-Y", NOW)
    with ledger_of(gone_month) as ledger:
        counting = {v.judged.employee for v in ledger.versions.counting()}
    silent = next(e.code for e in roster_of(gone_month).employees if e.code not in counting)
    assert len(roster_of(done.workspace).shared[silent]) >= len(roster_of(gone_month).shared[silent])


FORM = load_form("order-98-2023-annex-6")


def stepped(
    shared: dict[str, tuple[Measure, ...]], rows: dict[str, list[object]]
) -> tuple[dict[str, list[Measure]], list[Left]]:
    people = tuple(employee(n, "") for n in (1, 2))
    step = _Next(FORM, Roster(people, (), shared, Settings(), {}), rows)  # type: ignore[arg-type]
    return step.shared(), step.left


MEASURE = Measure("goals", "Зорилт 1", "1.1", "Шалгалт хийх", baseline="3", target="5")


def row(percent: float | None, number: float | None = None) -> object:
    return answered(1, 0, number="1.1", measure="Шалгалт хийх", percent=percent, achieved_number=number)


def test_a_number_achieved_becomes_the_baseline() -> None:
    out, left = stepped({"001": (MEASURE,)}, {"001": [row(0.8, 4.0)]})
    assert out == {"001": [replace(MEASURE, baseline="4")]}
    assert [(one.fate, one.baseline) for one in left] == [("carried", "4")]


def test_without_a_number_the_baseline_stays() -> None:
    out, _ = stepped({"001": (MEASURE,)}, {"001": [row(0.8)]})
    assert out["001"][0].baseline == "3"


@pytest.mark.parametrize(("percent", "goes_on"), [(0.99, True), (1.0, False), (1.2, False), (None, True)])
def test_a_measure_goes_on_below_a_hundred_percent(percent: float | None, goes_on: bool) -> None:
    out, _ = stepped({"001": (MEASURE,)}, {"001": [row(percent)]})
    assert bool(out.get("001")) is goes_on


def test_a_shared_measure_stays_shared_while_it_goes_on_for_all_alike() -> None:
    out, left = stepped({"*": (MEASURE,)}, {"001": [row(0.5)]})
    assert out == {"*": [MEASURE]} and len(left) == 2


def test_a_shared_measure_that_one_has_finished_goes_on_for_the_others() -> None:
    out, _ = stepped({"*": (MEASURE,)}, {"001": [row(1.0)]})
    assert out == {"002": [MEASURE]}


def test_ready_titles_get_the_new_period_s_words_and_odd_ones_are_named(
    gone_month: Workspace, tmp_path: Path
) -> None:
    from perfxl.period.rollover import _employees

    form, roster = gone_month.form, roster_of(gone_month)
    ready = replace(roster.employees[0], titles=("А", "Б ОВОГТОЙ ВИЙН 2024 ОНЫ ГҮЙЦЭТГЭЛИЙН ТАЙЛАН"))
    odd = replace(roster.employees[1], titles=("А", "Өөр гарчиг"))
    changed, named = _employees(
        gone_month, replace(roster, employees=(ready, odd)), form.period_of("2025-Q2")
    )
    assert changed[0].titles[1] == "Б ОВОГТОЙ ВИЙН 2025 ОНЫ 2 ДУГААР УЛИРЛЫН ГҮЙЦЭТГЭЛИЙН ТАЙЛАН"
    assert named == (odd.code,)


@pytest.mark.parametrize("period", ["2023-Y", "2024-Y", "2024-H1"])
def test_a_period_that_does_not_follow_is_trouble(gone_month: Workspace, tmp_path: Path, period: str) -> None:
    with pytest.raises(Trouble, match="rollover_period"):
        rollover(gone_month, tmp_path / "next", period, NOW)
    assert not (tmp_path / "next").exists()


def test_a_folder_that_holds_something_is_trouble(gone_month: Workspace, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    with pytest.raises(Trouble, match="rollover_taken"):
        rollover(gone_month, tmp_path, "2025-Y", NOW)


def test_what_was_before_is_found_by_words_then_by_number(tmp_path: Path) -> None:
    from perfxl.form.plan import Plan, Unit

    rows = [
        Before("001", "goals", "1.1", "Шалгалт хийх", "Хийв", 0.5),
        Before("001", "goals", "1.2", "Өөр", "Мөн", None),
    ]
    write_previous(tmp_path, "2024-H1", rows)
    found = read_previous(tmp_path)["001"]
    measures = (replace(MEASURE, number="9"), replace(MEASURE, number="1.2", measure="Засагдсан"))
    plan = Plan(employee(1, ""), Unit("", "", ""), ("", ""), measures, ("a", "b"))
    assert beside(plan, found) == {"a": ("Хийв", 0.5), "b": ("Мөн", None)}


def test_a_damaged_file_of_the_last_period_is_none(tmp_path: Path) -> None:
    assert read_previous(tmp_path) == {}
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert read_previous(tmp_path) == {}
