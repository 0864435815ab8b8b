"""Lists that are told with their total, within a sentence or line by line: the parts, and the totals they may belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count, counts, counts_between
from perfxl.checks.language.earlier import earlier_year
from perfxl.checks.language.figure_words import taken_from
from perfxl.checks.language.listing_bounds import (
    FEWEST,
    KINDS,
    NEAREST,
    Item,
    Listing,
    Stream,
    is_total,
    is_unsure,
    items,
    list_end,
    list_start,
    listing_words,
    number_after,
    sentence_start,
    text_of,
    total_words,
)
from perfxl.checks.language.listings_by_line import by_lines
from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import holds, listed, within

_PLACES = 60  # words of one text that may open or close a list


def may_list(text: str) -> bool:
    """Whether a text in small letters holds any of the words that a total or its parts are told by."""
    named, parts = _triggers()
    return (within(text, listing_words()) and named.search(text) is not None) or parts.search(
        text
    ) is not None


def listings(stream: Stream, context: Context) -> Iterator[Listing]:
    """The lists of a text's tokens (quotations and brackets left out), those by lines first."""
    yield from by_lines(stream)
    totals, whole, listing = total_words(), listed("sums", "of_which_all"), frozenset(listing_words())
    words = [token.text.lower() for token in stream]
    places = [at for at, word in enumerate(words) if word in listing and stream[at].kind in WORDS]
    for at in places[:_PLACES]:
        word = words[at]
        if word in totals:
            yield from _before_total(stream, at, context)
        else:
            yield from _after_total(stream, at, word not in whole)
    part = listed("sums", "part")
    told_so = [n for n, word in enumerate(words) if word in part and stream[n - 1].kind is TokenKind.NUMBER]
    if len(told_so) >= FEWEST and any(token.text in part for token in stream):
        yield from _told_by_part(stream)


@cache
def _triggers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    parts = "|".join(listed("sums", "part"))
    return re.compile(rf"\b(?:{'|'.join(listing_words())})\b"), re.compile(rf"\d\s+(?:{parts})\b")


def _before_total(stream: Stream, at: int, context: Context) -> Iterator[Listing]:
    """`a 5, b 7, c 8, total 20`: the parts stand before the word for the total."""
    total = number_after(stream, at)
    start = list_start(stream, at)
    if total is None or start >= at:
        return
    if any(token.kind is TokenKind.DATE and earlier_year(token, context) for token in stream[start:at]):
        return
    parts = items(stream, start, at)
    if len(parts) < FEWEST or is_unsure(stream, start, total.at + 3):
        return
    if _taken_from(stream, parts[0][-1]):
        if parts[0][-1].value != total.value or len(parts) <= KINDS:
            return
        parts = parts[1:]  # the total is told before its parts and behind them
    alike = all(item[-1].same_unit(total) for item in parts)
    if alike or not (
        _belongs(stream[at - 1]) or _verb_between(stream, parts[0][-1].at + 2, at) or _mixed(parts, total)
    ):
        yield Listing(parts, (total,), stream[start].start, total.token.end)
        return
    same = _last_alike(parts, total)
    if len(same) > 1 and sum(item[-1].value for item in parts) != total.value:
        yield Listing(same, (total,), same[0][0].token.start, total.token.end)


def _last_alike(parts: Sequence[Item], total: Count) -> tuple[Item, ...]:
    """The last parts in a row that are named as the total is, where those before them have other names."""
    n = len(parts)
    while n and not total.says_only_how and parts[n - 1][-1].unit and total.named_by(parts[n - 1][-1].unit):
        n -= 1
    named = all(item[-1].unit and not item[-1].says_only_how for item in parts[:n])
    return tuple(parts[n:]) if named else ()


def _taken_from(stream: Stream, count: Count) -> bool:
    """Whether what follows is taken from this count: it is a whole, and no part."""
    if taken_from(stream, count.at):
        return True
    behind = stream[count.at + 1 : count.at + 3]
    return any(t.kind in WORDS and t.text.lower().endswith(listed("sums", "taken_from")) for t in behind)


def _mixed(parts: Sequence[Item], total: Count) -> bool:
    """Whether some parts count what the total counts and others do not, or two parts two things."""
    same = [item[-1].same_unit(total) for item in parts]
    return any(same) or len(parts) < KINDS


def _after_total(stream: Stream, at: int, some: bool) -> Iterator[Listing]:
    """`total 20, of which a 5, b 7, c 8`: the parts stand behind."""
    end = list_end(stream, at + 1)
    start = sentence_start(stream, at)
    if start == at:
        start = sentence_start(stream, max(0, at - 1))
    totals = counts_between(stream, start, at)[-NEAREST:]
    parts = items(stream, at + 1, end)
    if not totals or len(parts) < FEWEST - some or is_unsure(stream, start, end):
        return
    named = tuple(total for total in totals if is_total(stream, total.at))
    words = text_of(stream, at, end)
    if some and (holds(words, listed("sums", "overlap")) or not _of_these(parts, named or totals)):
        return
    yield Listing(
        parts, totals, stream[start].start, stream[end - 1].end, some or holds(words, listed("sums", "rest"))
    )


def _of_these(parts: Sequence[Item], totals: Sequence[Count]) -> bool:
    """Whether every part may count what one of the totals counts."""
    return any(all(item[-1].same_unit(total) for item in parts) for total in totals)


def _told_by_part(stream: Stream) -> Iterator[Listing]:
    """`of 42 things 25 are a, 14 are b, 8 are c`: more parts than there are things."""
    counted = counts(stream)
    part = [_is_part(stream, count.at) for count in counted]
    for start, end in _runs(part):
        boundary = list_end(stream, counted[start].at)
        parts = tuple((count,) for count in counted[start + 1 : end] if count.at < boundary)
        text = text_of(stream, counted[start].at, boundary)
        if len(parts) > 1 and not holds(text, listed("sums", "overlap")):
            yield Listing(parts, (counted[start],), counted[start].token.start, parts[-1][-1].token.end, True)


def _runs(part: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(whole, end): each count that is no part and has two parts or more behind it."""
    start = 0
    while start < len(part) - FEWEST:
        if part[start] or not (part[start + 1] and part[start + 2]):
            start += 1
            continue
        end = next((n for n in range(start + 1, len(part)) if not part[n]), len(part))
        yield start, end
        start = end


def _is_part(stream: Stream, at: int) -> bool:
    return at + 1 < len(stream) and stream[at + 1].text.lower() in listed("sums", "part")


def _belongs(token: TextToken) -> bool:
    """Whether the word before the total says whose or where the total is: then the parts are its owners or places."""
    return token.kind is TokenKind.WORD and token.text.lower().endswith(listed("sums", "belonging"))


def _verb_between(stream: Stream, start: int, end: int) -> bool:
    """Whether something is told to be done between the parts and the total: then the total may count other things."""
    previous: TextToken | None = None
    for token in stream[start:end]:
        noun = previous is not None and previous.kind is TokenKind.NUMBER
        if token.kind is TokenKind.WORD and not noun and _is_verb(token):
            return True
        previous = token
    return False


def _is_verb(token: TextToken) -> bool:
    """Whether a word has the ending of a verb that goes on or has happened."""
    return len(token.text) > 3 and token.text.lower().endswith(listed("sums", "converb"))
