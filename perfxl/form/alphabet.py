"""Mongolian Cyrillic: the order of its 35 letters, NFC, letters of other scripts inside its words, initials."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")


@dataclass(frozen=True, slots=True)
class ForeignWord:
    """A Mongolian word with letters of other scripts in it.

    `start` is the word's place in the NFC text (from 0), `positions` the foreign letters' places in the text,
    `proposed` the word with the letters that they were taken for; empty where one has no counterpart.
    """

    word: str
    start: int
    positions: tuple[int, ...]
    proposed: str


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("perfxl.form") / "alphabet.toml").read_text(encoding="utf-8"))


@cache
def _order() -> Mapping[str, int]:
    return MappingProxyType({letter: n for n, letter in enumerate(_data()["letters"], 1)})


@cache
def _letters() -> frozenset[str]:
    """The 35 letters, small and capital."""
    return frozenset(_order()) | frozenset(letter.upper() for letter in _order())


@cache
def _lookalikes() -> Mapping[str, str]:
    return MappingProxyType(dict(_data()["lookalikes"]))


@cache
def _confused() -> Mapping[str, str]:
    return MappingProxyType(dict(_data()["confused"]))


def nfc(text: str) -> str:
    """The text with composed letters, so that equal words are equal strings."""
    return unicodedata.normalize("NFC", text)


def sort_key(text: str) -> tuple[tuple[int, int, int], ...]:
    """A key that sorts by the 35-letter order, letter case aside; other characters before the letters, as they are.

    Equal but for case: the small letter first, so that the order never depends on the input's.
    """
    return tuple(_weight(letter) for letter in nfc(text))


def _weight(letter: str) -> tuple[int, int, int]:
    small = letter.casefold()
    place = _order().get(small, 0)
    return (place, 0 if place else ord(small[0]), int(letter != small))


def is_mongolian(letter: str) -> bool:
    """Whether a letter is one of the 35, small or capital."""
    return letter.lower() in _order()


def foreign_words(text: str) -> tuple[ForeignWord, ...]:
    """The words that mix Mongolian letters with others; words wholly of another script are no fault."""
    return tuple(_foreign(nfc(text)))


def _foreign(text: str) -> Iterator[ForeignWord]:
    ours = _letters()
    for match in _WORD.finditer(text):
        word = match[0]
        if ours.issuperset(word):
            continue
        strange = [n for n, letter in enumerate(word) if not is_mongolian(letter)]
        if strange and len(strange) < len(word):
            yield ForeignWord(word, match.start(), tuple(match.start() + n for n in strange), _proposed(word))


def _proposed(word: str) -> str:
    """The word as it was meant; empty where a letter has no counterpart."""
    out = [letter if is_mongolian(letter) else _lookalikes().get(letter, "") for letter in word]
    harmony, pairs = _data()["harmony"], _data()["by_harmony"]
    vowels = set("".join(out).lower())
    back = not vowels.isdisjoint(harmony["back"]) and vowels.isdisjoint(harmony["front"])
    out = [
        pairs[letter][not back] if letter in pairs else meant for letter, meant in zip(word, out, strict=True)
    ]
    return "".join(out) if all(out) else ""


def initial(name: str) -> str:
    """The first letter of a name as it stands in a signature, capital; empty for an empty name."""
    return nfc(name.strip())[:1].upper()


def signed(parent: str, name: str) -> str:
    """A name as it is signed: initial, stop, name; the name alone where the parent's is not known."""
    return f"{initial(parent)}.{name.strip()}" if parent.strip() else name.strip()


def appearance(code: str) -> str:
    """A code as it looks to the eye: letters of other alphabets, and digits, by the letter that looks like them."""
    small = nfc(code.strip()).casefold()
    return "".join(_data()["digits"].get(letter, _lookalikes().get(letter, letter)) for letter in small)


def blurred(name: str) -> str:
    """A name for comparing: small letters, no spaces, confused letters made one."""
    small = "".join(nfc(name).split()).casefold()
    return "".join(_confused().get(letter, letter) for letter in small)
