"""The long table as a pandas DataFrame: dates as dates, percents as floats, repeated words as categories."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfxl.table.organisations import all_tables
from perfxl.table.state_words import full_name
from perfxl.table.table import LongRow, Tables
from perfxl.workspace.folder import Workspace, open_workspace
from perfxl.workspace.run import looking

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "code", "organisation", "unit", "position", "name", "section", "goal", "number", "measure", "indicator",
    "baseline", "target", "target_number", "achieved", "start", "end", "percent", "findings", "source_file",
    "source_cell", "received", "verdict", "key",
)  # fmt: skip
_CATEGORIES = ("code", "organisation", "unit", "position", "section", "source_file", "verdict")


def read_table(workspace: Workspace | Path | str) -> pd.DataFrame:
    """The long table of a workspace (or of the folder that holds one), every organisation, in the masters' order.

    One row a measure of each version that counts. `start` and `end` are datetime64 days, `received` is in UTC,
    `percent` and `target_number` are floats (0.65 is 65%), `findings` codes with a comma between.
    Trouble where the folder holds no workspace.
    """
    place = workspace if isinstance(workspace, Workspace) else open_workspace(Path(workspace))
    with looking(place) as run:
        return frame(all_tables(run))


def frame(drawn: Iterable[Tables]) -> pd.DataFrame:
    """The rows of some organisations' tables as a DataFrame."""
    import pandas as pd

    lines = [record(row) for organisation_tables in drawn for row in organisation_tables.rows]
    table = pd.DataFrame.from_records(lines, columns=list(COLUMNS))
    for column in ("start", "end"):
        table[column] = table[column].astype("datetime64[s]")
    table["received"] = pd.to_datetime(table["received"], utc=True)
    for column in ("percent", "target_number"):
        table[column] = table[column].astype("float64")
    return table.astype(dict.fromkeys(_CATEGORIES, "category"))


def record(row: LongRow) -> tuple[Any, ...]:
    """One row's values in the order of COLUMNS."""
    who, answer, source = row.employee, row.answered, row.source
    return (
        who.code, who.organisation, who.unit, who.position, full_name(who.parent, who.name), row.section,
        answer.goal, answer.number, answer.measure, answer.indicator, answer.baseline, answer.target,
        answer.target_number, answer.achieved, answer.start, answer.end, answer.percent,
        ", ".join(row.findings), source.file, source.cell, row.received, str(row.verdict), row.key,
    )  # fmt: skip
