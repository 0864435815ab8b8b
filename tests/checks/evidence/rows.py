"""Rows, contexts and reports for the evidence rules' tests, made from the tables of the case files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from perfxl.checks.evidence import Context
from perfxl.checks.judge import Answered
from perfxl.form.definition import load_form

FORM = "order-98-2023-annex-6"
COLUMNS = {
    "measure": "A",
    "indicator": "B",
    "baseline": "C",
    "target": "D",
    "achieved": "E",
    "dates": "F",
    "percent": "G",
}
PLAN = {
    "measure": "Арга хэмжээ 1.1 Хариуцсан ажлын чиглэлээр иргэдэд төрийн үйлчилгээг шуурхай хүргэх.",
    "indicator": "Үйлчилгээний чанар, хүртээмж",
    "baseline": "Өмнөх оны түвшин",
    "target": "Төрийн үйлчилгээний чанар дээшилсэн байна.",
}


@dataclass(frozen=True)
class Case:
    """One report to judge and what is known besides."""

    rows: tuple[Answered, ...]
    context: Context


def row(number: int = 1, **given: Any) -> Answered:
    """An answered row in sheet row `number`; what is not given stands at its default, the word none means None."""
    values: dict[str, Any] = {
        "key": f"r{number}", "section": "goals", "goal": "Зорилт 1.", "number": f"1.{number}", **PLAN,
        "target_number": None, "achieved": "", "dates_text": "", "start": date(2024, 1, 1),
        "end": date(2024, 12, 31), "percent_text": "100%", "percent": 1.0, "sheet": "Тайлан",
        "cells": {field: f"{column}{number}" for field, column in COLUMNS.items()}, "added": False,
    }  # fmt: skip
    values.update({name: None if value == "none" else value for name, value in given.items()})
    return Answered(**values)


def context(
    period: str = "2024-Y", reported: Any = date(2024, 12, 5), title_name: str = "", signature_name: str = "",
    previous: Mapping[str, tuple[str, float | None]] | None = None,
) -> Context:  # fmt: skip
    """A context; the period by its code."""
    day = None if reported == "none" else reported
    return Context(
        load_form(FORM).period_of(period), day, title_name, signature_name, "Тайлан", previous or {}
    )


ABOUT = ("period", "reported", "title_name", "signature_name")
NOT_THE_ROWS = (
    "id",
    "code",
    "facts",
    "cell",
    "field",
    "rows",
    "percents",
    "previous",
    "previous_percent",
    *ABOUT,
)


def case(table: Mapping[str, Any], passages: Mapping[str, str], defaults: Mapping[str, Any]) -> Case:
    """The report that a case's table tells of; `{name}` in a text is the passage of that name."""
    table = {**defaults, **table}
    tables = _tables(table)
    previous: dict[str, tuple[str, float | None]] = {}
    rows = []
    for number, given in enumerate(tables, 1):
        own = {name: _filled(value, passages) for name, value in given.items()}
        before, percent = own.pop("previous", None), own.pop("previous_percent", None)
        rows.append(row(number, **own))
        if before is not None:
            previous[rows[-1].key] = (before, percent)
    about = {name: table[name] for name in ABOUT if name in table}
    return Case(tuple(rows), context(previous=previous, **about))


def _tables(table: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    if "percents" in table:
        return [{"percent": percent, "achieved": "Ажлыг хийсэн."} for percent in table["percents"]]
    if "rows" in table:
        return list(table["rows"])
    own = {name: value for name, value in table.items() if name not in NOT_THE_ROWS}
    for name in ("previous", "previous_percent"):
        if name in table:
            own[name] = table[name]
    return [own]


def _filled(value: Any, passages: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, text in passages.items():
            value = value.replace("{" + name + "}", text)
    return value
