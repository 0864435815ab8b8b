"""A draft roster out of plans and old reports, written beside the roster for HR to check."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from perfxl.drafting.draft import Draft, draft_from_accepted, draft_roster
from perfxl.drafting.draft_workbook import write_draft
from perfxl.form.plan import Roster, Settings
from perfxl.roster.load import load_roster
from perfxl.storage.files import clash_names
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace

NAME = "roster-draft.xlsx"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft and where it was written."""

    draft: Draft
    path: Path


def draft_run(
    workspace: Workspace,
    source: Path | None,
    from_accepted: bool,
    language: str,
    progress: Callable[[int, int], None] | None = None,
) -> Drafted:
    """Reads a folder (or the accepted workbooks) into a draft beside the roster; the roster itself is not touched.

    An earlier draft is kept: a new one gets a number. Trouble where the folder is not there.
    """
    folder = source or workspace.accepted
    if not folder.is_dir():
        raise Trouble("file_missing", file=str(folder))
    jobs = os.cpu_count() or 1
    existing = load_roster(workspace.root, workspace.form)[0]
    if from_accepted:
        draft = draft_from_accepted(folder, existing or _NOBODY, workspace.form, progress, language, jobs)
    else:
        draft = draft_roster(folder, existing, workspace.form, progress, language, jobs)
    path = next(path for path in clash_names(workspace.root / NAME) if not path.exists())
    write_draft(path, draft, workspace.form, workspace.period, language)
    return Drafted(draft, path)


_NOBODY = Roster((), (), {}, Settings(), {})
