"""E104: so many of so many were done, and all is claimed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count, counts
from perfxl.checks.language.earlier import earlier
from perfxl.checks.language.row_text import RowText, number
from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.text_token import SPOKEN, WORDS, TextToken, TokenKind
from perfxl.checks.language.tokenizer import tokens
from perfxl.checks.language.word_lists import begins, holds, listed, within
from perfxl.finding import Finding

_SLACK = 0.05
_TWO = 2
_COMPARED = frozenset({TokenKind.NUMBER, TokenKind.CODE})
_BETWEEN = 4  # words between the whole and its part
_TO_VERB = 5  # words from the part to what was done with it


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row."""
    claimed = row_text.row.percent
    if claimed is None or (
        row_text.kinds.count(TokenKind.NUMBER) < _TWO and TokenKind.CODE not in row_text.kinds
    ):
        return
    for sentence in row_text.sentences:
        for whole, part, last in _pairs(sentence):
            if earlier(sentence, context) or holds(sentence.lower, listed("part_of", "rest")):
                break
            if claimed >= part / whole + _SLACK and not _asked(row_text, part):
                quote = row_text.quote(last[0], last[1])
                yield row_text.finding(
                    "E104", quote=quote, part=number(part), whole=number(whole), share=f"{part / whole:.0%}"
                )
                return


def _asked(row_text: RowText, part: float) -> bool:
    """Whether the plan itself asks for so many."""
    return any(count.value == part for count in counts(tokens(row_text.row.target)))


def _pairs(sentence: Sentence) -> Iterator[tuple[float, float, tuple[int, int]]]:
    """(whole, part, place) of each pair in the sentence whose rest is not accounted for."""
    if sentence.kinds.isdisjoint(_COMPARED) or not _may_compare(sentence.main):
        return
    if not within(sentence.lower, listed("part_of", "done")):
        return
    scanned = sentence.clause
    counted = sentence.counts if scanned is sentence.tokens else counts(scanned)
    values = Counter(count.value for count in counted)
    for whole, part in pairwise(counted):
        if whole.value <= part.value:
            continue
        rest = whole.value - part.value
        if (
            0 < part.value < whole.value
            and values[rest] <= (rest in (whole.value, part.value))
            and _of(scanned, whole, part)
        ):
            yield whole.value, part.value, (whole.token.start, sentence.end)
    for n, token in enumerate(scanned):
        share = _fraction(scanned, n) if token.kind is TokenKind.CODE else None
        if share:
            yield *share, (token.start, sentence.end)


def _may_compare(scanned: Sequence[TextToken]) -> bool:
    """Whether a number follows a greater one, nothing but words between them, or there is a fraction."""
    whole = 0.0
    for token in scanned:
        if token.kind is TokenKind.NUMBER:
            if 0 < token.value < whole:
                return True
            whole = token.value
        elif token.kind is TokenKind.CODE and "/" in token.text:
            return True
        elif token.kind not in SPOKEN:
            whole = 0.0
    return False


def _of(scanned: Sequence[TextToken], whole: Count, part: Count) -> bool:
    between = scanned[whole.at + 1 : part.at]
    if not 0 < len(between) <= _BETWEEN or any(token.kind not in WORDS for token in between):
        return False
    last = between[-1].text.lower()
    if not _done(scanned, part.at):
        return False
    if _counted_by_part(scanned, part.at):
        return last.endswith(listed("part_of", "of") + listed("part_of", "from"))
    return last.endswith(listed("part_of", "from")) and bool(part.unit) and _same_thing(between, part)


def _same_thing(between: Sequence[TextToken], part: Count) -> bool:
    return any(part.named_by(token.text.lower()) for token in between)


def _counted_by_part(scanned: Sequence[TextToken], at: int) -> bool:
    return at + 1 < len(scanned) and scanned[at + 1].text.lower() in listed("sums", "part")


def _done(scanned: Sequence[TextToken], at: int) -> bool:
    """Whether a verb of doing follows the part within its clause."""
    after = scanned[at + 1 : at + 1 + _TO_VERB]
    if any(token.text.lower().endswith(listed("part_of", "not")) for token in after):
        return False
    return any(begins(token.text, listed("part_of", "done")) for token in after)


def _fraction(scanned: Sequence[TextToken], n: int) -> tuple[float, float] | None:
    """(whole, part) of `18/25` with the word for a part and a verb of doing behind it."""
    token = scanned[n]
    if not (_counted_by_part(scanned, n) and _done(scanned, n)):
        return None
    part, _, whole = token.text.partition("/")
    if part.isdecimal() and whole.isdecimal() and 0 < int(part) < int(whole):
        return float(whole), float(part)
    return None
