"""Checking workbooks without recording anything: `perfxl check`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from perfxl.checks.judge import IssuedSeals, Judged, Lookup, Rules, judge
from perfxl.collect.parcel_json import parcel_json, summary
from perfxl.finding import Verdict
from perfxl.form.plan import Employee
from perfxl.form.token import Token
from perfxl.ledger.records import Arrival, Version, short_id
from perfxl.letters.correction import Returned
from perfxl.letters.corrections import correction_of, correction_path
from perfxl.storage.careful_read import read_plain
from perfxl.storage.files import clash_names, write_file
from perfxl.trouble import Trouble
from perfxl.workspace.folder import SETTINGS, open_workspace
from perfxl.workspace.run import Run, looking


@dataclass(frozen=True, slots=True)
class Checked:
    """One checked file: its name, digest, time, judgement, whose it is where that is known, its correction if one was made."""

    name: str
    sha256: str
    changed: datetime
    judged: Judged
    employee: Employee | None = None
    correction: Path | None = None


def check_files(folder: Path, files: Sequence[Path], correct: Path | None, at: datetime) -> list[Checked]:
    """The findings of files; inside a workspace with its roster and what it issued, outside by the files alone.

    `correct`: a folder for correction workbooks. Trouble for a file that is not there, and for corrections outside a
    workspace, where nobody knows what was issued.
    """
    for path in files:
        if not path.exists() or path.is_dir():
            raise Trouble("file_missing", file=str(path))
    if not (folder / SETTINGS).is_file() and correct is None:
        return [_one(path, Rules("", ""), None, {}) for path in files]
    with looking(open_workspace(folder), at) as run:
        return _in_workspace(run, files, correct)


def _in_workspace(run: Run, files: Sequence[Path], correct: Path | None) -> list[Checked]:
    workspace, ledger = run.workspace, run.ledger
    people = {sent.employee.code: sent.employee for sent in ledger.issued.last().values()}
    people |= {employee.code: employee for employee in run.roster.employees}

    def lookup(token: Token) -> IssuedSeals | None:
        seals = ledger.issued.seals(workspace.period.code, token.code)
        return IssuedSeals(workspace.form, seals) if seals else None

    rules = replace(workspace.rules_with(run.roster.settings), macros=ledger.issued.macros())
    checked = [_one(path, rules, lookup, people) for path in files]
    return [_corrected(run, workbook, correct) for workbook in checked]


def _corrected(run: Run, workbook: Checked, folder: Path | None) -> Checked:
    """The checked file with its correction workbook, written into the folder where there is something to mend."""
    workspace, ledger = run.workspace, run.ledger
    seals = ledger.issued.seals(workspace.period.code, workbook.judged.employee)
    sent = ledger.issued.last().get(workbook.judged.employee)
    if folder is None or workbook.judged.verdict is not Verdict.RETURNED or not seals or sent is None:
        return workbook
    issued = next((seal for seal in seals if seal.token == workbook.judged.token), None)
    data = read_plain(Path(workbook.name))
    returned = Returned(data, workbook.judged, workbook.changed, issued)
    settings = run.roster.settings
    made = correction_of(returned, seals[-1], sent.employee, workspace.form, ledger.password, settings)
    if made is None:
        return workbook
    wanted = folder / correction_path(workspace, sent.employee).name
    path = next(path for path in clash_names(wanted) if not path.exists())
    write_file(path, made)
    return replace(workbook, correction=path)


def _one(path: Path, rules: Rules, lookup: Lookup | None, people: dict[str, Employee]) -> Checked:
    data = read_plain(path)
    judged = judge(data, rules, lookup)
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Checked(str(path), hashlib.sha256(data).hexdigest(), changed, judged, people.get(judged.employee))


def check_json(checked: Sequence[Checked], language: str) -> dict[str, Any]:
    """The contract's document of `check --json`."""
    parcels = [parcel_json(_version(workbook), workbook.employee, language) for workbook in checked]
    return {"parcels": parcels, "messages": [], "summary": summary(map(_version, checked))}


def _version(workbook: Checked) -> Version:
    """A checked file as if it had come: nothing of it is recorded, so it counts for nobody."""
    arrival = Arrival(
        short_id(workbook.sha256, workbook.name),
        workbook.sha256,
        workbook.name,
        "",
        "",
        workbook.changed,
        "",
        0,
    )
    judged = workbook.judged
    return Version(arrival, judged, judged.verdict, counts=False, answered=judged.answered_rows)
