"""Taking a model workbook apart: what openpyxl built becomes the templates of a shape, every difference between plans a gap."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from perfxl.form.calculate import calculated
from perfxl.form.control import weight
from perfxl.form.definition import Form
from perfxl.form.layout import KEY_FIELD, Layout, Line, Slot, lay_out
from perfxl.form.panel import open_table, rows_of
from perfxl.form.plan import Employee, Measure, Plan, Unit
from perfxl.form.references import respelt
from perfxl.form.signs import MISSING
from perfxl.form.token import Token
from perfxl.issue import heights
from perfxl.issue.stamping.shape import (
    BOOK,
    CORE,
    GUIDE,
    SHEET,
    RuleArea,
    SealPart,
    Series,
    Shape,
    ShapeKind,
    Strip,
    Tall,
    Unlike,
)
from perfxl.issue.stamping.sheet_xml import cells_of, elements, letters_of, once, spot_of
from perfxl.issue.stamping.template_text import MARKS, TemplateText, from_marks, gap, row_mark
from perfxl.issue.workbook import build_workbook
from perfxl.storage.zip_parts import member, parts_of

_ROW = re.compile(
    r'<row r="(\d+)"(?P<before>[^>]*) ht="(?P<height>[^"]*)"(?P<after>[^>]*)>(?P<cells>.*?)</row>', re.DOTALL
)
_CELL = re.compile(r'<c r="(?P<column>[A-Z]+)(?P<row>\d+)"(?P<style> s="\d+")?(?P<said>.*?)</c>', re.DOTALL)
_FORMULA = re.compile(r"(?<=<f>)[^<]*(?=</f>)")
_RESULT = re.compile(r"(?<=<v>)[^<]*(?=</v>)")
_LAST_NUMBER = re.compile(r"(?<=,)\d+(?=\)(?:</f>|\Z))")
_WEIGHT = re.compile(r"\d+(?=\*\()")
_GAP = re.compile("\ue000([^\ue000\ue001]*)\ue001")
_DIFFERING = (
    "key",
    "value",
    "formula",
    "base",
    "number",
    "label",
)  # of slots and lines; a slot's formula alone moves
_TAIL = re.compile(
    r"(?P<lock></sheetData>.*?<mergeCells count=\")\d+\">.*?(?P<merged></mergeCells>)"
    r"(?P<rules>(?:<conditionalFormatting .*?</conditionalFormatting>)*)(?P<asks><dataValidations [^>]*>)"
    r"(?P<asked>.*?)(?P<page></dataValidations>.*?)(?P<quiet><ignoredErrors>.*)\Z",
    re.DOTALL,
)
_PLANTED = (
    6  # marks in a model: the organisation and the titles among its properties, the titles on the sheet
)
_MERGED = re.compile(r'<mergeCell ref="([^"]*)"/>')


def learn(series: Series, kind: ShapeKind) -> Shape:
    """The shape of a kind, from a model that openpyxl builds. Unlike where its workbook cannot be taken apart."""
    form, plan = series.form, _model_plan(series.form, kind)
    token = Token(form.id, series.period.code, "model", 1)
    bare = lay_out(form, plan, series.period, token)
    data = build_workbook(bare, plan, series.password, series.settings, series.created)
    parts = {name: part.decode("utf-8") for name, part in parts_of(data).items()}
    return _Model(bare, calculated(bare), plan, parts).shape()


def _model_plan(form: Form, kind: ShapeKind) -> Plan:
    """A plan with a row of every kind in each section that has rows; its names are gaps."""
    sides = [("x", 0.5), None] if kind.previous else [None]
    targets = [None, 1.0]
    rows, keys, previous = [], [], {}
    for section in kind.sections:
        for number, (target, side) in enumerate(((t, s) for t in targets for s in sides), 1):
            rows.append(Measure(section, "goal", "", f"measure {number}", target_number=target))
            keys.append(f"{section}:{number}")
            if side:
                previous[keys[-1]] = side
    who = Employee("model", gap("organisation"), "", "", "", "", "")
    titles = (gap("titles"), "")
    return Plan(who, Unit("", "", ""), titles, tuple(rows), tuple(keys), previous)


class _Model:
    """The model's workbook while it is taken apart."""

    def __init__(self, bare: Layout, layout: Layout, plan: Plan, parts: Mapping[str, str]) -> None:
        self.bare, self.layout, self.plan, self.parts = bare, layout, plan, parts
        self.slots: dict[int, list[tuple[Slot, Slot]]] = {}
        for empty, slot in zip(bare.slots, layout.slots, strict=True):
            self.slots.setdefault(slot.row, []).append((empty, slot))
        self.rows = {int(row[1]): row for row in _ROW.finditer(parts[SHEET])}
        tail = _TAIL.search(parts[SHEET])
        marks = sum(len(MARKS.findall(text)) for text in parts.values())
        if tail is None or sorted(self.rows) != [line.row for line in layout.lines] or marks != _PLANTED:
            raise Unlike(SHEET)
        self.tail = tail
        self.rules = elements(tail["rules"], "conditionalFormatting")
        self.areas = [*self.rules, *elements(tail["asked"], "dataValidation")]
        self.columns: dict[tuple[int, int], int] = {}  # (area, column) -> its number
        self.merges = _MERGED.findall(parts[SHEET])

    def shape(self) -> Shape:
        layout, tail = self.layout, self.tail
        strips, goals, measures = self._strips()
        count = len(self.rules)
        areas = [self._area(number, text) for number, text in enumerate(self.areas)]
        gapped = {SHEET, GUIDE, BOOK, CORE}
        members = tuple(
            (name, None if name in gapped else member(name, text.encode("utf-8")))
            for name, text in self.parts.items()
        )
        own = rows_of(layout)
        static = [line for line in own.lines if line.role == "spare"]
        lacking = [line for line in static if own.slots[line.key, "state"].value == MISSING]
        first = own.slots.get((lacking[0].key, "ordinal")) if lacking else None
        return Shape(
            layout=layout,
            members=members,
            parts={name: from_marks(self._part(name)) for name in (GUIDE, BOOK, CORE)},
            strips=strips,
            goals=goals,
            measures=measures,
            head=self._head(),
            lock=tail["lock"],
            rules=tuple(areas[:count]),
            asking=tail["asks"],
            asks=tuple(areas[count:]),
            page=from_marks(once(tail["page"], layout.token.printed, gap("printed"))),
            quiet=from_marks(once(tail["quiet"], f'{layout.last_row}"', gap("last") + '"')),
            opened=self._opened(),
            missing=len(lacking),
            ordinal=str(first.value) if first else "",
        )

    def _part(self, name: str) -> str:
        text = self.parts[name].replace(self.layout.token.text, gap("token"))
        if name == BOOK:
            text = once(text, f"${self.layout.last_row}<", f"${gap('last')}<")
        return text

    def _head(self) -> TemplateText:
        first = next(self.layout.inputs).a1
        head = self.parts[SHEET].partition("<sheetData>")[0] + "<sheetData>"
        head = once(
            head, f':{letters_of(head)}{self.layout.last_row}"/>', f':{letters_of(head)}{gap("last")}"/>'
        )
        selection = f'activeCell="{first}" sqref="{first}"'
        return from_marks(once(head, selection, f'activeCell="{gap("first")}" sqref="{gap("first")}"'))

    def _opened(self) -> dict[str, tuple[str, ...]]:
        rows = rows_of(self.layout)
        opened: dict[str, tuple[str, ...]] = {}
        for line in rows.lines:
            if line.role == "measure":
                opened[line.section] = tuple(open_table(self.layout, rows, line.key))
                if rows.slots[line.key, "state"].value != MISSING:
                    raise Unlike(line.key)
        return opened

    # --- strips ---

    def _strips(
        self,
    ) -> tuple[tuple[Strip | str, ...], dict[str, Strip], dict[tuple[str, bool, bool], Strip]]:
        """What stands between the planned rows, and a strip of each kind of planned row."""
        strips: list[Strip | str] = []
        goals: dict[str, Strip] = {}
        measures: dict[tuple[str, bool, bool], Strip] = {}
        rest: list[Line] = []
        for line in self.layout.lines:
            if line.role not in ("goal", "measure") and line.base not in self.plan.keys:
                rest.append(line)
                continue
            if rest:
                strips += [self._strip(rest), line.section]
                rest = []
            if line.role == "goal":
                goals[line.section] = self._strip([line])
            elif line.role == "measure":
                fields = {slot.field: slot for _, slot in self.slots[line.row]}
                kind = (line.section, fields["target_number"].locked, "previous" in fields)
                measures[kind] = self._strip(self.layout.lines[line.row - 1 : line.row + 1])
        return (*strips, self._strip(rest)), goals, measures

    def _strip(self, lines: Sequence[Line]) -> Strip:
        base, rows = lines[0].row, range(lines[0].row, lines[-1].row + 1)
        opened = (slot for row in rows for _, slot in self.slots[row] if not slot.locked)
        first = next(opened, None)
        merges = [self._moved_area(area, base) for area in self.merges if spot_of(area)[1] in rows]
        return Strip(
            rows=len(lines),
            sheet=from_marks("".join(self._row(line, base) for line in lines)),
            slots=self._told([self._slot(line, s, base) for line in lines for s, _ in self.slots[line.row]]),
            lines=self._told([self._line(line, base) for line in lines]),
            merged=len(merges),
            merges=from_marks("".join(f'<mergeCell ref="{area}"/>' for area in merges)),
            areas=tuple(self._areas(rows, base)),
            talls=tuple(tall for line in lines for tall in self._tall(line)),
            opened=(first.row - base, first.column) if first else None,
        )

    def _row(self, line: Line, base: int) -> str:
        row, gaps = self.rows[line.row], self._gaps(line)
        height = gap(_own(line, "ht")) if any(self._tall(line)) else row["height"]
        cells = _CELL.sub(lambda cell: self._cell(cell, gaps, base), row["cells"])
        head = f'<row r="{row_mark(line.row - base)}"{row["before"]} ht="{height}"{row["after"]}>'
        return f"{head}{cells}</row>"

    def _cell(self, cell: re.Match[str], gaps: Mapping[str, tuple[str, Slot]], base: int) -> str:
        address = cell["column"] + cell["row"]
        content = _FORMULA.sub(lambda formula: _placed(formula[0], base), cell["said"])
        if address in gaps:
            name, slot = gaps[address]
            if slot.field == "control":
                content = _RESULT.sub(lambda _: gap("control"), self._weights(slot, content))
            elif name and slot.kind == "ordinal" and slot.formula:
                content = _LAST_NUMBER.sub(lambda _: gap(name), content)
            else:
                content = gap(name)
        return f'<c r="{cell["column"]}{row_mark(int(cell["row"]) - base)}"{cell["style"] or ""}{content}</c>'

    def _slot(self, line: Line, slot: Slot, base: int) -> dict[str, Any]:
        """The slot in a seal, gaps and rows as marks; nothing is worked out there yet."""
        values = _fields_of(slot) | {"key": self._key(line), "row": row_mark(slot.row - base)}
        values["formula"] = _placed(slot.formula, base)
        gap_here = self._gaps(line).get(slot.a1)
        if gap_here:
            name = gap_here[0]
            if slot.field == "control":
                values["formula"] = self._weights(slot, values["formula"])
            elif slot.formula and slot.kind == "ordinal":
                values["formula"] = _placed(_LAST_NUMBER.sub(lambda _: gap(name), slot.formula), base)
            else:
                values["formula" if slot.formula else "value"] = gap(name)
        return values

    def _line(self, line: Line, base: int) -> dict[str, Any]:
        values = _fields_of(line) | {"key": self._key(line), "row": row_mark(line.row - base)}
        if line.role == "measure":
            values |= {"number": gap("number"), "label": gap("label")}
        elif line.base in self.plan.keys:
            values["base"] = gap("key")
        return values

    def _told(self, rows: Sequence[Mapping[str, Any]]) -> SealPart:
        """Slots or lines with marks, by column."""
        columns = {name: tuple(row[name] for row in rows) for name in rows[0] if name != "row"}
        differ = {name for name in columns if name in _DIFFERING}
        gaps: dict[str, list[tuple[int, str]]] = {}
        moved = []
        for name in differ:
            for place, value in enumerate(columns[name]):
                whole = _GAP.fullmatch(value) if isinstance(value, str) else None
                if whole:
                    gaps.setdefault(name, []).append((place, whole[1]))
                elif isinstance(value, str) and MARKS.search(value):
                    moved.append((place, from_marks(value)))
        return SealPart(
            count=len(rows),
            same={name: column for name, column in columns.items() if name not in differ},
            rows=from_marks(" ".join(row["row"] for row in rows)),
            columns={name: columns[name] for name in sorted(differ)},
            gaps={name: tuple(places) for name, places in gaps.items()},
            moved=tuple(moved),
            formulas=from_marks(",".join(_json(value) for value in columns.get("formula", ()))),
        )

    def _key(self, line: Line) -> str:
        if line.role in ("goal", "measure"):
            return gap("key")
        return gap("further") if line.base in self.plan.keys else line.key

    def _weights(self, slot: Slot, formula: str) -> str:
        """The formula of a row's sum with a gap for each weight."""
        fields = list(open_table(self.layout, rows_of(self.layout), slot.key))
        weights = [int(number) for number in _WEIGHT.findall(formula)]
        if weights != [weight(slot.key, field) for field in fields]:
            raise Unlike(slot.key)
        names = iter(fields)
        return _WEIGHT.sub(lambda _: gap(f"weight {next(names)}"), formula)

    def _gaps(self, line: Line) -> dict[str, tuple[str, Slot]]:
        """The cells of a row that differ between plans, by address: the gap's name and the slot."""
        return {
            slot.a1: (_own(line, slot.field), slot)
            for _, slot in self.slots[line.row]
            if self._differs(line, slot)
        }

    def _differs(self, line: Line, slot: Slot) -> bool:
        if line.role == "measure":
            printed = slot.column <= self.layout.last_print_column
            return printed or slot.role in ("target", "previous") or slot.field in (KEY_FIELD, "control")
        if line.role == "goal" or line.base in self.plan.keys:
            return slot.field == KEY_FIELD or slot.role == "goal"
        changing = ("panel.progress", "panel.bar", "panel.next", "control_number")
        return (
            slot.role in ("title", "token", "signature") or slot.field in changing or slot.kind == "ordinal"
        )

    def _tall(self, line: Line) -> Iterator[Tall]:
        """The row's height where its gaps decide it."""
        gaps = self._gaps(line)
        shown = [
            slot
            for _, slot in self.slots[line.row]
            if slot.column <= self.layout.last_print_column and slot.rows == 1 and slot.role != "key"
        ]
        rooms = [
            (_own(line, slot.field), heights.room_of(self.layout.form, slot))
            for slot in shown
            if slot.a1 in gaps and not (slot.kind == "ordinal" and slot.formula)
        ]
        if not rooms or line.role == "panel":
            return
        used = any(slot.value not in (None, "") for slot in shown)
        fixed = [slot for slot in shown if slot.a1 not in gaps and slot.value not in (None, "")]
        least = max(
            (heights.least_height if used else heights.resting_height)(self.layout, line),
            *(heights.slot_height(self.layout, slot) for slot in fixed),
            0.0,
        )
        yield Tall(_own(line, "ht"), least, tuple(rooms))

    # --- rules and prompts ---

    def _areas(self, rows: range, base: int) -> Iterator[tuple[int, TemplateText]]:
        """The cells of some rows that each rule or prompt covers, column by column."""
        for number, text in enumerate(self.areas):
            columns: dict[int, list[str]] = {}
            for area in cells_of(text):
                column, row = spot_of(area)
                if row in rows:
                    columns.setdefault(column, []).append(self._moved_area(area, base))
            for column, areas in columns.items():
                place = self.columns.setdefault((number, column), len(self.columns))
                yield place, from_marks(" ".join(areas))

    def _area(self, number: int, text: str) -> RuleArea:
        cells = cells_of(text)
        base = spot_of(cells[0])[1]
        filled = once(text, f' sqref="{" ".join(cells)}"', f' sqref="{gap("cells")}"')
        rule = re.sub("(?<=<formula>)[^<]*(?=</formula>)", lambda formula: _placed(formula[0], base), filled)
        own = sorted((column, place) for (area, column), place in self.columns.items() if area == number)
        return RuleArea(from_marks(rule), tuple(place for _, place in own))

    def _moved_area(self, area: str, base: int) -> str:
        return re.sub(r"\d+", lambda row: row_mark(int(row[0]) - base), area)


def _own(line: Line, field: str) -> str:
    """The name of a gap: in a planned row the field alone, elsewhere the row's key before it."""
    if line.role in ("goal", "measure"):
        return field
    return "further" if line.role == "continuation" and field == KEY_FIELD else f"{line.key}|{field}"


def _placed(formula: str, base: int) -> str:
    """A formula with marks for the rows that move with its own."""
    return respelt(formula, lambda row, fixed: str(row) if fixed else row_mark(row - base))


def _json(formula: str) -> str:
    whole = _GAP.fullmatch(formula)
    return gap(f"formula {whole[1]}") if whole else json.dumps(formula, ensure_ascii=False)


def _fields_of(record: Slot | Line) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
