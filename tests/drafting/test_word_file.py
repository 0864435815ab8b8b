"""Word documents opened by the gate: the hostile are refused, the honest keep every printed word."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest

from perfxl.drafting.draft import draft_roster
from perfxl.drafting.word_file import DOCUMENT_LIMITS, read_word
from perfxl.form.definition import load_form
from perfxl.reading.refusal import Refusal
from tests.drafting.invented import LAYOUTS, invented_plan, official

FORM = load_form("order-98-2023-annex-6")
HONEST = official(invented_plan(1))


def changed(edit=None, add=None, data: bytes = HONEST) -> bytes:
    """A document with a part edited (name -> function of its text) or added (name -> bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            for wanted, made in (edit or {}).items():
                part = made(part) if name == wanted else part
            new.writestr(name, part)
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def entity(part: bytes) -> bytes:
    return part.replace(
        b"<w:document", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document', 1
    )


def laughs(part: bytes) -> bytes:
    defined = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return part.replace(b"<w:document", defined + b"<w:document", 1)


def nested(part: bytes) -> bytes:
    return part.replace(
        b"<w:body>", b"<w:body>" + b"<w:sdt><w:sdtContent>" * 60 + b"</w:sdtContent></w:sdt>" * 60, 1
    )


def crowded(part: bytes) -> bytes:
    return part.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 700_000, 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "G001", id="empty"),
        pytest.param(b"just text, no document", "G011", id="a text named docx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 600, "G007", id="an old .doc"),
        pytest.param(HONEST[: len(HONEST) // 2], "G020", id="cut in half"),
        pytest.param(changed({"word/document.xml": entity}), "G041", id="an external entity"),
        pytest.param(changed({"word/document.xml": laughs}), "G041", id="a billion laughs"),
        pytest.param(changed({"word/settings.xml": lambda p: b"<a>"}), "G042", id="a part that is not well-formed"),
        pytest.param(changed({"word/document.xml": nested}), "G035", id="nested too deep"),
        pytest.param(changed({"word/document.xml": crowded}), None, id="too many elements"),
        pytest.param(changed(add={"word/media/bomb.bin": b"\0" * 29_000_000}), "G034", id="a bomb"),
        pytest.param(changed(add={"word/vbaProject.bin": b"macro"}), "R305", id="macros"),
        pytest.param(changed(add={"../evil.xml": b"<a/>"}), "G025", id="a name that climbs out"),
    ],
)  # fmt: skip
def test_a_hostile_document_is_refused(data, code):
    with pytest.raises(Refusal) as refused:
        read_word("a.docx", data)
    assert (
        refused.value.code == code
        if code
        else refused.value.code.startswith("G03") or refused.value.code == "G040"
    )


def test_another_kind_of_zip_is_no_document():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("readme.txt", "x")
    with pytest.raises(Refusal) as refused:
        read_word("a.docx", out.getvalue())
    assert refused.value.code == "R307"


def test_an_outside_template_is_never_followed(tmp_path):
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://127.0.0.1:9/evil.dotm" TargetMode="External"/></Relationships>'
    )
    (tmp_path / "a.docx").write_bytes(changed(add={"word/_rels/settings.xml.rels": link}))
    assert draft_roster(tmp_path, None, FORM).files[0].rows == 13


def test_hostile_documents_stop_nothing(tmp_path):
    for number, data in enumerate(
        (b"", changed({"word/document.xml": entity}), changed(add={"word/vbaProject.bin": b"x"}))
    ):
        (tmp_path / f"bad{number}.docx").write_bytes(data)
    (tmp_path / "good.docx").write_bytes(HONEST)
    made = draft_roster(tmp_path, None, FORM)
    assert [(f.file, f.finding.code if f.finding else "") for f in made.files] == [
        ("bad0.docx", "R301"), ("bad1.docx", "R301"), ("bad2.docx", "R301"), ("good.docx", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda made: made.__name__)
def test_every_word_that_the_other_library_sees_is_read_too(layout):
    data = layout(invented_plan(3))
    body = docx.Document(io.BytesIO(data)).element.body
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    theirs = sorted(
        re.findall(
            r"\w+",
            " ".join("".join(t.text or "" for t in p.iter(f"{space}t")) for p in body.iter(f"{space}p")),
        )
    )
    lines = read_word("a.docx", data).lines
    ours = [line.text for line in lines if not line.table] + [c.text for line in lines for c in line.cells]
    found = re.findall(r"\w+", "\n".join(ours))
    missing = [w for w in theirs if w not in found]
    assert not missing
    assert len(found) >= len(theirs)


def test_headers_footnotes_text_boxes_and_fields_are_not_lost():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "толгойн бичвэр"
    document.sections[0].footer.paragraphs[0].text = "хөлийн бичвэр"
    document.add_paragraph("эхний мөр")
    out = io.BytesIO()
    document.save(out)
    box = (
        b'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        b"<w:p><w:r><w:t>\xd1\x85\xd0\xb0\xd0\xb9\xd1\x80\xd1\x86\xd0\xb0\xd0\xb3</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        b'<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>2024.12.20</w:t></w:r></w:fldSimple></w:p>'
    )
    data = changed(
        {"word/document.xml": lambda p: p.replace(b"<w:body>", b"<w:body>" + box)}, data=out.getvalue()
    )
    texts = [line.text for line in read_word("a.docx", data).lines]
    assert texts == ["толгойн бичвэр", "хайрцаг", "2024.12.20", "эхний мөр", "хөлийн бичвэр"]


def test_an_object_that_cannot_be_read_is_named(tmp_path):
    object_ = b"<w:p><w:r><w:object/></w:r></w:p>"
    (tmp_path / "a.docx").write_bytes(
        changed({"word/document.xml": lambda p: p.replace(b"<w:body>", b"<w:body>" + object_)})
    )
    made = draft_roster(tmp_path, None, FORM)
    assert "R340" in [f.code for f in made.findings]


def test_the_budget_of_documents_differs_from_workbooks_in_the_nodes_alone():
    from perfxl.reading.limits import LIMITS

    assert replace(DOCUMENT_LIMITS, nodes=LIMITS.nodes) == LIMITS


def test_a_document_part_of_another_name_is_followed(tmp_path):
    moved = {
        "_rels/.rels": lambda p: p.replace(b"word/document.xml", b"word/main2.xml"),
        "[Content_Types].xml": lambda p: p.replace(b"/word/document.xml", b"/word/main2.xml"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(changed(moved))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name.replace("word/document.xml", "word/main2.xml").replace(
                    "_rels/document.xml", "_rels/main2.xml"
                ),
                old.read(name),
            )
    (tmp_path / "a.docx").write_bytes(out.getvalue())
    assert draft_roster(tmp_path, None, FORM).files[0].rows == 13


def test_a_strict_document_says_so():
    strict = changed(
        {
            "word/document.xml": lambda p: p.replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
        }
    )
    with pytest.raises(Refusal) as refused:
        read_word("a.docx", strict)
    assert refused.value.code == "G053"
