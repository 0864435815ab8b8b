"""accepted/: a readable copy of each version that counts, under its employee's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from perfxl.collect.uncompiled import uncompiled
from perfxl.form.plan import Employee
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Arrival
from perfxl.storage.files import clash_names, file_digest, fitted, remove_file, stored, write_file
from perfxl.storage.obstacle import Blocked
from perfxl.workspace.folder import Workspace, workspace_path
from perfxl.workspace.run import Run
from perfxl.workspace.stored_bytes import NotKept, kept_bytes

_HANDS = 8  # threads: most of the time goes into waiting for the disk to flush
_CHUNK = 64  # copies recorded in one transaction


@dataclass(frozen=True, slots=True)
class Copy:
    """A readable copy as the ledger knows it; an empty `sha256`: the name is kept, no file lies there."""

    code: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Job:
    had: Copy | None
    wanted: Copy
    arrival: Arrival | None


def refresh_copies(run: Run, employees: Iterable[Employee]) -> tuple[str, ...]:
    """Brings accepted/ to what counts now, as far as it can be; the workbooks whose bytes are gone from the store or were
    changed. Copies that cannot be replaced or removed now are among the run's obstacles."""
    workspace, ledger = run.workspace, run.ledger
    jobs = _jobs(workspace, ledger, {employee.code: employee for employee in employees})
    troubles: list[Blocked | NotKept] = []
    with ThreadPoolExecutor(_HANDS) as hands:
        for start in range(0, len(jobs), _CHUNK):
            chunk = jobs[start : start + _CHUNK]
            outcomes = list(hands.map(lambda job: _try(workspace, job), chunk))
            with ledger.transaction():
                for job, trouble in zip(chunk, outcomes, strict=True):
                    if trouble is None and job.had != job.wanted:
                        ledger.copies.record(job.wanted.code, job.wanted.path, job.wanted.sha256)
            troubles += [trouble for trouble in outcomes if trouble is not None]
    run.obstacles.extend(trouble.obstacle for trouble in troubles if isinstance(trouble, Blocked))
    return tuple(trouble.file for trouble in troubles if isinstance(trouble, NotKept))


def _jobs(workspace: Workspace, ledger: Ledger, employees: Mapping[str, Employee]) -> list[_Job]:
    """What is to be done, by code; each new name is free of all the others."""
    had = {code: Copy(code, path, sha256) for code, path, sha256 in ledger.copies.all()}
    owners = {copy.path.casefold(): copy.code for copy in had.values()}
    counting = ledger.versions.counting_arrivals()
    jobs = []
    for code in sorted(had.keys() | counting.keys()):
        wanted = _wanted(workspace, had, owners, code, counting.get(code), employees.get(code))
        if not _settled(workspace, had.get(code), wanted):
            owners[wanted.path.casefold()] = code
            jobs.append(_Job(had.get(code), wanted, counting.get(code)))
    return jobs


def _try(workspace: Workspace, job: _Job) -> Blocked | NotKept | None:
    """Why a job cannot be done now, or None where it is done."""
    try:
        _carry_out(workspace, job.had, job.wanted, job.arrival)
    except (Blocked, NotKept) as error:
        return error
    return None


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


def _copied(data: bytes, suffix: str) -> bytes:
    """What a copy holds: the bytes that came, but for the compiled code of macros, which nobody has compared."""
    return uncompiled(data) if suffix == ".xlsm" else data


def is_sound(workspace: Workspace, path: str, sha256: str) -> bool:
    """Whether a copy holds what it was made of; a copy with macros is held against its bytes in the store."""
    place = workspace.root / path
    if not place.is_file():
        return False
    if file_digest(place) == sha256:
        return True
    kept = stored(workspace.store, sha256, ".xlsm")
    return place.suffix == ".xlsm" and kept.is_file() and place.read_bytes() == uncompiled(kept.read_bytes())


def _ending(arrival: Arrival) -> str:
    return ".xlsm" if arrival.suffix == ".xlsm" else ".xlsx"


def _settled(workspace: Workspace, copy: Copy | None, wanted: Copy) -> bool:
    if copy != wanted:
        return False
    return not wanted.sha256 or (workspace.root / wanted.path).is_file()


def _carry_out(workspace: Workspace, had: Copy | None, wanted: Copy, arrival: Arrival | None) -> None:
    """New copy first, then the old one away: at no moment is there none. Blocked where one cannot be changed."""
    if arrival:
        write_file(workspace.root / wanted.path, _copied(kept_bytes(workspace, arrival), arrival.suffix))
    if had and had.sha256 and (had.path != wanted.path or not wanted.sha256):
        stays = remove_file(workspace.root / had.path)
        if stays:
            raise Blocked(stays)
