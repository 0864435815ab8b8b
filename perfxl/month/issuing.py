"""Issuing: roster -> a locked workbook for everyone who has none; who has changed since is named, not surprised."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from perfxl.finding import Finding, Severity, Verdict
from perfxl.form.layout import Layout, lay_out
from perfxl.form.plan import Employee, Plan, Roster
from perfxl.form.roster import load_roster, plan_fingerprint, plan_of
from perfxl.form.token import Token
from perfxl.issue.keys import keep_keys
from perfxl.issue.manifest import Seal, seal
from perfxl.issue.workbook import build_workbook
from perfxl.ledger.files import clash_names, fitted, safe_name, write_file
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Sent
from perfxl.month.kept import NotKept, kept_bytes
from perfxl.month.moves import moved
from perfxl.month.previous import Before, beside, read_previous
from perfxl.month.run import keep_reading, ledger_of, roster_mark, running
from perfxl.post.correction import carried_over
from perfxl.post.reseat import Reseated
from perfxl.workspace import Trouble, Workspace

Progress = Callable[[int, int], None]
_READABLE = (Verdict.ACCEPTED, Verdict.RETURNED, Verdict.SUPERSEDED)


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


def sound_roster(workspace: Workspace, ledger: Ledger, now: datetime) -> tuple[Roster, tuple[Finding, ...]]:
    """The workspace's roster, remembered in the ledger; RosterFaults where it has an error."""
    mark = roster_mark(workspace)
    roster, read = load_roster(workspace.root, workspace.form, workspace.period)
    findings = read + (moved(roster, ledger.issued()) if roster else ())
    if roster is None or any(f.severity is Severity.ERROR for f in findings):
        raise RosterFaults(findings)
    keep_reading(ledger, roster, mark, read, now)
    return roster, findings


def issue(
    workspace: Workspace,
    ledger: Ledger,
    now: datetime,
    codes: Collection[str] = (),
    again: bool = False,
    progress: Progress | None = None,
) -> Issued:
    """Issues to everyone in the roster (or the employees named) who has no workbook yet.

    `again`: also to those whose plan has changed (all the named ones), with the answers that they have sent
    put into the new workbook. Raises RosterFaults, or Trouble for a code that is not in the roster.
    """
    roster, findings = sound_roster(workspace, ledger, now)
    people = _people(roster, codes)
    had = ledger.issued()
    before = read_previous(workspace.root)
    wanted: list[tuple[Employee, Plan, Seal | None]] = []
    changed: list[str] = []
    for employee in people:
        plan, earlier = _plan(workspace, ledger, roster, employee, had, before.get(employee.code, ()))
        differs = earlier is not None and earlier.plan != plan_fingerprint(plan)
        if differs:
            changed.append(employee.code)
        if earlier is None or (again and (differs or codes)):
            wanted.append((employee, plan, earlier))
    paths: dict[str, Path] = {}
    homeless: dict[str, int] = {}
    unkept: list[str] = []
    taken = {sent.path.casefold(): code for code, sent in had.items()}
    for number, (employee, plan, earlier) in enumerate(wanted, 1):
        token = _token(workspace, employee, earlier)
        layout = lay_out(workspace.form, plan, workspace.period, token)
        try:
            seated = with_answers(workspace, ledger, layout) if earlier else Reseated(layout, layout, {}, ())
        except NotKept as error:  # a new workbook without the answers would lose them for whoever fills it in
            unkept.append(error.file)
            continue
        if seated.left:
            homeless[employee.code] = len(seated.left)
        data = build_workbook(seated.layout, plan, ledger.password, roster.settings, now)
        sealed = seal(seated.blank, plan_fingerprint(plan))
        paths[employee.code] = _hand_out(workspace, ledger, employee, data, sealed, now, taken)
        if progress:
            progress(number, len(wanted))
    excused = tuple(e.code for e in roster.employees if e.excuse)
    gone = tuple(code for code in had if roster.employee(code) is None)
    still = tuple(code for code in changed if code not in paths)
    return Issued(len(roster.employees), paths, still, excused, gone, homeless, findings, tuple(unkept))


def issue_run(
    workspace: Workspace,
    now: datetime,
    codes: Collection[str] = (),
    again: bool = False,
    progress: Progress | None = None,
) -> Issued:
    """`issue` as one run: under the run lock, with the workspace's ledger."""
    with running(workspace) as ledger:
        return issue(workspace, ledger, now, codes, again, progress=progress)


