"""A month done with openpyxl alone: the roster read, a form built for each, the filled ones read, one table written.

What the checks, the ledger and the summary do is left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.layout import lay_out
from perfxl.form.token import Token
from perfxl.issue.workbook import build_workbook
from perfxl.roster.load import plan_of
from perfxl.workspace.folder import open_workspace
from tests.bench.staffing import organisation

SAME = "openpyxl-the-same"
FOLDER, TABLE = "openpyxl-issued", "openpyxl-rows.json"
_FONT, _BOLD = Font(name="Arial", size=9), Font(name="Arial", size=9, bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")
_EDGE = Border(*(Side(style="thin"),) * 4)
_OPEN, _YELLOW = Protection(locked=False), PatternFill("solid", fgColor="FFF8CC")
_HEADS = (
    "Д/д",
    "Арга хэмжээ",
    "Шалгуур үзүүлэлт",
    "Суурь түвшин",
    "Хүрэх түвшин",
    "Хүрсэн түвшин",
    "Хугацаа",
    "Хувь",
)
_WIDTHS = (5, 23, 17, 11, 20, 50, 12, 8)
Rows = dict[str, list[tuple[object, ...]]]


def read_roster(root: Path, _: int = 0) -> tuple[list[tuple[object, ...]], Rows]:
    """The roster's people, and the rows of the plans by whose they are."""
    book = load_workbook(root / "roster.xlsx", read_only=True, data_only=True)
    people = [row for row in book["Албан хаагч"].iter_rows(min_row=2, values_only=True) if row[0] is not None]
    plans: Rows = defaultdict(list)
    for row in book["Төлөвлөгөө"].iter_rows(min_row=2, values_only=True):
        plans[str(row[0])].append(row)
    return people, plans


def issue_the_same(root: Path, count: int) -> None:
    """The very forms that are issued, for the first `count` of the roster, each built cell by cell."""
    workspace = open_workspace(root)
    read_roster(root)
    roster = organisation(count).roster  # as it stands in the file, without a second reading
    (root / SAME).mkdir()
    for employee in roster.employees[:count]:
        plan = plan_of(roster, employee, workspace.form, workspace.period)
        token = Token(workspace.form.id, workspace.period.code, employee.code, 1)
        layout = lay_out(workspace.form, plan, workspace.period, token)
        data = build_workbook(layout, plan, "x", roster.settings, datetime(2024, 12, 1))
        (root / SAME / f"{employee.code}.xlsx").write_bytes(data)


def issue_plain(root: Path, count: int) -> None:
    """A plain locked form for the first `count` of the roster."""
    people, plans = read_roster(root)
    (root / FOLDER).mkdir()
    for who in people[:count]:
        groups = [str(g).strip() for g in str(who[8] or "").split(",") if g]
        own = [row for name in (str(who[0]), *groups, "*") for row in plans[name]]
        _form(who, own).save(root / FOLDER / f"{who[0]}.xlsx")


def _form(who: tuple[object, ...], rows: list[tuple[object, ...]]) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[number]].width = width
    for line, text in enumerate((f"{who[1]} {who[2]} {who[3]}", f"{who[4]} {who[5]}"), 1):
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=8)
        sheet.cell(line, 1, text).font = _BOLD
    for column, head in enumerate(_HEADS, 1):
        _dress(sheet, 4, column, head, locked=True)
    for line, row in enumerate(rows, 5):
        values = (line - 4, *row[4:8], None, "2024.01.01-2024.12.31", None)
        for column, value in enumerate(values, 1):
            _dress(sheet, line, column, value, locked=column < 6)
        sheet.cell(line, 8).number_format = "0%"
    rule = DataValidation("decimal", operator="between", formula1="0", formula2="1.5", allow_blank=True)
    rule.add(f"H5:H{len(rows) + 4}")
    sheet.add_data_validation(rule)
    sheet.protection.enable()
    return book


def _dress(sheet: Worksheet, row: int, column: int, value: object, locked: bool) -> None:
    cell = sheet.cell(row, column)
    cell.value = value  # type: ignore[assignment]
    cell.font, cell.alignment, cell.border = _FONT, _WRAP, _EDGE
    if not locked:
        cell.protection, cell.fill = _OPEN, _YELLOW


def collect(root: Path, count: int) -> None:
    """The first `count` workbooks of the inbox read, their rows kept."""
    rows = [row for path in sorted((root / "inbox").glob("*.xlsx"))[:count] for row in _read(path)]
    (root / TABLE).write_text(json.dumps(rows, ensure_ascii=False, default=str), encoding="utf-8")


def _read(path: Path) -> Iterator[list[object]]:
    """The rows of a filled form: those whose first cell is a number and that say what was achieved."""
    sheet = load_workbook(path).worksheets[0]
    for cells in sheet.iter_rows(values_only=True):
        if isinstance(cells[0], int | float) and cells[5]:
            yield [path.stem, *cells[:8], path.name]


def repeat(root: Path, times: int) -> None:
    """The rows that were kept, several times over: as many as all workbooks have."""
    rows = json.loads((root / TABLE).read_text(encoding="utf-8"))
    (root / TABLE).write_text(json.dumps(rows * times, ensure_ascii=False), encoding="utf-8")


def consolidate(root: Path, _: int) -> None:
    """One table of all rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    sheet.append(["Код", *_HEADS, "Файл"])
    for row in json.loads((root / TABLE).read_text(encoding="utf-8")):
        sheet.append(row)
    book.save(root / "openpyxl-master.xlsx")
