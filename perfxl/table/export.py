"""The long table as a file for analysts: .parquet, .csv or .sqlite, each with what a rollup needs."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from perfxl.storage.files import build_file
from perfxl.table.dataframe import COLUMNS, frame, record
from perfxl.table.organisations import all_tables
from perfxl.table.overview import overview
from perfxl.table.state_words import full_name
from perfxl.table.table import Tables
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run

# What a spreadsheet program takes for a formula when it opens a .csv: at the start of a field, and after what another
# separator than ours would make a start (a semicolon, a tab, a line's end).
_DANGEROUS = re.compile(r"(\A(?=[=+\-@\t\r])|[;\t\r\n|]\s*(?=[=+\-@]))")
META = b"perfxl"
_TYPES = {"percent": "REAL", "target_number": "REAL"}
_PEOPLE = (
    "code", "organisation", "unit", "position", "name", "state", "issued", "received", "version", "reported",
    "verifier", "rows", "mean", "errors", "warnings", "control", "proof",
)  # fmt: skip
_FINDINGS = ("code", "organisation", "unit", "finding", "severity", "field", "cell", "text", "key")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file, how many rows of the long table, how many organisations."""

    path: Path
    rows: int
    organisations: int


def export(run: Run, path: Path) -> Exported:
    """Writes the long table of a workspace; the ending of `path` says how: .parquet, .csv or .sqlite (also .db).

    The file is whole or as it was. Trouble for another ending, or .parquet where pyarrow is not installed.
    """
    write = _writer(path)
    drawn = all_tables(run)
    build_file(path, lambda beside: write(beside, drawn))
    return Exported(path, sum(len(tables.rows) for tables in drawn), len(drawn))


def _writer(path: Path) -> Callable[[Path, Sequence[Tables]], None]:
    writers: Mapping[str, Callable[[Path, Sequence[Tables]], None]] = {
        ".parquet": write_parquet,
        ".csv": write_csv,
        ".sqlite": write_sqlite,
        ".db": write_sqlite,
    }
    if path.suffix.lower() not in writers:
        raise Trouble("export_ending", file=path.name)
    if path.suffix.lower() == ".parquet":
        _pyarrow()
    return writers[path.suffix.lower()]


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise Trouble("export_pyarrow") from error
    return pyarrow


def write_parquet(path: Path, drawn: Sequence[Tables]) -> None:
    """The long table with its types; the organisations' figures in the file's metadata."""
    path.write_bytes(parquet_bytes(drawn))


def parquet_bytes(drawn: Sequence[Tables]) -> bytes:
    """Like write_parquet, the file as bytes. Trouble where pyarrow is not installed."""
    arrow = _pyarrow()
    table = arrow.Table.from_pandas(frame(drawn), preserve_index=False)
    overviews = json.dumps([overview(tables).to_dict() for tables in drawn], ensure_ascii=False).encode()
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), META: overviews})
    out = io.BytesIO()
    arrow.parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def write_csv(path: Path, drawn: Sequence[Tables]) -> None:
    """UTF-8 with a mark, commas, every field in quotes; what would be taken for a formula gets an apostrophe before it,
    also where the file is opened with another separator."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream, quoting=csv.QUOTE_ALL)
        out.writerow(COLUMNS)
        for tables in drawn:
            out.writerows([_harmless(value) for value in record(row)] for row in tables.rows)


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return _DANGEROUS.sub(r"\1'", value)
    return _plain(value)


def _plain(value: Any) -> Any:
    """Dates and moments as ISO text, moments in UTC; None and numbers as they are."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def write_sqlite(path: Path, drawn: Sequence[Tables]) -> None:
    """Tables measures, people, findings, organisations; dates as ISO text, moments in UTC."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db, db:
        _fill(db, "measures", COLUMNS, [list(record(row)) for tables in drawn for row in tables.rows])
        _fill(
            db, "people", _PEOPLE, [_person(tables, n) for tables in drawn for n in range(len(tables.people))]
        )
        _fill(db, "findings", _FINDINGS, [line for tables in drawn for line in _findings(tables)])
        lines = [overview(tables).to_dict() for tables in drawn]
        _fill(
            db,
            "organisations",
            tuple(lines[0]) if lines else ("organisation",),
            [[*x.values()] for x in lines],
        )


def _fill(db: sqlite3.Connection, table: str, columns: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
    spelt = ", ".join(f'"{name}" {_TYPES.get(name, "")}'.strip() for name in columns)
    db.execute(f"CREATE TABLE {table} ({spelt})")
    marks = ", ".join("?" * len(columns))
    db.executemany(f"INSERT INTO {table} VALUES ({marks})", ([_plain(v) for v in line] for line in lines))


def _person(tables: Tables, number: int) -> list[Any]:
    person = tables.people[number]
    who = person.employee
    return [
        who.code, who.organisation, who.unit, who.position, full_name(who.parent, who.name), person.state,
        int(person.issued), person.received, person.version, person.reported, person.verifier, person.rows,
        person.mean, person.errors, person.warnings, person.control, person.proof,
    ]  # fmt: skip


def _findings(tables: Tables) -> list[list[Any]]:
    words = texts("mn")
    return [
        [
            shown.employee.code, shown.employee.organisation, shown.employee.unit, shown.finding.code,
            str(shown.finding.severity), shown.finding.field, shown.finding.cell, words.of(shown.finding),
            ",".join(shown.rows),
        ]
        for shown in tables.findings
    ]  # fmt: skip
