"""The rows most worth reading, at the foot of the summary: whose, what, why."""

from __future__ import annotations

from perfxl.form.text_heights import Face, count_lines
from perfxl.master.canvas import Canvas, boxed
from perfxl.master.headings import MEASURES, sheet
from perfxl.master.xlsx_book import BLUE, GREY, XlsxBook
from perfxl.table.cell_values import link_to_row
from perfxl.table.month_figures import WORTH, Figures, Worth
from perfxl.table.state_words import full_name
from perfxl.texts import texts

_LAST = 26  # the page's last column, from 0


def write_worth(book: XlsxBook, page: Canvas, drawn: Figures, keys: str, top: int) -> int:
    """The lines from row `top` (from 0); gives the row below them. `keys` is the column of the long table's keys."""
    word = texts("mn").word
    head = boxed(book, bold=True, bg_color=BLUE, font_color="#FFFFFF")
    page.heights[top - 1] = 8
    page.add(top, 0, word("master.worth", count=len(drawn.worth) or WORTH), head)
    page.add(top, 1, word("master.worth_measure"), head, 13)
    page.add(top, 14, word("master.worth_why"), head, _LAST)
    if not drawn.worth:
        page.add(top + 1, 0, word("master.no_worth"), book.style(font_color=GREY))
    for row, worth in enumerate(drawn.worth, top + 1):
        _worth_line(book, page, row, worth, keys)
    return top + max(len(drawn.worth), 1) + 2


def _worth_line(book: XlsxBook, page: Canvas, row: int, worth: Worth, keys: str) -> None:
    who, answer = worth.row.employee, worth.row.answered
    name = " ".join(part for part in (who.code, full_name(who.parent, who.name), answer.number) if part)
    page.heights[row] = worth_height(worth)
    page.add(
        row,
        0,
        link_to_row(sheet(MEASURES), keys, worth.row.key, name),
        boxed(book, font_color=BLUE, underline=1, text_wrap=True),
    )
    page.add(row, 1, _measure(worth), boxed(book, text_wrap=True), 13)
    page.add(row, 14, short(reasons(worth), 170), boxed(book, text_wrap=True), _LAST)


def worth_height(worth: Worth) -> float:
    """Points that a line needs."""
    measure = count_lines(_measure(worth), 820, Face(9))
    why = count_lines(short(reasons(worth), 170), 690, Face(9))
    return max(measure, why, 1.6) * 12.0 + 3


def _measure(worth: Worth) -> str:
    return short(worth.row.answered.measure or worth.row.answered.achieved, 190)


def reasons(worth: Worth) -> str:
    """Why a row is worth reading, in words."""
    words = texts("mn")
    out = [f"{code} {words.title(code)}" for code in worth.codes]
    if worth.row.answered.percent is None:
        out.append(words.word("master.worth_no_percent"))
    elif worth.percent is not None:
        out.append(words.word("master.worth_percent", percent=f"{worth.percent * 100:.12g}%"))
    return "; ".join(out)


def short(text: str, most: int) -> str:
    """A text on one paragraph, cut at a word with an ellipsis: the whole stands in the long table."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " \u2026"
