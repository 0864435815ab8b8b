"""What became of every row at a rollover, as a workbook for HR: kept, carried over, finished, tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter.worksheet import Worksheet

from perfxl.form.plan import Measure, Roster
from perfxl.master.xlsx_book import BLUE, LINE, XlsxBook, put
from perfxl.table.cell_values import Value, height
from perfxl.table.state_words import full_name
from perfxl.texts import texts
from perfxl.texts.columns import columns

_WIDTHS = {
    "code": 9, "unit": 24, "name": 24, "number": 8, "measure": 40, "achieved": 60, "percent": 10, "old": 16,
    "new": 16, "target": 26,
}  # fmt: skip
FATES = ("carried", "finished", "kept", "task")


@dataclass(frozen=True, slots=True)
class Left:
    """One employee's row. `fate` is kept, carried, finished or task; `baseline` the new one where it changed
    (of a finished one: the number achieved, for who plans the measure anew)."""

    code: str
    fate: str
    measure: Measure
    achieved: str
    percent: float | None
    baseline: str


def leavings_bytes(left: Sequence[Left], roster: Roster, old: str, new: str, made: datetime) -> bytes:
    """The workbook: a sheet for each fate that occurs."""
    book = XlsxBook(made, False)
    for fate in FATES:
        rows = [leaving for leaving in left if leaving.fate == fate]
        if rows or fate == FATES[0]:
            _sheet(book, book.sheet(texts("mn").word(f"rollover.{fate}")), fate, rows, roster, (old, new))
    return book.close()


def _sheet(
    book: XlsxBook, ws: Worksheet, fate: str, rows: Sequence[Left], roster: Roster, periods: tuple[str, str]
) -> None:
    names = {e.code: e for e in roster.employees}
    heads = columns("master.leavings")
    put(
        ws,
        0,
        0,
        texts("mn").word(f"rollover.{fate}_title", old=periods[0], new=periods[1]),
        book.style(bold=True),
    )
    head = book.style(
        bold=True, bg_color=BLUE, font_color="#FFFFFF", border=1, border_color=LINE, text_wrap=True
    )
    ws.set_row(2, 30)
    for number, (field, spelt) in enumerate(heads.items()):
        ws.set_column(number, number, _WIDTHS[field])
        put(ws, 2, number, spelt[0], head)
    for row, leaving in enumerate(rows, 3):
        who = names.get(leaving.code)
        values: dict[str, Value] = {
            "code": leaving.code,
            "unit": who.unit if who else "",
            "name": full_name(who.parent, who.name) if who else "",
            "number": leaving.measure.number,
            "measure": leaving.measure.measure,
            "target": leaving.measure.target,
            "achieved": leaving.achieved,
            "percent": leaving.percent,
            "old": leaving.measure.baseline,
            "new": leaving.baseline,
        }
        ws.set_row(
            row, height([(str(values[f] or ""), _WIDTHS[f]) for f in ("measure", "achieved", "target")])
        )
        for number, field in enumerate(heads):
            kind = "percent" if field == "percent" else "text"
            put(ws, row, number, values[field], book.style(**book.kinds[kind]))
    ws.autofilter(2, 0, max(2, 2 + len(rows)), len(heads) - 1)
    ws.freeze_panes(3, 1)
    ws.set_landscape()
    ws.set_paper(9)
    ws.fit_to_pages(1, 0)
    ws.repeat_rows(2)