def _people(roster: Roster, codes: Collection[str]) -> list[Employee]:
    for code in codes:
        if roster.employee(code) is None:
            raise Trouble("unknown_code", code=code)
    return [e for e in roster.employees if (e.code in codes if codes else not e.excuse)]


def _plan(
    workspace: Workspace,
    ledger: Ledger,
    roster: Roster,
    employee: Employee,
    had: Mapping[str, Sent],
    before: Iterable[Before],
) -> tuple[Plan, Seal | None]:
    """The employee's plan, its rows under the keys they had at the earlier issue, and that issue's seal; beside the
    rows what they were in the last period (`before`)."""
    plan = plan_of(roster, employee, workspace.form, workspace.period)
    if employee.code not in had:
        return with_previous(plan, beside(plan, before)), None
    earlier = ledger.seals(workspace.period.code, employee.code)[-1]
    plan = keep_keys(plan, earlier, workspace.form)
    return with_previous(plan, beside(plan, before)), earlier


def _token(workspace: Workspace, employee: Employee, earlier: Seal | None) -> Token:
    number = earlier.token.issue + 1 if earlier else 1
    return Token(workspace.form.id, workspace.period.code, employee.code, number)


def with_answers(workspace: Workspace, ledger: Ledger, layout: Layout) -> Reseated:
    """The layout with the answers of the employee's last workbook, and the rows that found no place in it.

    NotKept where that workbook's bytes are not in the store as they came.
    """
    standing = ledger.standing()
    own = [
        c for c in ledger.came() if c.employee == layout.token.code and standing[c.id].verdict in _READABLE
    ]
    if not own:
        return Reseated(layout, layout, {}, ())
    (version,) = ledger.versions_of([max(own, key=lambda c: (c.received, c.sha256)).id])
    data = kept_bytes(workspace, version.arrival)
    seals = ledger.seals(workspace.period.code, layout.token.code)
    issued = next((s for s in seals if version.judged.token and s.token == version.judged.token), None)
    return carried_over(data, layout, issued)


def _hand_out(
    workspace: Workspace,
    ledger: Ledger,
    employee: Employee,
    data: bytes,
    sealed: Seal,
    now: datetime,
    taken: dict[str, str],
) -> Path:
    """File first, then the ledger: a recorded issue always has its file."""
    wanted = workspace_path(workspace.issued, employee, workspace.period.code)
    path = _free(workspace, wanted, employee.code, taken)
    write_file(path, data)
    name = path.relative_to(workspace.root).as_posix()
    ledger.record_issue(sealed, employee, name, now)
    taken[name.casefold()] = employee.code
    return path


def workspace_path(folder: Path, employee: Employee, period: str = "") -> Path:
    """`<folder>/<unit>/<code> <I.Name> <period>.xlsx`, safe on every system; without a unit: the organisation's name."""
    unit = safe_name(employee.unit or employee.organisation)
    name = " ".join(part for part in (employee.code, employee.signature, period) if part)
    return fitted(folder / unit, name, ".xlsx")


def _free(workspace: Workspace, path: Path, code: str, taken: Mapping[str, str]) -> Path:
    """The path, numbered where another employee's workbook has it (`taken`: folded names in the workspace -> code)."""
    names = ((p, p.relative_to(workspace.root).as_posix().casefold()) for p in clash_names(path))
    return next(p for p, name in names if taken.get(name, code) == code)


def zip_units(workspace: Workspace, codes: Collection[str] = ()) -> tuple[Path, ...]:
    """One zip a unit of each organisation with the workbooks that were issued last (of everybody, or of the employees
    named); names in UTF-8. Units of the same name in two organisations are never put together."""
    with ledger_of(workspace) as ledger:
        sent = [one for code, one in ledger.issued().items() if not codes or code in codes]
    several = len({one.employee.organisation for one in sent}) > 1
    units: dict[str, list[Path]] = {}
    for one in sent:
        unit = one.employee.unit or one.employee.organisation
        name = f"{one.employee.organisation}, {unit}" if several and one.employee.unit else unit
        units.setdefault(name, []).append(workspace.root / one.path)
    targets = {name: fitted(workspace.issued, name, ".zip") for name in units}
    for name, paths in units.items():
        _zip(targets[name], sorted(path for path in paths if path.is_file()))
    return tuple(targets.values())


def _zip(target: Path, members: Collection[Path]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in members:
            archive.write(path, path.name)
    write_file(target, buffer.getvalue())


def with_previous(plan: Plan, previous: Mapping[str, tuple[str, float | None]]) -> Plan:
    """The plan with the last period's texts and percents beside its rows, matched by key."""
    return replace(plan, previous={key: previous[key] for key in plan.keys if key in previous})
