"""Where a figure of the master comes from: file, sender, cell, raw value, what was made of it, which rules spoke."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from perfxl.checks.answers import Answered
from perfxl.finding import Finding
from perfxl.form.definition import CANONICAL
from perfxl.form.notation import Scalar
from perfxl.form.place import a1, parse_a1
from perfxl.ledger.records import Version
from perfxl.master.headings import HR_TABLES, MEASURES, PEOPLE, sheet
from perfxl.master.notes.hidden_sheet import Hidden, mark
from perfxl.master.notes.hr_part import NoteCell
from perfxl.master.notes.old_workbook import OldBook
from perfxl.master.notes.read_back import hidden_of
from perfxl.reading.book import Cell
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.refusal import Refusal
from perfxl.reading.row_stream import Line
from perfxl.table.cell_values import local
from perfxl.table.table import keys_of
from perfxl.texts import texts
from perfxl.texts.columns import by_spelling, fold, header
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run
from perfxl.workspace.stored_bytes import NotKept, kept_bytes

# The form's field behind a column of the long table; other columns come from the roster or are worked out.
_FIELDS = {
    "goal": "goal", "number": "number", "measure": "measure", "indicator": "indicator", "baseline": "baseline",
    "target": "target", "achieved": "achieved", "start": "dates", "end": "dates", "percent": "percent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Why:
    """Where one cell of a master comes from.

    `shown` is what the master has there now, `edited` whether a person changed it since it was made, `counts` what the
    ledger has now. `origin`: workbook (read from `cell` of the version), plan (from the roster as issued), roster,
    worked out, hr (HR's own column), or formula (a figure of the summary; `raw` is it). `raw` and `number_format` are the source cell's own; `findings` those that
    spoke of this cell, `others` those of the rest of the row. `version` is None where nothing of that employee counts.
    """

    table: str
    heading: str
    key: str
    code: str
    shown: str
    edited: bool
    counts: str
    origin: str
    version: Version | None = None
    newer: bool = False
    sheet: str = ""
    cell: str = ""
    raw: Scalar = None
    number_format: str = ""
    findings: tuple[Finding, ...] = ()
    others: tuple[Finding, ...] = ()
    unkept: bool = False  # the bytes that came are not in the store any more: the source cell cannot be shown


@dataclass(frozen=True, slots=True)
class _Seen:
    """A cell of the master: its table, heading, the row's key, its value, whether it is as it was written."""

    table: str
    heading: str
    key: str
    shown: str
    edited: bool
    arrival: str


def why(run: Run, master: Path, cell: str) -> Why:
    """Where the cell of a master comes from. `cell` is `P12` (the long table) or `'Sheet'!P12`.

    The row is found by its hidden key, so it holds after sorting. Trouble where there is no such cell or row.
    """
    name, address = _named(cell)
    if fold(name) == fold(sheet("summary")):
        return _of_summary(master, address, cell)
    seen = _seen(master, name, address, cell)
    code = seen.key.partition("/")[0] if seen.table == MEASURES else seen.key
    field = by_spelling(f"master.{seen.table}").get(fold(seen.heading), "")
    versions = [version.id for version in run.ledger.versions.came() if version.employee == code]
    came = run.ledger.versions.of(versions)
    shown = next((v for v in came if v.arrival.id == seen.arrival), None)
    version = next((v for v in came if v.counts), shown)
    base = Why(
        seen.table, seen.heading, seen.key, code, seen.shown, seen.edited, "", "", version,
        bool(version and seen.arrival and version.arrival.id != seen.arrival),
    )  # fmt: skip
    if seen.table == PEOPLE:
        return _of_person(base, field)
    return _of_row(run.workspace, base, field)


def _named(cell: str) -> tuple[str, str]:
    """Sheet and address; the long table where no sheet is named."""
    name, _, address = cell.rpartition("!")
    return name.strip("'").replace("''", "'") or sheet(MEASURES), address


def _of_summary(master: Path, address: str, cell: str) -> Why:
    """A figure of the summary: the formula says in which columns it counts. Trouble where the cell is no figure."""
    figures: dict[str, Cell] = {}

    def each(number: int, line: Line) -> None:
        figures.update(
            {a1(number, column): each_cell for column, each_cell in line.items() if each_cell.formula}
        )

    try:
        with OldBook(master) as book:
            here = book.sheet(sheet("summary"))
            if here:
                book.read(here, each)
    except (Refusal, OSError) as error:
        raise Trouble("why_no_master", file=master.name) from error
    figure = figures.get(address.upper().replace("$", ""))
    if figure is None:
        raise Trouble("why_no_cell", cell=cell)
    return Why("summary", address, "", "", _shown(figure), False, "", "formula", raw=figure.formula)


def _seen(master: Path, name: str, address: str, cell: str) -> _Seen:
    table = next((t for t in HR_TABLES if fold(sheet(t)) == fold(name)), None)
    try:
        row, column = parse_a1(address)
    except ValueError:
        raise Trouble("why_no_cell", cell=cell) from None
    if table is None:
        raise Trouble("why_no_sheet", sheet=name, known=", ".join(sheet(t) for t in HR_TABLES))
    try:
        return _looked_up(master, table, row, column, cell)
    except (Refusal, OSError) as error:
        raise Trouble("why_no_master", file=master.name) from error


def _looked_up(master: Path, table: str, row: int, column: int, cell: str) -> _Seen:
    with OldBook(master) as book:
        here = book.sheet(sheet(table))
        if here is None:
            raise Trouble("why_no_master", file=master.name)
        reader = _Reader(row)
        book.read(here, reader.row)
        heading, key, content = reader.found(column, cell)
        value = content.value if content else None
        hidden = hidden_of(book)
    written = hidden.of(table, key, _spelt(hidden, table, heading))
    edited = written is not None and written != mark(value)
    code = key.partition("/")[0] if table == MEASURES else key
    return _Seen(table, heading, key, _shown(content), edited, hidden.arrivals.get((PEOPLE, code), ""))


def _spelt(hidden: Hidden, table: str, heading: str) -> str:
    """A heading as the master was written with it."""
    return next((text for text in hidden.headings.get(table, ()) if fold(text) == fold(heading)), heading)


def _shown(cell: Cell | None) -> str:
    """A cell as a person sees it."""
    if cell is None:
        return ""
    if isinstance(cell.value, float) and "%" in cell.number_format:
        return f"{cell.value * 100:.12g}%"
    if isinstance(cell.value, float) and "yy" in cell.number_format.lower():
        moment = datetime(1899, 12, 30) + timedelta(days=cell.value)
        return f"{moment:%Y.%m.%d %H:%M}" if cell.value % 1 else f"{moment:%Y.%m.%d}"
    return NoteCell(cell.value).text


class _Reader:
    """Finds the header and one row of a table."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.heads: dict[int, str] = {}
        self.line: dict[int, Cell] = {}
        self.key = 0

    def row(self, number: int, line: Line) -> None:
        """A row of the sheet."""
        if not self.key:
            self.heads = {c: NoteCell(cell.value).text.strip() for c, cell in line.items()}
            wanted = fold(header("master.key", "key"))
            self.key = next((c for c, text in self.heads.items() if fold(text) == wanted), 0)
        elif number == self.wanted:
            self.line = dict(line)

    def found(self, column: int, cell: str) -> tuple[str, str, Cell | None]:
        """Heading, key and content of the cell; Trouble where the row has no key or the column no heading."""
        named, content = self.line.get(self.key), self.line.get(column)
        heading = self.heads.get(column, "")
        if named is None or named.value is None or not heading:
            raise Trouble("why_no_cell", cell=cell)
        return heading, NoteCell(named.value).text, content


def _of_person(base: Why, field: str) -> Why:
    if field in ("code", "organisation", "unit", "position", "name"):
        return replace(base, origin="roster", counts=base.shown)
    findings = base.version.judged.findings if base.version else ()
    return replace(base, origin="worked out" if field else "hr", others=findings)


def _of_row(workspace: Workspace, base: Why, field: str) -> Why:
    key = base.key.partition("/")[2]
    version = base.version
    row = next((r for r in version.judged.rows if r.key == key), None) if version else None
    form_field = _FIELDS.get(field) or _own_field(workspace, base.heading)
    if row is None or version is None or not form_field:
        origin = "roster" if field in ("code", "organisation", "unit", "position", "name") else "worked out"
        return replace(base, origin=origin if field else "hr", counts=base.shown if field else "")
    mine = [f for f in version.judged.findings if key in keys_of(f)]
    here = tuple(f for f in mine if f.field == form_field)
    column = workspace.form.column_of(form_field)
    typed = row.added or (column is not None and column.writer == "staff")
    cell = row.cells.get(form_field, "") if typed else ""
    read = _raw(workspace, version, row.sheet, cell) if cell else (None, "")
    raw, number_format = read or (None, "")
    return replace(
        base,
        counts=_counts(row, field, form_field),
        origin="workbook" if typed else "plan",
        sheet=row.sheet if cell else "",
        cell=cell,
        raw=raw,
        number_format=number_format,
        findings=here,
        others=tuple(f for f in mine if f not in here),
        unkept=read is None,
    )


def _own_field(workspace: Workspace, heading: str) -> str:
    """The field of the form's own column with this heading."""
    return next(
        (
            c.field
            for c in workspace.form.column
            if c.field not in CANONICAL and fold(c.caption) == fold(heading)
        ),
        "",
    )


def _counts(row: Answered, field: str, form_field: str) -> str:
    """What the ledger has there, as text."""
    value = row.own.get(form_field) if form_field in row.own else getattr(row, field or form_field, "")
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value * 100:.12g}%" if field == "percent" else f"{value:.12g}"
    return f"{value:%Y.%m.%d}" if hasattr(value, "year") else str(value)


