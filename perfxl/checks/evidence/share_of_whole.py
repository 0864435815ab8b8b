"""E107: a part, its whole and the percent beside them contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count, counts
from perfxl.checks.language.figure_words import belongs_to, taken_at, taken_from, words_behind
from perfxl.checks.language.row_text import RowText, number, percent
from perfxl.checks.language.sentences import TABLE, Sentence
from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import begins, holds, listed
from perfxl.finding import Finding

_NEEDED = frozenset({TokenKind.NUMBER, TokenKind.PERCENT})
_PLAN = 30  # tokens before a percent in which the plan and what became of it stand
_BETWEEN = 5  # words between a part and its percent
_TIGHT = 4  # tokens from a whole to its part that leave nothing else to be meant
_TENTH = 0.1
_SLACK = {1.0: 1.0, 0.1: 0.15}  # percent points that a share may miss by, by the last place it is written to
_LEAST_SLACK = 0.02


@dataclass(frozen=True, slots=True)
class Share:
    """A percent with the part that it is said of, and the whole that the part is taken from."""

    percent: TextToken
    part: Count
    whole: Count


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a percent that is not the part's."""
    if not _NEEDED.issubset(row_text.kinds):
        return
    for sentence in row_text.sentences:
        if not sentence.kinds >= _NEEDED or len(sentence.counts) < 2 or len(sentence.counts) > TABLE:
            continue
        if holds(sentence.lower, listed("change", "unsure")):
            continue
        for share in _shares(sentence):
            if not _right(share, sentence):
                yield _finding(row_text, share)


def _finding(row_text: RowText, share: Share) -> Finding:
    tokens = (share.percent, share.part.token, share.whole.token)
    start, end = min(t.start for t in tokens), max(t.end for t in tokens)
    return row_text.finding(
        "E107",
        quote=row_text.quote(start, end),
        part=number(share.part.value),
        whole=number(share.whole.value),
        stated=percent(share.percent.value / 100),
        share=percent(share.part.value / share.whole.value),
    )


def _right(share: Share, sentence: Sentence) -> bool:
    """Whether the percent is that of the part in its whole; where they stand apart, or of any two figures of the sentence."""
    if _gives(share, share.part, share.whole):
        return True
    if 0 < share.part.at - share.whole.at <= _TIGHT:
        return False
    return any(
        _gives(share, part, whole)
        for part in sentence.counts
        for whole in sentence.counts
        if 0 < part.value < whole.value
    )


def _gives(share: Share, part: Count, whole: Count) -> bool:
    """Whether a part of a whole is the percent, to the places it is written to and within what rounding hides."""
    stated, place = share.percent.value, _place(share.percent)
    slack = _SLACK.get(place, _LEAST_SLACK)
    for p in {part.value, part.token.other or part.value}:
        for w in {whole.value, whole.token.other or whole.value}:
            if w and abs(p / w * 100 - stated) <= slack + _rounded(part, p, whole, w):
                return True
    return False


def _rounded(part: Count, p: float, whole: Count, w: float) -> float:
    """Percent points that the rounding of a part and a whole in thousands or millions may make."""
    halves = [t.scale * _TENTH / 2 if t.scale > 1 else 0.0 for t in (part.token, whole.token)]
    return (halves[0] / w + p * halves[1] / w**2) * 100


def _place(token: TextToken) -> float:
    figures = token.text.split("%")[0].split()[0]
    tail = max(figures.rfind(","), figures.rfind("."))
    digits = sum(char.isdecimal() for char in figures[tail + 1 :]) if tail >= 0 else 0
    return float(10.0**-digits) if digits else 1.0


def _shares(sentence: Sentence) -> Iterator[Share]:
    tokens = sentence.tokens
    counted = {count.at: count for count in counts(tokens)}
    for n, token in enumerate(tokens):
        if token.kind is not TokenKind.PERCENT or _of_something_else(tokens, n):
            continue
        part = (
            _part_before(tokens, n, counted)
            or _part_behind(tokens, n, counted)
            or _reached(tokens, n, counted)
        )
        whole = _whole(tokens, min(part.at, n), part, counted) if part else None
        share = Share(token, part, whole) if part and whole else None
        share = share or _of_plan(tokens, n, counted) or _equal_to(tokens, n, counted)
        if share and not share.part.near and not share.whole.near:
            yield share


