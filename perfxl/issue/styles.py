"""How each role of a cell looks: fonts, fills, borders, alignment; every form cell explicitly locked or open."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from perfxl.form.definition import Form
from perfxl.form.layout import Slot

INK, MUTED, PANEL, SHADE, RULE = "FF000000", "FF595959", "FF1F3864", "FFF2F2F2", "FF7F7F7F"


@dataclass(frozen=True, slots=True)
class Look:
    """What a role looks like. `size` is added to the form's font size; `border` is box, line or none."""

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


LOOKS = {
    "head": Look(across="right", wrap=False),
    "title": Look(size=2, bold=True, across="center", down="center"),
    "heading": Look(size=1, bold=True, down="bottom"),
    "caption": Look(bold=True, border="box", across="center", down="center"),
    "number": Look(size=-1, border="box", across="center", down="center", ink=MUTED),
    "goal": Look(bold=True, fill=SHADE, border="box", down="center"),
    "plan": Look(border="box"),
    "input": Look(border="box"),
    "continuation": Look(),
    "signer": Look(bold=True, down="bottom"),
    "signature": Look(border="line", across="center", down="bottom"),
    "signed": Look(size=-2, ink=MUTED, down="bottom"),
    "panel": Look(ink=PANEL, down="center", wrap=False),
    "status": Look(ink=PANEL, indent=1),
    "beside": Look(border="box", across="center"),
    "target": Look(border="box", across="center", ink=MUTED),
    "computed": Look(across="center", ink=MUTED),
    "previous": Look(italic=True, ink=MUTED),
    "field": Look(ink=MUTED, wrap=False),
    "key": Look(ink=MUTED, wrap=False),
    "token": Look(ink=MUTED, wrap=False),
}


def look_of(slot: Slot) -> Look:
    """The look of a slot's role."""
    return LOOKS[slot.role]


def font_of(form: Form, look: Look) -> Font:
    """The font of a look in the form's own face and size."""
    size = form.paper.font_size + look.size
    return Font(name=form.paper.font, size=size, bold=look.bold, italic=look.italic, color=look.ink)


def alignment_of(form: Form, slot: Slot, look: Look) -> Alignment:
    """The alignment of a slot: table cells follow their column, everything else its look."""
    column = form.column_of(slot.field) if slot.role in ("plan", "input") else None
    across = column.align if column else look.across
    return Alignment(horizontal=across, vertical=look.down, wrap_text=look.wrap, indent=look.indent)


def border_of(look: Look) -> Border:
    """The border of a look."""
    thin = Side(style="thin", color=RULE)
    if look.border == "box":
        return Border(left=thin, right=thin, top=thin, bottom=thin)
    return Border(bottom=Side(style="dotted", color=INK)) if look.border == "line" else Border()


def fill_of(look: Look) -> PatternFill:
    """The fill of a look; none for most, so that a complete form prints white."""
    return PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()


def protection_of(slot: Slot) -> Protection:
    """Open or locked, as the layout says."""
    return Protection(locked=slot.locked)
