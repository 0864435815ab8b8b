"""Cells -> Report: the answers, each with its place; rows found by key, columns by the hidden field row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perfxl.form.definition import Form
from perfxl.form.notation import Remark, Scalar, Value
from perfxl.form.place import Place
from perfxl.form.token import Carried, Token
from perfxl.reading.cells import Book


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the `raw` cell value as it stood, `text` as a person sees it, the understood `value`, its place.

    `remarks` are what the reader noticed while understanding it (codes of the F family).
    """

    field: str
    raw: Scalar
    text: str
    value: Value
    place: Place
    number_format: str = "General"
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the form with its answers by field. `added`: an employee's own row (spare row, or a row of no plan)."""

    key: str
    section: str
    place: Place
    answers: Mapping[str, Answer]
    added: bool = False

    @property
    def filled(self) -> bool:
        """Whether anything was typed into the row's staff fields."""
        return any(answer.text.strip() for answer in self.answers.values())


@dataclass(frozen=True, slots=True)
class Stray:
    """Something typed where the form asks for nothing."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a workbook says. `token` is the one that all sound carriers agree on, else None.

    `rows` in the sheet's order; `signatures` by signature key (employee, verifier) and part (position, name, date);
    `damaged` is true where rows have lost their keys or the field row is gone.
    """

    form: str
    token: Token | None
    carriers: tuple[Carried, ...]
    sheet: str
    rows: tuple[Row, ...]
    signatures: Mapping[str, Mapping[str, Answer]]
    stray: tuple[Stray, ...]
    damaged: bool
    program: str
    saved_by: str


def read_report(book: Book, form: Form) -> Report:
    """The report in a workbook, read by the form it names."""
    raise NotImplementedError
