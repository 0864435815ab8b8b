"""Runs of words that two texts share, found by shingles: the cost grows with the text, not with its square."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from perfxl.checks.language.text_token import LETTERS
from perfxl.checks.language.word_lists import listed

SIZE = 6  # words of one shingle
_MIDDLE = 3  # of its words, in a mark: the first, this and the last
_LOOKED_AT = 8  # places of one mark
_WORD = re.compile(r"[^\W_]+(?:[.,:/-][^\W_]+)*")
_SCRIPTS = f"a-z{LETTERS}"
_USUAL_LETTERS = re.compile(rf"[{_SCRIPTS}]{{2,}}")  # the same, quicker, where a text has no other letters
_USUAL = re.compile(rf"""[{_SCRIPTS}0-9 \d\s.,;:!?()%/“”«»–—"'-]*+\Z""")
_LETTERS_ONLY = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Shared:
    """A run of words that the text at `second` shares with the text at `first` (places in the sequence of texts).

    `start` and `end`: its characters in the second text; `words`: how many words it has.
    """

    first: int
    second: int
    start: int
    end: int
    words: int


def spoken(text: str, letters: int = 99) -> tuple[str, ...]:
    """The words and figures of a text in small letters, each cut to so many letters, closing words left out."""
    closers = _closers()
    return tuple([word[:letters] for word in _WORD.findall(text.lower()) if word not in closers])


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters; figures and the words of dates left out."""
    skip = _skipped()
    words = _USUAL_LETTERS if _USUAL.match(text) else _LETTERS_ONLY
    return [word for word in words.findall(text) if word not in skip]


@cache
def _closers() -> frozenset[str]:
    return frozenset(listed("closing", "closers"))


@cache
def _skipped() -> frozenset[str]:
    return frozenset(listed("passages", "skip"))


def shingled(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """Every run of so many words, in order."""
    return list(zip(*(words[n:] for n in range(size)), strict=False))


def shared_runs(texts: Sequence[str], least: int) -> Iterator[Shared]:
    """For every text (in small letters) the longest run of at least so many words that an earlier text has too."""
    words_of = {text: plain_words(text) for text in texts}
    laid = [words_of[text] for text in texts]
    suspects = _suspects(laid, least)
    asked = {mark for second in suspects for mark in _marks(laid[second])}
    seen: dict[tuple[str, ...], tuple[int, int]] = {}
    again: dict[str, Shared | None] = {}
    for second, text in enumerate(texts if suspects else ()):
        if text in again and (shared := again[text]):  # it met itself before and would do so again
            yield replace(shared, second=second)
            continue
        words = laid[second]
        shingles = _shingles(words, asked)
        known = (
            [(at, seen[shingle_words]) for at, shingle_words in shingles if shingle_words in seen]
            if second in suspects
            else []
        )
        shared = _shared(second, text, laid, known, least)
        if shared:
            yield shared
        again[text] = shared if text in again else None
        for at, shingle in shingles:
            seen.setdefault(shingle, (second, at))


def _shingles(words: Sequence[str], asked: set[tuple[str, str, str]]) -> list[tuple[int, tuple[str, ...]]]:
    """The shingles whose mark is asked for, each with its place."""
    marks = _marks(words)
    if asked.isdisjoint(marks):
        return []
    return [(at, tuple(words[at : at + SIZE])) for at, mark in enumerate(marks) if mark in asked]


def _shared(
    second: int,
    text: str,
    laid: Sequence[Sequence[str]],
    known: Sequence[tuple[int, tuple[int, int]]],
    least: int,
) -> Shared | None:
    """The longest run from the places that are known of earlier texts; None where it has too few words."""
    run = _longest(laid[second], laid, known) if known else None
    return _placed(run, second, text) if run and run.words >= least else None


def _suspects(laid: Sequence[Sequence[str]], least: int) -> frozenset[int]:
    """The texts that share a run of at least so many words with an earlier one; perhaps some more, none is left out.

    Of the marks in a row that such a run has, the earlier text has left one: every so-many-th is kept.
    """
    kept: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    suspects: set[int] = set()
    step = least - SIZE + 1
    for second, words in enumerate(laid):
        if not kept.keys().isdisjoint(zip(words, words[_MIDDLE:], words[SIZE - 1 :], strict=False)):
            met = [(at, mark) for at, mark in enumerate(_marks(words)) if mark in kept]
            if any(_around(laid, second, at, kept[mark], least) for at, mark in met):
                suspects.add(second)
        left = zip(words[::step], words[_MIDDLE::step], words[SIZE - 1 :: step], strict=False)
        for n, mark in enumerate(left):
            kept.setdefault(mark, []).append((second, n * step))
    return frozenset(suspects)


def _around(
    laid: Sequence[Sequence[str]], second: int, at: int, places: Sequence[tuple[int, int]], least: int
) -> bool:
    """Whether the run around a mark is long enough in any of the places; yes where there are too many to look."""
    if len(places) > _LOOKED_AT:
        return True
    left, half = laid[second], (least - SIZE) // 2
    for first, there in places:
        right = laid[first]
        if left[at + SIZE : at + SIZE + half] == right[there + SIZE : there + SIZE + half] or (
            at >= half <= there and left[at - half : at] == right[there - half : there]
        ):
            back = _length(left[:at][::-1], 0, right[:there][::-1], 0)
            if _length(left, at - back, right, there - back) >= least:
                return True
    return False


def _marks(words: Sequence[str]) -> list[tuple[str, str, str]]:
    """Three words of every shingle: where two shingles are one, so are their marks."""
    return list(zip(words, words[_MIDDLE:], words[SIZE - 1 :], strict=False))


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of words from `at` on that is also in the text `first`."""

    first: int
    at: int
    words: int


def _longest(
    words: Sequence[str], laid: Sequence[Sequence[str]], known: Sequence[tuple[int, tuple[int, int]]]
) -> _Run:
    best, passed = _Run(0, 0, 0), 0
    for at, (first, there) in known:
        if at < passed:
            continue
        length = _length(words, at, laid[first], there)
        passed = at + length - SIZE + 1
        if length > best.words:
            best = _Run(first, at, length)
    return best


def _length(left: Sequence[str], at: int, right: Sequence[str], there: int) -> int:
    length = 0
    for word, other_word in zip(left[at:], right[there:], strict=False):
        if word != other_word:
            break
        length += 1
    return length


def _placed(run: _Run, second: int, text: str) -> Shared:
    """The run with its characters in the text."""
    skip = _skipped()
    spans = (match.span() for match in _LETTERS_ONLY.finditer(text) if match[0] not in skip)
    (start, _), *_, (_, end) = islice(spans, run.at, run.at + run.words)
    return Shared(run.first, second, start, end, run.words)
