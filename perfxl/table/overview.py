"""One organisation in one line: what a ministry sees of it, from its tables or from what it exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from perfxl.finding import Severity
from perfxl.ledger.status import State
from perfxl.table.month_figures import figures
from perfxl.table.table import Tables


@dataclass(frozen=True, slots=True)
class Overview:
    """An organisation's figures. Counts of employees are None where the source is a bare long table.

    `percents` counts the rows with a percent, `mean` is their plain mean (the tool's own statistic, None for none);
    `made` is an ISO moment; `units` how many units have employees.
    """

    organisation: str
    period: str
    made: str
    units: int
    staff: int | None
    issued: int | None
    accepted: int
    returned: int | None
    held: int | None
    missing: int | None
    excused: int | None
    rows: int
    percents: int
    mean: float | None
    warnings: int | None

    def to_dict(self) -> dict[str, Any]:
        """The figures by name."""
        return asdict(self)


def overview(tables: Tables) -> Overview:
    """The line of an organisation's tables."""
    whole = figures(tables).whole
    counts = {state: whole.state(str(state)) for state in State if state is not State.GONE}
    return Overview(
        organisation=tables.organisation,
        period=tables.period.code,
        made=tables.made.isoformat(),
        units=len(tables.units),
        staff=whole.staff,
        issued=whole.issued,
        accepted=counts[State.ACCEPTED],
        returned=counts[State.RETURNED],
        held=counts[State.HELD],
        missing=counts[State.MISSING],
        excused=counts[State.EXCUSED],
        rows=whole.rows,
        percents=whole.percents,
        mean=whole.mean,
        warnings=sum(f.finding.severity is Severity.WARNING for f in tables.findings),
    )


def overview_of(raw: Mapping[str, Any]) -> Overview:
    """A line from what was exported; KeyError where a figure is missing."""
    return Overview(**{field.name: raw[field.name] for field in fields(Overview)})


def of_long_table(
    lines: Iterable[tuple[str, str, str, float | None]], period: str, made: str
) -> list[Overview]:
    """Lines from a bare long table: (organisation, unit, employee's code, percent) a row; employees who sent nothing
    are not in it, so only what was accepted is known."""
    units: dict[str, set[str]] = {}
    codes: dict[str, set[str]] = {}
    percents: dict[str, list[float | None]] = {}
    for organisation, unit, code, percent in lines:
        units.setdefault(organisation, set()).add(unit)
        codes.setdefault(organisation, set()).add(code)
        percents.setdefault(organisation, []).append(percent)
    return [_bare(name, period, made, len(units[name]), len(codes[name]), percents[name]) for name in units]


def _bare(
    name: str, period: str, made: str, units: int, codes: int, percents: list[float | None]
) -> Overview:
    known = [percent for percent in percents if percent is not None and percent == percent]
    mean = sum(known) / len(known) if known else None
    unknown = dict.fromkeys(("staff", "issued", "returned", "held", "missing", "excused", "warnings"))
    return overview_of(
        {
            "organisation": name, "period": period, "made": made, "units": units, "accepted": codes,
            "rows": len(percents), "percents": len(known), "mean": mean, **unknown,
        }
    )  # fmt: skip
