"""One file -> what it holds of plans: a Word document, a workbook of ours, a master, or somebody's own Excel sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from perfxl.drafting.document import Document
from perfxl.drafting.excel_file import sheets_of
from perfxl.drafting.person import read_person, split_people
from perfxl.drafting.plan_rows import read_tables
from perfxl.drafting.remarks import remarked
from perfxl.drafting.source_document import Doubt, FoundRow, Loose, SourceDocument, Who
from perfxl.drafting.vocabulary import Vocabulary, vocabulary
from perfxl.drafting.word_file import read_word
from perfxl.form.definition import ANSWERED, CANONICAL, PLANNED, DefinitionError, Form, load_form
from perfxl.form.notation import shown
from perfxl.form.token import Token
from perfxl.reading.cells import Book, Sheet, read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import Answer, ReportRow, agreed, find_token, read_report, written
from perfxl.texts.columns import by_spelling, fold

WORD = (".docx", ".docm", ".dotx")
EXCEL = (".xlsx", ".xlsm", ".xltx")
_TEXTS = (*PLANNED, *ANSWERED)
_MASTER = ("code", "section", "measure", "target", "achieved", "percent")


def read_source(name: str, data: bytes, form: Form) -> tuple[SourceDocument, ...]:
    """What a file holds, one SourceDocument a person; none where it holds no plan. Refusal where it cannot be read.

    `name` is the file's path below the folder, its ending decides what it is opened as.
    """
    if PurePath(name).suffix.lower() in WORD:
        return _documents(read_word(name, data), form)
    book = read_book(open_package(data))
    token = agreed(find_token(book))
    if token is not None and token.code:
        return (_own(name, book, token, form),)
    sources = [source for sheet in book.sheets for source in _master(name, sheet, form)]
    return tuple(sources) or tuple(s for page in sheets_of(name, book) for s in _documents(page, form))


def _documents(document: Document, form: Form) -> tuple[SourceDocument, ...]:
    """A document's people: one as a rule, several where reports were put together into one file."""
    words = vocabulary(form)
    parts = split_people(document.lines, words)
    return tuple(_document(replace(document, lines=part), form, words) for part in parts)


def _document(document: Document, form: Form, words: Vocabulary) -> SourceDocument:
    tables = read_tables(document.lines, form, words)
    named = read_person(document.name, tables.before, tables.after, words)
    objects = tuple(Doubt("", "R340", (("kind", kind),)) for kind in document.notes)
    return SourceDocument(
        document.name, named.who, remarked(tables.rows), (*tables.loose, *named.loose), objects
    )


# --- our own workbooks ---


def _own(name: str, book: Book, token: Token, form: Form) -> SourceDocument:
    """A workbook that was issued: its person is the token's, its rows what stands in it now."""
    used = _form(token, form)
    words = vocabulary(used)
    report = read_report(book, used)
    rows = tuple(_own_row(row, words) for row in report.rows if _text(row, "measure"))
    verifier = report.signatures.get("verifier", {})
    who = replace(
        _printed(name, book, report.sheet, used, words),
        code=token.code,
        year=int(token.period[:4]) if token.period[:4].isdigit() else 0,
        verifier_position=_said(verifier, "position"),
        verifier_name=_said(verifier, "name"),
    )
    loose = tuple(Loose(stray.text, stray.place.a1) for stray in report.stray)
    return SourceDocument(name, who, remarked(rows), loose, accepted=True, coded=True)


def _printed(name: str, book: Book, sheet: str, form: Form, words: Vocabulary) -> Who:
    """The person as the form's title and signature name them."""
    pages = [_seen(s) for s in book.sheets if s.name == sheet]
    lines = [line for page in sheets_of(name, replace(book, sheets=tuple(pages))) for line in page.lines]
    tables = read_tables(lines, form, words)
    return replace(read_person(name, tables.before, tables.after, words).who, doubts=())


def _seen(sheet: Sheet) -> Sheet:
    """A form's sheet without its hidden key column and field row."""
    hidden = (sheet.hidden_rows, sheet.hidden_columns)
    cells = {at: c for at, c in sheet.cells.items() if at[0] not in hidden[0] and at[1] not in hidden[1]}
    return replace(sheet, cells=cells)


def _form(token: Token, form: Form) -> Form:
    """The form that a workbook was issued from, or ours where that one is not to be had."""
    try:
        return form if token.form == form.id else load_form(token.form)
    except DefinitionError:
        return form


def _said(parts: Mapping[str, Answer], name: str) -> str:
    return parts[name].text.strip() if name in parts else ""


