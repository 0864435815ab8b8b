"""Who is asked and what each one planned: employees, units, measures, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from perfxl.finding import Severity
from perfxl.form.definition import Period
from perfxl.form.place import Place
from perfxl.texts import LANGUAGES, severities, texts

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
    """One unit of an organisation (empty `unit`: the organisation itself), with its verifier and the address of whoever
    collects its reports and sends them on."""

    organisation: str
    unit: str
    genitive: str
    verifier_position: str = ""
    verifier_name: str = ""
    verifier_email: str = ""
    collector_email: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Measure:
    """One planned row. `section` is the form's section key; `measure` without its label; `own` the form's further columns.

    `half_target` (and its number) is what the first half of the year has of its own; `own_target`: `target` is the
    period's own and not the year's; `standing`: a duty that is carried over at every rollover.
    """

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
    half_target: str = ""
    half_target_number: float | None = None
    standing: bool = False
    own_target: bool = False

    @property
    def of_first_half(self) -> Measure:
        """The measure with the first half's own target where it has one."""
        number = self.half_target_number
        if not self.half_target and number is None:
            return self
        target = self.half_target or f"{number:.12g}"
        return replace(self, target=target, target_number=number, own_target=True)


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

    @property
    def own_targets(self) -> tuple[str, ...]:
        """The keys of the rows whose target is the period's own."""
        return tuple(key for key, measure in zip(self.keys, self.measures, strict=True) if measure.own_target)


@dataclass(frozen=True, slots=True)
class Settings:
    """What HR set for everybody: `entries` are (name, value) in the order in which they stand, each name once, names as
    they are known here (deadline, contact_email, a finding's code), others as they were typed."""

    entries: tuple[tuple[str, str], ...] = ()

    def text(self, name: str) -> str:
        """What is set by a name; empty where nothing is."""
        return next((value for known, value in self.entries if known == name), "")

    @property
    def period(self) -> str:
        """The code of the period that the roster was written for, as it stands there."""
        return self.text("period")

    @property
    def deadline(self) -> str:
        """Until when reports are awaited, as it is to be printed."""
        return self.text("deadline")

    @property
    def contact_name(self) -> str:
        """Who in HR answers staff."""
        return self.text("contact_name")

    @property
    def contact_email(self) -> str:
        """Where staff write to."""
        return self.text("contact_email")

    @property
    def severities(self) -> Mapping[str, Severity]:
        """The severities that HR set, by finding code, in the words of either language; what is no severity left alone."""
        words = {texts(lang).word(f"severity.{s}").casefold(): s for lang in LANGUAGES for s in Severity}
        return {
            code: words[value.strip().casefold()]
            for code, value in self.entries
            if code in severities() and value.strip().casefold() in words
        }

    def of_period(self, period: Period) -> Settings:
        """The same for another period, with its deadline."""
        deadline = f"{period.deadline:%Y.%m.%d}" if period.deadline else ""
        return Settings(tuple((dict(self.entries) | {"period": period.code, "deadline": deadline}).items()))


@dataclass(frozen=True, slots=True)
class Roster:
    """The whole roster. `shared` holds the measures by employee code, group name or `*`, in the roster's order."""

    employees: tuple[Employee, ...]
    units: tuple[Unit, ...]
    shared: Mapping[str, tuple[Measure, ...]]
    settings: Settings
    letters: Mapping[str, str]

    def employee(self, code: str) -> Employee | None:
        """The employee with a code, or None."""
        return next((e for e in self.employees if e.code == code), None)
