"""Issuing: roster -> a locked workbook for everyone who has none; who has changed since is named, not surprised."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from perfxl.checks.pause import collector_at_rest
from perfxl.finding import Finding, Severity
from perfxl.form.plan import Employee, Plan, Roster
from perfxl.ledger.facts import of_confirmation
from perfxl.ledger.records import Sent
from perfxl.letters.as_issued import file_name, issued_bytes
from perfxl.period.issue_batch import WORTH_A_POOL
from perfxl.period.issue_source import Source, Window
from perfxl.period.previous import read_previous
from perfxl.roster.load import load_roster, plan_of
from perfxl.storage.files import clash_names, fitted, write_file
from perfxl.storage.obstacle import Blocked, Cause, Obstacle
from perfxl.storage.zip_parts import zip_of_files
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace, workspace_path
from perfxl.workspace.roster_moves import moved, vanished
from perfxl.workspace.run import Run, keep_reading, roster_mark
from perfxl.workspace.workers import Here

_THREADS = 8  # threads that write: most of the time goes into waiting for the disk to flush


class RosterFaults(Trouble):
    """A roster that cannot be used; `findings` are all its faults."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("roster_faults", count=sum(f.severity is Severity.ERROR for f in findings))
        self.findings = findings


@dataclass(frozen=True)
class Issued:
    """What one run of issuing did: new workbooks by employee code, whose plan has changed, who is excused, and who
    stands in the ledger but no longer in the roster; `people`: how many the roster lists; `homeless`: rows by employee code whose earlier answers found no place in
    the new plan (they stay in the store); `findings` are the roster's warnings; `unkept` workbooks whose bytes are gone from the
    store or were changed, so that nothing was issued anew to those who sent them."""

    people: int
    paths: Mapping[str, Path]
    changed: tuple[str, ...]
    excused: tuple[str, ...]
    gone: tuple[str, ...]
    homeless: Mapping[str, int]
    findings: tuple[Finding, ...]
    unkept: tuple[str, ...] = ()


def sound_roster(run: Run, confirmed: bool = False) -> tuple[Roster, tuple[Finding, ...]]:
    """The workspace's roster, remembered in the ledger unless many of its people are gone (R203) and nobody `confirmed`
    that; RosterFaults where it has an error."""
    workspace, ledger = run.workspace, run.ledger
    mark = roster_mark(workspace)
    with collector_at_rest():  # a large roster is a million small values, all wanted
        roster, read = load_roster(workspace.root, workspace.form, workspace.period)
    findings = read + (moved(roster, ledger.issued.last()) if roster else ())
    if roster is None or any(f.severity is Severity.ERROR for f in findings):
        raise RosterFaults(findings)
    lost = () if confirmed else vanished(roster, ledger.roster.kept(), ledger.issued.last())
    if not lost:
        keep_reading(ledger, roster, mark, read, run.at)
    return roster, findings + lost


def confirm_roster(run: Run, by: str) -> None:
    """People are gone from the roster on purpose: it is taken over as it is. RosterFaults where it has an error."""
    roster, _ = sound_roster(run, confirmed=True)
    run.ledger.events.record("roster confirmed", by, of_confirmation(len(roster.employees)), run.at)


def issue(run: Run, codes: Collection[str] = (), again: bool = False) -> Issued:
    """Issues to everyone in the roster (or the employees named) who has no workbook yet. Runs under the run lock.

    `again`: also to those whose plan has changed (all the named ones), with the answers that they have sent
    put into the new workbook. Raises RosterFaults, or Trouble for a code that is not in the roster.
    """
    roster, findings = sound_roster(run)
    people, had = _people(roster, codes), run.ledger.issued.last()
    source = Source(run, roster, had, read_previous(run.workspace.root))
    changed = {e.code for e in people if e.code in had and source.differs(e)}
    wanted = _wanted(people, had, changed if again else (), again and bool(codes))
    desk = _Desk(run, {sent.path.casefold(): code for code, sent in had.items()})
    workers = run.workers if len(wanted) >= WORTH_A_POOL else Here()
    for window in source.pressed(workers, wanted):
        desk.hand_out(window)
        run.progress(len(desk.paths) + len(source.unkept), len(wanted))
    listed = {e.code for e in roster.employees}
    return Issued(
        people=len(roster.employees),
        paths=desk.paths,
        changed=tuple(e.code for e in people if e.code in changed and e.code not in desk.paths),
        excused=tuple(e.code for e in roster.employees if e.excuse),
        gone=tuple(code for code in had if code not in listed),
        homeless=source.homeless,
        findings=findings,
        unkept=tuple(source.unkept),
    )


