"""A workspace's ledger: never made anew beside what it told of, and readable for somebody who may only read."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.cli.commands import perfxl
from perfxl.cli.console import run as command
from perfxl.cli.invented import invent
from perfxl.ledger.records import Closing
from perfxl.ledger.status import status
from perfxl.period.doctor import CheckState, examine
from perfxl.roster.write import write_roster
from perfxl.texts import LANGUAGES, finding, texts
from perfxl.trouble import Trouble
from perfxl.workspace import run as run_module
from perfxl.workspace.folder import make_workspace
from perfxl.workspace.run import ledger_of, roster_now, running
from tests.ledger.made import FORM, PERIOD, employee, when
from tests.ledger.made import roster as made_roster
from tests.support.runs import consolidate, export, issue, sync
from tests.support.stand import Stand


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path / "w", monkeypatch)
    made.drop("a.xlsx", "А-01 accepted x 1")
    made.collect()
    consolidate(made.workspace, None, when(110))
    return made


def snapshot(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_a_ledger_that_is_gone_stops_a_run_and_changes_nothing(stand: Stand, left: str) -> None:
    stand.workspace.ledger_path.unlink()
    if left == "an empty file":
        stand.workspace.ledger_path.touch()
    before = snapshot(stand.workspace.root)
    with pytest.raises(Trouble, match="ledger_gone"):
        sync(stand.workspace, when(200))
    assert snapshot(stand.workspace.root) == before


@pytest.mark.parametrize("folder", ["store", "accepted", "issued", "master"])
@pytest.mark.parametrize("verb", [["status"], ["collect"], ["sync"], ["consolidate"], ["issue"], ["close"]])
def test_every_command_says_that_the_ledger_is_gone(
    tmp_path: Path,
    folder: str,
    verb: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PERFXL_LANG", "en")
    workspace = make_workspace(tmp_path / "w", PERIOD, FORM)
    write_roster(workspace.roster, workspace.form, workspace.period, None)
    (workspace.root / folder / "a.xlsx").write_bytes(b"x")
    assert command(perfxl, ["-C", str(workspace.root), *verb]) == 3
    said = capsys.readouterr().err
    assert "ledger.db" in said and "backup" in said
    assert not workspace.ledger_path.exists()


def test_a_new_workspace_has_no_ledger_and_gets_one(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w", PERIOD, FORM)
    (workspace.master / "desktop.ini").write_bytes(b"litter")
    (workspace.issued / ".DS_Store").write_bytes(b"litter")
    with running(workspace) as run:
        assert run.ledger.arrivals.all() == []
    assert workspace.ledger_path.is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doctor_says_that_the_ledger_is_gone(stand: Stand, language: str) -> None:
    stand.workspace.ledger_path.unlink()
    (check,) = (c for c in examine(stand.workspace, when(200)) if c.state is CheckState.BAD)
    assert check.name == "ledger_gone" and not stand.workspace.ledger_path.exists()
    assert "ledger.db" in texts(language).word(f"doctor.{check.name}")


@pytest.fixture
def reader(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Somebody who may read the workspace alone."""
    monkeypatch.setattr(run_module, "may_write", lambda _: False)
    return stand


def test_who_may_only_read_sees_the_status_and_exports(reader: Stand, tmp_path: Path) -> None:
    before = snapshot(reader.workspace.root)
    with ledger_of(reader.workspace) as ledger:
        assert ledger.read_only
        roster, _ = roster_now(reader.workspace, ledger, when(200))
        (organisation,) = status(ledger, roster, PERIOD).organisations
        assert organisation.missing == ("Б-02",)
    assert export(reader.workspace, tmp_path / "out.csv", when(200)).path.is_file()
    assert snapshot(reader.workspace.root) == before


def test_a_roster_that_changed_is_used_and_not_remembered(reader: Stand) -> None:
    reader.set_roster(reader.people[0])
    with ledger_of(reader.workspace) as ledger:
        roster, _ = roster_now(reader.workspace, ledger, when(200))
        kept = ledger.roster.kept()
    assert len(roster.employees) == 1 and kept is not None and len(kept.employees) == 2


