"""A real report as data -> a roster of one employee."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Measure, Roster, Settings, Unit
from perfxl.roster.write import write_roster

SECTIONS = {"objectives": "goals", "development": "skills"}


def load(reports: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((reports / "year-2024.json").read_text(encoding="utf-8"))
    return report


def measures(report: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(section key, goal, measure as data), in the report's order."""
    return [
        (SECTIONS[section["kind"]], goal["title"], measure)
        for section in report["sections"]
        for goal in section["goals"]
        for measure in goal["measures"]
    ]


def write_real_roster(report: dict[str, Any], workspace: Path, code: str = "007") -> None:
    """roster.xlsx of the report's person and plan."""
    form = load_form("order-98-2023-annex-6")
    titles = tuple(report["title_as_printed"].split("\n"))
    employee = Employee(
        code=code, organisation=report["organisation"], unit=report["unit"], position=report["position"],
        parent=report["family_name"], name=report["given_name"],
        name_genitive=report["title_fields_as_printed"]["given_name"], email="zorig@example.mn", titles=(titles[0], titles[1]),
    )  # fmt: skip
    signer = report["signatures"][1]
    units = (
        Unit(report["organisation"], "", report["title_fields_as_printed"]["organisation"]),
        Unit(report["organisation"], report["unit"], report["title_fields_as_printed"]["unit"], signer["position"], signer["name"]),
    )  # fmt: skip
    plan = tuple(
        Measure(
            section, goal, m["label"], m["measure"], m["indicator"] or "", m["baseline"] or "", m["target"] or "",
            start=date.fromisoformat(m["start"]), end=date.fromisoformat(m["end"]),
        )
        for section, goal, m in measures(report)
    )  # fmt: skip
    write_roster(
        workspace / "roster.xlsx",
        form,
        form.period_of("2024-Y"),
        Roster((employee,), units, {code: plan}, Settings(), {}),
    )
