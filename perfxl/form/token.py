"""The identity token: whose workbook, which form, period and issue; spelt with check letters, carried in several places."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

MARK = "perfxl"
_LETTERS = "ACDEFGHJKLMNPQRTUVWXYZ2346789"  # none that is taken for another
_SHAPE = re.compile(r"perfxl:1:([^:\s]+):([^:\s]+):([^:\s]*):(\d{1,4}):([A-Z0-9]{5})")

# Where a token is carried; the names that findings and the manifest use.
CARRIERS = ("cell", "guide", "name", "subject", "keywords", "identifier")
DEFINED_NAME = "perfxl_token"


@dataclass(frozen=True, slots=True)
class Token:
    """What identifies a workbook. `code` is the employee's; `issue` counts from 1; 0 is a blank form of nobody."""

    form: str
    period: str
    code: str
    issue: int

    @property
    def text(self) -> str:
        """The token as it is carried: ASCII, no spaces, five check letters at the end."""
        body = _body(self)
        return f"{body}:{check_letters(body)}"

    @property
    def printed(self) -> str:
        """The short code that is printed in the footer, to match a paper with its file."""
        return f"{self.period}-{self.issue}-{check_letters(_body(self))}"


@dataclass(frozen=True, slots=True)
class Carried:
    """One carrier as found in a file: where (one of CARRIERS), the text there, and the token if it is sound."""

    carrier: str
    text: str
    token: Token | None


def check_letters(text: str) -> str:
    """Five letters (some 20 million values) that change when a character of the text changes."""
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")
    out = ""
    for _ in range(5):
        number, rest = divmod(number, len(_LETTERS))
        out += _LETTERS[rest]
    return out


def parse(text: str) -> Token | None:
    """The token in a text, or None where there is none or its check letters are wrong."""
    match = _SHAPE.search(text)
    if not match:
        return None
    token = Token(unquote(match[1]), unquote(match[2]), unquote(match[3]), int(match[4]))
    return token if token.text == match[0] else None


def carried(carrier: str, text: str) -> Carried | None:
    """A carrier's content, or None where it holds nothing that looks like a token."""
    return Carried(carrier, text, parse(text)) if f"{MARK}:" in text else None


def _body(token: Token) -> str:
    parts = (quote(part, safe="-_.~") for part in (token.form, token.period, token.code))
    return ":".join((MARK, "1", *parts, str(token.issue)))
