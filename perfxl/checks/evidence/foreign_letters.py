"""E501: letters of another script inside a Mongolian word, with the word that was meant."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.checks.language.context import Context
from perfxl.checks.language.mixed_letters import mixed
from perfxl.checks.language.row_text import RowText
from perfxl.finding import Finding
from perfxl.form.alphabet import ForeignWord
from perfxl.form.definition import PLANNED

_NAMED = 5  # words that the sentence names
_OWN = ("achieved",)
_OWN_ROW = (*PLANNED, "achieved")
_NAMES_A_THING = 3  # foreign letters at a word's beginning from which on it is a foreign word with an ending


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a cell, naming all its words; plan cells count only where the employee wrote them."""
    for field in _OWN_ROW if row_text.row.added else _OWN:
        text: str = getattr(row_text.row, field)
        words = [word for word in mixed(text) if not _with_ending(word)]
        if words:
            yield row_text.finding(
                "E501",
                field=field,
                word=_joined(word.word for word in words),
                proposed=_joined(word.proposed or "…" for word in words),
            )


def _joined(words: Iterator[str]) -> str:
    every = list(dict.fromkeys(words))
    return ", ".join(every[:_NAMED]) + (" …" if len(every) > _NAMED else "")


def _with_ending(word: ForeignWord) -> bool:
    """Whether it is a foreign word that carries a Mongolian ending."""
    count = len(word.positions)
    opens = word.positions == tuple(range(word.start, word.start + count))
    return opens and (count >= _NAMES_A_THING or (count > 1 and not word.proposed))
