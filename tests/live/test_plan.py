"""The plan of edits, pure: from any month to any other it arrives, and nothing that HR wrote is in its way."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.live.areas import Area, areas, areas_alike, runs, spelled
from perfxl.live.edits import Known, plan_master
from perfxl.master.master import master_bytes
from perfxl.master.notes.hr_part import NOTHING
from perfxl.table.table import Tables
from perfxl.trouble import Trouble
from tests.live.model import Model
from tests.support.months import month

PEOPLE, MEASURES, FINDINGS = "Албан хаагч", "Арга хэмжээ", "Илрүүлэлт"
MONTH = month(7, 2, 4)
PLACES = st.sets(st.tuples(st.integers(1, 12), st.integers(1, 8)))


@given(PLACES)
def test_areas_hold_every_place_once(places: set[tuple[int, int]]) -> None:
    held = [
        (row, column)
        for area in areas(places)
        for row in range(area.row, area.last_row + 1)
        for column in range(area.column, area.last_column + 1)
    ]
    assert sorted(held) == sorted(places)


@given(PLACES, st.integers(1, 3))
def test_areas_of_alike_cells_hold_their_kind(places: set[tuple[int, int]], kinds: int) -> None:
    cells = {place: sum(place) % kinds for place in places}
    for kind, area in areas_alike(cells):
        assert cells[area.row, area.column] == cells[area.last_row, area.last_column] == kind


def test_a_filled_rectangle_is_one_area() -> None:
    assert list(areas({(r, c) for r in range(2, 9) for c in range(3, 6)})) == [Area(2, 3, 8, 5)]


def test_runs_of_numbers() -> None:
    assert list(runs([7, 2, 3, 4, 9, 8])) == [(2, 4), (7, 9)]


def test_formulas_are_the_same_however_sheets_are_quoted() -> None:
    assert spelled("=SUM('Хуудас'!A1, B2)") == spelled("=sum(Хуудас!A1,B2)")


def thinned(tables: Tables, chance: random.Random) -> Tables:
    """The month with people, rows and findings taken away and values changed, as it may have been before."""
    rows = [row for row in tables.rows if chance.random() < 0.7]
    rows = [
        replace(row, answered=replace(row.answered, achieved=f"өмнөх {n}", percent=n % 100 / 100))
        if chance.random() < 0.3
        else row
        for n, row in enumerate(rows)
    ]
    found = [one for one in tables.findings if chance.random() < 0.6]
    people = [
        replace(one, state="missing", arrival="өмнөх", mean=None, rows=0) if chance.random() < 0.4 else one
        for one in tables.people
    ]
    return replace(tables, rows=tuple(rows), findings=tuple(found), people=tuple(people))


def known(tables: Tables) -> Known:
    return Known(tables, {}, {})


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_one_plan_brings_any_month_to_any_other(seed: int) -> None:
    chance = random.Random(seed)
    model = Model(master_bytes(thinned(MONTH, chance)))
    target = known(thinned(MONTH, chance))
    model.apply(plan_master(model.grids(), target))
    left = plan_master(model.grids(), target)
    assert left.unsettled == ()
    assert not left.unsealed
    assert not left.kept
    fresh = Model(master_bytes(target.tables))
    for name in (PEOPLE, MEASURES, FINDINGS):
        assert lines(model, name) == lines(fresh, name)


def lines(model: Model, name: str) -> list[tuple[str, ...]]:
    """The filled rows of a table, in any order."""
    grid = model.grid(name)
    rows = range(2, grid.bottom + 1)
    told = (tuple(grid.text(row, column) for column in range(1, grid.right + 1)) for row in rows)
    return sorted(line for line in told if any(line))


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_nothing_that_hr_wrote_is_changed_and_it_stays_on_its_row(seed: int) -> None:
    chance = random.Random(seed)
    model = Model(master_bytes(thinned(MONTH, chance)))
    grid = model.grid(MEASURES)
    heads = [grid.text(1, column) for column in range(1, grid.right + 1)]
    note, key, added = heads.index("ХН тэмдэглэл") + 1, heads.index("Түлхүүр") + 1, grid.right + 1
    model.sheets[MEASURES][1, added] = "ХН миний"
    said: dict[tuple[str, str], str] = {}
    for row in range(2, grid.bottom + 1):
        if chance.random() < 0.4:
            column, heading = (note, "ХН тэмдэглэл") if chance.random() < 0.5 else (added, "ХН миний")
            model.sheets[MEASURES][row, column] = f"миний {row}"
            said[grid.text(row, key), heading] = f"миний {row}"
    target = known(thinned(MONTH, chance))
    model.apply(plan_master(model.grids(), target))
    after = model.grid(MEASURES)
    found = {
        (after.text(row, key), heading): after.text(row, column)
        for row in range(2, after.bottom + 1)
        for column, heading in ((note, "ХН тэмдэглэл"), (added, "ХН миний"))
        if after.text(row, column)
    }
    assert found == said
    assert plan_master(model.grids(), target).unsettled == ()


def test_a_plan_for_what_is_there_already_is_empty() -> None:
    model = Model(master_bytes(MONTH))
    edits = plan_master(model.grids(), known(MONTH))
    assert [dict(table.changes) for table in edits.tables] == [{}, {}, {}]
    assert [dict(page.changes) for page in edits.pages] == [{}, {}]
    assert (dict(edits.seals.changes), edits.seals.added) == ({}, ())


def test_a_decision_that_nobody_has_read_stays_with_the_version_that_was_shown() -> None:
    model = Model(master_bytes(MONTH))
    grid = model.grid(PEOPLE)
    heads = [grid.text(1, column) for column in range(1, grid.right + 1)]
    decision, reason = heads.index("ХН шийдвэр") + 1, heads.index("ХН үндэслэл") + 1
    model.sheets[PEOPLE][2, decision] = "хүлээн авах"
    model.sheets[PEOPLE][2, reason] = "үзсэн"
    first, second = MONTH.people[0], MONTH.people[1]
    later = replace(MONTH, people=tuple(replace(one, arrival=f"{one.key} шинэ") for one in MONTH.people))
    arrivals = written(model, known(later))
    assert first.key not in arrivals
    assert arrivals[second.key] == f"{second.key} шинэ"
    read_already = Known(later, {}, {first.key: ("хүлээн авах", "үзсэн")})
    assert written(model, read_already)[first.key] == f"{first.key} шинэ"


def written(model: Model, target: Known) -> dict[str, str]:
    """Employee's key -> the arrival that is written beside it."""
    changes = plan_master(model.grids(), target).seals.changes
    grid = model.grid("perfxl")
    return {grid.text(row, 2): str(value) for (row, column), value in changes.items() if column == 4}


