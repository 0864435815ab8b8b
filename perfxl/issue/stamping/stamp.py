"""A series by stamping: openpyxl builds one workbook of a shape, the others are its texts with their own words in the gaps.

What comes out is what `build_workbook` and `seal` give, byte for byte. The first workbook of each shape is made both ways
and compared; what the templates have no gap for is built the long way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from perfxl.form.calculate import control_words, panel_words
from perfxl.form.control import summed
from perfxl.form.layout import Slot, lay_out, planned_rows
from perfxl.form.panel import FEW_COLUMNS, bar_formula, control_formula, next_formula, progress_formula
from perfxl.form.place import a1
from perfxl.form.plan import Plan
from perfxl.form.seal import SealHeading, seal
from perfxl.form.text_heights import text_height
from perfxl.form.token import Token
from perfxl.issue.stamping import gap_words as wording
from perfxl.issue.stamping.gap_words import GapWords, Unfit
from perfxl.issue.stamping.model import learn
from perfxl.issue.stamping.seal_columns import SealRows, Teller, rows_at, spelt_seal
from perfxl.issue.stamping.shape import SHEET, RuleArea, Series, Shape, ShapeKind, Strip, Unlike, kind_of
from perfxl.issue.stamping.template_text import PlacedText, TemplateText
from perfxl.issue.workbook import build_workbook
from perfxl.storage.zip_parts import member, zipped

_MOST_PLACED = 4096  # strips in their places that are kept; plans of a thousand rows must not fill the memory
_ROW = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Order:
    """A workbook to be issued: the plan, its token, and the plan's fingerprint for the seal."""

    plan: Plan
    token: Token
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """A workbook and its seal as JSON."""

    data: bytes
    seal: str


@dataclass(frozen=True, slots=True, eq=False)
class _Set:
    """A strip at one row: everything of it that depends on the row alone."""

    sheet: tuple[bytes, ...]
    gaps: tuple[str, ...]
    merges: str
    areas: tuple[tuple[int, str], ...]
    slots: SealRows
    lines: SealRows


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """A strip with its first row and its words."""

    strip: Strip
    row: int
    words: GapWords


