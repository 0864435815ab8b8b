"""How a package ends: read, or refused with its code."""

from __future__ import annotations

from perfxl.reading.cells import Book, read_book
from perfxl.reading.limits import LIMITS, Limits
from perfxl.reading.package import Refusal, open_package
from tests.reading.kind import READ


def outcome(data: bytes, limits: Limits = LIMITS) -> tuple[str, object]:
    """(`READ`, what stands in A1 of the first sheet) or (the refusal's code, None)."""
    found = read(data, limits)
    if isinstance(found, Refusal):
        return found.code, None
    cell = found.sheets[0].cells.get((1, 1))
    return READ, cell.value if cell else None


def read(data: bytes, limits: Limits = LIMITS) -> Book | Refusal:
    """The workbook, or why it is refused."""
    try:
        return read_book(open_package(data, limits), limits)
    except Refusal as refusal:
        return refusal
