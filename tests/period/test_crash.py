"""Crash points over issue, collect, consolidate, close: nothing lost, nothing twice, nothing torn, healed by the next run."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from perfxl.collect import batches as desk
from perfxl.collect import collect as receive
from perfxl.collect import readable_copies as copies
from perfxl.intake import source_folder as folder
from perfxl.intake.source_folder import SourceFile
from perfxl.ledger import event_log
from perfxl.ledger.arrivals import Arrivals
from perfxl.ledger.chain import broken
from perfxl.ledger.notes import HrNotes
from perfxl.ledger.proof import contradictions
from perfxl.master import consolidate as consolidating
from perfxl.master.notes.lying_masters import master_path
from perfxl.period import issuing
from perfxl.period.close import close, verify
from perfxl.storage import files as ledger_files
from perfxl.storage.files import TEMPORARY, stored
from perfxl.trouble import Trouble
from perfxl.workspace import run as run_module
from perfxl.workspace.folder import Workspace, open_workspace
from perfxl.workspace.run import ledger_of, running
from tests.ledger.made import employee, roster, when
from tests.support import crashing
from tests.support.hr_master import ORGANISATION, write
from tests.support.runs import consolidate, issue, sync
from tests.support.stand import Stand

pytestmark = pytest.mark.skipif(not hasattr(crashing.os, "fork"), reason="needs fork")

AT = 500  # minutes: the moment of every run below
ACCEPTED_BEFORE = "А-01 accepted x 1"

Work = Callable[[Workspace], object]


def do_issue(workspace: Workspace) -> object:
    return issue(workspace, when(AT))


def do_collect(workspace: Workspace) -> object:
    from perfxl.collect.collect import collect

    with running(workspace, when(AT)) as run:
        return collect(run)


def do_consolidate(workspace: Workspace) -> object:
    return consolidate(workspace, None, when(AT))


def do_sync(workspace: Workspace) -> object:
    return sync(workspace, when(AT))


def do_close(workspace: Workspace) -> object:
    with running(workspace, when(AT)) as run:
        try:
            return close(run, "ХН")
        except Trouble as trouble:
            if trouble.name == "already_closed":
                return None
            raise


STEPS: dict[str, Work] = {
    "issue": do_issue,
    "collect": do_collect,
    "consolidate": do_consolidate,
    "sync": do_sync,
    "close": do_close,
}


@dataclass(frozen=True)
class Scene:
    """A workspace before a step, and what the step makes of it when nothing goes wrong."""

    root: Path
    work: Work
    before: dict[str, object]
    after: dict[str, object]
    points: int


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in the middle of its month: one report counted, a master with a note, more in the inbox."""
    stand = Stand(tmp_path / "base", monkeypatch)
    stand.drop("a.xlsx", ACCEPTED_BEFORE)
    sync(stand.workspace, when(100))
    write(stand, "А-01", тэмдэглэл="Утсаар ярив", шийдвэр="хүлээн авах", үндэслэл="Үзсэн")
    stand.drop("b/a2.xlsx", "А-01 accepted y 1", 20)
    stand.drop("b/twice.xlsx", "А-01 accepted y 1", 21)
    stand.drop("c.xlsx", "Б-02 returned x 1", 22)
    stand.drop("d.xlsx", b"no workbook", 23)
    people = roster(*stand.people, employee("В-03"))
    stand.workspace.roster.write_bytes(b"one more")  # what is read is known by its bytes
    for module in (run_module, issuing):
        monkeypatch.setattr(module, "load_roster", lambda *_: (people, ()))
    return stand.workspace.root


def scene(base: Path, step: str, tmp_path: Path) -> Scene:
    workspace = copied(base, tmp_path / "whole")
    before = state(workspace)
    code, points = crashing.run(workspace.root, 0, "", lambda: STEPS[step](workspace))
    assert code == crashing.DONE
    return Scene(base, STEPS[step], before, state(workspace), points)


def copied(base: Path, target: Path) -> Workspace:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(base, target)
    return open_workspace(target)


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def parts_or_none(path: Path) -> dict[str, str]:
    return parts(path) if zipfile.is_zipfile(path) else {}


