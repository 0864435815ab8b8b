"""Lists by lines: lines in a row that each name a part, their total in the line before them or behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfxl.checks.language.counts import Count, counts_between
from perfxl.checks.language.listing_bounds import (
    FEWEST,
    KINDS,
    NEAREST,
    Item,
    Listing,
    Stream,
    ends_sentence,
    is_total,
    is_unsure,
    listing_words,
    number_after,
    sentence_start,
    text_of,
    total_words,
)
from perfxl.checks.language.text_token import TokenKind
from perfxl.checks.language.word_lists import holds, listed

_LINE = 16  # tokens of a line that is an item


def by_lines(stream: Stream) -> Iterator[Listing]:
    """The lists by lines of a text's tokens."""
    lines = _lines(stream)
    n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and _is_item(stream, *lines[end]):
            end += 1
        if end - n >= FEWEST and _one_level(stream, lines[n:end]) and not _goes_on(stream, lines, n, end):
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
        cut = next((n + 1 for n in range(last - 1, start, -1) if ends_sentence(stream[n])), start)
        lines += [(first, behind) for first, behind in ((start, cut), (cut, last)) if behind > first]
        start = end + 1
    return lines


def _is_item(stream: Stream, start: int, end: int) -> bool:
    """Whether a line names a part: short, with a figure, at the end of its line, no heading and no total."""
    if end - start > _LINE or stream[end - 1].text == ":" or ends_sentence(stream[end - 1]):
        return False
    line = stream[start:end]
    return any(token.kind is TokenKind.NUMBER for token in line) and not any(
        token.text.lower() in listing_words() for token in line
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
    return bool(words) and words[0].text.lower() in total_words()


def _under_heading(
    stream: Stream, lines: Sequence[tuple[int, int]], first: int, end: int
) -> Iterator[Listing]:
    """`In all 20, of which:` and a part a line."""
    heading = first - 1
    while heading > 0 and not counts_between(stream, *lines[heading]):
        heading -= 1
    if first == 0 or first - heading > FEWEST:
        return
    start = sentence_start(stream, lines[heading][1] - 1)
    totals = counts_between(stream, start, lines[heading][1])[-NEAREST:]
    named = tuple(total for total in totals if is_total(stream, total.at))
    opened = text_of(stream, start, lines[first - 1][1])
    some = holds(opened, listed("sums", "of_which_some"))
    if not (named or some or holds(opened, listed("sums", "of_which_all"))):
        return
    yield from _lined(stream, lines[first:end], named or totals, start, some)


def _over_total(stream: Stream, lines: Sequence[tuple[int, int]], first: int, end: int) -> Iterator[Listing]:
    """A part a line, and `in all 20` in the next."""
    if end == len(lines) or not _opens_with_total(stream, *lines[end]):
        return
    at = next(n for n in range(*lines[end]) if stream[n].text.lower() in total_words())
    total = number_after(stream, at)
    if total:
        yield from _lined(stream, lines[first:end], (total,), lines[first][0], False)


def _lined(
    stream: Stream, lines: Sequence[tuple[int, int]], totals: Sequence[Count], start: int, some: bool
) -> Iterator[Listing]:
    """The lines as a list where each may be a part of the totals."""
    parts = tuple(counts for line in lines if (counts := counts_between(stream, *line)))
    end = lines[-1][1]
    if not totals or len(parts) < FEWEST or is_unsure(stream, start, end):
        return
    if not _may_belong(parts, totals, any(_told_at(stream, line[1] - 1) for line in lines)):
        return
    rest = holds(text_of(stream, lines[0][0], end), listed("sums", "rest"))
    last = max(stream[end - 1].end, totals[-1].token.end)
    yield Listing(parts, tuple(totals), stream[start].start, last, some or rest)


def _may_belong(parts: Sequence[Item], totals: Sequence[Count], deeds: bool) -> bool:
    """Whether all parts count what a total counts, or each a kind of it; where lines tell what was done, the first only."""
    if any(all(item[-1].same_unit(total) for item in parts) for total in totals):
        return True
    units = {item[-1].unit for item in parts}
    return not deeds and len(parts) >= KINDS and len(units) == len(parts)


def _told_at(stream: Stream, at: int) -> bool:
    """Whether a line's last word says that something was done."""
    return stream[at].kind is TokenKind.WORD and stream[at].text.lower().endswith(listed("sums", "told"))
