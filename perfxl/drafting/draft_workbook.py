"""The draft as a workbook: the roster with every doubtful cell coloured and explained, and a list of what to check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.drafting.drafted import Draft
from perfxl.finding import Finding, Severity
from perfxl.form.definition import PLANNED, Form, Period
from perfxl.form.place import a1, letters, parse_a1
from perfxl.roster.proposed_heights import fit_rows, saved
from perfxl.roster.write import build_book, print_wide, put
from perfxl.texts import Texts, texts
from perfxl.texts.columns import columns, header

_COLOURS = {Severity.ERROR: "F4B183", Severity.WARNING: "FFE699", Severity.NOTE: "DDEBF7"}
_HEAD = PatternFill("solid", fgColor="1F4E78")
_LONGEST_NOTE = 1500  # characters of one comment
_LAST = ("last_achieved", "last_dates", "last_percent", "last_file")


def write_draft(path: Path, draft: Draft, form: Form, period: Period, language: str = "mn") -> None:
    """Writes the draft roster. It is a whole roster.xlsx: once checked, it takes the place of the workspace's own."""
    path.write_bytes(draft_workbook(draft, form, period, language))


def draft_workbook(draft: Draft, form: Form, period: Period, language: str = "mn") -> bytes:
    """The bytes of the draft workbook."""
    wording = texts(language)
    book = build_book(form, period, draft.roster, language)
    _beside(book[header("roster.sheets", "plans")], draft, form, wording)
    _colour(book, draft.findings, wording)
    _check_sheet(book, draft.findings, wording)
    _results_sheet(book, draft, form, wording)
    _unplaced_sheet(book, draft, wording)
    _files_sheet(book, draft, wording)
    return saved(book)


def _beside(sheet: Worksheet, draft: Draft, form: Form, wording: Texts) -> None:
    """The last result beside each row that is one person's; shared rows have theirs on the sheet of last results."""
    first = sheet.max_column + 1
    for n, name in enumerate(_LAST):
        _head(sheet, 1, first + n, wording.word(f"drafting.{name}"))
        sheet.column_dimensions[letters(first + n)].width = 60 if n == 0 else 18
    for result in draft.results:
        if result.row and not sheet.cell(result.row, first + 3).value:
            given = (result.achieved, result.dates, result.percent, result.file)
            for n, text in enumerate(given):
                put(sheet.cell(result.row, first + n), text)
    fit_rows(sheet, 2)


def _colour(book: Workbook, findings: Sequence[Finding], wording: Texts) -> None:
    """Colours each cell by its gravest finding; its comment holds the sentences of all."""
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.sheet and finding.sheet in book.sheetnames:
            for cell in finding.cell.split(", "):
                by_cell.setdefault((finding.sheet, cell), []).append(finding)
    for (sheet, address), found_here in by_cell.items():
        cell = book[sheet][address or "A1"]
        if isinstance(cell, MergedCell):
            continue
        order = list(_COLOURS)
        gravest = min(found_here, key=lambda f: order.index(f.severity))
        cell.fill = PatternFill("solid", fgColor=_COLOURS[gravest.severity])
        sentences = "\n".join(dict.fromkeys(wording.of(f) for f in found_here))
        note = Comment(sentences[:_LONGEST_NOTE], "perfxl")
        note.width, note.height = 360, 160
        cell.comment = note


def _check_sheet(book: Workbook, findings: Sequence[Finding], wording: Texts) -> None:
    """Everything to check, the gravest first, each with a link to its cell and a column to tick."""
    sheet = book.create_sheet(wording.word("drafting.check"), 1)
    put(sheet.cell(1, 1), wording.word("drafting.intro"))
    heads = ("head_sheet", "head_cell", "head_title", "head_text", "head_done")
    _table(sheet, 3, [wording.word(f"drafting.{h}") for h in heads], (18, 16, 34, 110, 12))
    order = list(_COLOURS)
    ranked = sorted(findings, key=lambda f: order.index(f.severity))
    for row, finding in enumerate(ranked, 4):
        for column, text in enumerate(
            (finding.sheet, in_runs(finding.cell), wording.title(finding.code), wording.of(finding)), 1
        ):
            put(sheet.cell(row, column), text)
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor=_COLOURS[finding.severity])
        if finding.sheet in book.sheetnames and finding.cell:
            target = finding.sheet.replace("'", "''")
            sheet.cell(row, 2).hyperlink = f"#'{target}'!{finding.cell.split(', ')[0]}"
            sheet.cell(row, 2).font = Font(name="Arial", size=10, underline="single", color="0563C1")
    sheet.merge_cells("A1:E1")
    fit_rows(sheet)
    print_wide(sheet)
    book.active = book.index(sheet)


def in_runs(cells: str) -> str:
    """`N2, N3, N4, N6` -> `N2:N4, N6`: cells below each other as one run."""
    runs: list[tuple[int, int, int]] = []
    for cell in filter(None, cells.split(", ")):
        row, column = parse_a1(cell)
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    return ", ".join(a1(top, c) + (f":{a1(end, c)}" if end > top else "") for c, top, end in runs)


def _results_sheet(book: Workbook, draft: Draft, form: Form, wording: Texts) -> None:
    plans = columns("roster.plans")
    fields = ("code", "section", "number", *PLANNED)
    sections = {s.key: s.roster for s in form.section}
    heads = [plans[f][0] for f in fields] + [wording.word(f"drafting.{name}") for name in _LAST]
    rows = [
        (
            r.code, sections.get(r.section, ""), r.number, r.measure, r.indicator, r.baseline, r.target,
            r.achieved, r.dates, r.percent, r.file,
        )
        for r in draft.results
    ]  # fmt: skip
    _sheet(book, wording.word("drafting.results"), heads, rows, (10, 10, 9, 50, 30, 18, 26, 80, 18, 12, 30))


def _unplaced_sheet(book: Workbook, draft: Draft, wording: Texts) -> None:
    heads = [wording.word(f"drafting.{h}") for h in ("head_file", "head_where", "head_said")]
    rows = [(u.file, u.where, u.text) for u in draft.unplaced]
    _sheet(book, wording.word("drafting.unplaced"), heads, rows, (36, 16, 110))


def _files_sheet(book: Workbook, draft: Draft, wording: Texts) -> None:
    heads = [wording.word(f"drafting.{h}") for h in ("head_file", "head_codes", "head_rows", "head_state")]
    rows = [
        (
            f.file,
            ", ".join(f.codes),
            str(f.rows),
            wording.of(f.finding) if f.finding else wording.word("drafting.read"),
        )
        for f in draft.files
    ]
    _sheet(book, wording.word("drafting.files"), heads, rows, (50, 16, 8, 90))


def _sheet(
    book: Workbook,
    title: str,
    heads: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    widths: Sequence[int],
) -> None:
    sheet = book.create_sheet(title)
    _table(sheet, 1, heads, widths)
    for number, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            put(sheet.cell(number, column), text)
    fit_rows(sheet, 2)
    print_wide(sheet)


def _table(sheet: Worksheet, row: int, heads: Sequence[str], widths: Sequence[int]) -> None:
    for column, (text, width) in enumerate(zip(heads, widths, strict=True), 1):
        _head(sheet, row, column, text)
        sheet.column_dimensions[letters(column)].width = width
    sheet.freeze_panes = f"A{row + 1}"


def _head(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    put(cell, text)
    cell.fill = _HEAD
    cell.font = Font(name="Arial", size=10, bold=True, color="FFFFFF")
