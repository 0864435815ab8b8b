"""The report in a workbook: the sheet by its field row, columns by field, rows by key, whatever moved."""

from __future__ import annotations

from datetime import date

import pytest

from perfxl.form.definition import load_form
from perfxl.form.notation import DateSpan
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import agreed, find_token, read_report
from tests.checks.forms import ACHIEVED, FORM, edited, filled, issued, slot_at


@pytest.fixture(scope="module")
def form():
    return load_form(FORM)


@pytest.fixture(scope="module")
def out():
    return issued()


def read(data, form):
    return read_report(read_book(open_package(data)), form)


def test_answers_with_their_values_and_places(out, form):
    data, seal = out
    report = read(filled(data, seal), form)
    planned = [row for row in report.rows if not row.added]
    first = planned[0]
    assert not report.damaged
    assert [row.key for row in planned] == [line.key for line in seal.lines if line.role == "measure"]
    assert first.answers["achieved"].text == ACHIEVED.format(n=1)
    assert first.answers["percent"].value == 1.0
    assert first.answers["dates"].value == DateSpan(date(2024, 1, 1), date(2024, 12, 31))
    assert first.answers["achieved"].place.a1 == slot_at(seal, "achieved").a1
    assert first.section == "goals"
    assert planned[-1].section == "skills"
    assert first.goal.startswith("Зорилт 1.")


def test_every_carrier_of_the_token_is_found_and_agrees(out):
    data, seal = out
    carriers = find_token(read_book(open_package(data)))
    assert {c.carrier for c in carriers} == {"cell", "guide", "name", "subject", "keywords", "identifier"}
    assert agreed(carriers) == seal.token


def test_untouched_rows_are_not_filled_though_dates_are_given(out, form):
    report = read(out[0], form)
    assert not any(row.filled for row in report.rows)
    assert report.rows[0].answers["dates"].text


def test_a_continuation_row_joins_the_text_above(out, form):
    data, seal = out
    base, more = slot_at(seal, "achieved"), slot_at(seal, "achieved", role="continuation")
    report = read(filled(data, seal, {base.a1: "Эхний хэсэг.", more.a1: "Дараагийн хэсэг."}), form)
    answer = report.rows[0].answers["achieved"]
    assert (answer.text, answer.place.a1) == ("Эхний хэсэг.\nДараагийн хэсэг.", base.a1)


def test_a_continuation_alone_is_the_whole_text(out, form):
    data, seal = out
    base, more = slot_at(seal, "achieved"), slot_at(seal, "achieved", role="continuation")
    report = read(filled(data, seal, {base.a1: None, more.a1: "Зөвхөн доод мөр."}), form)
    assert report.rows[0].answers["achieved"].text == "Зөвхөн доод мөр."


def test_a_task_of_ones_own_stands_on_a_spare_row(out, form):
    data, seal = out
    spare = next(s for s in seal.slots if s.key == "tasks+1" and s.field == "measure")
    report = read(filled(data, seal, {spare.a1: "Үерийн үеийн жижүүр"}), form)
    row = next(row for row in report.rows if row.key == "tasks+1")
    assert row.added
    assert row.filled
    assert row.section == "tasks"
    assert row.answers["measure"].text == "Үерийн үеийн жижүүр"


def test_the_sheet_is_found_under_another_name(out, form):
    data, seal = out

    def rename(book):
        book[seal.sheet].title = "Sheet1"

    report = read(edited(filled(data, seal), rename), form)
    assert report.sheet == "Sheet1"
    assert len([row for row in report.rows if row.filled]) == 6


def test_rows_and_columns_are_followed_where_they_moved(out, form):
    data, seal = out

    def shift(book):
        sheet = book[seal.sheet]
        sheet.protection.disable()
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(5, 2)
        sheet.insert_cols(1)

    report = read(edited(filled(data, seal), shift), form)
    assert report.rows[0].answers["achieved"].text == ACHIEVED.format(n=1)
    assert report.rows[0].answers["achieved"].place.column == slot_at(seal, "achieved").column + 1
    assert report.rows[0].answers["achieved"].place.row == slot_at(seal, "achieved").row + 2


def test_without_keys_the_captions_serve_and_the_report_is_damaged(out, form):
    data, seal = out

    def wipe(book):
        sheet = book[seal.sheet]
        for line in seal.lines:
            sheet.cell(line.row, dict(seal.fields)["key"]).value = None
        for column in range(1, 20):
            sheet.cell(4, column).value = None

    report = read(edited(filled(data, seal), wipe), form)
    assert report.damaged
    texts = [row.answers["achieved"].text for row in report.rows]
    assert texts[:4] == [ACHIEVED.format(n=n) for n in range(1, 5)]
    assert {row.key for row in report.rows} == {""}
    assert [row.section for row in report.rows if row.filled] == ["goals"] * 4 + ["skills"] * 2
    assert report.signatures["employee"]["date"].value == date(2025, 1, 3)


def test_a_lost_field_row_alone_leaves_the_keys(out, form):
    data, seal = out

    def wipe(book):
        for column in range(1, 20):
            book[seal.sheet].cell(4, column).value = None

    report = read(edited(filled(data, seal), wipe), form)
    assert report.damaged
    assert report.rows[0].key.startswith("m")
    assert report.rows[0].answers["percent"].value == 1.0


def test_what_is_typed_outside_is_listed_with_its_place(out, form):
    data, seal = out
    below = f"B{max(line.row for line in seal.lines) + 3}"
    report = read(filled(data, seal, {below: "Дуудлага хийсэн", "Z14": 42}), form)
    assert [(s.place.a1, s.text) for s in report.stray] == [("Z14", "42"), (below, "Дуудлага хийсэн")]


def test_a_forged_result_is_never_read(out, form):
    data, seal = out
    cell = slot_at(seal, "percent")
    report = read(filled(data, seal, {cell.a1: "=13/20"}), form)
    answer = report.rows[0].answers["percent"]
    assert answer.value == 0.65
    assert answer.text == "=13/20"
    assert [remark.code for remark in answer.remarks] == ["F109"]


def test_a_formula_that_looks_elsewhere_has_no_value(out, form):
    data, seal = out
    cell = slot_at(seal, "percent")
    answer = read(filled(data, seal, {cell.a1: "=H15"}), form).rows[0].answers["percent"]
    assert answer.value is None
    assert [remark.code for remark in answer.remarks] == ["F110"]


def test_signatures_as_written(out, form):
    data, seal = out
    report = read(filled(data, seal), form)
    assert report.signatures["employee"]["date"].value == date(2025, 1, 3)
    assert report.signatures["verifier"]["name"].text == "Ө.Үүрийнтуяа"
    assert report.signatures["employee"]["position"].text == "Ахлах байцаагч"


def test_a_workbook_without_the_form_has_no_rows(out, form):
    data, seal = out

    def drop(book):
        del book[seal.sheet]

    report = read(edited(data, drop), form)
    assert report.damaged
    assert report.rows == ()