def state(workspace: Workspace) -> dict[str, object]:
    """What a step is about: all of it must come out the same, however often it was cut short."""
    with ledger_of(workspace) as ledger:
        versions = {v.arrival.name: (str(v.verdict), v.counts, v.copy) for v in ledger.versions.all()}
        issued = {code: (sent.issue, sent.path) for code, sent in ledger.issued.last().items()}
        notes = {(n.key, n.heading): n.text for n in ledger.notes.of(ORGANISATION)}
        decisions = [(d.what, d.why) for d in ledger.decisions.all()]
        closings = [closing.what for closing in ledger.closings.all()]
    copies = {p.relative_to(workspace.root).as_posix(): p.read_bytes() for p in files(workspace.accepted)}
    master = master_path(workspace, ORGANISATION)
    return {
        "versions": versions, "issued": issued, "notes": notes, "decisions": decisions, "closings": closings,
        "copies": copies, "master": parts_or_none(master),
        "issued files": sorted(p.name for p in files(workspace.issued)),
    }  # fmt: skip


def files(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and TEMPORARY not in p.name]


def at_once(workspace: Workspace, play: Scene) -> Iterator[str]:
    """What is wrong the moment after the failure, before anything heals it."""
    for path in files(workspace.store):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
            yield f"store: {path.name} is torn"
    whole = {ACCEPTED_BEFORE.encode(), "А-01 accepted y 1".encode()}
    for path in files(workspace.accepted):
        if path.read_bytes() not in whole:
            yield f"accepted: {path.name} is torn"
    if not files(workspace.accepted):
        yield "accepted: no copy of what counts"
    for path in (*files(workspace.master), *files(workspace.issued)):
        if path.suffix == ".html":
            if not path.read_text(encoding="utf-8").rstrip().endswith("</html>"):
                yield f"{path.name} is torn"
            continue
        if not zipfile.is_zipfile(path):
            yield f"{path.name} is torn"
            continue
        with zipfile.ZipFile(path) as archive:
            if archive.testzip():
                yield f"{path.name} is torn"
    if parts_or_none(master_path(workspace, ORGANISATION)) not in (
        play.before["master"],
        play.after["master"],
    ):
        yield "the master is neither old nor new"
    yield from _ledger(workspace, play)


def _ledger(workspace: Workspace, play: Scene) -> Iterator[str]:
    with ledger_of(workspace) as ledger:
        if ledger.damage() or broken(ledger.events.all()) is not None or contradictions(ledger):
            yield "ledger: damaged"
        bases = ledger.judgements.bases()
        for arrival in ledger.arrivals.all():
            if not stored(workspace.store, arrival.sha256, arrival.suffix).is_file():
                yield f"ledger: {arrival.name} is not in the store"
            if arrival.id not in bases:
                yield f"ledger: {arrival.name} has no judgement"
        if [v.judged.employee for v in ledger.versions.counting()] != ["А-01"]:
            yield "ledger: what counted is lost, or counts twice"


def healed(workspace: Workspace, play: Scene) -> Iterator[str]:
    """What is wrong after the next run."""
    play.work(workspace)
    now = state(workspace)
    for name, value in play.after.items():
        if now[name] != value:
            yield f"{name} differ after healing"
    left = [path.name for path in workspace.root.rglob(f"*{TEMPORARY}*")]
    if left:
        yield f"left over: {left}"
    yield from at_once(workspace, play)
    if now["closings"]:
        yield from (f"verify: {change}" for change in verify(workspace))


def violations(play: Scene, tmp_path: Path, kind: str, points: list[int]) -> list[str]:
    """All that goes wrong when a step fails at each of these points."""
    found = []
    for at in points:
        workspace = copied(play.root, tmp_path / "try")
        ended, _ = crashing.run(workspace.root, at, kind, lambda w=workspace: play.work(w))  # type: ignore[misc]
        where = f"{kind} at {at}: "
        if ended not in (crashing.KILLED, crashing.FAILED, crashing.DONE):
            found.append(f"{where}ended with {ended}")
        try:
            found += [where + wrong for wrong in (*at_once(workspace, play), *healed(workspace, play))]
        except Exception as error:
            found.append(f"{where}{type(error).__name__}: {error}")
    return found


