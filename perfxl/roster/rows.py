"""The roster's rows -> employees, units and measures; every fault is noted with its cell, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from perfxl.finding import Fact, Finding
from perfxl.form.alphabet import appearance, blurred, foreign_words
from perfxl.form.definition import PLANNED, Form, Period
from perfxl.form.mail_address import is_mail_address
from perfxl.form.plan import Employee, Measure, Unit
from perfxl.roster.tables import RosterCell, RosterRow, Table
from perfxl.texts import finding
from perfxl.texts.columns import by_spelling, fold, header

EVERYBODY = "*"
_ALIKE = 0.8  # how alike a name is to the one that was probably meant
NO_GOAL = "-"
_DATE = re.compile(r"(\d{4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})\.?\Z")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([ \u00a0]\d{3})+|\d{1,3}(,\d{3}){2,})([.,]\d+)?\Z")
_GROUPS = re.compile(r"[,;]")
# What an Excel cell holds is 32,767 UTF-16 units; the form prints a label and a number before a measure.
_LONGEST = 32_700


class Faults:
    """What was found so far, in the order of reading; the same fault over many cells becomes one finding."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str, tuple[tuple[str, Fact], ...]], list[str]] = {}

    def note(self, code: str, cell: RosterCell, field: str = "", **facts: Fact) -> None:
        """Notes one cell under a code; cells with equal facts are told together."""
        key = (code, cell.place.sheet, field, tuple(facts.items()))
        cells = self._found.setdefault(key, [])
        if cell.place.a1 not in cells:
            cells.append(cell.place.a1)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each fault, its cells separated by commas."""
        return tuple(
            finding(code, sheet=sheet, cell=", ".join(cells), field=field, key="", **dict(facts))
            for (code, sheet, field, facts), cells in self._found.items()
        )


def check_lengths(table: Table | None, faults: Faults) -> None:
    """Texts that are longer than a cell of the issued workbook holds: they would be cut."""
    for row in table.rows if table else ():
        for cell in (*row.cells.values(), *row.own.values()):
            length = len(cell.text.encode("utf-16-le", "surrogatepass")) // 2
            if length > _LONGEST:
                faults.note("R119", cell, length=length)


def read_units(table: Table | None, faults: Faults) -> tuple[Unit, ...]:
    """The units in their order; a unit that stands twice keeps its first row."""
    units: dict[tuple[str, str], Unit] = {}
    for row in table.rows if table else ():
        if not table or not _complete(table, row, ("organisation",), faults):
            continue
        unit = Unit(**_texts(table, row, _UNIT, faults), place=table.cell(row, "organisation").place)
        key = (fold(unit.organisation), fold(unit.unit))
        if key in units:
            first = units[key].place.a1
            faults.note("R127", table.cell(row, "unit"), unit=unit.unit or unit.organisation, first=first)
            continue
        for address in ("verifier_email", "collector_email"):
            _check_mail(table.cell(row, address), faults)
        if not table.missing:
            units[key] = unit
    return tuple(units.values())


_UNIT = (
    "organisation", "unit", "genitive", "verifier_position", "verifier_name", "verifier_email", "collector_email",
)  # fmt: skip
_EMPLOYEE = (
    "code", "organisation", "unit", "position", "parent", "name", "name_genitive", "email", "excuse",
    "verifier_code", "verifier_position", "verifier_name",
)  # fmt: skip


def read_employees(table: Table, units: Sequence[Unit] | None, faults: Faults) -> tuple[Employee, ...]:
    """The employees in their order; a row that lacks what is required, or repeats a code, is left out.

    `units` None: they cannot be told, so no employee's is looked for.
    """
    employees: dict[str, Employee] = {}
    firsts: dict[str, str] = {}
    for row in table.rows:
        complete = _complete(table, row, ("code", "organisation", "position", "name"), faults)
        sound = _is_text(table, row, "code", faults) and complete
        employee = _employee(table, row, faults)
        if units is not None and employee.organisation:
            employee = _seated(employee, units, table.cell(row, "unit"), faults)
        _check_mail(table.cell(row, "email"), faults)
        if _is_own_code(employee.code, table.cell(row, "code"), firsts, faults) and sound:
            employees[employee.code] = employee
    return tuple(employees.values())


def _is_own_code(code: str, cell: RosterCell, firsts: dict[str, str], faults: Faults) -> bool:
    """Whether a code is there, is nobody else's so far and can be an employee's; `firsts`: where each one stood."""
    if not code or cell.kind in ("number", "date"):
        return False
    first = firsts.setdefault(code, cell.place.a1)
    if code == EVERYBODY:
        faults.note("R115", cell, "identity", value=code)
    elif first != cell.place.a1:
        faults.note("R114", cell, "identity", value=code, first=first)
    return code != EVERYBODY and first == cell.place.a1


def _employee(table: Table, row: RosterRow, faults: Faults) -> Employee:
    groups = tuple(dict.fromkeys(g.strip() for g in _GROUPS.split(row.text("groups")) if g.strip()))
    titles = (_one_line(row.text("title_1")), _one_line(row.text("title_2")))
    place = table.cell(row, "code").place
    return Employee(**_texts(table, row, _EMPLOYEE, faults), groups=groups, titles=titles, place=place)


def _texts(table: Table, row: RosterRow, names: Sequence[str], faults: Faults) -> dict[str, str]:
    """The named cells as single lines; foreign letters inside Mongolian words and error values are noted."""
    for name in names:
        _check_text(table.cell(row, name), faults)
    return {name: _one_line(row.text(name)) for name in names}


def _seated(employee: Employee, units: Sequence[Unit], cell: RosterCell, faults: Faults) -> Employee:
    """The employee with organisation and unit spelt as the sheet of units spells them."""
    key = (fold(employee.organisation), fold(employee.unit))
    unit = next((u for u in units if (fold(u.organisation), fold(u.unit)) == key), None)
    if unit is None:
        name = employee.unit or employee.organisation
        near = nearest(name, [u.unit or u.organisation for u in units])
        faults.note("R121", cell, "identity", unit=name, organisation=employee.organisation, near=near)
        return employee
    return replace(employee, organisation=unit.organisation, unit=unit.unit)


def nearest(name: str, names: Iterable[str]) -> str:
    """The one of the names that was probably meant; empty where none is like it."""
    known = {fold(spelling): spelling for spelling in names}
    return next((known[spelling] for spelling in get_close_matches(fold(name), known, 1, _ALIKE)), "")


def alike_code(code: str, codes: Iterable[str]) -> str:
    """The code that looks the same and is spelt in other letters, so that nobody sees the difference; else empty."""
    return next((known for known in sorted(codes) if appearance(known) == appearance(code)), "")


def check_people(table: Table, employees: Sequence[Employee], faults: Faults) -> None:
    """What only shows across rows: one address for two people, one person in two organisations, a code that is a group."""
    mails: dict[str, Employee] = {}
    people: dict[tuple[str, str], Employee] = {}
    groups = {group for e in employees for group in e.groups}
    rows = {row.number: row for row in table.rows}
    for employee in employees:
        row = rows[employee.place.row]
        if employee.code in groups:
            faults.note("R115", table.cell(row, "code"), "identity", value=employee.code)
        name = (blurred(employee.parent), blurred(employee.name))
        before = people.setdefault(name, employee)
        if employee.parent and employee.name and before.organisation != employee.organisation:
            faults.note(
                "R125", table.cell(row, "organisation"), "identity", name=employee.signature,
                own=employee.code, other=before.code, organisation=before.organisation,
            )  # fmt: skip
        other = mails.setdefault(employee.email.casefold(), employee)
        if employee.email and other is not employee:
            same = (blurred(other.parent), blurred(other.name)) == name
            if not same:
                faults.note(
                    "R124", table.cell(row, "email"), "identity", email=employee.email, other=other.code
                )


def check_titles(
    table: Table,
    employees: Sequence[Employee],
    unit_table: Table | None,
    units: Sequence[Unit],
    faults: Faults,
) -> None:
    """Where a title must be made and a genitive or the parent's name is missing: listed, never invented.

    Who is excused from reporting needs no title.
    """
    listed = {(u.organisation, u.unit): u for u in units}
    rows = {row.number: row for row in table.rows}
    unit_rows = {row.number: row for row in unit_table.rows} if unit_table else {}
    for employee in (e for e in employees if not e.excuse):
        row = rows[employee.place.row]
        if not employee.titles[1]:
            for name in ("parent", "name_genitive"):
                if not getattr(employee, name):
                    faults.note(
                        "R122", table.cell(row, name), "identity", column=header("roster.employees", name)
                    )
        if employee.titles[0]:
            continue
        for unit_name in dict.fromkeys(("", employee.unit)):
            unit = listed.get((employee.organisation, unit_name))
            if unit and unit_table and not unit.genitive:
                cell = unit_table.cell(unit_rows[unit.place.row], "genitive")
                faults.note("R122", cell, "identity", column=header("roster.units", "genitive"))
            elif not unit and not unit_name:
                faults.note(
                    "R123", table.cell(row, "organisation"), "identity", organisation=employee.organisation
                )


def read_measures(
    table: Table | None,
    form: Form,
    employees: Sequence[Employee],
    faults: Faults,
    also_known: frozenset[str],
    period: Period | None = None,
) -> Mapping[str, tuple[Measure, ...]]:
    """code, group or `*` -> measures in the roster's order; a row with a fault that spoils it is left out.

    `also_known` are codes that stand among the employees with a fault of their own: not reported again. `period`: the
    workspace's, where days outside its year are to be told.
    """
    known = {e.code for e in employees} | {g for e in employees for g in e.groups} | {EVERYBODY}
    codes = known | also_known
    shared: dict[str, list[Measure]] = {}
    above: dict[str, tuple[str, str]] = {}
    if table is None:
        return {}
    for row in table.rows:
        code = _one_line(row.text("code"))
        complete = _complete(table, row, ("code", "measure"), faults) and not table.missing
        if not _is_text(table, row, "code", faults):
            complete = False
        elif code and code not in codes:
            near = alike_code(code, known)
            faults.note("R131", table.cell(row, "code"), "identity", value=code, near=near)
        measure = _measure(table, row, form, above.get(code), faults, period)
        if measure or row.text("section"):
            above[code] = (measure.section, measure.goal) if measure else ("", "")
        if measure and complete and code in known:
            _check_twice(shared.get(code, []), measure, table.cell(row, "measure"), faults)
            shared.setdefault(code, []).append(measure)
    return {code: tuple(measures) for code, measures in shared.items()}


def _check_twice(before: Sequence[Measure], measure: Measure, cell: RosterCell, faults: Faults) -> None:
    same = (measure.section, measure.number, measure.measure)
    twin = next((m for m in before if (m.section, m.number, m.measure) == same), None)
    if twin:
        faults.note("R137", cell, "measure", first=twin.place.a1)


def _measure(
    table: Table,
    row: RosterRow,
    form: Form,
    above: tuple[str, str] | None,
    faults: Faults,
    period: Period | None,
) -> Measure | None:
    """A row's measure, None where its section cannot be told; every fault of the row is noted either way."""
    section = _section(table, row, form, above, faults)
    for name in ("goal", *PLANNED, "half_target"):
        _check_text(table.cell(row, name), faults)
    number = _number_text(table.cell(row, "number"), faults)
    target_number = _target_number(table.cell(row, "target_number"), faults)
    half_number = _target_number(table.cell(row, "half_target_number"), faults)
    standing = _is_yes(table.cell(row, "standing"), faults)
    start, end = _span(table, row, faults, period)
    if section is None:
        return None
    goal = row.text("goal")
    if not goal and above and above[0] == section and form.section_of(section).goals:
        goal = above[1]
    return Measure(
        section=section,
        goal="" if goal == NO_GOAL else goal,
        number=number,
        measure=row.text("measure"),
        indicator=row.text("indicator"),
        baseline=row.text("baseline"),
        target=row.text("target"),
        target_number=target_number,
        start=start,
        end=end,
        own={name: cell.text for name, cell in row.own.items()},
        place=table.cell(row, "measure").place,
        half_target=row.text("half_target"),
        half_target_number=half_number,
        standing=standing,
    )


