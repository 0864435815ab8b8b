"""What one delivery may unpack to: bytes, pieces and depth, counted while they come out."""

from __future__ import annotations

from dataclasses import dataclass

# A whole unit in one mail is some 50 workbooks of 100 KB; a forwarded mail in a zip in a mail is depth 4.
BYTES = 256 * 1024 * 1024
PIECES = 5_000
DEPTH = 8
FILE = 64 * 1024 * 1024


class OverBudget(Exception):
    """A delivery unpacks to more than is allowed; `limit` says to how much of what."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class TooMany(OverBudget):
    """So many pieces that nobody can have meant them: the delivery is refused as a whole."""


@dataclass
class Budget:
    """A counter for one delivery; the same one goes through everything that is nested in it."""

    bytes_left: int = BYTES
    pieces_left: int = PIECES

    def take(self, size: int) -> None:
        """Count bytes that came out; OverBudget when they are too many."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise OverBudget(f"{BYTES // 1024 // 1024} MB")

    def piece(self) -> None:
        """Count one piece; TooMany when they are."""
        self.pieces_left -= 1
        if self.pieces_left < 0:
            raise TooMany(str(PIECES))


def deeper(depth: int) -> int:
    """The next depth of nesting; OverBudget when it is too deep."""
    if depth >= DEPTH:
        raise OverBudget(str(DEPTH))
    return depth + 1
