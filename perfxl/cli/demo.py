"""The demo: the whole cycle on an invented organisation, filled in by staff who make the mistakes that staff make."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.cli.invented import Invented, invent, words
from perfxl.collect.collect import collect
from perfxl.finding import Fact, Verdict
from perfxl.form.plan import Employee
from perfxl.form.seal import Seal
from perfxl.form.text_heights import Face, text_height
from perfxl.letters.corrections import write_corrections
from perfxl.master.consolidate import consolidate
from perfxl.master.notes.lying_masters import master_path
from perfxl.period.issuing import issue
from perfxl.roster.write import write_roster
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import ledger_of, running

PERIOD = "2024-Y"
FORM = "order-98-2023-annex-6"

# Which employee (by place in the roster) does what; everybody else fills the form in well.
INCOMPLETE, WRONG, RENAMED, TWICE, EDITED, BETTER, EMPTY = 3, 5, 6, 2, 7, 9, 12
MISSING = (4, 17, 31)
EXCUSED = 11


@dataclass(frozen=True)
class Demo:
    """What the demo did: sentences of the family `demo` with their facts, and whether it all came out as staged."""

    lines: tuple[tuple[str, Mapping[str, Fact]], ...]
    as_staged: bool


@dataclass(frozen=True)
class _Filled:
    """One workbook as an employee sends it."""

    name: str
    employee: Employee
    entries: Mapping[str, str | float]


def run_demo(target: Path, staff: int, at: datetime) -> Demo:
    """The whole cycle in a new folder; Trouble where the folder holds something already."""
    if target.exists() and any(target.iterdir()):
        raise Trouble("folder_in_use", folder=str(target))
    workspace = make_workspace(target, PERIOD, FORM)
    invented = _stage(workspace, staff)
    with running(workspace, at) as run:
        issued = issue(run)
    sent = _fill_and_send(workspace, invented, at - timedelta(days=2))
    with running(workspace, at) as run:
        collect(run)
        write_corrections(run)
        counts = Counter(version.verdict for version in run.ledger.versions.all())
        made = consolidate(run)
    return _told(
        workspace,
        staff,
        len(issued.paths),
        sent,
        counts,
        master_path(workspace, made.masters[0].organisation),
    )


def _stage(workspace: Workspace, staff: int) -> Invented:
    """The roster is written, one employee on leave."""
    invented = invent(staff, workspace.form, workspace.period)
    people = list(invented.roster.employees)
    if staff > EXCUSED:
        people[EXCUSED] = replace(people[EXCUSED], excuse=str(words()["excuse"]))
    staged = replace(invented, roster=replace(invented.roster, employees=tuple(people)))
    write_roster(workspace.roster, workspace.form, workspace.period, staged.roster)
    return staged


def _fill_and_send(workspace: Workspace, invented: Invented, start: datetime) -> int:
    """Fills the issued workbooks as staff would and drops them into the inbox, a minute apart; how many files."""
    with ledger_of(workspace) as ledger:
        seals, issued = ledger.issued.latest_seals(), ledger.issued.last()
    count = 0
    for filled in _staff(invented, seals):
        source = workspace.root / issued[filled.employee.code].path
        _send(workspace, source, filled, seals[filled.employee.code].sheet, start + timedelta(minutes=count))
        count += 1
    twice = _person(invented, TWICE)
    first = workspace.inbox / f"{twice.code}.xlsx"
    _copy(first, workspace.inbox / f"{twice.code} (1).xlsx", start + timedelta(minutes=count))
    _copy(workspace.roster, workspace.inbox / workspace.roster.name, start + timedelta(minutes=count + 1))
    return count + 2


def _person(invented: Invented, place: int) -> Employee:
    return invented.roster.employees[place]


def _copy(source: Path, target: Path, at: datetime) -> None:
    shutil.copyfile(source, target)
    os.utime(target, (at.timestamp(), at.timestamp()))


def _send(workspace: Workspace, source: Path, filled: _Filled, sheet: str, at: datetime) -> None:
    book = load_workbook(source)
    for cell, value in filled.entries.items():
        book[sheet][cell] = value
    _fit(book[sheet])
    target = workspace.inbox / filled.name
    book.save(target)
    os.utime(target, (at.timestamp(), at.timestamp()))


def _fit(sheet: Worksheet) -> None:
    """Rows as high as their texts need, as Excel makes them while one types."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not cell.protection.locked:
                pixels = sheet.column_dimensions[cell.column_letter].width * 7
                needed = text_height(cell.value, pixels, Face(float(cell.font.size or 9)))
                dimension = sheet.row_dimensions[cell.row]
                dimension.height = max(dimension.height or 0, needed)


def _staff(invented: Invented, seals: Mapping[str, Seal]) -> Iterator[_Filled]:
    """Every workbook that staff send, in the order of sending."""
    for place, employee in enumerate(invented.roster.employees):
        if place in MISSING or employee.excuse:
            continue
        yield from _one(invented, place, employee, seals[employee.code])


