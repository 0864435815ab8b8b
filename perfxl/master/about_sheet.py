"""The master's last sheet: when and from what it was made, and what each column means."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from perfxl import __version__
from perfxl.finding import Fact
from perfxl.master.headings import MEASURES, PEOPLE, TABLES, Heading, MasterColumns, sheet
from perfxl.master.notes.hr_part import HrPart
from perfxl.master.xlsx_book import BLUE, LINE, XlsxBook, put
from perfxl.table.cell_values import height, local
from perfxl.table.table import Tables
from perfxl.texts import texts
from perfxl.texts.columns import header

_WIDTHS = (20, 30, 92)


def write_about(book: XlsxBook, ws: Worksheet, tables: Tables, columns: MasterColumns, own: HrPart) -> None:
    """The sheet: facts, rules, columns, and HR's notes whose rows are not in the tables any more."""
    for number, width in enumerate(_WIDTHS):
        ws.set_column(number, number, width)
    row = _facts(book, ws, tables)
    row = _rules(book, ws, row + 1)
    row = _columns(book, ws, row + 1, columns)
    _left_over(book, ws, row + 1, tables, own)
    ws.hide_gridlines(2)
    ws.set_landscape()
    ws.set_paper(9)
    ws.fit_to_pages(1, 0)


def _facts(book: XlsxBook, ws: Worksheet, tables: Tables) -> int:
    word = texts("mn").word
    ws.set_row(0, 24)
    put(ws, 0, 0, word("master.about_title"), book.style(bold=True, font_size=14, font_color=BLUE))
    identity, period = tables.form.form, tables.period
    made = local(tables.made, tables.made)
    accepted = sum(bool(p.rows) for p in tables.people)
    counts: dict[str, Fact] = {
        "staff": len(tables.people),
        "accepted": accepted,
        "rows": len(tables.rows),
        "version": __version__,
    }
    facts = (
        (word("master.about_made"), f"{made:%Y.%m.%d %H:%M}"),
        (
            word("master.about_period"),
            f"{period.code} ({period.start:%Y.%m.%d} \u2013 {period.end:%Y.%m.%d})",
        ),
        (word("master.about_from"), word("master.about_counts", **counts)),
        (
            word("master.about_form"),
            f"{identity.name} ({identity.id}, {identity.version}). {identity.source}",
        ),
    )
    for row, (name, value) in enumerate(facts, 1):
        put(ws, row, 0, name, book.style(bold=True))
        put(ws, row, 1, value, book.style())
    return len(facts) + 1


def _rules(book: XlsxBook, ws: Worksheet, row: int) -> int:
    for line in texts("mn").word("master.about_rules").split("\n"):
        put(ws, row, 0, line, book.style())
        row += 1
    put(ws, row, 0, texts("mn").word("master.mean_note"), book.style(italic=True))
    return row + 1


def _columns(book: XlsxBook, ws: Worksheet, row: int, columns: MasterColumns) -> int:
    word = texts("mn").word
    _head(book, ws, row, word("master.about_columns"), ("about_sheet", "about_column", "about_meaning"))
    body = book.style(border=1, border_color=LINE, text_wrap=True)
    row += 2
    for table in TABLES:
        for heading in columns.of(table):
            meaning = _meaning(table, heading)
            ws.set_row(row, height([(meaning, _WIDTHS[2])]))
            for number, text in enumerate((sheet(table), heading.text, meaning)):
                put(ws, row, number, text, body)
            row += 1
    return row


def _head(book: XlsxBook, ws: Worksheet, row: int, title: str, names: Sequence[str]) -> None:
    """A title and the header of a table below it."""
    put(ws, row, 0, title, book.style(bold=True, font_size=11, font_color=BLUE))
    head = book.style(bold=True, bg_color=BLUE, font_color="#FFFFFF", border=1, border_color=LINE)
    for number, name in enumerate(names):
        put(ws, row + 1, number, texts("mn").word(f"master.{name}"), head)


def _left_over(book: XlsxBook, ws: Worksheet, row: int, tables: Tables, own: HrPart) -> None:
    """Nothing that HR wrote is lost: notes whose row has gone stand here until it comes back."""
    words = {place: note.text for place, note in own.cells.items()}
    words |= own.comments
    if not words:
        return
    there = {(PEOPLE, p.key) for p in tables.people} | {(MEASURES, r.key) for r in tables.rows}
    there |= {(PEOPLE, ""), (MEASURES, "")}
    left = [(place, text) for place, text in words.items() if place[:2] not in there]
    if not left:
        return
    _head(book, ws, row, texts("mn").word("master.about_left"), ("about_row", "about_column", "about_text"))
    body = book.style(border=1, border_color=LINE, text_wrap=True)
    for number, ((_, key, heading), text) in enumerate(sorted(left, key=lambda entry: entry[0]), row + 2):
        ws.set_row(number, height([(text, _WIDTHS[2])]))
        for column, words_of in enumerate((key, heading, text)):
            put(ws, number, column, words_of, body)


def _meaning(table: str, heading: Heading) -> str:
    for name in ("decision", "reason", "answer"):
        if heading.text == header("master.own", name):
            return texts("mn").word(f"master.about_{name}")
    word = {"form": "master.about_own", "hr": "master.about_hr", "key": "master.about_key"}.get(heading.of)
    return texts("mn").word(word or f"about_{table}.{heading.field}")