def _span(
    table: Table, row: RosterRow, faults: Faults, period: Period | None
) -> tuple[date | None, date | None]:
    """When a measure starts and ends; days in the wrong order or outside the period's year are noted."""
    start, end = (day_of(table.cell(row, name), faults) for name in ("start", "end"))
    if start and end and end < start:
        faults.note("R135", table.cell(row, "end"), "dates", start=f"{start:%Y.%m.%d}", end=f"{end:%Y.%m.%d}")
    for name, day in (("start", start), ("end", end)):
        if period and day and day.year != period.year:
            faults.note("R138", table.cell(row, name), "dates", value=f"{day:%Y.%m.%d}", year=period.year)
    return start, end


def _section(
    table: Table, row: RosterRow, form: Form, above: tuple[str, str] | None, faults: Faults
) -> str | None:
    """The row's section or that of the row above; None where neither can be told, which is noted once."""
    word = row.text("section")
    if not word and above:
        return above[0] or None
    key = next((s.key for s in form.section if fold(s.roster) == fold(word)), None)
    if key is None and (word or (row.text("code") and "section" not in table.missing)):
        words = ", ".join(s.roster for s in form.section)
        faults.note(
            "R132" if word else "R133", table.cell(row, "section"), "measure", value=word, words=words
        )
    return key


