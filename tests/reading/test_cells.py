"""What a worksheet says, kind by kind."""

from __future__ import annotations

import pytest

from perfxl.reading.cells import Cell, read_book
from perfxl.reading.package import Refusal, open_package
from tests.reading.making import STYLES, book, cell, sheet


def only(data: bytes) -> Cell:
    """The one cell of a workbook."""
    (found,) = read_book(open_package(data)).sheets[0].cells.values()
    return found


@pytest.mark.parametrize(
    ("inner", "attributes", "kind", "value"),
    [
        pytest.param("<v>0.65</v>", 'r="A1"', "number", 0.65, id="a number has no type"),
        pytest.param("<v>1E-3</v>", 'r="A1" t="n"', "number", 0.001, id="a number with an exponent"),
        pytest.param("<v>1</v>", 'r="A1" t="s"', "text", "хоёр", id="a shared string is found by its index"),
        pytest.param("<is><t>а б</t></is>", 'r="A1" t="inlineStr"', "text", "а б", id="an inline string"),
        pytest.param(
            "<is><r><t>а</t></r><r><rPr><b/></rPr><t> б</t></r></is>",
            'r="A1" t="inlineStr"',
            "text",
            "а б",
            id="rich runs are joined",
        ),
        pytest.param(
            '<is><t>а</t><rPh sb="0" eb="1"><t>phonetic</t></rPh></is>',
            'r="A1" t="inlineStr"',
            "text",
            "а",
            id="phonetic runs are left out",
        ),
        pytest.param("<v>a_x000D_b</v>", 'r="A1" t="str"', "text", "a\rb", id="an escaped character"),
        pytest.param("<v>a_x005F_x000D_</v>", 'r="A1" t="str"', "text", "a_x000D_", id="an escaped escape"),
        pytest.param("<v>1</v>", 'r="A1" t="b"', "bool", True, id="a truth value"),
        pytest.param("<v>true</v>", 'r="A1" t="b"', "bool", True, id="a truth value in words"),
        pytest.param("<v>#DIV/0!</v>", 'r="A1" t="e"', "error", "#DIV/0!", id="an error stays an error"),
        pytest.param(
            "<v>2024-06-30T00:00:00</v>", 'r="A1" t="d"', "date", "2024-06-30T00:00:00", id="an ISO date"
        ),
        pytest.param("", 'r="A1" s="1"', "empty", None, id="a styled cell without content"),
        pytest.param("", 'r="A1" t="s"', "empty", None, id="a typed cell without content"),
    ],
)
def test_a_cell_is_read(inner: str, attributes: str, kind: str, value: object) -> None:
    found = only(book(cell(inner, attributes)))
    assert (found.kind, found.value) == (kind, value)
    assert (found.row, found.column) == (1, 1)


def test_a_style_gives_format_and_lock() -> None:
    found = only(book(cell("<v>0.65</v>", 'r="A1" s="1"')))
    assert (found.number_format, found.locked) == ("0%", False)


def test_places_are_counted_where_they_are_not_written() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    cells = read_book(open_package(book(sheet(rows)))).sheets[0].cells
    assert {place: found.value for place, found in cells.items()} == {(1, 1): 1, (1, 2): 2, (2, 1): 3}


def test_a_formula_keeps_its_cached_result_and_a_shared_one_moves() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">$B1+C$1+Sheet2!D1</f><v>3</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
    )
    cells = read_book(open_package(book(sheet(rows)))).sheets[0].cells
    assert (cells[1, 1].formula, cells[1, 1].value) == ("$B1+C$1+Sheet2!D1", 3.0)
    assert (cells[2, 1].formula, cells[2, 1].kind, cells[2, 1].value) == ("$B2+C$1+Sheet2!D2", "empty", None)


def test_what_is_hidden_merged_validated_and_protected() -> None:
    part = sheet(
        '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>',
        before='<cols><col min="3" max="4" hidden="1"/></cols>',
        after='<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:H1"/></mergeCells>'
        '<dataValidations><dataValidation type="decimal" sqref="C7:C9 E7"><formula1>0</formula1>'
        "<formula2>1</formula2></dataValidation></dataValidations>",
    )
    found = read_book(open_package(book(part))).sheets[0]
    assert (found.hidden_rows, found.hidden_columns) == (frozenset((2,)), frozenset((3, 4)))
    assert found.merges == ((1, 1, 1, 8),)
    assert found.validations == ((7, 3, 9, 3), (7, 5, 7, 5))
    assert (found.rules[0].kind, found.rules[0].formula1, found.rules[0].formula2) == ("decimal", "0", "1")
    assert found.protected


@pytest.mark.parametrize(
    ("font", "fill", "unseen"),
    [
        pytest.param('<color rgb="FFFFFFFF"/>', "", True, id="white on nothing"),
        pytest.param('<color theme="0"/>', "", True, id="the theme's white on nothing"),
        pytest.param('<color indexed="9"/>', "", True, id="white by its number on nothing"),
        pytest.param('<color rgb="FFFFFFFF"/>', "FF1F4E78", False, id="white on blue"),
        pytest.param('<color rgb="FF1F4E78"/>', "FF1F4E78", True, id="blue on the same blue"),
        pytest.param("", "", False, id="automatic on nothing"),
        pytest.param('<sz val="1"/>', "", True, id="one point high"),
    ],
)
def test_what_cannot_be_seen(font: str, fill: str, unseen: bool) -> None:
    pattern = f'<patternFill patternType="solid"><fgColor rgb="{fill}"/></patternFill>'
    styles = STYLES.replace('<font><sz val="11"/></font>', f"<font>{font}</font>")
    if fill:
        styles = styles.replace('<patternFill patternType="none"/>', pattern)
    assert only(book(cell("<v>1</v>"), styles=styles)).unseen is unseen


@pytest.mark.parametrize(
    ("inner", "attributes", "code"),
    [
        pytest.param("<v>2</v>", 'r="A1" t="s"', "G072", id="an index past the last string"),
        pytest.param("<v>-1</v>", 'r="A1" t="s"', "G072", id="an index below none"),
        pytest.param("<v>NaN</v>", 'r="A1"', "G074", id="not a number"),
        pytest.param("<v>1e999</v>", 'r="A1"', "G074", id="a number beyond all numbers"),
        pytest.param("<v>1_0</v>", 'r="A1"', "G074", id="a number only Python would take"),
        pytest.param("<v>1</v>", 'r="A1" t="z"', "G073", id="an unknown type"),
        pytest.param("<v>1</v>", 'r="A2"', "G070", id="an address in another row"),
        pytest.param("<v>1</v>", 'r="A1" s="7"', "G076", id="a style that is not there"),
    ],
)
def test_a_bad_cell_is_refused(inner: str, attributes: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_book(open_package(book(cell(inner, attributes))))
    assert refused.value.code == code
