"""The master workbook: the contract's sheets, headers and keys; what is written is what was read."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.text_heights import Face, text_width
from perfxl.master.master import master_bytes, target
from perfxl.table.state_words import state_word
from perfxl.table.table import Tables
from tests.master.expected import expected
from tests.support.months import month

MEASURE_HEADERS = ["Код", "Байгууллага", "Нэгж", "Албан тушаал", "Овог, нэр", "Хэсэг", "Зорилт", "Дугаар",
    "Арга хэмжээ", "Шалгуур үзүүлэлт", "Суурь түвшин", "Хүрэх түвшин", "Хүрсэн түвшин (биелэлт)", "Эхэлсэн",
    "Дууссан", "Биелэлтийн хувь", "Илрүүлэлт", "Эх нүд"]  # fmt: skip
PEOPLE_HEADERS = ["Код", "Байгууллага", "Нэгж", "Албан тушаал", "Овог, нэр", "Төлөв", "Ирсэн", "Хувилбар",
    "Тайлангийн огноо", "Хянан баталгаажуулсан", "Мөр", "Дундаж хувь", "Алдаа", "Анхааруулга", "Хяналтын код",
    "Гарын үсэгтэй хувь", "Эх файл", "Баталгааны код"]  # fmt: skip


def opened(drawn: Tables, values: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(master_bytes(drawn)), data_only=values)


@pytest.fixture(scope="module")
def drawn() -> Tables:
    return month(20, 3, 6)


def test_the_sheets_are_those_of_the_contract_and_one_that_nobody_sees(drawn: Tables) -> None:
    book = opened(drawn)
    assert book.sheetnames == ["Хураангуй", "Албан хаагч", "Арга хэмжээ", "Илрүүлэлт", "Тайлбар", "perfxl"]
    assert book["perfxl"].sheet_state == "veryHidden"
    assert not any(sheet.protection.sheet for sheet in book)


def test_headers_stand_in_the_contract_s_order_and_the_hidden_key_is_last(drawn: Tables) -> None:
    book = opened(drawn)
    for name, headers in (("Арга хэмжээ", MEASURE_HEADERS), ("Албан хаагч", PEOPLE_HEADERS)):
        found = [cell.value for cell in book[name][1]]
        assert found[: len(headers)] == headers
        assert found[-1] == "Түлхүүр"
        assert all(str(heading).startswith("ХН ") for heading in found[len(headers) : -1])
        assert book[name].column_dimensions[book[name].cell(1, len(found)).column_letter].hidden
    assert [c.value for c in book["Албан хаагч"][1]][-5:-1] == [
        "ХН шийдвэр",
        "ХН үндэслэл",
        "ХН хариу",
        "ХН тэмдэглэл",
    ]


def test_every_row_of_the_long_table_is_what_was_read(drawn: Tables) -> None:
    sheet = opened(drawn)["Арга хэмжээ"]
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(lines) == len(drawn.rows)
    for line, row in zip(lines, drawn.rows, strict=True):
        assert list(line[:18]) == expected(row)
        assert line[-1] == row.key


def test_keys_are_one_of_their_own_in_the_whole_master(drawn: Tables) -> None:
    assert len({row.key for row in drawn.rows}) == len(drawn.rows)


def test_the_source_cell_leads_to_the_readable_copy_and_its_cell(drawn: Tables) -> None:
    sheet = opened(drawn, values=False)["Арга хэмжээ"]
    source = drawn.rows[0].source
    assert sheet["R2"].value == f"""=HYPERLINK("../{source.file}#'Тайлан'!{source.cell}","{source.cell}")"""


def test_everybody_has_a_line_with_their_state_the_missing_too(drawn: Tables) -> None:
    sheet = opened(drawn)["Албан хаагч"]
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [line[0] for line in lines] == [p.employee.code for p in drawn.people]
    assert [line[5] for line in lines] == [state_word(p.state) for p in drawn.people]
    assert {"хүлээн авсан", "буцаасан", "шийдвэр хүлээж буй", "ирүүлээгүй", "тайлан гаргахгүй"} == {
        line[5] for line in lines
    }
    assert sum(line[10] or 0 for line in lines) == len(drawn.rows)


def test_a_time_of_arrival_is_shown_in_the_zone_of_the_making(drawn: Tables) -> None:
    person = next(p for p in drawn.people if p.received)
    sheet = opened(drawn)["Албан хаагч"]
    row = drawn.people.index(person) + 2
    assert sheet.cell(row, 7).value == person.received.astimezone(drawn.made.tzinfo).replace(tzinfo=None)


def test_hr_s_columns_are_yellow_and_the_decision_is_a_list(drawn: Tables) -> None:
    sheet = opened(drawn)["Албан хаагч"]
    column = [cell.value for cell in sheet[1]].index("ХН шийдвэр") + 1
    assert sheet.cell(2, column).fill.fgColor.rgb == "FFFFF8CC"
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"хүлээн авах,буцаах"'
    assert sheet.cell(2, column).coordinate in rule.sqref


def test_an_empty_month_is_a_master_too() -> None:
    nobody = replace(month(20, 3, 6), people=(), rows=(), findings=(), units=())
    book = opened(nobody)
    assert [cell.value for cell in book["Арга хэмжээ"][1]][:18] == MEASURE_HEADERS
    assert book["Албан хаагч"].max_row == 1


def test_a_form_s_own_column_stands_before_hr_s_columns(drawn: Tables) -> None:
    column = replace(drawn.form.column[1], field="budget", caption="Төсөв")
    form = replace(drawn.form, column=(*drawn.form.column, column))
    rows = tuple(replace(r, answered=replace(r.answered, own={"budget": "12 сая"})) for r in drawn.rows)
    sheet = opened(replace(drawn, form=form, rows=rows))["Арга хэмжээ"]
    assert [cell.value for cell in sheet[1]][18:] == ["Төсөв", "ХН тэмдэглэл", "Түлхүүр"]
    assert sheet["S2"].value == "12 сая"


def test_a_file_s_name_is_no_mark_and_no_escape_in_a_link() -> None:
    assert target("accepted/А #1/100%25 50% б.xlsx", "Тайлан", "F2") == (
        "../accepted/А %231/100%2525 50% б.xlsx#'Тайлан'!F2"
    )


def test_a_large_master_has_plain_filters(drawn: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened(drawn)["Арга хэмжээ"].tables
    monkeypatch.setattr("perfxl.master.master.LARGE", 0)
    sheet = opened(drawn)["Арга хэмжээ"]
    assert not sheet.tables and sheet.auto_filter.ref == f"A1:T{len(drawn.rows) + 1}"
    assert (sheet.sheet_view.pane.xSplit, sheet.sheet_view.pane.ySplit) == (5, 1)


# --- what a person sees who decides, on a screen 1,366 pixels wide ---


def pixels(sheet: Worksheet, first: int, last: int) -> float:
    """The width of some columns as they are shown."""
    columns = [sheet.column_dimensions[get_column_letter(number)] for number in range(first, last + 1)]
    return sum(0 if column.hidden else column.width * 7 for column in columns)


@pytest.mark.parametrize(("name", "frozen"), [("Албан хаагч", "Төлөв"), ("Арга хэмжээ", "Овог, нэр")])
def test_names_and_state_stay_in_sight_and_leave_room(drawn: Tables, name: str, frozen: str) -> None:
    sheet = opened(drawn)[name]
    heads = [cell.value for cell in sheet[1]]
    last = heads.index(frozen) + 1
    assert (sheet.sheet_view.pane.xSplit, sheet.sheet_view.pane.ySplit) == (last, 1)
    assert pixels(sheet, 1, last) < 1366 / 2
    assert pixels(sheet, 2, 2) < 40 and heads[1] == "Байгууллага"


def test_what_was_achieved_stands_on_the_first_screen(drawn: Tables) -> None:
    sheet = opened(drawn)["Арга хэмжээ"]
    heads = [cell.value for cell in sheet[1]]
    first = column_index_from_string("".join(filter(str.isalpha, sheet.sheet_view.pane.topLeftCell)))
    frozen, achieved = heads.index("Овог, нэр") + 1, heads.index("Хүрсэн түвшин (биелэлт)") + 1
    assert pixels(sheet, 1, frozen) + pixels(sheet, first, achieved) < 1366 - 40  # row numbers, scroll bar


@pytest.mark.parametrize("name", ["Албан хаагч", "Арга хэмжээ", "Илрүүлэлт"])
def test_no_heading_is_broken_inside_a_word(drawn: Tables, name: str) -> None:
    sheet = opened(drawn)[name]
    for cell in sheet[1]:
        column = sheet.column_dimensions[cell.column_letter]
        for word in str(cell.value).split() if not column.hidden and cell.value != "Байгууллага" else ():
            assert text_width(word, Face(9, True)) <= pixels(sheet, cell.column, cell.column) - 8, cell.value


def test_means_have_no_bars(drawn: Tables) -> None:
    book = opened(drawn)
    assert not book["Албан хаагч"].conditional_formatting
    assert len(book["Арга хэмжээ"].conditional_formatting) == 1
