"""Tables -> master workbook: sheets a person reads, sorts and filters; HR's yellow columns kept on their rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from xlsxwriter.worksheet import Worksheet

from perfxl.finding import ON_STANDING, Severity
from perfxl.form.place import letters
from perfxl.master.about_sheet import write_about
from perfxl.master.headings import (
    FINDINGS,
    FIRST,
    FROZEN,
    HR_TABLES,
    MEASURES,
    NARROW,
    PEOPLE,
    TABLES,
    Heading,
    MasterColumns,
    headings,
    letter_of,
    sheet,
)
from perfxl.master.notes.hidden_sheet import (
    PAGES,
    HiddenLine,
    heading_line,
    marks,
    page_lines,
    page_mark,
    write_hidden,
)
from perfxl.master.notes.hr_part import NOTHING, HrPart, NoteCell, written_formula
from perfxl.master.notes.own_sheets import write_own_sheets
from perfxl.master.summary import write_summary
from perfxl.master.xlsx_book import BLUE, LINE, YELLOW, YELLOW_HEAD, XlsxBook, put
from perfxl.table import cell_values as cell
from perfxl.table.month_figures import Figures
from perfxl.table.state_words import full_name, state_word
from perfxl.table.table import LongRow, ShownFinding, ShownPerson, Tables
from perfxl.texts import texts
from perfxl.texts.columns import header

MARKED = ("contract", "form")  # columns whose cells are ours: an edit there is seen
LARGE = 10_000  # rows above which the workbook is written with flat memory: plain filters instead of tables
_A3, _A4 = 8, 9
_UP = "../"  # from master/ to the workspace
_MARKS = re.compile(r"#|%(?=[0-9A-Fa-f]{2})")  # what a link would take for a mark or an escape
_HEAD_HEIGHT = 30
_LAST_ROW = 1_048_575

Line = Mapping[str, cell.Value]


def master_bytes(tables: Tables, own: HrPart = NOTHING, known: Figures | None = None) -> bytes:
    """The master workbook of one organisation; `own` is what stood in HR's columns of the last one, `known` the tables'
    figures where they were worked out already."""
    book = XlsxBook(tables.made, len(tables.rows) > LARGE)
    sheets = {name: book.sheet(sheet(name)) for name in ("summary", PEOPLE, MEASURES, FINDINGS, "about")}
    for name in PAGES:
        sheets[name].watched = set()
    columns = MasterColumns(*(headings(name, tables.form, own.added(name)) for name in TABLES))
    write_summary(book, sheets["summary"], tables, columns, known=known)
    rows = write_tables(book, columns, tables, own)
    write_about(book, sheets["about"], tables, columns, own)
    heads = (heading_line(table, _marked(columns.of(table))) for table in HR_TABLES)
    pages = (page_lines(name, map(page_mark, sheets[name].watched)) for name in PAGES)
    write_hidden(book, chain(heads, rows, *pages), tables)
    write_own_sheets(book, own)
    return book.close()


def write_tables(book: XlsxBook, columns: MasterColumns, tables: Tables, own: HrPart) -> Iterator[HiddenLine]:
    """The three tables on their sheets, their columns as given; the line of each row of HR's tables for the hidden sheet."""
    kinds = {
        PEOPLE: map(_person_line(tables, columns.measures), tables.people),
        MEASURES: map(_row_line, tables.rows),
        FINDINGS: map(_found_line(book.large, columns.measures), tables.findings),
    }
    rows = {name: _write_table(book, name, columns.of(name), lines, own) for name, lines in kinds.items()}
    arrivals = {person.key: person.arrival for person in tables.people}
    people = (HiddenLine(PEOPLE, key, cells, arrivals.get(key, "")) for key, cells in rows[PEOPLE])
    return chain(people, (HiddenLine(MEASURES, key, cells) for key, cells in rows[MEASURES]))


