"""E402: the achieved text is written as a plan: every sentence ends in an infinitive or in the future."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language import closing
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.sentences import Sentence
from perfxl.finding import Finding


def all_plan(row_text: RowText) -> bool:
    """Whether no sentence tells of anything done."""
    speaks = False
    for sentence in row_text.sentences:
        if sentence.last:
            speaks = True
            if not _is_plan(sentence):
                return False
    return speaks


def _is_plan(sentence: Sentence) -> bool:
    if closing.promised(sentence) or closing.plain_future(sentence):
        return True
    last = sentence.last
    return closing.infinitive(last) and sentence.clause[-1].text.lower() in (last, ",", ";", ":")


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a row that claims anything."""
    if row_text.row.percent and all_plan(row_text):
        sentence = row_text.sentences[-1]
        yield row_text.finding("E402", quote=row_text.quote(sentence.start, sentence.end))
