"""The peer that stamping is compared with writes the same form: cells, locks, prompts, rules."""

from __future__ import annotations

import io

import openpyxl

from perfxl.issue.heights import row_heights
from perfxl.issue.stamping.shape import BOOK, CORE, GUIDE, SHEET
from perfxl.issue.stamping.stamp import Stamper
from tests.bench import issuing
from tests.bench.xlsxwriter_form import rules


def test_xlsxwriter_writes_the_form_that_openpyxl_builds() -> None:
    (order,) = issuing.orders(1, 17)
    layout = issuing.laid(order)
    theirs = issuing.xlsxwriter_form(order, layout, row_heights(layout), rules(layout))
    sheet, other = (
        openpyxl.load_workbook(io.BytesIO(data))[layout.sheet]
        for data in (issuing.openpyxl_form(order), theirs)
    )
    for slot in layout.slots:
        cell, twin = sheet[slot.a1], other[slot.a1]
        assert (cell.value, cell.protection.locked) == (twin.value, twin.protection.locked), slot.a1
    for one in (sheet, other):
        assert len(one.merged_cells.ranges) == len(sheet.merged_cells.ranges)
        assert len(one.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        assert sum(len(area.rules) for area in one.conditional_formatting) == len(rules(layout))
        assert one.row_breaks.count == sheet.row_breaks.count
        assert one.protection.sheet


def test_what_is_stamped_in_the_measurement_is_what_is_built() -> None:
    press = Stamper(issuing.series())
    for order in issuing.orders(3, None):
        assert press.issue(order).data == issuing.openpyxl_form(order)


def test_the_floor_is_what_differs_between_two_people() -> None:
    press = Stamper(issuing.series())
    one, other = (issuing.parts_of(press.issue(order).data) for order in issuing.orders(2, 15))
    assert {name for name, part in one.items() if other[name] != part} == {SHEET, GUIDE, BOOK, CORE}
