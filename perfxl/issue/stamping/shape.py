"""The shape of a workbook: templates of its rows and parts, learned from a model that openpyxl built.

Two plans have the same shape when the same sections have rows in them. How many rows, under how many goals, with what
words, is what differs within a shape: each kind of row is a strip, and the strips of a plan are put below each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from perfxl.form.definition import Form, Period
from perfxl.form.layout import Layout
from perfxl.form.plan import Plan, Settings
from perfxl.form.text_heights import TextRoom
from perfxl.issue.stamping.template_text import TemplateText
from perfxl.storage.zip_parts import Member

SHEET, GUIDE, BOOK, CORE = (
    "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml", "docProps/core.xml",
)  # fmt: skip


class Unlike(Exception):
    """A workbook that cannot be taken apart into templates: it is not built as this module knows it."""


@dataclass(frozen=True)
class Series:
    """What all the workbooks of one run have in common; travels to other processes."""

    form: Form
    period: Period
    password: str
    settings: Settings
    created: datetime


@dataclass(frozen=True, slots=True)
class ShapeKind:
    """What tells two shapes apart: the sections with planned rows, and whether a row shows what it was last period."""

    sections: tuple[str, ...]
    previous: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tall:
    """A row whose height its texts decide: the gap of its height, the least it has, and the room of each text by its gap."""

    name: str
    least: float
    rooms: tuple[tuple[str, TextRoom], ...]


@dataclass(frozen=True, slots=True, eq=False)
class SealPart:
    """Slots or lines of some rows as a seal tells them: `same` the fields that never differ, by name; the others with the
    places where a gap's value stands, `moved` formulas that move with the rows; `formulas` all of them as JSON."""

    count: int
    same: Mapping[str, tuple[Any, ...]]
    rows: TemplateText
    columns: Mapping[str, tuple[Any, ...]]
    gaps: Mapping[str, tuple[tuple[int, str], ...]]
    moved: tuple[tuple[int, TemplateText], ...]
    formulas: TemplateText


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """Some rows that always stand together. `slots` and `lines` are what a seal tells of them; `areas` the cells by the
    rule or prompt that covers them."""

    rows: int
    sheet: TemplateText
    slots: SealPart
    lines: SealPart
    merged: int
    merges: TemplateText
    areas: tuple[tuple[int, TemplateText], ...]
    talls: tuple[Tall, ...]
    opened: tuple[int, int] | None  # (row in the strip, column) of its first open cell


@dataclass(frozen=True, slots=True, eq=False)
class RuleArea:
    """One rule or prompt over cells: its text with a gap for them, and its columns' numbers in `areas`, in their order."""

    text: TemplateText
    columns: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Shape:
    """A workbook taken apart. `members` are its parts in their order, those that differ as None; `strips` the sheet from
    the top, a section's key where its planned rows stand; `goals` and `measures` the strips of those by their kind
    (`measures`: section, whether there is a number to reach, whether the last period's text is beside)."""

    layout: Layout
    members: tuple[tuple[str, Member | None], ...]
    parts: Mapping[str, TemplateText]
    strips: tuple[Strip | str, ...]
    goals: Mapping[str, Strip]
    measures: Mapping[tuple[str, bool, bool], Strip]
    head: TemplateText
    lock: str
    rules: tuple[RuleArea, ...]
    asking: str
    asks: tuple[RuleArea, ...]
    page: TemplateText
    quiet: TemplateText
    opened: Mapping[
        str, tuple[str, ...]
    ]  # by section, the open columns of the table in the control formula's order
    missing: int  # rows that lack something before any is planned
    ordinal: str  # the number of the first of them


def kind_of(plan: Plan, form: Form) -> ShapeKind:
    """The kind of shape that a plan has."""
    used = {measure.section for measure in plan.measures}
    shown = any(plan.previous.get(key) for key in plan.keys)
    return ShapeKind(tuple(section.key for section in form.section if section.key in used), shown)
