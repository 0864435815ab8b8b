"""What the master of a large month costs beside plain writers of the same rows: `python -m tests.bench master`.

    python -m tests.bench.master WRITER STAFF ROWS

writes it once with one writer and prints the process's peak in MB, for a figure of memory that is nobody else's.
"""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from unittest.mock import patch

import openpyxl
import xlsxwriter

from perfxl.ledger.status import State
from perfxl.master.master import master_bytes
from perfxl.table.dataframe import COLUMNS, frame, record
from perfxl.table.table import Tables
from tests.bench.row import Row, Table
from tests.bench.turns import in_turn, peak_of
from tests.support import months
from tests.support.memory import peak

OURS = "perfxl"
STAFF, ROWS = 1500, 42  # 63,000 rows
_TEXT = frozenset(("received", "verdict"))


def drawn(staff: int, rows: int) -> Tables:
    """The month as values: everybody accepted."""
    with patch.object(months, "_state", lambda _: State.ACCEPTED):
        return months.month(staff, min(30, staff), rows)


def plain_rows(tables: Tables) -> Iterator[Sequence[Any]]:
    """The rows of the long table as every writer takes them, the header first."""
    yield COLUMNS
    for row in tables.rows:
        told = record(row)
        yield [str(v) if name in _TEXT else v for name, v in zip(COLUMNS, told, strict=True)]


def with_openpyxl(tables: Tables) -> bytes:
    """The long table alone, without any look."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    for row in plain_rows(tables):
        sheet.append(row)
    return _saved(book.save)


def with_pandas(tables: Tables) -> bytes:
    """The long table as a DataFrame, by openpyxl."""
    table = frame([tables])
    table["received"] = table["received"].dt.tz_localize(None)  # Excel has no zones
    return _saved(lambda out: table.to_excel(out, engine="openpyxl", index=False))


def with_xlsxwriter(tables: Tables) -> bytes:
    """The long table alone, one format for its dates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy.mm.dd"})
    sheet = book.add_worksheet("rows")
    for number, row in enumerate(plain_rows(tables)):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


WRITERS: Mapping[str, Callable[[Tables], bytes]] = {
    OURS: master_bytes,
    "openpyxl, write_only": with_openpyxl,
    "pandas with openpyxl": with_pandas,
    "XlsxWriter, constant_memory": with_xlsxwriter,
}
NOTHING_WRITTEN = "the rows alone"


def _deflated(parts: Sequence[bytes]) -> None:
    for part in parts:
        zlib.compress(part, 6)


def measure(staff: int = STAFF, rows: int = ROWS, rounds: int = 3) -> Table:
    """The writers in turn. Ours makes five sheets with heights, links, bars, marks; the others the long table alone."""
    tables = drawn(staff, rows)
    data = master_bytes(tables)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    works: dict[str, Callable[[], object]] = {
        name: (lambda write=write: write(tables)) for name, write in WRITERS.items()
    }  # type: ignore[misc]
    works["floor: deflating our parts"] = lambda: _deflated(parts)
    measured = in_turn(works, OURS, rounds)
    peaks = {name: peak_of("tests.bench.master", name, str(staff), str(rows)) for name in WRITERS}
    held = peak_of("tests.bench.master", NOTHING_WRITTEN, str(staff), str(rows))
    out = tuple(Row(one.label, one.seconds, one.ratio, peaks.get(one.label)) for one in measured)
    note = (
        f"{len(tables.rows):,} rows; the rows as values take {held:.0f} MB of each peak. Ours: five sheets with row heights, "
        "links, bars, filters, marks of every cell; the others: the long table alone, without a look."
    )
    return Table("master", out, note)


def main(writer: str, staff: int, rows: int) -> None:
    """One writer in a process of its own; prints its peak."""
    tables = drawn(staff, rows)
    if writer != NOTHING_WRITTEN:
        WRITERS[writer](tables)
    print(peak())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
