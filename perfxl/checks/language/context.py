"""What the evidence rules know besides the rows: the period, the day of the report, names, the last report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from perfxl.form.definition import Period


@dataclass(frozen=True, slots=True)
class Context:
    """`reported` is the day beside the employee's signature; `title_name` the given name in the title, in the genitive;
    `signature_name` as it stands in the signature block; `previous` the last report's (text, percent) by row key."""

    period: Period
    reported: date | None
    title_name: str
    signature_name: str
    sheet: str
    previous: Mapping[str, tuple[str, float | None]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def known_until(self) -> date:
        """The last day that the report can tell of: its own day, else the period's last."""
        return self.reported or self.period.end
