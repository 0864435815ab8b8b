"""Who verifies whose report: never the author; the unit's verifier, above the unit the organisation's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfxl.form.alphabet import blurred
from perfxl.form.mail_address import folded_address
from perfxl.form.plan import Employee, Roster, Unit
from perfxl.roster.rows import Faults
from perfxl.roster.tables import Table


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who signs below an author: position and name as they are printed, both empty where nobody else is known."""

    position: str
    name: str
    email: str = ""


NOBODY = Verifier("", "")


def verifier_of(roster: Roster, author: Employee) -> Verifier:
    """The verifier of an author: by the code, else by the position and name beside it, else the unit's, else the
    organisation's. Nobody where each of them is the author."""
    named = roster.employee(author.verifier_code) if author.verifier_code else None
    if named:
        return NOBODY if named.code == author.code else Verifier(named.position, named.signature, named.email)
    if author.verifier_position or author.verifier_name:
        return _unless_self(author, Verifier(author.verifier_position, author.verifier_name))
    units = _above(roster.units, author)
    candidates = (Verifier(u.verifier_position, u.verifier_name, u.verifier_email) for u in units)
    known = [candidate for candidate in candidates if candidate.name or candidate.position]
    return next((candidate for candidate in known if not _is_self(author, candidate)), NOBODY)


def check_verifiers(table: Table, roster: Roster, faults: Faults) -> None:
    """R128 a code that is nobody's; R129 who would verify the own report: the block stays blank."""
    rows = {row.number: row for row in table.rows}
    for author in roster.employees:
        cell = table.cell(rows[author.place.row], "verifier_code")
        if author.verifier_code and not roster.employee(author.verifier_code):
            faults.note("R128", cell, "identity", value=author.verifier_code)
        elif not author.excuse and verifier_of(roster, author) == NOBODY and _would_be_self(roster, author):
            own = cell if cell.text else table.cell(rows[author.place.row], "name")
            faults.note("R129", own, "identity", name=author.signature)


def _would_be_self(roster: Roster, author: Employee) -> bool:
    if author.verifier_code == author.code or author.verifier_name or author.verifier_position:
        return True
    return any(
        _is_self(author, Verifier(u.verifier_position, u.verifier_name, u.verifier_email))
        for u in _above(roster.units, author)
    )


def _above(units: Sequence[Unit], author: Employee) -> list[Unit]:
    """The author's unit, then the organisation itself."""
    places = dict.fromkeys(((author.organisation, author.unit), (author.organisation, "")))
    return [unit for place in places for unit in units if (unit.organisation, unit.unit) == place]


def _unless_self(author: Employee, verifier: Verifier) -> Verifier:
    return NOBODY if _is_self(author, verifier) else verifier


def _is_self(author: Employee, verifier: Verifier) -> bool:
    """Whether a verifier is the author: by the address where both are known, else by the name as it is signed."""
    if author.email and verifier.email:
        return folded_address(author.email) == folded_address(verifier.email)
    names = {author.signature, f"{author.parent} {author.name}", f"{author.name} {author.parent}"}
    return bool(verifier.name) and blurred(verifier.name) in set(map(blurred, names))
