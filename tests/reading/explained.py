"""Where our reader and openpyxl disagree about an honest workbook, and who is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from perfxl.reading.strings import unescaped
from tests.reading.oracle import Disagreement

_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")


@dataclass(frozen=True)
class Explanation:
    """One known disagreement: what it is about, who is right and why, and how it is recognised."""

    about: str
    right: str
    why: str
    holds: Callable[[Disagreement], bool]


def _escaped(found: Disagreement) -> bool:
    """openpyxl leaves escapes as they stand, but drops every `x005F_` that it meets."""
    ours, theirs = str(found.ours), str(found.theirs)
    if not _ESCAPE.search(theirs) and theirs != "_":
        return False
    return (
        ours == unescaped(theirs) or ours.replace("x005F_", "") == theirs or _ESCAPE.search(ours) is not None
    )


def _blanks(found: Disagreement) -> bool:
    return "".join(str(found.ours).split()) == "".join(str(found.theirs).split())


EXPLANATIONS = (
    Explanation(
        "a text written with _xHHHH_",
        "ours",
        "ECMA-376 part 1, 22.9.2.19: it stands for the character of that number",
        lambda found: found.aspect == "value" and _escaped(found),
    ),
    Explanation(
        "a text of no letters",
        "either",
        "the file holds an empty text; openpyxl gives None for it, we give the empty text",
        lambda found: found.aspect in ("value", "covered") and found.ours == "" and found.theirs is None,
    ),
    Explanation(
        "a cell under a merge that holds something",
        "ours",
        "Excel keeps it in the file and shows it again when the merge is undone; nothing typed is lost",
        lambda found: found.aspect == "covered",
    ),
    Explanation(
        "an inline text that stands in <v>",
        "ours",
        "LibreOffice 4 wrote formula results so, and reads them so; openpyxl loses the text",
        lambda found: found.aspect == "value" and isinstance(found.ours, str) and found.theirs is None,
    ),
    Explanation(
        "blanks and line breaks in a shared formula",
        "ours",
        "we shift the references and leave the rest; openpyxl takes the formula apart and puts it together again",
        lambda found: found.aspect == "formula" and _blanks(found),
    ),
    Explanation(
        "a result in the range that an array formula or a data table fills",
        "ours",
        "nobody can type there, and Excel shows the formula in each of the cells; openpyxl has it at the first alone",
        lambda found: found.aspect == "formula" and found.ours != "" and found.theirs == "",
    ),
    Explanation(
        "a number format of no letters",
        "either",
        "an empty formatCode shows the value as General does",
        lambda found: found.aspect == "format" and found.ours == "General" and found.theirs == "",
    ),
)


def explained(found: Disagreement) -> Explanation | None:
    """The explanation of a disagreement, None where there is none."""
    return next((entry for entry in EXPLANATIONS if entry.holds(found)), None)
