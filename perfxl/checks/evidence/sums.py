"""E101, E106: parts that are listed with a total and do not add up to it; E106 where one part makes the whole difference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count, counts, counts_between
from perfxl.checks.language.earlier import earlier_year
from perfxl.checks.language.row_text import RowText, number
from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import holds, listed, within
from perfxl.finding import Finding

_SEPARATORS = frozenset(",;\n")
_CLOSE = 2.0  # a sum further off than this factor is taken for a sum of other things
_FEWEST = 2  # figures of a list: a total and a part
_LONGEST = 60  # parts; a list that is longer is none
_NEAREST = 5  # figures before a list that may be its total
_LISTS = 40  # lists of one text that are added up
_BETWEEN = 2  # words that may stand between the word for the total and its number


@dataclass(frozen=True, slots=True)
class List:
    """Parts and the totals that they may belong to; `start` and `end` in characters; `open` where parts may be missing."""

    parts: tuple[tuple[Count, ...], ...]
    totals: tuple[Count, ...]
    start: int
    end: int
    open: bool = False


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a list; at most one on the same total."""
    if row_text.kinds.count(TokenKind.NUMBER) < _FEWEST or not _triggered(row_text.lower):
        return
    blamed: set[int] = set()
    for listing in islice(_lists(row_text.stream, context), _LISTS):
        total = _missed(listing)
        if total is None or total.token.start in blamed:
            continue
        blamed.add(total.token.start)
        yield _finding(row_text, listing, total)


def _triggered(text: str) -> bool:
    """Whether a text in small letters holds any of the words that a total or its parts are told by."""
    named, parts = _triggers()
    return (within(text, _listing()) and named.search(text) is not None) or parts.search(text) is not None


@cache
def _triggers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    parts = "|".join(listed("sums", "part"))
    return re.compile(rf"\b(?:{'|'.join(_listing())})\b"), re.compile(rf"\d\s+(?:{parts})\b")


@cache
def _listing() -> tuple[str, ...]:
    """The words that a list is known by: those for a total and for what follows it."""
    keys = ("total", "of_which_all", "of_which_some")
    return tuple(word for key in keys for word in listed("sums", key))


@cache
def _totals() -> frozenset[str]:
    return frozenset(listed("sums", "total"))


@cache
def _separators() -> frozenset[str]:
    """What stands between the items of a list."""
    return frozenset((*_SEPARATORS, *listed("sums", "and")))


def _finding(row_text: RowText, listing: List, total: Count) -> Finding:
    values = [item[-1].value for item in listing.parts]
    difference = round(abs(sum(values) - total.value), 6)
    same = next((item[-1].token for item in listing.parts if item[-1].value == difference), None)
    start, end = min(listing.start, total.token.start), max(listing.end, total.token.end)
    return row_text.finding(
        "E106" if same else "E101",
        quote=row_text.quote(start, end),
        total=number(total.value),
        sum=number(round(sum(values), 6)),
        difference=number(difference),
        part=_part(row_text, listing, same) if same else "",
    )


def _part(row_text: RowText, listing: List, token: TextToken) -> str:
    """The words of the item that a figure stands in."""
    start = max(
        (item[-1].token.end for item in listing.parts if item[-1].token.end < token.start),
        default=listing.start,
    )
    return row_text.quote(start, token.end)


def _missed(listing: List) -> Count | None:
    """The total that the parts ought to give and do not; None where they do, or where it cannot be known."""
    if len(listing.parts) > _LONGEST or any(_adds_up(listing, total) for total in listing.totals):
        return None
    total_sum = sum(item[-1].value for item in listing.parts)
    near = [
        total for total in listing.totals if total.value and 1 / _CLOSE <= total_sum / total.value <= _CLOSE
    ]
    if not near or any(count.near for item in listing.parts for count in item) or any(t.near for t in near):
        return None
    total = min(near, key=lambda count: abs(count.value - total_sum))
    return None if listing.open and total_sum < total.value else total


def _adds_up(listing: List, total: Count) -> bool:
    """Whether any sensible reading of the list gives the total; rounded figures may miss by their rounding."""
    return any(_equal(reading, total) for reading in _readings(listing, total) if reading)


