"""What a form's sheet says on the screen, as its TOML gives it: the panel, the signs, the prompts, the guide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Panel:
    """The words of the frozen panel; `{done}`, `{missing}`, `{asked}`, `{ordinal}` are filled in by the sheet.

    `beside` are the captions of the columns right of the print.
    """

    progress: str
    empty: str
    next: str
    first: str
    complete: str
    guide: str
    legend: str
    beside: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sign:
    """The words beside each row, and of the control number; `names` are the fields' names in `{what}`."""

    complete: str
    missing: str
    percent: str
    long: str
    differs: str
    locked: str
    wrong: str
    continued: str
    split: str
    open: str
    control: str
    draft: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the sheet says when a cell of a field is entered, and when something wrong is typed.

    `field` is a column's field, `own` (any other column that the employee writes), `continuation`, `number`,
    `position`, `name` or `date`. Titles up to 32 characters, text up to 255, error up to 224.
    """

    field: str
    title: str
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide sheet: its title, numbered steps, and the lines with what HR set."""

    title: str
    steps: tuple[str, ...]
    deadline: str
    contact: str
    send: str
