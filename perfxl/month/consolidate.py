"""The master workbooks of a workspace, made anew from the ledger; earlier ones go to `master/history/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from perfxl.form.plan import Roster
from perfxl.ledger.files import build_or_leave_beside, clash_names, opened_by, safe_name, write_file
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.status import people
from perfxl.month.master import master_bytes
from perfxl.month.run import roster_now, running
from perfxl.month.table import Tables, tables
from perfxl.workspace import Trouble, Workspace

HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Made:
    """One master. `path` is where it now lies: beside its place (`.PENDING`) while `opened_by` has the old one open."""

    organisation: str
    path: Path
    pending: bool
    opened_by: str
    people: int
    rows: int


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What one run made."""

    masters: tuple[Made, ...]


def consolidate(
    workspace: Workspace, organisation: str | None = None, now: datetime | None = None
) -> Consolidated:
    """Makes the masters (of one organisation, or of all) under the run lock. `now` is aware (default: now, local).

    Trouble where the organisation is not in the roster; Busy where another run is at work.
    """
    with running(workspace) as ledger:
        return make_masters(workspace, ledger, organisation, now)


def make_masters(
    workspace: Workspace, ledger: Ledger, organisation: str | None = None, now: datetime | None = None
) -> Consolidated:
    """Like consolidate, for a run that holds the lock already (`month.run.running`)."""
    made = now or datetime.now().astimezone()
    roster, _ = roster_now(workspace, ledger, made)
    names = organisations(workspace, ledger, roster)
    if organisation is not None and organisation not in names:
        raise Trouble("no_organisation", organisation=organisation, known=", ".join(names))
    wanted = names if organisation is None else (organisation,)
    return Consolidated(tuple(_make(workspace, ledger, roster, name, made) for name in wanted))


def organisations(workspace: Workspace, ledger: Ledger, roster: Roster) -> tuple[str, ...]:
    """The organisations that have people, in the order of the roster's units, then of its people."""
    peopled = [person.employee.organisation for person in people(ledger, roster)]
    named = [unit.organisation for unit in roster.units if unit.organisation in peopled]
    return tuple(dict.fromkeys(named + peopled))


def organisation_tables(
    workspace: Workspace, ledger: Ledger, roster: Roster, organisation: str, made: datetime
) -> Tables:
    """One organisation's tables as the ledger has them now."""
    staff = people(ledger, roster)
    codes = {person.employee.code for person in staff if person.employee.organisation == organisation}
    came = [one.id for one in ledger.came() if one.employee in codes]
    versions = ledger.versions_of(came)
    return tables(organisation, workspace.form, workspace.period, roster, staff, versions, made)


def master_path(workspace: Workspace, organisation: str) -> Path:
    """Where an organisation's master lies."""
    return workspace.master / f"{safe_name(organisation)}.xlsx"


def _make(workspace: Workspace, ledger: Ledger, roster: Roster, organisation: str, made: datetime) -> Made:
    drawn = organisation_tables(workspace, ledger, roster, organisation, made)
    path = master_path(workspace, organisation)
    data = master_bytes(drawn)
    _keep_earlier(path, made)
    where = build_or_leave_beside(path, lambda beside: beside.write_bytes(data))
    who = opened_by(path) if where != path else ""
    return Made(organisation, where, where != path, who, len(drawn.people), len(drawn.rows))


def _keep_earlier(path: Path, made: datetime) -> None:
    """A copy of the master as it is, before it is replaced."""
    if not path.is_file():
        return
    folder = path.parent / HISTORY
    folder.mkdir(exist_ok=True)
    name = folder / f"{path.stem} {made:%Y-%m-%d %H%M%S}{path.suffix}"
    write_file(next(p for p in clash_names(name) if not p.exists()), path.read_bytes())


def all_tables(workspace: Workspace, ledger: Ledger, roster: Roster, made: datetime) -> Sequence[Tables]:
    """The tables of every organisation, in the masters' order."""
    names = organisations(workspace, ledger, roster)
    return [organisation_tables(workspace, ledger, roster, name, made) for name in names]
