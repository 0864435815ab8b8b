"""One passage in two people's reports is told in the master of both where the roster asks for it, and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import openpyxl

from perfxl.finding import Finding, Severity
from perfxl.table.organisations import all_tables
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of, running
from tests.support.months import NOW
from tests.support.runs import consolidate, sync


def ask(workspace: Workspace, severity: str) -> None:
    path = workspace.root / "roster.xlsx"
    book = openpyxl.load_workbook(path)
    book["Тохиргоо"].append(["E405", severity])
    book.save(path)


def told(workspace: Workspace) -> list[tuple[str, Finding]]:
    with running(workspace, NOW) as run:
        return [
            (told.employee.code, told.finding)
            for tables in all_tables(run)
            for told in tables.findings
            if told.finding.code == "E405"
        ]


def test_nothing_is_compared_unless_it_is_asked(gone_month: Workspace) -> None:
    assert told(gone_month) == []


def test_both_people_are_told_of_in_the_master_with_each_others_cell(own_month: Workspace) -> None:
    ask(own_month, "тэмдэглэл")
    found = [(code, f.facts["employee"], f.cell, f.facts["other"], f.severity) for code, f in told(own_month)]
    assert ("002", "001", "F16", "F27", Severity.NOTE) in found
    assert ("001", "002", "F27", "F16", Severity.NOTE) in found
    consolidate(own_month, at=NOW + timedelta(minutes=5))
    sheet = openpyxl.load_workbook(next(own_month.master.glob("*.xlsx")))["Илрүүлэлт"]
    assert sum("E405" in row for row in sheet.iter_rows(values_only=True)) == len(found)


def test_it_has_the_severity_that_hr_set(own_month: Workspace) -> None:
    ask(own_month, "анхааруулга")
    assert {finding.severity for _, finding in told(own_month)} == {Severity.WARNING}


def test_nothing_of_it_is_judged_or_written_to_anybody(own_month: Workspace) -> None:
    ask(own_month, "анхааруулга")
    sync(own_month, NOW + timedelta(minutes=5))
    with ledger_of(own_month) as ledger:
        judged = [finding.code for version in ledger.versions.all() for finding in version.judged.findings]
    assert judged
    assert "E405" not in judged
    assert told(own_month)
