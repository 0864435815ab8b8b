"""E103: the achieved figure against the plan's target, where both count the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.goals import (
    SLACK,
    YEARS,
    Goal,
    asks_for_less,
    goals,
    percent_goals,
    reached,
)
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.text_token import WORDS, TokenKind
from perfxl.checks.language.tokenizer import tokens
from perfxl.checks.language.word_lists import holds, listed
from perfxl.finding import Finding

_TELLING = frozenset({TokenKind.NUMBER, TokenKind.PERCENT})
_FIGURE = re.compile(r"\d")


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row: the first target that the text's figures stay below, and the percent does not say so."""
    row = row_text.row
    if row.percent is None or not (row.target_number or _FIGURE.search(f"{row.target}{row.indicator}")):
        return
    if row.achieved_number is None and not _TELLING.intersection(row_text.kinds):
        return
    if holds(row_text.lower, listed("target", "all")) or asks_for_less(row.target, row.indicator):
        return
    for goal in _goals(row_text):
        expected = goal.value if goal.percent or row.own_target else goal.value * YEARS[context.period.kind]
        value = _reached(row_text, goal, context)
        if value is not None and value < expected and row.percent >= value / expected + SLACK:
            yield row_text.finding(
                "E103",
                target=goal.shown,
                expected=goal.spelt(expected),
                reached=goal.spelt(value),
            )
            return


def _goals(row_text: RowText) -> Iterator[Goal]:
    row = row_text.row
    if row.target_number:
        words = {
            t.text.lower() for text in (row.target, row.indicator) for t in tokens(text) if t.kind in WORDS
        }
        yield Goal(row.target_number, frozenset(words), "")
        return
    for text in (
        (row.target,) if row.own_target else (row.target, row.indicator)
    ):  # the indicator's is the year's
        yield from goals(text)
        yield from percent_goals(text, listed("target", "reach"))


def _reached(row_text: RowText, goal: Goal, context: Context) -> float | None:
    """What the row tells of the goal's thing, the figure that was typed beside it first."""
    row = row_text.row
    if goal.value == row.target_number and row.achieved_number is not None:
        return row.achieved_number
    return reached(row_text, goal, context)
