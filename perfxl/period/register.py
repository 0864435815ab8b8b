"""The register of a closed period: one line a workbook that came, readable and printable."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from perfxl import __version__
from perfxl.form.plan import Employee
from perfxl.ledger.records import Decision, Version
from perfxl.texts import texts

# Field and width in characters; the headings are the catalogue's `register.<field>`.
COLUMNS = (
    ("id", 11), ("code", 9), ("employee", 26), ("unit", 26), ("received", 17), ("sender", 26), ("verdict", 24),
    ("counts", 9), ("findings", 22), ("decision", 16), ("by", 18), ("why", 40), ("file_name", 44), ("sha256", 68), ("proof", 22),
)  # fmt: skip


def register_bytes(
    versions: Iterable[Version],
    decisions: Mapping[str, Iterable[Decision]],
    employees: Mapping[str, Employee],
    title: str,
    at: datetime,
    left_open: Sequence[tuple[str, ...]] = (),
) -> bytes:
    """The register as a workbook. `decisions` by arrival, `employees` by code; `at` is the moment it is made; `left_open`
    are lines about what was open when the period was closed all the same."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet(texts("mn").word("register.sheet"))
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#DDE6F0"}
    )
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet.write_string(
        0, 0, f"{title} · perfxl {__version__}", book.add_format({"bold": True, "font_size": 13})
    )
    for column, (field, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, texts("mn").word(f"register.{field}"), head)
    row, listed = 2, tuple(versions)
    for row, version in enumerate(listed, 3):
        own = tuple(decisions.get(version.arrival.id, ()))
        for column, text in enumerate(_line(version, own, employees.get(version.judged.employee))):
            sheet.write_string(row, column, text[:32_767], body)
    sheet.autofilter(2, 0, row, len(COLUMNS) - 1)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&R&8 &P / &N")
    _sentences(book, listed, head, body)
    if left_open:
        open_sheet = book.add_worksheet(texts("mn").word("register.open_sheet"))
        for number, width in enumerate((24, 9, 40, 26, 90)):
            open_sheet.set_column(number, number, width)
        open_sheet.write_string(0, 0, f"{title} · perfxl {__version__}", book.add_format({"bold": True}))
        for line, texts_of in enumerate(left_open, 2):
            for column, text in enumerate(texts_of):
                open_sheet.write_string(line, column, text[:32_767], body)
    book.close()
    return buffer.getvalue()


def _sentences(book: Workbook, versions: Iterable[Version], head: Format, body: Format) -> None:
    """Every finding in the words that were read when the period was closed."""
    words = texts("mn")
    sheet = book.add_worksheet(words.word("register.findings"))
    for column, (field, width) in enumerate((("id", 11), ("code", 9), ("findings", 11), ("sentence", 120))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words.word(f"register.{field}"), head)
    findings = ((version, finding) for version in versions for finding in version.judged.findings)
    for row, (version, finding) in enumerate(findings, 1):
        line = (version.arrival.id, version.judged.employee, finding.code, words.of(finding))
        for column, text in enumerate(line):
            sheet.write_string(row, column, text[:32_767], body)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _line(version: Version, decisions: tuple[Decision, ...], employee: Employee | None) -> Iterator[str]:
    words, arrival = texts("mn"), version.arrival
    yield arrival.id
    yield version.judged.employee
    yield employee.signature if employee else ""
    yield employee.unit if employee else ""
    yield f"{arrival.received.astimezone():%Y.%m.%d %H:%M}"
    yield arrival.sender
    yield words.word(f"verdict.{version.verdict}")
    yield words.word("register.yes") if version.counts else ""
    yield ", ".join(dict.fromkeys(finding.code for finding in version.judged.findings))
    yield "\n".join(_decided(decision) for decision in decisions)
    yield "\n".join(f"{decision.by} {decision.at.astimezone():%Y.%m.%d %H:%M}" for decision in decisions)
    yield "\n".join(decision.why for decision in decisions)
    yield arrival.name
    yield arrival.sha256
    yield version.judged.proof


def _decided(decision: Decision) -> str:
    return f"{texts('mn').word(f'register.{decision.what}')} {decision.rule}".strip()
