"""A peer: the same form written from scratch with XlsxWriter, as one would write it plainly."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.form.layout import HIDDEN, Layout, Slot
from perfxl.form.place import letters, parse_a1
from perfxl.form.plan import Plan, Settings
from perfxl.form.signs import MOST_PERCENT
from perfxl.form.token import DEFINED_NAME
from perfxl.issue import styles
from perfxl.issue.colours import add_colours
from perfxl.issue.guide import known_lines
from perfxl.issue.page import breaks
from perfxl.issue.prompts import prompt_name

_BORDERS = {
    "box": (1, 1, 1, 1),
    "soft": (7, 7, 7, 7),
    "cell": (1, 1, 1, 0),
    "line": (0, 0, 0, 4),
    "none": (0, 0, 0, 0),
}


@dataclass(frozen=True)
class Rule:
    """A conditional format: its cells, its formula, and how it looks."""

    cells: str
    formula: str
    stop: bool
    look: dict[str, Any] = field(default_factory=dict)


def rules(layout: Layout) -> list[Rule]:
    """The form's conditional formats, taken from where openpyxl would get them."""
    found: list[Rule] = []

    def add(area: str, rule: Any) -> None:
        look: dict[str, Any] = {}
        if rule.dxf.fill:
            look |= {"bg_color": f"#{rule.dxf.fill.bgColor.rgb[2:]}", "pattern": 1}
        if rule.dxf.font:
            look |= {"bold": True, "font_color": f"#{rule.dxf.font.color.rgb[2:]}"}
        if rule.dxf.border:
            look |= {"left": 1, "right": 1, "top" if rule.dxf.border.top else "bottom": 1}
        found.append(Rule(area, rule.formula[0], bool(rule.stopIfTrue), look))

    add_colours(SimpleNamespace(conditional_formatting=SimpleNamespace(add=add)), layout)  # type: ignore[arg-type]
    return found


