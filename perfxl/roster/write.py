"""The roster as a workbook that HR fills in: blank with a guide, or filled from a Roster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.definition import Form, Period
from perfxl.form.place import letters
from perfxl.form.plan import Employee, Measure, Roster, Settings, Unit
from perfxl.roster.proposed_heights import fit_rows, saved
from perfxl.roster.rows import NO_GOAL
from perfxl.roster.tables import REQUIRED, clean
from perfxl.texts import Texts, severities, texts
from perfxl.texts.columns import columns, header

Value = str | float | date | None

_TO_FILL = {  # what HR is asked to fill in, in every row
    "employees": REQUIRED["employees"],
    "units": (*REQUIRED["units"], "genitive"),
    "plans": REQUIRED["plans"],
    "settings": (),
    "letters": (),
}
_WIDTHS = {
    "code": 12, "organisation": 34, "unit": 30, "position": 26, "parent": 18, "name": 18, "name_genitive": 20,
    "email": 28, "groups": 14, "title_1": 40, "title_2": 40, "excuse": 26, "verifier_code": 16, "genitive": 34,
    "verifier_position": 30, "verifier_name": 22, "verifier_email": 28, "collector_email": 28, "section": 11, "goal": 44, "number": 9,
    "measure": 50, "indicator": 34, "baseline": 18, "target": 30, "target_number": 16, "start": 12, "end": 12,
    "half_target": 30, "half_target_number": 16, "standing": 12,
    "value": 40, "text": 90,
}  # fmt: skip
_DATES = ("start", "end")
_LAST_ROW = 5000
_HEAD = PatternFill("solid", fgColor="1F4E78")
_HEAD_REQUIRED = PatternFill("solid", fgColor="FFD966")
_WRONG = PatternFill("solid", bgColor="F8CBAD")
_EMPTY = PatternFill("solid", bgColor="FFF2CC")
_FONT = Font(name="Arial", size=10)
_TOP = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One table to be written: its name in columns.toml, its fields with headers, and its rows by field."""

    name: str
    fields: tuple[tuple[str, str], ...]
    rows: tuple[Mapping[str, Value], ...]


def write_roster(path: Path, form: Form, period: Period, roster: Roster | None, language: str = "mn") -> None:
    """Writes roster.xlsx: blank where `roster` is None, else filled so that `load_roster` reads the same back."""
    path.write_bytes(roster_workbook(form, period, roster, language))


def roster_workbook(form: Form, period: Period, roster: Roster | None, language: str = "mn") -> bytes:
    """The bytes of the roster workbook."""
    return saved(build_book(form, period, roster, language))


def build_book(form: Form, period: Period, roster: Roster | None, language: str = "mn") -> Workbook:
    """The workbook itself, for who adds sheets or marks of their own before saving it."""
    words = texts(language)
    book = Workbook()
    first = book.active
    for plan in _sheets(form, period, roster, words):
        sheet = book.create_sheet(header("roster.sheets", plan.name))
        _write(sheet, plan, words)
        fit_rows(sheet, 2)
        _ease(sheet, plan, form, words)
    if isinstance(first, Worksheet):
        first.title = words.word("roster_book.guide")
        _guide(first, form, period, words)
    book.active = 1 if roster else 0
    return book


def _sheets(form: Form, period: Period, roster: Roster | None, words: Texts) -> Iterator[SheetPlan]:
    known = roster or Roster((), (), {}, Settings().of_period(period), _first_letters(words))
    yield SheetPlan("employees", _fields("employees"), tuple(map(_employee_row, known.employees)))
    yield SheetPlan("units", _fields("units"), tuple(map(_unit_row, known.units)))
    own = tuple((c.field, c.caption) for c in form.own_columns)
    plans = tuple(_measure_rows(known.shared, form))
    yield SheetPlan("plans", _fields("plans") + own, plans)
    yield SheetPlan("settings", _fields("settings"), tuple(_setting_rows(known.settings)))
    yield SheetPlan("letters", _fields("letters"), tuple(_letter_rows(known.letters)))


def _fields(table: str) -> tuple[tuple[str, str], ...]:
    return tuple((field, spellings[0]) for field, spellings in columns(f"roster.{table}").items())


def _first_letters(words: Texts) -> Mapping[str, str]:
    return {name: str(words.card("roster_letters")[name]) for name in columns("roster.letter")}


def _employee_row(employee: Employee) -> Mapping[str, Value]:
    row: dict[str, Value] = {
        name: getattr(employee, name)
        for name in columns("roster.employees")
        if name not in ("groups", "title_1", "title_2")
    }
    title_1, title_2 = employee.titles
    return row | {"groups": ", ".join(employee.groups), "title_1": title_1, "title_2": title_2}


