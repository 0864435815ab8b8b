"""What each row was in the last period: its text and percent, kept in the workspace that a rollover made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from perfxl.form.notation import plain
from perfxl.form.plan import Measure, Plan
from perfxl.storage.careful_read import read_plain_text
from perfxl.storage.files import write_file

FILE = "previous.json"


@dataclass(frozen=True, slots=True)
class Before:
    """One measure of one employee as it stood in the last period that counted. `percent`: 0.65 is 65%."""

    code: str
    section: str
    number: str
    measure: str
    text: str
    percent: float | None


def write_previous(root: Path, period: str, rows: Iterable[Before]) -> None:
    """Keeps the rows of a period in a workspace."""
    document = {"period": period, "rows": [asdict(row) for row in rows]}
    write_file(root / FILE, json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8"))


def read_previous(root: Path) -> dict[str, tuple[Before, ...]]:
    """The rows by employee's code; none where the workspace has no earlier period, or the file cannot be used."""
    try:
        document = json.loads(read_plain_text(root / FILE))
        rows = [Before(**row) for row in document["rows"]]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    out: dict[str, tuple[Before, ...]] = {}
    for row in rows:
        out[row.code] = (*out.get(row.code, ()), row)
    return out


def beside(plan: Plan, rows: Iterable[Before]) -> Mapping[str, tuple[str, float | None]]:
    """Row key of the plan -> last text and percent: by section and words, else by section and number."""
    left = list(rows)
    out = {}
    for same in (_words, _number):
        for key, measure in zip(plan.keys, plan.measures, strict=True):
            last = next((row for row in left if key not in out and same(measure, row)), None)
            if last:
                out[key] = (last.text, last.percent)
                left.remove(last)
    return out


def _words(measure: Measure, row: Before) -> bool:
    return (measure.section, plain(measure.measure)) == (row.section, plain(row.measure))


def _number(measure: Measure, row: Before) -> bool:
    return bool(row.number) and (measure.section, measure.number) == (row.section, row.number)
