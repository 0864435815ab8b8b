"""E203: a hundred percent, and work of the row is left for a time after the report."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.evidence.plan_as_result import all_plan
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.word_lists import begins, held, listed
from perfxl.finding import Finding


def later_time(sentence: Sentence, context: Context) -> str:
    """The words of a time after the report, else empty."""
    for token in sentence.dates:
        if token.day and token.day.possible:
            year = context.period.year
            if token.day.first(year) > context.known_until:
                return token.text
    relative = listed("later", "relative")
    if context.period.kind == "H" and context.period.number == 1:
        relative += listed("later", "second_half")
    return held(sentence.lower, relative)


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a row, on the first such sentence."""
    if not row_text.claims_all or not row_text.to_come or all_plan(row_text):
        return
    for sentence in row_text.to_come:
        if not begins(sentence.words[0], listed("closing", "from_now_on")):
            when = later_time(sentence, context)
            if when:
                yield row_text.finding("E203", quote=row_text.quote(sentence.start, sentence.end), when=when)
                return