def _readings(listing: List, total: Count) -> Iterator[list[Count]]:
    """The parts as they may be meant: the last figure of each item, the first, all, those of the total's kind, fewer."""
    last = [item[-1] for item in listing.parts]
    yield last
    yield [item[0] for item in listing.parts]
    yield [count for item in listing.parts for count in item]
    yield [count for item in listing.parts for count in item if count.unit and count.same_unit(total)]
    yield from (last[n:] for n in range(1, len(last) - 1))


def _equal(parts: Sequence[Count], total: Count) -> bool:
    slack = sum(_rounding(count.token) for count in (*parts, total)) / 2
    return abs(sum(count.value for count in parts) - total.value) <= slack + 1e-6


def _rounding(token: TextToken) -> float:
    """The last decimal place of a figure that has one, scale multiplied in; 0 for whole numbers."""
    count = token.value / token.scale
    if count.is_integer():
        return 0.0
    decimals = len(f"{count:.6f}".rstrip("0").partition(".")[2])
    return token.scale * 10.0**-decimals if decimals else 0.0


def _lists(stream: Sequence[TextToken], context: Context) -> Iterator[List]:
    totals, whole, listing = _totals(), listed("sums", "of_which_all"), frozenset(_listing())
    words = [token.text.lower() for token in stream]
    for at, word in enumerate(words):
        if word not in listing or stream[at].kind not in WORDS:
            continue
        if word in totals:
            yield from _before_total(stream, at, context)
        else:
            yield from _after_total(stream, at, word not in whole)
    part = listed("sums", "part")
    told_so = [n for n, word in enumerate(words) if word in part and stream[n - 1].kind is TokenKind.NUMBER]
    if len(told_so) >= _FEWEST and any(token.text in part for token in stream):
        yield from _told_by_part(stream)


def _before_total(stream: Sequence[TextToken], at: int, context: Context) -> Iterator[List]:
    """`a 5, b 7, c 8, total 20`: the parts stand before the word for the total."""
    total = _number_after(stream, at)
    start = _list_start(stream, at)
    if total is None or start >= at:
        return
    if any(token.kind is TokenKind.DATE and earlier_year(token, context) for token in stream[start:at]):
        return
    parts = _items(stream, start, at)
    if len(parts) < 2 or _unsure(stream, start, total.at + 3):
        return
    alike = all(item[-1].same_unit(total) for item in parts)
    if alike or not (_belongs(stream[at - 1]) or _verb_between(stream, parts[0][-1].at + 2, at)):
        yield List(parts, (total,), stream[start].start, total.token.end)


def _after_total(stream: Sequence[TextToken], at: int, some: bool) -> Iterator[List]:
    """`total 20, of which a 5, b 7, c 8`: the parts stand behind."""
    end = _list_end(stream, at + 1)
    start = _sentence_start(stream, at)
    if start == at:
        start = _sentence_start(stream, max(0, at - 1))
    totals = counts_between(stream, start, at)[-_NEAREST:]
    parts = _items(stream, at + 1, end)
    if not totals or len(parts) < 2 - some or _unsure(stream, start, end):
        return
    named = tuple(total for total in totals if _is_total(stream, total.at))
    open_ended = some or holds(_text(stream, at, end), listed("sums", "rest"))
    if some and (holds(_text(stream, at, end), listed("sums", "overlap")) or _mixed(parts, named or totals)):
        return
    yield List(parts, totals, stream[start].start, stream[end - 1].end, open_ended)


def _told_by_part(stream: Sequence[TextToken]) -> Iterator[List]:
    """`of 42 things 25 are a, 14 are b, 8 are c`: more parts than there are things."""
    counted = counts(stream)
    part = [_is_part(stream, count.at) for count in counted]
    for start, end in _runs(part):
        boundary = _list_end(stream, counted[start].at)
        parts = tuple((count,) for count in counted[start + 1 : end] if count.at < boundary)
        text = _text(stream, counted[start].at, boundary)
        if len(parts) > 1 and not holds(text, listed("sums", "overlap")):
            yield List(parts, (counted[start],), counted[start].token.start, parts[-1][-1].token.end, True)


