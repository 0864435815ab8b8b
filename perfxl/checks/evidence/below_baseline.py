"""E110: what was reached lies below the baseline, counted in the same thing, and the percent does not say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.goals import (
    SLACK,
    YEARS,
    Goal,
    asks_for_less,
    bare_goal,
    goals,
    percent_goals,
    reached,
)
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.text_token import TokenKind
from perfxl.checks.language.word_lists import holds, listed
from perfxl.finding import Finding

_TELLING = frozenset({TokenKind.NUMBER, TokenKind.PERCENT})
_NEARLY, _WIDE = 0.95, 0.15  # claims of nearly all, and the slack of lower ones
_FIGURE = re.compile(r"\d")


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row; a note, for some counts fall honestly."""
    row = row_text.row
    if row.percent is None or not _FIGURE.search(row.baseline) or not _TELLING.intersection(row_text.kinds):
        return
    if asks_for_less(row.measure, row.indicator, row.baseline, row.target):
        return
    if holds(f"{row.baseline}\n{row_text.lower}".lower(), listed("target", "not_comparable")):
        return
    for goal in _baselines(row_text):
        expected = goal.value if goal.percent else goal.value * YEARS[context.period.kind]
        value = reached(row_text, goal, context)
        if value is None or value >= expected or row.percent < value / expected + _slack(row_text):
            continue
        if not _asked_for(row_text, goal, value):
            yield row_text.finding(
                "E110",
                baseline=goal.shown,
                expected=goal.spelt(expected),
                reached=goal.spelt(value),
            )
            return


def _slack(row_text: RowText) -> float:
    """How much a claim may be above what was reached: a claim of less than all says itself that less was done."""
    return SLACK if row_text.row.percent and row_text.row.percent > _NEARLY else _WIDE


def _baselines(row_text: RowText) -> Iterator[Goal]:
    row = row_text.row
    alone = bare_goal(row.baseline, f"{row.indicator}\n{row.target}")
    if alone:
        yield alone
        return
    yield from goals(row.baseline)
    yield from percent_goals(row.baseline)


def _asked_for(row_text: RowText, baseline: Goal, value: float) -> bool:
    """Whether the plan itself asks for less than the baseline, or for no more than was reached."""
    asked = [*goals(row_text.row.target), *percent_goals(row_text.row.target)]
    return any(
        goal.percent is baseline.percent and (goal.value < baseline.value or goal.value <= value)
        for goal in asked
    )