@pytest.mark.parametrize("kind", crashing.KINDS)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_somewhere_is_healed_by_the_next_run(
    base: Path, tmp_path: Path, step: str, kind: str
) -> None:
    play = scene(base, step, tmp_path)
    first = crashing.KINDS.index(kind) + 1
    assert violations(play, tmp_path, kind, list(range(first, play.points + 1, len(crashing.KINDS)))) == []


@pytest.mark.long
@pytest.mark.parametrize("kind", crashing.KINDS)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_anywhere_is_healed_by_the_next_run(
    base: Path, tmp_path: Path, step: str, kind: str
) -> None:
    play = scene(base, step, tmp_path)
    assert play.points >= 15
    assert violations(play, tmp_path, kind, list(range(1, play.points + 1))) == []


# --- defects, planted to prove that the test can fail ---


def written_in_place(patch: pytest.MonkeyPatch) -> None:
    def build(path: Path, make: Callable[[Path], object]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        make(path)

    patch.setattr(ledger_files, "build_file", build)


def never_flushed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger_files, "_flush", lambda _: None)


def ledger_before_the_bytes(patch: pytest.MonkeyPatch) -> None:
    waiting: list[tuple[Path, bytes, str]] = []
    real_store, real_copies = desk.store_bytes, receive.refresh_copies

    def later(store: Path, data: bytes, suffix: str) -> str:
        waiting.append((store, data, suffix))
        return hashlib.sha256(data).hexdigest()

    def now(*args: Any) -> tuple[str, ...]:
        for one in waiting:
            real_store(*one)
        waiting.clear()
        return real_copies(*args)

    patch.setattr(desk, "store_bytes", later)
    patch.setattr(receive, "refresh_copies", now)


def path_known_before_it_is_recorded(patch: pytest.MonkeyPatch) -> None:
    real = folder.read

    def read(found: SourceFile) -> bytes:
        data = real(found)
        arrivals.remember_path(found.name, found.size, found.mtime, hashlib.sha256(data).hexdigest())
        return data

    arrivals: Any = None

    def known(self: Arrivals, path: str) -> tuple[int, int, str] | None:
        nonlocal arrivals
        arrivals = self
        return real_known(self, path)

    real_known = Arrivals.known_path
    patch.setattr(Arrivals, "known_path", known)
    patch.setattr(folder, "read", read)


def no_transactions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(event_log, "transaction", lambda _: nullcontext())


def old_master_away_first(patch: pytest.MonkeyPatch) -> None:
    real = consolidating.build_or_leave_beside

    def build(path: Path, make: Callable[[Path], object]) -> Path:
        path.unlink()
        return real(path, make)

    patch.setattr(consolidating, "build_or_leave_beside", build)


def old_copy_away_first(patch: pytest.MonkeyPatch) -> None:
    real = copies._carry_out

    def carry_out(workspace: Workspace, job: Any, content: Any) -> None:
        if job.had and job.had.sha256:
            (workspace.root / job.had.path).unlink(missing_ok=True)
        real(workspace, job, content)

    patch.setattr(copies, "_carry_out", carry_out)


def notes_not_kept(patch: pytest.MonkeyPatch) -> None:
    """HR's notes go into the new master, but not into the ledger first."""
    patch.setattr(HrNotes, "record", lambda self, notes: len(list(notes)))


DEFECTS = [
    (written_in_place, "collect", "kill"),
    (never_flushed, "collect", "power"),
    (ledger_before_the_bytes, "collect", "kill"),
    (path_known_before_it_is_recorded, "collect", "kill"),
    (no_transactions, "collect", "kill"),
    (old_master_away_first, "consolidate", "kill"),
    (old_copy_away_first, "collect", "full"),
    (notes_not_kept, "consolidate", "kill"),
]


@pytest.mark.parametrize(("defect", "step", "kind"), DEFECTS, ids=[defect.__name__ for defect, *_ in DEFECTS])
def test_a_planted_defect_is_caught(
    base: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    defect: Callable[..., None],
    step: str,
    kind: str,
) -> None:
    whole = scene(base, step, tmp_path)
    with monkeypatch.context() as patch:
        defect(patch)
        play = replace(scene(base, step, tmp_path), after=whole.after)
        assert any(violations(play, tmp_path, kind, [at]) for at in range(1, play.points + 1))
