"""An invented inspector's form: issued, filled in, changed behind its back; for the tests of the checks."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace

import openpyxl
from openpyxl.workbook.workbook import Workbook

from perfxl.checks.judge import IssuedSeals, Judged, Lookup, Rules, judge
from perfxl.finding import Finding
from perfxl.form.definition import load_form
from perfxl.form.layout import Layout, Slot, lay_out
from perfxl.form.plan import Plan, Settings
from perfxl.form.seal import Seal, seal
from perfxl.form.token import Token
from perfxl.issue.workbook import build_workbook
from tests.issue.sample import CREATED, FORM, measures, plan

PASSWORD = "нууц үг"
RULES = Rules(FORM, "2024-Y")
ACHIEVED = (
    "Боомтын нэвтрүүлэх чадварыг нэмэгдүүлэх {n} арга хэмжээг зохион байгуулж, хүлээх хугацааг бууруулав."
)


def form_layout(chosen: Plan | None = None, period: str = "2024-Y", issue: int = 1) -> Layout:
    """The layout of the inspector's form."""
    form, said = load_form(FORM), chosen or plan()
    return lay_out(form, said, form.period_of(period), Token(form.id, period, said.employee.code, issue))


def issued(layout: Layout | None = None, chosen: Plan | None = None) -> tuple[bytes, Seal]:
    """The workbook as it goes out, and its seal."""
    laid = layout or form_layout(chosen)
    return build_workbook(laid, chosen or plan(), PASSWORD, Settings(), CREATED), seal(laid, "plan")


def lookup_of(*seals: Seal) -> Lookup:
    """A ledger that knows one employee."""

    def lookup(token: Token) -> IssuedSeals | None:
        return IssuedSeals(load_form(FORM), seals) if token.code == seals[0].token.code else None

    return lookup


def slot_at(sealed: Seal, field: str, row: int = 0, role: str = "input") -> Slot:
    """The `row`-th slot (from 0) of a field with a role."""
    return [s for s in sealed.slots if s.field == field and s.role == role][row]


def answers(sealed: Seal) -> dict[str, object]:
    """Good answers to every planned row, by address."""
    planned = [line.key for line in sealed.lines if line.role == "measure"]
    out: dict[str, object] = {}
    for slot in sealed.slots:
        if slot.key in planned and slot.role == "input" and slot.field == "achieved":
            out[slot.a1] = ACHIEVED.format(n=planned.index(slot.key) + 1)
        elif slot.key in planned and slot.role == "input" and slot.field == "percent":
            out[slot.a1] = 1
        elif slot.key.startswith("sign:") and slot.field == "date":
            out[slot.a1] = "2025.01.03"
    return out


def edited(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """The workbook after somebody changed it with openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(data: bytes, sealed: Seal, changes: Mapping[str, object] | None = None) -> bytes:
    """The workbook with good answers everywhere, and `changes` by address over them."""

    def write(book: Workbook) -> None:
        for address, value in {**answers(sealed), **(changes or {})}.items():
            book[sealed.sheet][address] = value

    return edited(data, write)


def judged(data: bytes, *seals: Seal, rules: Rules = RULES) -> Judged:
    """The judgement in a workspace that issued the seals."""
    return judge(data, rules, lookup_of(*seals))


def codes(found: Judged, family: str = "") -> list[str]:
    """The codes of a judgement's findings: a family's, or all but evidence and the notes on what is signed by pen."""
    told = [f.code for f in found.findings if f.code != "F501"]
    return [code for code in told if (code.startswith(family) if family else code[0] != "E")]


def plainly(found: Judged) -> tuple[Finding, ...]:
    """The findings without evidence."""
    return tuple(f for f in found.findings if f.code[0] != "E")


def cells(found: Judged, code: str) -> list[str]:
    """The cells of every finding with a code."""
    return [f.cell for f in found.findings if f.code == code]


def many(rows: int = 45) -> Plan:
    """A plan of many rows."""
    return plan(measures(rows - 7, 7))


def renamed(chosen: Plan, **changes: object) -> Plan:
    """The plan of a changed employee."""
    return replace(chosen, employee=replace(chosen.employee, **changes))
