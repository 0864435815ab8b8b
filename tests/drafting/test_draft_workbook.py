"""The draft workbook: a whole roster, doubtful cells coloured and explained, everything listed."""

import re

import openpyxl
import pytest

from perfxl.drafting.draft import draft_roster
from perfxl.drafting.draft_workbook import in_runs, write_draft
from perfxl.form.definition import load_form
from perfxl.roster.load import load_roster
from perfxl.texts import texts
from tests.drafting.invented import invented_plan, merged_and_broken, plan_only, second_header_row_only

FORM = load_form("order-98-2023-annex-6")
YEAR = FORM.period_of("2025-Y")


@pytest.fixture
def written(tmp_path):
    documents = tmp_path / "docs"
    documents.mkdir()
    for seed, layout in enumerate((merged_and_broken, second_header_row_only, plan_only)):
        (documents / f"{seed}.docx").write_bytes(layout(invented_plan(seed)))
    (documents / "broken.docx").write_bytes(b"PK\x03\x04")
    draft = draft_roster(documents, None, FORM)
    write_draft(tmp_path / "roster.xlsx", draft, FORM, YEAR)
    return tmp_path, draft


def test_the_draft_is_a_roster_that_reads_back_the_same(written):
    folder, draft = written
    roster, _ = load_roster(folder, FORM)
    assert [e.code for e in roster.employees] == [e.code for e in draft.roster.employees]
    for code, measures in draft.roster.shared.items():
        read = roster.shared[code]
        assert [(m.number, m.measure, m.goal, m.place.row) for m in read] == [
            (m.number, m.measure, m.goal, m.place.row) for m in measures
        ]


def test_every_doubtful_cell_is_coloured_and_says_why(written):
    folder, draft = written
    book = openpyxl.load_workbook(folder / "roster.xlsx")
    told = [(f, cell) for f in draft.findings if f.sheet for cell in f.cell.split(", ")]
    assert len(told) > 50
    for finding, address in told:
        cell = book[finding.sheet][address]
        assert cell.fill.fgColor.rgb[2:] in ("F4B183", "FFE699", "DDEBF7"), (finding.code, address)
        assert cell.comment is not None and texts("mn").of(finding)[:60] in cell.comment.text


def test_a_cell_without_doubt_is_plain(written):
    folder, draft = written
    sheet = openpyxl.load_workbook(folder / "roster.xlsx")["Төлөвлөгөө"]
    marked = {c for f in draft.findings if f.sheet == "Төлөвлөгөө" for c in f.cell.split(", ")}
    plain = [c for row in sheet.iter_rows(min_row=2, max_col=11) for c in row if c.coordinate not in marked]
    assert plain and all(c.fill.fill_type is None and c.comment is None for c in plain)


def test_the_sheet_of_checks_lists_every_finding_with_a_link(written):
    folder, draft = written
    sheet = openpyxl.load_workbook(folder / "roster.xlsx")["Шалгах"]
    rows = [row for row in sheet.iter_rows(min_row=4) if row[2].value]
    assert sorted(r[3].value for r in rows) == sorted(texts("mn").of(f) for f in draft.findings)
    linked = [r for r in rows if r[0].value]
    assert linked and all(r[1].hyperlink is not None for r in linked)


def test_the_last_result_stands_beside_its_row(written):
    folder, draft = written
    sheet = openpyxl.load_workbook(folder / "roster.xlsx")["Төлөвлөгөө"]
    assert [sheet.cell(1, n).value for n in range(15, 19)] == [
        "Өмнөх биелэлт",
        "Өмнөх хугацаа",
        "Өмнөх хувь",
        "Эх файл",
    ]
    for result in draft.results:
        if result.row:
            assert (sheet.cell(result.row, 15).value or "") == result.achieved
            assert (sheet.cell(result.row, 17).value or "") == result.percent


@pytest.mark.parametrize("language", ["mn", "en"])
def test_both_languages(tmp_path, language):
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "a.docx").write_bytes(plan_only(invented_plan(0)))
    write_draft(tmp_path / "a.xlsx", draft_roster(documents, None, FORM), FORM, YEAR, language)
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert texts(language).word("drafting.check") in names


def test_cells_below_each_other_are_told_as_a_run():
    assert in_runs("N2, N3, N4, N6, A7, A8") == "N2:N4, N6, A7:A8"
    assert in_runs("") == ""


def test_no_row_says_that_a_person_set_its_height(written):
    import zipfile

    with zipfile.ZipFile(written[0] / "roster.xlsx") as book:
        sheets = [book.read(n) for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
    filled_in = [sheet for sheet in sheets if b"<mergeCells" not in sheet]  # the others are to be read only
    rows = [row for sheet in filled_in for row in re.findall(rb"<row [^>]*>", sheet)]
    typed = [row for row in rows if b' r="1"' not in row]  # into a header nobody types
    assert any(b' ht="' in row for row in typed)
    assert not [row for row in typed if b"customHeight" in row]
