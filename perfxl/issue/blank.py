"""The blank form of nobody, built from the form's definition alone: `python -m perfxl.issue.blank` writes those in template/."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from perfxl.form.definition import Form, Period, load_form, template_folder
from perfxl.form.layout import lay_out
from perfxl.form.plan import Employee, Plan, Settings, Unit
from perfxl.form.token import Token
from perfxl.issue.workbook import build_workbook

_BUILT = datetime(2024, 1, 1)  # the same every time, so that the file is reproducible
_PERIOD = "blank"


def blank_workbook(form: Form) -> bytes:
    """A workbook with rows to write a plan in, without a name, a period and a password."""
    nobody = Employee("", "", "", "", "", "", "")
    plan = Plan(nobody, Unit("", "", ""), (form.head.blank_1, form.head.blank_2), (), ())
    year = _BUILT.date()
    period = Period(_PERIOD, "", year.year, 0, year, year, "", None)
    layout = lay_out(form, plan, period, Token(form.id, _PERIOD, "", 0))
    return build_workbook(layout, plan, "", Settings(), _BUILT)


def blank_file(definition: Path) -> Path:
    """Where the blank form of a definition stands: beside its TOML."""
    return definition.with_suffix(".xlsx")


def write_blanks(folder: Path) -> None:
    """The blank form beside every definition of a folder."""
    for definition in sorted(folder.glob("*.toml")):
        blank_file(definition).write_bytes(blank_workbook(load_form(str(definition))))


if __name__ == "__main__":
    write_blanks(template_folder())
