"""E103: the achieved figure against the plan's target, where both count the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from perfxl.checks.evidence.context import Context
from perfxl.checks.evidence.counts import Count, counts
from perfxl.checks.evidence.earlier import earlier
from perfxl.checks.evidence.tokens import Kind, Token, tokens
from perfxl.checks.evidence.told import WORDS, Told, number
from perfxl.checks.evidence.words import begins, holds, listed, same_word
from perfxl.finding import Finding

_SLACK = 0.05  # a claim may be so much above what was reached
_YEARS = {"M": 1 / 12, "Q": 1 / 4, "H": 1 / 2, "Y": 1.0}
_BEFORE = 4
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Goal:
    """What the plan asks for: a value and the words for what it counts; `counter` how it is counted."""

    value: float
    units: frozenset[str]
    counter: str
    percent: bool = False


def rule(told: Told, context: Context) -> Iterator[Finding]:
    """At most one finding a row: the first target that the text's figures stay below, and the percent does not say so."""
    row = told.row
    planned = f"{row.target}\n{row.indicator}".lower()
    if not row.target_number and not _FIGURE.search(planned):
        return
    if row.percent is None or holds(planned, listed("target", "lower_is_better")):
        return
    if holds(told.text.lower(), listed("target", "all")):
        return
    for goal in _goals(told):
        expected = goal.value if goal.percent else goal.value * _YEARS[context.period.kind]
        reached = _reached(told, goal, context)
        if reached is None or reached >= expected or row.percent < reached / expected + _SLACK:
            continue
        sign = "%" if goal.percent else ""
        yield told.found(
            "E103",
            target=number(goal.value) + sign,
            expected=number(round(expected, 1)) + sign,
            reached=number(reached) + sign,
        )
        return


def _goals(told: Told) -> Iterator[Goal]:
    row = told.row
    if row.target_number:
        words = {
            t.text.lower() for text in (row.target, row.indicator) for t in tokens(text) if t.kind in WORDS
        }
        yield Goal(row.target_number, frozenset(words), "")
        return
    for text in (row.target, row.indicator):
        scanned = tokens(text)
        for count in counts(scanned):
            units = frozenset({count.unit} if count.unit else _named_before(scanned, count))
            if units and not count.near and count.value and not _is_money(count):
                yield Goal(count.value, units, count.counter)
            elif count.value and _is_money(count):
                yield Goal(count.value, frozenset(_before(scanned, count.at)), count.unit)
        for n, token in enumerate(scanned):
            if token.kind is Kind.PERCENT and _reaches(scanned, n):
                yield Goal(token.value, frozenset(_before(scanned, n)), "", True)


def _is_money(count: Count) -> bool:
    """Whether the count is of money."""
    return begins(count.unit, listed("money"))


def _named_before(scanned: Sequence[Token], count: Count) -> set[str]:
    """What is counted where the number stands behind its word: "number of contests 6"."""
    before = scanned[max(0, count.at - 2) : count.at]
    if before and before[-1].text.lower() in listed("target", "number_word") and len(before) == 2:
        return {before[0].text.lower()}
    return set()


def _before(scanned: Sequence[Token], at: int) -> set[str]:
    return {token.text.lower() for token in scanned[max(0, at - _BEFORE) : at] if token.kind is Kind.WORD}


def _reaches(scanned: Sequence[Token], n: int) -> bool:
    return n + 1 < len(scanned) and begins(scanned[n + 1].text, listed("target", "reach"))


def _reached(told: Told, goal: Goal, context: Context) -> float | None:
    """What the row tells of the goal's thing; None where it tells nothing, or only about so many."""
    if goal.value == told.row.target_number and told.row.achieved_number is not None:
        return told.row.achieved_number
    if goal.percent:
        return _percent_reached(told, goal)
    found: list[Count] = []
    for sentence in told.sentences:
        if earlier(sentence, context):
            continue
        for count in counts(sentence.tokens):
            if _same(count, goal, sentence.tokens):
                found.append(count)
    if not found or any(count.near for count in found):
        return None
    return sum(count.value for count in found)


def _same(count: Count, goal: Goal, scanned: Sequence[Token]) -> bool:
    if _is_money(count) or begins(goal.counter, listed("money")):
        return same_word(goal.counter, count.unit) and _share(goal.units, _before(scanned, count.at))
    if goal.counter and count.counter and not same_word(goal.counter, count.counter):
        return False
    bare = bool(goal.counter and count.counter and count.unit == count.counter)
    return bare or _share(goal.units, (count.unit,))


def _share(units: Iterable[str], words: Collection[str]) -> bool:
    return any(same_word(unit, word) for unit in units for word in words if word)


def _percent_reached(told: Told, goal: Goal) -> float | None:
    values = [
        token.value
        for sentence in told.sentences
        for n, token in enumerate(sentence.tokens)
        if token.kind is Kind.PERCENT
        and _share(goal.units, [t.text.lower() for t in sentence.tokens[:n] if t.kind is Kind.WORD])
    ]
    return max(values, default=None)
