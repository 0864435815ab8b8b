"""E109: what was received, what of it was settled and what is left do not make one whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count, counts
from perfxl.checks.language.figure_words import decimals, taken_at, taken_from, words_behind
from perfxl.checks.language.row_text import RowText, number
from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import begins, holds, listed, within
from perfxl.finding import Finding

_FEWEST, _MOST = 3, 12  # figures of a sentence: the whole and its parts
_CLOSE = 1.5  # parts further off than this factor are parts of something else
_ALL, _PERCENT_SLACK = 100.0, 1.0  # percent of opposites together, and what rounding may miss
_BEFORE = 3  # words before a figure that call it the rest


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding a sentence."""
    if not _may_tell(row_text.lower):
        return
    for sentence in row_text.sentences:
        if TokenKind.PERCENT in sentence.kinds:
            yield from _halves(row_text, sentence)
        if TokenKind.NUMBER in sentence.kinds and _may_tell(sentence.lower):
            remainder = _told(sentence)
            if remainder:
                yield _finding(row_text, sentence, *remainder)


def _halves(row_text: RowText, sentence: Sentence) -> Iterator[Finding]:
    """Two percents of opposites that are no hundred: "62% are women, 48% men"."""
    tokens = sentence.clause
    places = [n for n, token in enumerate(tokens) if token.kind is TokenKind.PERCENT]
    if (
        len(places) != 2
        or TokenKind.NUMBER in sentence.kinds
        or holds(sentence.lower, listed("change", "unsure"))
    ):
        return
    total = sum(tokens[n].value for n in places)
    if _opposite(*(_side(tokens, n) for n in places)) and abs(total - _ALL) > _PERCENT_SLACK:
        yield row_text.finding(
            "E109",
            quote=row_text.quote(tokens[places[0]].start, sentence.end),
            total=f"{number(_ALL)}%",
            sum=f"{number(round(total, 2))}%",
            difference=f"{number(round(abs(total - _ALL), 2))}%",
        )


def _may_tell(text: str) -> bool:
    """Whether a text in small letters may tell what is left of something."""
    keys = ("rest", "pending")
    if any(within(text, listed("remainder", key)) for key in keys) or within(text, _opposites()):
        return True
    return within(text, listed("closing", "not_past"))


def _finding(row_text: RowText, sentence: Sentence, whole: Count, parts: Sequence[Count]) -> Finding:
    total = sum(part.value for part in parts)
    return row_text.finding(
        "E109",
        quote=row_text.quote(whole.token.start, sentence.end),
        total=number(whole.value),
        sum=number(round(total, 6)),
        difference=number(round(abs(total - whole.value), 6)),
    )


def _told(sentence: Sentence) -> tuple[Count, tuple[Count, ...]] | None:
    """The whole and its parts where all are told and do not add up; None where they do, or where it is not sure."""
    tokens = sentence.clause
    counted = _of_one_kind(counts(tokens))
    if not _FEWEST <= len(counted) <= _MOST or holds(sentence.lower, listed("change", "unsure")):
        return None
    at = next((n for n in range(len(counted) - 2) if _is_whole(tokens, counted, n)), -1)
    if at < 0 or any(_same_thing(counted[at], count) for count in counted[:at]):
        return None
    whole, parts = counted[at], counted[at + 1 :]
    if any(count.near for count in (whole, *parts)) or not all(
        _is_part(tokens, whole, part) for part in parts
    ):
        return None
    if _divided_again(tokens, parts) or not _closed(tokens, parts) or _adds_up(whole, parts):
        return None
    total = sum(part.value for part in parts)
    return (whole, parts) if 1 / _CLOSE <= total / whole.value <= _CLOSE else None


def _of_one_kind(counted: Sequence[Count]) -> tuple[Count, ...]:
    """The amounts of money where a sentence tells of such first, else all."""
    money = tuple(count for count in counted if begins(count.unit, listed("money")))
    return money if counted and counted[0] in money else tuple(counted)


@cache
def _opposites() -> tuple[str, ...]:
    return tuple(word for words in listed("remainder", "both") for word in words)


def _same_thing(whole: Count, earlier: Count) -> bool:
    """Whether an earlier figure may count the same and be brought over."""
    return whole.says_only_how or earlier.says_only_how or whole.same_unit(earlier)


