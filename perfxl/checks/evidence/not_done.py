"""E202: a hundred percent, and the text says that the row's own work was not done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from perfxl.checks.language import closing
from perfxl.checks.language.context import Context
from perfxl.checks.language.earlier import earlier
from perfxl.checks.language.row_text import RowText, stem
from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.word_lists import begins, holds, listed, section
from perfxl.finding import Finding

_KEPT = 4_096  # last words that are known again
_NEAR = 6  # words before the verb in which its object stands


def rule(row_text: RowText, context: Context) -> Iterator[Finding]:
    """One finding a row, on the first such sentence."""
    if not row_text.claims_all:
        return
    for sentence in row_text.sentences:
        if not _may_tell(sentence.last) or not _may_tell(closing.last_word(sentence)):
            continue
        if (_put_off(sentence) or _undone(sentence, row_text)) and not earlier(sentence, context):
            yield row_text.finding("E202", quote=row_text.quote(sentence.start, sentence.end))
            return


@lru_cache(_KEPT)
def _may_tell(word: str) -> bool:
    """Whether a sentence with this last word may say that something was not done."""
    beginnings = listed("not_done", "put_off") + listed("not_done", "stopped")
    return word.endswith(listed("closing", "not_past")) or word.startswith(beginnings) or closing.closes(word)


def _put_off(sentence: Sentence) -> bool:
    """Whether the work was put off, or stands still for the time being."""
    word = closing.last_word(sentence)
    if begins(word, listed("not_done", "put_off")):
        return True
    return begins(word, listed("not_done", "stopped")) and holds(
        sentence.lower, listed("not_done", "stopped_before")
    )


def _undone(sentence: Sentence, row_text: RowText) -> bool:
    word = closing.undone(sentence)
    if not word:
        return False
    if begins(word, listed("not_done", "plain")) or holds(sentence.lower, listed("not_done", "yet")):
        return True
    at = len(sentence.words) - 1 - sentence.words[::-1].index(word)
    near = sentence.words[max(0, at - _NEAR) : at]
    return not any(begins(other, listed("not_done", "good")) for other in near) and _own_work(word, row_text)


def _own_work(word: str, row_text: RowText) -> bool:
    """Whether the plan asks for what the verb says, and does not itself ask that it not be done."""
    row = row_text.row
    planned = [other for text in (row.measure, row.indicator, row.target) for other in _words(text)]
    letters: int = section("not_done")["own_letters"]
    same = [other for other in planned if stem(other, letters) == stem(word, letters)]
    never = listed("closing", "never") + listed("closing", "not_past")
    return bool(same) and not any(other.endswith(never) for other in same)


def _words(text: str) -> list[str]:
    return [part.strip('.,;:()"“”«»').lower() for part in text.split()]
