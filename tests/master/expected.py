"""What a master's long table should hold."""

from __future__ import annotations

from datetime import datetime

from perfxl.table.state_words import full_name
from perfxl.table.table import LongRow


def expected(row: LongRow) -> list[object]:
    who, answer = row.employee, row.answered
    return [
        who.code, who.organisation, who.unit or None, who.position, full_name(who.parent, who.name), row.section,
        answer.goal, answer.number, answer.measure, answer.indicator, answer.baseline, answer.target,
        answer.achieved, datetime.combine(answer.start, datetime.min.time()) if answer.start else None,
        datetime.combine(answer.end, datetime.min.time()) if answer.end else None, answer.percent,
        ", ".join(row.findings) or None, row.source.cell,
    ]  # fmt: skip
