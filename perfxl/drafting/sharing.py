"""Measures that stand the same in many plans -> one row of a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from perfxl.drafting.vocabulary import norm
from perfxl.form.plan import NOWHERE, Measure

# How many plans must have a row before it is worth a group.
MANY = 3


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """A proposed group: its name, the codes of its members, its rows, and where each row stood in each plan."""

    name: str
    codes: tuple[str, ...]
    rows: tuple[Measure, ...]


def find_groups(
    plans: Mapping[str, Sequence[Measure]], word: str, taken: frozenset[str]
) -> tuple[MeasureGroup, ...]:
    """Groups of rows that the same people have in common, the largest first. `word` begins their names.

    Rows count as the same when every field is, letter case and spaces aside. A row twice in one plan is left there.
    """
    holders: dict[tuple[str, ...], list[str]] = {}
    first: dict[tuple[str, ...], Measure] = {}
    for code, measures in plans.items():
        keys = [same_key(m) for m in measures]
        for key, measure in zip(keys, measures, strict=True):
            if keys.count(key) == 1:
                holders.setdefault(key, []).append(code)
                first.setdefault(key, measure)
    sets: dict[tuple[str, ...], list[Measure]] = {}
    for key, codes in holders.items():
        if len(codes) >= MANY:
            sets.setdefault(tuple(codes), []).append(first[key])
    ranked = sorted(sets.items(), key=lambda item: -len(item[0]) * len(item[1]))
    names = _names(word, taken, len(ranked))
    return tuple(MeasureGroup(n, codes, tuple(rows)) for n, (codes, rows) in zip(names, ranked, strict=True))


def same_key(measure: Measure) -> tuple[str, ...]:
    """What makes two rows the same."""
    plain = replace(measure, place=NOWHERE)
    own = tuple(sorted(plain.own.items()))
    return (
        plain.section, norm(plain.goal), plain.number, norm(plain.measure), norm(plain.indicator),
        norm(plain.baseline), norm(plain.target), str(plain.start), str(plain.end), str(own),
    )  # fmt: skip


def _names(word: str, taken: frozenset[str], count: int) -> list[str]:
    names: list[str] = []
    n = 0
    while len(names) < count:
        n += 1
        if f"{word} {n}" not in taken:
            names.append(f"{word} {n}")
    return names
