"""The issued workbook: locks, token carriers, validations, the same bytes twice."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from perfxl.form.definition import load_form
from perfxl.form.layout import Layout, filled
from perfxl.form.plan import Settings
from perfxl.form.token import DEFINED_NAME, parse
from perfxl.issue.workbook import build_workbook
from tests.issue.sample import CREATED, FORM, OTHER_FORM, layout, measures, other_plan, plan


@pytest.fixture(scope="module", params=[FORM, OTHER_FORM], ids=["official", "invented"])
def laid(request: pytest.FixtureRequest) -> Layout:
    chosen = plan() if request.param == FORM else other_plan()
    return layout(chosen, load_form(request.param))


@pytest.fixture(scope="module")
def issued(laid: Layout) -> bytes:
    return build_workbook(laid, plan(), "нууц", Settings(), CREATED)


@pytest.fixture(scope="module")
def book(issued: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(issued))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def test_the_same_input_gives_the_same_bytes(laid: Layout, issued: bytes) -> None:
    assert build_workbook(laid, plan(), "нууц", Settings(), CREATED) == issued


def test_every_slot_stands_where_the_layout_says(laid: Layout, book: Workbook) -> None:
    sheet = book[laid.sheet]
    for slot in laid.slots:
        cell = sheet[slot.a1]
        assert cell.protection.locked is slot.locked, slot
        if not slot.formula and slot.value not in (None, ""):
            assert cell.value == slot.value


def test_the_token_is_in_every_carrier(laid: Layout, book: Workbook) -> None:
    properties = book.properties
    found = [cell.value for row in book[laid.form.form.guide].iter_rows() for cell in row]
    found += [cell.value for row in book[laid.sheet].iter_rows() for cell in row]
    assert found.count(laid.token.text) == 2
    for text in (
        properties.subject,
        properties.keywords,
        properties.identifier,
        book.defined_names[DEFINED_NAME].value,
    ):
        assert parse(text or "") == laid.token


def test_the_sheet_is_locked_and_rows_may_be_resized(laid: Layout, book: Workbook) -> None:
    protection = book[laid.sheet].protection
    assert protection.sheet
    assert protection.password
    assert protection.formatRows is False
    assert protection.formatColumns is True


def test_every_input_has_a_validation(laid: Layout, book: Workbook) -> None:
    ranges = [rule.sqref for rule in book[laid.sheet].data_validations.dataValidation]
    for slot in laid.inputs:
        assert any(slot.a1 in sqref for sqref in ranges), slot


def test_no_input_is_merged(laid: Layout, book: Workbook) -> None:
    merged = book[laid.sheet].merged_cells.ranges
    assert not [slot for slot in laid.inputs if any(slot.a1 in area for area in merged)]


def test_a_paste_of_normal_stays_open(issued: bytes) -> None:
    styles = part(issued, "xl/styles.xml")
    normal, formats = re.search(r"<cellStyleXfs.*?</cellStyleXfs>(.*?)</cellXfs>", styles, re.DOTALL), []
    assert normal
    assert 'locked="0"' in normal[0].split("</cellStyleXfs>")[0]
    formats = re.findall(r"<xf .*?</xf>", normal[1], re.DOTALL)
    assert all("<protection" in xf for xf in formats)


def test_cells_that_the_form_does_not_use_are_locked(issued: bytes) -> None:
    sheet, styles = part(issued, "xl/worksheets/sheet1.xml"), part(issued, "xl/styles.xml")
    formats = re.findall(r"<xf .*?</xf>", styles.split("<cellXfs")[1].split("</cellXfs>")[0], re.DOTALL)
    columns = re.findall(r"<col [^>]*>", sheet)
    covered: set[int] = set()
    for column in columns:
        said = dict(re.findall(r'(\w+)="([^"]*)"', column))
        assert 'locked="1"' in formats[int(said["style"])]
        covered.update(range(int(said["min"]), int(said["max"]) + 1))
    assert covered == set(range(1, 16385))


def test_what_a_workbook_cannot_hold_is_left_out() -> None:
    odd = replace(measures()[0], measure="Ажил\x0b\x00 хийх\r\nдараа нь", goal="Зорилт\ud800\uffff")
    chosen = plan((odd,))
    laid = layout(chosen)
    laid = filled(laid, {(chosen.keys[0], "achieved"): "=Биелсэн\x1f\rбайна"})
    sheet = openpyxl.load_workbook(io.BytesIO(build_workbook(laid, chosen, "нууц", Settings(), CREATED)))[
        laid.sheet
    ]
    for slot in laid.slots:
        if slot.field in ("measure", "achieved", "goal") and slot.key in (chosen.keys[0], "goal:goals:1"):
            assert sheet[slot.a1].value == slot.value
    assert "Ажил хийх\nдараа нь" in str(sheet["B14"].value)
    assert sheet["F14"].value == "=Биелсэн\nбайна"
    assert sheet["F14"].data_type == "s"


EXCEL_2010 = {
    "ABS", "AND", "CELL", "CHAR", "CLEAN", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "LEFT", "LEN", "MATCH",
    "MAX", "MID", "MIN", "MOD", "NOT", "OR", "REPT", "RIGHT", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "TRIM", "VALUE",
}  # fmt: skip


def test_formulas_keep_to_what_excel_2010_knows(laid: Layout, book: Workbook) -> None:
    sheet = book[laid.sheet]
    rules = [f"={rule.formula[0]}" for area in sheet.conditional_formatting for rule in area.rules]
    for formula in [*(slot.formula for slot in laid.slots if slot.formula), *rules]:
        texts = re.findall(r'"((?:[^"]|"")*)"', formula)
        bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= EXCEL_2010, formula
        assert len(formula) < 8192
        assert max(map(len, texts), default=0) <= 255
        assert "TRUE" not in bare and "FALSE" not in bare


def test_the_parts_of_the_sheet_stand_in_the_order_of_the_schema(issued: bytes) -> None:
    order = [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetProtection",
        "mergeCells",
        "conditionalFormatting",
        "dataValidations",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "rowBreaks",
        "ignoredErrors",
    ]
    bare = re.sub(
        r"<sheetData>.*</sheetData>",
        "<sheetData/>",
        part(issued, "xl/worksheets/sheet1.xml"),
        flags=re.DOTALL,
    )
    found = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(bare)]
    assert found == sorted(found, key=order.index)
