"""Colours that come and go: yellow only while empty, red only while wrong, borders of rows once they are in use."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.layout import Layout
from perfxl.form.panel import AnswerRows, row_cells, rows_of
from perfxl.form.place import a1
from perfxl.form.signs import MOST_PERCENT, bare, dates_fit_formula, quoted
from perfxl.issue.styles import lower_edge, upper_edge

YELLOW, RED, DARK_RED, AMBER, GREEN = "FFFFF2CC", "FFFFC7CE", "FF9C0006", "FF7F4F00", "FF1E5631"


def add_colours(sheet: Worksheet, layout: Layout) -> None:
    """The conditional formats of the form sheet."""
    rows = rows_of(layout)
    _wrong(sheet, layout, rows)
    _empty(sheet, layout, rows)
    _in_use(sheet, layout, rows)
    _signs(sheet, layout, rows)


def _add(sheet: Worksheet, cells: Iterable[str], formula: str, **look: object) -> None:
    """One rule over cells; the formula speaks of the first of them, the others follow relatively."""
    area = " ".join(cells)
    if area:
        rule = FormulaRule(formula=[formula], **look)  # type: ignore[no-untyped-call]  # openpyxl leaves it untyped
        sheet.conditional_formatting.add(area, rule)


def _wrong(sheet: Worksheet, layout: Layout, rows: AnswerRows) -> None:
    """A percent that is no number from 0 to 150%; dates that contradict each other, or that the sheet cannot read."""
    cells = [rows.slots[line.key, "percent"].a1 for line in rows.lines]
    first = cells[0]
    fits = f"IF(ISNUMBER({first}),AND({first}>=0,{first}<={MOST_PERCENT}),1=0)"
    look = {"fill": _fill(RED), "font": Font(bold=True, color=DARK_RED), "stopIfTrue": True}
    _add(sheet, cells, f"AND(LEN(TRIM({first}))>0,NOT({fits}))", **look)
    open_cells = (rows.slots.get((line.key, "dates")) for line in rows.lines)
    if dates := [slot.a1 for slot in open_cells if slot and not slot.locked]:
        _add(sheet, dates, f"NOT(IFERROR({dates_fit_formula(dates[0])},1=0))", **look)


def _empty(sheet: Worksheet, layout: Layout, rows: AnswerRows) -> None:
    """What a row lacks: always in a planned row, in an employee's own row once it is used."""
    for field in ("measure", "achieved", "dates", "percent"):
        cells = [row_cells(layout, rows, line) for line in rows.lines]
        lacking = [(c.asked[field], c) for c in cells if field in c.asked]
        if not lacking:
            continue
        address, first = lacking[0]
        empty = f"LEN(TRIM({address}))=0"
        if field == "achieved":
            empty = f"LEN({bare(address)})=0,LEN({bare(first.continuation)})=0"
        _add(
            sheet, (cell for cell, _ in lacking), f"AND({empty},{_fixed(first.state)}=1)", fill=_fill(YELLOW)
        )


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", bgColor=colour)


def _fixed(address: str) -> str:
    """An address whose column does not move."""
    return f"${address}"


def _in_use(sheet: Worksheet, layout: Layout, rows: AnswerRows) -> None:
    """The box of an own row and its continuation, once the own row above it is used."""
    for line in rows.lines:
        cells = row_cells(layout, rows, line)
        if cells.before:
            used = f'OR({_fixed(cells.before)}<>"",{_fixed(cells.state)}<>"")'
            for row, border in ((line.row, upper_edge()), (line.row + 1, lower_edge())):
                area = f"{a1(row, 1)}:{a1(row, layout.last_print_column)}"
                _add(sheet, [area], used, border=border)


def _signs(sheet: Worksheet, layout: Layout, rows: AnswerRows) -> None:
    """A colour for each sign beside the rows; the sign and its words say the same without it."""
    cells = [slot.a1 for slot in layout.slots if slot.field == "status" and slot.formula]
    words = layout.form.sign
    colours = dict.fromkeys(
        (words.percent, words.dates, words.long, words.differs, words.locked, words.wrong, words.split),
        DARK_RED,
    )
    colours |= {words.missing: AMBER, words.complete: GREEN}
    for sign, colour in {sign_text[:1]: colour for sign_text, colour in colours.items()}.items():
        _add(sheet, cells, f"LEFT({cells[0]},1)={quoted(sign)}", font=Font(bold=True, color=colour))
