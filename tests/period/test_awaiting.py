"""What awaits a person is one count: --strict, status, the run and the day's page agree whatever came, was decided or left."""

from __future__ import annotations

import json
import random
import re
from contextlib import suppress
from html import unescape
from pathlib import Path

import pytest

from perfxl.cli.commands import perfxl
from perfxl.cli.console import run as command
from perfxl.collect.awaiting import awaiting
from perfxl.collect.decisions import decide
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import looking, running
from tests.ledger.made import when
from tests.support.runs import sync
from tests.support.stand import Stand, broken_mail

CODES = ("А-01", "Б-02", "В-03", "Г-04")


def step(stand: Stand, chance: random.Random, number: int) -> None:
    """Something that happens in a month."""
    what = chance.choice(("workbook", "workbook", "mail", "decide", "done", "roster"))
    if what == "workbook":
        verdict = chance.choice(("accepted", "held", "returned"))
        stand.drop(f"{number}.xlsx", f"{chance.choice(CODES)} {verdict} x{number} 1", 10 + number)
    elif what == "mail":
        stand.drop(f"{number}.eml", broken_mail(), 10 + number)
    elif what == "roster":
        stand.set_roster(*(person for person in stand.people if chance.random() < 0.8))
    else:
        with running(stand.workspace, when(500 + number)) as run:
            rows = [row for row in awaiting(run) if row.id and (row.kind == "workbook") == (what == "decide")]
            for row in rows[: chance.randint(0, 2)]:
                with suppress(Trouble):
                    decide(
                        run,
                        row.id,
                        chance.choice(("accept", "return")) if what == "decide" else "done",
                        "Учир",
                        "Х",
                    )


def told(stand: Stand, capsys: pytest.CaptureFixture[str]) -> set[int]:
    """The counts of the day's page, of status and of the ledger, and the two exit statuses as far as they say it."""
    page = unescape((stand.workspace.master / "today.html").read_text(encoding="utf-8"))
    heading = texts("mn").word("today.awaiting", count="#").replace("#", r"(\d+)")
    match = re.search(heading, page)
    assert match
    words = ["-C", str(stand.workspace.root), "--lang", "en", "--strict", "status", "--json"]
    capsys.readouterr()
    strict = command(perfxl, words)
    count = len(json.loads(capsys.readouterr().out)["awaiting"])
    assert (strict == 10) is bool(count)
    with looking(stand.workspace) as run:
        return {int(match[1]), count, len(awaiting(run))}


@pytest.mark.parametrize("seed", range(6))
def test_they_agree_over_sequences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    stand, chance = Stand(tmp_path / "w", monkeypatch, CODES), random.Random(seed)
    for number in range(5):
        for turn in range(chance.randint(1, 4)):
            step(stand, chance, number * 10 + turn)
        done = sync(stand.workspace, when(1000 + number))
        assert told(stand, capsys) == {len(done.awaiting)}
