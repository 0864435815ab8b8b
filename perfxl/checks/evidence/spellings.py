"""E502: one place or body is written in several ways within a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from perfxl.checks.evidence.context import Context
from perfxl.checks.evidence.tokens import Kind
from perfxl.checks.evidence.told import Told, stem
from perfxl.checks.evidence.words import section, vowel_dropped
from perfxl.finding import Finding
from perfxl.form.alphabet import foreign_words

_MOST = 1_000  # names of one report that are laid beside each other
_TAIL = 2  # letters behind a slip
_LEAST = 7  # letters of a name; shorter ones are alike by chance
_BODY = (3, 8)  # letters of an abbreviation


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: how it is written, in which row, and the stem of the word behind it."""

    written: str
    body: bool
    row: int
    noun: str = ""


def rule(report: Sequence[Told], context: Context) -> Iterator[Finding]:
    """One finding a pair of spellings, on the row where the rarer one stands first."""
    mentions = [mention for n, told in enumerate(report) for mention in _mentions(told, n)]
    often = Counter(mention.written for mention in mentions)
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(mention.written, mention)
    for left, right in _pairs(tuple(first.values())[:_MOST]):
        one, other = (left, right) if often[left.written] >= often[right.written] else (right, left)
        yield report[other.row].found("E502", one=one.written, other=other.written, quote=other.written)


def _mentions(told: Told, row: int) -> Iterator[Mention]:
    """Names: words with a capital inside a sentence, and abbreviations."""
    for sentence in told.sentences:
        for token, after in pairwise((*sentence.tokens[1:], sentence.tokens[-1])):
            if token.kind is Kind.WORD:
                if token.text[0].isupper() and not token.text.isupper():
                    yield Mention(token.text, False, row, stem(after.text, 3))
            elif token.kind is Kind.ABBREVIATION:
                word = _stem(token.text, token.ending)
                if _BODY[0] <= len(word) <= _BODY[1]:
                    yield Mention(word, True, row)


def _stem(text: str, ending: str) -> str:
    return text[: -len(ending) - 1] if ending else text


def _pairs(names: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Pairs that may be one name; only names with the same beginning or the same end are laid beside each other."""
    for n, left in enumerate(names):
        for right in names[n + 1 :]:
            if left.body != right.body or left.written[0] != right.written[0]:
                continue
            if _one_body(left, right) if left.body else _one_place(left, right):
                yield left, right


def _one_body(one: Mention, other: Mention) -> bool:
    """Whether two abbreviations differ by one vowel that people confuse."""
    left, right = one.written, other.written
    pairs = {frozenset(pair) for pair in str(section("spellings")["vowels"]).upper().split()}
    changed = [frozenset(two) for two in zip(left, right, strict=False) if two[0] != two[1]]
    return len(left) == len(right) and len(changed) == 1 and changed[0] in pairs


def _one_place(one: Mention, other: Mention) -> bool:
    """Whether two names differ by one slip, case endings aside; foreign letters are another rule's.

    A slip in the last letters counts only where the same word follows: else it may be an ending, or another person.
    """
    left, right = _mended(one.written).lower(), _mended(other.written).lower()
    if vowel_dropped(left, right) or left == right or min(len(left), len(right)) < _LEAST:
        return False
    tail = 0 if one.noun and one.noun == other.noun else _TAIL
    at = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
    if not at:
        return False
    return any(_same_rest(left[at + a :], right[at + b :], tail) for a, b in ((1, 1), (1, 0), (0, 1))) or (
        left[at : at + 2] == right[at : at + 2][::-1] and _same_rest(left[at + 2 :], right[at + 2 :], tail)
    )


def _mended(word: str) -> str:
    found = foreign_words(word)
    return found[0].proposed or word if found else word


def _same_rest(left: str, right: str, tail: int) -> bool:
    """Whether what follows the slip is one, case endings aside: at least `tail` letters, and one begins the other."""
    short, long = sorted((left, right), key=len)
    return len(short) >= tail and long.startswith(short)