def _unit_row(unit: Unit) -> Mapping[str, Value]:
    return {name: getattr(unit, name) for name in columns("roster.units")}


def _measure_rows(shared: Mapping[str, Sequence[Measure]], form: Form) -> Iterator[Mapping[str, Value]]:
    """Measures in the order of their rows, where they came from a roster; else code by code."""
    pairs = [(code, measure) for code, measures in shared.items() for measure in measures]
    above: dict[str, tuple[str, str]] = {}
    for code, measure in sorted(pairs, key=lambda pair: pair[1].place.row):
        section, goal = above.get(code, ("", ""))
        none = NO_GOAL if section == measure.section and goal and not measure.goal else ""
        above[code] = (measure.section, measure.goal)
        word = form.section_of(measure.section).roster
        row: dict[str, Value] = {
            name: getattr(measure, name)
            for name in columns("roster.plans")
            if name not in ("code", "section", "goal")
        }
        row["standing"] = columns("roster.answer")["yes"][0] if measure.standing else ""
        yield {**row, **measure.own, "code": code, "section": word, "goal": measure.goal or none}


def _setting_rows(settings: Settings) -> Iterator[Mapping[str, Value]]:
    """The known settings first, filled or not, then severities and whatever else HR keeps there."""
    words = columns("roster.severity")
    for name, spellings in columns("roster.setting").items():
        yield {"name": spellings[0], "value": settings.text(name)}
    for name, value in settings.entries:
        if name not in columns("roster.setting"):
            code = name in severities() and value in words
            yield {"name": name, "value": words[value][0] if code else value}


