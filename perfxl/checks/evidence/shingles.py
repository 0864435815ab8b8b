"""Runs of words that two texts share, found by shingles: the cost grows with the text, not with its square."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    words = (match[0].lower() for match in _WORD.finditer(text))
    return tuple(word[:letters] for word in words if word not in closers)


def places(text: str) -> tuple[tuple[str, int, int], ...]:
    """The words of a text (figures left out) in small letters, with their places."""
    return tuple((match[0].lower(), match.start(), match.end()) for match in _LETTERS_ONLY.finditer(text))


def shared_runs(texts: Sequence[str], least: int) -> Iterator[Shared]:
    """For every text the longest run of at least so many words that an earlier text has too."""
    seen: dict[tuple[str, ...], tuple[int, int]] = {}
    laid = [places(text) for text in texts]
    for second, words in enumerate(laid):
        longest = _longest(second, words, laid, seen)
        if longest and longest.words >= least:
            yield longest
        for at in range(len(words) - SIZE + 1):
            seen.setdefault(_shingle(words, at), (second, at))


def _shingle(words: Sequence[tuple[str, int, int]], at: int) -> tuple[str, ...]:
    return tuple(word for word, _, _ in words[at : at + SIZE])


def _longest(
    second: int,
    words: Sequence[tuple[str, int, int]],
    laid: Sequence[Sequence[tuple[str, int, int]]],
    seen: Mapping[tuple[str, ...], tuple[int, int]],
) -> Shared | None:
    best: Shared | None = None
    at = 0
    while at <= len(words) - SIZE:
        known = seen.get(_shingle(words, at))
        if known is None:
            at += 1
            continue
        length = _length(words, at, laid[known[0]], known[1])
        if best is None or length > best.words:
            best = Shared(known[0], second, words[at][1], words[at + length - 1][2], length)
        at += max(1, length - SIZE + 1)
    return best


def _length(
    left: Sequence[tuple[str, int, int]], at: int, right: Sequence[tuple[str, int, int]], there: int
) -> int:
    length = 0
    while (
        at + length < len(left)
        and there + length < len(right)
        and left[at + length][0] == right[there + length][0]
    ):
        length += 1
    return length
