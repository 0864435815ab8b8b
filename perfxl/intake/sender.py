"""Who sent a workbook, against whose it is: a private address, the head of the unit, somebody else of the roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perfxl.finding import Finding
from perfxl.form.mail_address import folded_address
from perfxl.form.plan import Employee, Roster
from perfxl.texts import severities


@dataclass(frozen=True)
class Senders:
    """A roster's people by code and by address, and the addresses of those who verify and who collect for each unit."""

    people: Mapping[str, Employee]
    by_address: Mapping[str, tuple[Employee, ...]]
    heads: Mapping[tuple[str, str], frozenset[str]]
    collectors: Mapping[tuple[str, str], frozenset[str]]

    @classmethod
    def of(cls, roster: Roster) -> Senders:
        """The addresses of a roster."""
        by_address: dict[str, tuple[Employee, ...]] = {}
        for employee in roster.employees:
            address = folded_address(employee.email)
            by_address[address] = (*by_address.get(address, ()), employee) if address else ()
        heads = {
            (u.organisation, u.unit): frozenset((folded_address(u.verifier_email),)) for u in roster.units
        }
        collectors = {
            (u.organisation, u.unit): frozenset((folded_address(u.collector_email),)) for u in roster.units
        }
        return cls({e.code: e for e in reversed(roster.employees)}, by_address, heads, collectors)

    def findings(self, sender: str, code: str) -> tuple[Finding, ...]:
        """What to note about the address a workbook came from. `code` is the employee whose workbook it is.

        M201 (note): an address that is nobody's on file; M202 (warning): somebody else of the roster; M203 (note): the
        head of the employee's unit or organisation. Nothing for the own address, for that of whoever collects for the
        unit or the organisation, for an unknown employee and no sender.
        """
        employee = self.people.get(code)
        address = folded_address(sender)
        if employee is None or not address or address == folded_address(employee.email):
            return ()
        places = [(employee.organisation, unit) for unit in (employee.unit, "")]
        if any(address in self.collectors.get(place, ()) for place in places):
            return ()
        if any(address in self.heads.get(place, ()) for place in places):
            return (_note("M203", sender, employee),)
        others = self.by_address.get(address, ())
        if any(e.code != code for e in others):
            return (_note("M202", sender, employee, other=others[0].signature),)
        return (_note("M201", sender, employee, address=employee.email or "-"),)


def _note(code: str, sender: str, employee: Employee, **facts: str) -> Finding:
    all_facts = {"sender": sender, "name": employee.signature, **facts}
    return Finding(code, severities()[code], field="identity", facts=all_facts)
