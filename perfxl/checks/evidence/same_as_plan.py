"""E401: the achieved text is the target's, the indicator's or the measure's own words."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language import closing
from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.shingles import spoken
from perfxl.finding import Finding

_LEAST = 4  # words; fewer say too little to be called a copy
_LONGER = 2  # a text so many times as long as the plan is no copy of it
_SHARED = 0.85
_LETTERS = 5  # of a word, so that another ending is the same word
_FIELDS = ("target", "measure", "indicator")


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row: the first plan field that the text repeats."""
    row = row_text.row
    if len(row_text.text) > _LONGER * max(len(row.target), len(row.measure), len(row.indicator)):
        return
    achieved = spoken(row_text.text, _LETTERS)
    if len(achieved) < _LEAST:
        return
    for field, planned in zip(_FIELDS, (row.target, row.measure, row.indicator), strict=True):
        if _copied(achieved, spoken(planned, _LETTERS), field == "measure"):
            # that nothing bad happened can hardly be said in other words
            if not any(closing.undone(sentence) for sentence in row_text.sentences):
                yield row_text.finding("E401", quote=row_text.quote(0, len(row_text.text)), copied=field)
            return


def _copied(achieved: tuple[str, ...], planned: tuple[str, ...], may_be_labelled: bool) -> bool:
    if may_be_labelled:
        planned = planned[max(0, len(planned) - len(achieved)) :]
    if len(planned) < _LEAST or len(achieved) > len(planned) + 1 or _at_most(achieved, planned) < _SHARED:
        return False
    return not _figures(achieved) - _figures(planned) and _likeness(achieved, planned) >= _SHARED


def _at_most(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """What `_likeness` cannot exceed, quicker to tell."""
    return sum(map(frozenset(right).__contains__, left)) / max(len(left), len(right))


def _figures(words: tuple[str, ...]) -> set[str]:
    return {word for word in words if word[:1].isdecimal()}


def _likeness(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Shared words of two texts as a share of the longer one's, the closing words left out by the caller's stems."""
    rest = list(right)
    shared = 0
    for word in left:
        if word in rest:
            rest.remove(word)
            shared += 1
    return shared / max(len(left), len(right))