def preview(run: Run, codes: Collection[str] = (), again: bool = False) -> tuple[Plan, ...]:
    """The plans, with their title lines and verifiers, of those who would be issued a workbook; nothing is issued. Raises as
    `issue` does."""
    roster, _ = sound_roster(run)
    people, had = _people(roster, codes), run.ledger.issued.last()
    source = Source(run, roster, had, read_previous(run.workspace.root))
    changed = {e.code for e in people if again and e.code in had and source.differs(e)}
    wanted = _wanted(people, had, changed, again and bool(codes))
    return tuple(plan_of(roster, e, run.workspace.form, run.workspace.period) for e in wanted)


def _wanted(
    people: Iterable[Employee], had: Container[str], changed: Container[str], all_named: bool
) -> list[Employee]:
    """Who has no workbook yet, and who gets another one."""
    return [e for e in people if e.code not in had or all_named or e.code in changed]


class _Desk:
    """Where workbooks are handed out: files first, then the ledger, so that a recorded issue always has its file."""

    def __init__(self, run: Run, taken: dict[str, str]) -> None:
        self._workspace, self._ledger, self._at, self._taken = run.workspace, run.ledger, run.at, taken
        self._run = run
        self.paths: dict[str, Path] = {}

    def hand_out(self, window: Window) -> None:
        """Writes the files, then records those that are written, all at once. One that cannot be replaced (open
        elsewhere) is left and named; any other error is raised then."""
        placed = [(self._place(employee), employee, stamped) for employee, stamped in window]
        with ThreadPoolExecutor(_THREADS) as threads:
            written = [threads.submit(write_file, path, stamped.data) for path, _, stamped in placed]
        with self._ledger.transaction():
            for done, (path, employee, stamped) in zip(written, placed, strict=True):
                if done.exception() is None:
                    name = path.relative_to(self._workspace.root).as_posix()
                    self._ledger.issued.record_sealed(stamped.sealed, employee, name, self._at)
                    self._ledger.issued.record_bytes(
                        employee.code, hashlib.sha256(stamped.data).hexdigest(), self._at
                    )
                    self.paths[employee.code] = path
        for done in written:
            try:
                done.result()
            except Blocked as error:
                self._run.leave(error.obstacle)

    def _place(self, employee: Employee) -> Path:
        wanted = workspace_path(self._workspace.issued, employee, self._workspace.period.code)
        path = _free(self._workspace, wanted, employee.code, self._taken)
        self._taken[path.relative_to(self._workspace.root).as_posix().casefold()] = employee.code
        return path


def _people(roster: Roster, codes: Collection[str]) -> list[Employee]:
    for code in codes:
        if roster.employee(code) is None:
            raise Trouble("unknown_code", code=code)
    return [e for e in roster.employees if (e.code in codes if codes else not e.excuse)]


def _free(workspace: Workspace, path: Path, code: str, taken: Mapping[str, str]) -> Path:
    """The path, numbered where another employee's workbook has it (`taken`: folded names in the workspace -> code)."""
    names = ((p, p.relative_to(workspace.root).as_posix().casefold()) for p in clash_names(path))
    return next(p for p, name in names if taken.get(name, code) == code)


def zip_units(run: Run, codes: Collection[str] = ()) -> tuple[Path, ...]:
    """One zip a unit of each organisation with the workbooks that were issued last (of everybody, or of the employees
    named); names in UTF-8. Units of the same name in two organisations are never put together."""
    workspace = run.workspace
    sent = [workbook for code, workbook in run.ledger.issued.last().items() if not codes or code in codes]
    several = len({workbook.employee.organisation for workbook in sent}) > 1
    units: dict[str, list[Sent]] = {}
    for workbook in sent:
        unit = workbook.employee.unit or workbook.employee.organisation
        name = f"{workbook.employee.organisation}, {unit}" if several and workbook.employee.unit else unit
        units.setdefault(name, []).append(workbook)
    targets = {name: fitted(workspace.issued, name, ".zip") for name in units}
    made = []
    for name, forms in units.items():
        files = dict(_as_issued(run, forms))
        try:
            write_file(targets[name], zip_of_files(files))
            made.append(targets[name])
        except Blocked as error:
            run.leave(error.obstacle)
    return tuple(made)


def _as_issued(run: Run, forms: Iterable[Sent]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each workbook that lies there as it was issued; what is gone or was exchanged is named."""
    for sent in forms:
        data = issued_bytes(run, sent)
        if isinstance(data, bytes):
            yield file_name(sent), data
        else:
            cause = Cause.MISSING if data.code == "M305" else Cause.EXCHANGED
            run.leave(Obstacle(cause, run.workspace.root / sent.path))
