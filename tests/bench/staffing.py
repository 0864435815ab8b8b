"""An invented organisation of any size with plans of a chosen length, and its staff's answers typed into issued files."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from xml.sax.saxutils import escape

from perfxl.cli import invented as invented_rows
from perfxl.cli.invented import Invented, invent
from perfxl.form.definition import load_form
from perfxl.form.plan import Roster
from perfxl.form.seal import Seal
from perfxl.ledger.ledger import Ledger
from perfxl.roster.load import plan_of
from perfxl.roster.write import write_roster
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import ledger_of

FORM, PERIOD, ROWS = "order-98-2023-annex-6", "2024-Y", 42
SENT = datetime(2024, 12, 12, 3, tzinfo=UTC)
_CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*?)(?:/>|>.*?</c>)', re.DOTALL)
_FIRST = "xl/worksheets/sheet1.xml"


def organisation(staff: int, rows: int = ROWS) -> Invented:
    """An organisation whose employees all have plans of `rows` measures, shared ones among them."""
    form = load_form(FORM)
    with patch.multiple(invented_rows, LEAST=rows, MOST=rows):
        return invent(staff, form, form.period_of(PERIOD))


def staffed(root: Path, staff: int, rows: int = ROWS) -> tuple[Workspace, Invented]:
    """A new workspace with such an organisation in its roster."""
    workspace = make_workspace(root, PERIOD, FORM)
    made = organisation(staff, rows)
    write_roster(workspace.roster, workspace.form, workspace.period, made.roster)
    return workspace, made


def fill_in(workspace: Workspace, invented: Invented) -> int:
    """Everybody's workbook, filled in well, into the inbox, a second apart; how many. It goes by the sheet's XML."""
    with ledger_of(workspace) as ledger:
        people = list(_issued(ledger))
    answers = _answers_of(workspace, invented)
    for number, (code, path, seal) in enumerate(people):
        target = workspace.inbox / f"{code}.xlsx"
        target.write_bytes(typed_into((workspace.root / path).read_bytes(), entries(seal, answers[code])))
        stamp = (SENT + timedelta(seconds=number)).timestamp()
        os.utime(target, (stamp, stamp))
    return len(people)


def _issued(ledger: Ledger) -> Iterator[tuple[str, str, Seal]]:
    sent, seals = ledger.issued.last(), ledger.issued.latest_seals()
    yield from ((code, sent[code].path, seals[code]) for code in sent)


def _answers_of(workspace: Workspace, invented: Invented) -> Mapping[str, Mapping[str, str]]:
    """Employee's code -> row key -> what is written there."""
    roster: Roster = invented.roster
    out = {}
    for employee in roster.employees:
        plan = plan_of(roster, employee, workspace.form, workspace.period)
        told = zip(plan.keys, plan.measures, strict=True)
        out[employee.code] = {key: invented.answer(employee, measure) for key, measure in told}
    return out


def entries(seal: Seal, answers: Mapping[str, str]) -> dict[str, str | float]:
    """Cell -> what an employee types: the text of each row and its percent."""
    typed: dict[str, str | float] = {}
    for number, slot in enumerate(s for s in seal.slots if s.role == "input" and s.key in answers):
        if slot.field == "achieved":
            typed[slot.a1] = answers[slot.key]
        elif slot.field == "percent":
            typed[slot.a1] = 0.8 if number % 11 == 0 else 1.0
    return typed


def typed_into(data: bytes, typed: Mapping[str, str | float]) -> bytes:
    """A workbook with these values in its first sheet's cells, styles and all else as they were."""

    def cell(match: re.Match[str]) -> str:
        place, style = match[1], re.sub(r' t="\w+"', "", match[2])
        if place not in typed:
            return match[0]
        value = typed[place]
        if isinstance(value, str):
            text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
            return f'<c r="{place}"{style} t="inlineStr">{text}</c>'
        return f'<c r="{place}"{style}><v>{value!r}</v></c>'

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == _FIRST:
                part = _CELL.sub(cell, part.decode("utf-8")).encode("utf-8")
            new.writestr(info, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
