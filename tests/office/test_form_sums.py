"""The panel, the signs and the control number: LibreOffice and Python work out the same from 200 generated states."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from perfxl.form.calculate import calculated
from perfxl.form.definition import load_form
from perfxl.form.layout import Layout, filled
from perfxl.form.place import letters
from perfxl.form.plan import Settings
from perfxl.issue.workbook import build_workbook
from tests.issue.sample import CREATED, OTHER_FORM, layout, plan
from tests.office.office import Office
from tests.support.row_states import open_cells, states

pytestmark = pytest.mark.office

PLANNED, BARE = layout(), layout(plan(()), load_form(OTHER_FORM), "2024-Q2")


def opened(office: Office, laid: Layout, folder: Path) -> Office:
    """The office with a form open, opened once for all states."""
    path = folder / "form.xlsx"
    path.write_bytes(build_workbook(laid, plan(), "нууц", Settings(), CREATED))
    office.open(path)
    return office


@pytest.fixture(scope="module")
def planned(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return opened(office, PLANNED, tmp_path_factory.mktemp("planned"))


@pytest.fixture(scope="module")
def bare(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return opened(office, BARE, tmp_path_factory.mktemp("bare"))


def agree(program: Office, laid: Layout, state: dict[tuple[str, str], str | float]) -> None:
    """Every formula of the sheet gives what Python gives."""
    cells = open_cells(laid)
    values = {(slot.key, slot.field): state.get((slot.key, slot.field), "") for slot in cells}
    program.put_many(laid.sheet, [(slot.a1, values[slot.key, slot.field]) for slot in cells])
    answers = {place: None if value == "" else value for place, value in values.items()}
    expected = calculated(filled(laid, answers))
    sheet = program.block(laid.sheet, f"A1:{letters(laid.key_column)}{laid.last_row}")
    for slot in (slot for slot in expected.slots if slot.formula):
        found = sheet[slot.row - 1][slot.column - 1]
        if isinstance(slot.value, str):
            assert found == slot.value, (slot.a1, slot.field)
        else:
            assert found == pytest.approx(slot.value, rel=1e-12), (slot.a1, slot.field)


slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@given(state=states(PLANNED))
@settings(max_examples=200, deadline=None, suppress_health_check=slow)
def test_the_sheet_and_python_agree(planned: Office, state: dict[tuple[str, str], str | float]) -> None:
    agree(planned, PLANNED, state)


@given(state=states(BARE))
@settings(max_examples=50, deadline=None, suppress_health_check=slow)
def test_they_agree_on_another_form_without_a_plan(
    bare: Office, state: dict[tuple[str, str], str | float]
) -> None:
    agree(bare, BARE, state)


def test_results_in_the_file_are_those_of_a_recalculation(office: Office, tmp_path: Path) -> None:
    laid = PLANNED
    keys = plan().keys
    state = {
        (keys[0], "achieved"): "Бүрэн биелсэн",
        (keys[0], "percent"): 0.85,
        (keys[1], "achieved_number"): 3.0,
    }
    done = filled(laid, state)
    path = tmp_path / "form.xlsx"
    path.write_bytes(build_workbook(done, plan(), "нууц", Settings(), CREATED))
    office.open(path)
    formulas = [slot for slot in calculated(done).slots if slot.formula]
    addresses = [slot.a1 for slot in formulas]
    before = [cell["text"] for cell in office.cells(laid.sheet, addresses)]
    office.recalculate()
    assert [cell["text"] for cell in office.cells(laid.sheet, addresses)] == before
    assert before[addresses.index("A1")].startswith("Бүрэн бөглөсөн: 1 / 6")
