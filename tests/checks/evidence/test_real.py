"""The rules on a real report: what they find there is known and was judged by hand; anything new asks for a look."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from perfxl.checks.answers import Answered
from perfxl.checks.evidence import evidence
from tests.checks.evidence.rows import context, row

JUDGED_RIGHT = [
    ("E106", 2),
    ("E110", 2),
    ("E110", 8),
    ("E202", 18),
    ("E201", 20),
    ("E202", 23),
    ("E403", 39),
    ("E501", 1),
    ("E501", 6),
]
ARGUABLE = [("E203", 27), ("E203", 30), ("E303", 1), ("E602", 22)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(folder: Path) -> list[Answered]:
    report = json.loads((folder / "year-2024.json").read_text("utf-8"))
    measures: list[dict[str, Any]] = [
        measure for section in report["sections"] for goal in section["goals"] for measure in goal["measures"]
    ]
    return [
        row(
            n,
            **{name: one[name] or "" for name in ("measure", "indicator", "baseline", "target", "achieved")},
            start=_day(one["start"]),
            end=_day(one["end"]),
            percent=None if one["percent"] is None else one["percent"] / 100,
        )
        for n, one in enumerate(measures, 1)
    ]


def test_the_findings_on_a_real_report_are_the_ones_that_were_judged(reports: Path) -> None:
    found = evidence(_rows(reports), context())
    told = Counter((one.code, int(one.cell[1:])) for one in found)
    assert told == Counter(JUDGED_RIGHT + ARGUABLE)
