"""The guide sheet: how to fill in the form, until when, where to send it, whom to ask."""

from __future__ import annotations

import string
from collections.abc import Iterator

from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.definition import Form
from perfxl.form.plan import Settings
from perfxl.form.text_heights import Face, text_height
from perfxl.form.token import Token
from perfxl.form.writable import writable
from perfxl.issue.styles import PANEL, SHADE

_WIDTH = 96  # characters of the text column
_SIZE, _TITLE = 11, 16
_TOKEN = "E1"


def write_guide(sheet: Worksheet, form: Form, token: Token, settings: Settings) -> None:
    """Title, numbered steps and HR's lines; the token in a hidden column."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 6, _WIDTH
    _line(sheet, 1, "", form.guide.title, Font(name=form.paper.font, size=_TITLE, bold=True, color=PANEL))
    body = Font(name=form.paper.font, size=_SIZE)
    row = 2
    for row, step in enumerate(form.guide.steps, 3):  # the last row is where HR's lines follow
        _line(sheet, row, f"{row - 2}.", step, body)
    for number, words in enumerate(known_lines(form, settings), row + 2):
        _line(sheet, number, "", words, Font(name=form.paper.font, size=_SIZE, bold=True), SHADE)
    sheet[_TOKEN] = token.text
    sheet[_TOKEN].font = body
    sheet[_TOKEN].protection = Protection(locked=True)
    sheet.column_dimensions["E"].hidden = True
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.scale = (
        85  # no print area: LibreOffice then prints the form alone, and counts only its pages
    )


def known_lines(form: Form, settings: Settings) -> Iterator[str]:
    """The lines of the guide for which HR has set what stands in their braces; blanks where only a part is set."""
    for sentence in (form.guide.deadline, form.guide.send, form.guide.contact):
        names = [name for _, name, _, _ in string.Formatter().parse(sentence) if name]
        known = {name: settings.text(name) for name in names}
        if any(known.values()):
            yield str(writable(sentence.format(**known))).strip()


def _line(sheet: Worksheet, row: int, number: str, text: str, font: Font, fill: str = "") -> None:
    for column, words in (("A", number), ("B", text)):
        cell = sheet[f"{column}{row}"]
        cell.value, cell.font, cell.protection = words or None, font, Protection(locked=True)
        cell.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="right" if column == "A" else "left"
        )
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
    pixels = _WIDTH * 7
    sheet.row_dimensions[row].height = text_height(text, pixels, Face(float(font.size or _SIZE))) + 4
