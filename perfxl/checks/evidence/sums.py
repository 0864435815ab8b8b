"""E101, E106: parts that are listed with a total and do not add up to it; E106 where one part makes the whole difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from perfxl.checks.language.context import Context
from perfxl.checks.language.counts import Count
from perfxl.checks.language.listing_bounds import Item, Listing
from perfxl.checks.language.listings import listings, may_list
from perfxl.checks.language.row_text import RowText, number
from perfxl.checks.language.text_token import TextToken, TokenKind
from perfxl.finding import Finding

_CLOSE = 1.7  # a sum further off than this factor is taken for a sum of other things
_FEWEST = 2  # figures of a list: a total and a part
_LONGEST = 60  # parts; a list that is longer is none
_LISTS = 24  # lists of one text that are added up


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """At most one finding on the same total; none where any reading of any list gives it."""
    if row_text.kinds.count(TokenKind.NUMBER) < _FEWEST or not may_list(row_text.lower):
        return
    lists = islice(listings(row_text.stream, context), _LISTS)
    every = [listing for listing in lists if len(listing.parts) <= _LONGEST]
    settled = {total.token.start for listing in every for total in listing.totals if _adds_up(listing, total)}
    for listing in every:
        total = _missed(listing)
        if total is not None and total.token.start not in settled:
            settled.add(total.token.start)
            yield _finding(row_text, listing, total)


def _finding(row_text: RowText, listing: Listing, total: Count) -> Finding:
    value, values = _closest(listing.parts, total)
    difference = round(abs(sum(values) - value), 6)
    same = next(
        (item[-1].token for item, part in zip(listing.parts, values, strict=True) if part == difference), None
    )
    start, end = min(listing.start, total.token.start), max(listing.end, total.token.end)
    return row_text.finding(
        "E106" if same else "E101",
        quote=row_text.quote(start, end),
        total=number(value),
        sum=number(round(sum(values), 6)),
        difference=number(difference),
        part=_part(row_text, listing, same) if same else "",
    )


def _part(row_text: RowText, listing: Listing, token: TextToken) -> str:
    """The words of the item that a figure stands in."""
    before = (item[-1].token.end for item in listing.parts if item[-1].token.end < token.start)
    return row_text.quote(max(before, default=listing.start), token.end)


def _missed(listing: Listing) -> Count | None:
    """The total that the parts ought to give and do not; None where they do, or where it cannot be known."""
    if any(_adds_up(listing, total) for total in listing.totals):
        return None
    if any(count.near for item in listing.parts for count in item):
        return None
    misses = {total: _closest(listing.parts, total) for total in listing.totals}
    near = [t for t, (value, parts) in misses.items() if value and 1 / _CLOSE <= sum(parts) / value <= _CLOSE]
    if not near or any(total.near for total in near):
        return None
    total = min(near, key=lambda count: abs(misses[count][0] - sum(misses[count][1])))
    value, parts = misses[total]
    return None if listing.open and sum(parts) < value else total


def _closest(parts: Sequence[Item], total: Count) -> tuple[float, list[float]]:
    """The total's value and the parts', read so that they come closest to each other."""
    last = [item[-1] for item in parts]
    return min(_values(last, total), key=lambda pair: abs(pair[0] - sum(pair[1])))


def _values(parts: Sequence[Count], total: Count) -> Iterator[tuple[float, list[float]]]:
    """(total, parts) as they may be meant: three figures behind a mark as decimals or as thousands, one scale for all."""
    first, second = [count.value for count in parts], [count.token.other or count.value for count in parts]
    wholes = {total.value, total.token.other or total.value}
    for whole in wholes:
        yield whole, first
        if second != first:
            yield whole, second
        if total.token.scale > 1 and all(count.token.scale == 1 for count in parts):
            yield whole, [value * total.token.scale for value in first]


def _adds_up(listing: Listing, total: Count) -> bool:
    """Whether any sensible reading of the list gives the total; rounded figures may miss by their rounding."""
    readings = _readings(listing, total)
    return any(_equal(reading, total) for reading in readings if reading) or _last_ones(listing, total)


def _last_ones(listing: Listing, total: Count) -> bool:
    """Whether the last parts in a row, two at least, give the total."""
    running, counted = 0.0, [item[-1] for item in reversed(listing.parts)]
    slack = sum(_rounding(count.token) for count in (*counted, total)) / 2
    for n, count in enumerate(counted):
        running += count.value
        if n and abs(running - total.value) <= slack + 1e-6:
            return True
    return False


def _readings(listing: Listing, total: Count) -> Iterator[list[Count]]:
    """The parts as they may be meant: the last figure of each item, the first, all, those of the total's kind."""
    last = [item[-1] for item in listing.parts]
    yield last
    yield [item[0] for item in listing.parts]
    yield [count for item in listing.parts for count in item]
    yield [count for item in listing.parts for count in item if count.unit and count.same_unit(total)]


def _equal(parts: Sequence[Count], total: Count) -> bool:
    slack = sum(_rounding(count.token) for count in (*parts, total)) / 2
    return any(abs(sum(values) - value) <= slack + 1e-6 for value, values in _values(parts, total))


def _rounding(token: TextToken) -> float:
    """The last decimal place of a figure that has one, scale multiplied in; 0 for whole numbers."""
    count = token.value / token.scale
    if count.is_integer():
        return 0.0
    decimals = len(f"{count:.6f}".rstrip("0").partition(".")[2])
    return token.scale * 10.0**-decimals if decimals else 0.0
