"""roster.xlsx (or its tables as CSV) -> Roster, and one employee's part of it -> Plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from perfxl.finding import Finding
from perfxl.form.definition import Form, Period
from perfxl.form.layout import row_keys
from perfxl.form.plan import Employee, Measure, Plan, Roster, Unit
from perfxl.roster.rows import (
    EVERYBODY,
    Faults,
    check_lengths,
    check_people,
    check_titles,
    nearest,
    read_employees,
    read_measures,
    read_units,
)  # fmt: skip
from perfxl.roster.settings import read_letters, read_settings
from perfxl.roster.tables import REQUIRED, Grid, Table, find_table, read_grids
from perfxl.roster.verifiers import check_verifiers, verifier_of
from perfxl.texts import finding
from perfxl.texts.columns import fold, header

# What stands in a title line for a word that is missing: a gap to be filled by hand, never an invented word.
GAP = "…………"


def load_roster(
    folder: Path, form: Form, period: Period | None = None
) -> tuple[Roster | None, tuple[Finding, ...]]:
    """The roster of a working folder, with all its faults at once, each with sheet and cell.

    None where nothing can be read (no file, damaged) or the employees cannot be told (no sheet, a column is missing).
    `period` is the workspace's, for plans that lie outside its year. Otherwise the rows that are sound;
    an error means that a row was left out or cannot be relied on, so nothing should be issued until it is mended.
    """
    grids, findings = read_grids(folder)
    if grids is None:
        return None, findings
    tables, more = _tables(grids, form)
    findings += more
    people = tables["employees"]
    if people is None:
        return None, findings
    faults = Faults()
    for table in tables.values():
        check_lengths(table, faults)
    units = read_units(tables["units"], faults)
    units_known = _is_whole(tables["units"])  # else nobody's unit can be told
    employees = read_employees(people, units if units_known else None, faults)
    check_people(people, employees, faults)
    if units_known and not people.missing:
        check_titles(people, employees, tables["units"], units, faults)
    typed = _codes_as_typed(tables["plans"] if "code" in people.missing else people)
    shared = read_measures(tables["plans"], form, employees, faults, typed, period)
    if _is_whole(tables["plans"]):
        _check_plans(people, employees, shared, faults)
    settings = read_settings(tables["settings"], form, faults)
    roster = Roster(employees, units, shared, settings, read_letters(tables["letters"]))
    if units_known and not people.missing:
        check_verifiers(people, roster, faults)
    return None if people.missing else roster, findings + faults.findings


def _is_whole(table: Table | None) -> bool:
    """Whether a table has all its required columns; one that is not there lacks none."""
    return table is None or not table.missing


def _tables(grids: Mapping[str, Grid], form: Form) -> tuple[dict[str, Table | None], tuple[Finding, ...]]:
    own = {fold(c.caption): c.field for c in form.own_columns}
    tables: dict[str, Table | None] = {}
    findings: tuple[Finding, ...] = ()
    for name, required in REQUIRED.items():
        tables[name], more = find_table(grids, name, required, own if name == "plans" else {})
        if tables[name] is None and not more and name in ("employees", "units", "plans"):
            code = "R106" if name == "employees" else "R110"
            more = (finding(code, sheet=header("roster.sheets", name), there=", ".join(grids)),)
        findings += more
    return tables, findings


def _codes_as_typed(table: Table | None) -> frozenset[str]:
    """Every code that stands on a sheet, on rows that were left out too."""
    return frozenset(row.text("code") for row in table.rows) if table else frozenset()


def _check_plans(
    people: Table, employees: tuple[Employee, ...], shared: Mapping[str, tuple[Measure, ...]], faults: Faults
) -> None:
    """Groups that have no measures, and employees without any plan."""
    rows = {row.number: row for row in people.rows}
    codes = {EVERYBODY, *(employee.code for employee in employees)}
    for employee in employees:
        row = rows[employee.place.row]
        for group in employee.groups:
            if group not in shared:
                near = nearest(group, shared.keys() - codes)
                faults.note("R141", people.cell(row, "groups"), "identity", value=group, near=near)
        if not employee.excuse and not _own_measures(shared, employee):
            faults.note("R142", people.cell(row, "code"), "identity")


def _own_measures(shared: Mapping[str, tuple[Measure, ...]], employee: Employee) -> list[Measure]:
    """Everybody's, the groups' and the employee's own measures, in the roster's order."""
    measures = [measure for rows in _sources(shared, employee) for measure in rows]
    return sorted(measures, key=lambda m: m.place.row)


def _sources(shared: Mapping[str, tuple[Measure, ...]], employee: Employee) -> list[tuple[Measure, ...]]:
    """The employee's rows by where they come from: `*`, each group, the own code."""
    names = dict.fromkeys((EVERYBODY, *employee.groups, employee.code))
    return [shared[name] for name in names if shared.get(name)]


