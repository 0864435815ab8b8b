"""Changes in a part that another library wrote: a pattern allows for its spellings, and what hits nothing is an error."""

from __future__ import annotations

import re
from collections.abc import Callable

Put = bytes | Callable[[re.Match[bytes]], bytes]


class MissedEdit(Exception):
    """A change did not hit what it was meant for: the library that wrote the part spells it in another way."""


def edited(part: bytes, pattern: bytes, put: Put, times: int = 1) -> bytes:
    """A part with every hit of a pattern replaced; `put` is a template or makes the replacement of a match. MissedEdit
    where the hits are not as many as said."""
    changed, hits = re.subn(pattern, put, part, flags=re.DOTALL)
    if hits != times:
        raise MissedEdit(f"{pattern!r}: {hits} hits instead of {times}")
    return changed


def before_end(part: bytes, element: str, added: str) -> bytes:
    """A part with something put at the end of an element that stands in it once. MissedEdit where it does not, or is empty."""
    return edited(part, b"</%s>" % element.encode(), lambda match: added.encode() + match[0])


def with_attribute(part: bytes, element: str, attribute: str, value: str) -> bytes:
    """A part in which an element that stands once, without the attribute so far, has it (put first)."""
    name, added = element.encode(), f' {attribute}="{value}"'.encode()
    lacking = rb"<%s(?![\w:])(?![^>]* %s=)" % (name, attribute.encode())
    return edited(part, lacking, lambda match: match[0] + added)
