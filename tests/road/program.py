"""Runs the program as a script would, and reads what it made with independent eyes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from perfxl.form.seal import Seal
from perfxl.ledger.ledger import Ledger


@dataclass(frozen=True)
class Done:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def perfxl(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Done:
    """Runs `python -m perfxl`."""
    command = [sys.executable, "-m", "perfxl", *map(str, arguments)]
    settings = {**os.environ, **(environment or {})}
    done = subprocess.run(command, capture_output=True, check=False, env=settings, cwd=cwd)
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def seals(workspace: Path) -> dict[str, Seal]:
    """What was issued, by employee's code."""
    with Ledger.open(workspace / "ledger.db") as ledger:
        return ledger.issued.latest_seals()


def inputs(seal: Seal, field: str) -> dict[str, str]:
    """Row key -> address of the open cell of a field, continuation rows aside."""
    return {s.key: s.a1 for s in seal.slots if s.field == field and not s.locked and s.role == "input"}


def issued_file(workspace: Path, code: str) -> Path:
    """The workbook that an employee was issued."""
    return next(path for path in (workspace / "issued").rglob("*.xlsx") if path.name.startswith(f"{code} "))


def fill(source: Path, target: Path, entries: Mapping[str, Any]) -> Path:
    """Fills a workbook as another program would."""
    book = load_workbook(source)
    for cell, value in entries.items():
        book.worksheets[0][cell] = value
    book.save(target)
    return target


def table(master: Path, sheet: str) -> list[dict[str, Any]]:
    """A sheet of a master as openpyxl sees it: a dict a row, by heading."""
    book = load_workbook(master, data_only=True)
    rows = book[sheet].iter_rows(values_only=True)
    headings = next(_heading_row(rows))
    return [dict(zip(headings, row, strict=True)) for row in rows if any(v is not None for v in row)]


def _heading_row(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The first row that holds the code's heading (titles may stand above)."""
    return (row for row in rows if "Код" in row)
