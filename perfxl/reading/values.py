"""What stands in a cell, by the kind it says it is: text, number, truth value, error, date."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, time

from perfxl.form.notation import Scalar
from perfxl.reading.limits import Limits
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import unescaped

Read = tuple[str, Scalar]
NOTHING: Read = ("empty", None)
IN_CELL = "in cell"  # the kind of a cell that Excel shows a picture in, and other programs an error
_NUMBER = re.compile(r"[ \t\r\n]*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?[ \t\r\n]*\Z")
_WHOLE = re.compile(r"[ \t\r\n]*[0-9]{1,9}[ \t\r\n]*\Z")
_ISO = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?(?:(?:^|T)[0-9]{2}:[0-9:.]{2,15})?(?:Z|[-+][0-9]{2}:[0-9]{2})?\Z"
)
_ERROR = re.compile(r"#[A-Z0-9_/!?' ]{2,40}\Z", re.IGNORECASE)
_TRUTH = {"1": True, "true": True, "0": False, "false": False}


class Values:
    """Reads the contents of cells. Refusals name code and value; whoever asks adds the place."""

    def __init__(self, strings: Sequence[str], limits: Limits) -> None:
        self.strings = strings
        self.limits = limits
        self.readers: dict[str, Callable[[str], Read]] = {
            "n": self._number,
            "s": self._shared,
            "str": self._text,
            "inlineStr": self._text,
            "b": self._bool,
            "e": self._error,
            "d": self._date,
            IN_CELL: lambda text: ("picture", self._error(text)[1]),
        }

    def read(self, kind: str, text: str | None, runs: Sequence[str] | None) -> Read:
        """(kind, value) of a cell of the kind `t` whose `v` holds `text` and whose `is` holds `runs`."""
        reader = self.readers.get(kind)
        if reader is None:
            raise Refusal("G073", kind=kind[:40])
        if runs is None:
            return reader(text or "")
        if kind != "inlineStr":
            raise Refusal("G079")
        return self._text("".join(runs))

    def _shared(self, text: str) -> Read:
        if not text:
            return NOTHING
        if not _WHOLE.match(text) or (index := int(text)) >= len(self.strings):
            raise Refusal("G072", index=text[:40])
        return "text", self.strings[index]

    def _text(self, text: str) -> Read:
        text = unescaped(text)
        if len(text) > self.limits.text:
            raise Refusal("G078", limit=self.limits.text)
        return "text", text

    def _number(self, text: str) -> Read:
        if not text:
            return NOTHING
        if not _NUMBER.match(text):
            raise Refusal("G074", value=text[:40])
        number = float(text)
        if number - number != 0:
            raise Refusal("G074", value=text[:40])
        return "number", number

    def _bool(self, text: str) -> Read:
        if not text:
            return NOTHING
        if text.strip() not in _TRUTH:
            raise Refusal("G075", value=text[:40])
        return "bool", _TRUTH[text.strip()]

    def _error(self, text: str) -> Read:
        if not _ERROR.match(text):
            raise Refusal("G075", value=text[:40])
        return "error", text

    def _date(self, text: str) -> Read:
        if not text:
            return NOTHING
        if not _is_iso(text):
            raise Refusal("G075", value=text[:40])
        return "date", text


def _is_iso(text: str) -> bool:
    """Whether a text is an ISO 8601 date, date and time, or time of day."""
    if not _ISO.match(text):
        return False
    try:
        time.fromisoformat(text) if text[2:3] == ":" else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
