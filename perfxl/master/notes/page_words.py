"""What people wrote on the sheets that are ours alone: the summary, the findings, the explanations."""

from __future__ import annotations

from collections.abc import Iterable

from perfxl.form.place import a1
from perfxl.master.headings import FINDINGS, sheet
from perfxl.master.notes.gathered import Gathered
from perfxl.master.notes.hidden_sheet import PAGES, Hidden, page_mark
from perfxl.master.notes.hr_part import Edit
from perfxl.master.notes.old_workbook import OldBook
from perfxl.master.notes.table_reader import note_of
from perfxl.master.xlsx_book import FormulaAt
from perfxl.reading.book import Cell
from perfxl.reading.row_stream import Line, StreamedSheet
from perfxl.texts.columns import columns, fold


def tell_page_words(book: OldBook, hidden: Hidden, into: Gathered) -> None:
    """Names every cell on these sheets whose words were not written there, and every comment."""
    for page in PAGES:
        here = book.sheet(sheet(page))
        if here:
            for cell in _foreign(book, here, page, hidden):
                into.tell(Edit("page", here.name, a1(cell.row, cell.column), "", "", note_of(cell).text))
            for (row, column), text in book.comments(here).items():
                into.tell(Edit("comment", here.name, a1(row, column), "", "", text))


def _foreign(book: OldBook, here: StreamedSheet, page: str, hidden: Hidden) -> Iterable[Cell]:
    lines: list[Line] = []
    book.read(here, lambda _, line: lines.append(line))
    cells = [cell for line in lines for cell in line.values() if cell.value not in (None, "") or cell.formula]
    known = hidden.pages.get(page)
    if known is None:  # a master of an edition that did not mark its pages
        return _beyond(page, cells)
    return [cell for cell in cells if not cell.formula.startswith("HYPERLINK(") and _mark(cell) not in known]


def _mark(cell: Cell) -> str:
    return page_mark(FormulaAt(a1(cell.row, cell.column)) if cell.formula else cell.value)


def _beyond(page: str, cells: list[Cell]) -> list[Cell]:
    """Where nothing is marked: what stands below or beside all that is ours."""
    if page == FINDINGS:
        head = min((cell.row for cell in cells), default=0)
        ours = {
            fold(spelt)
            for spellings in (*columns("master.findings").values(), *columns("master.key").values())
            for spelt in spellings
        }
        known = {cell.column for cell in cells if cell.row == head and fold(str(cell.value)) in ours}
        return [cell for cell in cells if cell.column not in known]
    if page == "summary":
        foot = max((cell.row for cell in cells if str(cell.value).startswith("*")), default=0)
    else:
        names = {fold(sheet(name)) for name in ("people", "measures", FINDINGS)}
        foot = max(
            (cell.row for cell in cells if cell.column == 1 and fold(str(cell.value)) in names), default=0
        )
    return [cell for cell in cells if foot and cell.row > foot]
