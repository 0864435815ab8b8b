"""The word lists of the evidence rules, from words.toml, made ready for looking up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def section(name: str) -> Mapping[str, Any]:
    """One table of words.toml; KeyError where there is none."""
    table: Mapping[str, Any] = _all()[name]
    return table


@cache
def listed(name: str, key: str = "list") -> tuple[str, ...]:
    """One list of words as a tuple, ready for `str.startswith` and `str.endswith`."""
    return tuple(section(name)[key])


@cache
def _all() -> Mapping[str, Any]:
    return tomllib.loads((files("perfxl.checks.evidence") / "words.toml").read_text(encoding="utf-8"))


def begins(word: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a word, letter case aside, begins with one of the beginnings."""
    return word.lower().startswith(beginnings)


def holds(text: str, phrases: Iterable[str]) -> bool:
    """Whether a text in small letters holds one of the phrases at the beginning of a word."""
    return any(_at_word(text, phrase) for phrase in phrases)


def _at_word(text: str, phrase: str) -> bool:
    at = text.find(phrase)
    while at > 0 and text[at - 1].isalpha():
        at = text.find(phrase, at + 1)
    return at >= 0
