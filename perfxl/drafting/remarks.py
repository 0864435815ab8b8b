"""What a person should look at in rows that were found: gaps in numbering, clipped percents, odd dates, empty cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from perfxl.drafting.source_document import Doubt, FoundRow
from perfxl.form.alphabet import foreign_words
from perfxl.form.definition import PLANNED
from perfxl.form.notation import DateSpan, read_dates, read_percent

# A figure that is left over when `100` is cut at the edge of a page.
_CLIPPED = re.compile(r"\s*10?\s*\Z")
_TEXTS = ("goal", *PLANNED)

_USUAL = ("indicator", "target", "baseline")  # fields that every row has where one has them


def remarked(rows: Sequence[FoundRow]) -> tuple[FoundRow, ...]:
    """The rows of one document with their doubts. What is odd is marked, never mended."""
    numbered = _numbered(rows)
    sections = {key: _section(numbered, key) for key in {row.section for row in numbered}}
    return tuple(
        replace(row, doubts=(*row.doubts, *_row(numbered, n, sections[row.section])))
        for n, row in enumerate(numbered)
    )


@dataclass(frozen=True, slots=True)
class _Section:
    """What the rows of a section have: the fields that any of them fills, and how often each number stands."""

    filled: frozenset[str]
    numbers: Counter[str]


def _section(rows: Sequence[FoundRow], key: str) -> _Section:
    own = [row for row in rows if row.section == key]
    filled = {
        name
        for name in (*_USUAL, "ordinal", "percent", "dates")
        if any(getattr(r, name).strip() for r in own)
    }
    return _Section(frozenset(filled), Counter(row.number for row in own))


def _numbered(rows: Sequence[FoundRow]) -> list[FoundRow]:
    """A measure without a number of its own takes the row's running number, and is marked."""
    out = []
    for row in rows:
        if not row.number and row.ordinal.strip(" .)").isdigit():
            number = row.ordinal.strip(" .)")
            doubt = Doubt("number", "R314", (("value", number),))
            row = replace(row, number=number, doubts=(*row.doubts, doubt))
        elif not row.number:
            row = replace(row, doubts=(*row.doubts, Doubt("number", "R320")))
        out.append(row)
    return out


def _row(rows: Sequence[FoundRow], n: int, section: _Section) -> Iterator[Doubt]:
    row = rows[n]
    yield from _counting(rows, n, section)
    yield from _result(row, section)
    for name in _USUAL:
        if not getattr(row, name) and name in section.filled:
            yield Doubt(name, "R333")
    if row.measure[:1].islower() and not row.ordinal:
        yield Doubt("measure", "R337")
    for name in _TEXTS:
        for word in foreign_words(getattr(row, name)):
            yield Doubt(name, "R117", (("word", word.word), ("proposed", word.proposed or "?")))


def _counting(rows: Sequence[FoundRow], n: int, section: _Section) -> Iterator[Doubt]:
    """The running number is there wherever others have one, and runs on; so does the measure's own."""
    row = rows[n]
    above = rows[n - 1] if n and rows[n - 1].section == row.section else None
    if not row.ordinal and "ordinal" in section.filled:
        yield Doubt("number", "R338", (("value", row.number),))
    elif above and not _runs_on(above.ordinal, row.ordinal):
        yield Doubt("number", "R315", (("value", row.ordinal), ("before", above.ordinal)))
    if above and row.number != row.ordinal and not _runs_on(above.number, row.number):
        yield Doubt("number", "R315", (("value", row.number), ("before", above.number)))
    if row.number and section.numbers[row.number] > 1:
        yield Doubt("number", "R339", (("value", row.number),))


def _runs_on(before: str, number: str) -> bool:
    """Whether a number follows another: the next, or the first under another head. Unknown ones are let pass."""
    left, right = (re.findall(r"\d+", text) for text in (before, number))
    if not left or not right:
        return True
    if right[-1] == "1" and (right[:-1] != left[:-1] or not right[:-1]):
        return True
    return len(left) == len(right) and left[:-1] == right[:-1] and int(right[-1]) == int(left[-1]) + 1


def _result(row: FoundRow, section: _Section) -> Iterator[Doubt]:
    if row.percent.strip():
        value, _ = read_percent(row.percent)
        if value is None:
            yield Doubt("percent", "R319", (("value", row.percent),))
        elif _CLIPPED.match(row.percent):
            yield Doubt("percent", "R317", (("value", row.percent.strip()),))
    elif "percent" in section.filled:
        yield Doubt("percent", "R318")
    if row.dates.strip():
        span, _ = read_dates(row.dates)
        if not isinstance(span, DateSpan) or span.start is None or span.end is None:
            yield Doubt("dates", "R319", (("value", row.dates),))
    elif "dates" in section.filled:
        yield Doubt("dates", "R318")