def test_a_row_that_comes_back_brings_its_note_from_the_ledger() -> None:
    row = MONTH.rows[3]
    model = Model(master_bytes(replace(MONTH, rows=MONTH.rows[:3])))
    target = Known(MONTH, {("measures", row.key, "ХН тэмдэглэл"): "өмнө бичсэн"}, {})
    model.apply(plan_master(model.grids(), target))
    assert any("өмнө бичсэн" in line and row.key in line for line in lines(model, MEASURES))


def test_a_note_without_a_column_stops_the_plan() -> None:
    row = MONTH.rows[3]
    model = Model(master_bytes(replace(MONTH, rows=MONTH.rows[:3])))
    target = Known(MONTH, {("measures", row.key, "ХН үгүй багана"): "өмнө бичсэн"}, {})
    with pytest.raises(Trouble, match="live_columns") as trouble:
        plan_master(model.grids(), target)
    assert trouble.value.facts["columns"] == "ХН үгүй багана"


@pytest.mark.parametrize("name", [MEASURES, FINDINGS, "Хураангуй", "perfxl"])
def test_a_sheet_that_is_gone_stops_the_plan(name: str) -> None:
    grids = Model(master_bytes(MONTH, NOTHING)).grids()
    with pytest.raises(Trouble, match="live_layout") as trouble:
        plan_master([grid for grid in grids if grid.name != name], known(MONTH))
    assert trouble.value.facts["sheet"] == name


