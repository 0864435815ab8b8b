"""Correction workbooks: for everyone whose last workbook was returned, the own answers in a fresh form, faults marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from perfxl.checks.judge import Judged
from perfxl.finding import Verdict
from perfxl.form.definition import Form
from perfxl.form.plan import Employee, Plan, Roster, Unit
from perfxl.issue.manifest import Seal, layout_of
from perfxl.ledger.files import Blocked, fitted, write_file
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Version
from perfxl.ledger.standing import Came, Stood
from perfxl.month.kept import NotKept, kept_bytes
from perfxl.post.correction import correct
from perfxl.reading.refusal import Refusal
from perfxl.texts import texts
from perfxl.workspace import Workspace

_SILENT = (Verdict.REFUSED, Verdict.DUPLICATE)


def correction(
    workspace: Workspace, ledger: Ledger, version: Version, settings: Mapping[str, str]
) -> bytes | None:
    """The correction workbook of a returned version, the same bytes each time; None where none can be made.

    `settings` are the roster's, for the guide. The form is that of the employee's newest issue. NotKept where the
    bytes that came are not in the store.
    """
    arrival, judged = version.arrival, version.judged
    seals = ledger.seals(workspace.period.code, judged.employee)
    sent = ledger.issued().get(judged.employee)
    if not seals or sent is None:
        return None
    data = kept_bytes(workspace, arrival)
    came_of = next((s for s in seals if judged.token and s.token == judged.token), None)
    when = arrival.received
    return correction_of(
        data, judged, when, seals[-1], came_of, sent.employee, workspace.form, ledger.password, settings
    )


def correction_of(
    data: bytes,
    judged: Judged,
    created: datetime,
    current: Seal,
    issued: Seal | None,
    employee: Employee,
    form: Form,
    password: str,
    settings: Mapping[str, str],
) -> bytes | None:
    """Like correction, from values: `current` is the newest seal, `issued` the one that the workbook was issued with."""
    layout = layout_of(current, form)
    plan = Plan(employee, Unit(employee.organisation, employee.unit, ""), titles_of(current), (), ())
    try:
        return correct(data, judged, layout, plan, password, settings, created, issued=issued)
    except Refusal:
        return None


def titles_of(sealed: Seal) -> tuple[str, str]:
    """The two title lines as they were printed."""
    first, second, *_ = [*(str(s.value or "") for s in sealed.slots if s.role == "title"), "", ""]
    return first, second


def correction_path(workspace: Workspace, employee: Employee) -> Path:
    """Where an employee's correction workbook lies in the outbox."""
    said = texts("mn").word("corrections.file", code=employee.code, name=employee.signature)
    return fitted(workspace.outbox, said, ".xlsx")


def awaiting_correction(came: Iterable[Came], standing: Mapping[str, Stood]) -> dict[str, str]:
    """Employee code -> id of the workbook to mend: the last received, where it was returned."""
    told = [one for one in came if one.employee and standing[one.id].verdict not in _SILENT]
    last = {one.employee: one.id for one in sorted(told, key=lambda one: (one.received, one.sha256, one.id))}
    return {code: id for code, id in last.items() if standing[id].verdict is Verdict.RETURNED}


def unmendable(workspace: Workspace, ledger: Ledger) -> list[str]:
    """The workbooks that are to be mended and whose bytes are not in the store as they came."""
    out = []
    for version in ledger.versions_of(awaiting_correction(ledger.came(), ledger.standing()).values()):
        try:
            kept_bytes(workspace, version.arrival)
        except NotKept as error:
            out.append(error.file)
    return out


def write_corrections(workspace: Workspace, ledger: Ledger, roster: Roster) -> dict[str, Path]:
    """Writes the correction workbooks that are due into the outbox; employee code -> path. Those no longer due go.

    Runs under the run lock. A file that is there already, byte for byte, is not written again; one whose source is not
    in the store as it came stays as it is.
    """
    people = {code: sent.employee for code, sent in ledger.issued().items()}
    due = awaiting_correction(ledger.came(), ledger.standing())
    paths: dict[str, Path] = {}
    for version in ledger.versions_of(due.values()):
        code = version.judged.employee
        if code not in people:
            continue
        path = correction_path(workspace, people[code])
        try:
            data = correction(workspace, ledger, version, roster.settings)
        except NotKept:  # collecting names it
            data = path.read_bytes() if path.is_file() else None
        if data is None:
            continue
        paths[code] = path
        if not paths[code].is_file() or paths[code].read_bytes() != data:
            with suppress(Blocked):  # somebody is looking at the last one; the next run writes it
                write_file(paths[code], data)
    for code, employee in people.items():
        if code not in paths:
            with suppress(PermissionError):  # as above
                correction_path(workspace, employee).unlink(missing_ok=True)
    return paths
