"""Cells that were pasted over, merged, or made hard to see (family L)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from perfxl.checks.seat import Seat
from perfxl.finding import Finding
from perfxl.form.definition import Form
from perfxl.form.layout import BESIDE, HIDDEN
from perfxl.form.place import Place, a1
from perfxl.reading.cells import Sheet
from perfxl.reading.report import Report, ReportRow, written
from perfxl.texts import finding

_BARE_ROLES = frozenset({"key", "token", "field", "status", "panel"})  # cells that may be hard to see
_Place = tuple[int, int]
_Range = tuple[int, int, int, int]


def check_unseen(seat: Seat) -> Iterator[Finding]:
    """Issued cells and answers whose text cannot be seen: white on white, tiny, hidden by a format."""
    cells = [
        a1(*place)
        for slot, place, cell in seat.placed
        if cell is not None and cell.unseen
        if slot.role not in _BARE_ROLES and slot.field not in (*HIDDEN, *BESIDE) and written(cell).strip()
    ]
    if cells:
        yield finding("L209", sheet=seat.sheet.name, cell=",".join(cells), field="file")


def check_pasted(seat: Seat, program: str) -> Iterator[Finding]:
    """Inputs that have lost their validation or their being open: something was pasted over them."""
    places = {place: slot for slot, place, _ in seat.placed if not slot.locked}
    covered = _covered(places, seat.sheet.validations)
    if not covered:
        if places:
            yield finding("L308", sheet=seat.sheet.name, field="file", program=program or "?")
        return
    over = sorted(
        (column, row)
        for row, column in places
        if (row, column) not in covered or _relocked(seat.sheet, (row, column))
    )
    if not over:
        return
    runs = _runs(over)
    cells = ",".join(_span(run) for run in runs)
    yield finding("L301", sheet=seat.sheet.name, cell=cells, field="file", count=len(over))
    for run in runs:
        keys = dict.fromkeys(places[row, column].key.partition("/")[0] for column, row in run)
        filled = [place for column, row in run if (place := (row, column)) and _has_text(seat.sheet, place)]
        if len(keys) > 1 and len(filled) > 1 and places[filled[0]].field == "achieved":
            yield finding(
                "L302", sheet=seat.sheet.name, cell=_span(run), field="achieved", key=",".join(keys)
            )


def _covered(places: Collection[_Place], ranges: Collection[_Range]) -> set[_Place]:
    """The places that stand in one of the ranges; most ranges are one cell, and those are looked up."""
    covered = {(top, left) for top, left, bottom, right in ranges if top == bottom and left == right}
    wide = {area for area in ranges if area[:2] != area[2:]}
    columns: dict[int, list[int]] = {}
    for row, column in places if wide else ():
        columns.setdefault(row, []).append(column)
    for top, left, bottom, right in wide:
        near = range(top, bottom + 1) if bottom - top < len(columns) else columns
        for row in near:
            if top <= row <= bottom and row in columns:
                covered.update((row, column) for column in columns[row] if left <= column <= right)
    return covered.intersection(places)


def _relocked(sheet: Sheet, place: tuple[int, int]) -> bool:
    cell = sheet.cells.get(place)
    return bool(cell and cell.locked)


def _has_text(sheet: Sheet, place: tuple[int, int]) -> bool:
    cell = sheet.cells.get(place)
    return bool(cell and written(cell).strip())


def _runs(cells: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """(column, row) pairs in runs of neighbouring rows."""
    runs: list[list[tuple[int, int]]] = []
    for column, row in cells:
        if runs and runs[-1][-1] == (column, row - 1):
            runs[-1].append((column, row))
        else:
            runs.append([(column, row)])
    return runs


def _span(run: list[tuple[int, int]]) -> str:
    (column, first), (_, last) = run[0], run[-1]
    return a1(first, column) if first == last else f"{a1(first, column)}:{a1(last, column)}"


def check_split(report: Report, form: Form, before: Iterable[Finding]) -> Iterator[Finding]:
    """Rows whose text goes on in the thin row below although it is short: a block was pasted over several rows, and
    what stands there may be another measure's answer. What `before` says of a row already is not said again."""
    known = {key for finding in before if finding.code == "L302" for key in finding.key.split(",")}
    rows = [row for row in report.rows if row.halves and row.key not in known]
    split = [row for row in rows if row.halves and len(row.halves[0].text) < form.paper.long_text // 2]
    cells = ",".join(place.a1 for row in split for place in _both(row))
    if split:
        keys = ",".join(row.key for row in split)
        yield finding("L302", sheet=report.sheet, cell=cells, field="achieved", key=keys)


def _both(row: ReportRow) -> tuple[Place, ...]:
    """Where the two texts of a row stand."""
    return tuple(half.place for half in row.halves or ())


def check_merged(seat: Seat) -> Iterator[Finding]:
    """Inputs that a new merge has swallowed."""
    inputs = [place for slot, place, _ in seat.placed if not slot.locked]
    swallowed = sorted(_covered(inputs, seat.sheet.merges))
    if swallowed:
        cells = ",".join(a1(*place) for place in swallowed)
        yield finding("L303", sheet=seat.sheet.name, cell=cells, field="file")
