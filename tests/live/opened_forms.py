"""A form that is open in the program, its marks and its findings."""

from __future__ import annotations

from pathlib import Path

from perfxl.letters.checking import check_files
from perfxl.live.check import CheckedOpen, check_open
from tests.live.desk import Desk


def opened(desk: Desk, path: Path) -> None:
    desk.book = desk.engine.ask("book_open", str(path))


def check(desk: Desk, name: str = "") -> CheckedOpen:
    return check_open(desk.workspace.root, name, desk.now, "mn")


def marks(desk: Desk, path: Path) -> dict[tuple[int, int], str]:
    sheet = desk.seals[desk.code(0)].sheet
    return {(row, column): text for row, column, text in desk.ask("notes", sheet)}


def codes(desk: Desk, path: Path) -> list[tuple[str, str]]:
    (one,) = check_files(desk.workspace.root, [path], None, desk.now)
    return sorted((found.code, found.cell) for found in one.judged.findings)
