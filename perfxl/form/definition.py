"""A form as its TOML gives it: strict loading, so that a wrong key is named with its file and place."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from perfxl.form.filling_words import Guide, Panel, Prompt, Sign, faults_of
from perfxl.storage.careful_read import is_plain, read_plain_text

PLANNED = ("measure", "indicator", "baseline", "target")  # what a plan says of a row
ANSWERED = ("achieved", "dates", "percent")  # what is said of it in a report
CANONICAL = ("ordinal", *PLANNED, *ANSWERED)
_CODE = re.compile(r"(\d{4})-(?:([A-Z])(\d{1,2})?)\Z")
_SHEET_NAME = re.compile(r"[^\[\]:*?/\\']{1,31}\Z")
_MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12}


class DefinitionError(Exception):
    """A form's TOML that cannot be used: the message names file, key and what was expected."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the form's tables. `width` in pixels at 96 dpi; `number` as printed, empty for none."""

    field: str
    caption: str
    group: str
    number: str
    kind: str
    writer: str
    width: int
    align: str


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the form. `captions` replaces single columns' captions; `label` goes before a measure."""

    key: str
    title: str
    roster: str
    rows: str
    goals: bool
    label: str
    captions: Mapping[str, str]
    spare: int
    spare_without_plan: int


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature block: the role and the captions under position, name and date."""

    key: str
    role: str
    position: str
    name: str
    date: str


@dataclass(frozen=True, slots=True)
class PeriodKind:
    """How a kind of period (M, Q, H, Y) is numbered and said; `deadline` is `MM-DD`, `end` or empty."""

    kind: str
    numbers: int
    words: str
    ordinals: tuple[str, ...]
    deadline: str


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period: its code, first and last day, title words, and the known deadline (shown, not enforced)."""

    code: str
    kind: str
    year: int
    number: int
    start: date
    end: date
    words: str
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """The page. Margins in millimetres, sizes in points, `long_text` in characters of one cell."""

    size: str
    orientation: str
    font: str
    font_size: int
    title_size: int
    margin_left: int
    margin_right: int
    margin_top: int
    margin_bottom: int
    long_text: int


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the tables: the right-aligned lines, the patterns of the two title lines, and how these stand
    on a blank form of nobody."""

    lines: tuple[str, ...]
    title_1: str
    title_2: str
    blank_1: str
    blank_2: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The form's own name, version, legal source and sheet names."""

    id: str
    version: str
    name: str
    source: str
    language: str
    sheet: str
    guide: str


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form."""

    form: Identity
    paper: Paper
    head: Head
    panel: Panel
    sign: Sign
    guide: Guide
    prompt: tuple[Prompt, ...]
    column: tuple[Column, ...]
    section: tuple[Section, ...]
    signature: tuple[Signature, ...]
    period: tuple[PeriodKind, ...]

    @property
    def id(self) -> str:
        """The form's identifier, the TOML's file name without its ending."""
        return self.form.id

    @property
    def own_columns(self) -> tuple[Column, ...]:
        """The columns whose fields are the form's own, not canonical."""
        return tuple(column for column in self.column if column.field not in CANONICAL)

    def column_of(self, field: str) -> Column | None:
        """The column that holds a field, or None where the form has none."""
        return next((c for c in self.column if c.field == field), None)

    def prompt_of(self, field: str) -> Prompt:
        """The prompt of a field; that of `own` where it has none."""
        prompts = [p for name in (field, "own") for p in self.prompt if p.field == name]
        return prompts[0]

    def section_of(self, key: str) -> Section:
        """The section with a key; KeyError for an unknown one."""
        for section in self.section:
            if section.key == key:
                return section
        raise KeyError(key)

    def period_of(self, code: str) -> Period:
        """The period that a code (`2024-H1`, `2024-M04`) means; ValueError where the form has none such."""
        match = _CODE.match(code)
        kind = next((k for k in self.period if match and k.kind == match[2]), None)
        if not match or not kind:
            raise ValueError(code)
        number = int(match[3] or 0)
        if (
            (number == 0) != (kind.numbers == 0)
            or number > kind.numbers
            or code != _spelt(match[1], kind.kind, number)
        ):
            raise ValueError(code)
        return _period(code, int(match[1]), kind, number)


def _spelt(year: str, kind: str, number: int) -> str:
    return f"{year}-{kind}" + (f"{number:02d}" if kind == "M" else str(number or ""))


def _period(code: str, year: int, kind: PeriodKind, number: int) -> Period:
    length = _MONTHS[kind.kind]
    last = length * max(number, 1)
    end = date(year, last, calendar.monthrange(year, last)[1])
    ordinal = kind.ordinals[number - 1] if kind.ordinals else ""
    words = kind.words.format(number=number, ordinal=ordinal)
    deadline = end if kind.deadline == "end" else _day(year, kind.deadline)
    return Period(code, kind.kind, year, number, date(year, last - length + 1, 1), end, words, deadline)


def _day(year: int, month_day: str) -> date | None:
    return date.fromisoformat(f"{year}-{month_day}") if month_day else None


def template_folder() -> Path:
    """Where the forms stand: inside the installed package, or beside it in a checkout."""
    inside = Path(str(files("perfxl"))) / "template"
    return inside if inside.is_dir() else inside.parent.parent / "template"


