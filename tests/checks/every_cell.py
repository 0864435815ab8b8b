"""One locked cell changed at a time, in the sheet's own XML and through openpyxl, the rest of the form as it was."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from xml.sax.saxutils import escape

import openpyxl

from perfxl.form.layout import Slot
from perfxl.form.seal import Seal
from tests.checks.attacks import put, restyled, rewritten

FORMAT, FORMAT_ID = "0.00E+00", 11  # a number format that no cell of the form has
CHANGES = ("value", "formula", "format")
PRINTED = 8  # columns of the printed table


@dataclass(frozen=True)
class Locked:
    """A locked cell: where, what was issued there (None: nothing), and its kind (see `kind_of`; bare: nothing)."""

    a1: str
    slot: Slot | None
    kind: str


def kind_of(slot: Slot) -> str:
    """What an issued cell is for whoever looks for a change in it."""
    if slot.role == "token":
        return "token"
    if slot.field == "key":
        return "keys' mark" if slot.key == "#key" else "key"
    if slot.role == "field":
        return "printed mark" if slot.column <= PRINTED else "mark"
    return "cell"


def locked_cells(data: bytes, seal: Seal) -> list[Locked]:
    """Every locked cell: the seal's, and those of the sheet on which nothing was issued (borders, merged remains)."""
    issued = {slot.a1: slot for slot in seal.slots}
    found = [Locked(slot.a1, slot, kind_of(slot)) for slot in seal.slots if slot.locked]
    sheet = openpyxl.load_workbook(io.BytesIO(data))[seal.sheet]
    bare = [
        Locked(cell.coordinate, None, "bare")
        for row in sheet.iter_rows()
        for cell in row
        if cell.coordinate not in issued and cell.has_style and cell.protection.locked
    ]
    return found + bare


def other_value(slot: Slot | None) -> str | float:
    """The least that can be changed: a formula becomes its own result, a text gets another last letter, a number a
    millionth more."""
    if slot is None or (slot.value in (None, "") and not slot.formula):
        return "өөр"
    if slot.formula:
        return 1 if slot.value in (None, "") else slot.value
    if isinstance(slot.value, str):
        return slot.value[:-1] + ("2" if slot.value.endswith("1") else "1")
    return slot.value * (1 + 1e-6) if slot.value else 1e-6


def other_formula(slot: Slot | None) -> str:
    """A formula that shows what stood there: nobody sees it on the sheet."""
    if slot is None or (slot.value is None and not slot.formula):
        return "1+1"
    if slot.formula:
        return f"IF(1=1,{slot.formula.removeprefix('=')},0)"
    if isinstance(slot.value, str):
        return '"' + slot.value[:200].replace('"', '""') + '"'
    return f"{slot.value}+0"


class Raw:
    """The cells changed in the sheet's own XML, as a script would."""

    def __init__(self, data: bytes) -> None:
        self.data, self.styles = _twice(data)

    def can(self, cell: Locked, change: str) -> bool:
        """Every cell of the sheet can be written to."""
        return True

    def changed(self, cell: Locked, change: str) -> bytes:
        """The workbook with this one cell changed."""
        if change == "format":
            return rewritten(self.data, lambda text: _reformatted(text, cell.a1, self.styles))
        if change == "formula":
            shown = cell.slot.value if cell.slot else None
            cached = "" if shown is None else f"<v>{escape(str(shown))}</v>"
            kind = "str" if isinstance(shown, str) else ""
            return rewritten(
                self.data, put(cell.a1, f"<f>{escape(other_formula(cell.slot))}</f>{cached}", kind)
            )
        value = other_value(cell.slot)
        if isinstance(value, str):
            inner = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
            return rewritten(self.data, put(cell.a1, inner, "inlineStr"))
        return rewritten(self.data, put(cell.a1, f"<v>{value!r}</v>"))


class Openpyxl:
    """The cells changed through openpyxl, in one workbook: changed, saved, put back."""

    def __init__(self, data: bytes, sheet: str) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book[sheet]

    def can(self, cell: Locked, change: str) -> bool:
        """openpyxl writes no content into the covered cells of a merge."""
        return change == "format" or cell.a1 not in self._covered()

    def changed(self, cell: Locked, change: str) -> bytes:
        """The workbook with this one cell changed; the one in memory is as before."""
        with self._held(cell.a1) as held:
            if change == "format":
                held.number_format = FORMAT
            else:
                held.value = other_value(cell.slot) if change == "value" else f"={other_formula(cell.slot)}"
            return self.saved()

    def saved(self) -> bytes:
        """The workbook as it is in memory."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def _covered(self) -> set[str]:
        ranges = self.sheet.merged_cells.ranges
        return {self.sheet.cell(*at).coordinate for r in ranges for at in list(r.cells)[1:]}

    @contextmanager
    def _held(self, address: str) -> Iterator[openpyxl.cell.cell.Cell]:
        cell = self.sheet[address]
        style, value, kind = copy(cell._style), cell.value, cell.data_type
        try:
            yield cell
        finally:
            cell._style = style
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.value = value
                cell.data_type = kind


def _twice(data: bytes) -> tuple[bytes, int]:
    """The workbook with each cell style a second time in the other number format, and how many there were."""
    count = 0

    def change(text: str) -> str:
        nonlocal count
        block = re.search(r"<cellXfs[^>]*>(.*?)</cellXfs>", text, re.DOTALL)
        assert block
        styles = re.findall(r"<xf [^>]*?/>|<xf .*?</xf>", block[1], re.DOTALL)
        count = len(styles)
        other = "".join(re.sub(r'numFmtId="\d+"', f'numFmtId="{FORMAT_ID}"', one, count=1) for one in styles)
        return text.replace(block[0], f"<cellXfs>{block[1]}{other}</cellXfs>")

    return rewritten(data, change, "xl/styles.xml"), count


def _reformatted(text: str, address: str, styles: int) -> str:
    old = re.search(rf'<c r="{address}"[^>]*? s="(\d+)"', text)
    return restyled(address, styles + int(old[1] if old else 0))(text)
