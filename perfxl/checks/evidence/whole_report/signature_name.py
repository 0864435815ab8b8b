"""E503: the name in the title against the name in the signature: a letter that differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfxl.checks.language.context import Context
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.word_lists import section
from perfxl.finding import Finding
from perfxl.form.alphabet import foreign_words, nfc
from perfxl.texts import finding

_NAME = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)?")
_SLIPS = 1  # letters that may differ for it to be the same person's name
_ENDING = 5  # letters of a genitive at most


def rule(report: Sequence[RowText], context: Context) -> Iterator[Finding]:
    """At most one finding; silent where either name is missing, or another person signed."""
    signed = _given_name(context.signature_name)
    titled = nfc(context.title_name.strip())
    if signed and titled and _slipped(titled.lower(), signed.lower()):
        yield finding(
            "E503",
            sheet=context.sheet,
            field="signature",
            title=titled,
            signature=context.signature_name.strip(),
        )


def _given_name(signature: str) -> str:
    """The last name in the signature, initials and dots left out."""
    names = _NAME.findall(nfc(signature))
    return str(names[-1]) if names else ""


def _slipped(titled: str, signed: str) -> bool:
    """Whether the title's name would be the signature's in the genitive but for one letter."""
    if foreign_words(signed) or foreign_words(titled):
        return True
    if titled.startswith((signed[:-1], _without_last_vowel(signed))):
        return False
    if _one_vowel(titled).startswith(_one_vowel(signed[:-1])):
        return True
    lengths = range(max(1, len(signed) - 1), len(signed) + 2)
    stems = {titled[:n] for n in lengths if len(titled) - n <= _ENDING}
    return any(_one_slip(stem, signed) for stem in stems)


def _without_last_vowel(name: str) -> str:
    """The stem of a name that loses its last vowel in the genitive; the name itself where it does not."""
    drops = len(name) > 3 and name[-2] in section("spellings")["vowel_letters"]
    return name[:-2] + name[-1] if drops else name


def _one_vowel(name: str) -> str:
    """The name with the vowels that people confuse made one."""
    return name.translate(str.maketrans(*section("spellings")["blurred"]))


def _one_slip(left: str, right: str) -> bool:
    """Whether two words differ by one letter changed, left out or put in, or two that changed places."""
    at = next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    rests = ((1, 1), (1, 0), (0, 1))
    if any(left[at + a :] == right[at + b :] for a, b in rests):
        return left != right and at < len(right) - 1
    return left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
