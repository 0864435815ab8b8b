"""The plain lane reads what the parser reads: same cells, same refusals, and it is taken where it should be."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from perfxl.reading.cell_formats import PLAIN
from perfxl.reading.cells import Book, read_book
from perfxl.reading.grid import Grid, InCommon
from perfxl.reading.limits import LIMITS, Spent
from perfxl.reading.package import Refusal, open_package
from perfxl.reading.plain import fill, plain_strings, split_rows
from tests.reading.hostile import kinds
from tests.reading.making import MAIN, book, sheet
from tests.reading.mutants import changed_part, honest


def read(data: bytes) -> Book | str:
    """The workbook, or the code of its refusal."""
    try:
        return read_book(open_package(data))
    except Refusal as refusal:
        return refusal.code


def parsed(data: bytes) -> Book | str:
    """The same without the plain lane."""
    with (
        patch("perfxl.reading.sheet.split_rows", return_value=None),
        patch("perfxl.reading.cells.plain_strings", return_value=None),
    ):
        return read(data)


def taken(rows: str) -> bool:
    """Whether the lane reads these rows."""
    split = split_rows(sheet(rows).encode(), "")
    return split is not None and fill(
        Grid("a", "b", InCommon(["x", "y"], [PLAIN] * 9, LIMITS, Spent())), split
    )


def test_every_hostile_kind_ends_the_same() -> None:
    assert [kind.name for kind in kinds() if read(kind.data) != parsed(kind.data)] == []


@pytest.mark.parametrize(
    "row",
    [
        pytest.param('<row r="1" spans="1 x14ac:" hidden="1">', id="what looks like a prefix in a value"),
        pytest.param('<row r="1" ht="0" customHeight="1">', id="no height"),
        pytest.param('<row hidden="true">', id="no number"),
        pytest.param('<row hidden="1" r="1">', id="the number behind"),
    ],
)
def test_a_hidden_row_is_hidden_in_both(row: str) -> None:
    data = book(sheet(f'{row}<c r="A1"><v>1</v></c></row>'))
    assert read(data) == parsed(data)
    assert read(data).sheets[0].hidden_rows == {1}  # type: ignore[union-attr]


def test_mutants_end_the_same() -> None:
    assert [seed for seed in range(500) if read(changed_part(seed)) != parsed(changed_part(seed))] == []
    assert all(read(data) == parsed(data) for data in honest())


@pytest.mark.parametrize("part", range(2))
def test_foreign_workbooks_end_the_same(corpus: Path, part: int) -> None:
    paths = sorted(path for path in corpus.rglob("*.xls[xm]"))[part::2]
    assert [path.name for path in paths if read(data := path.read_bytes()) != parsed(data)] == []


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('<row r="1"><c r="A1" s="3" t="s"><v>1</v></c></row>', id="a row of Excel's"),
        pytest.param(
            '<row r="1" spans="1:8" ht="15" customHeight="1"><c r="A1"/><c r="B1" s="1"/></row>',
            id="empty cells",
        ),
        pytest.param(
            '<row r="1" customFormat="false" ht="12.8" hidden="false"><c r="A1" s="0" t="n"><f aca="false">1+1</f><v>2</v></c></row>',
            id="a formula of LibreOffice's",
        ),
        pytest.param('<row r="1"/><row r="2"><c r="A2"><v>1</v></c></row><row r="3"/>', id="empty rows"),
        pytest.param(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>а &amp; б</t></is></c></row>', id="an inline text"
        ),
        pytest.param(
            '<row r="1"><c r="A1" t="str"><f>A2&amp;"x"</f><v>&#1072;x</v></c></row>', id="references"
        ),
        pytest.param(
            '<row r="1"><c r="A1"><f>1</f><v></v></c><c r="B1"><f>1</f><v/></c></row>', id="no results"
        ),
        pytest.param("", id="no rows"),
        pytest.param('<row r="1" spans="1 x14ac:" hidden="1"><c r="A1"/></row>', id="a prefix that is none"),
    ],
)
def test_the_lane_is_taken_for(rows: str) -> None:
    assert taken(rows)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('<row r="1"><c r="A1"><v>1</v><!-- x --></c></row>', id="a comment"),
        pytest.param('<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>', id="a section"),
        pytest.param('<row r="1"><c r="A1"><?x y?><v>1</v></c></row>', id="an instruction"),
        pytest.param('<row r="1" r="2"><c r="A1"/></row>', id="an attribute twice"),
        pytest.param('<row r="1" xmlns="urn:x"><c r="A1"/></row>', id="a namespace"),
        pytest.param('<row r="1" x:y="2"><c r="A1"/></row>', id="a prefix"),
        pytest.param(
            '<row r="1" x14ac:dyDescent="0.2"><c r="A1"/></row>', id="a prefix that nobody declared"
        ),
        pytest.param('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>', id="an unknown reference"),
        pytest.param('<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>', id="a reference to no character"),
        pytest.param('<row r="1"><c r="A1" t="str"><v>&#xFFFF;</v></c></row>', id="a reference to no letter"),
        pytest.param('<row r="1"><c r="A1" t="str"><v>a\rb</v></c></row>', id="a line end that XML changes"),
        pytest.param('<row r="1"><c r="A1" t="str"><v>a\x08b</v></c></row>', id="a control character"),
        pytest.param('<row r="1"><c r="A1" t="str"><v>a\uffffb</v></c></row>', id="a letter that is none"),
        pytest.param('<row r="1"><c r="A1" t="str"><v>]]></v></c></row>', id="the end of a section"),
        pytest.param('<row r="1"><c r="A1"><v>1</v></c>text</row>', id="text between"),
        pytest.param('<row r="1"><c r="A1"><v>1</v></c></row></row>', id="an end tag too many"),
        pytest.param('<row r="1"/></row>', id="an end tag after an empty row"),
        pytest.param('<row r="1"><c r="A1"><v>1</v></c>', id="an end tag too few"),
        pytest.param('<row r="1"><c r="A2"><v>1</v></c></row>', id="a wrong address"),
        pytest.param('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', id="a wrong index"),
        pytest.param(
            '<row r="1"><c r="A1"><f t="shared" t="x">1</f></c></row>', id="a formula's attribute twice"
        ),
    ],
)
def test_the_lane_leaves_to_the_parser(rows: str) -> None:
    assert not taken(rows)


@pytest.mark.parametrize(
    ("part", "plain"),
    [
        pytest.param(f'<sst xmlns="{MAIN}"><si><t>а&lt;</t></si><si/></sst>', ["а<", ""], id="plain texts"),
        pytest.param(f'<sst xmlns="{MAIN}"><si><r><t>а</t></r></si></sst>', None, id="runs"),
        pytest.param(
            f'<sst xmlns="{MAIN}"><si><t>а</t></si></sst><!-- -->', None, id="a comment after the end"
        ),
        pytest.param('<sst xmlns="urn:x"><si><t>а</t></si></sst>', None, id="another namespace"),
        pytest.param(f'<!DOCTYPE x><sst xmlns="{MAIN}"/>', None, id="a DOCTYPE"),
    ],
)
def test_strings_in_the_lane(part: str, plain: list[str] | None) -> None:
    assert plain_strings(part.encode(), LIMITS) == plain