def _marked(columns: Iterable[Heading]) -> Iterator[str]:
    """The headings of a table whose cells are marked, in their order."""
    return (heading.text for heading in columns if heading.of in MARKED)


def target(source_file: str, name: str, address: str) -> str:
    """Where a link to a cell of a file in `accepted/` leads, seen from the folder `master/`."""
    place = f"#{cell.quoted(name)}!{address}" if name and address else ""
    return f"{_UP}{_MARKS.sub(lambda sign: f'%{ord(sign[0]):02X}', source_file)}{place}"


def _row_line(row: LongRow) -> Line:
    person, answer, source = row.employee, row.answered, row.source
    return {
        **answer.own,
        "code": person.code,
        "organisation": person.organisation,
        "unit": person.unit,
        "position": person.position,
        "name": full_name(person.parent, person.name),
        "section": row.section,
        "goal": answer.goal,
        "number": answer.number,
        "measure": answer.measure,
        "indicator": answer.indicator,
        "baseline": answer.baseline,
        "target": answer.target,
        "achieved": answer.achieved,
        "start": cell.shown_date(answer.start) if answer.start else None,
        "end": cell.shown_date(answer.end) if answer.end else None,
        "percent": answer.percent,
        "findings": ", ".join(row.findings),
        "source": _cell_link(source.file, source.sheet, source.cell, source.cell),
        "key": row.key,
    }


def _person_line(tables: Tables, measures: Sequence[Heading]) -> Callable[[ShownPerson], Line]:
    codes = letter_of("code", measures)

    def line(person: ShownPerson) -> Line:
        who = person.employee
        came = bool(person.arrival)
        return {
            "code": who.code,
            "organisation": who.organisation,
            "unit": who.unit,
            "position": who.position,
            "name": full_name(who.parent, who.name),
            "state": state_word(person.state),
            "received": cell.local(person.received, tables.made) if person.received else None,
            "version": person.version if came else None,
            "reported": cell.shown_date(person.reported) if person.reported else None,
            "verifier": person.verifier,
            "rows": cell.link_to_row(sheet(MEASURES), codes, who.code, person.rows) if person.rows else None,
            "mean": person.mean,
            "errors": person.errors if came else None,
            "warnings": person.warnings if came else None,
            "control": person.control,
            "scan": _file_link(person.scan),
            "file": _file_link(person.file),
            "proof": person.proof,
            "key": person.key,
        }

    return line


def _found_line(large: bool, measures: Sequence[Heading]) -> Callable[[ShownFinding], Line]:
    catalogue = texts("mn")
    words = {severity: catalogue.word(f"severity.{severity}") for severity in Severity}
    keys = letter_of("key", measures)

    def line(shown: ShownFinding) -> Line:
        finding, who, source = shown.finding, shown.employee, shown.source
        number: cell.Value = shown.number
        if shown.rows and shown.number and not large:
            number = cell.link_to_row(sheet(MEASURES), keys, shown.rows[0], shown.number)
        return {
            "code": who.code,
            "unit": who.unit,
            "name": full_name(who.parent, who.name),
            "finding": finding.code,
            "severity": words[finding.severity],
            "title": catalogue.title(finding.code),
            "text": catalogue.of(finding),
            "number": number,
            "source": _cell_link(source.file, source.sheet, source.cell, finding.cell.replace(",", ", ")),
            "key": ",".join(shown.rows),
        }

    return line


def _cell_link(file: str, name: str, address: str, shown: str) -> cell.Value:
    return cell.link(target(file, name, address), shown) if file and address else shown


def _file_link(path: str) -> cell.Value:
    """A link to a file of the workspace; what came as a mail's attachment has no path and stays text."""
    inside = path.startswith(("accepted/", "store/"))
    return cell.link(target(path, "", ""), path.rpartition("/")[2]) if inside else path


