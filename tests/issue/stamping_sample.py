"""Plans of every kind for the stamping of a series, and the press they go through."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from perfxl.form.definition import Form
from perfxl.form.layout import row_keys
from perfxl.form.plan import Measure, Plan, Settings
from perfxl.form.token import Token
from perfxl.issue.stamping.shape import Series
from perfxl.issue.stamping.stamp import Order, Stamper
from perfxl.roster.load import plan_fingerprint
from tests.issue.sample import CREATED, employee, unit

ODD = (
    "", " ", "  эхэнд", "төгсгөлд \n", "а\nб\r\nв\rг", "\tтаб", "<&>\"'", "]]>", "_x000D_", "_x000d_ _X000D_", "=1+1", "#N/A",
    "@a", "+1", "-", "1", "65%", "2024.01.02", "TRUE", "\U0001f600 эмодзи", "e\u0301", "\u200b\u202e", "\u00a0", "\u0085\u2028",
    "\x00\x1f", "\ufffe\uffff", "\ue000x\ue001\ue002-1\ue003", "{number}", "%s %d", "&#1053;", "&amp;", "x" * 32_767, "ө" * 1_600,
    "үг " * 700, "а" * 300, "1234567890" * 9, "A1", "$A$1+B2", "m0123456789",
)  # fmt: skip
SETTINGS = Settings(
    (("deadline", "2024.12.22 <&>"), ("contact_name", "Б.Бат"), ("contact_email", "hr@example.mn"))
)
words = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.text("абөү <&>\"'_x0\n", max_size=200))
numbers = st.one_of(
    st.none(), st.integers(-5, 10**6), st.floats(-1e9, 1e9), st.sampled_from([0.1, 1 / 3, 1e15, 0, -0.0])
)
days = st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2025, 12, 31)))


def press(form: Form, **changes: Any) -> Stamper:
    asked = {"password": "нууц", "settings": SETTINGS, "created": CREATED} | changes
    return Stamper(Series(form, form.period_of("2024-Y"), **asked))


def order(form: Form, chosen: Plan, issue: int = 1) -> Order:
    return Order(chosen, Token(form.id, "2024-Y", chosen.employee.code, issue), plan_fingerprint(chosen))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@st.composite
def of_section(draw: st.DrawFn, form: Form, section: str, number: int) -> Measure:
    goal = draw(st.sampled_from(["", "Зорилт 1", "Зорилт <2>\nүргэлжлэл " * 9]))
    label = draw(st.sampled_from(["", f"1.{number}", "№2.1", " "]))
    texts = [draw(words) for _ in ("measure", "indicator", "baseline", "target")]
    measure = Measure(section, goal, label, *texts, draw(numbers), draw(days), draw(days), _own(draw, form))
    return replace(measure, own_target=draw(st.booleans()))


@st.composite
def plans(draw: st.DrawFn, form: Form) -> Plan:
    sections = draw(st.sets(st.sampled_from([section.key for section in form.section])))
    rows: list[Measure] = []
    for section in sorted(sections):
        for number in range(draw(st.integers(1, 7))):
            rows.append(draw(of_section(form, section, number)))
    keys = row_keys("007", rows)
    shown = draw(st.booleans())
    before = {
        key: (draw(words), draw(st.none() | st.floats(0, 1.5)))
        for key in keys
        if shown and draw(st.booleans())
    }
    titles = (draw(words), draw(words))
    who = replace(
        employee(draw(st.sampled_from(["007", "А-01", "x y/&"]))), position=draw(words), name=draw(words)
    )
    return Plan(who, replace(unit(), verifier_name=draw(words)), titles, tuple(rows), keys, before)


def _own(draw: st.DrawFn, form: Form) -> dict[str, str]:
    """The form's own columns that the plan writes."""
    mine = ("ordinal", "measure", "indicator", "baseline", "target", "dates")
    return {c.field: draw(words) for c in form.column if c.writer == "plan" and c.field not in mine}


SCRIPT = """
import hashlib
from dataclasses import replace
from perfxl.form.definition import load_form
from tests.issue.sample import FORM, measures, plan
from tests.issue.stamping_sample import order, parts, press
form = load_form(FORM)
known = press(form)
for count in (3, 12):
    rows = [replace(row, measure=f" {row.measure}\\\\n<&>") for row in measures(count)]
    one = order(form, plan(rows))
    made = known.issue(one)
    assert made == known._build(one)
print(hashlib.sha256(parts(made.data)["xl/worksheets/sheet1.xml"] + made.seal.encode()).hexdigest(), len(known._shapes))
"""
