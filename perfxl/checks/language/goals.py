"""What a plan counts ("24 trainings", "the number of citizens 1050", "reach of 92%") and what a row's text tells of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from perfxl.checks.language import closing
from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count, counts
from perfxl.checks.language.earlier import earlier
from perfxl.checks.language.figure_words import words_behind
from perfxl.checks.language.row_text import LONGEST, RowText, number
from perfxl.checks.language.sentences import TABLE, Sentence
from perfxl.checks.language.text_token import TextToken, TokenKind
from perfxl.checks.language.tokenizer import apart, pieces, tokens
from perfxl.checks.language.word_lists import BASE, begins, holds, listed, same_word

YEARS = {"M": 1 / 12, "Q": 1 / 4, "H": 1 / 2, "Y": 1.0}  # what part of a year's figure a period is asked for
SLACK = 0.05  # a claim may be so much above what was reached
_BEFORE, _FAR = 4, 24  # words before a figure that name it, near and in a long sentence
_MOST = 12  # figures of a plan that are goals
_FIGURE = re.compile(r"\d")
_ALONE = re.compile(r"\s*\d[\d ,.]*\s*\Z")


@dataclass(frozen=True)
class Goal:
    """What a plan names: a value and the words for what it counts; `counter` how it is counted."""

    value: float
    units: frozenset[str]
    counter: str
    percent: bool = False

    @cached_property
    def counts_money(self) -> bool:
        """Whether it is an amount of money."""
        return begins(self.counter, listed("money"))

    @property
    def shown(self) -> str:
        """The value as a fact."""
        return self.spelt(self.value)

    def spelt(self, value: float) -> str:
        """Another value as a fact, in the way of this one: with its sign."""
        return number(round(value, 1)) + ("%" if self.percent else "")


def goals(text: str) -> Iterator[Goal]:
    """What a plan's text counts, each thing once."""
    cut = pieces(text[:LONGEST]) if _FIGURE.search(text) else ()
    counted = counts(cut)[:_MOST]
    if len(counted) == 1 and counted[0].unit and not _is_money(counted[0]) and not _has_percent(cut):
        if counted[0].value and not counted[0].near:
            yield Goal(counted[0].value, frozenset({counted[0].unit}), counted[0].counter)
        return
    scanned = apart(cut)
    for count in counted:
        units = frozenset({count.unit} if count.unit else _named_before(scanned, count))
        if units and not count.near and count.value and not _is_money(count):
            yield Goal(count.value, units, count.counter)
        elif count.value and _is_money(count):
            yield Goal(count.value, frozenset(_before(scanned, count.at)), count.unit)


def percent_goals(text: str, asked: tuple[str, ...] = ()) -> Iterator[Goal]:
    """The percents of a plan's text with the words before them; with `asked` only those that such a word follows."""
    scanned = tokens(text[:LONGEST]) if _FIGURE.search(text) else ()
    places = [n for n, token in enumerate(scanned) if token.kind is TokenKind.PERCENT][:_MOST]
    for n in places:
        if not asked or _followed(scanned, n, asked):
            yield Goal(scanned[n].value, frozenset(_before(scanned, n)), "", True)


def bare_goal(text: str, indicator: str) -> Goal | None:
    """A plan's figure that stands alone, with what the indicator asks the number of."""
    if not _ALONE.match(text):
        return None
    (token,) = tokens(text.strip())[:1] or (None,)
    words = [t.text.lower() for t in tokens(indicator)]
    asked = [words[n - 1] for n, word in enumerate(words) if n and word in listed("target", "number_word")]
    if token is None or token.kind is not TokenKind.NUMBER or not token.value or len(asked) != 1:
        return None
    return Goal(token.value, frozenset(asked), "")


def reached(row_text: RowText, goal: Goal, context: Context) -> float | None:
    """What the row tells of the goal's thing; None where it tells nothing, or only about so many."""
    if goal.percent:
        return _percent_reached(row_text, goal)
    if not goal.counter and not _may_share(goal.units, row_text.lower):
        return None
    counted: list[Count] = []
    for sentence in row_text.sentences:
        if TokenKind.NUMBER not in sentence.kinds or not (
            goal.counter or _may_share(goal.units, sentence.lower)
        ):
            continue
        if len(sentence.counts) > TABLE:
            return None
        same = [count for count in sentence.counts if _same(count, goal, sentence)]
        if same and not earlier(sentence, context):
            counted += same
    if not counted or any(count.near for count in counted):
        return None
    return sum(count.value for count in counted)


def asks_for_less(*texts: str) -> bool:
    """Whether a plan's texts ask that something become less, or count what had better not be."""
    return holds("\n".join(texts).lower(), listed("target", "lower_is_better"))


def restated(tokens: Sequence[TextToken], at: int) -> bool:
    """Whether a figure is the plan's, told again: "in the work of planting 2000 trees"."""
    words = words_behind(tokens, at)
    return any(
        (closing.infinitive(word) and begins(behind, listed("target", "of_work")))
        or begins(word, listed("target", "planned"))
        for word, behind in zip(words, [*words[1:], ""], strict=True)
    )


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


def _before(scanned: Sequence[TextToken], at: int, most: int = _BEFORE) -> set[str]:
    return {token.text.lower() for token in scanned[max(0, at - most) : at] if token.kind is TokenKind.WORD}


def _followed(scanned: Sequence[TextToken], n: int, words: tuple[str, ...]) -> bool:
    return n + 1 < len(scanned) and begins(scanned[n + 1].text, words)


def _same(count: Count, goal: Goal, sentence: Sentence) -> bool:
    """Whether a count of the text is one of the goal's thing, and a result."""
    if goal.counts_money or _is_money(count):
        if not same_word(goal.counter, count.unit):
            return False
        return _share(goal.units, _before(sentence.tokens, count.at)) and not restated(
            sentence.tokens, count.at
        )
    if goal.counter and count.counter and not same_word(goal.counter, count.counter):
        return False
    bare = bool(goal.counter and count.counter and count.unit == count.counter)
    if not bare and not any(count.named_by(unit) for unit in goal.units if count.unit):
        return False
    return not restated(sentence.tokens, count.at) and count.at < sentence.some_from


def _may_share(units: Iterable[str], text: str) -> bool:
    """Whether a text in small letters holds the beginning of any of the words."""
    return any(unit[:BASE] in text for unit in units)


def _share(units: Iterable[str], words: Collection[str]) -> bool:
    return any(same_word(unit, word) for unit in units for word in words if word)


def _percent_reached(row_text: RowText, goal: Goal) -> float | None:
    """The highest percent that the text tells of the goal's thing."""
    values = []
    for sentence in row_text.sentences:
        if TokenKind.PERCENT not in sentence.kinds:
            continue
        places = [n for n, token in enumerate(sentence.tokens) if token.kind is TokenKind.PERCENT]
        for n in places[:TABLE]:
            if _share(goal.units, _before(sentence.tokens, n, _FAR)):
                values.append(sentence.tokens[n].value)
    return max(values, default=None)
