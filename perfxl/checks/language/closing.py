"""How a sentence ends: Mongolian puts the main verb last, so what is said to be done, to come or undone stands there."""

from __future__ import annotations

from functools import cache, lru_cache

from perfxl.checks.language.sentences import Sentence
from perfxl.checks.language.text_token import TokenKind
from perfxl.checks.language.word_lists import listed

_LEAST = 4  # letters of a verb
_KEPT = 4_096  # last words that are known again: reports end their sentences with the same few verbs


def _stripped(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without what only closes a sentence."""
    closers = _closers()
    end = len(words)
    while end and words[end - 1] in closers:
        end -= 1
    return words[:end]


def last_word(sentence: Sentence) -> str:
    """The main verb's last word in small letters, closing words left out; empty where there is none."""
    if sentence.last not in _closers():
        return sentence.last
    words = _stripped(sentence.words)
    return words[-1] if words else ""


def closes(word: str) -> bool:
    """Whether a word in small letters only closes a sentence."""
    return word in _closers()


@cache
def _closers() -> frozenset[str]:
    return frozenset(listed("closing", "closers"))


def infinitive(word: str) -> bool:
    """Whether a word has the shape of an infinitive."""
    return (
        len(word) >= _LEAST
        and word.endswith(listed("closing", "infinitive"))
        and word not in listed("closing", "no_infinitive")
    )


def plain_future(sentence: Sentence) -> bool:
    """Whether the last word is a verb in the future (not a closing word, not a name)."""
    word = sentence.last
    if not word.endswith(listed("closing", "future")) or len(word) < _LEAST:
        return False
    if word in listed("closing", "no_future"):
        return False
    last = next(token for token in reversed(sentence.clause) if token.kind is not TokenKind.MARK)
    return last.kind is TokenKind.WORD and (last.text.isupper() or not last.text[:1].isupper())


def promised(sentence: Sentence) -> bool:
    """Whether an infinitive with a closing word of the future ends the sentence."""
    return (
        sentence.last in listed("closing", "future_closers")
        and len(sentence.words) > 1
        and infinitive(last_word(sentence))
    )


def planned(sentence: Sentence) -> bool:
    """Whether the sentence ends with something being planned or prepared."""
    words = _stripped(sentence.words)
    if not words or not (words[-1] in _leaving() or words[-1].startswith(listed("closing", "planning"))):
        return False
    if _intended(words):
        return True
    carriers = listed("closing", "carriers")
    while words and words[-1] in carriers:
        words = words[:-1]
    if len(words) < 2 or not words[-1].startswith(listed("closing", "planning")):
        return False
    return words[-2].endswith(listed("closing", "purpose"))


@cache
def _leaving() -> frozenset[str]:
    """The last words of what follows an intention or a plan and leaves it one."""
    tails = (tail.split()[-1] for tail in listed("closing", "tails"))
    return frozenset((*tails, *listed("closing", "carriers")))


def _intended(words: tuple[str, ...]) -> bool:
    """Whether the last words are an intention and what leaves it one ("is at work to have it done")."""
    last = " ".join(words[-4:])
    if not last.endswith(listed("closing", "tails")):
        return False
    tail = next((t for t in listed("closing", "tails") if last.endswith(" " + t)), "")
    before = words[: len(words) - len(tail.split())]
    return bool(tail and before) and before[-1].endswith(listed("closing", "purpose"))


def to_come(sentence: Sentence) -> bool:
    """Whether the main clause tells of work that is still to come."""
    return _may_come(sentence.last) and (plain_future(sentence) or promised(sentence) or planned(sentence))


@lru_cache(_KEPT)
def _may_come(last: str) -> bool:
    """Whether a last word leaves it open that the sentence tells of what is to come."""
    planning = last.startswith(listed("closing", "planning")) or last in _leaving()
    return planning or last in _closers() or last.endswith(_coming())


@cache
def _coming() -> tuple[str, ...]:
    return listed("closing", "future") + listed("closing", "future_closers")


def undone(sentence: Sentence) -> str:
    """The last word where it is a negative past ("was not done"); else empty."""
    word = last_word(sentence)
    return word if word.endswith(listed("closing", "not_past")) else ""
