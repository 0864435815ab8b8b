"""The same report in every dialect says the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from perfxl.reading.cells import Book, Sheet, read_book
from perfxl.reading.package import open_package
from tests.office.office import Office
from tests.reading.dialects import DIALECTS, TEXT, of_excel_on_the_web, of_google, of_openpyxl, of_xlsxwriter


def report(book: Book) -> Sheet:
    """The report's sheet."""
    return next(sheet for sheet in book.sheets if sheet.name == "Тайлан")


def holds_the_cells(sheet: Sheet) -> None:
    """The report's texts, numbers, truths, formulas and errors are there."""
    cells = sheet.cells
    assert (cells[1, 1].kind, cells[1, 1].value) == ("text", TEXT)
    assert (cells[1, 2].kind, cells[1, 2].value, cells[1, 2].number_format) == ("number", 0.65, "0%")
    assert not cells[1, 2].locked
    assert cells[1, 1].locked
    assert cells[1, 3].value in (True, 1.0) or cells[1, 3].formula == "TRUE()"
    assert cells[1, 4].formula == "B1*2"
    assert cells[1, 4].value in (None, 1.3)
    assert cells[4, 1].value == "нуусан"


def holds_what_is_around(sheet: Sheet) -> None:
    """Merges, hidden rows and columns, validations, protection."""
    assert sheet.merges == ((3, 1, 3, 4),)
    assert sheet.hidden_rows == {4}
    assert 6 in sheet.hidden_columns
    assert sheet.validations == ((1, 2, 1, 2),)
    assert sheet.protected


@pytest.mark.parametrize(("program", "make"), [pytest.param(p, m, id=m.__name__) for p, m in DIALECTS])
def test_a_dialect_is_understood(program: str, make: Callable[[], bytes]) -> None:
    book = read_book(open_package(make()))
    holds_the_cells(report(book))
    holds_what_is_around(report(book))
    assert book.program.startswith(program)
    assert report(book).cells[2, 1].value == "#N/A"


@pytest.mark.parametrize("make", [pytest.param(m, id=m.__name__) for _, m in DIALECTS if m is not of_google])
def test_carriers_of_the_token_are_found(make: Callable[[], bytes]) -> None:
    book = read_book(open_package(make()))
    assert {name: text.removeprefix("=") for name, text in book.names.items()}["token"] == '"abc"'
    assert book.properties["subject"] == "token abc"
    assert "Х.Нарансолонго" in (book.properties.get("lastModifiedBy"), book.properties.get("creator"))


@pytest.mark.office
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@pytest.mark.parametrize("make", [of_openpyxl, of_xlsxwriter, of_excel_on_the_web])
def test_libreoffice_is_understood(
    office: Office, tmp_path: Path, make: Callable[[], bytes], suffix: str
) -> None:
    first = tmp_path / "first.xlsx"
    first.write_bytes(make())
    office.open(first)
    saved = office.save(tmp_path / f"between{suffix}")
    office.close()
    if suffix == ".ods":
        office.open(saved)
        saved = office.save(tmp_path / "last.xlsx")
        office.close()
    book = read_book(open_package(saved.read_bytes()))
    holds_the_cells(report(book))
    assert report(book).hidden_rows == {4}
    assert report(book).merges == ((3, 1, 3, 4),)
    assert book.program.startswith("LibreOffice")
