"""The case files of the rules, read once, and the report that a table of theirs tells of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tests.checks.evidence.rows import Case, case

FOLDER = Path(__file__).parent
FILES = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "cases").glob("*.toml"))
}


def case_of(file: dict[str, Any], table: dict[str, Any]) -> Case:
    """The report that a table of a case file tells of, with the file's passages and defaults."""
    defaults = {name: file[name] for name in ("achieved",) if name in file}
    return case(table, file.get("passages", {}), defaults)