def _number_text(cell: RosterCell, faults: Faults) -> str:
    """A measure's number as text; a whole number that Excel made of it is taken, anything else is a fault."""
    if cell.kind == "number" and isinstance(cell.value, float) and cell.value.is_integer():
        faults.note("R113", cell, "measure", column=header("roster.plans", "number"))
    elif cell.kind in ("number", "date"):
        faults.note("R112", cell, "measure", column=header("roster.plans", "number"))
    return _one_line(cell.text)


def day_of(cell: RosterCell, faults: Faults) -> date | None:
    if cell.kind == "date" and isinstance(cell.value, date):
        return cell.value
    match = _DATE.match(cell.text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else _no_date(cell, faults)
    except ValueError:
        return _no_date(cell, faults)


def _no_date(cell: RosterCell, faults: Faults) -> date | None:
    """None, noted where something stands in the cell."""
    if cell.kind != "empty":
        faults.note("R134", cell, "dates", value=cell.text)
    return None


def _target_number(cell: RosterCell, faults: Faults) -> float | None:
    """The target as a number; a percent is its fraction, as in Excel (65% is 0.65)."""
    if cell.kind == "number" and isinstance(cell.value, float):
        return cell.value
    if cell.kind == "empty":
        return None
    value = parse_number(cell.text)
    if value is None:
        faults.note("R136", cell, "target", value=cell.text)
    return value


def _is_yes(cell: RosterCell, faults: Faults) -> bool:
    """Whether a cell says yes; nothing says no, and what is neither is noted."""
    answer = by_spelling("roster.answer").get(fold(cell.text), "") if cell.text.strip() else "no"
    if not answer:
        faults.note("R139", cell, "measure", value=cell.text)
    return answer == "yes"


def parse_number(text: str) -> float | None:
    """`7,5`, `18 000`, `13,301,381,100`, `65%` -> a number; None for anything else."""
    body = text.strip()
    share = body.endswith("%")
    body = body.removesuffix("%").strip()
    match = _NUMBER.match(body)
    if not match:
        return None
    whole = re.sub(r"[^\d+-]", "", body[: len(body) - len(match[4] or "")])
    value = float(whole + (match[4] or "").replace(",", "."))
    return round(value / 100, 12) if share else value


def _complete(table: Table, row: RosterRow, names: Sequence[str], faults: Faults) -> bool:
    """Whether all required cells of a row are filled; each empty one is noted, unless its whole column is missing."""
    empty = [name for name in names if not row.text(name) and name not in table.missing]
    for name in empty:
        faults.note("R111", table.cell(row, name), column=header(f"roster.{table.name}", name))
    return not empty


def _is_text(table: Table, row: RosterRow, name: str, faults: Faults) -> bool:
    """Whether a code is text; noted where Excel has turned it into a number or a date."""
    cell = table.cell(row, name)
    if cell.kind in ("number", "date"):
        faults.note("R112", cell, "identity", column=header(f"roster.{table.name}", name))
    return cell.kind not in ("number", "date")


def _check_text(cell: RosterCell, faults: Faults) -> None:
    if cell.kind == "error":
        faults.note("R116", cell, value=cell.text)
    for word in foreign_words(cell.text):
        faults.note("R117", cell, word=word.word, proposed=word.proposed or "?")


def _check_mail(cell: RosterCell, faults: Faults) -> None:
    if cell.text and not is_mail_address(cell.text):
        faults.note("R126", cell, "identity", value=cell.text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