def _write_table(
    book: XlsxBook, table: str, columns: Sequence[Heading], lines: Iterable[Line], own: HrPart
) -> list[tuple[str, str]]:
    """One sheet, its header in the first row; gives each row's key and the marks of its cells."""
    ws = book.sheet_of(sheet(table))
    _set_columns(book, ws, columns)
    _write_header(book, ws, columns)
    ours = [h.field for h in columns if h.of in MARKED]
    sealed = []
    row = 0
    sheet_of = _TableSheet(ws, table, columns, own, _Pens(book))
    sheet_of.comment(0, "")
    for row, line in enumerate(lines, 1):
        sheet_of.write(row, line)
        kept = [line.get(field) for field in ours]
        sealed.append((str(line["key"]), marks(kept)))
    _finish(book, ws, table, columns, row)
    return sealed


def _set_columns(book: XlsxBook, ws: Worksheet, columns: Sequence[Heading]) -> None:
    for number, heading in enumerate(columns):
        ws.set_column(number, number, heading.width, None, {"hidden": heading.of == "key"})


def _write_header(book: XlsxBook, ws: Worksheet, columns: Sequence[Heading]) -> None:
    ws.set_row(0, _HEAD_HEIGHT)
    for number, heading in enumerate(columns):
        put(ws, 0, number, heading.text, _head_style(book, heading))


def _head_style(book: XlsxBook, heading: Heading) -> Any:
    colours = {"bg_color": YELLOW_HEAD} if heading.of == "hr" else {"bg_color": BLUE, "font_color": "#FFFFFF"}
    return book.style(
        bold=True,
        text_wrap=heading.field not in NARROW,
        valign="vcenter",
        align="left" if heading.field in NARROW else "center",
        border=1,
        border_color=LINE,
        **colours,
    )


@dataclass(frozen=True, slots=True)
class _TableSheet:
    """A table's sheet while its lines are written: HR's cells, comments and colours on the rows of their keys."""

    ws: Worksheet
    table: str
    columns: Sequence[Heading]
    own: HrPart
    pens: _Pens

    def write(self, row: int, line: Line) -> None:
        """One line into a row (from 0)."""
        key = str(line["key"])
        notes = {h.text: self.own.cells.get((self.table, key, h.text)) for h in self.columns if h.of == "hr"}
        values = [
            self._value(notes[h.text], row) if h.of == "hr" else line.get(h.field) for h in self.columns
        ]
        wrapped = [
            (v, h.width)
            for h, v in zip(self.columns, values, strict=True)
            if h.kind == "text" and isinstance(v, str)
        ]
        self.ws.set_row(row, cell.height(wrapped))
        for number, (heading, value) in enumerate(zip(self.columns, values, strict=True)):
            colour = self.own.colours.get((self.table, key, heading.text), "")
            put(self.ws, row, number, value, self.pens.of(heading, value, notes.get(heading.text), colour))
        self.comment(row, key)

    def comment(self, row: int, key: str) -> None:
        """HR's comments on a row; those of the header stand under no key."""
        if self.own.comments:
            for number, heading in enumerate(self.columns):
                text = self.own.comments.get((self.table, key, heading.text))
                if text:
                    self.ws.write_comment(row, number, text, {"x_scale": 2, "y_scale": 1.5})

    def _value(self, note: NoteCell | None, row: int) -> cell.Value:
        if note is None or not note.formula:
            return note.value if note else None
        formula = written_formula(note.formula, row + 1, self._letter)
        return cell.Link(f"={formula}", "" if note.value is None else note.value)

    def _letter(self, heading: str) -> str:
        return next((letters(number) for number, h in enumerate(self.columns, 1) if h.text == heading), "")


