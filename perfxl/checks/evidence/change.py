"""E108: from so many to so many, and the direction, the difference or the percent that is told does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from perfxl.checks.language.context import Context
from perfxl.checks.language.figure_words import words_behind
from perfxl.checks.language.row_text import RowText, number, percent
from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import begins, holds, listed, same_word, within
from perfxl.finding import Finding

_FIGURES = (TokenKind.NUMBER, TokenKind.PERCENT)
_MOST = 12  # figures of a sentence; one that has more is a table
_LINK = 8  # tokens from what was to what became
_UNIT = 3  # words between a figure and what it became
_TELLING = 14  # tokens in which the direction follows
_WHOLE, _TENTHS, _FINER = 1.0, 0.15, 0.02  # percent points that a percent may miss by, by its decimals


@dataclass(frozen=True, slots=True)
class FigureChange:
    """What was and what became of it, the direction that is told (1 up, -1 down, 0 not told), by how much."""

    before: float
    after: float
    direction: int
    by: TextToken | None
    share: TextToken | None
    in_percent: bool
    start: int
    end: int


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a change whose figures contradict each other."""
    if not _may_tell(row_text.lower):
        return
    for sentence in row_text.sentences:
        if sentence.kinds.isdisjoint(_FIGURES) or not _may_tell(sentence.lower):
            continue
        tokens = sentence.clause
        places = [n for n, token in enumerate(tokens) if token.kind in _FIGURES]
        if not 1 < len(places) <= _MOST or holds(sentence.lower, listed("change", "unsure")):
            continue
        for change in _changes(tokens, places):
            if _wrong(change):
                yield _finding(row_text, change)
                break


def _may_tell(text: str) -> bool:
    return within(text, listed("change", "up") + listed("change", "down"))


def _finding(row_text: RowText, change: FigureChange) -> Finding:
    moved = abs(change.after - change.before)
    if not _fits_direction(change):
        stated = listed("change", "names")[change.direction > 0]
        real = listed("change", "names")[change.after > change.before]
    elif change.by is not None and not _fits_difference(change):
        stated, real = number(change.by.value), number(round(moved, 6))
    else:
        stated = percent((change.share.value if change.share else 0) / 100)
        real = percent(moved / change.before)
    return row_text.finding(
        "E108",
        quote=row_text.quote(change.start, change.end),
        before=number(change.before),
        after=number(change.after),
        stated=stated,
        change=real,
    )


def _wrong(change: FigureChange) -> bool:
    if not change.before or change.before < 0:
        return False
    return not (_fits_direction(change) and _fits_difference(change) and _fits_share(change))


def _fits_direction(change: FigureChange) -> bool:
    return not change.direction or (change.after - change.before) * change.direction >= 0


def _fits_difference(change: FigureChange) -> bool:
    if change.by is None:
        return True
    moved = abs(change.after - change.before)
    slack = (change.by.scale if change.by.scale > 1 else 0) * 0.1
    return abs(moved - change.by.value) <= slack + 1e-6


def _fits_share(change: FigureChange) -> bool:
    if change.share is None:
        return True
    moved = abs(change.after - change.before)
    slack = _slack(change.share)
    if change.in_percent and abs(moved - change.share.value) <= slack:
        return True
    return abs(moved / change.before * 100 - change.share.value) <= slack


def _slack(token: TextToken) -> float:
    figures = token.text.split("%")[0].split()[0]
    tail = max(figures.rfind(","), figures.rfind("."))
    digits = sum(char.isdecimal() for char in figures[tail + 1 :]) if tail >= 0 else 0
    return (_WHOLE, _TENTHS)[digits] if digits < 2 else _FINER


def _changes(tokens: Sequence[TextToken], places: Sequence[int]) -> Iterator[FigureChange]:
    for before, after in pairwise(places):
        change = _from_to(tokens, before, after) or _compared(tokens, before, after)
        if change:
            yield change
    for n, by in enumerate(places):
        change = _by_and_became(tokens, places, n, by)
        if change:
            yield change


