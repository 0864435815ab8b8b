"""E402: the achieved text is written as a plan: every sentence ends in an infinitive or in the future."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language import closing
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import Told
from perfxl.checks.language.sentences import Sentence
from perfxl.finding import Finding


def all_plan(told: Told) -> bool:
    """Whether no sentence tells of anything done."""
    said = False
    for sentence in told.sentences:
        if sentence.last:
            said = True
            if not _is_plan(sentence):
                return False
    return said


def _is_plan(sentence: Sentence) -> bool:
    if closing.promised(sentence) or closing.plain_future(sentence):
        return True
    last = sentence.last
    return closing.infinitive(last) and sentence.clause[-1].text.lower() in (last, ",", ";", ":")


def rule(told: Told, context: Context) -> Iterator[Finding]:
    """One finding a row that claims anything."""
    if told.row.percent and all_plan(told):
        sentence = told.sentences[-1]
        yield told.found("E402", quote=told.quote(sentence.start, sentence.end))
