"""The panel, the signs and the control number: LibreOffice and Python work out the same from 200 generated states."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.form.calculate import calculated
from perfxl.form.layout import Layout, Slot, filled
from perfxl.form.place import letters
from perfxl.issue.workbook import build_workbook
from tests.issue.sample import CREATED, layout, plan
from tests.office.office import Office

pytestmark = pytest.mark.office

LETTERS = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя АӨҮ,.:;-–%№0123456789\n\u00a0"
words = st.text(LETTERS, max_size=60)
long_words = st.integers(780, 1700).map(lambda count: ("үр дүн " * 300)[:count])
texts = st.one_of(st.just(""), st.sampled_from(["   ", " \n", "0", "100"]), words, long_words)
dates = st.sampled_from(["", " ", "2024.01.01-2024.12.31", "2024.01.02\n2024.06.30", 45292.0])
percents = st.one_of(
    st.sampled_from(["", 0.0, 1.0, 1.5, 1.51, 65.0, 6500.0, -0.1, "65%", "65,5", "100;", " ", "үгүй"]),
    st.integers(0, 1500).map(lambda n: n / 1000),
)
numbers = st.one_of(st.just(""), st.integers(-5, 400).map(float), st.integers(1, 4000).map(lambda n: n / 8))


def strategy(slot: Slot) -> st.SearchStrategy[str | float]:
    """What may stand in an open cell."""
    by_kind = {"percent": percents, "dates": dates, "number": numbers}
    return by_kind.get(slot.kind, texts)


@pytest.fixture(scope="module")
def laid() -> Layout:
    return layout()


@pytest.fixture(scope="module")
def opened(office: Office, laid: Layout, tmp_path_factory: pytest.TempPathFactory) -> Office:
    path = tmp_path_factory.mktemp("sums") / "form.xlsx"
    path.write_bytes(build_workbook(laid, plan(), "нууц", {}, CREATED))
    office.open(path)
    return office


def open_cells(laid: Layout) -> list[Slot]:
    return [slot for slot in laid.inputs if slot.role != "signature"]


@st.composite
def states(draw: st.DrawFn) -> dict[tuple[str, str], str | float]:
    """Answers for some rows of the form; the others are empty."""
    used = draw(st.sets(st.sampled_from(sorted({slot.key for slot in open_cells(layout())}))))
    slots = [slot for slot in open_cells(layout()) if slot.key in used]
    return {(slot.key, slot.field): draw(strategy(slot)) for slot in slots}


@given(state=states())
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
def test_the_sheet_and_python_agree(
    opened: Office, laid: Layout, state: dict[tuple[str, str], str | float]
) -> None:
    slots = open_cells(laid)
    values = {(slot.key, slot.field): state.get((slot.key, slot.field), "") for slot in slots}
    opened.put_many(laid.sheet, [(slot.a1, values[slot.key, slot.field]) for slot in slots])
    expected = calculated(
        filled(laid, {place: None if value == "" else value for place, value in values.items()})
    )
    sheet = opened.block(laid.sheet, f"A1:{letters(laid.key_column)}{laid.last_row}")
    for slot in (slot for slot in expected.slots if slot.formula):
        found = sheet[slot.row - 1][slot.column - 1]
        if isinstance(slot.value, str):
            assert found == slot.value, (slot.a1, slot.field)
        else:
            assert found == pytest.approx(slot.value, rel=1e-12), (slot.a1, slot.field)


def test_results_in_the_file_are_those_of_a_recalculation(
    office: Office, laid: Layout, tmp_path: Path
) -> None:
    keys = plan().keys
    state = {
        (keys[0], "achieved"): "Бүрэн биелсэн",
        (keys[0], "percent"): 0.85,
        (keys[1], "achieved_number"): 3.0,
    }
    done = filled(laid, state)
    path = tmp_path / "form.xlsx"
    path.write_bytes(build_workbook(done, plan(), "нууц", {}, CREATED))
    office.open(path)
    formulas = [slot for slot in calculated(done).slots if slot.formula]
    addresses = [slot.a1 for slot in formulas]
    before = [cell["text"] for cell in office.cells(laid.sheet, addresses)]
    office.recalculate()
    assert [cell["text"] for cell in office.cells(laid.sheet, addresses)] == before
    assert before[addresses.index("A1")].startswith("Бүрэн бөглөсөн: 1 / 6")
