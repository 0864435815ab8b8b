"""E405: the same passage in two people's reports. It is asked for; it is not among the rules that always run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from perfxl.checks.answers import Answered
from perfxl.checks.evidence.whole_report.repeated import LEAST
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.shingles import shared_runs
from perfxl.finding import Finding


def alike(reports: Mapping[str, Sequence[Answered]]) -> Iterator[tuple[str, Finding]]:
    """Reports by employee code -> (the later employee's code, the finding), in the order of the mapping.

    A passage that one report repeats within itself is not told of here.
    """
    rows = [(code, row) for code, answered in reports.items() for row in answered]
    for run in shared_runs([row.achieved.lower() for _, row in rows], LEAST):
        (other, first), (code, second) = rows[run.first], rows[run.second]
        if other != code:
            row_text = RowText(second)
            yield (
                code,
                row_text.finding(
                    "E405",
                    quote=row_text.quote(run.start, run.end),
                    words=run.words,
                    employee=other,
                    other=first.cells.get("achieved", ""),
                ),
            )
