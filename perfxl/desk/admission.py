"""Who may speak to the desk: tickets that open the page once, keys that the page then sends with every call."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

from perfxl.desk.instance import SHORT_LIVED

_NEVER = float("-inf")


class Admission:
    """Tickets and keys of one desk, in memory alone. `knocked` tells whether a ticket was laid by a second start."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tickets: dict[str, float] = {}
        self._keys: set[bytes] = set()
        self._lock = threading.Lock()

    def ticket(self) -> str:
        """A new ticket, good once and for a minute."""
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._tickets[ticket] = self._clock() + SHORT_LIVED
        return ticket

    def enter(self, ticket: str, knocked: Callable[[str], bool]) -> str | None:
        """A key for a ticket; None for one that is unknown, used or old."""
        with self._lock:
            good = self._tickets.pop(ticket, _NEVER) >= self._clock() or knocked(ticket)
            if not good:
                return None
            key = secrets.token_urlsafe(32)
            self._keys.add(key.encode())
            return key

    def known(self, key: str) -> bool:
        """Whether a call comes from a page that was let in."""
        given = key.encode("utf-8", "replace")
        return any(secrets.compare_digest(given, known) for known in tuple(self._keys))
