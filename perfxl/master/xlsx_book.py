"""An XlsxWriter workbook as the master needs it: its formats, rows that fit again, text that stays text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.form.place import a1, letters
from perfxl.form.writable import UNWRITABLE
from perfxl.table.cell_values import Link, Value, clean

FONT = "Arial"
INK = "#1F2937"
BLUE = "#1F4E79"
PALE = "#DCE6F1"
LINE = "#BFC7D1"
YELLOW = "#FFF8CC"
YELLOW_HEAD = "#F5D547"
GREEN = "#2E7D4F"
RED = "#C0392B"
AMBER = "#D98E04"
GREY = "#8A94A0"
PURPLE = "#6B5CA5"


@dataclass(frozen=True, slots=True)
class FormulaAt:
    """A formula on a page, known by its place: every program spells it in its own way."""

    address: str


PageContent = Value | FormulaAt


class FreeSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose row heights are proposals: Excel fits the rows again, as it does not with customHeight.
    `watched`, where it is a set, is told all that is put on the sheet."""

    watched: set[PageContent] | None = None

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_start_tag_unencoded(tag, _free(tag, attributes))

    def _xml_empty_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_empty_tag_unencoded(tag, _free(tag, attributes))

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: str | float = 0
    ) -> int:
        """A link's formula goes as it is: XlsxWriter would take words in it for newer functions, and look for each."""
        if not formula.startswith("=HYPERLINK("):
            return int(super()._write_formula(row, col, formula, cell_format, value))
        done = int(super()._write_formula(row, col, "=0", cell_format, value))
        if not done:
            self.table[row][col] = self.table[row][col]._replace(formula=formula[1:])
        return done

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """A plain text of a large sheet in one step: there are a million of them; all else as XlsxWriter does it."""
        text = getattr(cell, "string", None)
        if not self.constant_memory or not isinstance(text, str) or not cell.format or _ODD.search(text):
            super()._write_cell(row, col, cell)
            return
        space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
        if "&" in text or "<" in text or ">" in text:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        place, look = f"{letters(col + 1)}{row + 1}", cell.format._get_xf_index()
        self.fh.write(f'<c r="{place}" s="{look}" t="inlineStr"><is><t{space}>{text}</t></is></c>')


# What XlsxWriter spells otherwise: control characters, what looks like its escapes or its rich text.
_ODD = re.compile(f"{UNWRITABLE.pattern}|_x[0-9a-fA-F]{{4}}_|^<r>")


def _free(tag: str, attributes: Any) -> Any:
    return [a for a in attributes if a[0] != "customHeight"] if tag == "row" else attributes


class XlsxBook:
    """One workbook in the making. `large` keeps memory flat: rows are written once, downwards, and there are no tables."""

    def __init__(self, made: datetime, large: bool) -> None:
        self._bytes = BytesIO()
        self.large = large
        options = {"constant_memory": large, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self._bytes, options)
        self.book.set_properties({"created": made.replace(tzinfo=None), "author": "perfxl", "comments": ""})
        self.book.formats[0].set_font_name(FONT)
        self.book.formats[0].set_font_size(9)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def sheet(self, name: str) -> Worksheet:
        """A new sheet."""
        return self.book.add_worksheet(name, FreeSheet)

    def sheet_of(self, name: str) -> Worksheet:
        """A sheet that was added before."""
        return self.book.get_worksheet_by_name(name)

    @property
    def charts(self) -> int:
        """How many charts were drawn so far."""
        return len(self.book.charts)

    def style(self, **properties: Any) -> Format:
        """The format with these properties (XlsxWriter's names), Arial 9 unless told otherwise."""
        wanted = {"font_name": FONT, "font_size": 9, "font_color": INK, "valign": "top", **properties}
        name = tuple(sorted(wanted.items()))
        if name not in self._formats:
            self._formats[name] = self.book.add_format(wanted)
        return self._formats[name]

    @cached_property
    def kinds(self) -> Mapping[str, Mapping[str, Any]]:
        """Properties of a body cell by the kind of its column."""
        edge = {"border": 1, "border_color": LINE}
        return {
            "text": {**edge, "text_wrap": True},
            "word": {**edge, "num_format": "@"},
            "date": {**edge, "num_format": "yyyy.mm.dd", "align": "center"},
            "moment": {**edge, "num_format": "yyyy.mm.dd hh:mm", "align": "center"},
            "percent": {**edge, "num_format": "0%", "align": "right"},
            "number": {**edge, "num_format": "0", "align": "right"},
            "link": {**edge, "font_color": BLUE, "underline": 1},
        }

    def close(self) -> bytes:
        """The finished workbook."""
        self.book.close()
        return self._bytes.getvalue()


def put(sheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    """A value into a cell (both from 0): text is written as text, whatever it looks like; None and "" leave it blank."""
    watched = getattr(sheet, "watched", None)
    if watched is not None and value not in (None, ""):
        watched.add(FormulaAt(a1(row + 1, column + 1)) if isinstance(value, Link) else value)
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        put_text(sheet, row, column, value, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, Link):
        sheet.write_formula(row, column, value.formula, style, value.shown)
    elif isinstance(value, date | datetime):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """A text as it is. One that looks like XlsxWriter's own rich text would be taken for markup: it goes in two runs."""
    cleaned = clean(text)
    if cleaned.startswith("<r>") and cleaned.endswith("</r>"):
        sheet.write_rich_string(row, column, "<", style, cleaned[1:], style)
    else:
        sheet._write_string(row, column, cleaned, style)  # write_string would ask whether row is an address
