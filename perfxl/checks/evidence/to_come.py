"""E201: a hundred percent, and the text says that work is still to come."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.evidence.later import later_time
from perfxl.checks.evidence.plan_as_result import all_plan
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import Told
from perfxl.checks.language.word_lists import begins, listed
from perfxl.finding import Finding


def rule(told: Told, context: Context) -> Iterator[Finding]:
    """One finding a row, on the first sentence that promises; sentences with a later time are E203's, plans E402's."""
    if not told.claims_all or not told.to_come or all_plan(told):
        return
    for sentence in told.to_come:
        if begins(sentence.words[0], listed("closing", "from_now_on")):
            continue
        if not later_time(sentence, context):
            yield told.found("E201", quote=told.quote(sentence.start, sentence.end))
            return
