"""What comes of a folder: a draft roster, its doubts, last results, unplaced texts and the files that were read."""

from __future__ import annotations

from dataclasses import dataclass

from perfxl.finding import Finding
from perfxl.form.plan import Roster


@dataclass(frozen=True, slots=True)
class LastResult:
    """What an old report says of a row; `row` is the row of the draft's plan sheet, 0 for one of a group
    and for a task that was no plan row (a section whose rows the employee writes)."""

    code: str
    section: str
    number: str
    measure: str
    indicator: str
    baseline: str
    target: str
    achieved: str
    dates: str
    percent: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A text of a file that found no place in the draft."""

    file: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file: whose it is (codes), how many plan rows it gave; `finding` where it could not be read or gave none."""

    file: str
    codes: tuple[str, ...]
    rows: int
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft roster. `findings` name cells of the workbook that `write_draft` makes of it; nothing of the existing
    roster is changed but empty cells of its employees."""

    roster: Roster
    findings: tuple[Finding, ...]
    results: tuple[LastResult, ...]
    unplaced: tuple[Unplaced, ...]
    files: tuple[FileRead, ...]
