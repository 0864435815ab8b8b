"""How people write percents, dates and numbers: raw cell values -> values, with remarks on what was odd."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Scalar = str | float | bool | None


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Started and finished; None for what is not given or not understood."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What the notation of an answer gave rise to: a finding's code and facts, not yet a finding."""

    code: str
    facts: tuple[tuple[str, str | int | float], ...] = ()


Value = str | float | DateSpan | date | None
