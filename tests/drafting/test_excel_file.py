"""Plans that people made in Excel: one sheet a person, however the form was drawn."""

import io

import openpyxl
import pytest

from perfxl.drafting.draft import draft_roster
from perfxl.form.definition import load_form
from tests.drafting.invented import CAPTIONS, FIELDS, GOALS, GROUP, SKILLS, TruePlan, invented_plan, values

FORM = load_form("order-98-2023-annex-6")


def drawn(sheet, plan: TruePlan, left: int = 0) -> None:
    """The official form drawn on a sheet from a column on: merged header, goals and title."""
    at = 1

    def put(row: int, column: int, value) -> None:
        sheet.cell(row, column + left).value = value

    def span(row: int, text: str) -> None:
        put(row, 1, text)
        sheet.merge_cells(start_row=row, start_column=1 + left, end_row=row, end_column=8 + left)

    first = f"{plan.organisation_genitive} {plan.unit_genitive} {plan.position}".upper()
    for text in (first, f"{plan.parent} ОВОГТОЙ {plan.genitive} {plan.year} ОНЫ ГҮЙЦЭТГЭЛИЙН ТАЙЛАН".upper()):
        span(at, text)
        at += 1
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        span(at, heading)
        at += 1
        for n, name in enumerate(FIELDS, 1):
            level = name in ("baseline", "target", "achieved")
            put(at + level, n, CAPTIONS[name])
            if not level:
                sheet.merge_cells(start_row=at, start_column=n + left, end_row=at + 1, end_column=n + left)
        put(at, 4, GROUP)
        sheet.merge_cells(start_row=at, start_column=4 + left, end_row=at, end_column=6 + left)
        for n in range(1, 8):
            put(at + 2, n + 1, n)
        at += 3
        goal = ""
        for row in (r for r in plan.rows if r.section == section):
            if row.goal and row.goal != goal:
                goal = row.goal
                span(at, goal)
                at += 1
            for n, text in enumerate(values(row), 1):
                put(at, n, text)
            put(at, 1, int(row.ordinal))
            put(at, 8, float(row.percent.strip("%")) / 100)
            sheet.cell(at, 8 + left).number_format = "0%"
            at += 1
    for text in (
        "ТАЙЛАН ГАРГАСАН:",
        plan.position,
        f"{plan.parent[0]}.{plan.name}",
        "ХЯНАН БАТАЛГААЖУУЛСАН:",
        "Хэлтсийн дарга",
        "Б.Тэмүүлэн",
    ):
        put(at, 3, text)
        at += 1


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("left", [0, 2], ids=["from the first column", "from the third column"])
def test_a_form_drawn_in_excel_is_read(tmp_path, left):
    plan = invented_plan(1)
    book = openpyxl.Workbook()
    drawn(book.active, plan, left)
    (tmp_path / "a.xlsx").write_bytes(saved(book))
    draft = draft_roster(tmp_path, None, FORM)
    (person,) = draft.roster.employees
    assert (person.name, person.parent, person.position) == (plan.name, plan.parent, plan.position)
    found = draft.roster.shared[person.code]
    assert [(m.section, m.goal, m.number, m.measure, m.indicator, m.baseline, m.target) for m in found] == [
        (r.section, r.goal, r.number, r.measure, r.indicator, r.baseline, r.target) for r in plan.rows
    ]
    assert [(r.achieved, r.percent) for r in draft.results] == [(r.achieved, r.percent) for r in plan.rows]
    assert draft.unplaced == ()
    assert not [f for f in draft.findings if f.sheet == "Төлөвлөгөө"]


def test_a_sheet_a_person(tmp_path):
    book = openpyxl.Workbook()
    for seed in (1, 2):
        drawn(book.create_sheet(f"Хүн {seed}"), invented_plan(seed))
    book.active["A1"] = "Энэ хуудас төлөвлөгөө биш"
    (tmp_path / "all.xlsx").write_bytes(saved(book))
    draft = draft_roster(tmp_path, None, FORM)
    assert {e.name for e in draft.roster.employees} == {invented_plan(1).name, invented_plan(2).name}
    assert [(u.where, u.text) for u in draft.unplaced] == [("Sheet!A1", "Энэ хуудас төлөвлөгөө биш")]
    assert draft.files[0].codes == ("001", "002")


def test_an_empty_cell_in_excel_moves_nothing(tmp_path):
    plan = invented_plan(1)
    book = openpyxl.Workbook()
    drawn(book.active, plan)
    sheet = book.active
    row = next(r for r in range(1, 40) if str(sheet.cell(r, 2).value or "").startswith("Арга хэмжээ 1.2"))
    sheet.cell(row, 3).value = None
    sheet.cell(row, 4).value = None
    (tmp_path / "a.xlsx").write_bytes(saved(book))
    draft = draft_roster(tmp_path, None, FORM)
    measure = draft.roster.shared["001"][1]
    assert (measure.indicator, measure.baseline, measure.target) == ("", "", plan.rows[1].target)
    doubts = {(f.code, f.cell) for f in draft.findings if f.sheet == "Төлөвлөгөө"}
    assert doubts == {("R333", "F3"), ("R333", "G3")}
