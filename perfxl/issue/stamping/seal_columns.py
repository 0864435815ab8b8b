"""The seal of a stamped workbook: columns of what its strips tell, put together without making a slot of each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perfxl.form.by_column import FEW, column_of
from perfxl.form.seal import spelt_json
from perfxl.form.token import Token
from perfxl.issue.stamping.gap_words import Words
from perfxl.issue.stamping.shape import Shape, Told
from perfxl.issue.stamping.template_text import Cast

_FORMULAS = "\ue000formulas\ue001"  # stands for the column of formulas until it is put in
Letters = Mapping[str, tuple[list[Any], Mapping[int, str]]]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Slots or lines of a strip at one row."""

    told: Told
    rows: tuple[int, ...]
    columns: Mapping[str, tuple[Any, ...]]
    moved: tuple[tuple[int, Cast], ...]  # formulas with gaps, by their place
    whole: frozenset[str]  # formulas without gaps
    formulas: Cast  # all of them as JSON


def rows_at(told: Told, row: int) -> Rows:
    """What a seal tells of a strip whose first row is `row`."""
    casts = [(place, formula.at(row)) for place, formula in told.moved]
    columns = dict(told.columns)
    if "formula" in columns:
        formulas = list(columns["formula"])
        for place, cast in casts:
            formulas[place] = cast.pieces[0]
        columns["formula"] = tuple(formulas)
    rows = tuple(map(int, told.rows.at(row).text({}).split(" ")))
    whole = frozenset(cast.pieces[0] for _, cast in casts if not cast.names)
    moved = tuple((place, cast) for place, cast in casts if cast.names)
    return Rows(told, rows, columns, moved, whole, told.formulas.at(row))


class Teller:
    """Puts the columns of seals together; keeps the letters of those that are the same for the same strips."""

    def __init__(self) -> None:
        self._letters: dict[tuple[int, ...], Letters] = {}

    def columns(self, placed: Sequence[tuple[Rows, Words]]) -> dict[str, Any]:
        """The columns of all strips from the top, as `columns_of` gives them for the slots or lines themselves."""
        distinct = {id(rows.told): rows.told for rows, _ in placed}
        order = tuple(distinct)
        if order not in self._letters:
            self._letters[order] = _letters(list(distinct.values()))
        ids = [id(rows.told) for rows, _ in placed]
        columns: dict[str, Any] = {
            name: {"of": of, "at": "".join([at[one] for one in ids])}
            for name, (of, at) in self._letters[order].items()
        }
        columns["row"] = column_of([row for rows, _ in placed for row in rows.rows])
        for name in placed[0][0].columns:
            many = name == "formula" and len(frozenset().union(*(rows.whole for rows, _ in placed))) > FEW
            columns[name] = _FORMULAS if many else column_of(_filled(name, placed))
        return columns


def spelt_seal(
    shape: Shape,
    token: Token,
    plan: str,
    slots: Mapping[str, Any],
    lines: Mapping[str, Any],
    placed: Sequence[tuple[Rows, Words]],
) -> str:
    """The seal as `Seal.to_json` spells it; the formulas, most of it, have been spelt once for all."""
    own = shape.layout
    text = spelt_json(token, own.sheet, plan, slots, lines, own.fields)
    if slots["formula"] != _FORMULAS:
        return text
    before, _, after = text.partition(f'"formula":"{_FORMULAS}"')
    out = [before, '"formula":[']
    for rows, words in placed:
        out += rows.formulas.filled(words.sheet)
        out.append(",")
    out[-1] = "]"
    return "".join((*out, after))


def _letters(distinct: Sequence[Told]) -> Letters:
    """The fields that never differ within a strip: their values, and each strip's letters."""
    found: dict[str, tuple[list[Any], Mapping[int, str]]] = {}
    for name in distinct[0].same:
        column = column_of([value for told in distinct for value in told.same[name]])
        at, start = {}, 0
        for told in distinct:
            at[id(told)] = column["at"][start : start + told.count]
            start += told.count
        found[name] = (column["of"], at)
    return found


def _filled(name: str, placed: Sequence[tuple[Rows, Words]]) -> list[Any]:
    """A column that differs: gaps with their values, formulas with theirs."""
    out: list[Any] = []
    for rows, words in placed:
        start = len(out)
        out += rows.columns[name]
        for place, gap in rows.told.gaps.get(name, ()):
            out[start + place] = words.seal[gap]
        if name == "formula":
            for place, cast in rows.moved:
                out[start + place] = cast.text(words.sheet)
    return out
