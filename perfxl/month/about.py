"""The master's last sheet: when and from what it was made, and what each column means."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from perfxl.month.book import BLUE, LINE, Book, put
from perfxl.month.cells import height, local
from perfxl.month.headings import Heading, sheet
from perfxl.month.table import Tables
from perfxl.texts import texts

_WIDTHS = (20, 30, 92)


def write_about(
    book: Book, ws: Worksheet, tables: Tables, columns: Mapping[str, tuple[Heading, ...]]
) -> None:
    """The sheet: facts, rules, columns."""
    for number, width in enumerate(_WIDTHS):
        ws.set_column(number, number, width)
    row = _facts(book, ws, tables)
    row = _rules(book, ws, row + 1)
    _columns(book, ws, row + 1, columns)
    ws.hide_gridlines(2)
    ws.set_landscape()
    ws.set_paper(9)
    ws.fit_to_pages(1, 0)


def _facts(book: Book, ws: Worksheet, tables: Tables) -> int:
    said = texts("mn").word
    put(ws, 0, 0, said("master.about_title"), book.style(bold=True, font_size=14, font_color=BLUE))
    identity, period = tables.form.form, tables.period
    made = local(tables.made, tables.made)
    facts = (
        (said("master.about_made"), f"{made:%Y.%m.%d %H:%M}"),
        (
            said("master.about_period"),
            f"{period.code} ({period.start:%Y.%m.%d} \u2013 {period.end:%Y.%m.%d})",
        ),
        (
            said("master.about_form"),
            f"{identity.name} ({identity.id}, {identity.version}). {identity.source}",
        ),
    )
    for row, (name, value) in enumerate(facts, 1):
        put(ws, row, 0, name, book.style(bold=True))
        put(ws, row, 1, value, book.style())
    return len(facts) + 1


def _rules(book: Book, ws: Worksheet, row: int) -> int:
    for line in texts("mn").word("master.about_rules").split("\n"):
        put(ws, row, 0, line, book.style())
        row += 1
    put(ws, row, 0, texts("mn").word("master.mean_note"), book.style(italic=True))
    return row + 1


def _columns(book: Book, ws: Worksheet, row: int, columns: Mapping[str, tuple[Heading, ...]]) -> None:
    said = texts("mn").word
    put(ws, row, 0, said("master.about_columns"), book.style(bold=True, font_size=11, font_color=BLUE))
    head = book.style(bold=True, bg_color=BLUE, font_color="#FFFFFF", border=1, border_color=LINE)
    for number, name in enumerate(("about_sheet", "about_column", "about_meaning")):
        put(ws, row + 1, number, said(f"master.{name}"), head)
    body = book.style(border=1, border_color=LINE, text_wrap=True)
    row += 2
    for table, headings in columns.items():
        for heading in headings:
            meaning = _meaning(table, heading)
            ws.set_row(row, height([(meaning, _WIDTHS[2])]))
            for number, text in enumerate((sheet(table), heading.text, meaning)):
                put(ws, row, number, text, body)
            row += 1


def _meaning(table: str, heading: Heading) -> str:
    word = {"form": "master.about_own", "hr": "master.about_hr", "key": "master.about_key"}.get(heading.of)
    return texts("mn").word(word or f"about_{table}.{heading.field}")