class Writer:
    """One workbook."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.out = layout, io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True, "strings_to_urls": False})
        self._formats: dict[tuple[Any, ...], Format] = {}

    def write(
        self,
        plan: Plan,
        password: str,
        settings: Settings,
        created: datetime,
        points: Mapping[int, float],
        shown: list[Rule],
    ) -> bytes:
        """The workbook as bytes; `points` are the rows' heights, `shown` the conditional formats."""
        layout, form = self.layout, self.layout.form
        sheet = self.book.add_worksheet(layout.sheet)
        self._columns(sheet)
        self._cells(sheet, points)
        self._prompts(sheet)
        for rule in shown:
            self._rule(sheet, rule)
        self._page(sheet, points)
        allowed = {"format_rows": True}
        sheet.protect(password, allowed)
        self._guide(settings).protect(password, allowed)
        token = layout.token.text
        self.book.define_name(DEFINED_NAME, f'="{token}"')
        title = " ".join(plan.titles)
        self.book.set_properties(
            {"title": title, "subject": token, "keywords": token, "created": created, "author": form.id}
        )
        self.book.close()
        return self.out.getvalue()

    def _columns(self, sheet: Worksheet) -> None:
        widths = {column.field: column.width for column in self.layout.form.column}
        for name, number in self.layout.fields:
            hidden = name in HIDDEN or name.startswith("previous")
            sheet.set_column_pixels(number - 1, number - 1, widths.get(name, 84), None, {"hidden": hidden})

    def _cells(self, sheet: Worksheet, points: Mapping[int, float]) -> None:
        for line in self.layout.lines:
            options = {"hidden": True} if line.role == "fields" else {}
            sheet.set_row(line.row - 1, points[line.row], None, options)
            if line.role == "continuation":
                edge = self._format(("edge",), {"left": 1, "right": 1, "bottom": 1, "locked": True})
                for column in range(self.layout.last_print_column):
                    sheet.write_blank(line.row - 1, column, None, edge)
        for slot in self.layout.slots:
            self._cell(sheet, slot)

    def _cell(self, sheet: Worksheet, slot: Slot) -> None:
        row, column, look = slot.row - 1, slot.column - 1, self._look(slot)
        if slot.merge > 1 or slot.rows > 1:
            sheet.merge_range(row, column, row + slot.rows - 1, column + slot.merge - 1, "", look)
        if slot.formula:
            sheet.write_formula(row, column, slot.formula, look, slot.value if slot.value is not None else "")
        elif isinstance(slot.value, str):
            sheet.write_string(row, column, slot.value, look)
        elif slot.value is not None:
            sheet.write_number(row, column, slot.value, look)
        else:
            sheet.write_blank(row, column, None, look)

    def _look(self, slot: Slot) -> Format:
        look, form = styles.look_of(slot), self.layout.form
        column = form.column_of(slot.field) if slot.role in ("plan", "input") else None
        across = column.align if column else look.across
        key = (look, across, slot.locked, slot.number_format)
        if key in self._formats:
            return self._formats[key]
        left, right, top, bottom = _BORDERS[look.border]
        said = {
            "font_name": form.paper.font, "font_size": form.paper.font_size + look.size, "bold": look.bold,
            "italic": look.italic, "font_color": f"#{look.ink[2:]}", "align": across, "text_wrap": look.wrap,
            "valign": {"center": "vcenter"}.get(look.down, look.down), "indent": look.indent, "locked": slot.locked,
            "num_format": slot.number_format, "left": left, "right": right, "top": top, "bottom": bottom,
        }  # fmt: skip
        if look.fill:
            said |= {"bg_color": f"#{look.fill[2:]}", "pattern": 1}
        if look.underline:
            said |= {"underline": 1}
        return self._format(key, said)

    def _format(self, key: tuple[Any, ...], said: dict[str, Any]) -> Format:
        if key not in self._formats:
            self._formats[key] = self.book.add_format(said)
        return self._formats[key]

    def _prompts(self, sheet: Worksheet) -> None:
        groups: dict[tuple[str, str], list[Slot]] = {}
        for slot in self.layout.inputs:
            groups.setdefault((prompt_name(slot), slot.kind), []).append(slot)
        for (name, kind), slots in groups.items():
            prompt = self.layout.form.prompt_of(name)
            number = kind in ("percent", "number")
            most = {"percent": MOST_PERCENT, "number": 1e15}.get(kind, 32767)
            cells = [[s.row - 1, s.column - 1, s.row - 1, s.column - 1] for s in slots]
            rule = {
                "validate": "decimal" if number else "length", "criteria": "between",
                "minimum": -1e15 if kind == "number" else 0, "maximum": most, "input_title": prompt.title,
                "input_message": prompt.text, "error_title": prompt.title, "error_message": prompt.error,
                "error_type": "stop" if number else "warning", "other_cells": cells,
            }  # fmt: skip
            sheet.data_validation(*cells[0], rule)

    def _rule(self, sheet: Worksheet, rule: Rule) -> None:
        row, column = parse_a1(rule.cells.split(" ")[0].split(":")[0])
        look = self._format(tuple(sorted(rule.look.items())), rule.look)
        said = {"type": "formula", "criteria": f"={rule.formula}", "format": look, "stop_if_true": rule.stop}
        sheet.conditional_format(row - 1, column - 1, row - 1, column - 1, said | {"multi_range": rule.cells})

    def _page(self, sheet: Worksheet, points: Mapping[int, float]) -> None:
        layout, paper = self.layout, self.layout.form.paper
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_print_scale(95)
        inches = (
            m / 25.4 for m in (paper.margin_left, paper.margin_right, paper.margin_top, paper.margin_bottom)
        )
        sheet.set_margins(*inches)
        sheet.print_area(f"A{layout.first_print_row}:{letters(layout.last_print_column)}{layout.last_row}")
        number = next(line.row for line in layout.lines if line.role == "number")
        sheet.repeat_rows(number - 1)
        sheet.set_footer(f"&L&8 {layout.form.form.name}&C&8 &P / &N&R&8 {layout.token.printed}")
        sheet.set_h_pagebreaks([row - 1 for row in breaks(layout, points)])
        sheet.freeze_panes(layout.first_print_row - 1, 0)
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(layout.key_column)}{layout.last_row}"})

    def _guide(self, settings: Settings) -> Worksheet:
        form = self.layout.form
        sheet = self.book.add_worksheet(form.form.guide)
        sheet.set_column(1, 1, 96)
        look = self._format(("guide",), {"text_wrap": True, "valign": "top", "font_name": form.paper.font})
        for row, text in enumerate(self._steps(settings)):
            sheet.write_string(row, 1, text, look)
        sheet.write_string(0, 4, self.layout.token.text)
        sheet.set_column(4, 4, 13, None, {"hidden": True})
        return sheet

    def _steps(self, settings: Settings) -> Iterator[str]:
        form = self.layout.form
        yield form.guide.title
        yield from form.guide.steps
        yield from known_lines(form, settings)
