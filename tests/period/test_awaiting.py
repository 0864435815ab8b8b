"""What awaits a person is one count: --strict, status, the run and the day's page agree whatever came, was decided or left."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable
from contextlib import suppress
from html import unescape
from itertools import count
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from perfxl.cli.commands import perfxl
from perfxl.cli.console import run as command
from perfxl.collect.awaiting import awaiting
from perfxl.collect.decisions import decide
from perfxl.master.consolidate import take_new
from perfxl.storage.files import PENDING
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import looking, running
from perfxl.workspace.stored_bytes import examine_store
from tests.ledger.made import when
from tests.support.hr_master import ORGANISATION, column
from tests.support.runs import sync
from tests.support.stand import Stand, broken_mail

CODES = ("А-01", "Б-02", "В-03", "Г-04")


HAPPENINGS = ("workbook", "mail", "decide", "done", "roster", "edit", "contradict", "take_new", "sync")


def step(stand: Stand, what: str, chance: random.Random, number: int) -> None:
    """Something that happens in a month."""
    if what == "workbook":
        verdict = chance.choice(("accepted", "held", "returned"))
        stand.drop(f"{number}.xlsx", f"{chance.choice(CODES)} {verdict} x{number} 1", 10 + number)
    elif what == "mail":
        stand.drop(f"{number}.eml", broken_mail(), 10 + number)
    elif what == "roster":
        stand.set_roster(*(person for person in stand.people if chance.random() < 0.8))
    elif what in ("edit", "contradict"):
        change_master(stand, what, number)
    else:
        settle(stand, what, chance, number)


def change_master(stand: Stand, what: str, number: int) -> None:
    """HR writes over one of our cells, or sorts the code and the name of two rows without their keys."""
    place = stand.workspace.master / f"{ORGANISATION}.xlsx"
    if not place.is_file():
        return
    book = openpyxl.load_workbook(place)
    sheet = book["Албан хаагч"]
    if what == "edit":
        sheet.cell(2, column(sheet, "Овог, нэр")).value = f"Зассан {number}"
    elif sheet.max_row > 2:
        for heading in ("Код", "Овог, нэр"):
            one, other = (sheet.cell(row, column(sheet, heading)) for row in (2, 3))
            one.value, other.value = other.value, one.value
    book.save(place)


def settle(stand: Stand, what: str, chance: random.Random, number: int) -> None:
    """A person decides about workbooks, is done with others, takes the new masters, or has everything run."""
    with running(stand.workspace, when(500 + number)) as run:
        if what == "take_new":
            take_new(run)
        rows = [row for row in awaiting(run) if row.id and (row.kind == "workbook") == (what == "decide")]
        for row in rows[: chance.randint(0, 2)] if what in ("decide", "done") else ():
            with suppress(Trouble):
                how = chance.choice(("accept", "return")) if what == "decide" else "done"
                decide(run, row.id, how, "Учир", "Х")


def told(stand: Stand, capsys: pytest.CaptureFixture[str]) -> set[int]:
    """The counts of the day's page (heading and tile), of the master, of status and of the ledger, and the exit status
    as far as it says it."""
    page = unescape((stand.workspace.master / "today.html").read_text(encoding="utf-8"))
    heading = texts("mn").word("today.awaiting", count="#").replace("#", r"(\d+)")
    match = re.search(heading, page)
    tile = re.search(rf'<b class="held">(\d+)</b>{re.escape(texts("mn").word("master.held"))}', page)
    assert match and tile
    masters = sorted(stand.workspace.master.glob("*.xlsx"), key=lambda path: PENDING in path.name)
    first = openpyxl.load_workbook(masters[-1]).worksheets[0]
    summary = re.search(heading, str(first["A2"].value))
    assert summary
    words = ["-C", str(stand.workspace.root), "--lang", "en", "--strict", "status", "--json"]
    capsys.readouterr()
    strict = command(perfxl, words)
    listed = len(json.loads(capsys.readouterr().out)["awaiting"])
    assert (strict == 10) is bool(listed)
    with looking(stand.workspace) as run:
        return {int(match[1]), int(tile[1]), int(summary[1]), listed, len(awaiting(run))}


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Stand]:
    """A new workspace each time it is called."""
    numbers = count()
    return lambda: Stand(tmp_path / f"w{next(numbers)}", monkeypatch, CODES)


@settings(
    max_examples=int(os.environ.get("PERFXL_EXAMPLES", "12")), deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    happenings=st.lists(st.sampled_from(HAPPENINGS), min_size=1, max_size=14), seed=st.integers(0, 1 << 16)
)
@example(happenings=["workbook", "sync", "edit", "sync", "contradict", "sync", "take_new"], seed=1)
def test_they_agree_over_sequences(
    fresh: Callable[[], Stand], capsys: pytest.CaptureFixture[str], happenings: list[str], seed: int
) -> None:
    stand, chance = fresh(), random.Random(seed)
    for number, what in enumerate([*happenings, "sync"]):
        step(stand, what, chance, number)
        if what == "sync":
            done = sync(stand.workspace, when(1000 + number))
            assert told(stand, capsys) == {len(done.awaiting)}


def test_words_that_a_master_could_not_keep_await_a_person_until_they_are_done_with(
    fresh: Callable[[], Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    stand = fresh()
    sync(stand.workspace, when(1000))
    change_master(stand, "edit", 7)
    for minutes in (1001, 1002):
        (row,) = sync(stand.workspace, when(minutes)).awaiting
        assert [finding.code for finding in row.findings] == ["M116"]
        assert "Зассан 7" in row.text("mn") and "master/history/" in row.name
    with running(stand.workspace, when(1003)) as run:
        assert not examine_store(run).lost
        decide(run, row.id, "done", "Дахин бичив", "Х")
    assert sync(stand.workspace, when(1004)).awaiting == ()
    assert told(stand, capsys) == {0}


def test_a_master_whose_rows_contradict_their_keys_awaits_a_person_until_the_new_one_is_taken(
    fresh: Callable[[], Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    stand = fresh()
    sync(stand.workspace, when(1000))
    change_master(stand, "contradict", 7)
    for minutes in (1001, 1002):
        (row,) = sync(stand.workspace, when(minutes)).awaiting
        assert row.name == f"master/{ORGANISATION}.PENDING.xlsx" and "--take-new" in row.text("en")
        assert told(stand, capsys) == {1}
    with running(stand.workspace, when(1003)) as run:
        take_new(run)
    assert not list(stand.workspace.master.glob("*.PENDING.xlsx"))
