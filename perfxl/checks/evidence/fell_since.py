"""E406: the year's report counts less of a thing than the report of its first half did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from perfxl.checks.language.context import Context
from perfxl.checks.language.goals import Goal, asks_for_less, reached
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.text_token import TokenKind
from perfxl.checks.language.word_lists import holds, listed
from perfxl.finding import Finding

_FIGURES = 20  # of the last report that are looked at


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row that claims all of a year's work."""
    row = row_text.row
    before, _ = context.previous.get(row.key, ("", None))
    if not before or context.period.kind != "Y" or not row_text.claims_all:
        return
    if TokenKind.NUMBER not in row_text.kinds or _not_the_whole(row_text):
        return
    if asks_for_less(row.measure, row.indicator, row.target):
        return
    last = RowText(replace(row, achieved=before))
    for goal in _counted(last):
        earlier_value, value = reached(last, goal, context), reached(row_text, goal, context)
        if earlier_value is not None and value is not None and value < earlier_value:
            yield row_text.finding(
                "E406",
                quote=last.quote(0, len(last.text)),
                before=goal.shown,
                reached=Goal(value, goal.units, "").shown,
            )
            return


def _not_the_whole(row_text: RowText) -> bool:
    """Whether the text tells of a part of the year, or of some of the work."""
    parts = (
        listed("earlier", "parts_of_year") + listed("target", "for_instance") + listed("later", "second_half")
    )
    return holds(row_text.lower, parts)


def _counted(last: RowText) -> Iterator[Goal]:
    """The things that the last report counts, once each and not about so many."""
    counted = [count for sentence in last.sentences for count in sentence.counts if not count.says_only_how]
    for count in counted[:_FIGURES]:
        same = [other for other in counted if other.named_by(count.unit)]
        if same == [count] and not count.near and not asks_for_less(count.unit):
            yield Goal(count.value, frozenset({count.unit}), count.counter)
