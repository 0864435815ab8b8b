"""Who sent a workbook, against whose it is: a private address, the head of the unit, somebody else of the roster."""

from __future__ import annotations

from perfxl.finding import Finding
from perfxl.form.plan import Employee, Roster
from perfxl.texts import severities


def sender_findings(sender: str, code: str, roster: Roster) -> tuple[Finding, ...]:
    """What to note about the address a workbook came from. `code` is the employee whose workbook it is.

    M201 (note): an address that is nobody's on file; M202 (warning): somebody else of the roster; M203 (note): the
    head of the employee's unit or organisation. Nothing for the own address, for an unknown employee and no sender.
    """
    employee = roster.employee(code)
    address = sender.strip().casefold()
    if employee is None or not address or address == employee.email.strip().casefold():
        return ()
    if address in _heads(employee, roster):
        return (_note("M203", sender, employee),)
    others = [e for e in roster.employees if e.email.strip().casefold() == address]
    if any(e.code != code for e in others):
        return (_note("M202", sender, employee, other=others[0].signature),)
    return (_note("M201", sender, employee, address=employee.email or "-"),)


def _note(code: str, sender: str, employee: Employee, **facts: str) -> Finding:
    said = {"sender": sender, "name": employee.signature, **facts}
    return Finding(code, severities()[code], field="identity", facts=said)


def _heads(employee: Employee, roster: Roster) -> set[str]:
    """The addresses of those who verify the employee's unit or the whole organisation."""
    return {
        unit.verifier_email.strip().casefold()
        for unit in roster.units
        if unit.organisation == employee.organisation and unit.unit in (employee.unit, "")
    }
