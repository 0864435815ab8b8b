"""What opens beside workbooks: any zip under the same budgets; macros, comments, text boxes, properties."""

from __future__ import annotations

import pytest

from perfxl.reading.cell_formats import hides
from perfxl.reading.cells import read_book
from perfxl.reading.limits import Limits
from perfxl.reading.package import Refusal, open_package, open_zip
from tests.reading.making import MAIN, RELATIONS, TYPES, book, related, relationships, zipped

BESIDE = "xl/worksheets/_rels/sheet1.xml.rels"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def refused(data: bytes, limits: Limits | None = None) -> str:
    """The code with which `open_zip` refuses."""
    with pytest.raises(Refusal) as refusal:
        open_zip(data, limits) if limits else open_zip(data)
    return refusal.value.code


def test_any_zip_opens_with_its_parts() -> None:
    package = open_zip(zipped({"word/document.xml": "<a>б</a>", "word/media/1.png": b"\x89PNG"}))
    assert package.parts["word/document.xml"] == "<a>б</a>".encode()
    assert package.part("WORD/Document.xml") == "<a>б</a>".encode()
    assert package.main == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "G001", id="nothing"),
        pytest.param(b"%PDF-1.7", "G009", id="a PDF"),
        pytest.param(zipped({"word/document.xml": "<!DOCTYPE a><a/>"}), "G041", id="a DOCTYPE"),
        pytest.param(zipped({"word/document.xml": "<a>"}), "G042", id="XML that is none"),
        pytest.param(
            zipped({"word/_rels/document.xml.rels": "<a>"}), "G042", id="relationships that are no XML"
        ),
        pytest.param(zipped({"word/document.xml": "<a>" * 65 + "</a>" * 65}), "G035", id="deep XML"),
        pytest.param(zipped({"../document.xml": "<a/>"}), "G025", id="a name that climbs"),
        pytest.param(zipped({"a.xml": "<a/>", "A.xml": "<a/>"}), "G026", id="a doubled name"),
        pytest.param(zipped({"a.bin": bytes(1 << 20)}), "G034", id="a bomb"),
    ],
)
def test_any_zip_is_held_to_the_budget(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_budgets_hold_at_their_boundary() -> None:
    data = zipped({"a.xml": "<a/>"})
    assert open_zip(data, Limits(part=4, total=4, parts=1, depth=1, file=len(data)))
    assert refused(data, Limits(part=3)) == "G032"
    assert refused(data, Limits(total=3)) == "G033"
    assert refused(data, Limits(parts=0)) == "G031"
    assert refused(data, Limits(depth=0)) == "G035"
    assert refused(data, Limits(file=len(data) - 1)) == "G030"


def test_macros_are_told_and_not_refused() -> None:
    macros = related(
        "vbaProject", "vbaProject.bin", space="http://schemas.microsoft.com/office/2006/relationships"
    )
    typed = TYPES.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml"
    )
    data = book(
        types=typed,
        relations=RELATIONS.replace("</Rel", macros + "</Rel"),
        extra={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
    )
    found = read_book(open_package(data))
    assert (found.macros, found.vba) == (True, b"\xd0\xcf\x11\xe0")
    plain = read_book(open_package(book()))
    assert (plain.macros, plain.vba) == (False, None)


def test_comments_and_text_boxes_are_read() -> None:
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>а</author></authors><commentList><comment ref="C7" authorId="0">'
        "<text><r><t>хувийг </t></r><r><t>бичнэ үү</t></r></text></comment></commentList></comments>"
    )
    drawing = (
        f'<xdr:wsDr xmlns:xdr="urn:x" xmlns:a="{DRAWING}"><xdr:sp><xdr:txBody><a:p><a:r><a:t>нэмэлт</a:t></a:r>'
        "<a:r><a:t> тайлбар</a:t></a:r></a:p><a:p><a:r><a:t>хоёр</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        "<xdr:sp><xdr:txBody><a:p/></xdr:txBody></xdr:sp></xdr:wsDr>"
    )
    extra = {
        BESIDE: relationships(
            related("comments", "../comments1.xml"), related("drawing", "../drawings/d.xml", id_="rId8")
        ),
        "xl/comments1.xml": comments,
        "xl/drawings/d.xml": drawing,
    }
    sheet = read_book(open_package(book(extra=extra))).sheets[0]
    assert sheet.notes == {(7, 3): "хувийг бичнэ үү"}
    assert sheet.shapes == ("нэмэлт тайлбар\nхоёр",)


@pytest.mark.parametrize(
    ("code", "hidden"),
    [
        (";;;", True),
        (" ; ; ; ", True),
        (";;", True),
        ("General", False),
        ("0%", False),
        ("0;;;@", False),
        (";", False),
    ],
)
def test_number_formats_that_hide(code: str, hidden: bool) -> None:
    assert hides(code) is hidden
