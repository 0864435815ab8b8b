"""What the text says against what the row claims: warnings and notes, never errors; one rule, one module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter, itemgetter

from perfxl.checks.answers import Answered
from perfxl.checks.evidence import (
    against_target,
    asks_number,
    below_baseline,
    carried_over,
    change,
    dates_outside,
    fell_since,
    finished_late,
    foreign_letters,
    impossible_date,
    later,
    not_done,
    part_of,
    plan_as_result,
    remainder,
    same_as_plan,
    share_of_whole,
    stated_percent,
    sums,
    to_come,
    unit_slip,
)
from perfxl.checks.evidence.whole_report import (
    all_hundred,
    ends_after,
    nothing_to_check,
    repeated,
    signature_name,
    spellings,
)
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.finding import Finding

__all__ = ["Context", "evidence"]

RowRule = Callable[[RowText, Context], Iterator[Finding]]
ReportRule = Callable[[Sequence[RowText], Context], Iterator[Finding]]

ROW_RULES: tuple[RowRule, ...] = (
    sums.rule,
    share_of_whole.rule,
    change.rule,
    remainder.rule,
    stated_percent.rule,
    against_target.rule,
    below_baseline.rule,
    part_of.rule,
    unit_slip.rule,
    to_come.rule,
    not_done.rule,
    later.rule,
    dates_outside.rule,
    impossible_date.rule,
    finished_late.rule,
    same_as_plan.rule,
    plan_as_result.rule,
    carried_over.rule,
    fell_since.rule,
    asks_number.rule,
    foreign_letters.rule,
)
REPORT_RULES: tuple[ReportRule, ...] = (
    ends_after.rule,
    repeated.rule,
    spellings.rule,
    signature_name.rule,
    all_hundred.rule,
    nothing_to_check.rule,
)


def _laid_out(report: Sequence[RowText]) -> None:
    """Has every text cut before the first rule asks: one kind of work after the other is a fifth quicker than row by row."""
    for name in ("lower", "pieces", "kinds", "own", "sentences", "to_come"):
        for _ in map(attrgetter(name), report):
            pass


def evidence(rows: Sequence[Answered], context: Context) -> list[Finding]:
    """The findings of all rules on one report's rows: row by row, then those of the report as a whole.

    Rows without an achieved text are told of elsewhere and pass here in silence. Never raises for what people write.
    """
    report = [RowText(row) for row in rows]
    _laid_out(report)
    by_row = [
        (n, finding)
        for rule in ROW_RULES
        for n, row_text in enumerate(report)
        for finding in rule(row_text, context)
    ]
    by_row.sort(key=itemgetter(0))
    return [finding for _, finding in by_row] + [
        finding for rule in REPORT_RULES for finding in rule(report, context)
    ]