def _of_plan(tokens: Sequence[TextToken], n: int, counted: dict[int, Count]) -> Share | None:
    """`planned 15, made 18, fulfilled the plan by 110%`: the two figures before the percent, the plan's first."""
    near = [t.text for t in tokens[max(0, n - 2) : n]] + words_behind(tokens, n, 2)
    if not any(begins(word, listed("share", "fulfilled")) for word in near):
        return None
    last = [at for at in range(max(0, n - _PLAN), n) if tokens[at].kind in _NEEDED][-2:]
    if len(last) < 2 or last[0] not in counted or last[1] not in counted:
        return None
    whole, part = counted[last[0]], counted[last[1]]
    words = [t.text for t in tokens[max(0, last[0] - _BETWEEN) : last[1]]]
    if not any(begins(word, listed("share", "plan")) for word in words) or not whole.same_unit(part):
        return None
    return Share(tokens[n], part, whole) if part.value and whole.value else None


def _equal_to(tokens: Sequence[TextToken], n: int, counted: dict[int, Count]) -> Share | None:
    """`4860 millions, which equals 95.1% of the planned 5400 millions`."""
    if not any(begins(word, listed("share", "equals")) for word in words_behind(tokens, n, 2)):
        return None
    last = [at for at in range(max(0, n - _PLAN), n) if tokens[at].kind in _NEEDED][-2:]
    if len(last) < 2 or last[0] not in counted or last[1] not in counted:
        return None
    part, whole = counted[last[0]], counted[last[1]]
    if not belongs_to(tokens, whole.at, n) or part.says_only_how or not part.same_unit(whole):
        return None
    return Share(tokens[n], part, whole) if part.value and whole.value else None


def _of_something_else(tokens: Sequence[TextToken], n: int) -> bool:
    """Whether the percent is one by which something grows, or of a rate, a satisfaction, a price."""
    text = tokens[n].text.lower()
    behind = words_behind(tokens, n, 2)
    by = text.endswith(listed("share", "by")) and not any(
        begins(w, listed("share", "fulfilled")) for w in behind
    )
    return by or any(begins(w, listed("share", "other")) for w in behind)


def _part_before(tokens: Sequence[TextToken], n: int, counted: dict[int, Count]) -> Count | None:
    """`310 applications, that is 38%`, `252 of them (70%)`."""
    linked = False
    for at in range(n - 1, max(-1, n - 2 - _BETWEEN), -1):
        token = tokens[at]
        if token.kind is TokenKind.NUMBER:
            return counted.get(at) if linked else None
        linked = linked or token.text == "(" or token.text.lower() in listed("share", "that_is")[:-1]
        if token.kind not in WORDS and token.text not in "(,":
            return None
    return None


def _part_behind(tokens: Sequence[TextToken], n: int, counted: dict[int, Count]) -> Count | None:
    """`30%, that is 310 applications`."""
    behind = tokens[n + 1 : n + 3]
    if len(behind) == 2 and behind[0].text.lower() in listed("share", "that_is")[:1]:
        return counted.get(n + 2)
    return None


def _reached(tokens: Sequence[TextToken], n: int, counted: dict[int, Count]) -> Count | None:
    """`reached 1200 of them, a reach of 75%`: the last figure before the word for the reach."""
    if n < 2 or tokens[n - 1].text.lower() not in listed("share", "reached"):
        return None
    for at in range(n - 2, max(-1, n - 3 - _BETWEEN), -1):
        if tokens[at].kind is TokenKind.NUMBER:
            return counted.get(at)
        if tokens[at].kind not in WORDS and tokens[at].text != ",":
            return None
    return None


def _whole(tokens: Sequence[TextToken], before: int, part: Count, counted: dict[int, Count]) -> Count | None:
    """The figure right before a part, or before its percent, where it is one that the part is taken from."""
    at = next((at for at in range(before - 1, -1, -1) if tokens[at].kind in _NEEDED), -1)
    whole = counted.get(at)
    if whole is None or not part.value > 0 or part.value == whole.value or not whole.same_unit(part):
        return None
    if not (taken_from(tokens, at) or belongs_to(tokens, at, before) or taken_at(tokens, before)):
        return None
    planned = any(begins(word, listed("share", "plan")) for word in words_behind(tokens, at))
    return whole if part.value < whole.value or planned else None
