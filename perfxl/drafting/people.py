"""Whose documents they are: the roster's employees, or newcomers with a code; what differs is shown, not changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perfxl.drafting.matching import match_person, person_key
from perfxl.drafting.source_document import Doubt, SourceDocument, Who
from perfxl.drafting.vocabulary import norm
from perfxl.form.alphabet import sort_key
from perfxl.form.plan import Employee, Roster, Unit
from perfxl.texts.columns import header

_WIDTH = 3  # figures of a code that the draft gives
_SEAT = ("organisation", "unit", "position")


class People:
    """The draft's people. `employees` by code, the roster's first; `doubts` by code; `told` what documents say of units.

    `codes` holds the code of each source by its place among the sources; a source without plan rows has none.
    """

    def __init__(self, existing: Roster, sources: Sequence[SourceDocument]) -> None:
        self.existing = existing
        self.employees: dict[str, Employee] = {e.code: e for e in existing.employees}
        self.doubts: dict[str, list[Doubt]] = {}
        self.codes: dict[int, str] = {}
        self.told: list[Who] = []
        self._known: dict[tuple[str, ...], str] = {}
        for number in sorted(range(len(sources)), key=lambda n: _by_seat(sources[n].who)):
            if sources[number].rows:
                self.codes[number] = self._code(sources[number])

    def _code(self, source: SourceDocument) -> str:
        """The matched employee's code, that of the same person's other document, or a new one."""
        match = match_person(source.who, self.existing.employees)
        who = self._seat(source.who)
        if match.employee:
            code = match.employee.code
            self._differences(match.employee, who)
            self.told.append(_of(match.employee, who))
        else:
            key = person_key(source)
            code = self._known.get(key) or self._newcomer(source, who)
            self._known[key] = code
            self.told.append(who)
        self.doubts.setdefault(code, []).extend((*match.doubts, *source.who.doubts))
        return code

    def _newcomer(self, source: SourceDocument, who: Who) -> str:
        code = who.code if source.coded else ""
        code = code if code and code not in self.employees else self._next_code()
        self.employees[code] = Employee(
            code, who.organisation, who.unit, who.position, who.parent, who.name, who.name_genitive, who.email
        )
        doubts = [Doubt("code", "R321", (("value", code),))] if code != who.code else []
        for name in ("organisation", "position", "name"):
            if not getattr(who, name):
                doubts.append(Doubt(name, "R330", (("column", header("roster.employees", name)),)))
            elif name != "name":
                doubts.append(Doubt(name, "R327", (("name", getattr(who, name)),)))
        if who.unit:
            doubts.append(Doubt("unit", "R327", (("name", who.unit),)))
        if who.name_genitive:
            doubts.append(
                Doubt("name_genitive", "R328", (("proposed", who.name_genitive), ("written", who.titles[1])))
            )
        self.doubts[code] = doubts
        return code

    def _next_code(self) -> str:
        numbers = [
            int(code) for code in self.employees if code.isascii() and code.isdigit() and len(code) < 10
        ]
        width = max(
            [_WIDTH, *(len(c) for c in self.employees if c.isascii() and c.isdigit() and len(c) < 10)]
        )
        return f"{max(numbers, default=0) + 1:0{width}d}"

    def _seat(self, who: Who) -> Who:
        """Organisation and unit in the roster's spelling, where it has them."""
        for unit in self.existing.units:
            if norm(unit.organisation) == norm(who.organisation) or _genitive_of(unit, who):
                who = replace(who, organisation=unit.organisation)
                if who.unit and norm(unit.unit) == norm(who.unit):
                    who = replace(who, unit=unit.unit)
        return who

    def _differences(self, employee: Employee, who: Who) -> None:
        """An employee of the roster: empty cells are filled and marked, others are kept and the difference shown."""
        now = self.employees[employee.code]
        filled: dict[str, str] = {}
        for name in (*_SEAT, "parent", "name", "name_genitive", "email"):
            kept, read = getattr(now, name), getattr(who, name)
            if read and not kept and name not in _SEAT:
                filled[name] = read
                self.doubts.setdefault(employee.code, []).append(Doubt(name, "R329", (("value", read),)))
            elif read and norm(read) != norm(kept):
                facts = (("column", header("roster.employees", name)), ("kept", kept), ("found", read))
                self.doubts.setdefault(employee.code, []).append(Doubt(name, "R323", facts))
        self.employees[employee.code] = replace(
            now,
            parent=filled.get("parent", now.parent),
            name=filled.get("name", now.name),
            name_genitive=filled.get("name_genitive", now.name_genitive),
            email=filled.get("email", now.email),
        )


def _of(employee: Employee, who: Who) -> Who:
    """What a matched person's document says of the unit, where it is the unit that the roster has."""
    same = not who.unit or norm(who.unit) == norm(employee.unit)
    if same and norm(who.organisation) == norm(employee.organisation):
        return replace(who, organisation=employee.organisation, unit=employee.unit if who.unit else "")
    return Who()


def _by_seat(who: Who) -> tuple[object, ...]:
    return (
        sort_key(who.organisation),
        sort_key(who.unit),
        sort_key(who.name or who.name_genitive),
        sort_key(who.parent),
    )


def _genitive_of(unit: Unit, who: Who) -> bool:
    return not unit.unit and bool(unit.genitive) and norm(unit.genitive) == norm(who.organisation_genitive)
