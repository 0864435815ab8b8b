"""Invented employees, seals, judgements and arrivals for tests of the ledger and the month."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from perfxl.checks.judge import Answered, Judged
from perfxl.finding import Verdict
from perfxl.form.layout import Line, Slot
from perfxl.form.plan import Employee, Roster, Settings, Unit
from perfxl.form.seal import Seal
from perfxl.form.token import Token
from perfxl.ledger.records import Arrival, short_id
from perfxl.texts import finding

FORM = "order-98-2023-annex-6"
PERIOD = "2024-Y"
START = datetime(2024, 12, 5, 9, 0, tzinfo=UTC)


def when(minutes: float) -> datetime:
    """A moment some minutes after the first."""
    return START + timedelta(minutes=minutes)


def employee(code: str = "А-01", unit: str = "Санхүүгийн хэлтэс", excuse: str = "") -> Employee:
    """An invented employee."""
    return Employee(
        code, "Туршилтын газар", unit, "мэргэжилтэн", "Болд", f"Нэр{code}", f"Нэр{code}ийн", excuse=excuse
    )


def roster(*employees: Employee) -> Roster:
    """An invented roster."""
    units = tuple(Unit(e.organisation, e.unit, e.unit) for e in {(x.unit): x for x in employees}.values())
    return Roster(employees, units, {}, Settings(), {})


def seal(code: str = "А-01", issue: int = 1, plan: str = "p1") -> Seal:
    """A small seal."""
    token = Token(FORM, PERIOD, code, issue)
    slot = Slot("m1", "target", 9, 5, "plan", "text", True, "10 сургалт")
    return Seal(token, "Тайлан", plan, (slot,), (Line(9, "m1", "row", "goals"),), (("target", 5),))


def answered(key: str = "m1", achieved: str = "Хийсэн", percent: float | None = 0.65) -> Answered:
    """A row as it counts."""
    return Answered(
        key, "goals", "Зорилт 1", "1.1", "Сургалт зохион байгуулах", "Тоо", "5", "10", 10.0, achieved,
        "2024.01.01-2024.12.31", date(2024, 1, 1), date(2024, 12, 31), "65%", percent, "Тайлан",
        {"achieved": "F9", "percent": "H9"}, {"risk": "бага"},
    )  # fmt: skip


def judged(
    verdict: Verdict = Verdict.ACCEPTED,
    code: str = "А-01",
    answers: str = "Хийсэн",
    *,
    issue: int = 1,
    rows: int = 1,
    stale: bool = False,
) -> Judged:
    """A judgement; the digest goes by the answers."""
    token = Token(FORM, PERIOD, code, issue) if code else None
    found = (finding("I902", field="identity", who=code),) if verdict is Verdict.HELD else ()
    lines = tuple(answered(f"m{n}", answers) for n in range(rows))
    digest = hashlib.sha256(f"{code}{answers}".encode()).hexdigest() if code else ""
    return Judged(
        verdict, token, FORM, PERIOD, code, found, lines, digest, "K1", date(2024, 12, 5), stale=stale
    )


def arrival(name: str = "inbox/a.xlsx", data: bytes = b"one", minutes: float = 0) -> Arrival:
    """An arrival of some bytes."""
    sha256 = hashlib.sha256(data).hexdigest()
    return Arrival(short_id(sha256, name), sha256, name, "folder", "", when(minutes), "", len(data), ".xlsx")
