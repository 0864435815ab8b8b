"""Work that kills the process that does it."""

from __future__ import annotations

import os


def deadly(numbers: tuple[int, ...]) -> list[int]:
    """Squares; a number under nothing kills the process."""
    if min(numbers) < 0:
        os._exit(1)
    return [number * number for number in numbers]