def plan_of(roster: Roster, employee: Employee, form: Form, period: Period) -> Plan:
    """One employee's plan: sections in the form's order, rows in the roster's, a goal's rows together.

    Where shared rows and own ones meet in a section whose rows all have numbers, their numbers give the order.
    In the first half of the year a row shows the half's own target where the roster has one.
    Titles are the roster's ready lines, or made by the form's patterns from the genitives; a missing word is a gap.
    """
    sources = _sources(roster.shared, employee)
    every = _own_measures(roster.shared, employee)
    measures = [m for section in form.section for m in _section_rows(section.key, every, sources)]
    verifier = verifier_of(roster, employee)
    listed = unit_of(roster, employee)
    unit = replace(listed, verifier_position=verifier.position, verifier_name=verifier.name)
    titles = _titles(roster, employee, unit, form, period)
    shown = (
        tuple(m.of_first_half for m in measures)
        if (period.kind, period.number) == ("H", 1)
        else tuple(measures)
    )
    return Plan(employee, unit, titles, shown, row_keys(employee.code, measures))


def _section_rows(key: str, every: list[Measure], sources: list[tuple[Measure, ...]]) -> list[Measure]:
    """One section's rows, those of one goal together."""
    rows = [m for m in every if m.section == key]
    mixed = sum(any(m.section == key for m in source) for source in sources) > 1
    numbers = [_number(m.number) for m in rows]
    if mixed and all(numbers) and len(set(numbers)) == len(numbers):
        rows.sort(key=lambda m: _number(m.number))
    goals = list(dict.fromkeys(m.goal for m in rows))
    return sorted(rows, key=lambda m: goals.index(m.goal))


def _number(number: str) -> tuple[int, ...]:
    """A measure's number for sorting, `3.10` after `3.9`; empty where it is no number."""
    parts = number.strip(".").split(".")
    return tuple(map(int, parts)) if all(p.isascii() and p.isdigit() for p in parts) else ()


def unit_of(roster: Roster, employee: Employee) -> Unit:
    """The employee's unit as the roster lists it; one without genitive and verifier where it does not."""
    return _unit(roster, employee.organisation, employee.unit)


def _unit(roster: Roster, organisation: str, unit: str) -> Unit:
    listed = (u for u in roster.units if (u.organisation, u.unit) == (organisation, unit))
    return next(listed, Unit(organisation, unit, ""))


def _titles(roster: Roster, employee: Employee, unit: Unit, form: Form, period: Period) -> tuple[str, str]:
    organisation = _unit(roster, employee.organisation, "")
    words = {
        "organisation_genitive": organisation.genitive or GAP,
        "unit_genitive": (unit.genitive or GAP) if employee.unit else "",
        "position": _undoubled(employee.position, unit.genitive if employee.unit else organisation.genitive),
        "family_name": employee.parent or GAP,
        "name_genitive": employee.name_genitive or GAP,
        "year": str(period.year),
        "period": period.words,
    }
    first, second = employee.titles
    return (first or _title(form.head.title_1, words), second or _title(form.head.title_2, words))


def _undoubled(position: str, before: str) -> str:
    """A position without the words that end what stands before it, which would be printed twice."""
    words, ending = position.split(), before.split()
    for count in range(min(len(words) - 1, len(ending)), 0, -1):
        if list(map(fold, words[:count])) == list(map(fold, ending[-count:])):
            return " ".join(words[count:])
    return position


def _title(pattern: str, words: Mapping[str, str]) -> str:
    return " ".join(pattern.format(**words).split()).upper()


def plan_fingerprint(plan: Plan) -> str:
    """32 hexadecimal digits that change when anything changes that the employee's workbook shows of the plan."""
    parts = [
        [plan.employee.code, plan.employee.position, plan.employee.parent, plan.employee.name],
        [plan.unit.organisation, plan.unit.unit, plan.unit.verifier_position, plan.unit.verifier_name],
        list(plan.titles),
        [[key, *_said(measure)] for key, measure in zip(plan.keys, plan.measures, strict=True)],
    ]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def _said(measure: Measure) -> list[object]:
    return [
        measure.section, measure.goal, measure.number, measure.measure, measure.indicator, measure.baseline,
        measure.target, measure.target_number, str(measure.start or ""), str(measure.end or ""),
        sorted(measure.own.items()),
    ]  # fmt: skip
