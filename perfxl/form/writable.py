"""What a workbook can hold: the characters that XML cannot spell, in one place, and values without them."""

from __future__ import annotations

import re

NO_CHARACTER = (
    "\ud800-\udfff\ufffe\uffff"  # what no file in UTF-8 or UTF-16 can hold, for a set of characters
)
UNWRITABLE = re.compile(f"[\x00-\x08\x0b-\x1f{NO_CHARACTER}]")  # a carriage return is not kept by XML either


def writable(value: str | float | None) -> str | float | None:
    """A value as a workbook can hold it: without control characters, line ends as one character."""
    if not isinstance(value, str):
        return value
    return UNWRITABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
