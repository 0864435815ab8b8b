"""Words on a sheet that are ours: what a correction workbook's comments say, the captions of buttons, the footer."""

from __future__ import annotations

import re
import string
from functools import cache

from perfxl.form.definition import Form
from perfxl.texts import LANGUAGES, texts

LIVE_HEAD = "perfxl live"  # the first line of a mark put on a form that is open in Excel
_MARK = re.compile(r"\s*\[([A-Z][0-9]{3})\]\Z")
_SECTION = re.compile(r"&([LCR])")
_CODE = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3} ?|[A-Za-z+])")
_FIELD = re.compile(r"&[PNDTAFZ]")
_PRINTED = re.compile(r"[0-9]{4}-[A-Z0-9]{1,4}-[0-9]{1,4}-[A-Z0-9]{5}")  # any workbook's code on paper
_FEW = 2  # words that a program puts beside a page's number by itself


def is_mark(comment: str) -> bool:
    """Whether a comment is a correction workbook's or `live check`'s, nothing of it changed and nothing added."""
    words = comment.replace("\r\n", "\n").strip().removeprefix(f"{LIVE_HEAD}\n\n")
    blocks = re.split(r"(?<=\])\n\n", words)
    return all(_is_block(block) for block in blocks)


def _is_block(block: str) -> bool:
    mark = _MARK.search(block)
    if mark is None:
        return False
    sentence = " ".join(block[: mark.start()].split())
    return any(pattern.fullmatch(sentence) for pattern in _patterns(mark[1]))


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    """The sentences of a code in every language, anything standing for their facts; none for an unknown code."""
    cards = (texts(language).entries.get(code, {}) for language in LANGUAGES)
    sentences = (" ".join(str(card[part]) for part in ("say", "do") if card.get(part)) for card in cards)
    return tuple(re.compile(_pattern(sentence), re.DOTALL) for sentence in sentences if sentence)


def _pattern(sentence: str) -> str:
    pieces = string.Formatter().parse(" ".join(sentence.split()))
    return "".join(re.escape(words) + _fact(name) for words, name, _, _ in pieces)


def _fact(name: str | None) -> str:
    """What may stand for a fact: addresses for cells, anything for the rest."""
    if name is None:
        return ""
    return r"[A-Z0-9,:]+" if name == "cell" else ".*"


@cache
def captions() -> frozenset[str]:
    """What our buttons say, in every language."""
    return frozenset(
        str(words) for language in LANGUAGES for words in texts(language).entries["buttons"].values()
    )


def added_to_page(banner: str, form: Form) -> str:
    """What somebody wrote into a page's header or footer; nothing of the form's own footer, of page numbers, names and
    dates."""
    parts = _SECTION.split(banner)
    sections = [parts[0], *parts[2::2]]
    words = (" ".join(_CODE.sub(" ", section).split()) for section in sections if not _is_ours(section, form))
    return " | ".join(text for text in words if re.search(r"\w", text))


def _is_ours(section: str, form: Form) -> bool:
    words = _CODE.sub(" ", section).split()
    fields = bool(_FIELD.search(section)) and len(words) <= _FEW
    return fields or form.id in words or (len(words) == 1 and bool(_PRINTED.fullmatch(words[0])))
