"""Lists that are told with their total, within a sentence or line by line: the parts, and the totals they may belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count, counts, counts_between
from perfxl.checks.language.earlier import earlier_year
from perfxl.checks.language.figure_words import taken_from
from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import holds, listed, within

_SEPARATORS = frozenset(",;\n")
_FEWEST = 2  # figures of a list: a total and a part
_NEAREST = 5  # figures before a list that may be its total
_BETWEEN = 2  # words that may stand between the word for the total and its number
_REACH = 400  # tokens of a list, before its total and behind it
_PLACES = 60  # words of one text that may open or close a list
_LINE = 16  # tokens of a line that is an item
_KINDS = 3  # parts that may each be a thing of its own under one name for all

Item = tuple[Count, ...]
Stream = Sequence[TextToken]


@dataclass(frozen=True, slots=True)
class Listing:
    """Parts and the totals that they may belong to; `start` and `end` in characters; `open` where parts may be missing."""

    parts: tuple[Item, ...]
    totals: tuple[Count, ...]
    start: int
    end: int
    open: bool = False


def may_list(text: str) -> bool:
    """Whether a text in small letters holds any of the words that a total or its parts are told by."""
    named, parts = _triggers()
    return (within(text, _listing()) and named.search(text) is not None) or parts.search(text) is not None


def listings(stream: Stream, context: Context) -> Iterator[Listing]:
    """The lists of a text's tokens (quotations and brackets left out), those by lines first."""
    yield from _by_lines(stream)
    totals, whole, listing = _totals(), listed("sums", "of_which_all"), frozenset(_listing())
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
    if len(told_so) >= _FEWEST and any(token.text in part for token in stream):
        yield from _told_by_part(stream)


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


# Lists by lines


def _by_lines(stream: Stream) -> Iterator[Listing]:
    """Lines in a row that each name a part, with a total in the line before them or behind them."""
    lines = _lines(stream)
    n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and _is_item(stream, *lines[end]):
            end += 1
        if end - n >= _FEWEST and _one_level(stream, lines[n:end]) and not _goes_on(stream, lines, n, end):
            yield from _under_heading(stream, lines, n, end)
            yield from _over_total(stream, lines, n, end)
        n = max(end, n + 1)


def _lines(stream: Stream) -> list[tuple[int, int]]:
    """(start, end) of each line that has anything in it, the mark at its end left out; a line of sentences is parted
    before its last one."""
    breaks = [n for n, token in enumerate(stream) if token.text == "\n"]
    lines = []
    start = 0
    for end in (*breaks, len(stream)):
        last = end
        while last > start and stream[last - 1].text in ".,;":
            last -= 1
        cut = next((n + 1 for n in range(last - 1, start, -1) if _ends(stream[n])), start)
        lines += [(first, behind) for first, behind in ((start, cut), (cut, last)) if behind > first]
        start = end + 1
    return lines


def _is_item(stream: Stream, start: int, end: int) -> bool:
    """Whether a line names a part: short, with a figure, at the end of its line, no heading and no total."""
    if end - start > _LINE or stream[end - 1].text == ":" or _ends(stream[end - 1]):
        return False
    line = stream[start:end]
    return any(token.kind is TokenKind.NUMBER for token in line) and not any(
        token.text.lower() in _listing() for token in line
    )


def _one_level(stream: Stream, lines: Sequence[tuple[int, int]]) -> bool:
    """Whether no line is a part of another's: all have the same bullet, or none."""
    bullets = {stream[start].text for start, _ in lines if stream[start].kind is TokenKind.ITEM}
    return len({bullet for bullet in bullets if not bullet[0].isdecimal()}) <= 1


def _goes_on(stream: Stream, lines: Sequence[tuple[int, int]], first: int, end: int) -> bool:
    """Whether the line behind may be an item too, only that it is no short one."""
    if end == len(lines) or _opens_with_total(stream, *lines[end]):
        return False
    start = lines[end][0]
    if stream[lines[first][0]].kind is TokenKind.ITEM:
        return stream[start].kind is TokenKind.ITEM
    return bool(counts_between(stream, start, min(lines[end][1], start + _LINE)))


def _opens_with_total(stream: Stream, start: int, end: int) -> bool:
    words = [token for token in stream[start:end] if token.kind is not TokenKind.ITEM]
    return bool(words) and words[0].text.lower() in _totals()


def _under_heading(
    stream: Stream, lines: Sequence[tuple[int, int]], first: int, end: int
) -> Iterator[Listing]:
    """`In all 20, of which:` and a part a line."""
    heading = first - 1
    while heading > 0 and not counts_between(stream, *lines[heading]):
        heading -= 1
    if first == 0 or first - heading > _FEWEST:
        return
    start = _sentence_start(stream, lines[heading][1] - 1)
    totals = counts_between(stream, start, lines[heading][1])[-_NEAREST:]
    named = tuple(total for total in totals if _is_total(stream, total.at))
    opened = _text(stream, start, lines[first - 1][1])
    some = holds(opened, listed("sums", "of_which_some"))
    if not (named or some or holds(opened, listed("sums", "of_which_all"))):
        return
    yield from _lined(stream, lines[first:end], named or totals, start, some)


def _over_total(stream: Stream, lines: Sequence[tuple[int, int]], first: int, end: int) -> Iterator[Listing]:
    """A part a line, and `in all 20` in the next."""
    if end == len(lines) or not _opens_with_total(stream, *lines[end]):
        return
    at = next(n for n in range(*lines[end]) if stream[n].text.lower() in _totals())
    total = _number_after(stream, at)
    if total:
        yield from _lined(stream, lines[first:end], (total,), lines[first][0], False)


