"""E103: the achieved figure against the plan's target, where both count the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count, counts
from perfxl.checks.language.earlier import earlier
from perfxl.checks.language.row_text import RowText, number
from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.tokenizer import apart, pieces, tokens
from perfxl.checks.language.word_lists import BASE, begins, holds, listed, same_word
from perfxl.finding import Finding

_SLACK = 0.05  # a claim may be so much above what was reached
_YEARS = {"M": 1 / 12, "Q": 1 / 4, "H": 1 / 2, "Y": 1.0}
_BEFORE = 4
_TELLING = frozenset({TokenKind.NUMBER, TokenKind.PERCENT})
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True)
class Goal:
    """What the plan asks for: a value and the words for what it counts; `counter` how it is counted."""

    value: float
    units: frozenset[str]
    counter: str
    percent: bool = False

    @cached_property
    def counts_money(self) -> bool:
        """Whether it is an amount of money."""
        return begins(self.counter, listed("money"))


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row: the first target that the text's figures stay below, and the percent does not say so."""
    row = row_text.row
    if row.percent is None or not (row.target_number or _FIGURE.search(f"{row.target}{row.indicator}")):
        return
    if row.achieved_number is None and not _TELLING.intersection(row_text.kinds):
        return
    if holds(row_text.lower, listed("target", "all")):
        return
    if holds(f"{row.target}\n{row.indicator}".lower(), listed("target", "lower_is_better")):
        return
    for goal in _goals(row_text):
        expected = goal.value if goal.percent else goal.value * _YEARS[context.period.kind]
        reached = _reached(row_text, goal, context)
        if reached is None or reached >= expected or row.percent < reached / expected + _SLACK:
            continue
        sign = "%" if goal.percent else ""
        yield row_text.finding(
            "E103",
            target=number(goal.value) + sign,
            expected=number(round(expected, 1)) + sign,
            reached=number(reached) + sign,
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
    for text in (row.target, row.indicator):
        cut = pieces(text) if _FIGURE.search(text) else ()
        counted = counts(cut)
        if len(counted) == 1 and counted[0].unit and not _is_money(counted[0]) and not _has_percent(cut):
            if counted[0].value and not counted[0].near:
                yield Goal(counted[0].value, frozenset({counted[0].unit}), counted[0].counter)
            continue
        scanned = apart(cut)
        for count in counted:
            units = frozenset({count.unit} if count.unit else _named_before(scanned, count))
            if units and not count.near and count.value and not _is_money(count):
                yield Goal(count.value, units, count.counter)
            elif count.value and _is_money(count):
                yield Goal(count.value, frozenset(_before(scanned, count.at)), count.unit)
        for n, token in enumerate(scanned):
            if token.kind is TokenKind.PERCENT and _reaches(scanned, n):
                yield Goal(token.value, frozenset(_before(scanned, n)), "", True)


def _has_percent(cut: Sequence[TextToken]) -> bool:
    return any(token.kind is TokenKind.PERCENT for token in cut)


def _is_money(count: Count) -> bool:
    """Whether the count is of money."""
    return begins(count.unit, listed("money"))


def _named_before(scanned: Sequence[TextToken], count: Count) -> set[str]:
    """What is counted where the number stands behind its word: "number of contests 6"."""
    before = scanned[max(0, count.at - 2) : count.at]
    if before and before[-1].text.lower() in listed("target", "number_word") and len(before) == 2:
        return {before[0].text.lower()}
    return set()


def _before(scanned: Sequence[TextToken], at: int) -> set[str]:
    return {
        token.text.lower() for token in scanned[max(0, at - _BEFORE) : at] if token.kind is TokenKind.WORD
    }


def _reaches(scanned: Sequence[TextToken], n: int) -> bool:
    return n + 1 < len(scanned) and begins(scanned[n + 1].text, listed("target", "reach"))


def _reached(row_text: RowText, goal: Goal, context: Context) -> float | None:
    """What the row tells of the goal's thing; None where it tells nothing, or only about so many."""
    if goal.value == row_text.row.target_number and row_text.row.achieved_number is not None:
        return row_text.row.achieved_number
    if goal.percent:
        return _percent_reached(row_text, goal)
    counted: list[Count] = []
    if not goal.counter and not _may_share(goal.units, row_text.lower):
        return None
    for sentence in row_text.sentences:
        if TokenKind.NUMBER not in sentence.kinds or not (
            goal.counter or _may_share(goal.units, sentence.lower)
        ):
            continue
        same = [count for count in sentence.counts if _same(count, goal, sentence)]
        if same and not earlier(sentence, context):
            counted += same
    if not counted or any(count.near for count in counted):
        return None
    return sum(count.value for count in counted)


def _same(count: Count, goal: Goal, sentence: Sentence) -> bool:
    if goal.counts_money or _is_money(count):
        return same_word(goal.counter, count.unit) and _share(goal.units, _before(sentence.tokens, count.at))
    if goal.counter and count.counter and not same_word(goal.counter, count.counter):
        return False
    bare = bool(goal.counter and count.counter and count.unit == count.counter)
    return bare or _share(goal.units, (count.unit,))


def _may_share(units: Iterable[str], text: str) -> bool:
    """Whether a text in small letters holds the beginning of any of the words."""
    return any(unit[:BASE] in text for unit in units)


def _share(units: Iterable[str], words: Collection[str]) -> bool:
    return any(same_word(unit, word) for unit in units for word in words if word)


def _percent_reached(row_text: RowText, goal: Goal) -> float | None:
    values = [
        token.value
        for sentence in row_text.sentences
        if TokenKind.PERCENT in sentence.kinds
        for n, token in enumerate(sentence.tokens)
        if token.kind is TokenKind.PERCENT
        and _share(goal.units, [t.text.lower() for t in sentence.tokens[:n] if t.kind is TokenKind.WORD])
    ]
    return max(values, default=None)
