"""What a workbook can hold: the characters that XML cannot spell, in one place, and values without them."""

from __future__ import annotations

import re

NO_CHARACTER = (
    "\ud800-\udfff\ufffe\uffff"  # what no file in UTF-8 or UTF-16 can hold, for a set of characters
)
UNWRITABLE = re.compile(f"[\x00-\x08\x0b-\x1f{NO_CHARACTER}]")  # a carriage return is not kept by XML either


# Characters that nobody sees, by the code of the note that says that the master goes without them.
UNSEEN = {
    "F401": re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]"),
    "F402": re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]"),
    "F403": re.compile("[\u200b-\u200d\u2060-\u2064\ufeff\u00ad]"),
}
_ANY_UNSEEN = re.compile("|".join(pattern.pattern for pattern in UNSEEN.values()))


def visible(text: str) -> str:
    """The text without the characters that nobody sees; line ends and tabs stay."""
    return _ANY_UNSEEN.sub("", text) if text and not text.isprintable() else text


def writable(value: str | float | None) -> str | float | None:
    """A value as a workbook can hold it: without control characters, line ends as one character."""
    if not isinstance(value, str):
        return value
    return UNWRITABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
