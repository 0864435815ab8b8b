"""E102: a percent that the text states for the work itself, against the percent cell."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.earlier import earlier, earlier_part
from perfxl.checks.language.row_text import RowText, percent
from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.text_token import TextToken, TokenKind
from perfxl.checks.language.tokenizer import pieces
from perfxl.checks.language.word_lists import begins, listed, within
from perfxl.finding import Finding

_BEFORE, _AFTER = 5, 2  # words around the percent in which the word for the work's fulfilment stands
_NEAR = 16  # tokens on either side that are looked at
_SAME = 0.011  # the cell may be rounded to a whole percent


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a row, on the percent cell."""
    claimed = row_text.row.percent
    if claimed is None or TokenKind.PERCENT not in row_text.kinds:
        return
    stated = [pair for sentence in row_text.sentences for pair in _stated(sentence, context)]
    if not stated:
        return
    shares = [token.value / 100 for _, token in stated]
    if any(_agree(share, claimed) for share in (*shares, sum(shares) / len(shares))) or _asked(
        row_text, shares
    ):
        return
    sentence, _ = stated[0]
    yield row_text.finding(
        "E102",
        field="percent",
        quote=row_text.quote(sentence.start, sentence.end),
        stated=percent(shares[0]),
        claimed=percent(claimed),
    )


def _agree(share: float, claimed: float) -> bool:
    return abs(share - claimed) <= _SAME or (share >= 1 and claimed >= 1)


def _asked(row_text: RowText, shares: list[float]) -> bool:
    """Whether the plan itself asked for no more than what is stated."""
    planned = pieces(f"{row_text.row.target}\n{row_text.row.indicator}")
    asked = [token.value / 100 for token in planned if token.kind is TokenKind.PERCENT]
    return bool(asked) and max(shares) >= min(asked) - _SAME


def _stated(sentence: Sentence, context: Context) -> Iterator[tuple[Sentence, TextToken]]:
    if TokenKind.PERCENT not in sentence.kinds or not within(sentence.lower, listed("percent", "work")):
        return
    stated = [
        token
        for n, token in enumerate(sentence.tokens)
        if token.kind is TokenKind.PERCENT and _of_the_work(sentence, n)
    ]
    if stated and not earlier(sentence, context) and not earlier_part(sentence.lower, context):
        yield from ((sentence, token) for token in stated)


def _of_the_work(sentence: Sentence, n: int) -> bool:
    """Whether a word for the work's fulfilment stands near the percent, and no word for something else does."""
    before = [t.text for t in _until_mark(sentence.tokens[max(0, n - _NEAR) : n][::-1])][:_BEFORE]
    after = [t.text for t in _until_mark(sentence.tokens[n + 1 : n + 1 + _NEAR])]
    if after and after[0].lower() in listed("percent", "share"):
        return False
    near = [*before[:3], *after[:_AFTER]]
    if any(begins(word, listed("percent", "not_work")) for word in near):
        return False
    return any(begins(word, listed("percent", "work")) for word in [*before, *after[:_AFTER]])


def _until_mark(passed: tuple[TextToken, ...]) -> Iterator[TextToken]:
    """The words up to the next mark of the clause; brackets do not end it."""
    for token in passed:
        if token.kind is TokenKind.MARK and token.text not in "()-–—":
            return
        if token.kind is not TokenKind.MARK:
            yield token
