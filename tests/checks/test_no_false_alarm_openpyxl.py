"""No false alarm: forms of every kind, opened and saved by openpyxl once and again, earn no finding of the gate, the
identity or the lock, and say what they said before."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from perfxl.checks.judge import Rules
from perfxl.form.definition import load_form
from perfxl.form.layout import lay_out, row_keys
from perfxl.form.plan import Measure, Settings
from perfxl.form.seal import seal as sealed
from perfxl.form.token import Token
from perfxl.issue.workbook import build_workbook
from tests.checks.forms import FORM, PASSWORD, judged
from tests.issue.sample import CREATED, plan

FORMS = [pytest.param(range(15), id="15"), pytest.param(range(15, 235), id="220", marks=pytest.mark.long)]
PERIODS = ["2024-Y", "2024-H1", "2025-H1", "2024-Q1", "2024-Q3", "2025-M02", "2024-M12"]
MONGOLIAN = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"
MARKS = " .,;:-–—()«»\"'&<>%№/+=*#@!?½€\n\t\u00a0"
BEGINNINGS = ["", "", "", "", "=", "-", "+", "@", "'", " ", "#", "_x000D_", "007", "1.10", "2024.01.01 "]
NUMBERS = [None, None, 0.0, 1.0, 1 / 3, 0.1 + 0.2, 1e-7, 1e15, 123456789.123456, 13301381100.0, -5.5]


def words(chance: random.Random, most: int) -> str:
    """A text of up to `most` characters, with all that people and spreadsheets put into one."""
    letters = MONGOLIAN + MONGOLIAN.upper() + MARKS + "0123456789abcXYZ"
    text = "".join(chance.choice(letters) for _ in range(chance.randint(1, most)))
    return chance.choice(BEGINNINGS) + text + chance.choice(("", "", " ", "\n", "😀"))


def planned(chance: random.Random, section: str, number: int) -> Measure:
    """One measure of a plan."""
    year = chance.choice((2024, 2025))
    return Measure(
        section=section,
        goal=f"Зорилт {number // 4}. {words(random.Random(number // 4), 300)}" if section == "goals" else "",
        number=chance.choice(("", str(number), f"1.{number}", f"2.1.{number}", f"№{number}")),
        measure=f"{words(chance, 250)} {number}",
        indicator=chance.choice(("", words(chance, 200))),
        baseline=chance.choice(("", "-", "0", "100%", words(chance, 90))),
        target=chance.choice(("", "100%", words(chance, 300))),
        target_number=chance.choice(NUMBERS),
        start=chance.choice((None, date(year, 1, 1), date(year, 2, 29 if year == 2024 else 28))),
        end=chance.choice((None, date(year, 12, 31))),
    )


def chosen_plan(chance: random.Random):
    """A plan of 0 to 46 rows of an employee whose name and code are drawn too; some know their last period."""
    counts = {"goals": chance.choice((0, 1, 3, 8, 17, 42)), "skills": chance.choice((0, 1, 4))}
    rows = [planned(chance, name, n) for name, count in counts.items() for n in range(count)]
    said = plan(rows)
    code = chance.choice(("007", "3.10", "АБ-12", "1E5", "T_9"))
    who = replace(said.employee, code=code, name=chance.choice(("Үүрийнтуяа", "Ёндон", "Нарансолонго")))
    keys = row_keys(code, rows)
    known = {key: (words(chance, 200), chance.choice((None, 0.0, 0.655, 1.0))) for key in keys}
    return replace(
        said, employee=who, keys=keys, previous=known if chance.random() < 0.4 else {}, measures=tuple(rows)
    )


def answered(layout, chance: random.Random):
    """The layout with some of its open cells filled in, rightly and wrongly; the signatures stay."""
    kinds = {
        "text": lambda: words(chance, 400),
        "percent": lambda: chance.choice((1, 0, 0.655, 1 / 3, 65, "65%", "65,5", "бүгд")),
        "dates": lambda: chance.choice(("2024.01.01-2024.06.30", 45473, "жилийн турш")),
        "number": lambda: chance.choice((1 / 3, 7, 1e15, "олон")),
    }
    slots = [
        replace(slot, value=kinds[slot.kind]()) if _asked(slot) and chance.random() < 0.6 else slot
        for slot in layout.slots
    ]
    return replace(layout, slots=tuple(slots))


def _asked(slot) -> bool:
    return not slot.locked and slot.kind in ("text", "percent", "dates", "number") and "sign:" not in slot.key


def form_of(number: int):
    """The `number`-th form: its bytes, its seal, and the rules it was issued under."""
    chance = random.Random(f"form {number}")
    form, said, period = load_form(FORM), chosen_plan(chance), chance.choice(PERIODS)
    token = Token(form.id, period, said.employee.code, chance.choice((1, 1, 2, 11)))
    layout = lay_out(form, said, form.period_of(period), token)
    data = build_workbook(answered(layout, chance), said, PASSWORD, Settings(), CREATED)
    return data, sealed(layout, "plan"), Rules(FORM, period)


def resaved(data: bytes) -> bytes:
    """The workbook after openpyxl opened and saved it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def alarms(found) -> list[str]:
    return [
        f"{f.code} {f.cell} {dict(f.facts)}"
        for f in found.findings
        if f.code[0] in "GIL" and f.code != "L302"
    ]  # short words that go on below are true of these


def said(found):
    """What a judgement takes from the workbook."""
    rows = [(r.key, r.measure, r.achieved, r.dates_text, r.percent_text, r.percent) for r in found.rows]
    return rows, found.digest, found.control, sorted(f"{f.code} {f.cell}" for f in found.findings)


@pytest.fixture(scope="module", params=FORMS)
def forms(request):
    """Forms as issued and filled in, by number."""
    return {number: form_of(number) for number in request.param}


def test_openpyxls_saves_raise_no_alarm(forms):
    for number, (data, seal, rules) in forms.items():
        before = judged(data, seal, rules=rules)
        assert alarms(before) == [], number
        saved = resaved(data)
        after = judged(resaved(saved) if number % 5 == 0 else saved, seal, rules=rules)
        assert alarms(after) == [], number
        assert said(after) == said(before), number


def test_the_forms_are_of_many_kinds(forms):
    seals = [seal for _, seal, _ in forms.values()]
    assert len({seal.token.period for seal in seals}) >= 4
    assert len({sum(line.role == "measure" for line in seal.lines) for seal in seals}) >= 5
    assert any(seal.token.issue > 1 for seal in seals)
