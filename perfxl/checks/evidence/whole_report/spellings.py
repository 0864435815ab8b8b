"""E502: one place or body is written in several ways within a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfxl.checks.language.context import Context
from perfxl.checks.language.mixed_letters import mixed
from perfxl.checks.language.row_text import RowText, stem
from perfxl.checks.language.text_token import TextToken, TokenKind
from perfxl.checks.language.tokenizer import apart
from perfxl.checks.language.word_lists import section, vowel_dropped
from perfxl.finding import Finding

_MOST = 1_000  # names of one report that are laid beside each other
_TAIL = 2  # letters behind a slip
_LEAST = 7  # letters of a name; shorter ones are alike by chance
_WRITTEN = frozenset({TokenKind.PLAIN, TokenKind.WORD, TokenKind.ABBREVIATION})
_BODY = (3, 8)  # letters of an abbreviation


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: how it is written, in which row, and the stem of the word behind it."""

    written: str
    body: bool
    row: int
    noun: str = ""


def rule(report: Sequence[RowText], context: Context) -> Iterator[Finding]:
    """One finding a pair of spellings, on the row where the rarer one stands first."""
    mentions = [mention for n, row_text in enumerate(report) for mention in _mentions(row_text, n)]
    often = Counter(mention.written for mention in mentions)
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(mention.written, mention)
    for left, right in _pairs(tuple(first.values())[:_MOST]):
        usual, rarer = (left, right) if often[left.written] >= often[right.written] else (right, left)
        yield report[rarer.row].finding("E502", one=usual.written, other=rarer.written, quote=rarer.written)


def _mentions(row_text: RowText, row: int) -> Iterator[Mention]:
    """Names: words with a capital inside a sentence, and abbreviations."""
    for sentence in row_text.sentences:
        if row_text.text[sentence.start + 1 : sentence.end].islower():
            continue
        for n, piece in enumerate(sentence.pieces):
            if piece.kind in _WRITTEN and not piece.text[0 if n else 1 :].islower():
                yield from _named(sentence.pieces, n, row)


def _named(pieces: Sequence[TextToken], n: int, row: int) -> Iterator[Mention]:
    """The names of one piece; a sentence's first word is none."""
    piece = pieces[n]
    texts = piece.text.split() if piece.kind is TokenKind.PLAIN else [piece.text]
    for at, text in enumerate(texts):
        if text.islower() or not (n or at):
            continue
        capitals = (
            len(text) > 1 and text.isupper()
            if piece.kind is TokenKind.PLAIN
            else piece.kind is not TokenKind.WORD
        )
        if capitals:
            word = _stem(text, piece.ending)
            if _BODY[0] <= len(word) <= _BODY[1]:
                yield Mention(word, True, row)
        elif text[0].isupper() and not text.isupper():
            after = texts[at + 1] if at + 1 < len(texts) else _first(pieces[n + 1 :]) or text
            yield Mention(text, False, row, stem(after, 3))


def _first(pieces: Sequence[TextToken]) -> str:
    """The text of the first token of some pieces; empty where there is none."""
    tokens = apart(pieces[:1])
    return tokens[0].text if tokens else ""


def _stem(text: str, ending: str) -> str:
    return text[: -len(ending) - 1] if ending else text


def _pairs(names: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Pairs that may be one name; only names with the same first letter are laid beside each other."""
    groups: dict[tuple[bool, str], list[Mention]] = {}
    for name in names:
        groups.setdefault((name.body, name.written[0]), []).append(name)
    meant = {name.written: _mended(name.written).lower() for name in names if not name.body}
    for left in names:
        group = groups[left.body, left.written[0]]
        group.pop(0)  # the names leave their group in turn
        for right in group:
            if _one_body(left, right) if left.body else _one_place(left, right, meant):
                yield left, right


def _one_body(left_name: Mention, right_name: Mention) -> bool:
    """Whether two abbreviations differ by one vowel that people confuse."""
    left, right = left_name.written, right_name.written
    pairs = {frozenset(pair) for pair in str(section("spellings")["vowels"]).upper().split()}
    changed = [frozenset(two) for two in zip(left, right, strict=False) if two[0] != two[1]]
    return len(left) == len(right) and len(changed) == 1 and changed[0] in pairs


def _one_place(left_name: Mention, right_name: Mention, meant: Mapping[str, str]) -> bool:
    """Whether two names as `meant` differ by one slip, case endings aside; foreign letters are another rule's.

    A slip in the last letters counts only where the same word follows: else it may be an ending, or another person.
    """
    left, right = meant[left_name.written], meant[right_name.written]
    if left == right or min(len(left), len(right)) < _LEAST or vowel_dropped(left, right):
        return False
    tail = 0 if left_name.noun and left_name.noun == right_name.noun else _TAIL
    at = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
    if not at:
        return False
    return any(_same_rest(left[at + a :], right[at + b :], tail) for a, b in ((1, 1), (1, 0), (0, 1))) or (
        left[at : at + 2] == right[at : at + 2][::-1] and _same_rest(left[at + 2 :], right[at + 2 :], tail)
    )


def _mended(word: str) -> str:
    words = mixed(word)
    return words[0].proposed or word if words else word


def _same_rest(left: str, right: str, tail: int) -> bool:
    """Whether what follows the slip is one, case endings aside: at least `tail` letters, and one begins the other."""
    short, long = sorted((left, right), key=len)
    return len(short) >= tail and long.startswith(short)
