"""The comfort edition of what was issued: an .xlsm with buttons beside each .xlsx, of the same form, token and plan."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from perfxl.form.plan import Plan, Unit
from perfxl.issue.macros import with_macros
from perfxl.issue.manifest import Seal, layout_of
from perfxl.issue.workbook import build_workbook
from perfxl.ledger.files import write_file
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Sent
from perfxl.month.corrections import titles_of
from perfxl.month.issuing import with_answers
from perfxl.month.run import roster_now, running
from perfxl.workspace import Workspace


def write_editions(workspace: Workspace, now: datetime, codes: Collection[str] = ()) -> list[Path]:
    """Writes an .xlsm beside the issued workbook of everyone (or of the employees named); where they lie."""
    with running(workspace) as ledger:
        settings = roster_now(workspace, ledger, now)[0].settings
        seals = ledger.latest_seals()
        sent = {code: one for code, one in ledger.issued().items() if not codes or code in codes}
        return [_write(workspace, ledger, one, seals[code], dict(settings)) for code, one in sent.items()]


def _write(workspace: Workspace, ledger: Ledger, sent: Sent, sealed: Seal, settings: dict[str, str]) -> Path:
    layout = with_answers(workspace, ledger, layout_of(sealed, workspace.form)).layout
    employee = sent.employee
    plan = Plan(employee, Unit(employee.organisation, employee.unit, ""), titles_of(sealed), (), ())
    data = build_workbook(layout, plan, ledger.password, settings, sent.at)
    path = (workspace.root / sent.path).with_suffix(".xlsm")
    write_file(path, with_macros(data, layout, ledger.password, settings, sent.at))
    return path
