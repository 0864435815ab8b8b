"""Runs of words that two texts share, found by shingles: the cost grows with the text, not with its square."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from perfxl.checks.evidence.words import listed

SIZE = 6  # words of one shingle
_WORD = re.compile(r"[^\W_]+(?:[.,:/-][^\W_]+)*")
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
    closers = listed("closing", "closers")
    return tuple(word[:letters] for word in _WORD.findall(text.lower()) if word not in closers)


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters; figures and the words of dates left out."""
    skip = _skipped()
    return [word for word in _LETTERS_ONLY.findall(text.lower()) if word not in skip]


@cache
def _skipped() -> frozenset[str]:
    return frozenset(listed("passages", "skip"))


def shingled(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """Every run of so many words, in order."""
    return list(zip(*(words[n:] for n in range(size)), strict=False))


def shared_runs(texts: Sequence[str], least: int) -> Iterator[Shared]:
    """For every text the longest run of at least so many words that an earlier text has too."""
    seen: dict[tuple[str, ...], tuple[int, int]] = {}
    laid = [plain_words(text) for text in texts]
    for second, words in enumerate(laid):
        shingles = shingled(words, SIZE)
        known = [(at, seen[shingle]) for at, shingle in enumerate(shingles) if shingle in seen]
        if known:
            run = _longest(words, laid, known)
            if run.words >= least:
                yield _placed(run, second, texts[second])
        for at, shingle in enumerate(shingles):
            seen.setdefault(shingle, (second, at))


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
    while (
        at + length < len(left) and there + length < len(right) and left[at + length] == right[there + length]
    ):
        length += 1
    return length


def _placed(run: _Run, second: int, text: str) -> Shared:
    """The run with its characters in the text."""
    found = _LETTERS_ONLY.finditer(text.lower())
    spans = [match.span() for match in found if match[0] not in _skipped()]
    return Shared(run.first, second, spans[run.at][0], spans[run.at + run.words - 1][1], run.words)
