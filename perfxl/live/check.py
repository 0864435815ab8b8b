"""`perfxl live check`: the form that is open in Excel, read as if it had been sent, its faulty cells marked."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from perfxl.finding import Verdict
from perfxl.letters.checking import Checked, check_files
from perfxl.live.excel import Door, full_name, open_books, quiet, running_excel
from perfxl.live.form_marks import Marking, marks_of, put_marks
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.folder import SETTINGS, open_workspace
from perfxl.workspace.run import ledger_of

_OTHER = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class CheckedOpen:
    """What was found in the open workbook, and what became of the marks."""

    checked: Checked
    marking: Marking


def check_open(
    folder: Path, name: str, now: datetime, language: str, door: Door | None = None
) -> CheckedOpen:
    """Checks the active workbook (or the one of a name) as it stands, unsaved changes too, and marks its cells.

    Inside a workspace with what it issued, as `perfxl check`. Nothing is saved or recorded. Trouble where no Excel
    runs, nothing is open, or it is no form of ours.
    """
    door = door or Door()
    with running_excel(door) as apps:
        book = _book(door, apps, name)
        shown = full_name(door, book)
        checked = replace(_checked(door, folder, book, shown, now), name=shown)
        if checked.judged.verdict is Verdict.REFUSED:
            first = next((texts(language).of(finding) for finding in checked.judged.findings), "")
            raise Trouble("live_not_ours", file=Path(shown).name, why=first)
        marking = _mark(door, book, checked, _password(folder), language)
    return CheckedOpen(checked, marking)


def clear_open(folder: Path, name: str, door: Door | None = None) -> str:
    """Takes the marks of earlier checks away; gives the workbook's name. Trouble as above."""
    door = door or Door()
    with running_excel(door) as apps:
        book = _book(door, apps, name)
        with quiet(door, book.app):
            for sheet in door.ask(_sheets, book):
                if put_marks(door, sheet, {}, _password(folder)).locked:
                    raise Trouble("live_locked", sheet=str(door.ask(getattr, sheet, "name")))
        return full_name(door, book)


def _book(door: Door, apps: Sequence[Any], name: str) -> Any:
    """The workbook that is meant. Trouble where none is open, or none of that name."""
    books = open_books(door, tuple(apps))
    if not books:
        raise Trouble("live_no_book")
    if name:
        wanted = name.casefold()
        known = {
            full: {full.casefold(), Path(full).name.casefold(), Path(full).stem.casefold()}
            for _, full in books
        }
        matching = [book for book, full in books if wanted in known[full]]
        if not matching:
            raise Trouble("live_no_such_book", file=name, known=", ".join(Path(full).name for full in known))
        return matching[0]
    active = next((book for app in apps if (book := door.ask(_active, app)) is not None), None)
    if active is None:
        raise Trouble("live_no_book")
    return active


def _sheets(book: Any) -> list[Any]:
    return list(book.sheets)


def _active(app: Any) -> Any:
    """The workbook in front; none where only hidden ones or Protected View are open."""
    book = app.books.active if len(app.books) else None
    return book if book is not None and book.api is not None else None


def _checked(door: Door, folder: Path, book: Any, shown: str, now: datetime) -> Checked:
    """The judgement of a copy that Excel saves aside: the open workbook stays unsaved as it is."""
    suffix = Path(shown).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="perfxl-") as aside:
        copy = Path(aside) / f"copy{suffix if suffix in _OTHER else '.xlsx'}"
        door.ask(lambda: book.api.SaveCopyAs(str(copy)))
        if not copy.is_file():
            raise Trouble("live_no_copy", file=Path(shown).name)
        (checked,) = check_files(folder, [copy], None, now)
    return checked


def _password(folder: Path) -> str:
    """The workspace's password, empty outside of one."""
    if not (folder / SETTINGS).is_file():
        return ""
    with ledger_of(open_workspace(folder)) as ledger:
        return ledger.password


def _mark(door: Door, book: Any, checked: Checked, password: str, language: str) -> Marking:
    """The marks on every sheet of the workbook; the sheet with faults comes last, so that it is the one in view."""
    notes = marks_of(checked.judged.findings, texts(language))
    with quiet(door, book.app):
        try:
            return _mark_sheets(door, book, notes, password)
        except Trouble as trouble:
            raise Trouble("live_busy_marks") if trouble.name == "live_busy" else trouble from trouble


def _mark_sheets(door: Door, book: Any, notes: Mapping[str, Mapping[str, str]], password: str) -> Marking:
    done = Marking()
    for sheet in door.ask(_sheets, book):
        made = put_marks(door, sheet, notes.get(str(door.ask(getattr, sheet, "name")), {}), password)
        done = made if made.first else done
    return done