def form_file(name: str) -> Path:
    """The TOML of a form: a name from the template folder, or a path to a TOML of one's own."""
    path = Path(name)
    return path if path.suffix == ".toml" else (template_folder() / f"{name}.toml").resolve()


@cache
def _cached(path: Path, stamp: int) -> Form:
    return parse_form(read_plain_text(path), path.name)


def load_form(name: str) -> Form:
    """A form by its name or by the path of its TOML; DefinitionError where there is none or it is wrong."""
    path = form_file(name)
    if not is_plain(path):
        raise DefinitionError(f"{path.name}: no such form in {path.parent.name}")
    try:
        return _cached(path, path.stat().st_mtime_ns)
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{path.name}: UTF-8 expected; byte {error.start + 1} is none") from error


def parse_form(text: str, file: str) -> Form:
    """A form from the text of its TOML; DefinitionError names `file`, the key and what was expected."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{file}: {error}") from error
    form: Form = _build(Form, raw, file, "")
    _consistent(form, file)
    return form


def _build(kind: Any, raw: Any, file: str, at: str) -> Any:
    """A dataclass from a table, every key checked both ways."""
    if not isinstance(raw, dict):
        raise DefinitionError(f"{file}: {at}: a table was expected, not {raw!r}")
    hints = get_type_hints(kind)
    names = [f.name for f in fields(kind)]
    optional = {f.name for f in fields(kind) if f.default is not MISSING}
    for key in raw:
        if key not in names:
            raise DefinitionError(
                f"{file}: {_join(at, key)}: unknown key; expected one of {', '.join(names)}"
            )
    for name in names:
        if name not in raw and name not in optional:
            raise DefinitionError(f"{file}: {_join(at, name)}: missing; expected {_said(hints[name])}")
    return kind(
        **{name: _value(hints[name], raw[name], file, _join(at, name)) for name in names if name in raw}
    )


def _value(hint: Any, raw: Any, file: str, at: str) -> Any:
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        return _build(hint, raw, file, at)
    if get_origin(hint) is tuple:
        if not isinstance(raw, list):
            raise DefinitionError(f"{file}: {at}: a list was expected, not {raw!r}")
        return tuple(_value(get_args(hint)[0], item, file, f"{at}[{n}]") for n, item in enumerate(raw, 1))
    wanted = dict if get_origin(hint) is not None and not isinstance(hint, UnionType) else hint
    if not isinstance(raw, wanted) or (wanted is int and isinstance(raw, bool)):
        raise DefinitionError(f"{file}: {at}: {_said(hint)} was expected, not {raw!r}")
    return raw


def _said(hint: Any) -> str:
    return (
        getattr(hint, "__name__", str(hint)) if get_origin(hint) is None else str(hint).replace("typing.", "")
    )


def _join(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def _consistent(form: Form, file: str) -> None:
    """What types cannot say: one column a field, the fields the road needs, kinds and writers that are known."""
    seen = [column.field for column in form.column]
    for field in seen:
        if seen.count(field) > 1:
            raise DefinitionError(f"{file}: column.field: {field!r} stands twice")
    for field in ("measure", "achieved", "percent"):
        if field not in seen:
            raise DefinitionError(f"{file}: column.field: {field!r} is needed and missing")
    choices = {
        "kind": ("ordinal", "text", "dates", "percent"),
        "writer": ("plan", "staff"),
        "align": ("left", "center"),
    }
    for number, column in enumerate(form.column, 1):
        for name, allowed in choices.items():
            if getattr(column, name) not in allowed:
                raise DefinitionError(
                    f"{file}: column[{number}].{name}: expected one of {', '.join(allowed)}"
                )
    for number, section in enumerate(form.section, 1):
        if section.rows not in ("plan", "staff"):
            raise DefinitionError(f"{file}: section[{number}].rows: expected one of plan, staff")
        for field in section.captions:
            if field not in seen:
                raise DefinitionError(f"{file}: section[{number}].captions.{field}: no column has this field")
    _speakable(form, file)
    for number, kind in enumerate(form.period, 1):
        if kind.kind not in _MONTHS:
            raise DefinitionError(f"{file}: period[{number}].kind: expected one of M, Q, H, Y")
        if kind.ordinals and len(kind.ordinals) != kind.numbers:
            raise DefinitionError(f"{file}: period[{number}].ordinals: expected {kind.numbers} words")


def _speakable(form: Form, file: str) -> None:
    """The limits that spreadsheet programs set to what a sheet says."""
    for name, least in (("column", 4), ("section", 1), ("signature", 1)):
        if len(getattr(form, name)) < least:
            raise DefinitionError(f"{file}: {name}: at least {least} expected")
    for name, allowed in (("size", ("A4", "A3")), ("orientation", ("landscape", "portrait"))):
        if getattr(form.paper, name) not in allowed:
            raise DefinitionError(f"{file}: paper.{name}: expected one of {', '.join(allowed)}")
    for name in ("sheet", "guide"):
        if not _SHEET_NAME.match(getattr(form.form, name)):
            raise DefinitionError(f"{file}: form.{name}: up to 31 characters without []:*?/\\' expected")
    for fault in faults_of(form.panel, form.sign, form.prompt):
        raise DefinitionError(f"{file}: {fault}")