def _text(row: ReportRow, name: str) -> str:
    answer = row.answers.get(name) or row.plan.get(name)
    return answer.text.strip() if answer else ""


def _own_row(row: ReportRow, words: Vocabulary) -> FoundRow:
    texts: dict[str, Any] = {name: _text(row, name) for name in _TEXTS}
    number, texts["measure"] = unlabelled(texts["measure"], words)
    own = tuple((f, _text(row, f)) for f in words.order if f not in CANONICAL and _text(row, f))
    ordinal = _text(row, "ordinal")
    return FoundRow(
        row.section, row.goal, number, ordinal, **texts, own=own, where=f"{row.place.sheet}!{row.place.a1}"
    )


def unlabelled(text: str, words: Vocabulary) -> tuple[str, str]:
    """A measure's number and its text without the label that the form prints."""
    label = words.label.match(text)
    if label and text[label.end() :].strip():
        return "".join(label["number"].split()), text[label.end() :].strip()
    return "", text


# --- a master ---


def _master(name: str, sheet: Sheet, form: Form) -> tuple[SourceDocument, ...]:
    """A master's long table, one SourceDocument a code; none where the sheet is no such table."""
    rows = _grid(sheet)
    for number, heads in rows.items():
        places = _places(heads, "master.measures")
        if all(field in places for field in _MASTER):
            own = _places_of_own(heads, form)
            below = [row for at, row in rows.items() if at > number]
            return _master_people(f"{name}", sheet.name, places | own, below, form)
        if number > 10:
            break
    return ()


def _grid(sheet: Sheet) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        text = shown(cell.value, cell.number_format) if cell.formula else written(cell)
        rows.setdefault(row, {})[column] = text.strip()
    return rows


def _places(heads: Mapping[int, str], table: str) -> dict[str, int]:
    spelt = by_spelling(table)
    return {spelt[fold(text)]: column for column, text in heads.items() if fold(text) in spelt}


def _places_of_own(heads: Mapping[int, str], form: Form) -> dict[str, int]:
    own = {fold(c.caption): c.field for c in form.own_columns}
    return {own[fold(text)]: column for column, text in heads.items() if fold(text) in own}


def _master_people(
    name: str, sheet: str, places: Mapping[str, int], rows: Iterable[Mapping[int, str]], form: Form
) -> tuple[SourceDocument, ...]:
    words = vocabulary(form)
    people: dict[str, list[FoundRow]] = {}
    people_named: dict[str, Who] = {}
    for row in rows:
        texts = {field: row.get(column, "") for field, column in places.items()}
        if texts["code"] and texts["measure"]:
            people.setdefault(texts["code"], []).append(_master_row(texts, sheet, form, words))
            people_named.setdefault(texts["code"], _master_who(texts))
    return tuple(
        SourceDocument(name, people_named[code], remarked(found_rows), coded=True)
        for code, found_rows in people.items()
    )


def _master_row(texts: Mapping[str, str], sheet: str, form: Form, words: Vocabulary) -> FoundRow:
    keys = {fold(s.roster): s.key for s in form.section} | {fold(s.title): s.key for s in form.section}
    section = keys.get(fold(texts["section"]), "")
    doubts = () if section else (Doubt("section", "R325"),)
    number, measure = unlabelled(texts["measure"], words)
    dates = " - ".join(filter(None, (texts.get("start", ""), texts.get("end", ""))))
    own = tuple((f, texts[f]) for f in words.order if f not in CANONICAL and texts.get(f))
    given = {name: texts.get(name, "") for name in ("indicator", "baseline", "target", "achieved", "percent")}
    return FoundRow(
        section or form.section[0].key, texts.get("goal", ""), texts.get("number", "") or number, "", measure,
        **given, dates=dates, own=own, where=sheet, doubts=doubts,
    )  # fmt: skip


def _master_who(texts: Mapping[str, str]) -> Who:
    """The person of a master's row; the name stands there as `parent name` or signed."""
    parent, _, name = texts.get("name", "").rpartition(" ")
    initial, stop, rest = name.partition(".")
    who = Who(
        code=texts["code"], organisation=texts.get("organisation", ""), unit=texts.get("unit", ""),
        position=texts.get("position", ""), parent=parent.strip(), name=name,
    )  # fmt: skip
    return replace(who, name=rest, initial=initial) if stop and rest else who


def has_plan(sources: Sequence[SourceDocument]) -> bool:
    """Whether any row was found at all."""
    return any(source.rows for source in sources)