def _letter_rows(known: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
    names = columns("roster.letter")
    for name, text in known.items():
        yield {"name": names[name][0] if name in names else name, "text": text}


def _write(sheet: Worksheet, plan: SheetPlan, words: Texts) -> None:
    notes = words.card(f"roster_note_{plan.name}")
    for column, (field, caption) in enumerate(plan.fields, 1):
        required = field in _TO_FILL[plan.name]
        sheet.column_dimensions[letters(column)].width = _WIDTHS.get(field, 24)
        _dress_column(sheet, column, field)
        head = sheet.cell(1, column, caption)
        head.fill = _HEAD_REQUIRED if required else _HEAD
        head.font = Font(name="Arial", size=10, bold=True, color="000000" if required else "FFFFFF")
        head.alignment = Alignment(vertical="center", wrap_text=True)
        if field in notes:
            head.comment = _comment(str(notes[field]), words.word("roster_book.required") if required else "")
    sheet.row_dimensions[1].height = 32
    for number, row in enumerate(plan.rows, 2):
        for column, (field, _) in enumerate(plan.fields, 1):
            put(sheet.cell(number, column), row.get(field), _format(field))


def _comment(text: str, more: str) -> Comment:
    note = Comment(f"{text} {more}".strip(), "perfxl")
    note.width, note.height = 300, 90
    return note


def _format(field: str) -> str:
    if field in _DATES:
        return "yyyy.mm.dd"
    return "General" if field in ("target_number", "half_target_number") else "@"


def _dress_column(sheet: Worksheet, column: int, field: str) -> None:
    dimension = sheet.column_dimensions[letters(column)]
    dimension.number_format = _format(field)
    dimension.alignment = _TOP
    dimension.font = _FONT


def put(cell: Cell | MergedCell, value: Value, number_format: str = "@") -> None:
    """Writes a value as what it is; a text is always a text, whatever it begins with."""
    cell.number_format = number_format
    cell.alignment = _TOP
    cell.font = _FONT
    if isinstance(cell, MergedCell):
        return
    if isinstance(value, str):
        text = clean(value)
        if text:
            cell.value = text
            cell.data_type = "s"
    elif value is not None:
        cell.value = value


def _ease(sheet: Worksheet, plan: SheetPlan, form: Form, catalogue: Texts) -> None:
    """What helps the hand that types: a frozen header, filters, lists, marks for what is missing or doubled."""
    sheet.freeze_panes = "A2"
    last = letters(len(plan.fields))
    sheet.auto_filter.ref = f"A1:{last}{max(len(plan.rows) + 1, 2)}"
    print_wide(sheet)
    sheet.print_title_rows = "1:1"
    places = {field: letters(n) for n, (field, _) in enumerate(plan.fields, 1)}
    for field in _TO_FILL[plan.name]:
        if plan.name == "plans" and field == "section":
            continue
        place = places[field]
        _mark(sheet, f"{place}2:{place}{_LAST_ROW}", f'AND(COUNTA($A2:${last}2)>0,{place}2="")', _EMPTY)
    if plan.name == "plans":
        words = ",".join(s.roster for s in form.section)
        _list(sheet, places["section"], f'"{words}"', catalogue, strict=True)
    if plan.name == "employees":
        _no_twins(sheet, places["code"])
        units = header("roster.sheets", "units").replace("'", "''")
        for field in ("organisation", "unit"):
            column = letters(list(columns("roster.units")).index(field) + 1)
            _list(sheet, places[field], f"'{units}'!${column}$2:${column}$400", catalogue, strict=False)


def print_wide(sheet: Worksheet) -> None:
    """A4 landscape, as wide as the page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _no_twins(sheet: Worksheet, place: str) -> None:
    codes = f"${place}$2:${place}$2000"
    formula = f'AND({place}2<>"",SUMPRODUCT(--({codes}={place}2))>1)'
    _mark(sheet, f"{place}2:{place}2000", formula, _WRONG)


def _mark(sheet: Worksheet, area: str, formula: str, fill: PatternFill) -> None:
    rule = FormulaRule(formula=[formula], fill=fill)  # type: ignore[no-untyped-call]  # untyped in the stubs
    sheet.conditional_formatting.add(area, rule)


def _list(sheet: Worksheet, place: str, source: str, words: Texts, strict: bool) -> None:
    validation = DataValidation(type="list", formula1=source, allow_blank=True)
    validation.showErrorMessage = strict
    validation.error = words.word("roster_book.choose")
    sheet.add_data_validation(validation)
    validation.add(f"{place}2:{place}{_LAST_ROW}")


def _guide(sheet: Worksheet, form: Form, period: Period, words: Texts) -> None:
    """What HR reads first: what stands where, and invented example rows of the three tables."""
    sheet.sheet_view.showGridLines = False
    put(sheet.cell(1, 1), words.word("roster_book.heading"))
    sheet.cell(1, 1).font = Font(name="Arial", size=14, bold=True)
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("A2:H2")
    put(sheet.cell(2, 1), f"{form.form.name} · {period.code}")
    row = 4
    for line in str(words.card("roster_book")["intro"]).splitlines():
        put(sheet.cell(row, 1), line)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=8)
        row += 1
    put(sheet.cell(row + 1, 1), words.word("roster_book.example"))
    sheet.merge_cells(start_row=row + 1, start_column=1, end_row=row + 1, end_column=8)
    sheet.cell(row + 1, 1).font = Font(name="Arial", size=12, bold=True)
    row += 2
    for column in range(1, 13):
        sheet.column_dimensions[letters(column)].width = 24
    for plan in _sheets(form, period, example_roster(form, period, words), words):
        if plan.name in ("employees", "units", "plans"):
            row = _example_table(sheet, row, plan)
    fit_rows(sheet, 4)
    print_wide(sheet)


def _example_table(sheet: Worksheet, row: int, plan: SheetPlan) -> int:
    put(sheet.cell(row, 1), header("roster.sheets", plan.name))
    sheet.cell(row, 1).font = Font(name="Arial", size=10, bold=True)
    lines: Iterable[Mapping[str, Value]] = (dict(plan.fields), *plan.rows)
    for line in lines:
        row += 1
        for column, (field, _) in enumerate(plan.fields, 1):
            value = line.get(field)
            put(sheet.cell(row, column), value, _format(field) if isinstance(value, date) else "@")
    for column in range(1, len(plan.fields) + 1):
        cell = sheet.cell(row - len(plan.rows), column)
        cell.fill, cell.font = _HEAD, Font(name="Arial", size=10, bold=True, color="FFFFFF")
    return row + 2


def example_roster(form: Form, period: Period, words: Texts) -> Roster:
    """An invented employee with one measure, for the guide."""
    word = {key: str(value) for key, value in words.card("roster_example").items()}
    person = Employee(
        "001", word["organisation"], word["unit"], word["position"], word["parent"], word["name"],
        word["name_genitive"], word["email"], (word["group"],),
    )  # fmt: skip
    units = (
        Unit(word["organisation"], "", word["genitive_organisation"]),
        Unit(
            word["organisation"],
            word["unit"],
            word["genitive_unit"],
            word["verifier_position"],
            word["verifier_name"],
        ),
    )
    section = next((s for s in form.section if s.rows == "plan"), form.section[0])
    measure = Measure(
        section.key, word["goal"] if section.goals else "", "1.1", word["measure"], word["indicator"],
        word["baseline"], word["target"], 0.98, period.start, period.end,
    )  # fmt: skip
    number = replace(measure, number="1.2")
    return Roster((person,), units, {"001": (measure,), word["group"]: (number,)}, Settings(), {})
