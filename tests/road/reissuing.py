"""A workspace whose plans change after issuing."""

from __future__ import annotations

from pathlib import Path

from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Measure, Roster, Settings, Unit
from perfxl.roster.write import write_roster
from tests.road.program import fill, inputs, issued_file, seals

FORM = load_form("order-98-2023-annex-6")


OFFICE = "Ногоон байгууламжийн алба"


PLAN = tuple(
    Measure(
        "goals",
        "Зорилт 1. Мод тарих",
        f"1.{n}",
        f"{n} дүгээр талбайд мод тарих.",
        "Модны тоо",
        "0",
        str(n * 10),
    )
    for n in range(1, 5)
)


def write(root: Path, plan: tuple[Measure, ...], codes: tuple[str, ...] = ("01", "02")) -> None:
    people = tuple(
        Employee(code, OFFICE, "", "Ажилтан", "Дамба", name, name + "ын", titles=("АЖИЛТАН", "ТАЙЛАН"))
        for code, name in zip(codes, ("Самдан", "Ядам", "Тогтох"), strict=False)
    )
    units = (Unit(OFFICE, "", "Ногоон байгууламжийн албаны"),)
    shared = {"01": plan, **{code: PLAN for code in codes if code != "01"}}
    write_roster(
        root / "roster.xlsx", FORM, FORM.period_of("2024-Y"), Roster(people, units, shared, Settings(), {})
    )


def answer(root: Path, code: str) -> Path:
    seal = seals(root)[code]
    keys = [line.key for line in seal.lines if line.role == "measure"]
    entries = {inputs(seal, "achieved")[key]: f"{number}-р хариу" for number, key in enumerate(keys, 1)}
    entries |= {inputs(seal, "percent")[key]: 0.5 for key in keys}
    return fill(issued_file(root, code), root / "inbox" / f"{code}.xlsx", entries)
