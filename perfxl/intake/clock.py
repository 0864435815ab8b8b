"""When something was received: the first time of several that can be true at the moment of collection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from perfxl.intake.pieces import Sign, sign

# Zones set wrongly and days that begin earlier elsewhere are within a day; what is later still has not come yet.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Received:
    """When something came, as it is counted; `doubted` is the time before it in the order that cannot be true."""

    time: datetime
    doubted: datetime | None = None

    def signs(self, name: str) -> tuple[Sign, ...]:
        """M114 for the delivery of that name where a time was not believed, else nothing."""
        if self.doubted is None:
            return ()
        shown, used = f"{self.doubted:%Y.%m.%d}", f"{self.time:%Y.%m.%d}"
        return (sign("M114", name=name, shown=shown, used=used),)


def believed(times: Iterable[datetime | None], at: datetime | None) -> Received:
    """The first of the times (aware, in the contract's order; None: not given) that is no more than a day after `at`.

    `at` is the moment of collection, and the answer where no time can be believed; None: every time is. ValueError
    where there is neither a time nor a moment.
    """
    given = [time for time in times if time is not None]
    true = next((time for time in given if at is None or time <= at + _AHEAD), at)
    if true is None:
        raise ValueError("no time is given")
    doubted = given[0] if given and given[0] != true else None
    return Received(true, doubted)