class Stamper:
    """Makes the workbooks of a series, one after the other; keeps the shapes that it has learned."""

    def __init__(self, series: Series) -> None:
        self._series = series
        self._shapes: dict[ShapeKind, Shape | None] = {}
        self._sets: dict[tuple[int, int], _Set] = {}
        self._texts_placed: dict[tuple[int, int], PlacedText] = {}
        self._teller = Teller()

    def issue(self, order: Order) -> Stamped:
        """The workbook and the seal of an order."""
        kind = kind_of(order.plan, self._series.form)
        if kind not in self._shapes:
            return self._first(kind, order)
        shape = self._shapes[kind]
        try:
            return self._stamp(shape, order) if shape else self._build(order)
        except Unfit:
            return self._build(order)

    def _first(self, kind: ShapeKind, order: Order) -> Stamped:
        """A workbook of a shape not seen yet, built; the shape is used from now on if stamping gives the same."""
        built = self._build(order)
        try:
            shape = learn(self._series, kind)
            self._shapes[kind] = shape if self._stamp(shape, order) == built else None
        except Unlike:
            self._shapes[kind] = None
        except Unfit:
            pass  # the next of this shape may fit
        return built

    def _build(self, order: Order) -> Stamped:
        own = self._series
        layout = lay_out(own.form, order.plan, own.period, order.token)
        data = build_workbook(layout, order.plan, own.password, own.settings, own.created)
        return Stamped(data, seal(layout, order.fingerprint).to_json())

    def _stamp(self, shape: Shape, order: Order) -> Stamped:
        wording.check_keys(order.plan)
        page = wording.of_page(self._series.form, order.plan, order.token)
        placed, sums, ordinal = self._placed(shape, order.plan, page)
        last = placed[-1].row + placed[-1].strip.rows - 1
        opened = _first_open(placed)
        self._results(shape, page, sums, ordinal, last, opened)
        _put_heights(placed)
        names = wording.properties(self._series.form, order.plan, order.token) | {
            "last": str(last),
            "first": a1(*opened),
            "printed": order.token.printed,
        }
        sets = [self._set(strip.strip, strip.row) for strip in placed]
        parts = {name: self._at(part).text(names) for name, part in shape.parts.items()}
        data = {name: part.encode("utf-8") for name, part in parts.items()}
        data[SHEET] = b"".join(self._sheet(shape, placed, sets, names))
        members = (known or member(name, data[name]) for name, known in shape.members)
        words = [strip_set.words for strip_set in placed]
        cells = [(strip_set.slots, strip_words) for strip_set, strip_words in zip(sets, words, strict=True)]
        slots = self._teller.columns(cells)
        lines = self._teller.columns(
            [(strip_set.lines, strip_words) for strip_set, strip_words in zip(sets, words, strict=True)]
        )
        own, targets = shape.layout, order.plan.own_targets
        heading = SealHeading(order.token, own.sheet, order.fingerprint, own.fields, targets)
        seal_json = spelt_seal(heading, slots, lines, cells)
        return Stamped(zipped(members, self._series.created), seal_json)

    def _placed(self, shape: Shape, plan: Plan, page: GapWords) -> tuple[list[_Placed], list[int], str]:
        """The strips of a plan from the top, what each planned row adds to the control number, the first one's ordinal."""
        placed: list[_Placed] = []
        sums: list[int] = []
        row, ordinal = 1, shape.ordinal
        for strip, words, total in self._strips(shape, plan, page):
            placed.append(_Placed(strip, row, words))
            row += strip.rows
            if total is not None:
                ordinal = ordinal if sums else words.text.get("ordinal", "")
                sums.append(total)
        return placed, sums, ordinal

    def _strips(
        self, shape: Shape, plan: Plan, page: GapWords
    ) -> Iterator[tuple[Strip, GapWords, int | None]]:
        form, period = self._series.form, self._series.period
        for strip in shape.strips:
            if isinstance(strip, Strip):
                yield strip, page, None
                continue
            section = form.section_of(strip)
            for row in planned_rows(section, plan):
                if row.goal:
                    yield shape.goals[strip], wording.of_goal(row), None
                numbered, before = row.measure.target_number is not None, plan.previous.get(row.key)
                template = shape.measures[strip, numbered, bool(before)]
                yield template, *wording.of_measure(form, section, row, plan, period, shape.opened[strip])

    def _results(
        self,
        shape: Shape,
        page: GapWords,
        sums: Sequence[int],
        ordinal: str,
        last: int,
        opened: tuple[int, int],
    ) -> None:
        """The formulas that speak of the whole sheet, with their results."""
        form = self._series.form
        first = Slot("", "", *opened, "input", "text", False)
        layout = replace(shape.layout, last_row=last, slots=(first,))
        missing, sign = shape.missing + len(sums), form.signature[0]
        results = panel_words(form, 0, missing, ordinal)
        caption = sign.name if len(form.column) > FEW_COLUMNS else sign.role
        formulas = {
            ("panel:1", "panel.progress"): progress_formula(layout),
            ("panel:1", "panel.bar"): bar_formula(layout),
            ("panel:2", "panel.next"): next_formula(layout),
        }
        for (key, field), formula in formulas.items():
            page.result(f"{key}|{field}", formula, results[key, field])
        key = f"sign:{sign.key}"
        number = control_words(form, key, missing, summed(sums))
        page.result(f"{key}|control_number", control_formula(layout, caption), number)

    def _set(self, strip: Strip, row: int) -> _Set:
        known = self._sets.get((id(strip), row))
        if known is None:
            sheet = strip.sheet.at(row)
            known = _Set(
                sheet=tuple(piece.encode("utf-8") for piece in sheet.pieces),
                gaps=sheet.names,
                slots=rows_at(strip.slots, row),
                lines=rows_at(strip.lines, row),
                merges=strip.merges.at(row).text({}),
                areas=tuple((place, area.at(row).text({})) for place, area in strip.areas),
            )
            if len(self._sets) < _MOST_PLACED:
                self._sets[id(strip), row] = known
        return known

    def _at(self, template: TemplateText, row: int = 0) -> PlacedText:
        known = self._texts_placed.get((id(template), row))
        if known is None:
            known = template.at(row)
            if len(self._texts_placed) < _MOST_PLACED:
                self._texts_placed[id(template), row] = known
        return known

    def _area(self, area: RuleArea, areas: Mapping[int, Sequence[str]]) -> str:
        """A rule or prompt over its cells; what it says is said of the first of them."""
        cells = " ".join(" ".join(areas[column]) for column in area.columns if column in areas)
        first = _ROW.search(cells)
        if not first:
            raise Unfit("a rule without cells")
        return self._at(area.text, int(first[0])).text({"cells": cells})

    def _sheet(
        self,
        shape: Shape,
        placed: Sequence[_Placed],
        sets: Sequence[_Set],
        names: Mapping[str, str],
    ) -> list[bytes]:
        """The sheet's part in pieces."""
        out = [self._at(shape.head).text(names).encode("utf-8")]
        for strip, strip_set in zip(placed, sets, strict=True):
            out += _filled(strip_set, strip.words.sheet)
        areas: dict[int, list[str]] = {}
        for strip_set in sets:
            for place, area in strip_set.areas:
                areas.setdefault(place, []).append(area)
        rest = (
            f'{shape.lock}{sum(placed_strip.strip.merged for placed_strip in placed)}">',
            *(strip_set.merges for strip_set in sets),
            "</mergeCells>",
            *(self._area(area, areas) for area in shape.rules),
            shape.asking,
            *(self._area(area, areas) for area in shape.asks),
            self._at(shape.page).text(names),
            self._at(shape.quiet).text(names),
        )
        out.append("".join(rest).encode("utf-8"))
        return out


def _filled(strip_set: _Set, values: Mapping[str, str]) -> list[bytes]:
    """The rows of a strip with their words, piece by piece."""
    out = [b""] * (2 * len(strip_set.gaps) + 1)
    out[::2] = strip_set.sheet
    out[1::2] = [values[name].encode("utf-8") for name in strip_set.gaps]
    return out


def _first_open(placed: Iterable[_Placed]) -> tuple[int, int]:
    """(row, column) of the first cell that the employee may fill in."""
    for placed_strip in placed:
        if placed_strip.strip.opened:
            return placed_strip.row + placed_strip.strip.opened[0], placed_strip.strip.opened[1]
    raise Unfit("nothing is open")


def _put_heights(placed: Iterable[_Placed]) -> None:
    """The heights that the words decide, each into its gap."""
    for strip in placed:
        texts = strip.words.text
        for tall in strip.strip.talls:
            needed = (text_height(texts[n], room.pixels, room.face) for n, room in tall.rooms if n in texts)
            strip.words.sheet[tall.name] = f"{max(tall.least, *needed, 0.0):.16g}"
