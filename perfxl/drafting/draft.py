"""A folder of plans and old reports -> a draft roster: the two ways in."""

from __future__ import annotations

from pathlib import Path

from perfxl.drafting.documents import Progress, read_folder
from perfxl.drafting.drafted import Draft, FileRead, LastResult, Unplaced
from perfxl.drafting.merge import build_draft
from perfxl.form.definition import Form
from perfxl.form.plan import Roster
from perfxl.roster.rows import EVERYBODY

__all__ = ["Draft", "FileRead", "LastResult", "Unplaced", "draft_from_accepted", "draft_roster"]


def draft_roster(
    folder: Path,
    existing: Roster | None,
    form: Form,
    progress: Progress | None = None,
    language: str = "mn",
    jobs: int = 1,
) -> Draft:
    """Reads every file below a folder and merges what it says into a copy of the existing roster.

    `progress` is told (files read, files in all). One file that cannot be read stops nothing: it is named in `files`
    and among the findings. Read from it: .docx, .xlsx (also our own workbooks and masters).
    """
    sources, files = read_folder(folder, form, progress, language, jobs)
    return build_draft(sources, files, existing, form)


def draft_from_accepted(
    folder: Path,
    existing: Roster,
    form: Form,
    progress: Progress | None = None,
    language: str = "mn",
    jobs: int = 1,
) -> Draft:
    """Accepted workbooks of employees of whom the roster has no plan -> their plans; others are left as they are."""
    sources, files = read_folder(folder, form, progress, language, jobs)
    wanted = [s for s in sources if s.accepted and _has_no_plan(s.who.code, existing)]
    return build_draft(wanted, files, existing, form)


def _has_no_plan(code: str, roster: Roster) -> bool:
    employee = roster.employee(code)
    if employee is None:
        return False
    names = (EVERYBODY, *employee.groups, employee.code)
    return not any(roster.shared.get(name) for name in names)
