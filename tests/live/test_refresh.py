"""`live refresh` through xlwings and a real spreadsheet program, while HR works in the master."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from perfxl.collect.decisions import decide
from perfxl.live.refresh import refresh
from perfxl.master.notes.read_back import read_master
from perfxl.trouble import Trouble
from perfxl.workspace.run import running
from tests.live.desk import FINDINGS, MEASURES, PEOPLE, SUMMARY, Desk

pytestmark = pytest.mark.office

KEY, NOTE = "Түлхүүр", "ХН тэмдэглэл"
OWN = "ХН нэмэлт"
ABOUT = "Тайлбар"


def plain(value: Any) -> Any:
    """A value for comparing: moments as serial numbers, nothing as an empty text."""
    if isinstance(value, list):
        value = value[1]
    if hasattr(value, "year"):
        value = openpyxl.utils.datetime.to_excel(value)
    return round(value, 6) if isinstance(value, int | float) else "" if value is None else value


def by_key(rows: list[dict[str, Any]], ours: list[str]) -> dict[str, tuple[Any, ...]]:
    """Rows by key, the cells of our columns only."""
    return {row[KEY]: tuple(plain(row[h]) for h in ours) for row in rows if row[KEY]}


def ours(rows: list[dict[str, Any]]) -> list[str]:
    """Our headings."""
    return [heading for heading in rows[0] if heading and not heading.startswith("ХН")]


def pages(desk: Desk) -> dict[str, list[list[Any]]]:
    """What stands on the pages that are all ours, empty cells at the ends aside."""
    return {
        name: trimmed(desk.ask("values", name, desk.ask("sheet_used", name))) for name in (SUMMARY, ABOUT)
    }


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    lines = [[plain(value) for value in row] for row in rows]
    for line in lines:
        while line and line[-1] == "":
            line.pop()
    while lines and not lines[-1]:
        lines.pop()
    return lines


def as_consolidated(desk: Desk) -> tuple[dict[str, dict[str, tuple[Any, ...]]], dict[str, list[list[Any]]]]:
    """Tables and pages of the master that `perfxl consolidate` makes of the same ledger."""
    desk.consolidated()
    desk.open()
    tables = {}
    for name in (PEOPLE, MEASURES):
        rows = desk.rows(name)
        tables[name] = by_key(rows, ours(rows))
    shown = pages(desk)
    desk.ask("book_close")
    return tables, shown


def findings(desk: Desk) -> list[tuple[Any, ...]]:
    """The lines of findings, in any order."""
    return sorted(tuple(str(plain(v)) for v in row.values()) for row in desk.rows(FINDINGS) if row["Код"])


def test_a_master_that_is_up_to_date_is_not_touched(desk: Desk) -> None:
    desk.open()
    done = desk.refresh()
    assert done.nothing
    assert not done.kept


def test_what_came_stands_in_the_open_master_and_hr_finds_its_work_as_it_was(desk: Desk) -> None:
    first, other, returned = desk.code(0), desk.code(2), desk.code(3)
    desk.open()
    before = desk.rows(MEASURES)
    old = [row[KEY] for row in before]
    mine = next(key for key in old if key.startswith(f"{first}/"))
    theirs = next(key for key in old if key.startswith(f"{other}/"))
    desk.type(MEASURES, mine, NOTE, "'Утсаар лавласан")
    desk.type(PEOPLE, returned, "ХН шийдвэр", "'хүлээн авах")
    desk.type(PEOPLE, returned, "ХН үндэслэл", "'Цаасаар үзсэн")
    beyond = len(before[0]) + 1
    desk.ask("enter", MEASURES, [1, beyond, 1, beyond], [[f"'{OWN}"]])
    row = desk.square(MEASURES, theirs, KEY)[0]
    desk.ask("enter", MEASURES, [row, beyond, row, beyond], [[7.5]])
    desk.ask("enter", SUMMARY, [70, 40, 70, 40], [["'Миний тэмдэглэгээ"]])
    width, depth = beyond, len(before) + 1
    desk.ask("sort_by", MEASURES, [1, 1, depth, width], 9)
    order = [row[KEY] for row in desk.rows(MEASURES)]
    assert order != old
    desk.ask("filter_by", "perfxl_measures", 1, other)
    hidden = desk.ask("hidden_rows", MEASURES, 2, depth)
    assert hidden
    desk.ask("select", PEOPLE, [4, 5, 5, 6])

    desk.send(4)
    desk.send(3)
    changed = next(cell for cell, said in desk.good(0).items() if isinstance(said, str))
    desk.send(0, **{changed: "=Өөрчилсөн 12 хариу"})
    desk.collect()
    done = desk.refresh()

    assert done.added >= len(desk.rows(MEASURES)) - len(old) > 60
    assert done.removed == 1  # the finding that the returned workbook was about
    assert not done.kept
    rows = desk.rows(MEASURES)
    assert [row[KEY] for row in rows][: len(order)] == order
    assert desk.ask("hidden_rows", MEASURES, 2, depth) == hidden
    assert desk.ask("selected") == [PEOPLE, 4, 5, 5, 6]
    here = {row[KEY]: row for row in rows}
    assert here[mine][NOTE] == "Утсаар лавласан"
    assert here[theirs][OWN] == 7.5
    assert desk.ask("values", SUMMARY, [70, 40, 70, 40]) == [["Миний тэмдэглэгээ"]]
    assert "=Өөрчилсөн 12 хариу" in [row["Хүрсэн түвшин (биелэлт)"] for row in rows]
    app = desk.engine.apps.app
    assert (app.calculation, app.screen_updating, app.enable_events) == ("automatic", True, True)
    assert app.api.AutoCorrect.AutoFillFormulasInLists
    last = len(rows) + 1
    assert dict(desk.ask("sheet_tables", MEASURES))["perfxl_measures"][2] == last
    assert desk.ask("print_area", MEASURES)[2] == last
    assert desk.ask("conditions", MEASURES, [last, 16, last, 16]) == 1
    new, sample = (desk.ask("look", MEASURES, [n, 13, n, 13]) for n in (last, 2))
    assert new == sample

    tables = {name: by_key(desk.rows(name), ours(desk.rows(name))) for name in (PEOPLE, MEASURES)}
    shown, told, drawn = pages(desk), findings(desk), desk.ask("chart_series", SUMMARY)
    desk.save()
    kept = read_master(desk.master)
    assert [(edit.kind, edit.cell, edit.text) for edit in kept.edits] == [
        ("page", "AN70", "Миний тэмдэглэгээ")
    ]
    assert kept.own.cells["measures", mine, NOTE].text == "Утсаар лавласан"
    (request,) = kept.requests
    assert (request.code, request.what, request.arrival) == (returned, "accept", desk.arrival(3, 0))

    fresh, page = as_consolidated(desk)
    assert tables == fresh
    desk.open()
    assert told == findings(desk)
    again = read_master(desk.master)
    assert again.own.cells["measures", mine, NOTE].text == "Утсаар лавласан"
    assert again.own.cells["measures", theirs, OWN].text == "7.5"
    ((row, column, before_it, after_it),) = differences(shown[SUMMARY], page[SUMMARY])
    assert (row, column) == (2, 1)  # the mark beside the page was not kept, so that it awaits somebody now
    assert (before_it[-2:], after_it[-2:]) == ("0.", "1.")
    assert differences(shown[ABOUT], page[ABOUT]) == []
    assert drawn == desk.ask("chart_series", SUMMARY)


def differences(some: list[list[Any]], other: list[list[Any]]) -> list[Any]:
    """Where two pages differ, the remark that HR wrote beside the page aside."""
    out = []
    for row in range(max(len(some), len(other))):
        one, two = (lines[row] if row < len(lines) else [] for lines in (some, other))
        for column in range(max(len(one), len(two))):
            a, b = (line[column] if column < len(line) else "" for line in (one, two))
            if a != b and a != "Миний тэмдэглэгээ":
                out.append((row + 1, column + 1, a, b))
    return out


def test_a_cell_that_hr_changed_by_hand_stays_and_is_told(desk: Desk) -> None:
    desk.open()
    key = desk.rows(MEASURES)[0][KEY]
    desk.type(MEASURES, key, "Хүрэх түвшин", "'өөрчилсөн зорилт")
    desk.send(3)
    desk.collect()
    (kept,) = desk.refresh().kept
    assert (kept.kind, kept.sheet, kept.cell, kept.heading) == ("cell", MEASURES, "L2", "Хүрэх түвшин")
    desk.save()
    (edit,) = read_master(desk.master).edits
    assert (edit.cell, edit.text) == ("L2", "өөрчилсөн зорилт")


def test_a_row_that_is_gone_goes_unless_hr_wrote_on_it(desk: Desk) -> None:
    desk.open()
    task = next(row[KEY] for row in desk.rows(MEASURES) if row[KEY] == f"{desk.code(0)}/tasks+1")
    desk.send(0, **desk.nothing(0, "tasks+1"))
    desk.collect()
    desk.type(MEASURES, task, NOTE, "'Энэ ажлыг би мэднэ")
    done = desk.refresh()
    assert [(one.kind, one.sheet) for one in done.kept] == [("row", MEASURES)]
    assert task in [row[KEY] for row in desk.rows(MEASURES)]
    desk.type(MEASURES, task, NOTE, "")
    done = desk.refresh()
    assert (done.removed, done.kept) == (1, ())
    assert task not in [row[KEY] for row in desk.rows(MEASURES)]
    assert desk.refresh().nothing


def test_a_note_on_a_row_that_went_is_in_the_ledger_after_the_next_consolidate(desk: Desk) -> None:
    desk.open()
    task = f"{desk.code(0)}/tasks+1"
    desk.type(MEASURES, task, NOTE, "'Энэ ажлыг би мэднэ")
    desk.send(0, **desk.nothing(0, "tasks+1"))
    desk.collect()
    desk.refresh()
    desk.save()
    desk.consolidated()
    assert desk.notes()["measures", task, NOTE] == "Энэ ажлыг би мэднэ"


def test_another_layout_is_said_and_nothing_is_touched(desk: Desk) -> None:
    desk.open()
    desk.ask("enter", MEASURES, [1, 12, 1, 12], [["'Зорилго"]])
    desk.send(4)
    desk.collect()
    before = desk.rows(PEOPLE)
    with pytest.raises(Trouble) as error:
        desk.refresh()
    assert (error.value.name, error.value.facts["columns"]) == ("live_columns", "Хүрэх түвшин")
    assert desk.rows(PEOPLE) == before


def test_a_protected_sheet_is_said_and_nothing_is_touched(desk: Desk) -> None:
    desk.open()
    desk.ask("sheet_protect", MEASURES, "нууц")
    desk.send(4)
    desk.collect()
    before = desk.rows(PEOPLE)
    with pytest.raises(Trouble) as error:
        desk.refresh()
    assert (error.value.name, error.value.facts["sheet"]) == ("live_protected", MEASURES)
    assert desk.rows(PEOPLE) == before


def test_a_master_that_is_not_open_is_said(desk: Desk) -> None:
    with pytest.raises(Trouble) as error:
        desk.refresh()
    assert error.value.name == "live_none_open"
    with pytest.raises(Trouble) as error:
        desk.refresh(desk.master.name)
    assert error.value.name == "live_not_open"
    with pytest.raises(Trouble) as error:
        list(refresh(desk.workspace, ["Өөр газар"], desk.now))
    assert error.value.name == "no_organisation"


def test_something_under_a_table_is_pushed_down_and_not_overwritten(desk: Desk) -> None:
    desk.open()
    depth = len(desk.rows(MEASURES)) + 1
    desk.ask("enter", MEASURES, [depth + 2, 13, depth + 2, 13], [["'Нийт дүн: өөрөө бодсон"]])
    desk.send(4)
    desk.collect()
    added = desk.refresh().added
    assert added > 5
    texts = [row["Хүрсэн түвшин (биелэлт)"] for row in desk.rows(MEASURES)]
    assert texts.count("Нийт дүн: өөрөө бодсон") == 1
    assert texts[-1] == "Нийт дүн: өөрөө бодсон"


def test_many_rows_go_and_their_neighbours_keep_their_notes(desk: Desk) -> None:
    desk.open()
    rows = desk.rows(MEASURES)
    gone = desk.code(1)
    places = [n for n, row in enumerate(rows) if row[KEY].startswith(f"{gone}/")]
    near = [rows[n][KEY] for n in (places[0] - 1, places[-1] + 1)]
    for key in near:
        desk.type(MEASURES, key, NOTE, f"'{key} дээр")
    order = [row[KEY] for row in rows if not row[KEY].startswith(f"{gone}/")]
    with running(desk.workspace, desk.now) as run:
        decide(run, desk.arrival(1), "return", "дахин үзэх", "ХН", "")
    done = desk.refresh()
    assert done.removed >= len(places) > 5
    after = desk.rows(MEASURES)
    assert [row[KEY] for row in after] == order
    assert {row[KEY]: row[NOTE] for row in after if row[NOTE]} == {key: f"{key} дээр" for key in near}
