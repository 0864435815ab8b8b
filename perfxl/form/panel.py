"""The formulas of the sheet put in their places: signs beside the rows, the frozen panel, the control number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from perfxl.form import signs
from perfxl.form.control import row_formula, total_formula
from perfxl.form.definition import Form
from perfxl.form.place import a1, letters
from perfxl.form.slot import BESIDE, CONTINUED, PANEL_ROWS, PERCENT, Layout, Line, Slot

FEW_COLUMNS = 6  # up to so many there is no room for captions beside the seats of a signature
BAR = 24  # how many blocks the bar of the panel has
FULL, EMPTY = "█", "░"


@dataclass(frozen=True, slots=True)
class AnswerRows:
    """The answer rows of a layout and the slots that stand in them, by key and field."""

    lines: tuple[Line, ...]
    slots: Mapping[tuple[str, str], Slot]

    def optional(self, line: Line) -> bool:
        """Whether a row may stay unused: an own row, unless it is the first of a form without any planned row."""
        planned = any(other.role == "measure" for other in self.lines)
        return line.role == "spare" and (planned or line != self.lines[0])

    def before(self, line: Line) -> str:
        """The key of the own row above in the same section, empty where there is none."""
        own = [other.key for other in self.lines if other.role == "spare" and other.section == line.section]
        place = own.index(line.key) if line.key in own else 0
        return own[place - 1] if place else ""


def rows_of(layout: Layout) -> AnswerRows:
    """The rows that the employee answers, in the sheet's order."""
    lines = tuple(line for line in layout.lines if line.role in ("measure", "spare"))
    return AnswerRows(lines, {(slot.key, slot.field): slot for slot in layout.slots})


def open_table(layout: Layout, rows: AnswerRows, key: str) -> dict[str, Slot]:
    """The open cells of a row within the printed table, by field."""
    slots = (rows.slots.get((key, column.field)) for column in layout.form.column)
    return {slot.field: slot for slot in slots if slot and not slot.locked}


def signed(layout: Layout) -> Layout:
    """The layout with every formula of the sheet in its place, still without results."""
    rows = rows_of(layout)
    new = [
        *(slot for line in rows.lines for slot in _row_slots(layout, rows, line)),
        *_panel_slots(layout),
        _control_slot(layout),
    ]
    places = {(slot.row, slot.column): slot for slot in (*layout.slots, *new)}
    return replace(layout, slots=tuple(places[place] for place in sorted(places)))


def state_area(layout: Layout, field: str = "state") -> str:
    """The rows of a hidden column, `O$5:O$120`."""
    column = letters(layout.column(field))
    return f"{column}${layout.first_print_row}:{column}${layout.last_row}"


def row_cells(layout: Layout, rows: AnswerRows, line: Line) -> signs.RowCells:
    """The addresses that a row's formulas speak of."""
    table = {field: slot.a1 for field, slot in open_table(layout, rows, line.key).items()}
    before = rows.before(line)
    beside = {name: a1(line.row, layout.column(name)) for name in (*BESIDE, "state")}
    return signs.RowCells(
        asked={field: table[field] for field in signs.ASKED if field in table},
        table=table,
        continuation=rows.slots[line.key + CONTINUED, "achieved"].a1,
        own=rows.optional(line),
        before=a1(rows.slots[before, "key"].row, layout.column("state")) if before else "",
        state=beside["state"],
        target=beside["target_number"],
        number=beside["achieved_number"],
        computed=beside["computed"],
    )


def _row_slots(layout: Layout, rows: AnswerRows, line: Line) -> Iterator[Slot]:
    cells, form = row_cells(layout, rows, line), layout.form
    further = {"achieved": (cells.continuation,)}
    sums = {field: (cell, *further.get(field, ())) for field, cell in cells.table.items()}
    yield _slot(layout, line, "status", signs.status_formula(cells, form))
    yield replace(_slot(layout, line, "computed", signs.computed_formula(cells)), number_format=PERCENT)
    yield _slot(layout, line, "state", signs.state_formula(cells))
    yield _slot(layout, line, "control", row_formula(line.key, sums))
    below = next(other for other in layout.lines if other.key == line.key + CONTINUED)
    yield _slot(layout, below, "status", signs.continuation_formula(cells, form))
    ordinal = rows.slots.get((line.key, "ordinal"))
    if cells.before and ordinal and isinstance(ordinal.value, int):
        yield replace(ordinal, value=None, formula=signs.ordinal_formula(cells, ordinal.value))


def _slot(layout: Layout, line: Line, field: str, formula: str) -> Slot:
    role = field if field in BESIDE else "key"
    return Slot(line.key, field, line.row, layout.column(field), role, "formula", True, formula=formula)


