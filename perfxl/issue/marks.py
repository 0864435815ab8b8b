"""Comments on cells of the form sheet: what is wrong there and what to do; the first one's cell is selected."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.layout import Layout
from perfxl.form.place import a1, parse_a1
from perfxl.form.writable import UNWRITABLE

_WIDTH = 320  # pixels of a comment's box
_LINE = 18  # pixels of one of its lines
_LETTERS = 44  # letters that fit a line
_MOST_LINES = 20


def box_of(text: str) -> tuple[int, int]:
    """Width and height in pixels of the box that a comment needs."""
    lines = sum(-(-max(len(line), 1) // _LETTERS) for line in text.split("\n"))
    return _WIDTH, _LINE * (min(lines, _MOST_LINES) + 1)


def add_marks(sheet: Worksheet, layout: Layout, marks: Mapping[str, str]) -> None:
    """A comment on each marked cell (texts by address), and the first of them selected and in view."""
    for address, note in marks.items():
        text = UNWRITABLE.sub("", note)
        width, height = box_of(text)
        sheet[address].comment = Comment(text, layout.form.form.name, height=height, width=width)
    first = next(iter(marks))
    view, top = sheet.sheet_view, max(parse_a1(first)[0] - 1, layout.first_print_row)
    if view.pane is not None:
        view.pane.topLeftCell = a1(top, 1)
    for selection in view.selection:
        selection.activeCell = selection.sqref = first
