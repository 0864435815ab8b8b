"""Many alike values as columns of JSON, and back: smaller than a list of objects, and read in a fraction of the time."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    _T = TypeVar("_T", bound=DataclassInstance)

# One letter stands for a value of a column that has few.
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
FEW = len(_LETTERS)


def columns_of(rows: Sequence[DataclassInstance]) -> dict[str, Any]:
    """Frozen dataclasses of one kind (plain values only) -> their fields, each a list, or `{"of": values, "at": letters}`
    where its values are few."""
    if not rows:
        return {}
    return {field.name: column_of(list(map(attrgetter(field.name), rows))) for field in fields(rows[0])}


def column_of(values: list[Any]) -> Any:
    """One column: the list itself, or its values and letters where they are few."""
    if len(values) > len(_LETTERS) and len(set(values)) > len(_LETTERS):
        return values
    distinct = {(type(value), value): value for value in values}
    if len(distinct) > len(_LETTERS):
        return values
    letters = dict(zip(distinct, _LETTERS, strict=False))
    return {"of": list(distinct.values()), "at": "".join(letters[type(value), value] for value in values)}


def rows_of(kind: type[_T], columns: Mapping[str, Any]) -> tuple[_T, ...]:
    """The dataclasses (with slots) that `columns_of` took apart; a field that is missing has its default. ValueError where
    the columns do not fit together, KeyError where a field without a default is missing.

    The fields are set column by column through the class's own slots: calling it for each row takes twice as long.
    """
    if not columns:
        return ()
    read = {name: _values(column) for name, column in columns.items()}
    count = len(next(iter(read.values())))
    made = [object.__new__(kind) for _ in range(count)]
    for field in fields(kind):
        values = read[field.name] if field.name in read else _default(field, count)
        if len(values) != count:
            raise ValueError(field.name)
        deque(map(getattr(kind, field.name).__set__, made, values), maxlen=0)
    return tuple(made)


def _values(column: Any) -> Sequence[Any]:
    if isinstance(column, list):
        return column
    known = dict(zip(_LETTERS, column["of"], strict=False))
    return list(map(known.__getitem__, column["at"]))


def _default(field: Field[Any], count: int) -> Sequence[Any]:
    if field.default is MISSING:
        raise KeyError(field.name)
    return [field.default] * count
