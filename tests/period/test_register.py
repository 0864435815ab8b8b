"""The register as text, compared with what was looked at and found good. PERFXL_UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.finding import Verdict
from perfxl.ledger.records import Decision
from perfxl.period.register import register_bytes
from perfxl.texts import finding
from tests.support.months import MADE, employee, version
from tests.support.workbook_text import compare, workbook_text


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set here")
def test_the_register_is_what_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    first, second = employee(1, "Хяналтын алба"), employee(2, "")
    lost = version(employee(3, ""), Verdict.REFUSED)
    came = (
        version(first),
        version(
            second, Verdict.RETURNED, findings=(finding("F101", cell="F12"), finding("E101", cell="F12"))
        ),
        replace(lost, judged=replace(lost.judged, employee="")),
    )
    decided = Decision(came[1].arrival.id, "waive", "F101", "Дарга зөвшөөрсөн", "Сараа", MADE)
    data = register_bytes(came, {decided.arrival: (decided,)}, {"001": first, "002": second}, "Бүртгэл", MADE)
    assert compare(workbook_text(data), Path(__file__).with_name("golden") / "register.txt") == ""
