"""A copy of the roster with a comment and a colour on each faulty cell, to be looked at beside the page that lists them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from perfxl.finding import Finding, Severity
from perfxl.storage.files import write_file
from perfxl.texts import texts
from perfxl.trouble import Trouble

_COLOURS = {Severity.ERROR: "F8CBC4", Severity.WARNING: "FFE2A8", Severity.NOTE: "DCE6F1"}
_WIDTH, _HEIGHT, _LONGEST = 340, 150, 2000  # pixels of a comment, letters in it


def write_marked_copy(roster: Path, findings: Iterable[Finding], language: str = "mn") -> Path:
    """Writes the copy beside the roster and gives its path; the roster itself stays as it is. Trouble where there is no
    roster.xlsx that can be opened (tables kept as CSV have no cells to mark)."""
    words = texts(language)
    path = roster.with_name(f"{words.word('roster_book.marked')}.xlsx")
    try:
        book = load_workbook(roster)
    except (OSError, InvalidFileException, ValueError, KeyError) as error:
        raise Trouble("file_missing", file=roster.name) from error
    for cell, here in _marked(book, findings):
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        remark = "\n\n".join(f"{words.of(finding)} [{finding.code}]" for finding in here)
        cell.comment = Comment((before + remark)[:_LONGEST], "perfxl", _HEIGHT, _WIDTH)
        cell.fill = PatternFill("solid", fgColor=_COLOURS[here[0].severity])
    out = io.BytesIO()
    book.save(out)
    write_file(path, out.getvalue())
    return path


def _marked(book: Workbook, findings: Iterable[Finding]) -> list[tuple[Cell, list[Finding]]]:
    """Each cell that findings speak of, with them, the gravest first."""
    places: dict[tuple[str, str], tuple[Cell, list[Finding]]] = {}
    for finding in sorted(findings, key=lambda f: list(Severity).index(f.severity)):
        for cell in _cells(book, finding):
            places.setdefault((finding.sheet, cell.coordinate), (cell, []))[1].append(finding)
    return list(places.values())


def _cells(book: Workbook, finding: Finding) -> Iterator[Cell]:
    """The cells that a finding speaks of, on the sheet that it names."""
    if finding.sheet not in book.sheetnames:
        return
    for address in filter(None, (part.partition(":")[0] for part in finding.cell.split(","))):
        with suppress(ValueError, KeyError):
            cell = book[finding.sheet][address.strip()]
            if isinstance(cell, Cell):  # the rest of a merged area holds nothing that could be marked
                yield cell
