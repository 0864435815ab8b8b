"""The comfort edition of what was issued: an .xlsm with buttons beside each .xlsx, of the same form, token and plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from perfxl.checks.returned_macros import own_marks
from perfxl.form.plan import Plan, Unit
from perfxl.form.seal import Seal, layout_of
from perfxl.issue.macros import with_macros
from perfxl.issue.workbook import build_workbook
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Sent
from perfxl.letters.corrections import titles_of
from perfxl.period.issue_source import with_answers
from perfxl.storage.files import write_file
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import roster_now, running
from perfxl.workspace.stored_bytes import NotKept


@dataclass(frozen=True)
class Editions:
    """`paths` of the editions that were written; `unkept` workbooks whose bytes are gone from the store or were
    changed: no edition was made for those who sent them, since it would lack their answers."""

    paths: tuple[Path, ...]
    unkept: tuple[str, ...]


def write_editions(workspace: Workspace, now: datetime, codes: Collection[str] = ()) -> Editions:
    """Writes an .xlsm beside the issued workbook of everyone (or of the employees named)."""
    paths: list[Path] = []
    unkept: list[str] = []
    with running(workspace) as ledger:
        settings = dict(roster_now(workspace, ledger, now)[0].settings)
        seals = ledger.latest_seals()
        ledger.record_macros(own_marks())
        for code, sent in ledger.issued().items():
            if codes and code not in codes:
                continue
            try:
                paths.append(_write(workspace, ledger, sent, seals[code], settings))
            except NotKept as error:
                unkept.append(error.file)
    return Editions(tuple(paths), tuple(unkept))


def _write(workspace: Workspace, ledger: Ledger, sent: Sent, sealed: Seal, settings: dict[str, str]) -> Path:
    layout = with_answers(workspace, ledger, layout_of(sealed, workspace.form)).layout
    employee = sent.employee
    plan = Plan(employee, Unit(employee.organisation, employee.unit, ""), titles_of(sealed), (), ())
    data = build_workbook(layout, plan, ledger.password, settings, sent.at)
    path = (workspace.root / sent.path).with_suffix(".xlsm")
    write_file(path, with_macros(data, layout, ledger.password, settings, sent.at))
    return path