# --- the panel ---


def _panel_slots(layout: Layout) -> Iterator[Slot]:
    panel, count = layout.form.panel, len(layout.form.column)
    left, middle = max(count - 3, 1), max(count - 2, 2)
    yield _on_panel(layout, 1, 1, left, "progress", progress_formula(layout))
    yield _on_panel(layout, 1, middle, 1, "bar", bar_formula(layout))
    yield _on_panel(layout, 1, middle + 1, count - middle, "guide", guide_formula(layout.form))
    yield _on_panel(layout, 2, 1, count, "next", next_formula(layout))
    legend = _on_panel(layout, 3, 1, count, "legend", "")
    yield replace(legend, kind="text", value=panel.legend, role="legend")
    for name in BESIDE:
        caption, column = panel.beside.get(name, ""), layout.column(name)
        yield Slot(
            "panel:1", f"caption.{name}", 1, column, "beside caption", "text", True, caption, rows=PANEL_ROWS
        )


def _on_panel(layout: Layout, row: int, column: int, merge: int, name: str, formula: str) -> Slot:
    key = layout.lines[row - 1].key
    role = "link" if name in ("next", "guide") else "panel"
    return Slot(key, f"panel.{name}", row, column, role, "formula", True, formula=formula, merge=merge)


def _counts(layout: Layout) -> dict[str, str]:
    area = state_area(layout)
    done, missing = (f"SUMPRODUCT(--({area}={state}))" for state in (2, 1))
    return {"done": done, "missing": missing, "asked": f"({done}+{missing})"}


def progress_formula(layout: Layout) -> str:
    """How many rows are complete and how many are missing, in words."""
    counts, panel = _counts(layout), layout.form.panel
    return f"=IF({counts['asked']}=0,{signs.quoted(panel.empty)},{signs.spoken(panel.progress, counts)})"


def bar_formula(layout: Layout) -> str:
    """A bar of blocks and the percent of complete rows."""
    counts = _counts(layout)
    full = f"INT({BAR}*{counts['done']}/{counts['asked']})"
    share = f'TEXT({counts["done"]}/{counts["asked"]},"0%")'
    blocks = f'REPT("{FULL}",{full})&REPT("{EMPTY}",{BAR}-{full})&" "&{share}'
    return f'=IF({counts["asked"]}=0,"",{blocks})'


def next_formula(layout: Layout) -> str:
    """A link to the next unfinished row, to the first open cell, or the word that all is complete."""
    panel, counts, area = layout.form.panel, _counts(layout), state_area(layout)
    position = f"MATCH(1,{area},0)"
    ordinal = layout.form.column_of("ordinal")
    number = f"INDEX({state_area(layout, 'ordinal')},{position})" if ordinal else '""'
    achieved = letters(layout.column("achieved"))
    there = f"{_target(layout.sheet, achieved)}&({position}+{layout.first_print_row - 1})"
    first = next(slot.a1 for slot in layout.inputs)
    jump = f"HYPERLINK({there},{signs.spoken(panel.next, {'ordinal': number})})"
    start = f"HYPERLINK({_target(layout.sheet, first)},{signs.quoted(panel.first)})"
    return f"=IF({counts['missing']}>0,{jump},IF({counts['done']}=0,{start},{signs.quoted(panel.complete)}))"


def guide_formula(form: Form) -> str:
    """A link to the guide sheet."""
    return f"=HYPERLINK({_target(form.form.guide, 'A1')},{signs.quoted(form.panel.guide)})"


def _target(sheet: str, address: str) -> str:
    return signs.quoted("#'" + sheet.replace("'", "''") + "'!" + address)


# --- the control number ---


def _control_slot(layout: Layout) -> Slot:
    """The control number in the first signature's row, where the pen signs; the caption of the seat stays below it."""
    line = next(line for line in layout.lines if line.role == "signature")
    role = "signed line" if len(layout.form.column) > FEW_COLUMNS else "signer"
    seat = next(slot for slot in layout.slots if slot.row == line.row and slot.role == role)
    formula = control_formula(layout, str(seat.value))
    return replace(seat, field="control_number", kind="formula", value=None, formula=formula)


def control_formula(layout: Layout, caption: str) -> str:
    """The control number in words, before it how many rows a draft lacks, below it the caption of the seat."""
    sign, missing = layout.form.sign, _counts(layout)["missing"]
    draft = f'IF({missing}>0,{signs.spoken(sign.draft, {"missing": missing})}&CHAR(10),"")'
    number = signs.spoken(sign.control, {"number": total_formula(state_area(layout, "control"))})
    return f"={draft}&{number}&CHAR(10)&{signs.quoted(caption)}"
