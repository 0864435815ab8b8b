"""What anybody may report: a finding is a code, a severity, a place and facts; a verdict is one word."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum

Fact = str | int | float


class Severity(StrEnum):
    """How much a finding matters; an error sends the workbook back."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Verdict(StrEnum):
    """What becomes of a workbook that came; the first that fits, from the top."""

    REFUSED = "refused"
    DUPLICATE = "duplicate"
    HELD = "held"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    `code` is a family letter and three digits; `cell` an A1 address, or several separated by commas;
    `field` one of the canonical fields, `signature`, `identity` or `file`; `key` the row's key in the form.
    The sentence is made from code and facts by `perfxl.texts`.
    """

    code: str
    severity: Severity
    sheet: str = ""
    cell: str = ""
    field: str = ""
    key: str = ""
    facts: Mapping[str, Fact] = dataclasses.field(default_factory=dict)


class Decide(StrEnum):
    """What a person may decide: of a workbook that it counts, that it is sent back, that one rule is waived for it; of
    a mail or a file that awaits a person, that it is done with."""

    ACCEPT = "accept"
    RETURN = "return"
    WAIVE = "waive"
    DONE = "done"


ON_STANDING = (Decide.ACCEPT, Decide.RETURN)  # what moves a workbook's verdict, and what a master asks for
