"""Files of the outbox, of accepted/ and of issued/ that are open in another program: the rest of the run is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.letters import round
from perfxl.period.sync import Synced, sync
from perfxl.workspace.run import Run, running
from tests.ledger.made import when
from tests.support.open_files import hold_open
from tests.support.stand import Stand


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    monkeypatch.setattr(
        round, "write_corrections", lambda run: {}
    )  # the stand's workbooks are a line of text
    return Stand(tmp_path / "w", monkeypatch)


def month_end(stand: Stand, minutes: int) -> tuple[Synced, Run]:
    with running(stand.workspace, when(minutes)) as run:
        return sync(run), run


def paths(run: Run) -> list[Path]:
    return [obstacle.path for obstacle in run.obstacles]


def only(files: Iterable[Path]) -> Path:
    (file,) = files
    return file


@pytest.fixture
def replied(stand: Stand) -> Path:
    """A reply in the outbox to somebody who has mended the workbook since."""
    person = stand.people[0]
    stand.set_roster(*(replace(one, email=f"{n}@gov.example") for n, one in enumerate(stand.people)))
    stand.drop("one.xlsx", f"{person.code} returned x 1", 5)
    month_end(stand, 10)
    stand.drop("two.xlsx", f"{person.code} accepted y 1", 15)
    return only(stand.workspace.outbox.rglob("*.eml"))


def test_an_open_reply_that_is_no_longer_due_stays_and_is_named(
    stand: Stand, replied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = only(stand.workspace.master.glob("*.xlsx"))
    before = master.read_bytes()
    with monkeypatch.context() as patch:
        hold_open(patch, [replied])
        done, run = month_end(stand, 20)
        assert paths(run) == [replied] and replied.is_file()
        assert done.masters.masters[0].path == master and master.read_bytes() != before
    _, run = month_end(stand, 30)
    assert paths(run) == [] and not replied.exists()


def test_an_open_reply_that_is_written_anew_is_named_and_written_by_the_next_run(
    stand: Stand, replied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.drop("three.xlsx", f"{stand.people[0].code} returned z 1", 18)
    before = replied.read_bytes()
    with monkeypatch.context() as patch:
        hold_open(patch, [replied])
        _, run = month_end(stand, 20)
        assert set(paths(run)) == {replied} and replied.read_bytes() == before
    _, run = month_end(stand, 30)
    assert paths(run) == [] and replied.read_bytes() != before


def test_an_open_copy_of_what_counts_is_named_and_the_others_are_made(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.drop("one.xlsx", "А-01 accepted x 1", 5)
    month_end(stand, 10)
    copy = only(stand.workspace.accepted.rglob("*.xlsx"))
    before = copy.read_bytes()
    stand.drop("two.xlsx", "А-01 accepted y 1", 15)
    stand.drop("three.xlsx", "Б-02 accepted z 1", 15)
    with monkeypatch.context() as patch:
        hold_open(patch, [copy])
        done, run = month_end(stand, 20)
        assert paths(run) == [copy] and copy.read_bytes() == before
        assert len(list(stand.workspace.accepted.rglob("*.xlsx"))) == 2
        assert done.masters.masters[0].path
    _, run = month_end(stand, 30)
    assert paths(run) == [] and copy.read_bytes() != before
