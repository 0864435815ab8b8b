"""E201: a hundred percent, and the text says that work is still to come."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.evidence.later import later_time
from perfxl.checks.evidence.plan_as_result import all_plan
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.word_lists import begins, listed
from perfxl.finding import Finding


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a row, on the first sentence that promises; sentences with a later time are E203's, plans E402's."""
    if not row_text.claims_all or not row_text.to_come or all_plan(row_text):
        return
    for sentence in row_text.to_come:
        if begins(sentence.words[0], listed("closing", "from_now_on")):
            continue
        if not later_time(sentence, context):
            yield row_text.finding("E201", quote=row_text.quote(sentence.start, sentence.end))
            return
