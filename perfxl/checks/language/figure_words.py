"""What stands beside a figure in its clause: the words up to the next figure or mark, and the case they put it in."""

from __future__ import annotations

from collections.abc import Sequence

from perfxl.checks.language.text_token import WORDS, TextToken, TokenKind
from perfxl.checks.language.word_lists import listed

_MOST = 6  # words that still belong to a figure
_FIGURES = frozenset({TokenKind.NUMBER, TokenKind.PERCENT, TokenKind.SPAN})


def words_behind(tokens: Sequence[TextToken], at: int, most: int = _MOST) -> list[str]:
    """The words behind a place in small letters, up to a mark, a figure, or so many."""
    words: list[str] = []
    for token in tokens[at + 1 : at + 1 + most]:
        if token.kind not in WORDS:
            break
        words.append(token.text.lower())
    return words


def taken_from(tokens: Sequence[TextToken], at: int) -> bool:
    """Whether a figure is a whole of which something is told: it, or the words behind it, stand in the ablative."""
    if tokens[at].ending.endswith(listed("part_of", "from")):
        return True
    return any(word.endswith(listed("part_of", "from")) for word in words_behind(tokens, at))


def taken_at(tokens: Sequence[TextToken], at: int) -> bool:
    """Whether the word right before a figure says that it is taken from what stands before."""
    before = tokens[at - 1] if at else None
    return (
        before is not None
        and before.kind in WORDS
        and before.text.lower().endswith(listed("part_of", "from"))
    )


def belongs_to(tokens: Sequence[TextToken], at: int, end: int) -> bool:
    """Whether what lies between a figure and a later one puts it in the genitive: "of the 820 applications 310"."""
    between = tokens[at + 1 : end]
    if not between:
        return tokens[at].ending.endswith(listed("part_of", "of"))
    if any(token.kind not in WORDS for token in between):
        return False
    return between[-1].text.lower().endswith(listed("part_of", "of"))


def next_figure(tokens: Sequence[TextToken], at: int) -> int:
    """The place of the next number, percent or span; -1 where there is none."""
    return next((n for n in range(at + 1, len(tokens)) if tokens[n].kind in _FIGURES), -1)


def decimals(token: TextToken) -> float:
    """The last place that a figure is written to: 1 for whole ones, 0.1 for one decimal, scale multiplied in."""
    count = token.value / token.scale
    places = len(f"{count:.6f}".rstrip("0").partition(".")[2])
    return float(token.scale * 10.0**-places) if token.scale > 1 or places else 1.0
