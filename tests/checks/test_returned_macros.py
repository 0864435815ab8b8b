"""Macros in a returned workbook: what Excel makes of ours is taken, everything else is held or refused, each by its code."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.checks.returned_macros import bare_lines, foreign_modules, mark_of, own_marks
from perfxl.finding import Verdict
from perfxl.form.layout import Layout
from perfxl.issue.macros import macro_modules
from perfxl.vba.project_reader import read_project
from perfxl.vba.project_writer import Module, sheet_module, workbook_module
from tests.checks.excel_project import CLASS, ExcelProject, changed, issued
from tests.office.editions import MODULE, edition, judged, layout_of
from tests.vba.corpus_projects import projects

Parts = dict[str, bytes]
BLANK = layout_of(2)
RELATIONS = "xl/_rels/workbook.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"


def answered(layout: Layout) -> Layout:
    """The layout with every asked cell answered."""
    planned = {line.key for line in layout.lines if line.role == "measure"}
    said = {"achieved": "Ажлыг хугацаанд нь хийж дуусгав.", "percent": 0.9}
    slots = (
        replace(slot, value=said[slot.field]) if slot.key in planned and slot.field in said else slot
        for slot in layout.slots
    )
    return replace(layout, slots=tuple(slots))


@pytest.fixture(scope="module")
def whole() -> Parts:
    with zipfile.ZipFile(io.BytesIO(edition(answered(BLANK), 2))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_project(parts: Parts, project: ExcelProject) -> bytes:
    return packed(parts | {"xl/vbaProject.bin": project.bytes()})


def codes(data: bytes) -> tuple[Verdict, list[str]]:
    found = judged(data, BLANK)
    return found.verdict, sorted({f.code for f in found.findings if f.code[0] in "GIL"})


# --- what is taken ---

SHORTCUT = 'Attribute PerfxlAddRow.VB_ProcData.VB_Invoke_Func = "q\\n14"\n'
TAKEN = {
    "as Excel writes it": ExcelProject(issued()),
    "without compiled code, as LibreOffice writes it": ExcelProject(issued(), codepage=1252, compiled=0),
    "another name of the project": ExcelProject(issued(), name="Report"),
    "another case of a name and other blanks, as the editor keeps them": ExcelProject(
        changed(MODULE, "    Set Form = FormSheet()", "\tset form = formsheet( )")
    ),
    "a shortcut given to a macro": ExcelProject(
        changed(MODULE, "    Dim Form As Object\n", SHORTCUT + "    Dim Form As Object\n")
    ),
    "options of the editor in a sheet's module": ExcelProject(
        changed("Sheet2", "Attribute VB_Customizable = True\n", "Attribute VB_Customizable = True\nOption Explicit\n")
    ),
    "a sheet more, named in Cyrillic": ExcelProject((*issued(), replace(sheet_module("Sheet9"), name="Лист1"))),
    "a second workbook's module, which Excel makes where the first was not linked": ExcelProject(
        (*issued(), workbook_module("ThisWorkbook1"))
    ),
    "a control's attribute": ExcelProject(
        changed("Sheet1", "Attribute VB_Customizable = True\n",
                'Attribute VB_Customizable = True\nAttribute VB_Control = "Button1, 1, 0, MSForms, CommandButton"\n')
    ),
    "our module taken out": ExcelProject(issued()[:-1]),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_programs_make_of_our_macros_is_accepted(name: str, whole: Parts) -> None:
    assert codes(with_project(whole, TAKEN[name])) == (Verdict.ACCEPTED, [])


def other_part(parts: Parts) -> Parts:
    moved = {("xl/macros/code.bin" if n.endswith("vbaProject.bin") else n): data for n, data in parts.items()}
    return moved | {
        RELATIONS: moved[RELATIONS].replace(b'Target="vbaProject.bin"', b'Target="macros/code.bin"')
    }


def signed(parts: Parts) -> Parts:
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{MICROSOFT}/vbaProjectSignature" Target="vbaProjectSignature.bin"/></Relationships>'
    )
    kind = '<Override PartName="/xl/vbaProjectSignature.bin" ContentType="application/vnd.ms-office.vbaProjectSignature"/></Types>'
    types = parts["[Content_Types].xml"].replace(b"</Types>", kind.encode())
    return parts | {
        "[Content_Types].xml": types,
        "xl/_rels/vbaProject.bin.rels": link.encode(),
        "xl/vbaProjectSignature.bin": b"\x30\x82" * 900,
    }


def as_xlsx(parts: Parts) -> Parts:
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return parts | {"[Content_Types].xml": parts["[Content_Types].xml"].replace(kind, plain)}


def without_project(parts: Parts) -> Parts:
    kept = {name: data for name, data in parts.items() if not name.endswith("vbaProject.bin")}
    return kept | {RELATIONS: re.sub(rb'<Relationship [^>]*vbaProject.bin"[^>]*/>', b"", kept[RELATIONS])}


@pytest.mark.parametrize(
    ("change", "noted"),
    [(other_part, []), (signed, ["L505"]), (as_xlsx, []), (without_project, ["L505"])],
    ids=["other part", "signed", "as xlsx", "without project"],
)
def test_another_package_around_our_macros_is_accepted(
    change: Callable[[Parts], Parts], noted: list[str], whole: Parts
) -> None:
    """A signature, or what is left of buttons without macros, is noted: the readable copy is made without it."""
    assert codes(packed(change(whole))) == (Verdict.ACCEPTED, noted)


# --- what is held ---

EVIL = Module("Extra", 'Attribute VB_Name = "Extra"\nSub Auto_Open()\n    Shell "cmd"\nEnd Sub\n')
BASE = f'Attribute VB_Name = "Klass"\nAttribute VB_Base = "{CLASS}"\n'
OPENED = "Private Sub Workbook_Open()\nEnd Sub\n"
OWN = macro_modules()[0]
HELD = {
    "one letter of a name changed": (ExcelProject(changed(MODULE, "Spot = 0", "Spot = 1")), MODULE),
    "one letter of a text changed": (ExcelProject(changed(MODULE, '"complete"', '"Complete"')), MODULE),
    "a blank more in a text": (ExcelProject(changed(MODULE, '& " " &', '& "  " &')), MODULE),
    "a line joined to a remark": (ExcelProject(changed(MODULE, "    LockForm Form\n", "    ' LockForm Form\n")), MODULE),
    "a line behind an attribute": (
        ExcelProject(changed(MODULE, "Option Explicit", 'Attribute A.B = "1": Shell "cmd"\nOption Explicit')), MODULE,
    ),
    "a module more": (ExcelProject((*issued(), EVIL)), "Extra"),
    "an empty module more": (ExcelProject((*issued(), Module("Extra", 'Attribute VB_Name = "Extra"\n'))), "Extra"),
    "a class that says something": (
        ExcelProject((*issued(), Module("Klass", BASE + "Public Sub A()\nEnd Sub\n", True))), "Klass",
    ),
    "code in the workbook's own module": (
        ExcelProject(changed("ThisWorkbook", "Attribute VB_Customizable = True\n", f"Attribute VB_Customizable = True\n{OPENED}")),
        "ThisWorkbook",
    ),
    "code in a sheet's own module": (
        ExcelProject(changed("Sheet3", "Attribute VB_Customizable = True\n", f"Attribute VB_Customizable = True\n{OPENED}")),
        "Sheet3",
    ),
    "our module under another name": (ExcelProject((*issued()[:-1], Module("Other", OWN.source))), "Other"),
    "our module twice": (ExcelProject((*issued(), Module("PERFXLFORM2", OWN.source))), "PERFXLFORM2"),
    "our module's source taken away, its compiled code left": (
        ExcelProject((*issued()[:-1], Module(MODULE, 'Attribute VB_Name = "PerfxlForm"\n'))), MODULE,
    ),
    "a window": (
        ExcelProject(issued(), extra={"UserForm1": {"f": b"x" * 50, "o": b"y", "\x03VBFrame": b"VERSION 5.00"}}), "userform1",
    ),
    "a name spelt in two ways": (ExcelProject(issued(), wide_names={"Sheet2": "Sheet8"}), "?"),
    "a module that is not counted": (ExcelProject((*issued(), EVIL), counted=5), "?"),
    "a letter beyond the code page": (ExcelProject(changed(MODULE, "' The buttons", "' Ёё buttons")), MODULE),
}  # fmt: skip


@pytest.mark.parametrize("name", HELD)
def test_macros_that_are_not_ours_are_held_and_named(name: str, whole: Parts) -> None:
    project, named = HELD[name]
    data = with_project(whole, project)
    assert codes(data) == (Verdict.HELD, ["I107"])
    assert [f.facts["modules"] for f in judged(data, BLANK).findings if f.code == "I107"] == [named]


@pytest.mark.parametrize("place", ["A", "ZZZ"])
def test_a_decoy_of_our_project_beside_another_is_seen_through(place: str, whole: Parts) -> None:
    ours = ExcelProject(issued())
    decoy = {"dir": b"", **{m.name: b"" for m in issued()}}
    evil = ExcelProject((*issued(), EVIL), extra={place: decoy})
    assert codes(with_project(whole, evil)) == (Verdict.HELD, ["I107"])
    assert foreign_modules(ExcelProject(ours.modules, extra={place: decoy}).bytes()) == (place.casefold(),)


def test_two_projects_in_one_workbook_are_refused(whole: Parts) -> None:
    second = f'<Relationship Type="{MICROSOFT}/vbaProject" Target="other.bin" Id="rIdMore"/></Relationships>'
    parts = whole | {
        "xl/other.bin": ExcelProject((*issued(), EVIL)).bytes(),
        RELATIONS: whole[RELATIONS].replace(b"</Relationships>", second.encode()),
    }
    assert codes(packed(parts)) == (Verdict.REFUSED, ["G051"])


@pytest.mark.parametrize("kept", [0, 100, 512, 1536, 4000, -700])
def test_a_project_that_is_cut_off_is_held(kept: int, whole: Parts) -> None:
    project = ExcelProject(issued()).bytes()[:kept]
    assert codes(packed(whole | {"xl/vbaProject.bin": project})) == (Verdict.HELD, ["I107"])


# --- what is not opened at all ---


def related(parts: Parts, kind: str, target: str, data: bytes, owner: str = RELATIONS) -> Parts:
    link = f'<Relationship Type="{kind}" Target="{target}" Id="rIdX"/></Relationships>'
    folder = owner.partition("/_rels/")[0]
    linked = parts[owner].replace(b"</Relationships>", link.encode())
    return parts | {owner: linked, f"{folder}/{target}": data}


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)
FORM_SHEET = "xl/worksheets/_rels/sheet1.xml.rels"
REFUSED = {
    "a sheet of Excel 4.0 macros": (f"{MICROSOFT}/xlMacrosheet", "macrosheets/sheet1.xml", SHEET, RELATIONS, "G064"),
    "an international one": (f"{MICROSOFT}/xlIntlMacrosheet", "macrosheets/sheet1.xml", SHEET, RELATIONS, "G064"),
    "an OLE object": (f"{OFFICE}/oleObject", "embeddings/o.bin", b"\xd0\xcf\x11\xe0", FORM_SHEET, "G060"),
    "a DDE link": (
        f"{OFFICE}/externalLink", "externalLinks/externalLink1.xml",
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>', RELATIONS, "G062",
    ),
    "a menu of one's own": ("http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", "customUI.xml", SHEET, RELATIONS, "G066"),
    "an ActiveX control": (f"{OFFICE}/control", "activeX/activeX1.xml", SHEET, FORM_SHEET, "G061"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_acts_on_whoever_opens_it_is_refused(name: str, whole: Parts) -> None:
    kind, target, data, owner, code = REFUSED[name]
    assert codes(packed(related(whole, kind, target, data, owner))) == (Verdict.REFUSED, [code])


def test_a_macro_sheet_among_the_worksheets_is_no_way_round(whole: Parts) -> None:
    """Its content type says what it is, whatever the relationship says."""
    kind = b"application/vnd.ms-excel.macrosheet+xml"
    types = whole["[Content_Types].xml"].replace(b"</Types>", b'<Override PartName="/xl/worksheets/m.xml" ContentType="'
                                                 + kind + b'"/></Types>')  # fmt: skip
    book = whole["xl/workbook.xml"].replace(
        b"</sheets>", f'<sheet xmlns:r="{OFFICE}" name="M" sheetId="98" r:id="rIdX"/></sheets>'.encode()
    )
    parts = related(whole, f"{OFFICE}/worksheet", "worksheets/m.xml", SHEET)
    found = codes(packed(parts | {"[Content_Types].xml": types, "xl/workbook.xml": book}))
    assert found == (Verdict.REFUSED, ["G064"])


@pytest.mark.parametrize("name", ["_xlnm.Auto_Open", "Auto_Close"])
def test_a_name_that_starts_a_macro_awaits_a_person(name: str, whole: Parts) -> None:
    added = f'<definedName name="{name}" hidden="1">\'Тайлан\'!$A$1</definedName></definedNames>'
    book = whole["xl/workbook.xml"].replace(b"</definedNames>", added.encode())
    verdict, found = codes(packed(whole | {"xl/workbook.xml": book}))
    assert (verdict, found) == (Verdict.HELD, ["L502"])


# --- comparison itself ---


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Dim  A\n", "dim a\n", True),
        ('X = "A b"\n', 'x="A b"\n', True),
        ('X = "A b"\n', 'X = "a b"\n', False),
        ('X = "A b"\n', 'X = "Ab"\n', False),
        ("A\n\n\nB\n", "A\nB", True),
        ("A\nB\n", "AB\n", False),
        ("' it's\n", "' IT'S\n", True),
    ],
)
def test_lines_are_compared_as_the_editor_keeps_them(one: str, other: str, alike: bool) -> None:
    assert (bare_lines(one) == bare_lines(other)) is alike


def test_documents_as_excel_has_written_them_say_nothing(corpus: Path) -> None:
    """Workbooks of many Excels: what is named is only what holds code."""
    seen = 0
    for path in sorted(corpus.rglob("*.xlsm")):
        for project in projects(path):
            modules = read_project(project).modules
            code = {
                m.name
                for m in modules
                if re.search(r"^\s*(?:\w+ )*(?:Sub|Function) ", m.source, re.MULTILINE)
            }
            silent = {m.name for m in modules if m.document} - code
            assert not silent & set(foreign_modules(project)), path.name
            assert code <= set(foreign_modules(project)), path.name
            seen += len(silent)
    assert seen > 20


def test_macros_that_an_earlier_version_issued_are_taken_and_no_others() -> None:
    """The ledger knows what went out: a program that has been renewed meanwhile holds nobody's workbook for it."""
    older = changed(MODULE, "    Set Form = FormSheet()", "    Set Form = FormSheet() ' earlier")
    (source,) = [module.source for module in older if module.name == MODULE]
    project = ExcelProject(older).bytes()
    assert foreign_modules(project) == (MODULE,)
    assert foreign_modules(project, frozenset({mark_of(MODULE, source)})) == ()
    assert foreign_modules(project, frozenset({mark_of("Other", source)})) == (MODULE,)
    assert foreign_modules(ExcelProject(issued()).bytes(), frozenset({mark_of(MODULE, source)})) == ()
    assert {mark_of(m.name, m.source) for m in macro_modules()} == own_marks()
