"""The comfort edition of what was issued: an .xlsm with buttons beside each .xlsx, of the same form, token and plan."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from perfxl.checks.returned_macros import own_marks
from perfxl.form.plan import Plan, Unit
from perfxl.form.seal import Seal, layout_of, titles_of
from perfxl.issue.macros import own_words, with_macros
from perfxl.issue.workbook import build_workbook
from perfxl.ledger.records import Sent
from perfxl.period.issue_source import with_answers
from perfxl.storage.files import write_file
from perfxl.workspace.run import Run
from perfxl.workspace.stored_bytes import NotKept


@dataclass(frozen=True)
class Editions:
    """`paths` of the editions that were written; `unkept` workbooks whose bytes are gone from the store or were
    changed: no edition was made for those who sent them, since it would lack their answers."""

    paths: tuple[Path, ...]
    unkept: tuple[str, ...]


def write_editions(run: Run, codes: Collection[str] = ()) -> Editions:
    """Writes an .xlsm beside the issued workbook of everyone (or of the employees named)."""
    paths: list[Path] = []
    unkept: list[str] = []
    seals = run.ledger.issued.latest_seals()
    run.ledger.issued.record_macros((*own_marks(), *own_words(run.roster.settings)))
    for code, sent in run.ledger.issued.last().items():
        if codes and code not in codes:
            continue
        try:
            paths.append(_write(run, sent, seals[code]))
        except NotKept as error:
            unkept.append(error.file)
    return Editions(tuple(paths), tuple(unkept))


def _write(run: Run, sent: Sent, sealed: Seal) -> Path:
    settings, password = run.roster.settings, edition_password(run.ledger.password)
    layout = with_answers(run, layout_of(sealed, run.workspace.form)).layout
    employee = sent.employee
    plan = Plan(employee, Unit(employee.organisation, employee.unit, ""), titles_of(sealed), (), ())
    data = build_workbook(layout, plan, password, settings, sent.at)
    path = (run.workspace.root / sent.path).with_suffix(".xlsm")
    edition = with_macros(data, layout, password, settings, sent.at)
    write_file(path, edition)
    run.ledger.issued.record_bytes(employee.code, hashlib.sha256(edition).hexdigest(), run.at)
    return path


def edition_password(password: str) -> str:
    """The editions' own sheet password, which stands in them in clear: the workspace's cannot be worked out from it."""
    return hashlib.sha256(f"edition of {password}".encode()).hexdigest()[:12]
