"""The report of a rollover as text, compared with what was looked at. PERFXL_UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from perfxl.form.plan import Measure, Roster, Settings
from perfxl.period.rollover_report import Left, leavings_bytes
from tests.support.months import MADE, employee
from tests.support.workbook_text import compare, workbook_text

MEASURE = Measure("goals", "Зорилт 1", "1.1", "Шалгалт хийх", baseline="3", target="5 шалгалт")
NARRATIVE = "Орон нутагт 14 удаагийн шалгалт хийж, илэрсэн зөрчлийг арилгуулав. " * 12


def test_the_report_of_a_rollover_is_what_was_looked_at() -> None:
    people = (employee(1, "Хяналтын хэлтэс"), employee(2, ""))
    left = [
        Left("001", "carried", MEASURE, NARRATIVE, 0.8, "4"),
        Left("002", "carried", replace(MEASURE, number="1.2"), "=1+1", None, ""),
        Left("002", "finished", replace(MEASURE, section="knowledge", number=""), "Дууссан", 1.0, "5"),
        Left("999", "kept", MEASURE, "", None, ""),
    ]
    data = leavings_bytes(left, Roster(people, (), {}, Settings(), {}), "2024-Y", "2025-Y", MADE)
    assert compare(workbook_text(data), Path(__file__).with_name("golden") / "rollover_report.txt") == ""
