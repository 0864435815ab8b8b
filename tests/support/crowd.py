"""A crowd: any number of employees who were issued one form each, and their filled workbooks, made quickly from one."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from perfxl.form.plan import Employee
from perfxl.form.seal import Seal, from_json
from perfxl.texts.columns import header
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import ledger_of
from tests.checks.forms import filled, issued, many, renamed, slot_at
from tests.issue.sample import unit
from tests.ledger.made import FORM, PERIOD, when

FIRST = "K00000"
WRONG = 10  # every tenth says something that is no percent, and is returned
_PARTS = ("xl/worksheets/", "xl/workbook.xml", "docProps/core.xml", "xl/sharedStrings.xml")


def code_of(number: int) -> str:
    """An employee's code; all are of one length."""
    return f"K{number:05d}"


@cache
def _model(rows: int) -> tuple[Seal, str, bytes, bytes]:
    """(seal, its JSON, a workbook filled in well, one with something that is no percent) of the first employee."""
    chosen = renamed(many(rows), code=FIRST)
    data, seal = issued(chosen=chosen)
    wrong = {slot_at(seal, "percent", 2).a1: "бараг"}
    return seal, seal.to_json(), filled(data, seal), filled(data, seal, wrong)


def seal_for(code: str, rows: int) -> Seal:
    """What the employee of a code was issued."""
    seal, text, *_ = _model(rows)
    return from_json(_told(text, seal, code))


def workbook_for(code: str, rows: int, wrong: bool = False) -> bytes:
    """The workbook that the employee sends back."""
    seal, _, good, bad = _model(rows)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bad if wrong else good)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename.startswith(_PARTS):
                part = _told(part.decode(), seal, code).encode()
            new.writestr(info, part, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


def _told(text: str, seal: Seal, code: str) -> str:
    token = replace(seal.token, code=code)
    for old, new in ((seal.token.text, token.text), (seal.token.printed, token.printed), (FIRST, code)):
        text = text.replace(old, new)
    return text


def crowd(root: Path, count: int, rows: int = 42, organisations: int = 1, sent: bool = True) -> Workspace:
    """A workspace with `count` employees, each issued a form of `rows` rows; with `sent` all have answered into the inbox."""
    workspace = make_workspace(root, PERIOD, FORM)
    people = list(people_of(count, organisations))
    _roster(root / "roster", people)
    with ledger_of(workspace) as ledger, ledger.transaction():
        for one in people:
            ledger.issued.record(seal_for(one.code, rows), one, f"issued/{one.code}.xlsx", when(0))
    if sent:
        send(workspace.inbox, count, rows)
    return workspace


def send(folder: Path, count: int, rows: int = 42, start: int = 0) -> None:
    """The workbooks of employees `start` to `count` into a folder, a second apart."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(start, count):
        path = folder / f"{code_of(number)}.xlsx"
        path.write_bytes(workbook_for(code_of(number), rows, number % WRONG == WRONG - 1))
        stamp = when(number / 60).timestamp()
        os.utime(path, (stamp, stamp))


def people_of(count: int, organisations: int = 1) -> Iterator[Employee]:
    """The crowd's people, in order, evenly over the organisations."""
    model = many(7).employee
    for number in range(count):
        place = f"{model.organisation} {number * organisations // count + 1}"
        yield replace(model, code=code_of(number), organisation=place)


def _roster(folder: Path, people: list[Employee]) -> None:
    """The roster as CSV, with one measure for everybody."""
    folder.mkdir()
    said = [[e.code, e.organisation, e.unit, e.position, e.parent, e.name, e.name_genitive] for e in people]
    heads = ("code", "organisation", "unit", "position", "parent", "name", "name_genitive")
    _table(folder, "employees", heads, said)
    chief = unit()
    places = dict.fromkeys(e.organisation for e in people)
    of_units = [[o, u, g] for o in places for u, g in (("", f"{o}ын"), (chief.unit, chief.genitive))]
    _table(folder, "units", ("organisation", "unit", "genitive"), of_units)
    plan = [
        [
            "*",
            "Зорилт",
            "Зорилт 1. Үйлчилгээг сайжруулах",
            "1.1",
            "Сургалт зохион байгуулах",
            "Тоо",
            "5",
            "10",
        ]
    ]
    heads = ("code", "section", "goal", "number", "measure", "indicator", "baseline", "target")
    _table(folder, "plans", heads, plan)
    _table(folder, "settings", ("name", "value"), [])
    _table(folder, "letters", ("name", "text"), [])


def _table(folder: Path, name: str, fields: tuple[str, ...], rows: list[list[str]]) -> None:
    path = folder / f"{header('roster.sheets', name)}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow([header(f"roster.{name}", field) for field in fields])
        out.writerows(rows)
