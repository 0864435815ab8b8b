"""A backup comes back as a working folder that goes on working, on another machine; what is no backup makes none."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from perfxl.period.backup import back_up, restore
from perfxl.period.close import close, verify
from perfxl.period.doctor import CheckState, examine
from perfxl.trouble import Trouble
from perfxl.workspace.folder import FOLDERS
from perfxl.workspace.run import ledger_of, running
from tests.ledger.made import when
from tests.support.runs import collect
from tests.support.stand import Stand


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path / "w", monkeypatch)
    made.drop("a.xlsx", "А-01 accepted x 1")
    made.collect()
    return made


def backed_up(stand: Stand, target: Path) -> Path:
    with running(stand.workspace, when(100)) as run:
        back_up(run, target)
    return target


def test_what_comes_back_knows_all_that_was_known_and_goes_on(stand: Stand, tmp_path: Path) -> None:
    stand.drop("late.xlsx", "Б-02 accepted y 1", 20)  # not collected yet
    target = tmp_path / "сэргээсэн" / "2024"
    restored = restore(backed_up(stand, tmp_path / "keep.zip"), target)
    with ledger_of(stand.workspace) as before, ledger_of(restored) as after:
        assert after.versions.all() == before.versions.all()
        assert after.password == before.password
    assert {path.name for path in target.iterdir() if path.is_dir()} >= set(FOLDERS)
    assert [check.name for check in examine(restored, when(500)) if check.state is CheckState.BAD] == []
    done = collect(restored, when(200))
    assert [version.arrival.name for version in done.versions] == ["inbox/late.xlsx"]
    assert done.versions[0].arrival.received == when(20)


def test_files_from_before_1980_are_kept(stand: Stand, tmp_path: Path) -> None:
    old = stand.drop("old.pdf", b"old")
    os.utime(old, (0, 0))
    restored = restore(backed_up(stand, tmp_path / "keep.zip"), tmp_path / "again")
    assert (restored.inbox / "old.pdf").read_bytes() == b"old"


def test_what_excel_keeps_locked_beside_an_open_file_is_left_out(stand: Stand, tmp_path: Path) -> None:
    (stand.workspace.root / "~$roster.xlsx").write_bytes(b"owner")
    with zipfile.ZipFile(backed_up(stand, tmp_path / "keep.zip")) as archive:
        assert "~$roster.xlsx" not in archive.namelist()


def test_a_folder_that_holds_something_is_left_alone(stand: Stand, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "mine.txt").write_text("mine")
    with pytest.raises(Trouble) as refused:
        restore(backed_up(stand, tmp_path / "keep.zip"), tmp_path / "again")
    assert refused.value.name == "folder_in_use"
    assert [path.name for path in (tmp_path / "again").iterdir()] == ["mine.txt"]


def changed(source: Path, target: Path, leave_out: str = "", more: str = "") -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            if member.filename != leave_out:
                new.writestr(member, old.read(member))
        if more:
            new.writestr(more, b"x")
    return target


@pytest.mark.parametrize("more", ["../outside.txt", "inbox/../../outside.txt", "/outside.txt"])
def test_nothing_is_written_outside_the_folder(stand: Stand, tmp_path: Path, more: str) -> None:
    source = changed(backed_up(stand, tmp_path / "keep.zip"), tmp_path / "other.zip", more=more)
    with pytest.raises(Trouble) as refused:
        restore(source, tmp_path / "deep" / "again")
    assert refused.value.name == "no_backup"
    assert not list(tmp_path.rglob("outside.txt")) and not list((tmp_path / "deep").iterdir())


@pytest.mark.parametrize("leave_out", ["ledger.db", "perfxl.toml"])
def test_a_zip_that_is_no_backup_makes_nothing(stand: Stand, tmp_path: Path, leave_out: str) -> None:
    source = changed(backed_up(stand, tmp_path / "keep.zip"), tmp_path / "other.zip", leave_out)
    with pytest.raises(Trouble) as refused:
        restore(source, tmp_path / "again")
    assert refused.value.name == "no_backup" and not (tmp_path / "again").exists()


def test_a_damaged_backup_makes_nothing(stand: Stand, tmp_path: Path) -> None:
    source = backed_up(stand, tmp_path / "keep.zip")
    data = bytearray(source.read_bytes())
    data[200:260] = bytes(60)
    source.write_bytes(data)
    with pytest.raises(Trouble) as refused:
        restore(source, tmp_path / "again")
    assert refused.value.name in ("no_backup", "bad_backup") and not (tmp_path / "again").exists()


def test_a_closed_period_comes_back_as_it_was_closed(stand: Stand, tmp_path: Path) -> None:
    with running(stand.workspace, when(50)) as run:
        close(run, "Хүний нөөц", "шалгалт")
    restored = restore(backed_up(stand, tmp_path / "keep.zip"), tmp_path / "again")
    assert list(verify(restored)) == []
