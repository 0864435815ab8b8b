"""How each role of a cell looks: fonts, fills, borders, alignment; every form cell explicitly locked or open."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.styleable import StyleableObject

from perfxl.form.definition import Form
from perfxl.form.slot import PERCENT, Slot, is_later_own
from perfxl.issue.openpyxl_private import look_of_cell, set_look

INK, MUTED, RULE = "FF000000", "FF595959", "FF7F7F7F"
PANEL, LINK = "FF1F3864", "FF0B5394"
SHADE, BAND = "FFF2F2F2", "FFE8EEF7"


@dataclass(frozen=True, slots=True)
class Look:
    """What a role looks like. `size` is added to the form's font size; `border` is box, cell (open below), soft, line or none."""

    size: float = 0
    bold: bool = False
    italic: bool = False
    ink: str = INK
    fill: str = ""
    border: str = "none"
    across: str = "left"
    down: str = "top"
    wrap: bool = True
    indent: int = 0
    underline: bool = False


LOOKS = {
    "head": Look(across="right", down="center", wrap=False),
    "title": Look(size=2, bold=True, across="center", down="bottom"),
    "heading": Look(size=1, bold=True, down="center"),
    "caption": Look(size=-1, bold=True, border="box", across="center", down="center", fill=SHADE),
    "number": Look(size=-1, border="box", across="center", down="center", ink=MUTED),
    "goal": Look(bold=True, fill=SHADE, border="box", down="center"),
    "plan": Look(border="cell"),
    "input": Look(border="cell"),
    "spare": Look(),
    "continuation": Look(),
    "signer": Look(bold=True, down="bottom"),
    "signature": Look(border="line", across="center", down="bottom"),
    "signed": Look(size=-1, ink=MUTED, down="bottom"),
    "signed line": Look(size=-1, ink=MUTED, border="line", down="bottom"),
    "panel": Look(size=2, bold=True, ink=PANEL, fill=BAND, down="center", wrap=False),
    "link": Look(size=1, bold=True, ink=LINK, fill=BAND, down="center", wrap=False, underline=True),
    "legend": Look(ink=INK, fill=BAND, down="center"),
    "beside caption": Look(bold=True, ink=PANEL, fill=BAND, across="center", down="center"),
    "status": Look(ink=PANEL, indent=1, wrap=False),
    "beside": Look(border="soft", across="center", wrap=False),
    "target": Look(border="soft", across="center", ink=MUTED, wrap=False),
    "computed": Look(across="center", ink=MUTED, wrap=False),
    "previous": Look(italic=True, ink=MUTED, wrap=False),
    "field": Look(ink=MUTED, wrap=False),
    "key": Look(ink=MUTED, wrap=False),
    "token": Look(ink=MUTED, wrap=False),
}

# What stands in some plans' sheets and not in others' of the same sections.
OCCASIONAL = (
    Slot("", "goal", 1, 1, "goal", "text", True),
    Slot("", "target_number", 1, 1, "beside", "number", False),
    Slot("", "target_number", 1, 1, "target", "number", True),
    Slot("", "previous", 1, 1, "previous", "text", True),
    Slot("", "previous_percent", 1, 1, "previous", "percent", True, number_format=PERCENT),
)


def look_of(slot: Slot) -> Look:
    """The look of a slot's role; own rows after a section's first have no borders until they are used."""
    hidden = slot.role in ("plan", "input", "beside") and is_later_own(slot.key)
    return LOOKS["spare"] if hidden else LOOKS[slot.role]


class Brush:
    """Paints cells in a form's looks; a look that has been painted once is copied, which is far faster."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._painted: dict[tuple[Look, str, bool, str], StyleArray] = {}

    def paint(self, cell: StyleableObject, slot: Slot) -> None:
        """A cell as its slot's role looks, locked or open as the layout says."""
        look, across = look_of(slot), self._across(slot)
        kind = (look, across, slot.locked, slot.number_format)
        if kind not in self._painted:
            self._dress(cell, slot, look, across)
            self._painted[kind] = look_of_cell(cell)
        set_look(cell, self._painted[kind])

    def _across(self, slot: Slot) -> str:
        """Table cells are aligned as their column, everything else as its look."""
        column = self._form.column_of(slot.field) if slot.role in ("plan", "input") else None
        return column.align if column else look_of(slot).across

    def _dress(self, cell: StyleableObject, slot: Slot, look: Look, across: str) -> None:
        cell.font = font_of(self._form, look)
        cell.alignment = Alignment(
            horizontal=across, vertical=look.down, wrap_text=look.wrap, indent=look.indent
        )
        cell.border = border_of(look)
        cell.fill = PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()
        cell.protection = Protection(locked=slot.locked)
        cell.number_format = slot.number_format


def font_of(form: Form, look: Look) -> Font:
    """The font of a look in the form's own face and size."""
    size = form.paper.font_size + look.size
    font = Font(form.paper.font, size, bold=look.bold, italic=look.italic, color=look.ink)
    return font + Font(underline="single") if look.underline else font


def border_of(look: Look) -> Border:
    """The border of a look."""
    if look.border == "cell":
        return upper_edge()
    if look.border in ("box", "soft"):
        side = Side(style="thin" if look.border == "box" else "hair", color=RULE)
        return Border(left=side, right=side, top=side, bottom=side)
    return Border(bottom=Side(style="dotted", color=INK)) if look.border == "line" else Border()


def upper_edge() -> Border:
    """The border of a cell whose box goes on in the row below."""
    thin = Side(style="thin", color=RULE)
    return Border(left=thin, right=thin, top=thin)


def lower_edge() -> Border:
    """The border of a cell that ends the box of the cell above it."""
    thin = Side(style="thin", color=RULE)
    return Border(left=thin, right=thin, bottom=thin)
