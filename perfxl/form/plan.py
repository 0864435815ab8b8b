"""Who is asked and what each one planned: employees, units, measures, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from perfxl.form.place import Place

NOWHERE = Place("", 0, 0)


@dataclass(frozen=True, slots=True)
class Employee:
    """One post: `code` is unique; `titles` are the two title lines where HR wrote them ready made, else empty."""

    code: str
    organisation: str
    unit: str
    position: str
    parent: str
    name: str
    name_genitive: str
    email: str = ""
    groups: tuple[str, ...] = ()
    titles: tuple[str, str] = ("", "")
    excuse: str = ""
    verifier_code: str = ""  # who verifies this one's report, where that is not the unit's verifier
    verifier_position: str = ""
    verifier_name: str = ""
    place: Place = NOWHERE

    @property
    def signature(self) -> str:
        """The name as it is signed: initial, stop, name."""
        return f"{self.parent[:1]}.{self.name}" if self.parent else self.name


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of an organisation (empty `unit`: the organisation itself), with its verifier."""

    organisation: str
    unit: str
    genitive: str
    verifier_position: str = ""
    verifier_name: str = ""
    verifier_email: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Measure:
    """One planned row. `section` is the form's section key; `measure` without its label; `own` the form's further columns."""

    section: str
    goal: str
    number: str
    measure: str
    indicator: str = ""
    baseline: str = ""
    target: str = ""
    target_number: float | None = None
    start: date | None = None
    end: date | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Plan:
    """One employee's plan, in the form's order; `titles` are the two lines of the title as they will be printed.

    `keys` are the rows' keys, one a measure; `previous` the last period's (text, percent) by key, where known.
    """

    employee: Employee
    unit: Unit
    titles: tuple[str, str]
    measures: tuple[Measure, ...]
    keys: tuple[str, ...]
    previous: Mapping[str, tuple[str, float | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """The whole roster. `shared` holds the measures by employee code, group name or `*`, in the roster's order."""

    employees: tuple[Employee, ...]
    units: tuple[Unit, ...]
    shared: Mapping[str, tuple[Measure, ...]]
    settings: Mapping[str, str]
    letters: Mapping[str, str]

    def employee(self, code: str) -> Employee | None:
        """The employee with a code, or None."""
        return next((e for e in self.employees if e.code == code), None)
