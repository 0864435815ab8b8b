"""The roster checked without issuing anything: every fault with its cell, and whom it lists."""

from __future__ import annotations

from perfxl.cli.console import AWAITS, DONE, Console
from perfxl.finding import Severity
from perfxl.roster.load import load_roster
from perfxl.workspace.folder import Workspace


def check_roster(console: Console, workspace: Workspace) -> int:
    """Prints what is wrong with the workspace's roster, or how many people and rows of plans it lists; records nothing."""
    roster, findings = load_roster(workspace.root, workspace.form, workspace.period)
    console.findings(findings)
    errors = sum(f.severity is Severity.ERROR for f in findings)
    if errors or roster is None:
        console.say("cli.roster_faults", count=errors)
        return AWAITS if console.strict else DONE
    if not roster.employees:
        console.say("cli.nobody")
        return DONE
    rows = sum(len(measures) for measures in roster.shared.values())
    console.say("cli.roster_sound", people=len(roster.employees), rows=rows, notes=len(findings))
    return DONE
