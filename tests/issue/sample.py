"""Invented employees, plans and answers for the form's tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from perfxl.form.definition import Form, load_form
from perfxl.form.layout import Layout, lay_out, row_keys
from perfxl.form.plan import Employee, Measure, Plan, Unit
from perfxl.form.token import Token

CREATED = datetime(2024, 11, 1, 9, 0)
FORM = "order-98-2023-annex-6"
GOAL = "Зорилт {n}. Гаалийн бүрдүүлэлтийн хяналтыг сайжруулах, иргэн, аж ахуйн нэгжид үзүүлэх үйлчилгээг хүртээмжтэй, шуурхай болгох хүрээнд:"
MEASURE = "Хилийн боомтын нэвтрүүлэх чадварыг нэмэгдүүлэх ажлыг зохион байгуулах."


def employee(code: str = "007") -> Employee:
    """An invented inspector."""
    return Employee(
        code=code,
        organisation="Сүмбэр хот дахь гаалийн газар",
        unit="Бүрдүүлэлтийн хэлтэс",
        position="Ахлах байцаагч",
        parent="Дорждэрэм",
        name="Нарансолонго",
        name_genitive="Нарансолонгын",
    )


def unit() -> Unit:
    """The inspector's unit with its verifier."""
    return Unit(
        organisation="Сүмбэр хот дахь гаалийн газар",
        unit="Бүрдүүлэлтийн хэлтэс",
        genitive="Бүрдүүлэлтийн хэлтсийн",
        verifier_position="Хэлтсийн дарга",
        verifier_name="Ө.Үүрийнтуяа",
    )


def measure(number: int, section: str = "goals", goal: int = 1) -> Measure:
    """One invented measure."""
    return Measure(
        section=section,
        goal=GOAL.format(n=goal) if section == "goals" else "",
        number=f"{goal}.{number}" if section == "goals" else str(number),
        measure=MEASURE,
        indicator="Нэвтрүүлсэн ачааны тоо, хувь",
        baseline="2023 онд 1250",
        target="Ачаа бүрдүүлэлтийн хугацааг 4 цагаас 3 цаг болгож бууруулсан байна.",
        target_number=100.0 if number == 1 else None,
        start=date(2024, 1, 1) if number % 2 else None,
        end=date(2024, 12, 31) if number % 2 else None,
    )


def measures(goals: int = 4, skills: int = 2) -> tuple[Measure, ...]:
    """Measures under two goals, then some of knowledge and skills."""
    first = [measure(n, goal=1 if n <= (goals + 1) // 2 else 2) for n in range(1, goals + 1)]
    return (*first, *(measure(n, "skills") for n in range(1, skills + 1)))


def plan(rows: Iterable[Measure] | None = None) -> Plan:
    """The inspector's plan."""
    chosen = measures() if rows is None else tuple(rows)
    titles = (
        "СҮМБЭР ХОТ ДАХЬ ГААЛИЙН ГАЗРЫН БҮРДҮҮЛЭЛТИЙН ХЭЛТСИЙН АХЛАХ БАЙЦААГЧ",
        "ДОРЖДЭРЭМ ОВОГТОЙ НАРАНСОЛОНГЫН 2024 ОНЫ ГҮЙЦЭТГЭЛИЙН ТАЙЛАН",
    )
    return Plan(employee(), unit(), titles, chosen, row_keys("007", chosen))


def layout(chosen: Plan | None = None, form: Form | None = None, period: str = "2024-Y") -> Layout:
    """The layout of a plan on a form."""
    asked, said = form or load_form(FORM), chosen or plan()
    return lay_out(asked, said, asked.period_of(period), Token(asked.id, period, said.employee.code, 1))


OTHER_FORM = str(Path(__file__).parents[1] / "data" / "quarter-note-7.toml")


def other_plan() -> Plan:
    """The inspector's plan on the invented second form, which has no skills and no baseline."""
    chosen = tuple(replace(m, baseline="") for m in measures(skills=0))
    return plan(chosen)