def _runs(part: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(whole, end): each count that is no part and has two parts or more behind it."""
    for start in range(len(part) - 2):
        if not part[start] and part[start + 1] and part[start + 2]:
            end = next((n for n in range(start + 1, len(part)) if not part[n]), len(part))
            yield start, end


def _is_part(stream: Sequence[TextToken], at: int) -> bool:
    return at + 1 < len(stream) and stream[at + 1].text.lower() in listed("sums", "part")


def _is_total(stream: Sequence[TextToken], at: int) -> bool:
    return any(token.text.lower() in listed("sums", "total") for token in stream[max(0, at - 3) : at])


def _mixed(parts: Sequence[Sequence[Count]], totals: Sequence[Count]) -> bool:
    """Whether a single part counts something else than the total."""
    return len(parts) == 1 and not any(parts[0][-1].same_unit(total) for total in totals)


def _number_after(stream: Sequence[TextToken], at: int) -> Count | None:
    """The count that a word for a total belongs to."""
    words = 0
    for n in range(at + 1, min(at + 5, len(stream))):
        token = stream[n]
        if token.kind is TokenKind.NUMBER:
            counted = counts_between(stream, n, min(n + 5, len(stream)))
            return counted[0] if counted and counted[0].at == n else None
        if token.kind in WORDS:
            words += 1
        if words > _BETWEEN or (token.kind is TokenKind.MARK and token.text not in "-–—:"):
            return None
        if token.kind not in WORDS and token.kind is not TokenKind.MARK and token.kind is not TokenKind.ITEM:
            return None
    return None


def _items(stream: Sequence[TextToken], start: int, end: int) -> tuple[tuple[Count, ...], ...]:
    """The counts of each item of a list between two places; items without a count are left out."""
    items: list[tuple[Count, ...]] = []
    opened = start
    for n in range(start, end + 1):
        if n == end or _separates(stream[n]):
            counted = counts_between(stream, opened, n)
            if counted and stream[opened].text.lower() not in listed("sums", "of_which_some"):
                items.append(counted)
            opened = n + 1
    return tuple(items)


def _separates(token: TextToken) -> bool:
    return token.kind is TokenKind.ITEM or token.text.lower() in _separators()


def _ends(token: TextToken) -> bool:
    return token.kind is TokenKind.MARK and token.text in ".!?"


def _sentence_start(stream: Sequence[TextToken], at: int) -> int:
    """Where the sentence of a token begins; the end of the sentence before does not belong to it."""
    while at > 0 and not _ends(stream[at - 1]):
        at -= 1
    return at


def _list_start(stream: Sequence[TextToken], at: int) -> int:
    """Where the list before a total begins: at the sentence, behind a colon, behind an earlier total."""
    start = _sentence_start(stream, at)
    if start == at and at > 1:
        start = _sentence_start(stream, at - 1)
    for n in range(at - 1, start - 1, -1):
        text = stream[n].text
        if text.lower() in _totals() or (text == "\n" and not _in_lines(stream, n)):
            return n + 1
        if text == ":" and len(counts_between(stream, n, at)) > 1:
            return n + 1
    return start


def _in_lines(stream: Sequence[TextToken], n: int) -> bool:
    """Whether the line break at n stands between items of a list by lines."""
    after = stream[n + 1] if n + 1 < len(stream) else None
    return after is not None and (
        after.kind is TokenKind.ITEM or after.text.lower() in listed("sums", "total")
    )


def _list_end(stream: Sequence[TextToken], at: int) -> int:
    for n in range(at, len(stream)):
        if _ends(stream[n]) or (stream[n].text == "\n" and n > at + 1 and not _in_lines(stream, n)):
            return n
    return len(stream)


def _text(stream: Sequence[TextToken], start: int, end: int) -> str:
    return " ".join(token.text for token in stream[start:end]).lower()


def _unsure(stream: Sequence[TextToken], start: int, end: int) -> bool:
    return holds(_text(stream, start, min(end, len(stream))), listed("sums", "unsure"))


def _belongs(token: TextToken) -> bool:
    """Whether the word before the total says whose or where the total is: then the parts are its owners or places."""
    return token.kind is TokenKind.WORD and token.text.lower().endswith(listed("sums", "belonging"))


def _verb_between(stream: Sequence[TextToken], start: int, end: int) -> bool:
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