def _raw(workspace: Workspace, version: Version, name: str, address: str) -> tuple[Scalar, str] | None:
    """The cell's own value and number format, read from the bytes that came; None where these are not kept."""
    try:
        book = read_book(open_package(kept_bytes(workspace, version.arrival)))
    except NotKept:
        return None
    except Refusal:
        return None, ""
    named = next((each for each in book.sheets if each.name == name), None)
    cell = named.cells.get(parse_a1(address)) if named else None
    return (cell.value, cell.number_format) if cell else (None, "")


def why_lines(answer: Why, language: str, now: datetime) -> list[str]:
    """The answer in sentences, one a line; times in the zone of `now`."""
    words = texts(language)
    facts = {
        "heading": answer.heading,
        "shown": answer.shown or words.word("why.nothing"),
        "code": answer.code,
    }
    if answer.origin == "formula":
        return [words.word("why.figure", **facts), words.word("why.origin_formula", formula=f"={answer.raw}")]
    lines = [words.word("why.cell", **facts)]
    if answer.edited:
        lines.append(words.word("why.edited"))
    lines += _origin_lines(answer, language, now)
    for finding in (*answer.findings, *answer.others):
        severity = words.word(f"severity.{finding.severity}")
        lines.append(words.word("why.finding", code=finding.code, severity=severity, text=words.of(finding)))
    return lines


def _origin_lines(answer: Why, language: str, now: datetime) -> Iterable[str]:
    words, version = texts(language), answer.version
    yield words.word(f"why.origin_{answer.origin.replace(' ', '_')}")
    if version and answer.origin in ("workbook", "plan", "worked out"):
        yield words.word(
            "why.version",
            file=version.copy or version.arrival.name,
            name=version.arrival.name,
            sender=version.arrival.sender or words.word("why.no_sender"),
            received=f"{local(version.arrival.received, now):%Y.%m.%d %H:%M}",
            sha256=version.arrival.sha256[:16],
            verdict=words.word(f"verdict.{version.verdict}"),
        )
    if version and answer.unkept:
        yield words.word("trouble.not_kept", file=version.arrival.name)
    elif answer.cell:
        raw = NoteCell(answer.raw).text or words.word("why.nothing")
        kind = words.word(f"why.kind_{type(answer.raw).__name__}")
        facts = {
            "sheet": answer.sheet,
            "cell": answer.cell,
            "raw": raw,
            "kind": kind,
            "format": answer.number_format,
        }
        yield words.word("why.raw", **facts)
        yield words.word("why.counts", value=answer.counts or words.word("why.nothing"))
    if answer.newer:
        yield words.word("why.newer")
