"""The seal of a stamped workbook: columns of what its strips tell, put together without making a slot of each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perfxl.form.by_column import FEW, column_of
from perfxl.form.seal import SealHeading, spelt_json
from perfxl.issue.stamping.gap_words import GapWords
from perfxl.issue.stamping.shape import SealPart
from perfxl.issue.stamping.template_text import PlacedText

_FORMULAS = "\ue000formulas\ue001"  # stands for the column of formulas until it is put in
KeptColumns = Mapping[str, tuple[list[Any], Mapping[int, str]]]


@dataclass(frozen=True, slots=True, eq=False)
class SealRows:
    """Slots or lines of a strip at one row."""

    part: SealPart
    rows: tuple[int, ...]
    columns: Mapping[str, tuple[Any, ...]]
    moved: tuple[tuple[int, PlacedText], ...]  # formulas with gaps, by their place
    whole: frozenset[str]  # formulas without gaps
    formulas: PlacedText  # all of them as JSON


def rows_at(part: SealPart, row: int) -> SealRows:
    """What a seal tells of a strip whose first row is `row`."""
    formulas_at = [(place, formula.at(row)) for place, formula in part.moved]
    columns = dict(part.columns)
    if "formula" in columns:
        formulas = list(columns["formula"])
        for place, text in formulas_at:
            formulas[place] = text.pieces[0]
        columns["formula"] = tuple(formulas)
    rows = tuple(map(int, part.rows.at(row).text({}).split(" ")))
    whole = frozenset(text.pieces[0] for _, text in formulas_at if not text.names)
    moved = tuple((place, text) for place, text in formulas_at if text.names)
    return SealRows(part, rows, columns, moved, whole, part.formulas.at(row))


class Teller:
    """Puts the columns of seals together; keeps the letters of those that are the same for the same strips."""

    def __init__(self) -> None:
        self._letters: dict[tuple[int, ...], KeptColumns] = {}

    def columns(self, placed: Sequence[tuple[SealRows, GapWords]]) -> dict[str, Any]:
        """The columns of all strips from the top, as `columns_of` gives them for the slots or lines themselves."""
        distinct = {id(rows.part): rows.part for rows, _ in placed}
        order = tuple(distinct)
        if order not in self._letters:
            self._letters[order] = _letters(list(distinct.values()))
        ids = [id(rows.part) for rows, _ in placed]
        columns: dict[str, Any] = {
            name: {"of": of, "at": "".join([at[part] for part in ids])}
            for name, (of, at) in self._letters[order].items()
        }
        columns["row"] = column_of([row for rows, _ in placed for row in rows.rows])
        for name in placed[0][0].columns:
            many = name == "formula" and len(frozenset().union(*(rows.whole for rows, _ in placed))) > FEW
            columns[name] = _FORMULAS if many else column_of(_filled(name, placed))
        return columns


def spelt_seal(
    heading: SealHeading,
    slots: Mapping[str, Any],
    lines: Mapping[str, Any],
    placed: Sequence[tuple[SealRows, GapWords]],
) -> str:
    """The seal as `Seal.to_json` spells it; the formulas, most of it, have been spelt once for all."""
    text = spelt_json(heading, slots, lines)
    if slots["formula"] != _FORMULAS:
        return text
    before, _, after = text.partition(f'"formula":"{_FORMULAS}"')
    out = [before, '"formula":[']
    for rows, words in placed:
        out += rows.formulas.filled(words.sheet)
        out.append(",")
    out[-1] = "]"
    return "".join((*out, after))


def _letters(distinct: Sequence[SealPart]) -> KeptColumns:
    """The fields that never differ within a strip: their values, and each strip's letters."""
    fields: dict[str, tuple[list[Any], Mapping[int, str]]] = {}
    for name in distinct[0].same:
        column = column_of([value for part in distinct for value in part.same[name]])
        at, start = {}, 0
        for part in distinct:
            at[id(part)] = column["at"][start : start + part.count]
            start += part.count
        fields[name] = (column["of"], at)
    return fields


def _filled(name: str, placed: Sequence[tuple[SealRows, GapWords]]) -> list[Any]:
    """A column that differs: gaps with their values, formulas with theirs."""
    out: list[Any] = []
    for rows, words in placed:
        start = len(out)
        out += rows.columns[name]
        for place, gap in rows.part.gaps.get(name, ()):
            out[start + place] = words.seal[gap]
        if name == "formula":
            for place, text in rows.moved:
                out[start + place] = text.text(words.sheet)
    return out
