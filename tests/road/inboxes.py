"""A workspace of one person, and that person's good answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Measure, Roster, Settings, Unit
from perfxl.roster.write import write_roster
from tests.road.program import inputs, perfxl, seals

FORM = load_form("order-98-2023-annex-6")


OFFICE = "Хаягдал ус цэвэрлэх төв"


def workspace(root: Path, period: str, code: str) -> Path:
    """A workspace of one employee with two measures, issued."""
    assert perfxl("init", root, "--period", period).status == 0
    employee = Employee(
        code, OFFICE, "", "Инженер", "Мөнхөө", "Сайхан", "Сайханы", titles=("ИНЖЕНЕР", "САЙХАНЫ ТАЙЛАН")
    )
    plan = (
        Measure("goals", "Зорилт 1. Усны чанар", "1.1", "Сорьц авах.", "Сорьцын тоо", "10", "20"),
        Measure("skills", "", "1", "Сургалтад хамрагдах.", "Сургалт", "0", "1"),
    )
    roster = Roster(
        (employee,), (Unit(OFFICE, "", "Хаягдал ус цэвэрлэх төвийн"),), {code: plan}, Settings(), {}
    )
    write_roster(root / "roster.xlsx", FORM, FORM.period_of(period), roster)
    done = perfxl("-C", root, "issue")
    assert done.status == 0, done.err
    return root


def answers(root: Path, code: str) -> dict[str, Any]:
    seal = seals(root)[code]
    achieved = dict.fromkeys(inputs(seal, "achieved").values())
    keys = [line.key for line in seal.lines if line.role == "measure"]
    texts = {inputs(seal, "achieved")[key]: "Төлөвлөсөн ажлыг бүрэн хийв." for key in keys}
    percents = {inputs(seal, "percent")[key]: 1 for key in keys}
    return {cell: value for cell, value in {**achieved, **texts, **percents}.items() if value is not None}
