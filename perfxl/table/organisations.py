"""The organisations of a workspace, how everybody of each stands, and the tables of each as the ledger has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from perfxl.collect.awaiting import awaiting
from perfxl.finding import Finding
from perfxl.ledger.status import Person, people
from perfxl.ledger.versions import Survey
from perfxl.table.alike_reports import ALIKE, alike_reports, with_alike
from perfxl.table.table import Occasion, Tables, tables
from perfxl.workspace.run import Run


def organisations(run: Run) -> tuple[str, ...]:
    """The organisations that have people, in the order of the roster's units, then of its people."""
    peopled = dict.fromkeys(person.employee.organisation for person in people(run.ledger, run.roster))
    named = [unit.organisation for unit in run.roster.units if unit.organisation in peopled]
    return tuple(dict.fromkeys([*named, *peopled]))


@dataclass(frozen=True, slots=True)
class Everybody:
    """How everybody of a workspace stands, asked once for all its masters: by organisation the people and the ids of what
    came of them; how many things of the whole workspace await a person; and what HR is told of one passage in two people's
    reports, where that was asked, by the employees' codes."""

    people: Mapping[str, Sequence[Person]]
    came: Mapping[str, Sequence[str]]
    survey: Survey
    awaits: int
    alike: Mapping[str, Sequence[Finding]]


def everybody(run: Run) -> Everybody:
    """How everybody stands as the ledger has it now."""
    staff: dict[str, list[Person]] = defaultdict(list)
    came: dict[str, list[str]] = defaultdict(list)
    organisation = {}
    for person in people(run.ledger, run.roster):
        staff[person.employee.organisation].append(person)
        organisation[person.employee.code] = person.employee.organisation
    for came_version in run.ledger.versions.came():
        if came_version.employee in organisation:
            came[organisation[came_version.employee]].append(came_version.id)
    found = alike_reports(run) if ALIKE in run.roster.settings.severities else {}
    return Everybody(staff, came, run.ledger.versions.survey(), len(awaiting(run)), found)


def organisation_tables(
    run: Run, organisation: str, made: datetime, known: Everybody | None = None
) -> Tables:
    """One organisation's tables as the ledger has them now; `known`: how everybody stands, where that was asked."""
    standing = known or everybody(run)
    staff = standing.people.get(organisation, ())
    came = standing.came.get(organisation, ())
    versions = run.ledger.versions.each(
        standing.survey, came
    )  # one by one: a large month is never held whole
    occasion = Occasion(run.workspace.form, run.workspace.period, made)
    drawn = tables(organisation, occasion, run.roster, staff, with_alike(versions, standing.alike))
    return replace(drawn, awaits=standing.awaits)


def all_tables(run: Run) -> Sequence[Tables]:
    """The tables of every organisation, in the masters' order."""
    known = everybody(run)
    return [organisation_tables(run, name, run.at, known) for name in organisations(run)]
