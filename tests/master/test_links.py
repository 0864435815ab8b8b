"""Every link of a master that went the whole road leads somewhere: to a file, its sheet and cell, or to a row."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import perfxl
from perfxl.workspace.folder import Workspace

LINK = re.compile(r'=HYPERLINK\((?P<target>.*),(?P<shown>"(?:[^"]|"")*"|[0-9.]+)\)\Z')
ROW = re.compile(
    r'"#\'(?P<sheet>[^"]*)\'!A"&MATCH\("(?P<key>[^"]*)",\'[^\']*\'!\$(?P<column>[A-Z]+):\$[A-Z]+,0\)\Z'
)


@pytest.fixture(scope="module")
def master(gone_month: Workspace) -> Path:
    return next(gone_month.master.glob("*.xlsx"))


def literal(text: str) -> str:
    return "".join(re.findall(r'"((?:[^"]|"")*)"', text)).replace('""', '"')


def links(master: Path) -> list[tuple[str, str, str]]:
    """(sheet, cell, target's formula) of every link."""
    book = openpyxl.load_workbook(master)
    found = []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and str(cell.value).startswith("=HYPERLINK("):
                    match = LINK.match(str(cell.value))
                    assert match, cell.value
                    found.append((sheet.title, cell.coordinate, match["target"]))
    return found


def test_every_link_to_a_file_finds_its_file_sheet_and_cell(master: Path) -> None:
    seen = 0
    books: dict[Path, openpyxl.Workbook] = {}
    for _, cell, formula in links(master):
        if ROW.match(formula):
            continue
        path, _, place = literal(formula).partition("#")
        target = (master.parent / path).resolve()
        assert target.is_file(), (cell, path)
        seen += 1
        if place:
            name, _, address = place.rpartition("!")
            if target not in books:
                books[target] = openpyxl.load_workbook(target)
            assert books[target][name.strip("'")][address] is not None
    assert seen > 100


def test_the_cell_that_a_row_links_to_holds_the_row_s_words(gone_month: Workspace, master: Path) -> None:
    table = perfxl.read_table(gone_month)
    books: dict[object, openpyxl.Workbook] = {}
    for row in table.itertuples():
        book = books.setdefault(
            row.source_file, openpyxl.load_workbook(gone_month.root / str(row.source_file))
        )
        assert book["Тайлан"][row.source_cell].value == row.achieved


def test_every_link_to_a_row_finds_the_row_that_is_meant(master: Path) -> None:
    book = openpyxl.load_workbook(master, data_only=True)
    seen = 0
    for name, cell, formula in links(master):
        match = ROW.match(formula)
        if not match:
            continue
        column = [one.value for one in book[match["sheet"]][match["column"]]]
        assert match["key"] in column, (name, cell)
        seen += 1
        if name == "Албан хаагч":
            assert book[name]["A" + cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")].value == match["key"]
    assert seen > 10
