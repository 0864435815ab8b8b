"""Making many workbooks and their seals, here or by workers: plans in, bytes out."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from perfxl.issue.stamping import Order, Series, Stamper
from perfxl.ledger.pack import sealed_of
from perfxl.ledger.records import Sealed
from perfxl.workspace.workers import Workers, spread

WORTH_A_POOL = 400  # workbooks; fewer are stamped sooner here than processes start and learn the shapes


@dataclass(frozen=True, slots=True)
class Pressed:
    """A workbook, and its seal as the ledger keeps it."""

    data: bytes = field(repr=False)
    sealed: Sealed


def begin(workers: Workers, series: bytes, orders: Sequence[Order]) -> Callable[[], list[Pressed]]:
    """Begins the workbooks of a series (`pickle.dumps(Series)`); the function gives them in the orders' order."""
    work = partial(press_all, series)
    return spread(workers, work, orders, lambda order: work((order,))[0])


def press_all(series: bytes, orders: tuple[Order, ...]) -> list[Pressed]:
    """The workbooks of some orders; a process keeps the shapes that it has learned of a series."""
    press = _press(series)
    return [_pressed(press, order) for order in orders]


def _pressed(press: Stamper, order: Order) -> Pressed:
    made = press.issue(order)
    return Pressed(made.data, sealed_of(order.token, order.fingerprint, made.seal))


@lru_cache(maxsize=1)
def _press(series: bytes) -> Stamper:
    known = pickle.loads(series)  # our own: it was made by the run that asks
    if not isinstance(known, Series):
        raise TypeError(type(known).__name__)
    return Stamper(known)
