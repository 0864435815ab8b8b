"""Correction workbooks: for everyone whose last workbook was returned, the own answers in a fresh form, faults marked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from perfxl import __version__
from perfxl.checks.judge import Judged
from perfxl.collect.awaiting_correction import awaiting_correction
from perfxl.form.definition import Form
from perfxl.form.plan import Employee, Plan, Settings, Unit
from perfxl.form.seal import Seal, layout_of, titles_of
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.pack import seal_of
from perfxl.ledger.records import Sent
from perfxl.ledger.standing import settle
from perfxl.letters.correction import Returned, correct
from perfxl.reading.refusal import Refusal
from perfxl.storage.careful_read import file_digest, is_plain, read_plain
from perfxl.storage.files import fitted, remove_file, write_file
from perfxl.storage.obstacle import Blocked
from perfxl.texts import texts
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run
from perfxl.workspace.stored_bytes import NotKept, kept_bytes
from perfxl.workspace.workers import spread

_TOGETHER = 64  # workbooks that are mended before the next are unpacked


@dataclass(frozen=True, slots=True)
class Mending:
    """A returned workbook as it came, its judgement, when it came, and what its employee was issued (compressed seals,
    oldest first); HR's own reason, where HR returned it."""

    data: bytes
    judged: Judged
    received: datetime
    sealed: tuple[bytes, ...]
    employee: Employee
    reason: str = ""


def mend(form: Form, password: str, settings: Settings, mendings: Sequence[Mending]) -> list[bytes | None]:
    """The correction workbooks, the same bytes each time, in whatever process; None where none can be made.

    `settings` are the roster's, for the guide. The form is that of the employee's newest issue.
    """
    return [_mended(form, password, settings, mending) for mending in mendings]


def _mended(form: Form, password: str, settings: Settings, mending: Mending) -> bytes | None:
    seals = [seal_of(data) for data in mending.sealed]
    token = mending.judged.token
    issued = next((s for s in seals if token and s.token == token), None)
    returned = Returned(mending.data, mending.judged, mending.received, issued, mending.reason)
    return correction_of(returned, seals[-1], mending.employee, form, password, settings)


def correction_of(
    returned: Returned,
    current: Seal,
    employee: Employee,
    form: Form,
    password: str,
    settings: Settings,
) -> bytes | None:
    """One correction workbook: `current` is the newest seal."""
    plan = Plan(employee, Unit(employee.organisation, employee.unit, ""), titles_of(current), (), ())
    try:
        return correct(returned, layout_of(current, form), plan, password, settings)
    except Refusal:
        return None


def correction_path(workspace: Workspace, employee: Employee) -> Path:
    """Where an employee's correction workbook lies in the outbox."""
    name = texts("mn").word("corrections.file", code=employee.code, name=employee.signature)
    return fitted(workspace.outbox_of("corrections"), name, ".xlsx")


def write_corrections(run: Run) -> dict[str, Path]:
    """Writes the correction workbooks that are due into the outbox; employee code -> path. Those no longer due go.

    Runs under the run lock. One that lies there as it was written, and would be made of the same, is not made again;
    one whose source is not in the store as it came stays as it is. One that is not as it was made goes to nobody.
    """
    workspace, ledger = run.workspace, run.ledger
    issued, came = ledger.issued.last(), ledger.versions.came()
    due = awaiting_correction(came, settle(came, ledger.decisions.last()))
    due = {code: id for code, id in due.items() if code in issued}
    paths = {code: correction_path(workspace, issued[code].employee) for code in due}
    made_of = _made_of(run, due, issued)
    had = ledger.letters.corrections()
    digests = {code: digest for code, (_, digest) in had.items()}
    unmade = [code for code in due if had.get(code) != (made_of[code], _digest(paths[code]))]
    work = partial(mend, workspace.form, ledger.password, run.roster.settings)
    for start in range(0, len(unmade), _TOGETHER):
        part = unmade[start : start + _TOGETHER]
        mendings = _mendings(workspace, ledger, {due[code]: issued[code].employee for code in part})
        made = spread(run.workers, work, list(mendings.values()), _unmade)()
        for code, data in zip(mendings, made, strict=True):
            if data is None:
                del paths[code]
                continue
            digest = hashlib.sha256(data).hexdigest()
            if _put(run, paths[code], data):
                digests[code] = digest
                if not ledger.closings.is_closed:
                    ledger.letters.record_correction(code, made_of[code], digest)
                    ledger.issued.record_bytes(code, digest, run.at)
        run.progress(start + len(part), len(unmade))
    _take_away(run, (sent.employee for code, sent in issued.items() if code not in paths), paths)
    return {code: path for code, path in paths.items() if _digest(path) == digests.get(code, "-")}


def _take_away(run: Run, people: Iterable[Employee], due: Mapping[str, Path]) -> None:
    """No correction workbook of these people lies in the outbox any more."""
    there = {path.name for path in run.workspace.outbox_of("corrections").glob("*.xlsx")}
    if there <= {path.name for path in due.values()}:
        return
    for employee in people:
        run.leave(remove_file(correction_path(run.workspace, employee)))


def corrections_there(run: Run) -> dict[str, Path]:
    """The correction workbooks that lie in the outbox as they were made, by employee code."""
    issued, had = run.ledger.issued.last(), run.ledger.letters.corrections()
    paths = {code: correction_path(run.workspace, issued[code].employee) for code in had if code in issued}
    return {code: path for code, path in paths.items() if _digest(path) == had[code][1]}


def _made_of(run: Run, due: Mapping[str, str], issued: Mapping[str, Sent]) -> dict[str, str]:
    """Employee code -> a mark of all that the correction workbook depends on; another mark, another workbook."""
    settings = sorted(run.roster.settings.entries)
    shared = [__version__, repr(run.workspace.form), run.ledger.password, *settings]
    common = hashlib.sha256(repr(shared).encode("utf-8", "replace")).hexdigest()
    judged, reasons = run.ledger.judgements.numbers(due.values()), run.ledger.decisions.reasons()
    own = {
        code: (common, id, judged[id], issued[code].issue, issued[code].employee, reasons.get(id, ""))
        for code, id in due.items()
    }
    return {code: hashlib.sha256(repr(of).encode("utf-8", "replace")).hexdigest() for code, of in own.items()}


def _mendings(workspace: Workspace, ledger: Ledger, people: Mapping[str, Employee]) -> dict[str, Mending]:
    """Employee code -> what is to be mended (`people` by arrival); nothing where the bytes are not as they came."""
    sealed = ledger.issued.packed(workspace.period.code, (employee.code for employee in people.values()))
    reasons = ledger.decisions.reasons()
    out = {}
    for arrival, judged in ledger.versions.judged(people):
        employee = people[arrival.id]
        if not sealed[employee.code]:
            continue
        with suppress(NotKept):  # collecting names it
            data = kept_bytes(workspace, arrival)
            reason = reasons.get(arrival.id, "")
            out[employee.code] = Mending(
                data, judged, arrival.received, sealed[employee.code], employee, reason
            )
    return out


def _unmade(_: Mending) -> bytes | None:
    return None


def _digest(path: Path) -> str:
    return file_digest(path) if is_plain(path) else ""


def _put(run: Run, path: Path, data: bytes) -> bool:
    """Whether the file holds the bytes now; one that holds them already is left alone."""
    if is_plain(path) and read_plain(path) == data:
        return True
    try:
        write_file(path, data)
    except Blocked as error:  # somebody is looking at the last one; the next run writes it
        run.leave(error.obstacle)
        return False
    return True