def _from_to(tokens: Sequence[TextToken], before: int, after: int) -> FigureChange | None:
    """`from 450 it became 360 and fell by 20%`, `it was 14 and became 19`."""
    if after - before > _LINK or not _linked(tokens, before, after) or not _alike(tokens, before, after):
        return None
    became = _became(tokens, after)
    if not became:
        return None
    return _told(tokens, before, after, became)


def _linked(tokens: Sequence[TextToken], before: int, after: int) -> bool:
    """Whether the first figure is what was: in the ablative, "it was", "last year" against "this year"."""
    between = [token.text.lower() for token in tokens[before + 1 : after] if token.kind in WORDS]
    if any(token.kind is TokenKind.MARK and token.text != "," for token in tokens[before + 1 : after]):
        return False
    ablative = listed("part_of", "from")
    if tokens[before].ending.endswith(ablative) or any(w.endswith(ablative) for w in between[:_UNIT]):
        return True
    if tokens[before].kind is TokenKind.PERCENT and tokens[before].text.lower().endswith(ablative):
        return True
    if any(word in listed("change", "was") for word in between) or _was_told(between):
        return True
    if _years_apart(tokens, before, after):
        return True
    past = [token.text.lower() for token in tokens[max(0, before - 3) : before] if token.kind in WORDS]
    return any(word in listed("change", "past") for word in past) and any(
        word in listed("change", "now") for word in between
    )


def _was_told(words: Sequence[str]) -> bool:
    """Whether a participle and its joining word stand among words: "were recorded, and then"."""
    return any(
        word.endswith(listed("sums", "told")) and behind in listed("change", "was_then")
        for word, behind in pairwise(words)
    )


def _years_apart(tokens: Sequence[TextToken], before: int, after: int) -> bool:
    """Whether each figure has its year before it, the first one's the earlier: "in 2023 1120, in 2024 1232"."""
    first = [t.day.year for t in tokens[max(0, before - 2) : before] if t.day and t.day.year]
    second = [t.day.year for t in tokens[max(before + 1, after - 2) : after] if t.day and t.day.year]
    return bool(first and second) and first[-1] < second[-1]


def _alike(tokens: Sequence[TextToken], before: int, after: int) -> bool:
    """Whether both figures count one thing, as far as is said."""
    left, right = tokens[before], tokens[after]
    if left.kind is not right.kind or left.near or right.near:
        return False
    if left.kind is TokenKind.PERCENT:
        return True
    first, second = _noun(tokens, before), _noun(tokens, after)
    return not first or not second or same_word(first, second)


def _noun(tokens: Sequence[TextToken], at: int) -> str:
    """The word behind a figure, where it is a noun that it may count."""
    words = words_behind(tokens, at, 1)
    skipped = listed("change", "was") + listed("change", "became") + listed("change", "was_then")
    if not words or words[0] in skipped or words[0] in listed("sums", "no_unit") or tokens[at].ending:
        return ""
    return words[0]


def _became(tokens: Sequence[TextToken], after: int) -> int:
    """The place of the word that says what it became, right behind a figure and its unit; 0 where there is none."""
    for n in range(after + 1, min(len(tokens), after + 2 + _UNIT)):
        if tokens[n].kind not in WORDS:
            return 0
        if tokens[n].text.lower() in listed("change", "became"):
            return n
    return 0


def _told(tokens: Sequence[TextToken], before: int, after: int, at: int) -> FigureChange | None:
    """The change with what is told right behind a place: by how much, by how many percent, up or down."""
    was, is_now, in_percent = tokens[before], tokens[after], tokens[before].kind is TokenKind.PERCENT
    by: TextToken | None = None
    share: TextToken | None = None
    for n in range(at + 1, min(len(tokens), at + 1 + _TELLING)):
        token, word = tokens[n], tokens[n].text.lower()
        if token.kind is TokenKind.PERCENT and word.endswith(listed("share", "by")):
            share = token
        elif token.kind is TokenKind.NUMBER and _instrumental(tokens, n):
            by = token
        elif token.kind in WORDS:
            direction = _direction(word)
            if direction:
                return FigureChange(
                    was.value, is_now.value, direction, by, share, in_percent, was.start, token.end
                )
            if not _fills(tokens, n):
                return None
        elif token.kind is not TokenKind.DATE and token.text != ",":
            return None
    return None


