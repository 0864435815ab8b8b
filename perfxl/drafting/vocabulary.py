"""The words by which plans and reports are recognised: from vocabulary.toml and from the form's own definition."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from perfxl.form.alphabet import nfc
from perfxl.form.definition import Form

GROUP = "group"
_CLOSE = 0.86  # two captions this alike are one with a slip of the pen


@dataclass(frozen=True, slots=True)
class Ending:
    """A word that ends an organisation's or unit's name: genitive, dictionary form, which of the two it ends."""

    genitive: str
    nominative: str
    kind: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one form's documents are recognised by; all keys are normed."""

    captions: Mapping[str, str]
    by_caption_section: Mapping[str, str]
    sections: Mapping[str, str]
    ordinals: frozenset[str]
    label: re.Pattern[str]
    numbers: Mapping[str, str]
    order: tuple[str, ...]
    head_lines: frozenset[str]
    spellings: tuple[str, ...] = ()


@cache
def data() -> Mapping[str, Any]:
    """The raw word lists."""
    return tomllib.loads((files("perfxl.drafting") / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def endings() -> tuple[Ending, ...]:
    """Endings, the longest first, so that two words win over one."""
    made = (Ending(e["genitive"], e["nominative"], e["kind"], tuple(e["also"])) for e in data()["ending"])
    return tuple(sorted(made, key=lambda e: -len(e.genitive)))


@lru_cache(maxsize=50_000)
def norm(text: str) -> str:
    """Letters and figures only, small: for comparing captions and headings."""
    return "".join(c for c in nfc(text).casefold() if c.isalnum() or c == "№")


def vocabulary(form: Form) -> Vocabulary:
    """The vocabulary of a form; its own captions win over the lists."""
    captions = {norm(word): field for field, words in data()["captions"].items() for word in words}
    captions |= {norm(word): GROUP for word in data()["group"]["words"]}
    captions |= {norm(c.caption): c.field for c in form.column}
    captions |= {norm(c.group): GROUP for c in form.column if c.group}
    special = {
        norm(word): s.key for s in form.section for field, word in s.captions.items() if field == "measure"
    }
    captions |= dict.fromkeys(special, "measure")
    return Vocabulary(
        captions, special, _sections(form), frozenset(data()["ordinals"]["words"]), _label(form),
        {c.number: c.field for c in form.column if c.number}, tuple(c.field for c in form.column),
        frozenset(norm(line) for line in form.head.lines), tuple(captions),
    )  # fmt: skip


def _sections(form: Form) -> Mapping[str, str]:
    keys = {s.key for s in form.section}
    listed = {norm(w): key for key, words in data()["sections"].items() if key in keys for w in words}
    return listed | {norm(without_ordinal(s.title)): s.key for s in form.section}


def without_ordinal(text: str) -> str:
    """A heading without the word that counts it (`I. `, `2. `)."""
    first, stop, rest = text.strip().partition(".")
    return rest.strip() if stop and norm(first) in data()["ordinals"]["words"] else text.strip()


def _label(form: Form) -> re.Pattern[str]:
    words = {s.label.split("{")[0].strip() for s in form.section if s.label} - {""}
    labels = "|".join(
        r"\s*".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True)
    )
    number = r"(?P<number>\d{1,3}(?:\s?\.\s?\d{1,3}){0,3}|[IVX]{1,4}(?:\.\d{1,3})*)"
    return re.compile(
        rf"\s*(?:{labels or '(?!)'})\s*(?:№|#|N[o°]?\.?)?\s*[-:.]?\s*{number}(?![\d%])\s*[.):;–-]*\s*",
        re.IGNORECASE,
    )


def caption_field(text: str, words: Vocabulary) -> str:
    """The field that a caption names, `group` for the one over several, empty for none."""
    caption = norm(text)
    if not caption or len(caption) > 70:
        return ""
    if caption in words.captions:
        return words.captions[caption]
    if len(caption) < 4 or any(letter.isdigit() for letter in caption):
        return ""
    near = _nearest(caption, words.spellings)
    return words.captions[near] if near else ""


@lru_cache(maxsize=20_000)
def _nearest(caption: str, spellings: tuple[str, ...]) -> str:
    """The spelling that a text is most like; those that share too few letters with it are not laid beside it."""
    letters = set(caption)
    near = [spelling for spelling, own in _letters(spellings) if _may_be(caption, letters, spelling, own)]
    return next(iter(difflib.get_close_matches(caption, near, n=1, cutoff=_CLOSE)), "") if near else ""


def _may_be(text: str, letters: set[str], spelling: str, own: frozenset[str]) -> bool:
    """Whether two texts may be alike enough, by their lengths and by the letters that one has and the other has not."""
    shared = _CLOSE * (len(text) + len(spelling)) / 2  # letters in common that it takes
    return shared <= len(text) - len(letters - own) and shared <= len(spelling) - len(own - letters)


@cache
def _letters(spellings: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((spelling, frozenset(spelling)) for spelling in spellings)


def section_key(text: str, words: Vocabulary) -> str:
    """The section that a heading opens, empty where it is none."""
    title = norm(without_ordinal(text))
    if len(title) > 120:
        return ""
    return next((key for word, key in words.sections.items() if title.startswith(word)), "")


def signature_role(text: str) -> tuple[str, str]:
    """The signature that a text opens (employee, verifier), and what stands after its role; empty for none."""
    head, stop, rest = text.partition(":")
    caption = norm(without_ordinal(head))
    for key, spelt in data()["signatures"].items():
        if key != "captions" and any(caption == norm(word) for word in spelt):
            return key, rest if stop else ""
    return "", text


def is_goal(text: str) -> bool:
    """Whether a text begins as goals do."""
    title = norm(without_ordinal(text))
    return any(title.startswith(norm(word)) for word in data()["goals"]["words"])
