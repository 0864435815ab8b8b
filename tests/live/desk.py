"""HR's desk: the open master as a person works in it, and workbooks that come in meanwhile."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from perfxl.cli.demo import PERIOD
from perfxl.cli.demo import _answers as demo_answers
from perfxl.cli.invented import invent
from perfxl.form.place import letters
from perfxl.form.seal import Seal
from perfxl.live.refresh import Refreshed, refresh
from perfxl.master.notes.lying_masters import master_path
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of
from tests.office.uno_engine import Book, Engine
from tests.support.months import NOW
from tests.support.runs import collect, consolidate

PEOPLE, MEASURES, FINDINGS, SUMMARY = "Албан хаагч", "Арга хэмжээ", "Илрүүлэлт", "Хураангуй"


class Desk:
    """One workspace, one master; `open` opens it."""

    def __init__(self, workspace: Workspace, engine: Engine) -> None:
        self.workspace, self.engine = workspace, engine
        self.now = NOW
        self.book = 0
        with ledger_of(workspace) as ledger:
            self.seals: Mapping[str, Seal] = ledger.issued.latest_seals()
            self.sent = ledger.issued.last()
        self.codes = list(self.seals)
        organisation = next(iter(self.sent.values())).employee.organisation
        self.master = master_path(workspace, organisation)
        self.invented = invent(8, workspace.form, workspace.period)

    # --- what comes in ---

    def good(self, place: int) -> dict[str, str | float]:
        """Cell -> value of a form filled in well, by the employee's place in the roster."""
        employee = self.invented.roster.employees[place]
        return dict(demo_answers(self.invented, employee, self.seals[employee.code], place))

    def code(self, place: int) -> str:
        """An employee's code."""
        return self.invented.roster.employees[place].code

    def send(self, place: int, **changed: Any) -> None:
        """An employee's workbook comes in; `changed` by address."""
        self.now += timedelta(minutes=7)
        code = self.code(place)
        source = self.workspace.root / self.sent[code].path
        target = self.workspace.inbox / f"{code} {self.now:%H%M}.xlsx"
        write(source, target, {**self.good(place), **changed}, self.now)

    def collect(self) -> None:
        """What came is taken in."""
        self.now += timedelta(minutes=1)
        collect(self.workspace, self.now)

    def nothing(self, place: int, key: str) -> dict[str, None]:
        """The open cells of one row, emptied."""
        slots = self.seals[self.code(place)].slots
        return {slot.a1: None for slot in slots if slot.key == key and not slot.locked}

    def inputs(self, place: int, field: str) -> set[str]:
        """The open cells of a field."""
        slots = self.seals[self.code(place)].slots
        return {slot.a1 for slot in slots if slot.field == field and not slot.locked}

    def password(self) -> str:
        """The workspace's password."""
        with ledger_of(self.workspace) as ledger:
            return ledger.password

    def sheet_api(self, sheet: str) -> Any:
        """What stands behind a sheet of the open workbook."""
        return Book(self.engine, self.book).sheets(sheet).api

    def arrival(self, place: int, number: int = -1) -> str:
        """The id of a workbook that came from an employee, in the order of arrival."""
        with ledger_of(self.workspace) as ledger:
            came = [one for one in ledger.versions.came() if one.employee == self.code(place)]
        return sorted(came, key=lambda one: one.received)[number].id

    def notes(self) -> dict[tuple[str, str, str], str]:
        """HR's notes in the ledger."""
        organisation = next(iter(self.sent.values())).employee.organisation
        with ledger_of(self.workspace) as ledger:
            return {(n.table, n.key, n.heading): n.text for n in ledger.notes.of(organisation)}

    # --- the open master ---

    def open(self) -> None:
        """HR opens the master."""
        self.book = self.engine.ask("book_open", str(self.master))

    def ask(self, do: str, *given: Any) -> Any:
        """A command about the open master."""
        return self.engine.ask(do, self.book, *given)

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a table as they stand, by heading."""
        square = self.ask("sheet_used", sheet)
        head, *rows = self.ask("values", sheet, square)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def square(self, sheet: str, key: str, heading: str) -> list[int]:
        """Where a cell of a row stands."""
        head = self.ask("values", sheet, self.ask("sheet_used", sheet))
        row = next(n for n, line in enumerate(head, 1) if line[head[0].index("Түлхүүр")] == key)
        column = head[0].index(heading) + 1
        return [row, column, row, column]

    def type(self, sheet: str, key: str, heading: str, text: str) -> None:
        """HR writes into a cell."""
        self.ask("enter", sheet, self.square(sheet, key, heading), [[text]])

    def refresh(self, *wanted: str) -> Refreshed:
        """`perfxl live refresh`."""
        (done,) = refresh(self.workspace, wanted, self.now)
        return done

    def save(self) -> None:
        """HR saves the master."""
        path = self.master.with_name("saving.xlsx")
        self.ask("book_save_copy", str(path))
        self.ask("book_close")
        path.replace(self.master)

    def consolidated(self) -> None:
        """`perfxl consolidate`."""
        consolidate(self.workspace, at=self.now)


def write(source: Path, target: Path, entries: Mapping[str, Any], at: datetime) -> None:
    """A form filled in by another program."""
    book = load_workbook(source)
    for cell, value in entries.items():
        book.worksheets[0][cell] = value
        if isinstance(value, str):
            book.worksheets[0][cell].data_type = "s"
    book.save(target)
    os.utime(target, (at.timestamp(), at.timestamp()))


def address(square: list[int]) -> str:
    """A cell's address."""
    return f"{letters(square[1])}{square[0]}"


__all__ = ["FINDINGS", "MEASURES", "PEOPLE", "PERIOD", "SUMMARY", "Desk", "address"]
