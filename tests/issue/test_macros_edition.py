"""The edition with buttons: where the buttons stand, and that every word a macro asks for is on its sheet."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from perfxl.issue.macros import BUTTONS, macro_modules
from perfxl.issue.part_edits import MissedEdit, before_end, edited, with_attribute
from perfxl.texts import LANGUAGES, texts
from perfxl.vba.project_reader import read_project
from tests.office.editions import edition, layout_of

_ANCHOR = re.compile(r"<x:Anchor>([^<]*)</x:Anchor>")
SOURCE = macro_modules()[0].source


def heights(place: int) -> list[int]:
    """The panel's rows in pixels."""
    sheet = load_workbook(BytesIO(edition(layout_of(place), place)), keep_vba=True).worksheets[0]
    return [round((sheet.row_dimensions[row].height or 15) * 4 / 3) for row in (1, 2, 3)]


def anchors(place: int) -> list[list[int]]:
    with zipfile.ZipFile(BytesIO(edition(layout_of(place), place))) as archive:
        vml = archive.read("xl/drawings/vmlDrawing_buttons.vml").decode("utf-8")
    return [[int(number) for number in anchor.split(",")] for anchor in _ANCHOR.findall(vml)]


@pytest.mark.parametrize("place", range(3))
def test_no_edge_lies_beyond_its_row_where_excel_would_cut_it_off(place: int) -> None:
    panel = heights(place)
    for _, _, first, top, _, _, last, bottom in anchors(place):
        assert top < panel[first] and bottom <= panel[last]


@pytest.mark.parametrize("place", range(3))
def test_the_buttons_lie_over_no_words_and_over_no_other(place: int) -> None:
    """The column's heading is one line in the middle of the panel's three rows."""
    panel = heights(place)
    middle = sum(panel) // 2
    boxes = []
    for column, left, first, top, other, right, last, bottom in anchors(place):
        assert column == other == dict(layout_of(place).fields)["status"] - 1
        boxes.append((left, sum(panel[:first]) + top, right, sum(panel[:last]) + bottom))
    for left, top, right, bottom in boxes:
        assert (top >= 0 and bottom <= middle - 10) or (middle + 10 <= top and bottom <= sum(panel))
        assert right <= 300 and bottom - top >= 24
        others = [box for box in boxes if box != (left, top, right, bottom)]
        assert len(others) == len(BUTTONS) - 1
        assert all(r <= left or right <= x or b <= top or bottom <= t for x, t, r, b in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_macro_says_has_its_sentence(language: str) -> None:
    asked = set(re.findall(r'Word\("([a-z_]+)"\)', SOURCE)) | set(re.findall(r'SayWord "([a-z_]+)"', SOURCE))
    given = {"sheet", "password", "address", "subject", "own_section"}
    assert asked - given == texts(language).entries["macros"].keys()


def test_every_place_that_a_macro_asks_for_is_on_the_sheet_of_words() -> None:
    book = load_workbook(BytesIO(edition(layout_of(0), 0)), keep_vba=True)
    words = {row[0].value for row in book["perfxl"].iter_rows(max_col=2)}
    assert {f"place:{name}" for name in re.findall(r'Place\("([a-z_]+)"\)', SOURCE)} <= words
    assert {"issued:tasks", "open:tasks", "below:tasks", "weights:tasks+5", "weights:tasks+45"} <= words
    assert "weights:tasks+46" not in words


def test_the_macros_are_plain() -> None:
    """ASCII alone, no outside calls, and each button has its macro."""
    assert SOURCE.isascii()
    assert not re.search(r"\b(?:Declare|Shell|Kill|Open|Lib)\b", re.sub(r"'.*", "", SOURCE))
    assert re.findall(r"^Public Sub Perfxl(\w+)\(\)", SOURCE, re.MULTILINE) == list(BUTTONS)


def test_every_procedure_is_called_and_every_variable_is_declared() -> None:
    code = re.sub(r'"[^"]*"|\'.*', "", SOURCE)
    procedures = re.findall(
        r"^(?:Public|Private) (?:Sub|Function) (\w+)\((.*?)\).*?$(.*?)^End (?:Sub|Function)",
        code,
        re.M | re.S,
    )
    for name, _, body in procedures:
        others = "".join(b for n, _, b in procedures if n != name)
        assert name.startswith("Perfxl") or re.search(rf"\b{name}\b", others), name
        given = set(re.findall(r"(?:ByVal|Dim) (\w+)", f"{_}{body}")) | {name}
        assert set(re.findall(r"^\s*(?:Set |For )?(\w+) = ", body, re.M)) <= given, name


EDITION = """
import sys
from openpyxl import LXML
from tests.office.editions import edition, layout_of
assert LXML == (sys.argv[1] == "True")
sys.stdout.buffer.write(edition(layout_of(0), 0))
"""


@pytest.fixture(scope="module", params=["True", "False"], ids=["with lxml", "without lxml"])
def made_with(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """The parts of an edition, made with each of the two XML libraries that openpyxl writes with."""
    made = subprocess.run(
        [sys.executable, "-c", EDITION, request.param], env={**os.environ, "OPENPYXL_LXML": request.param},
        capture_output=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    with zipfile.ZipFile(BytesIO(made.stdout)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_document_module_has_its_code_name_whatever_library_wrote_the_parts(
    made_with: dict[str, bytes],
) -> None:
    book = [element.get("codeName") for element in named(made_with["xl/workbook.xml"], "workbookPr")]
    sheets = [
        element.get("codeName")
        for name, part in made_with.items()
        if name.startswith("xl/worksheets/sheet")
        for element in named(part, "sheetPr")
    ]
    documents = [m.name for m in read_project(made_with["xl/vbaProject.bin"]).modules if m.document]
    assert book == ["ThisWorkbook"]
    assert documents == book + sheets and len(sheets) == 3


def named(part: bytes, element: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(part).findall(
        f"{{http://schemas.openxmlformats.org/spreadsheetml/2006/main}}{element}"
    )


@pytest.mark.parametrize(
    ("part", "edit"),
    [
        (b"<workbook><workbookPr /></workbook>", lambda part: edited(part, b"<workbookPr/>", b"")),
        (b"<a><b/><b/></a>", lambda part: edited(part, b"<b ?/>", b"")),
        (b"<sheets/>", lambda part: before_end(part, "sheets", "<sheet/>")),
        (b'<sheetPr codeName="x"/>', lambda part: with_attribute(part, "sheetPr", "codeName", "y")),
        (b"<sheetPrs/>", lambda part: with_attribute(part, "sheetPr", "codeName", "y")),
    ],
    ids=["a blank more", "twice instead of once", "no end", "said already", "a longer name"],
)
def test_an_edit_that_misses_is_an_error(part: bytes, edit: Callable[[bytes], bytes]) -> None:
    with pytest.raises(MissedEdit):
        edit(part)


@pytest.mark.parametrize(
    "spelling",
    [b"<workbookPr/>", b"<workbookPr />", b"<workbookPr></workbookPr>", b'<workbookPr date1904="0" />'],
)
def test_an_attribute_is_put_into_every_spelling(spelling: bytes) -> None:
    assert (
        ElementTree.fromstring(with_attribute(spelling, "workbookPr", "codeName", "ThisWorkbook")).get(
            "codeName"
        )
        == "ThisWorkbook"
    )
