"""Every kind of hostile, damaged or odd file that the tests know, with what must become of it."""

from __future__ import annotations

from functools import cache

from tests.reading import hostile_book, hostile_xml, hostile_zip
from tests.reading.kind import Kind


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds; their names are unique."""
    return (*hostile_zip.kinds(), *hostile_xml.kinds(), *hostile_book.kinds())
