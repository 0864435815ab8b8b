"""The doctor finds what is wrong, and the backup holds what is needed."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from perfxl.ledger.ledger import Ledger
from perfxl.period import doctor
from perfxl.period.backup import back_up
from perfxl.period.doctor import CheckState, examine, examine_machine
from perfxl.texts import LANGUAGES, texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import running
from tests.ledger.made import when
from tests.support.ledger_edits import edit
from tests.support.stand import Stand


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path / "w", monkeypatch)
    made.drop("a.xlsx", "А-01 accepted x 1")
    made.collect()
    return made


def bad(stand: Stand, now: datetime | None = None) -> list[str]:
    return [
        check.name for check in examine(stand.workspace, now or when(500)) if check.state is CheckState.BAD
    ]


def test_a_sound_workspace_has_nothing_bad(stand: Stand) -> None:
    assert bad(stand) == []
    names = [check.name for check in examine(stand.workspace, when(500))]
    assert {"python", "sqlite", "packages", "lock", "ledger", "chain", "store", "copies", "clock"} <= set(
        names
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_its_sentence(stand: Stand, language: str) -> None:
    for check in examine(stand.workspace, when(500)):
        assert "?" not in texts(language).word(f"doctor.{check.name}", **check.facts)


def test_a_lost_and_a_changed_file_of_the_store(stand: Stand) -> None:
    (path,) = (p for p in stand.workspace.store.rglob("*") if p.is_file())
    path.write_bytes(b"other")
    assert bad(stand) == ["store_changed"]
    path.unlink()
    assert bad(stand) == ["store_lost"]


def test_a_row_changed_behind_the_ledgers_back(stand: Stand) -> None:
    edit(stand, "UPDATE judgements SET employee = 'Б-02'")
    assert bad(stand) == ["ledger_contradicts"]


def test_a_changed_event(stand: Stand) -> None:
    edit(stand, "UPDATE events SET subject = 'x' WHERE seq = 2")
    assert bad(stand) == ["chain_broken"]


def test_a_damaged_ledger(stand: Stand) -> None:
    path = stand.workspace.ledger_path
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(len(data) - 4096))
    assert bad(stand) == ["ledger_bad"]


def test_a_clock_that_is_behind(stand: Stand) -> None:
    assert bad(stand, when(-500)) == ["clock_behind"]


def test_a_full_disk(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_DISK", 1 << 80)
    assert bad(stand) == ["disk"]


def test_a_run_at_work_is_a_note(stand: Stand) -> None:
    with running(stand.workspace):
        names = [check.name for check in examine(stand.workspace, when(500))]
    assert "lock_held" in names


def test_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "NEEDS", (*doctor.NEEDS, "no-such-package"))
    assert [c.facts["names"] for c in examine_machine() if c.name == "packages_missing"] == [
        "no-such-package"
    ]


def test_a_backup_is_a_whole_workspace(stand: Stand, tmp_path: Path) -> None:
    target = stand.workspace.root / "keep.zip"
    with running(stand.workspace) as run:
        for _ in range(2):  # the second one does not swallow the first
            count = back_up(run, target)
        versions = run.ledger.versions.all()
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "again")
    assert len(names) == count and "keep.zip" not in names
    assert {"ledger.db", "perfxl.toml", "inbox/a.xlsx"} <= set(names)
    with Ledger.open(tmp_path / "again" / "ledger.db") as copy:
        assert copy.versions.all() == versions


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"plans", b""])
def test_a_backup_never_takes_another_files_place(stand: Stand, content: bytes) -> None:
    target = stand.workspace.root / "roster-old.xlsx"
    target.write_bytes(content)
    with running(stand.workspace) as run, pytest.raises(Trouble) as refused:
        back_up(run, target)
    assert refused.value.name == "backup_over"
    assert target.read_bytes() == content


def test_a_backup_that_is_not_whole_leaves_the_earlier_one(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = stand.workspace.root / "keep.zip"
    with running(stand.workspace) as run:
        back_up(run, target)
        before = target.read_bytes()
        monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda self: "ledger.db")
        with pytest.raises(Trouble) as broken:
            back_up(run, target)
    assert broken.value.name == "bad_backup"
    assert target.read_bytes() == before


def test_a_long_root_is_a_note_from_its_length_on(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    length = len(str(stand.workspace.root.absolute()))
    for limit, names in ((length, []), (length - 1, ["root_long"])):
        monkeypatch.setattr(doctor, "LONG_ROOT", limit)
        found = [check.name for check in examine(stand.workspace, when(500))]
        assert [name for name in found if name == "root_long"] == names


def test_files_that_windows_marks_as_from_the_internet_are_named(stand: Stand) -> None:
    (stand.workspace.root / "roster.xlsx:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    (check,) = [check for check in examine(stand.workspace, when(500)) if check.name == "from_internet"]
    assert check.facts == {"names": "roster.xlsx"}


def test_without_pandas_all_but_tables_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_FOR_TABLES", "no-such-package")
    states = {check.name: check.state for check in examine_machine()}
    assert states["no_tables"] is CheckState.NOTE and CheckState.BAD not in states.values()
