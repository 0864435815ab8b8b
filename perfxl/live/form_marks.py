"""Marks on the form that is open: a note on each faulty cell, put under the form's own lock and taken away again.

A note changes no answer and is not printed, and the lock check knows how it ends. A colour would be part of the form:
it would stay on paper, and stand beside the form's own red, which goes as soon as the cell is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from perfxl.checks.own_words import LIVE_HEAD
from perfxl.finding import Finding, Severity
from perfxl.form.place import parse_a1
from perfxl.issue.marks import box_of
from perfxl.live.excel import Door
from perfxl.texts import Texts
from perfxl.trouble import Trouble

MOST_MARKS = 300
_OURS = re.compile(r"\[[A-Z][0-9]{3}\]\s*\Z")  # how our notes end, a correction workbook's too
_POINT = 0.75  # points a pixel
_ALLOWED = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)  # in the order of Worksheet.Protect


@dataclass(frozen=True, slots=True)
class Marking:
    """What became of the marks: how many cells bear one, and the first faulty cell. `locked`: the sheet's password is
    not this workspace's, so that none could be put; `taken` are cells where a person's own note stands."""

    count: int = 0
    first: str = ""
    locked: bool = False
    taken: tuple[str, ...] = ()


def marks_of(findings: Sequence[Finding], words: Texts) -> Mapping[str, Mapping[str, str]]:
    """The notes: sheet -> address -> text, errors before warnings. What is only noted is not marked."""
    out: dict[str, dict[str, list[str]]] = {}
    for finding in sorted(findings, key=lambda f: f.severity != Severity.ERROR):
        if finding.severity == Severity.NOTE or not finding.sheet:
            continue
        for address in _cells(finding.cell):
            lines = f"{words.of(finding)}\n[{finding.code}]"
            out.setdefault(finding.sheet, {}).setdefault(address, []).append(lines)
    return {
        sheet: {
            a: "\n\n".join([LIVE_HEAD, *dict.fromkeys(lines)])
            for a, lines in list(cells.items())[:MOST_MARKS]
        }
        for sheet, cells in out.items()
    }


def _cells(addresses: str) -> Iterator[str]:
    """The cells that a finding names; of a range its first."""
    for part in addresses.split(","):
        address = part.strip().split(":")[0]
        try:
            parse_a1(address)
        except ValueError:
            continue
        yield address


def put_marks(door: Door, sheet: Any, notes: Mapping[str, str], password: str) -> Marking:
    """The marks of an earlier check away, these ones there; the first faulty cell is selected. The lock is put back as
    it was; Trouble (`live_unlocked`) where that cannot be done."""
    first = min(notes, key=parse_a1, default="")
    if not notes and not _standing(door, sheet):
        return Marking()
    try:
        with unlocked(door, sheet, password):
            _clear(door, sheet)
            taken = tuple(a for a, text in notes.items() if not door.ask(_put, sheet, a, text))
    except _Locked:
        _select(door, sheet, first)
        return Marking(0, first, locked=True)
    _select(door, sheet, first)
    return Marking(len(notes) - len(taken), first, taken=taken)


class _Locked(Exception):
    """The sheet is locked with another password."""


@contextmanager
def unlocked(door: Door, sheet: Any, password: str) -> Iterator[None]:
    """The sheet without its lock, and afterwards with the same lock again."""
    if not door.ask(lambda: sheet.api.ProtectContents):
        yield
        return
    options = door.ask(_options, sheet)
    try:
        door.ask(lambda: sheet.api.Unprotect(password))
    except Trouble as trouble:
        if trouble.name != "live_refused":
            raise
        raise _Locked from trouble
    if door.ask(lambda: sheet.api.ProtectContents):
        raise _Locked
    try:
        yield
    finally:
        try:
            door.ask(lambda: sheet.api.Protect(password, *options))
        except Trouble as trouble:
            raise Trouble("live_unlocked", sheet=str(sheet.name)) from trouble


def _options(sheet: Any) -> tuple[bool, ...]:
    """What the lock covers and allows, in the order of Worksheet.Protect after the password."""
    api = sheet.api
    covers = (bool(api.ProtectDrawingObjects), bool(api.ProtectContents), bool(api.ProtectScenarios))
    return (*covers, False, *(bool(getattr(api.Protection, name)) for name in _ALLOWED))


def _standing(door: Door, sheet: Any) -> list[Any]:
    """The marks of an earlier check."""
    return door.ask(_ours, sheet)


def _ours(sheet: Any) -> list[Any]:
    notes = sheet.api.Comments
    every = [notes(number) for number in range(1, int(notes.Count) + 1)]
    return [note for note in every if str(note.Text()).startswith(LIVE_HEAD)]


def _clear(door: Door, sheet: Any) -> None:
    for note in reversed(_standing(door, sheet)):
        door.ask(note.Delete)


def _put(sheet: Any, address: str, text: str) -> bool:
    """One note; false where a person's own stands there. A correction's note makes room for the present one."""
    cell = sheet.range(address).api
    there = cell.Comment
    if there is not None:
        if str(there.Text()) == text:
            return True
        if not _OURS.search(str(there.Text())):
            return False
        there.Delete()
    shape = cell.AddComment(text).Shape
    width, height = box_of(text)
    shape.Width, shape.Height = width * _POINT, height * _POINT
    return True


def _select(door: Door, sheet: Any, address: str) -> None:
    """The cell in view, where that can be: a hidden sheet has none."""
    if address:
        with suppress(Trouble):
            door.ask(lambda: sheet.activate())
            door.ask(lambda: sheet.range(address).select())