def _lined(
    stream: Stream, lines: Sequence[tuple[int, int]], totals: Sequence[Count], start: int, some: bool
) -> Iterator[Listing]:
    """The lines as a list where each may be a part of the totals."""
    parts = tuple(counts for line in lines if (counts := counts_between(stream, *line)))
    end = lines[-1][1]
    if not totals or len(parts) < _FEWEST or _unsure(stream, start, end):
        return
    if not _may_belong(parts, totals, any(_told_at(stream, line[1] - 1) for line in lines)):
        return
    rest = holds(_text(stream, lines[0][0], end), listed("sums", "rest"))
    last = max(stream[end - 1].end, totals[-1].token.end)
    yield Listing(parts, tuple(totals), stream[start].start, last, some or rest)


def _may_belong(parts: Sequence[Item], totals: Sequence[Count], deeds: bool) -> bool:
    """Whether all parts count what a total counts, or each a kind of it; where lines tell what was done, the first only."""
    if any(all(item[-1].same_unit(total) for item in parts) for total in totals):
        return True
    units = {item[-1].unit for item in parts}
    return not deeds and len(parts) >= _KINDS and len(units) == len(parts)


# Lists within a sentence


def _before_total(stream: Stream, at: int, context: Context) -> Iterator[Listing]:
    """`a 5, b 7, c 8, total 20`: the parts stand before the word for the total."""
    total = _number_after(stream, at)
    start = _list_start(stream, at)
    if total is None or start >= at:
        return
    if any(token.kind is TokenKind.DATE and earlier_year(token, context) for token in stream[start:at]):
        return
    parts = _items(stream, start, at)
    if len(parts) < _FEWEST or _unsure(stream, start, total.at + 3):
        return
    if _taken_from(stream, parts[0][-1]):
        if parts[0][-1].value != total.value or len(parts) <= _KINDS:
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
    return any(same) or len(parts) < _KINDS


def _after_total(stream: Stream, at: int, some: bool) -> Iterator[Listing]:
    """`total 20, of which a 5, b 7, c 8`: the parts stand behind."""
    end = _list_end(stream, at + 1)
    start = _sentence_start(stream, at)
    if start == at:
        start = _sentence_start(stream, max(0, at - 1))
    totals = counts_between(stream, start, at)[-_NEAREST:]
    parts = _items(stream, at + 1, end)
    if not totals or len(parts) < _FEWEST - some or _unsure(stream, start, end):
        return
    named = tuple(total for total in totals if _is_total(stream, total.at))
    words = _text(stream, at, end)
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
        boundary = _list_end(stream, counted[start].at)
        parts = tuple((count,) for count in counted[start + 1 : end] if count.at < boundary)
        text = _text(stream, counted[start].at, boundary)
        if len(parts) > 1 and not holds(text, listed("sums", "overlap")):
            yield Listing(parts, (counted[start],), counted[start].token.start, parts[-1][-1].token.end, True)


def _runs(part: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(whole, end): each count that is no part and has two parts or more behind it."""
    start = 0
    while start < len(part) - _FEWEST:
        if part[start] or not (part[start + 1] and part[start + 2]):
            start += 1
            continue
        end = next((n for n in range(start + 1, len(part)) if not part[n]), len(part))
        yield start, end
        start = end


def _is_part(stream: Stream, at: int) -> bool:
    return at + 1 < len(stream) and stream[at + 1].text.lower() in listed("sums", "part")


def _is_total(stream: Stream, at: int) -> bool:
    return any(token.text.lower() in listed("sums", "total") for token in stream[max(0, at - 3) : at])


def _number_after(stream: Stream, at: int) -> Count | None:
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


def _items(stream: Stream, start: int, end: int) -> tuple[Item, ...]:
    """The counts of each item of a list between two places; items without a count are left out."""
    items: list[Item] = []
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


def _sentence_start(stream: Stream, at: int) -> int:
    """Where the sentence of a token begins; the end of the sentence before does not belong to it."""
    least = max(0, at - _REACH)
    while at > least and not _ends(stream[at - 1]):
        at -= 1
    return at


def _list_start(stream: Stream, at: int) -> int:
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


def _in_lines(stream: Stream, n: int) -> bool:
    """Whether the line break at n stands between items of a list by lines."""
    after = stream[n + 1] if n + 1 < len(stream) else None
    return after is not None and (
        after.kind is TokenKind.ITEM or after.text.lower() in listed("sums", "total")
    )


def _list_end(stream: Stream, at: int) -> int:
    most = min(len(stream), at + _REACH)
    for n in range(at, most):
        if _ends(stream[n]) or (stream[n].text == "\n" and n > at + 1 and not _in_lines(stream, n)):
            return n
    return most


def _text(stream: Stream, start: int, end: int) -> str:
    return " ".join(token.text for token in stream[start:end]).lower()


def _unsure(stream: Stream, start: int, end: int) -> bool:
    return holds(_text(stream, start, min(end, len(stream))), listed("sums", "unsure"))


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


def _told_at(stream: Stream, at: int) -> bool:
    """Whether a line's last word says that something was done."""
    return stream[at].kind is TokenKind.WORD and stream[at].text.lower().endswith(listed("sums", "told"))


def _is_verb(token: TextToken) -> bool:
    """Whether a word has the ending of a verb that goes on or has happened."""
    return len(token.text) > 3 and token.text.lower().endswith(listed("sums", "converb"))
