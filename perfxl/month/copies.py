"""accepted/: a readable copy of each version that counts, under its employee's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from perfxl.form.plan import Employee
from perfxl.ledger.files import Blocked, clash_names, fitted, stored, write_file
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Arrival
from perfxl.month.issuing import workspace_path
from perfxl.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Copy:
    """A readable copy as the ledger knows it; an empty `sha256`: the name is kept, no file lies there."""

    code: str
    path: str
    sha256: str


def refresh_copies(workspace: Workspace, ledger: Ledger, employees: Iterable[Employee]) -> tuple[str, ...]:
    """Brings accepted/ to what counts now; gives the paths that another program has open, left as they were."""
    known = {employee.code: employee for employee in employees}
    had = {code: Copy(code, path, sha256) for code, path, sha256 in ledger.copies()}
    owners = {copy.path.casefold(): copy.code for copy in had.values()}
    counting = ledger.counting_arrivals()
    blocked = []
    for code in sorted(had.keys() | counting.keys()):
        wanted = _wanted(workspace, had, owners, code, counting.get(code), known.get(code))
        if not _settled(workspace, had.get(code), wanted):
            try:
                _carry_out(workspace, had.get(code), wanted, counting.get(code))
            except Blocked as error:
                blocked.append(error.path.relative_to(workspace.root).as_posix())
                continue
            owners[wanted.path.casefold()] = code
            ledger.record_copy(wanted.code, wanted.path, wanted.sha256)
    return tuple(blocked)


def _wanted(
    workspace: Workspace,
    had: Mapping[str, Copy],
    owners: Mapping[str, str],
    code: str,
    arrival: Arrival | None,
    employee: Employee | None,
) -> Copy:
    """The copy as it should be: under its old name while that still fits, else under a free one."""
    if arrival is None:
        return Copy(code, had[code].path, "")
    best = _named(workspace, code, employee).with_suffix(_ending(arrival))
    names = (path.relative_to(workspace.root).as_posix() for path in clash_names(best))
    free = next(name for name in names if owners.get(name.casefold(), code) == code)
    return Copy(code, free, arrival.sha256)


def _named(workspace: Workspace, code: str, employee: Employee | None) -> Path:
    return (
        workspace_path(workspace.accepted, employee)
        if employee
        else fitted(workspace.accepted, code, ".xlsx")
    )


def _ending(arrival: Arrival) -> str:
    return ".xlsm" if arrival.suffix == ".xlsm" else ".xlsx"


def _settled(workspace: Workspace, copy: Copy | None, wanted: Copy) -> bool:
    if copy != wanted:
        return False
    return not wanted.sha256 or (workspace.root / wanted.path).is_file()


def _carry_out(workspace: Workspace, had: Copy | None, wanted: Copy, arrival: Arrival | None) -> None:
    """New copy first, then the old one away: at no moment is there none. Blocked where a file is open elsewhere."""
    if arrival:
        data = stored(workspace.store, arrival.sha256, arrival.suffix).read_bytes()
        write_file(workspace.root / wanted.path, data)
    if had and had.sha256 and (had.path != wanted.path or not wanted.sha256):
        try:
            (workspace.root / had.path).unlink(missing_ok=True)
        except PermissionError as error:
            raise Blocked(workspace.root / had.path) from error
