"""Words that mix the alphabet's letters with another script's: the texts that have none, most of them, are passed quickly."""

from __future__ import annotations

import re
from functools import cache

from perfxl.checks.language.text_token import CYRILLIC
from perfxl.form.alphabet import ForeignWord, foreign_words, is_mongolian


def mixed(text: str) -> tuple[ForeignWord, ...]:
    """The mixed words: what `foreign_words` finds, their places within what stands between two blanks.

    It is asked only where letters of two scripts touch.
    """
    if _usual().match(text):
        return ()
    strange, touching = _strange(), _touching().search
    if not any(touching(text, max(0, n.start() - 2), n.end() + 1) for n in strange.finditer(text)):
        return ()
    touched = (part for part in text.split() if strange.search(part) and touching(part))
    return tuple(word for part in touched for word in foreign_words(part))


@cache
def _letters() -> str:
    return "".join(letter for letter in map(chr, CYRILLIC) if is_mongolian(letter))


@cache
def _usual() -> re.Pattern[str]:
    """A whole text of the alphabet's letters, figures and usual marks: quicker to answer than where it is strange."""
    return re.compile(rf"""[{_letters()}0-9 \n.,;:!?()%/“”«»–—"'-]*+\Z""")


@cache
def _strange() -> re.Pattern[str]:
    """What is neither a letter of the alphabet nor a figure, a blank or a usual mark."""
    return re.compile(rf"""[^{_letters()}\d\s.,;:!?()%/“”«»–—№"'’_+*=&-]+""")


@cache
def _touching() -> re.Pattern[str]:
    ours = _letters()
    strange = rf"[^\W\d_{ours}]"
    return re.compile(rf"[{ours}]\u0300?{strange}|{strange}[{ours}]|[\u0300-\u036f]")
