"""Editions with macros, made of the demo's plans, and a form open in the office program."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from perfxl.checks.judge import IssuedSeals, Judged, Rules, judge
from perfxl.cli.invented import invent
from perfxl.form.definition import load_form
from perfxl.form.layout import Layout, lay_out
from perfxl.form.place import a1
from perfxl.form.plan import Settings
from perfxl.form.seal import seal
from perfxl.form.token import Token
from perfxl.issue.macros import with_macros
from perfxl.issue.workbook import build_workbook
from perfxl.roster.load import plan_of
from tests.office.office import Office

FORM = load_form("order-98-2023-annex-6")


PERIOD = FORM.period_of("2024-Y")


AT = datetime(2026, 1, 1, tzinfo=UTC)


INVENTED = invent(12, FORM, PERIOD)


MODULE = "PerfxlForm"


def layout_of(place: int) -> Layout:
    employee = INVENTED.roster.employees[place]
    plan = plan_of(INVENTED.roster, employee, FORM, PERIOD)
    return lay_out(FORM, plan, PERIOD, Token(FORM.id, PERIOD.code, employee.code, 1))


def edition(layout: Layout, place: int) -> bytes:
    plan = plan_of(INVENTED.roster, INVENTED.roster.employees[place], FORM, PERIOD)
    plain = build_workbook(layout, plan, "secret", Settings(), AT)
    return with_macros(plain, layout, "secret", Settings((("contact_email", "hr@example.mn"),)), AT)


def judged(data: bytes, layout: Layout) -> Judged:
    issued = IssuedSeals(FORM, (seal(layout, "plan"),))
    return judge(data, Rules(FORM.id, PERIOD.code), lambda token: issued)


class Form:
    """The comfort edition open in LibreOffice."""

    def __init__(self, office: Office, layout: Layout) -> None:
        self.office, self.layout = office, layout
        self.rows = {line.key: line.row for line in layout.lines}

    def press(self, button: str) -> str:
        """Runs a button's macro; what its status cell says."""
        self.office.run(MODULE, f"Perfxl{button}")
        return str(self.office.cell("perfxl", "D1")["text"])

    def stand(self, key: str, field: str = "measure") -> None:
        self.office.go(self.layout.sheet, a1(self.rows[key], self.layout.column(field)))

    def key_at(self, row: int) -> str:
        return str(self.office.cell(self.layout.sheet, a1(row, self.layout.key_column))["text"])

    def type(self, row: int, **said: str) -> None:
        for field, text in said.items():
            self.office.type(self.layout.sheet, a1(row, self.layout.column(field)), text)

    def answer_all(self) -> None:
        for line in self.layout.lines:
            if line.role == "measure":
                self.type(line.row, achieved=f"{line.number} ажлыг хийж дуусгав.", percent="90%")


def replaced(data: bytes, project: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, project if name.endswith("vbaProject.bin") else old.read(name))
    return out.getvalue()