def _is_whole(tokens: Sequence[TextToken], counted: Sequence[Count], n: int) -> bool:
    """Whether the parts that follow are taken from a figure: "of 600", or "600 were received, of which"."""
    whole = counted[n]
    if not whole.value or whole.value < max(count.value for count in counted[n + 1 :]):
        return False
    if taken_from(tokens, whole.at) or taken_at(tokens, counted[n + 1].at) or _of_which(tokens, whole.at):
        return True
    behind = " ".join(words_behind(tokens, whole.at))
    if any(phrase in behind for phrase in listed("remainder", "receiving")):
        return True
    return tokens[whole.at].ending in listed("part_of", "of") or _genitive(
        tokens, whole.at, counted[n + 1].at
    )


def _of_which(tokens: Sequence[TextToken], at: int) -> bool:
    """Whether a figure is followed by "of which"."""
    behind = [token.text.lower() for token in tokens[at + 1 : at + 5]]
    return any(word in listed("sums", "of_which_some") + listed("sums", "of_which_all") for word in behind)


def _genitive(tokens: Sequence[TextToken], at: int, end: int) -> bool:
    """Whether the words between a whole and its first part put it in the genitive ("of the 64 inspections 59")."""
    between = tokens[at + 1 : end]
    words = bool(between) and all(token.kind in WORDS for token in between)
    return words and between[-1].text.lower().endswith(listed("part_of", "of"))


def _is_part(tokens: Sequence[TextToken], whole: Count, part: Count) -> bool:
    """Whether a figure says so much of the whole: by its ending, the word for a part, or the whole's own unit."""
    if part.value <= 0:
        return False
    behind = words_behind(tokens, part.at, 1)
    if _side(tokens, part.at) is not None and part.says_only_how:
        return True
    if part.token.ending in listed("remainder", "object") or (behind and behind[0] in listed("sums", "part")):
        return True
    if part.says_only_how:
        return _called_rest(tokens, part.at) or part.unit == whole.unit != ""
    return not whole.says_only_how and whole.same_unit(part)


def _called_rest(tokens: Sequence[TextToken], at: int) -> bool:
    before = [t.text for t in tokens[max(0, at - _BEFORE) : at] if t.kind in WORDS]
    return any(begins(word, listed("remainder", "rest")) for word in before)


def _divided_again(tokens: Sequence[TextToken], parts: Sequence[Count]) -> bool:
    """Whether a part is itself taken apart behind the first one."""
    behind = tokens[parts[0].at + 1 :]
    some = listed("sums", "of_which_some") + listed("sums", "of_which_all")
    return any(token.text.lower() in some for token in behind) or any(taken_from(tokens, p.at) for p in parts)


def _closed(tokens: Sequence[TextToken], parts: Sequence[Count]) -> bool:
    """Whether the last part is what is left, so that all are told; the genders close a sentence too."""
    last = parts[-1]
    behind = " ".join(token.text.lower() for token in tokens[last.at + 1 :] if token.kind in WORDS)
    both = [_side(tokens, part.at) for part in parts]
    if any(side is not None for side in both[:2]):
        return len(parts) == 2 and _opposite(*both)
    if holds(behind, listed("sums", "overlap")):
        return False
    if _called_rest(tokens, last.at) or holds(behind, listed("remainder", "pending")):
        return True
    return any(word.endswith(listed("closing", "not_past")) for word in behind.split())


def _opposite(left: int | None, right: int | None) -> bool:
    return left is not None and right is not None and left != right and left // 2 == right // 2


def _side(tokens: Sequence[TextToken], at: int) -> int | None:
    """Which of the opposites a figure counts, by the words beside it: 0 and 1 are a pair, 2 and 3 another; None for none."""
    before = [t.text.lower() for t in tokens[max(0, at - 1) : at] if t.kind in WORDS]
    beside = [*words_behind(tokens, at, 4), *before]
    sides = (
        n
        for n, words in enumerate(listed("remainder", "both"))
        if any(begins(w, tuple(words)) for w in beside)
    )
    return next(sides, None)


def _adds_up(whole: Count, parts: Sequence[Count]) -> bool:
    """Whether the parts give the whole, or some of them do; rounded figures may miss by their rounding."""
    if any(part.value == whole.value for part in parts):
        return True
    slack = sum(decimals(count.token) for count in (whole, *parts) if count.token.scale > 1) / 2
    sums = (sum(part.value for part in parts[n:]) for n in range(len(parts) - 1))
    return any(abs(total - whole.value) <= slack + 1e-6 for total in sums)