def _one(invented: Invented, place: int, employee: Employee, seal: Seal) -> Iterator[_Filled]:
    good = _answers(invented, employee, seal, place)
    name = f"{employee.code}.xlsx"
    percents = [slot.a1 for slot in seal.slots if slot.field == "percent" and slot.a1 in good]
    if place == EMPTY:
        yield _Filled(name, employee, {})
    elif place == INCOMPLETE:
        yield _Filled(name, employee, {cell: v for cell, v in good.items() if cell not in percents[2:5]})
    elif place == WRONG:
        yield _Filled(name, employee, good | {percents[1]: str(words()["not_a_percent"])})
        yield _Filled(f"{employee.code} 2.xlsx", employee, good)
    elif place == EDITED:
        target = next(slot.a1 for slot in seal.slots if slot.role == "plan" and slot.field == "target")
        yield _Filled(name, employee, good | {target: str(words()["edited"])})
    elif place == BETTER:
        yield _Filled(name, employee, good)
        yield _Filled(f"{employee.code} 2.xlsx", employee, good | {percents[0]: 0.95})
    elif place == RENAMED:
        other = _person(invented, MISSING[0])
        yield _Filled(f"{other.code} {other.signature} {PERIOD}.xlsx", employee, good)
    else:
        yield _Filled(name, employee, good)


def _answers(invented: Invented, employee: Employee, seal: Seal, place: int) -> dict[str, str | float]:
    """Cell -> what the employee types: a text and a percent a row, now and then an additional task."""
    entries: dict[str, str | float] = {}
    texts = _texts(invented, employee, seal)
    if place % 6 == 1:
        texts[next(iter(texts))] = str(words()["doubt"][place // 6 % 2]["achieved"])
    for number, slot in enumerate(s for s in seal.slots if s.role == "input" and s.key in texts):
        if slot.field == "achieved":
            entries[slot.a1] = texts[slot.key]
        elif slot.field == "percent":
            entries[slot.a1] = 0.8 if (number + place) % 11 == 0 else 1.0
    if place % 4 == 0:
        entries |= _own_task(seal)
    return entries


def _texts(invented: Invented, employee: Employee, seal: Seal) -> dict[str, str]:
    """Row key -> the text that the employee writes there."""
    values = {(slot.key, slot.field): str(slot.value or "") for slot in seal.slots}
    texts = {}
    for line in (line for line in seal.lines if line.role == "measure"):
        measure = values[line.key, "measure"].removeprefix(line.label)
        for owner in (employee.code, *employee.groups, "*"):
            answer = invented.answers.get((owner, measure, values[line.key, "target"]))
            if answer:
                texts[line.key] = answer
                break
    return texts


def _own_task(seal: Seal) -> dict[str, str | float]:
    """The first spare row, filled in."""
    key = next((line.key for line in seal.lines if line.role == "spare"), "")
    done: dict[str, str | float] = {
        "measure": str(words()["own_task"]),
        "achieved": str(words()["own_task_done"]),
        "dates": "2024.05.13-2024.05.17",
        "percent": 1.0,
    }
    return {slot.a1: done[slot.field] for slot in seal.slots if slot.key == key and slot.field in done}


def _expected(staff: int) -> dict[Verdict, int]:
    """The verdicts as staged."""
    silent = sum(place < staff for place in (*MISSING, EXCUSED))
    returned = sum(place < staff for place in (INCOMPLETE, WRONG, EMPTY))
    accepted = staff - silent - sum(place < staff for place in (INCOMPLETE, EMPTY))
    return {
        Verdict.ACCEPTED: accepted,
        Verdict.RETURNED: returned,
        Verdict.SUPERSEDED: int(staff > BETTER),
        Verdict.DUPLICATE: 1,
        Verdict.REFUSED: 1,
    }


def _told(
    workspace: Workspace, staff: int, issued: int, sent: int, counts: Mapping[Verdict, int], master: Path
) -> Demo:
    expected = _expected(staff)
    as_staged = {verdict: count for verdict, count in counts.items() if count} == {
        verdict: count for verdict, count in expected.items() if count
    }
    root = workspace.root
    facts: Mapping[str, Fact] = {str(verdict): counts.get(verdict, 0) for verdict in Verdict}
    lines: list[tuple[str, Mapping[str, Fact]]] = [
        ("organisation", {"name": str(words()["organisation"]), "staff": staff}),
        ("issued", {"count": issued, "folder": str(workspace.issued)}),
        ("sent", {"count": sent, "folder": str(workspace.inbox)}),
        ("accepted", facts),
        ("returned", {**facts, "folder": str(workspace.outbox)}),
        ("refused", facts),
        ("missing", {"count": sum(place < staff for place in MISSING)}),
        (
            "open_form",
            {
                "path": str(
                    min(workspace.issued.rglob("*.xlsx"), key=lambda path: path.name).relative_to(root)
                )
            },
        ),
        ("open_master", {"path": str(master.relative_to(root))}),
        ("as_staged" if as_staged else "not_as_staged", {"folder": str(root)}),
    ]
    return Demo(tuple(lines), as_staged)