@pytest.fixture
def readings(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number for each time that the roster's files are read from now on."""
    read = run_module.load_roster
    seen: list[int] = []

    def counted(*what: object) -> object:
        seen.append(len(seen) + 1)
        return read(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(run_module, "load_roster", counted)
    return seen


def now(stand: Stand) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(codes of the roster as it can be had, codes of what is wrong with it)."""
    with ledger_of(stand.workspace) as ledger:
        roster, found = roster_now(stand.workspace, ledger, when(300))
    return tuple(one.code for one in roster.employees), tuple(one.code for one in found)


def test_files_that_are_as_they_were_are_not_read_again(stand: Stand, readings: list[int]) -> None:
    assert now(stand) == now(stand) == (("А-01", "Б-02"), ())
    assert readings == []


@pytest.mark.parametrize("change", ["roster.xlsx", "roster/Төлөвлөгөө.csv", "a newer program"])
def test_what_a_reading_depends_on_makes_it_done_again(
    stand: Stand, readings: list[int], change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if change == "a newer program":
        monkeypatch.setattr(run_module, "__version__", "99")
    else:
        path = stand.workspace.root / change
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"otherwise")
    now(stand)
    assert readings == [1]
    now(stand)
    assert readings == [1]


def test_warnings_are_told_again_without_another_reading(
    stand: Stand, readings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = run_module.load_roster(stand.workspace.root, stand.workspace.form)[0]
    told = finding("R118", field="file", file="roster.xlsx")
    monkeypatch.setattr(run_module, "load_roster", lambda *_: readings.append(0) or (known, (told,)))
    stand.workspace.roster.write_bytes(b"otherwise")
    readings.clear()
    assert now(stand) == now(stand) == (("А-01", "Б-02"), ("R118",))
    assert readings == [0]


def test_a_roster_with_an_error_is_read_each_time(
    stand: Stand, readings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = finding("R101", field="file", file="roster.xlsx", folder="w")
    monkeypatch.setattr(run_module, "load_roster", lambda *_: readings.append(0) or (None, (wrong,)))
    stand.workspace.roster.unlink()
    assert now(stand) == now(stand) == (("А-01", "Б-02"), ("R101",))
    assert readings == [0, 0]


def test_a_roster_that_issuing_kept_since_is_not_taken_for_the_one_that_was_read(
    stand: Stand, readings: list[int]
) -> None:
    with ledger_of(stand.workspace) as ledger:
        ledger.roster.keep(made_roster(employee("Г-04")), when(250))
    assert now(stand) == (("А-01", "Б-02"), ())
    assert readings == [1]


def test_what_issuing_read_no_other_command_reads_again(tmp_path: Path, readings: list[int]) -> None:
    workspace = make_workspace(tmp_path / "issued", PERIOD, FORM)
    invented = invent(2, workspace.form, workspace.period)
    write_roster(workspace.roster, workspace.form, workspace.period, invented.roster)
    issue(workspace, when(0))
    with ledger_of(workspace) as ledger:
        roster, found = roster_now(workspace, ledger, when(300))
    assert [e.code for e in roster.employees] == [e.code for e in invented.roster.employees]
    assert found == ()
    assert readings == []


def test_a_closed_ledger_keeps_no_reading(stand: Stand, readings: list[int]) -> None:
    with running(stand.workspace) as run:
        run.ledger.closings.record(Closing("closed", "", "x", when(260), "m"))
    stand.workspace.roster.write_bytes(b"otherwise")
    now(stand)
    now(stand)
    assert readings == [1, 2]


def test_the_doctor_notes_that_nothing_can_be_written(reader: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("perfxl.period.doctor.run_lock", denied)
    checks = {check.name: check.state for check in examine(reader.workspace, when(200))}
    assert (checks["lock_denied"], checks["ledger_read_only"]) == (CheckState.NOTE, CheckState.NOTE)
    assert {"ledger", "chain", "store", "copies"} <= checks.keys()
