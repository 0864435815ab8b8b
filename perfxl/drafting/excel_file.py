"""A plan or report that somebody made in Excel -> Documents, one a sheet; read by the reader of returned workbooks."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.drafting.document import Document, GridCell, TextLine
from perfxl.form.place import a1
from perfxl.reading.cells import Book, Cell, Sheet
from perfxl.reading.report import written
from perfxl.roster.tables import clean


def sheets_of(name: str, book: Book) -> tuple[Document, ...]:
    """The sheets that hold anything, each as a document; hidden sheets too, so that nothing is lost."""
    made = (Document(name, tuple(_lines(sheet, number))) for number, sheet in enumerate(book.sheets, 1))
    return tuple(document for document in made if document.lines)


def _lines(sheet: Sheet, number: int) -> Iterator[TextLine]:
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet.cells.items():
        rows.setdefault(row, {})[column] = cell
    spans = {(top, left): right for top, left, _, right in sheet.merges}
    down = [m for m in sheet.merges if m[2] > m[0]]
    for row in sorted(rows):
        cells = [
            GridCell(_text(cell), column - 1, spans.get((row, column), column))
            for column, cell in sorted(rows[row].items())
            if _text(cell)
        ]
        cells += [
            GridCell("", left - 1, right, True) for top, left, bottom, right in down if top < row <= bottom
        ]
        if any(c.text for c in cells):
            where = f"{sheet.name}!{a1(row, cells[0].start + 1)}"
            yield TextLine("", where, number, tuple(sorted(cells, key=lambda c: c.start)))
    for text in sheet.shapes:
        if clean(text):
            yield TextLine(clean(text), sheet.name)


def _text(cell: Cell) -> str:
    """What a person sees; a formula's stored result is taken here, for a plan is checked by a person anyway."""
    if cell.formula and cell.value is not None:
        return clean(str(cell.value))
    return clean(written(cell))
