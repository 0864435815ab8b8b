"""The long table of a large month, held packed: each employee's rows are unpacked when somebody goes through them."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Generic, TypeVar, overload

from perfxl.checks.answers import Answered

Row = TypeVar("Row")
_VALUES = attrgetter(*Answered.__dataclass_fields__)


def pack_answers(rows: Iterable[Answered]) -> bytes:
    """Rows as bytes, for this process alone: an eighth of the room that they take otherwise."""
    return zlib.compress(pickle.dumps([_VALUES(row) for row in rows], pickle.HIGHEST_PROTOCOL), 1)


def unpack_answers(data: bytes) -> tuple[Answered, ...]:
    """The rows that pack_answers packed."""
    return tuple(Answered(*values) for values in pickle.loads(zlib.decompress(data)))


class PackedRows(Sequence[Row], Generic[Row]):
    """Rows in parts, each part made anew whenever it is asked for; one part is in memory at a time."""

    def __init__(self, parts: Sequence[tuple[int, Callable[[], Iterable[Row]]]]) -> None:
        """`parts`: how many rows a part has, and what makes them."""
        self._parts = parts
        self._length = sum(count for count, _ in parts)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Row]:
        for _, make in self._parts:
            yield from make()

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        """A row by its place, found by its part; of a slice the rows themselves."""
        if isinstance(place, slice):
            return tuple(self)[place]
        left = place + self._length if place < 0 else place
        for count, make in self._parts:
            if 0 <= left < count:
                return tuple(make())[left]
            left -= count
        raise IndexError(place)
