"""Whatever is planned and answered, the workbook holds it, and the reader finds it where the layout put it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.form.calculate import answers_of
from perfxl.form.control import control_number
from perfxl.form.definition import load_form
from perfxl.form.layout import filled, lay_out, row_keys
from perfxl.form.plan import Measure, Plan, Settings
from perfxl.form.token import Token
from perfxl.issue.workbook import build_workbook
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import read_report
from tests.issue.sample import CREATED, FORM, OTHER_FORM, employee, unit

LETTERS = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюяАӨҮ0123456789 .,:;-–%№\"'<>&=+@/\\{}()_\n😀"
texts = st.text(LETTERS, max_size=80)
texts = st.one_of(texts, st.sampled_from(["_x0041_", "дугаар _x000D_ _xABCD_", "  а  б  ", "=1+1", "perfxl"]))
words = texts.filter(lambda text: text.strip() != "")
measures = st.builds(
    Measure,
    section=st.sampled_from(["goals", "tasks"]),
    goal=texts,
    number=st.sampled_from(["", "1", "1.1", "№ 2.6"]),
    measure=words,
    indicator=texts,
    baseline=texts,
    target=texts,
    target_number=st.none() | st.integers(0, 10**6).map(float),
)
answers = {"percent": st.floats(0, 1.5), "number": st.integers(-(10**6), 10**6).map(float)}


@pytest.mark.parametrize("name", [FORM, OTHER_FORM], ids=["official", "invented"])
@given(data=st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_what_is_seated_is_read(name: str, data: st.DataObject) -> None:
    form = load_form(name)
    rows = tuple(data.draw(st.lists(measures, max_size=4)))
    chosen = Plan(employee(), unit(), ("ГАРЧИГ", "ТАЙЛАН"), rows, row_keys("007", rows))
    token = Token(form.id, "2024-Y", "007", 3)
    laid = lay_out(form, chosen, form.period_of("2024-Y"), token)
    cells = [slot for slot in laid.inputs if slot.role in ("input", "beside")]
    some = data.draw(st.lists(st.sampled_from(cells), max_size=8, unique_by=lambda slot: slot.a1))
    told = {(slot.key, slot.field): data.draw(answers.get(slot.kind, words)) for slot in some}
    done = filled(laid, told)
    report = read_report(
        read_book(open_package(build_workbook(done, chosen, "нууц", Settings(), CREATED))), form
    )
    assert report.token == token
    assert not report.stray
    assert not report.damaged
    found = {(row.key, field): answer.raw for row in report.rows for field, answer in row.answers.items()}
    assert {place: found[place] for place in told} == {
        place: pytest.approx(value) if isinstance(value, float) else value for place, value in told.items()
    }
    table = {column.field for column in form.column}
    said = [(r.key, {f: a.raw for f, a in r.answers.items() if f in table}) for r in report.rows]
    assert control_number(said) == control_number(answers_of(done))
