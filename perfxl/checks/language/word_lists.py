"""The word lists of the evidence rules, from word_lists.toml, made ready for looking up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

BASE = 3  # letters of a word that are never an ending
_LONG = 5  # letters that two words share by being one
_HEAD = 2  # letters of a word whose vowel stays
_ENDINGS = 3  # endings that a noun may carry
_KEPT = 8_192  # words that are known again
_TAIL = 2  # letters behind a vowel that drops out


@cache
def section(name: str) -> Mapping[str, Any]:
    """One table of word_lists.toml; KeyError where there is none."""
    table: Mapping[str, Any] = _all()[name]
    return table


@cache
def listed(name: str, key: str = "list") -> tuple[str, ...]:
    """One list of words as a tuple, ready for `str.startswith` and `str.endswith`."""
    return tuple(section(name)[key])


@cache
def _all() -> Mapping[str, Any]:
    return tomllib.loads((files("perfxl.checks.language") / "word_lists.toml").read_text(encoding="utf-8"))


def begins(word: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a word, letter case aside, begins with one of the beginnings."""
    return word.lower().startswith(beginnings)


def same_word(left: str, right: str) -> bool:
    """Whether two words in small letters are one: case endings, the plural and a vowel that drops out aside."""
    if left == right:
        return bool(left)
    if left[:BASE] != right[:BASE]:
        return False
    return _same_but_for_endings(*sorted((left, right), key=len)) or noun_stem(left) == noun_stem(right)


@lru_cache(_KEPT)
def noun_stem(word: str) -> str:
    """What a noun in small letters keeps in every case and number: "herder", "herders", "from the herders" are one."""
    endings = _noun_endings()
    for _ in range(_ENDINGS):
        ending = next((e for e in endings if word.endswith(e) and len(word) >= len(e) + BASE), "")
        word = word[: len(word) - len(ending)]
        if not ending:
            break
    short = word[:_HEAD] + _short_vowel().sub(r"\1", word[_HEAD:])
    return short[:-1] if len(short) > BASE and short.endswith(listed("nouns", "last")) else short


@cache
def _noun_endings() -> tuple[str, ...]:
    return tuple(sorted(listed("nouns", "endings"), key=len, reverse=True))


@cache
def _short_vowel() -> re.Pattern[str]:
    """A vowel between consonants, behind the head of a word."""
    vowels = section("spellings")["vowel_letters"]
    return re.compile(rf"(^|[^{vowels}])[{vowels}](?=[^{vowels}]|\Z)")


@cache
def _same_but_for_endings(short: str, long: str) -> bool:
    shared = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if shared < BASE:
        return False
    endings = section("endings")["list"]
    if shared >= _LONG or (short[shared:] in endings and long[shared:] in endings):
        return True
    return _dropped(short[shared:], long[shared:]) or _dropped(long[shared:], short[shared:])


def vowel_dropped(left: str, right: str) -> bool:
    """Whether two words in small letters differ only by a vowel that drops out before an ending."""
    shared = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
    if shared is None:
        return False
    return _dropped(left[shared:], right[shared:]) or _dropped(right[shared:], left[shared:])


def _dropped(full: str, inflected: str) -> bool:
    """Whether the rest of a word is that of the other, which has lost its vowel and taken an ending."""
    vowels: str = section("spellings")["vowel_letters"]
    tail = full[1:]
    return (
        0 < len(tail) <= _TAIL
        and full[0] in vowels
        and inflected.startswith(tail)
        and bool(inflected[len(tail) :])
        and inflected[len(tail) :] in section("endings")["list"]
    )


@cache
def _numerals() -> frozenset[str]:
    return frozenset(listed("numerals"))


def numeral(word: str) -> bool:
    """Whether a word in small letters is a number."""
    return word.strip(".,;:()") in _numerals()


def within(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether a text in small letters holds one of the phrases anywhere: far quicker to answer than `holds`."""
    return any(map(text.__contains__, phrases))


def holds(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether a text in small letters holds one of the phrases at the beginning of a word."""
    return within(text, phrases) and _any_of(phrases).search(text) is not None


def held(text: str, phrases: tuple[str, ...]) -> str:
    """The first of the phrases that a text in small letters holds, with the rest of its last word; else empty."""
    match = _any_of(phrases).search(text) if within(text, phrases) else None
    rest = re.compile(r"[^\W\d_]*").match(text, match.end()) if match else None
    return match[0] + rest[0] if match and rest else ""


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, phrases))})")
