"""What goes out obeys the rules of its file; a planted fault of each kind is found."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from perfxl.form.definition import load_form
from perfxl.form.plan import Settings
from perfxl.issue.blank import blank_workbook
from perfxl.issue.workbook import build_workbook
from perfxl.roster.write import roster_workbook
from perfxl.storage.zip_parts import parts_of
from tests.issue.sample import CREATED, FORM, OTHER_FORM, layout, other_plan, plan
from tests.office.editions import edition, layout_of
from tests.support.workbook_rules import broken_rules

KINDS: dict[str, Callable[[], bytes]] = {
    "form": lambda: build_workbook(layout(), plan(), "нууц", Settings(), CREATED),
    "marked form": lambda: build_workbook(
        layout(), plan(), "", Settings(), CREATED, {next(layout().inputs).a1: "Энд бичнэ үү."}
    ),
    "another form": lambda: build_workbook(
        layout(other_plan(), load_form(OTHER_FORM), "2024-Q2"), other_plan(), "", Settings(), CREATED
    ),
    "blank form": lambda: blank_workbook(load_form(FORM)),
    "form with buttons": lambda: edition(layout_of(0), 0),
    "roster": lambda: roster_workbook(load_form(FORM), load_form(FORM).period_of("2024-Y"), None),
}


@cache
def parts(kind: str) -> dict[str, bytes]:
    return parts_of(KINDS[kind]())


@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_out_breaks_no_rule(kind: str) -> None:
    assert broken_rules(parts(kind)) == []


SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"
PLANTED = {
    "order of elements": (SHEET, b"</worksheet>", b'<sheetCalcPr fullCalcOnLoad="1"/></worksheet>'),
    "twice pageMargins": (
        SHEET,
        b"<pageSetup",
        b'<pageMargins left="1" right="1" top="1" bottom="1"/><pageSetup',
    ),
    "unknown element": (SHEET, b"</worksheet>", b"<strange/></worksheet>"),
    "count of merges": (SHEET, b'<mergeCells count="', b'<mergeCells count="1'),
    "merges overlap": (SHEET, b"</mergeCells>", b'<mergeCell ref="A1:B9"/></mergeCells>'),
    "count of validations": (SHEET, b'<dataValidations count="', b'<dataValidations count="1'),
    "long prompt": (SHEET, b' prompt="', b' prompt="' + b"x" * 256),
    "order of rows": (SHEET, b"</sheetData>", b'<row r="1"/></sheetData>'),
    "of no sheet": (
        BOOK,
        b"</definedNames>",
        b'<definedName name="x">Gone!$A$1</definedName></definedNames>',
    ),
    "code names": (BOOK, b' codeName="ThisWorkbook"', b""),
    "type of nothing": (TYPES, b"</Types>", b'<Override PartName="/xl/gone.xml" ContentType="x"/></Types>'),
    "no type for": (TYPES, b'Extension="vml"', b'Extension="vmx"'),
    "no part": ("xl/_rels/workbook.xml.rels", b'Target="vbaProject.bin"', b'Target="gone.bin"'),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str) -> None:
    name, old, new = PLANTED[fault]
    sound = parts("form with buttons")
    assert old in sound[name]
    damaged = sound | {name: sound[name].replace(old, new, 1)}
    assert any(fault in told for told in broken_rules(damaged))
