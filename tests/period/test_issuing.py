"""Issuing many at once: by one process or several the same, cut short anywhere, and taken up again."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from perfxl.form.plan import Measure, Roster, Settings, Unit
from perfxl.issue.stamping.stamp import Order
from perfxl.ledger.issued_workbooks import IssuedWorkbooks
from perfxl.ledger.proof import contradictions
from perfxl.period import issue_batch as pressing
from perfxl.period import issue_source as source
from perfxl.period import issuing
from perfxl.period.issuing import Issued
from perfxl.storage.files import TEMPORARY
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import ledger_of
from tests.ledger.made import FORM, PERIOD, employee, when
from tests.support import crashing
from tests.support.runs import issue


def people(count: int, rows: int = 2) -> Roster:
    """Invented staff with plans of their own, some of the same name in the same unit."""
    staff = [employee(f"{n:03d}") for n in range(count)]
    plans = {
        one.code: tuple(
            Measure("goals", "Зорилт 1", f"1.{n}", f"Ажил {n} {one.code}") for n in range(1, rows + 1)
        )
        for one in staff
    }
    return Roster(
        tuple(staff),
        (Unit("Туршилтын газар", "Санхүүгийн хэлтэс", "Санхүүгийн хэлтсийн"),),
        plans,
        Settings(),
        {},
    )


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], Workspace]:
    """A function that makes a workspace with so many people in its roster."""

    def begin(name: str, count: int, rows: int = 2) -> Workspace:
        found = people(count, rows)
        monkeypatch.setattr(issuing, "load_roster", lambda *_: (found, ()))
        return make_workspace(tmp_path / name, PERIOD, FORM)

    return begin


def state(workspace: Workspace) -> dict[str, str]:
    """Files by path, and what the ledger says of each employee; the ledger's word without its file is a fault."""
    files = {
        path.relative_to(workspace.root).as_posix(): path
        for path in workspace.issued.rglob("*.xlsx")
        if TEMPORARY not in path.name  # the next run sweeps them away
    }
    out = {name: digests(path) for name, path in files.items()}
    with ledger_of(workspace) as ledger:
        assert not contradictions(ledger)
        for code, sent in ledger.issued.last().items():
            assert sent.path in files, code
            (seal,) = ledger.issued.seals(PERIOD, code)
            out[code] = f"{sent.path} {sent.plan} {hashlib.sha256(seal.to_json().encode()).hexdigest()}"
    return out


def digests(path: Path) -> str:
    """What stands in a workbook; a workspace's password is its own."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return hashlib.sha256(archive.read("docProps/core.xml")).hexdigest()


def run(workspace: Workspace, jobs: int = 1, **more: Any) -> Issued:
    return issue(workspace, when(5), jobs=jobs, **more)


def test_two_processes_issue_what_one_issues(
    begun: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, several = begun("alone", 70), begun("several", 70)
    told: list[tuple[int, int]] = []
    run(alone, progress=lambda done, everything: told.append((done, everything)))
    monkeypatch.setattr(issuing, "WORTH_A_POOL", 1)
    made = run(several, 2)
    assert len(made.paths) == 70
    assert state(alone) == state(several)
    assert told == [(64, 70), (70, 70)]


def test_a_second_run_issues_nothing_and_opens_no_seal(
    begun: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = begun("w", 5)
    run(workspace)
    monkeypatch.setattr(IssuedWorkbooks, "seals", lambda *_: pytest.fail("a seal was opened"))
    made = run(workspace)
    assert (made.paths, made.changed) == ({}, ())


def test_a_changed_plan_is_named_and_issued_anew_when_asked(
    begun: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = begun("w", 4)
    run(workspace)
    found = people(4, 3)
    monkeypatch.setattr(issuing, "load_roster", lambda *_: (found, ()))
    assert run(workspace).changed == ("000", "001", "002", "003")
    assert set(run(workspace, again=True).paths) == {"000", "001", "002", "003"}
    with ledger_of(workspace) as ledger:
        assert [seal.token.issue for seal in ledger.issued.seals(PERIOD, "002")] == [1, 2]


def test_stopped_in_the_middle_it_goes_on_with_the_next_run(
    begun: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = begun("whole", 20)
    run(whole)
    monkeypatch.setattr(source, "WINDOW", 8)
    workspace = begun("w", 20)

    def stop(done: int, everything: int) -> None:
        if done == 16:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(workspace, progress=stop)
    assert len([key for key in state(workspace) if key.endswith(".xlsx")]) == 16
    assert len(run(workspace).paths) == 4
    assert state(workspace) == state(whole)


def test_a_file_that_cannot_be_written_stops_the_run_after_the_others_are_kept(
    begun: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = begun("w", 6)
    real = issuing.write_file

    def write(path: Path, data: bytes) -> None:
        if path.name.startswith("003"):
            raise OSError(28, "full", str(path))
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "write_file", write)
        with pytest.raises(OSError, match="full"):
            run(workspace)
    assert {key for key in state(workspace) if len(key) == 3} == {"000", "001", "002", "004", "005"}
    assert list(run(workspace).paths) == ["003"]


def test_a_crew_that_loses_work_leaves_it_to_this_process(
    begun: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = begun("w", 9)

    def lossy(
        workers: object, work: object, pieces: Sequence[Order], lost: Callable[[Order], pressing.Pressed]
    ) -> Callable[[], list[pressing.Pressed]]:
        return lambda: [lost(piece) for piece in pieces]

    monkeypatch.setattr(pressing, "spread", lossy)
    assert len(run(workspace).paths) == 9


@pytest.mark.skipif(not hasattr(crashing.os, "fork"), reason="needs fork")
@pytest.mark.parametrize("kind", crashing.KINDS)
def test_a_recorded_issue_has_its_file_wherever_the_run_is_cut_short(
    begun: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(source, "WINDOW", 3)
    whole = begun("whole", 5)
    ended, points = crashing.run(whole.root, 0, "", lambda: run(whole))
    assert ended == crashing.DONE
    for at in range(crashing.KINDS.index(kind) + 1, points + 1, 2 * len(crashing.KINDS)):
        workspace = begun(f"{kind}{at}", 5)
        crashing.run(workspace.root, at, kind, lambda workspace=workspace: run(workspace))  # type: ignore[misc]
        state(workspace)
        run(workspace)
        assert state(workspace) == state(whole), at
        assert not list(workspace.root.rglob(f"*{TEMPORARY}*"))


def test_a_planted_defect_is_caught(begun: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger before the files: the test above would see a recorded issue without its file."""
    workspace = begun("w", 5)
    real = issuing.write_file

    def later(path: Path, data: bytes) -> None:
        if not path.name.startswith("004"):
            real(path, data)

    monkeypatch.setattr(issuing, "write_file", later)
    run(workspace)
    with pytest.raises(AssertionError, match="004"):
        state(workspace)