def test_marks_of_another_edition_stop_the_plan() -> None:
    model = Model(master_bytes(MONTH))
    heads = next(place for place, value in model.sheets["perfxl"].items() if str(value).startswith("Код\t"))
    model.sheets["perfxl"][heads] = "Код\tӨөр багана"
    with pytest.raises(Trouble, match="live_layout"):
        plan_master(model.grids(), known(MONTH))


def test_the_answer_to_a_decision_is_brought_and_hrs_other_columns_are_not() -> None:
    model = Model(master_bytes(MONTH))
    person = MONTH.people[0].key
    notes = {("people", person, "ХН хариу"): "Биелүүлэв", ("people", person, "ХН тэмдэглэл"): "өөр үг"}
    model.apply(plan_master(model.grids(), Known(MONTH, notes, {})))
    (line,) = [line for line in lines(model, PEOPLE) if line[0] == person]
    assert "Биелүүлэв" in line
    assert "өөр үг" not in line


def test_what_a_person_wrote_under_a_page_stays_and_moves_nothing() -> None:
    model = Model(master_bytes(MONTH))
    for name in ("Хураангуй", "Тайлбар"):
        model.sheets[name][model.grid(name).bottom + 3, 2] = "миний бодол"
    edits = plan_master(model.grids(), known(MONTH))
    assert [(dict(page.changes), page.redraw) for page in edits.pages] == [({}, None), ({}, None)]
    model.apply(plan_master(model.grids(), known(thinned(MONTH, random.Random(3)))))
    for name in ("Хураангуй", "Тайлбар"):
        assert "миний бодол" in model.sheets[name].values()


def test_a_page_that_grows_does_not_write_over_what_a_person_wrote() -> None:
    model = Model(master_bytes(replace(MONTH, findings=(), rows=MONTH.rows[:2])))
    foot = model.grid("Хураангуй").bottom
    model.sheets["Хураангуй"][foot + 1, 2] = "миний бодол"
    with pytest.raises(Trouble, match="live_in_the_way") as trouble:
        plan_master(model.grids(), known(MONTH))
    assert trouble.value.facts["cell"] == f"B{foot + 1}"


def over_days(days: int) -> Tables:
    """A month of few rows whose workbooks came on many days: the charts' figures reach below the page."""
    start = datetime(2024, 12, 1, 12, tzinfo=UTC)
    people = [
        replace(one, received=start + timedelta(days=n % days))
        for n, one in enumerate(month(60, 2, 1).people)
    ]
    return replace(MONTH, people=tuple(people), rows=(), findings=())


def test_the_charts_figures_may_reach_below_the_page() -> None:
    model = Model(master_bytes(over_days(30)))
    edits = plan_master(model.grids(), known(over_days(30)))
    assert [(dict(page.changes), page.redraw) for page in edits.pages] == [({}, None), ({}, None)]
    for days in (5, 31, 2):
        model.apply(plan_master(model.grids(), known(over_days(days))))
        assert plan_master(model.grids(), known(over_days(days))).unsettled == ()


def test_a_row_that_a_person_copied_is_left_alone_and_the_first_one_is_ours() -> None:
    model = Model(master_bytes(MONTH))
    cells, end = model.sheets[MEASURES], model.grid(MEASURES).bottom
    for column in range(1, model.grid(MEASURES).right + 1):
        if (2, column) in cells:
            cells[end + 1, column] = cells[2, column]
    first = MONTH.rows[0]
    changed = replace(first, answered=replace(first.answered, achieved="шинэ үр дүн"))
    target = known(replace(MONTH, rows=(changed, *MONTH.rows[1:])))
    edits = plan_master(model.grids(), target)
    assert {row for row, _ in edits.tables[1].changes} == {2}
    assert (edits.tables[1].drop, edits.tables[1].added) == ((), ())
