"""accepted/: a readable copy of each version that counts, under its employee's name."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from perfxl.collect.made_copy import Original, is_made, made_copies
from perfxl.collect.uncompiled import uncompiled
from perfxl.form.plan import Employee
from perfxl.ledger.records import Arrival
from perfxl.storage.careful_read import file_digest, is_plain
from perfxl.storage.files import clash_names, fitted, holds, remove_file, write_file
from perfxl.storage.obstacle import Blocked
from perfxl.workspace.folder import Workspace, workspace_path
from perfxl.workspace.run import Run
from perfxl.workspace.stored_bytes import NotKept, kept_bytes
from perfxl.workspace.workers import spread

_THREADS = 8  # threads: most of the time goes into waiting for the disk to flush
_CHUNK = 64  # copies recorded in one transaction


@dataclass(frozen=True, slots=True)
class Copy:
    """A readable copy as the ledger knows it; an empty `sha256`: the name is kept, no file lies there."""

    code: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Due:
    """What a copy is made of: a workbook that counts; `made`: of its answers, not of its bytes."""

    arrival: Arrival
    made: bool

    @property
    def sha256(self) -> str:
        """What the ledger keeps of it: whose bytes the copy holds, or a mark of those it was made from."""
        return _mark(self.arrival) if self.made else self.arrival.sha256

    @property
    def ending(self) -> str:
        """Macros do not go into a copy that we make."""
        return ".xlsm" if self.arrival.suffix == ".xlsm" and not self.made else ".xlsx"


@dataclass(frozen=True, slots=True)
class _Job:
    had: Copy | None
    wanted: Copy
    due: _Due | None


def refresh_copies(run: Run, employees: Iterable[Employee], again: Collection[str] = ()) -> tuple[str, ...]:
    """Brings accepted/ to what counts now, as far as it can be; the workbooks whose bytes are gone from the store or were
    changed. Copies that cannot be replaced or removed now are among the run's obstacles. `again`: ids whose judgement
    came out different."""
    workspace, ledger = run.workspace, run.ledger
    people = {employee.code: employee for employee in employees}
    jobs = _jobs(run, people, again)
    troubles: list[Blocked | NotKept] = []
    with ThreadPoolExecutor(_THREADS) as threads:
        for start in range(0, len(jobs), _CHUNK):
            chunk = jobs[start : start + _CHUNK]
            contents = _contents(run, chunk, people)
            chunk = [_possible(job, content) for job, content in zip(chunk, contents, strict=True)]
            outcomes = list(threads.map(partial(_try, workspace), chunk, contents))
            with ledger.transaction():
                for job, trouble in zip(chunk, outcomes, strict=True):
                    if trouble is None and job.had != job.wanted:
                        ledger.copies.record(job.wanted.code, job.wanted.path, job.wanted.sha256)
            troubles += [trouble for trouble in outcomes if trouble is not None]
    run.obstacles.extend(trouble.obstacle for trouble in troubles if isinstance(trouble, Blocked))
    return tuple(trouble.file for trouble in troubles if isinstance(trouble, NotKept))


def unsound_copies(run: Run) -> Iterator[str]:
    """Paths of copies that do not hold what they were made of; one with macros, or one that was made of the answers, is
    made again to compare."""
    counting = run.ledger.versions.counting_arrivals()
    people = {code: sent.employee for code, sent in run.ledger.issued.last().items()}
    for code, path, sha256 in run.ledger.copies.all():
        place, arrival = run.workspace.root / path, counting.get(code)
        if not sha256 or (is_plain(place) and file_digest(place) == sha256):
            continue
        due = arrival and _Due(arrival, sha256 == _mark(arrival))
        if not due or not is_plain(place):
            yield path
        else:
            job = _Job(None, Copy(code, path, sha256), due)
            (content,) = _contents(run, [job], people)
            if not holds(place, _copied(run.workspace, due, content)):
                yield path


def _jobs(run: Run, employees: Mapping[str, Employee], again: Collection[str]) -> list[_Job]:
    """What is to be done, by code; each new name is free of all the others."""
    workspace, ledger = run.workspace, run.ledger
    had = {code: Copy(code, path, sha256) for code, path, sha256 in ledger.copies.all()}
    owners = {copy.path.casefold(): copy.code for copy in had.values()}
    counting = _due(run, had, again)
    jobs = []
    for code in sorted(had.keys() | counting.keys()):
        wanted = _wanted(workspace, had, owners, code, counting.get(code), employees.get(code))
        if not _settled(workspace, had.get(code), wanted):
            owners[wanted.path.casefold()] = code
            jobs.append(_Job(had.get(code), wanted, counting.get(code)))
    return jobs


def _due(run: Run, had: Mapping[str, Copy], again: Collection[str]) -> dict[str, _Due]:
    """What each copy is to be made of, by code; findings are looked at where the copy that is there does not tell."""
    counting = run.ledger.versions.counting_arrivals()
    standing = {code: copy.sha256 for code, copy in had.items()}
    unclear = [
        arrival.id
        for code, arrival in counting.items()
        if arrival.id in again or standing.get(code) not in (arrival.sha256, _mark(arrival))
    ]
    findings = (
        {v.arrival.id: v.judged.findings for v in run.ledger.versions.outlines(unclear)} if unclear else {}
    )
    return {
        code: _Due(
            arrival,
            is_made(findings[arrival.id]) if arrival.id in findings else standing.get(code) == _mark(arrival),
        )
        for code, arrival in counting.items()
    }


def _mark(arrival: Arrival) -> str:
    return hashlib.sha256(f"made of {arrival.sha256}".encode()).hexdigest()


def _contents(run: Run, jobs: Sequence[_Job], people: Mapping[str, Employee]) -> list[bytes | NotKept | None]:
    """What is made of the answers, for each job that wants it; why it cannot be; None for any other job."""
    contents: list[bytes | NotKept | None] = [None] * len(jobs)
    originals: dict[int, Original] = {}
    codes = {job.wanted.code for job in jobs if job.due and job.due.made}
    sealed = run.ledger.issued.packed(run.workspace.period.code, codes)
    for number, job in enumerate(jobs):
        if job.due and job.due.made:
            code, arrival = job.wanted.code, job.due.arrival
            employee = people.get(code) or Employee(code, "", "", "", "", "", "")
            try:
                data = kept_bytes(run.workspace, arrival)
                originals[number] = Original(data, employee, arrival.received, sealed[code])
            except NotKept as error:
                contents[number] = error
    work = partial(made_copies, run.workspace.form, run.ledger.password)
    made = spread(run.workers, work, list(originals.values()), lambda _: None)()
    contents_made = dict(zip(originals, made, strict=True))
    return [contents_made.get(number, content) for number, content in enumerate(contents)]


def _possible(job: _Job, content: bytes | NotKept | None) -> _Job:
    """The job; where no copy can be made of the answers, for nobody knows the form they stand in, to have none."""
    if job.due and job.due.made and content is None:
        return replace(job, wanted=replace(job.wanted, sha256=""), due=None)
    return job


def _try(workspace: Workspace, job: _Job, content: bytes | NotKept | None) -> Blocked | NotKept | None:
    """Why a job cannot be done now, or None where it is done."""
    try:
        _carry_out(workspace, job, content)
    except (Blocked, NotKept) as error:
        return error
    return None


def _wanted(
    workspace: Workspace,
    had: Mapping[str, Copy],
    owners: Mapping[str, str],
    code: str,
    due: _Due | None,
    employee: Employee | None,
) -> Copy:
    """The copy as it should be: under its old name while that still fits, else under a free one."""
    if due is None:
        return Copy(code, had[code].path, "")
    best = _named(workspace, code, employee).with_suffix(due.ending)
    names = (path.relative_to(workspace.root).as_posix() for path in clash_names(best))
    free = next(name for name in names if owners.get(name.casefold(), code) == code)
    return Copy(code, free, due.sha256)


def _named(workspace: Workspace, code: str, employee: Employee | None) -> Path:
    return (
        workspace_path(workspace.accepted, employee)
        if employee
        else fitted(workspace.accepted, code, ".xlsx")
    )


def _copied(workspace: Workspace, due: _Due, content: bytes | NotKept | None) -> bytes:
    """What a copy holds: what was made of the answers, or the bytes that came, but for the compiled code of macros,
    which nobody has compared."""
    if isinstance(content, NotKept):
        raise content
    if content is not None:
        return content
    data = kept_bytes(workspace, due.arrival)
    return uncompiled(data) if due.ending == ".xlsm" else data


def _settled(workspace: Workspace, copy: Copy | None, wanted: Copy) -> bool:
    if copy != wanted:
        return False
    return not wanted.sha256 or is_plain(workspace.root / wanted.path)


def _carry_out(workspace: Workspace, job: _Job, content: bytes | NotKept | None) -> None:
    """New copy first, then the old one away: at no moment is there none. Blocked where one cannot be changed."""
    had, wanted = job.had, job.wanted
    if job.due:
        write_file(workspace.root / wanted.path, _copied(workspace, job.due, content))
    if had and had.sha256 and (had.path != wanted.path or not wanted.sha256):
        stays = remove_file(workspace.root / had.path)
        if stays:
            raise Blocked(stays)
