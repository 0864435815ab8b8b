"""A real report written as Word documents in three layouts: rows, goals and person right, its broken spots marked."""

import io
from typing import Any

import docx
import pytest

from perfxl.drafting.cell_notes import column_of
from perfxl.drafting.draft import draft_roster
from perfxl.form.definition import load_form
from perfxl.form.place import a1
from tests.road.real import load, measures

FORM = load_form("order-98-2023-annex-6")
FIELDS = ("no_as_printed", "measure", "indicator", "baseline", "target", "achieved", "dates_as_printed", "percent_as_printed")  # fmt: skip
PLAIN = [
    "Д/д",
    "Арга хэмжээ",
    "Шалгуур үзүүлэлт",
    "Суурь түвшин",
    "Хүрэх түвшин",
    "Хүрсэн түвшин",
    "Хугацаа",
    "Хувь",
]


def texts(measure: dict[str, Any]) -> list[str]:
    said = [str(measure[f] or "") for f in FIELDS]
    said[1] = f"{measure['label_as_printed']} {said[1]}"
    return said


def head(document, report) -> None:
    for line in (*report["form"]["as_printed"].split("\n"), *report["title_as_printed"].split("\n")):
        document.add_paragraph(line)


def foot(document, report) -> None:
    for signature in report["signatures"]:
        for line in signature["block_as_printed"]:
            document.add_paragraph(line)


def span(table, text: str) -> None:
    cells = table.add_row().cells
    cells[0].merge(cells[-1]).text = text


def put(table, row: list[str]) -> None:
    for cell, text in zip(table.add_row().cells, row, strict=True):
        cell.text = text


def as_printed(report) -> bytes:
    """A table a section with the header rows as they are printed, clipped captions and all."""
    document = docx.Document()
    head(document, report)
    for section in report["sections"]:
        document.add_paragraph(section["title"])
        table = document.add_table(rows=0, cols=8)
        for row in section["header_rows_as_printed"]:
            put(table, row)
        table.cell(0, 3).merge(table.cell(0, 5))
        for goal in section["goals"]:
            if goal["title"]:
                span(table, goal["title"])
            for measure in goal["measures"]:
                put(table, texts(measure))
    foot(document, report)
    return saved(document)


def one_table(report) -> bytes:
    """All in one table, sections as rows."""
    document = docx.Document()
    head(document, report)
    table = document.add_table(rows=0, cols=8)
    put(table, PLAIN)
    for section in report["sections"]:
        span(table, section["title"])
        for goal in section["goals"]:
            if goal["title"]:
                span(table, goal["title"])
            for measure in goal["measures"]:
                put(table, texts(measure))
    foot(document, report)
    return saved(document)


def paged(report) -> bytes:
    """A table a page of nine rows, the header on the first page of a section only."""
    document = docx.Document()
    head(document, report)
    for section in report["sections"]:
        document.add_paragraph(section["title"])
        lines = [line for goal in section["goals"] for line in (goal["title"], *goal["measures"]) if line]
        for start in range(0, len(lines), 9):
            table = document.add_table(rows=0, cols=8)
            if not start:
                put(table, PLAIN)
            for line in lines[start : start + 9]:
                span(table, line) if isinstance(line, str) else put(table, texts(line))
    foot(document, report)
    return saved(document)


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def squeezed(text: object) -> str:
    return "".join(str(text or "").split())


@pytest.mark.parametrize("layout", [as_printed, one_table, paged], ids=lambda made: made.__name__)
def test_the_real_report_arrives_whole(tmp_path, reports, layout):
    report = load(reports)
    (tmp_path / "report.docx").write_bytes(layout(report))
    draft = draft_roster(tmp_path, None, FORM)
    (person,) = draft.roster.employees
    found = draft.roster.shared[person.code]
    true = measures(report)
    assert len(found) == len(true) == 42
    results = {r.row: r for r in draft.results}
    for (section, goal, measure), row in zip(true, found, strict=True):
        assert row.section == section
        assert squeezed(row.goal) == squeezed(goal)
        assert row.number == measure["label"]
        for name in ("measure", "indicator", "baseline", "target"):
            assert squeezed(getattr(row, name)) == squeezed(measure[name]), (row.number, name)
        result = results[row.place.row]
        assert squeezed(result.achieved) == squeezed(measure["achieved"])
        assert squeezed(result.percent) == squeezed(measure["percent_as_printed"])
        assert squeezed(result.dates) == squeezed(measure["dates_as_printed"])
    assert not draft.unplaced

    assert (person.parent, person.name) == (report["family_name"], report["given_name"])
    assert person.name_genitive.upper() == report["title_fields_as_printed"]["given_name"]
    assert person.organisation.casefold() == report["organisation"].casefold()
    assert person.unit.casefold() == report["unit"].casefold()
    assert person.position == report["position"]
    (unit,) = [u for u in draft.roster.units if u.unit]
    assert unit.verifier_name == report["signatures"][1]["name"]


@pytest.mark.parametrize("layout", [as_printed, one_table, paged], ids=lambda made: made.__name__)
def test_its_broken_spots_are_marked(tmp_path, reports, layout):
    report = load(reports)
    (tmp_path / "report.docx").write_bytes(layout(report))
    draft = draft_roster(tmp_path, None, FORM)
    marks: dict[str, set[str]] = {}
    for finding in draft.findings:
        for cell in finding.cell.split(", "):
            marks.setdefault(cell, set()).add(finding.code)
    (person,) = draft.roster.employees
    for (_, _, measure), row in zip(measures(report), draft.roster.shared[person.code], strict=True):

        def codes(name: str, row=row) -> set[str]:
            return marks.get(a1(row.place.row, column_of("plans", name)), set())

        assert ("R338" in codes("number")) == (not measure["no_as_printed"])
        assert ("R317" in codes("percent")) == (measure["percent_as_printed"] in ("10", "1"))
        assert ("R318" in codes("percent")) == (not measure["percent_as_printed"])
        assert ("R333" in codes("baseline")) == (not measure["baseline"])