class _Pens:
    """The formats of a table's body cells, each worked out once."""

    def __init__(self, book: XlsxBook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool, str, str], Any] = {}

    def of(self, heading: Heading, value: cell.Value, kept: NoteCell | None, colour: str) -> Any:
        """The format of a cell: its column's kind, whose it is, how its value is to be shown, HR's own colours."""
        linked = isinstance(value, cell.Link)
        broken = heading.kind == "percent" and isinstance(value, float) and _broken(value)
        name = (heading.text, linked, broken, kept.number_format if kept else "General", colour)
        if name not in self._made:
            properties = _body(self._book, heading, linked, broken, name[3])
            self._made[name] = self._book.style(**(properties | _coloured(colour)))
        return self._made[name]


def _coloured(colour: str) -> dict[str, Any]:
    """HR's colours, which stand in place of ours."""
    own = dict(zip(("bg_color", "font_color"), colour.split("/"), strict=True)) if colour else {}
    return {name: f"#{code}" for name, code in own.items() if code}


def _body(book: XlsxBook, heading: Heading, linked: bool, broken: bool, number_format: str) -> dict[str, Any]:
    properties = dict(book.kinds[heading.kind])
    if heading.field in NARROW:
        properties["align"] = "fill"  # cut at the cell's edge, though the next one is empty
    if heading.of == "hr":
        properties["bg_color"] = YELLOW
    if number_format != "General":
        properties["num_format"] = number_format
    if heading.kind == "link" and not linked:
        properties |= {"font_color": "#1F2937", "underline": 0}
    if heading.field == "mean" or broken:
        properties["num_format"] = "0.0%"
    return properties


def _broken(percent: float) -> bool:
    """Whether a percent is no whole number."""
    return abs(percent * 100 - round(percent * 100)) > 1e-9


def _finish(book: XlsxBook, ws: Worksheet, table: str, columns: Sequence[Heading], last: int) -> None:
    """Filter or table, frozen panes, bars, lists, print settings; `last` is the last row, 0 for none."""
    fields = [heading.field for heading in columns]
    ws.freeze_panes(1, fields.index(FROZEN[table]) + 1, 1, fields.index(FIRST[table]))
    ws.hide_gridlines(2)
    if book.large or not last:
        ws.autofilter(0, 0, last, len(columns) - 1)
    else:
        _add_table(book, ws, table, columns, last)
    for number, heading in enumerate(columns):
        if heading.field == "percent" and last:
            ws.conditional_format(1, number, last, number, _bar())
        if heading.text == header("master.own", "decision"):
            ws.data_validation(1, number, max(last, 1), number, _decisions())
    _set_page(ws, table, columns, last)


def _add_table(book: XlsxBook, ws: Worksheet, table: str, columns: Sequence[Heading], last: int) -> None:
    heads = [{"header": h.text, "header_format": _head_style(book, h)} for h in columns]
    ws.add_table(0, 0, last, len(columns) - 1, {"name": f"perfxl_{table}", "columns": heads, "style": None})


def _bar() -> dict[str, Any]:
    return {
        "type": "data_bar",
        "bar_color": "#9DC3E6",
        "bar_solid": True,
        "min_type": "num",
        "min_value": 0,
        "max_type": "num",
        "max_value": 1,
        "data_bar_2010": True,
    }


def decision_words() -> list[str]:
    """The words of HR's decisions, as the list in the cell offers them."""
    return [texts("mn").word(f"decision.{what}") for what in ON_STANDING]


def _decisions() -> dict[str, Any]:
    words = texts("mn")
    return {
        "validate": "list",
        "source": decision_words(),
        "input_title": words.word("master.decision_title"),
        "input_message": words.word("master.decision_prompt"),
        "error_type": "warning",
    }


def _set_page(ws: Worksheet, table: str, columns: Sequence[Heading], last: int) -> None:
    ws.set_landscape()
    ws.set_paper(_A4 if table == FINDINGS else _A3)
    ws.set_margins(0.4, 0.4, 0.5, 0.6)
    ws.fit_to_pages(1, 0)
    ws.repeat_rows(0)
    ws.print_area(0, 0, last, len(columns) - 2)
    ws.set_footer(f"&L&8 {sheet(table)}&R&8 &P / &N")
