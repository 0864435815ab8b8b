"""Mongolian text -> tokens: words, abbreviations, names and marks, and the figures among them, without a dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from string import ascii_letters
from typing import NamedTuple

from perfxl.checks.language.figures import bare_number, figure
from perfxl.checks.language.text_token import BARE, CYRILLIC, LETTERS, TextToken, TokenKind

_INITIAL = 2  # letters of an initial at most
_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}+(?:[-’'\u0300-\u036f]+{_LETTER}+)*")
_NAME = re.compile(rf"{_LETTER}{{1,2}}\.\s?{_LETTER}{{3,}}(?:-{_LETTER}+)?")
_ADDRESS = re.compile(r"(?:https?://\S+|www\.\S+|[\w.]+@[\w.]+|[A-Za-z]+(?:\.[A-Za-z]+)+)", re.ASCII)
_LETTER_CODE = re.compile(rf"{_LETTER}{{1,3}}/\d+|[A-Za-z]+-\d+(?:{_LETTER}+)?")
_ITEM = re.compile(r"\d{1,2}[.)](?!\d)")
_NUMBERED = re.compile(rf"№\s?(?:{_LETTER}{{1,3}}[/-])?\d+(?:[-/.]\d+)*")
_BULLETS = frozenset("-–—•*·▪●◦✓➢")
_OPENING = frozenset("\n.:;!?")
_MARKED, _ALONE = 2, 3  # groups of what comes next: words with a mark behind them, a mark alone
_BOUND = range(0x0482, 0x048A)  # signs of the old script, which stand before the letters that they belong to
_new = tuple.__new__  # words are most of a text, and a named tuple's own way in takes twice as long


class Cut(NamedTuple):
    """A text's pieces, and which of them are stops that may belong to a shortened word."""

    pieces: tuple[TextToken, ...]
    stops: tuple[int, ...]


@cache
def _next() -> re.Pattern[str]:
    """Blanks, and behind them what is most of a text, or nothing: words of the alphabet's script (group 1) with the mark
    at their end (group 2), a mark that is nothing else (group 3), a number that no notation takes for more (group 4).

    The words stand a blank apart, the last one before what cannot make it something else.
    """
    stopped = rf"(?<=[{LETTERS}]{{{_INITIAL + 1}}})\."
    words = rf"([{LETTERS}](?:[{LETTERS} ]*[{LETTERS}])?)"
    closed = rf"""([\n,;:!?()"“”«»]|{stopped})|(?=\s|\Z)"""
    return re.compile(rf"""[^\S\n]*(?:{words}(?:{closed})|([\n.,;:!?()"“”«»])|({bare_number()})|)""")


def _bound() -> re.Pattern[str]:
    """A word that begins with a sign of the old script."""
    small = "".join(letter for letter in map(chr, CYRILLIC) if letter.islower())
    return re.compile(rf"[{chr(_BOUND[0])}-{chr(_BOUND[-1])}][{small}]+(?=[\s,;:!?]|\Z)")


_BOUND_WORD = _bound()


def tokens(text: str) -> tuple[TextToken, ...]:
    """The tokens of a text, in order; spaces are none, a line break is a mark."""
    return apart(cut(text).pieces)


def pieces(text: str) -> tuple[TextToken, ...]:
    """The same with words in a row left together (`TokenKind.PLAIN`): most of a text, and most rules ask for their last only."""
    return cut(text).pieces


def apart(pieces: Iterable[TextToken]) -> tuple[TextToken, ...]:
    """Pieces -> tokens."""
    words: list[TextToken] = []
    for piece in pieces:
        if piece.kind is TokenKind.PLAIN:
            words += _words_of(piece)
        else:
            words.append(piece)
    return tuple(words)


def _words_of(piece: TextToken) -> list[TextToken]:
    words: list[TextToken] = []
    at, kind, small = piece.start, TokenKind.WORD, piece.text[1:].islower()
    for word in piece.text.split(" "):
        end = at + len(word)
        if word:
            words.append(_new(TextToken, (kind if small else _kind(word), word, at, end, 0.0, *BARE)))
        at = end + 1
    return words


