"""The cells of one worksheet part: expat events between `sheetData` and its end -> cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, time

from perfxl.form.notation import Scalar
from perfxl.form.place import a1
from perfxl.reading.book import Cell
from perfxl.reading.formula import moved
from perfxl.reading.limits import Limits
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN, unescaped
from perfxl.reading.styles import PLAIN, Style

ROW, C, V, F, IS, T, R, RPH = (f"{MAIN} {name}" for name in ("row", "c", "v", "f", "is", "t", "r", "rPh"))
_ASIDE = frozenset(f"{MAIN} {name}" for name in ("rPr", "phoneticPr", "extLst"))
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_NUMBER = re.compile(r"[ \t\r\n]*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?[ \t\r\n]*\Z")
_WHOLE = re.compile(r"[ \t\r\n]*[0-9]{1,9}[ \t\r\n]*\Z")
_ISO = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?(?:(?:^|T)[0-9]{2}:[0-9:.]{2,15})?(?:Z|[-+][0-9]{2}:[0-9]{2})?\Z"
)
_TRUTH = {"1": True, "true": True, "0": False, "false": False}
_ERROR = re.compile(r"#[A-Z0-9_/!?' ]{2,40}\Z", re.IGNORECASE)
HIDDEN = frozenset(("1", "true"))


class Grid:
    """Reads the rows of `sheetData`. Set `start`, `end` and `pieces.append` as the parser's handlers.

    `cells` and `hidden` are the result; `spent` counts cells, so that a workbook's sheets share one budget.
    """

    def __init__(
        self,
        sheet: str,
        part: str,
        strings: Sequence[str],
        styles: Sequence[Style],
        limits: Limits,
        spent: int,
    ) -> None:
        self.sheet = sheet
        self.part = part
        self.strings = strings
        self.styles = styles
        self.limits = limits
        self.spent = spent
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden: set[int] = set()
        self.rows: set[int] = set()
        self.pieces: list[str] = []
        self.shared: dict[str, tuple[int, int, str]] = {}
        self.columns: dict[str, int] = {}
        self.row = 0
        self.column = 0
        self.inside = 0  # 0 between rows, 1 in a row, 2 in a cell, more in what a cell holds
        self.text = ""  # the element whose text is being gathered
        self.aside = 0  # how deep inside what is no text of the cell
        self.type = ""
        self.style = "0"
        self.value: str | None = None
        self.formula: str | None = None
        self.formula_attributes: dict[str, str] = {}
        self.runs: list[str] | None = None

    def fault(self, code: str, **facts: str | int) -> Refusal:
        """A refusal that names sheet and cell."""
        cell = a1(self.row, self.column) if self.row and self.column else ""
        return Refusal(code, sheet=self.sheet, cell=cell, part=self.part, **facts)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self.text:
            raise self.fault("G079")
        inside = self.inside = self.inside + 1
        if self.aside:
            self._more_aside(attributes)
        elif inside == 2 and tag == C:
            self._cell(attributes)
        elif inside == 3:
            self._part_of_cell(tag, attributes)
        elif inside == 1 and tag == ROW:
            self._row(attributes)
        elif inside > 3 and self.runs is not None:
            self._part_of_text(tag, attributes)
        elif tag in _ASIDE:
            self.aside = inside
        else:
            raise self.fault("G079")

    def _more_aside(self, attributes: dict[str, str]) -> None:
        if self.inside + 2 > self.limits.depth:
            raise self.fault("G035", limit=self.limits.depth)
        self._few(attributes)

    def _few(self, attributes: dict[str, str]) -> None:
        if len(attributes) > self.limits.attributes:
            raise self.fault("G036", limit=self.limits.attributes)

    def _row(self, attributes: dict[str, str]) -> None:
        self._few(attributes)
        self.column = 0
        self.row = row = self._row_number(attributes.get("r"))
        if row in self.rows:
            raise self.fault("G081", row=row)
        self.rows.add(row)
        if len(self.rows) > self.limits.cells:
            raise self.fault("G037", limit=self.limits.cells)
        if attributes.get("hidden") in HIDDEN or _flat(attributes.get("ht")):
            self.hidden.add(row)

    def _row_number(self, given: str | None) -> int:
        if given is None:
            return self.row + 1
        if not (given.isascii() and given.isdigit() and 0 < len(given) < 8 and 0 < int(given) <= 1_048_576):
            raise self.fault("G070", address=given[:40])
        return int(given)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.spent += 1
        if self.spent > self.limits.cells:
            raise self.fault("G037", limit=self.limits.cells)
        if len(attributes) > 6:
            self._few(attributes)
        address = attributes.get("r")
        if address is None:
            self.column += 1
        else:
            self.column = self._column(address)
        self.type = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.value = self.formula = self.runs = None

    def _column(self, address: str) -> int:
        match = _PLACE.match(address)
        if match is None or int(match[2]) != self.row:
            raise self.fault("G070", address=address[:40])
        column = self.columns.get(match[1])
        if column is None:
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - 64
            if column > 16_384:
                raise self.fault("G070", address=address)
            self.columns[match[1]] = column
        return column

    def _part_of_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == V and self.value is None:
            self.text = tag
        elif tag == F and self.formula is None:
            self.text = tag
            self._few(attributes)
            self.formula_attributes = attributes
        elif tag == IS and self.runs is None:
            self.runs = []
        elif tag in _ASIDE:
            self.aside = self.inside
        else:
            raise self.fault("G079")
        self.pieces.clear()

    def _part_of_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == T:
            self.text = tag
            self.pieces.clear()
        elif tag in _ASIDE or tag == RPH:
            self.aside = self.inside
        elif not (tag == R and self.inside == 4):
            raise self.fault("G079")

    def end(self, tag: str) -> None:
        """An element ends."""
        inside = self.inside
        self.inside = inside - 1
        if self.text:
            self._gathered(tag)
        elif inside == 2 and not self.aside:
            self._add()
        elif self.aside == inside:
            self.aside = 0

    def _gathered(self, tag: str) -> None:
        self.text = ""
        text = "".join(self.pieces)
        if tag == V:
            self.value = text
        elif tag == F:
            self.formula = text
        elif self.runs is not None:
            self.runs.append(text)

    def _add(self) -> None:
        key = (self.row, self.column)
        if key in self.cells:
            raise self.fault("G071")
        style = self._style()
        formula, spill = ("", "") if self.formula is None else self._formula(self.formula)
        if self.value is None and self.runs is None:
            kind, value = "empty", None
        else:
            kind, value = self._value()
        if kind == "empty" and not formula:
            if self.row > self.limits.rows or self.column > self.limits.columns:
                return
        elif self.row > self.limits.rows:
            raise self.fault("G038", limit=self.limits.rows)
        elif self.column > self.limits.columns:
            raise self.fault("G039", limit=self.limits.columns)
        self.cells[key] = Cell(
            self.row,
            self.column,
            kind,
            value,
            formula,
            style.number_format,
            style.locked,
            style.unseen,
            spill,
        )

    def _style(self) -> Style:
        text = self.style
        if not (text.isascii() and text.isdigit() and len(text) < 8):
            raise self.fault("G076")
        index = int(text)
        if index < len(self.styles):
            return self.styles[index]
        if index == 0:
            return PLAIN
        raise self.fault("G076")

    def _value(self) -> tuple[str, Scalar]:
        reader = _KINDS.get(self.type)
        if reader is None:
            raise self.fault("G073", kind=self.type[:40])
        if self.runs is not None and self.type != "inlineStr":
            raise self.fault("G079")
        return reader(self, self.value or "")

    def _shared(self, text: str) -> tuple[str, Scalar]:
        if not text:
            return "empty", None
        if not _WHOLE.match(text) or int(text) >= len(self.strings):
            raise self.fault("G072", index=text[:40])
        return "text", self.strings[int(text)]

    def _inline(self, text: str) -> tuple[str, Scalar]:
        return self._plain("".join(self.runs) if self.runs is not None else text)

    def _plain(self, text: str) -> tuple[str, Scalar]:
        text = unescaped(text)
        if len(text) > self.limits.text:
            raise self.fault("G078", limit=self.limits.text)
        return "text", text

    def _number(self, text: str) -> tuple[str, Scalar]:
        if not text:
            return "empty", None
        if not _NUMBER.match(text):
            raise self.fault("G074", value=text[:40])
        number = float(text)
        if number - number != 0:
            raise self.fault("G074", value=text[:40])
        return "number", number

    def _bool(self, text: str) -> tuple[str, Scalar]:
        if not text:
            return "empty", None
        if text.strip() not in _TRUTH:
            raise self.fault("G075", value=text[:40])
        return "bool", _TRUTH[text.strip()]

    def _error(self, text: str) -> tuple[str, Scalar]:
        if not _ERROR.match(text):
            raise self.fault("G075", value=text[:40])
        return "error", text

    def _date(self, text: str) -> tuple[str, Scalar]:
        if not text:
            return "empty", None
        if not _is_iso(text):
            raise self.fault("G075", value=text[:40])
        return "date", text

    def _formula(self, text: str) -> tuple[str, str]:
        """The cell's formula and the range it fills; a shared one is taken from its master and moved here."""
        if len(text) > self.limits.formula:
            raise self.fault("G083", limit=self.limits.formula)
        attributes = self.formula_attributes
        kind = attributes.get("t", "normal")
        if kind == "shared":
            return self._of_shared(unescaped(text), attributes.get("si", "")), ""
        return unescaped(text), attributes.get("ref", "") if kind in ("array", "dataTable") else ""

    def _of_shared(self, text: str, group: str) -> str:
        if text:
            self.shared.setdefault(group, (self.row, self.column, text))
            return text
        if group not in self.shared:
            raise self.fault("G077")
        row, column, master = self.shared[group]
        return moved(master, self.row - row, self.column - column)


def _is_iso(text: str) -> bool:
    """Whether a text is an ISO 8601 date, date and time, or time of day."""
    if not _ISO.match(text):
        return False
    try:
        time.fromisoformat(text) if text[2:3] == ":" else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _flat(height: str | None) -> bool:
    """Whether a row's height hides it (points)."""
    try:
        return height is not None and float(height) < 1
    except ValueError:
        return False


_KINDS: dict[str, Callable[[Grid, str], tuple[str, Scalar]]] = {
    "n": Grid._number,
    "s": Grid._shared,
    "str": Grid._plain,
    "inlineStr": Grid._inline,
    "b": Grid._bool,
    "e": Grid._error,
    "d": Grid._date,
}
