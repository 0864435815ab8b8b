"""Shared runs: what texts share is found with its place, the short ways to none of it are right, many copies are no load."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.checks.language.shingles import SIZE, plain_words, shared_runs, shingled

WORDS = ["аа", "бб", "вв", "гг", "дд"]
LEAST = 9


def _longest(left: list[str], right: list[str]) -> int:
    """The longest run of words that two texts share, by trying every pair of places."""
    best = 0
    for a in range(len(left)):
        for b in range(len(right)):
            n = 0
            while a + n < len(left) and b + n < len(right) and left[a + n] == right[b + n]:
                n += 1
            best = max(best, n)
    return best


def _text(n: int, words: int = 40) -> str:
    """A text that shares nothing with that of another number."""
    alphabet = "абвгдежзийк"
    return " ".join(f"{alphabet[n % 11]}{alphabet[n // 11]}{alphabet[m % 11]}{alphabet[m // 11]}" for m in range(words))  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), max_size=5))
def test_a_run_is_told_only_where_there_is_one_and_never_longer_than_it_is(texts: list[str]) -> None:
    laid = [plain_words(text) for text in texts]
    for run in shared_runs(texts, LEAST):
        assert LEAST <= run.words <= _longest(laid[run.first], laid[run.second])
        assert plain_words(texts[run.second][run.start : run.end]) == laid[run.second][_at(run, texts):][: run.words]  # fmt: skip


def _at(run: object, texts: list[str]) -> int:
    """How many words stand before a run."""
    return len(plain_words(texts[run.second][: run.start]))  # type: ignore[attr-defined]


@settings(max_examples=300)
@given(st.integers(0, 20), st.integers(0, 20), st.integers(LEAST, 20))
def test_a_passage_is_found_wherever_it_stands_in_either_text(before: int, behind: int, size: int) -> None:
    passage = " ".join(_text(0).split()[:size])
    first = " ".join([*_text(1).split()[:before], passage, *_text(2).split()[:5]])
    second = " ".join([*_text(3).split()[:behind], passage, *_text(4).split()[:7]])
    (run,) = shared_runs([first, _text(5), second], LEAST)
    assert (run.first, run.second, run.words) == (0, 2, size)
    assert second[run.start : run.end] == passage


def test_a_passage_one_word_too_short_is_none() -> None:
    passage = " ".join(_text(0).split()[: LEAST - 1])
    assert list(shared_runs([f"{passage} {_text(1)}", f"{_text(2)} {passage}"], LEAST)) == []


def test_every_copy_is_told_of_the_first() -> None:
    runs = list(shared_runs([_text(0)] * 50, LEAST))
    assert [(run.first, run.second, run.words) for run in runs] == [(0, n, 40) for n in range(1, 50)]


def test_copies_with_other_figures_are_copies() -> None:
    texts = [f"{n}. {_text(0)} {n * 7}" for n in range(1, 30)]
    assert [run.first for run in shared_runs(texts, LEAST)] == [0] * 28


def test_shingles_are_every_run_of_so_many_words() -> None:
    words = _text(0, SIZE + 1).split()
    assert shingled(words, SIZE) == [tuple(words[:-1]), tuple(words[1:])]