def _kind(word: str) -> TokenKind:
    return TokenKind.ABBREVIATION if len(word) > 1 and word.isupper() else TokenKind.WORD


def cut(text: str) -> Cut:
    """A text's pieces, and the places among them of stops with less than a long word right before."""
    pieces_cut: list[TextToken] = []
    stops: list[int] = []
    at, opening = 0, True
    while at < len(text):
        at, opening = _usual(text, at, opening, pieces_cut, stops)
        if at < len(text):
            token = _token(text, at, text[at], opening)
            pieces_cut.append(token)
            at, opening = token.end, token.kind is TokenKind.ITEM or token.text in _OPENING
    return Cut(tuple(pieces_cut), tuple(stops))


def _usual(
    text: str, at: int, opening: bool, pieces_cut: list[TextToken], stops: list[int]
) -> tuple[int, bool]:
    """Finds pieces from a place on, as long as they are of the usual kinds; where it stops, and whether an item may open there."""
    plain, mark, number, add = TokenKind.PLAIN, TokenKind.MARK, TokenKind.NUMBER, pieces_cut.append
    for match in _next().finditer(text, at):
        which = match.lastindex
        if which is None:
            return match.end(), opening
        if which <= _MARKED:
            start, end = match.span(1)
            add(_new(TextToken, (plain, match[1], start, end, 0.0, *BARE)))
            opening = False
            if which == _MARKED:
                char = match[2]
                add(_new(TextToken, (mark, char, end, end + 1, 0.0, *BARE)))
                opening = char in _OPENING
        elif which == _ALONE:
            char, end = match[3], match.end()
            if char == ".":
                stops.append(len(pieces_cut))
            add(_new(TextToken, (mark, char, end - 1, end, 0.0, *BARE)))
            opening = char in _OPENING
        else:
            start, end = match.span(4)
            if opening and text[end] == ".":
                return start, opening
            add(_new(TextToken, (number, match[4], start, end, float(match[4]), *BARE)))
            opening = False
    return len(text), opening


def _token(text: str, at: int, char: str, opening: bool) -> TextToken:
    if char.isdecimal():
        return (_item(text, at) if opening else None) or figure(text, at)
    if char.isalpha():
        return _word(text, at)
    numbered = _NUMBERED.match(text, at) if char == "№" else None
    if numbered:
        return TextToken(TokenKind.CODE, numbered[0], at, numbered.end())
    if opening and char in _BULLETS:
        return TextToken(TokenKind.ITEM, char, at, at + 1)
    bound = _BOUND_WORD.match(text, at) if ord(char) in _BOUND else None
    return (
        TextToken(TokenKind.WORD, bound[0], at, bound.end())
        if bound
        else TextToken(TokenKind.MARK, char, at, at + 1)
    )


def _item(text: str, at: int) -> TextToken | None:
    match = _ITEM.match(text, at)
    return TextToken(TokenKind.ITEM, match[0], at, match.end()) if match else None


def _word(text: str, at: int) -> TextToken:
    match = _WORD.match(text, at)
    word = match[0] if match else text[at]
    special = _code_or_name(text, at, word)
    if special:
        return special
    head, _, ending = word.partition("-") if "-" in word else (word, "", "")
    return TextToken(_kind(head), word, at, at + len(word), ending=ending if ending.islower() else "")


def _code_or_name(text: str, at: int, word: str) -> TextToken | None:
    """What begins like a word and is an address, the number of a document, or an initial with its name."""
    following = text[at + len(word) : at + len(word) + 1]
    match = None
    if word[0] in ascii_letters:
        match = _ADDRESS.match(text, at) or _LETTER_CODE.match(text, at)
    elif following == "/":
        match = _LETTER_CODE.match(text, at)
    if match:
        return TextToken(TokenKind.CODE, match[0], at, match.end())
    name = _NAME.match(text, at) if following == "." and len(word) <= _INITIAL else None
    return TextToken(TokenKind.NAME, name[0], at, name.end()) if name and _is_name(name[0]) else None


def _is_name(text: str) -> bool:
    initial, _, name = text.partition(".")
    return (
        initial[:1].isupper() and (len(initial) == 1 or initial[1].islower()) and name.strip()[:1].isupper()
    )
