"""The columns of the master's sheets: field, header, width and kind, in the contract's order, HR's own, then the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from perfxl.form.definition import Column, Form
from perfxl.form.place import letters
from perfxl.texts.columns import columns, header

PEOPLE = "people"
MEASURES = "measures"
FINDINGS = "findings"
TABLES = (PEOPLE, MEASURES, FINDINGS)
HR_TABLES = (PEOPLE, MEASURES)

# Width in characters and kind by field; kinds: text (wrapped), word (one line), date, moment, percent, number, link.
_SHAPES: Mapping[str, Mapping[str, tuple[float, str]]] = {
    MEASURES: {
        "code": (9, "word"),
        "organisation": (4, "word"),
        "unit": (13, "text"),
        "position": (12, "text"),
        "name": (18, "text"),
        "section": (9, "word"),
        "goal": (28, "text"),
        "number": (8, "word"),
        "measure": (30, "text"),
        "indicator": (17, "text"),
        "baseline": (11, "text"),
        "target": (19, "text"),
        "achieved": (48, "text"),
        "start": (11, "date"),
        "end": (11, "date"),
        "percent": (11, "percent"),
        "findings": (11, "text"),
        "source": (8, "link"),
    },
    PEOPLE: {
        "code": (9, "word"),
        "organisation": (4, "word"),
        "unit": (18, "text"),
        "position": (16, "text"),
        "name": (22, "text"),
        "state": (15, "text"),
        "received": (16, "moment"),
        "version": (9, "number"),
        "reported": (12, "date"),
        "verifier": (18, "text"),
        "rows": (7, "link"),
        "mean": (11, "percent"),
        "errors": (8, "number"),
        "warnings": (13, "number"),
        "control": (20, "word"),
        "scan": (14, "link"),
        "file": (30, "link"),
        "proof": (22, "word"),
    },
    FINDINGS: {
        "code": (9, "word"),
        "unit": (22, "text"),
        "name": (22, "text"),
        "finding": (11, "word"),
        "severity": (13, "word"),
        "title": (28, "text"),
        "text": (78, "text"),
        "number": (8, "link"),
        "source": (9, "link"),
    },
}
_KEY_WIDTH = 14.0
# What stays in sight beside whatever HR scrolls to: the columns up to this one; and the first column beside them at first.
FROZEN = {PEOPLE: "state", MEASURES: "name", FINDINGS: "code"}
FIRST = {PEOPLE: "received", MEASURES: "measure", FINDINGS: "unit"}
NARROW = ("organisation",)  # the same in every row of a master
_OWN_WIDTH = 22.0
_HR = {PEOPLE: ("decision", "reason", "answer", "note"), MEASURES: ("note",)}


@dataclass(frozen=True, slots=True)
class Heading:
    """One column. `of`: contract, form (the form's own field), hr (yellow), or key (hidden)."""

    field: str
    text: str
    width: float
    kind: str
    of: str


def sheet(name: str) -> str:
    """The sheet of a table: `summary`, `people`, `measures`, `findings`, `about`."""
    return header("master.sheets", name)


def hr_prefix() -> str:
    """What the heading of HR's columns begins with."""
    return header("master.own", "prefix")


def is_hr(heading: str) -> bool:
    """Whether a heading is HR's own: the prefix and something after it."""
    first, _, rest = heading.strip().partition(" ")
    return first.casefold() == hr_prefix().casefold() and bool(rest.strip())


def standing_hr(table: str) -> tuple[str, ...]:
    """The headings of HR's columns that every master has."""
    return tuple(header("master.own", name) for name in _HR.get(table, ()))


def answer_heading() -> str:
    """The heading of the column where `sync` answers HR's decisions."""
    return header("master.own", "answer")


@dataclass(frozen=True, slots=True)
class MasterColumns:
    """The columns of a master's three tables, each from the left."""

    people: tuple[Heading, ...]
    measures: tuple[Heading, ...]
    findings: tuple[Heading, ...]

    def of(self, table: str) -> tuple[Heading, ...]:
        """The columns of a table."""
        return {PEOPLE: self.people, MEASURES: self.measures, FINDINGS: self.findings}[table]


def headings(table: str, form: Form, added: Sequence[str] = ()) -> tuple[Heading, ...]:
    """The columns of a table in their order; `added` are HR's further headings, in HR's order."""
    shapes = _SHAPES[table]
    out = [Heading(f, s[0], *shapes[f], "contract") for f, s in columns(f"master.{table}").items()]
    if table == MEASURES:
        out += [
            Heading(c.field, _free(c.caption, [h.text for h in out]), max(10.0, c.width / 7), "text", "form")
            for c in own_columns(form)
        ]
    own = dict.fromkeys((*standing_hr(table), *added))
    out += [Heading(text, text, _OWN_WIDTH, "text", "hr") for text in own]
    return (*out, Heading("key", header("master.key", "key"), _KEY_WIDTH, "word", "key"))


def letter_of(field: str, columns: Sequence[Heading]) -> str:
    """The letters of a field's column, wherever among the columns it stands."""
    return letters([heading.field for heading in columns].index(field) + 1)


def own_columns(form: Form) -> list[Column]:
    """The form's further columns: fields that are not among the canonical ones."""
    return list(form.own_columns)


def _free(caption: str, taken: Sequence[str]) -> str:
    """A caption that no other column has."""
    heading, count = caption, 1
    while heading in taken:
        count += 1
        heading = f"{caption} ({count})"
    return heading