def _direction(word: str) -> int:
    if begins(word, listed("change", "up")):
        return 1
    return -1 if begins(word, listed("change", "down")) else 0


def _fills(tokens: Sequence[TextToken], n: int) -> bool:
    """Whether a word may stand between what it became and the direction: times compared, "that is", the unit of "by"."""
    if tokens[n].text.lower() in listed("change", "fills"):
        return True
    return tokens[n - 1].kind is TokenKind.NUMBER or tokens[n].text.lower().endswith(
        listed("share", "by_unit")
    )


def _instrumental(tokens: Sequence[TextToken], n: int) -> bool:
    """Whether a figure says by how much: itself or its unit in the instrumental, or "that is" with a percent behind it."""
    by = listed("share", "by_unit")
    if tokens[n].ending.endswith(by):
        return True
    words = words_behind(tokens, n, 2)
    return any(word.endswith(by) for word in words) or bool(
        words and words[-1] in listed("share", "that_is")[:1]
    )


def _compared(tokens: Sequence[TextToken], after: int, before: int) -> FigureChange | None:
    """`260 were placed, compared with the 200 of last year a growth of 30%`: what became stands first."""
    at = _comparing(tokens, before)
    if not at or not _alike(tokens, after, before):
        return None
    past = [token.text.lower() for token in tokens[max(0, before - 4) : before]]
    if not any(word in listed("change", "past") for word in past):
        return None
    change = _told(tokens, before, after, at)
    return change if change and tokens[after].kind is TokenKind.NUMBER else None


def _comparing(tokens: Sequence[TextToken], before: int) -> int:
    """The place of the word that lays a figure beside another one: "compared", or the ablative; 0 where there is none."""
    ablative = listed("part_of", "from")
    if tokens[before].ending.endswith(ablative):
        return before
    for n in range(before + 1, min(len(tokens), before + 5)):
        word = tokens[n].text.lower()
        if tokens[n].kind in WORDS and (word in listed("change", "compared") or word.endswith(ablative)):
            return n
    return 0


def _by_and_became(
    tokens: Sequence[TextToken], places: Sequence[int], n: int, by: int
) -> FigureChange | None:
    """`it grew by 120, that is 60%, and became 320`: what was is what became without the growth."""
    if n + 1 >= len(places) or tokens[by].kind is not TokenKind.NUMBER or not _instrumental(tokens, by):
        return None
    share, between = tokens[places[n + 1]], tokens[by + 1 : places[n + 1]]
    if share.kind is not TokenKind.PERCENT or not share.text.lower().endswith(listed("share", "by")):
        return None
    if not any(token.text.lower() in listed("share", "that_is")[:1] for token in between):
        return None
    at = places[n + 1] + 1
    direction = _direction(tokens[at].text.lower()) if at < len(tokens) else 0
    after = _outcome(tokens, places, n, at)
    if not direction or after is None or tokens[by].near or after.near:
        return None
    before = after.value - direction * tokens[by].value
    start, end = min(tokens[by].start, after.start), max(after.end, tokens[at].end)
    return (
        FigureChange(before, after.value, direction, None, share, False, start, end) if before > 0 else None
    )


def _outcome(tokens: Sequence[TextToken], places: Sequence[int], n: int, at: int) -> TextToken | None:
    """What it became: told right behind the direction, or the one figure that the sentence opens with."""
    if n + 2 < len(places):
        place = places[n + 2]
        if place - at <= _UNIT and tokens[place].kind is TokenKind.NUMBER and _became(tokens, place):
            return tokens[place]
        return None
    if n == 1 and tokens[places[0]].kind is TokenKind.NUMBER and _is_told_of(tokens, places[0], places[1]):
        return tokens[places[0]]
    return None


def _is_told_of(tokens: Sequence[TextToken], first: int, by: int) -> bool:
    """Whether something is said of what the sentence opens with: "360 were recorded, which is 120 more than last year"."""
    between = [token.text.lower() for token in tokens[first + 1 : by] if token.kind in WORDS]
    past = any(word in listed("change", "past") for word in between)
    as_before = any(word in listed("change", "was_then")[:1] for word in between) or bool(
        _became(tokens, first)
    )
    return past and as_before
