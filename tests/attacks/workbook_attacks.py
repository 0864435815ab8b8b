"""Workbooks that mean harm, each with the code that stops it or tells it; written without a look at the reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from perfxl.issue.macros import macro_modules
from perfxl.vba.project_writer import standard_module, vba_project
from tests.attacks.planting import (
    BOOK,
    GUIDE,
    HOST,
    MAIN,
    MARK,
    MICROSOFT,
    OFFICE,
    SHEET,
    before_end,
    drawing,
    form,
    in_place,
    of_book,
    of_package,
    of_sheet,
    override,
    relation,
    relations,
    rewritten,
    with_cell,
    with_name,
)
from tests.checks.forms import slot_at

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + MARK.encode() + bytes(2000)
PNG = bytes.fromhex("89504e470d0a1a0a") + MARK.encode()
XML = f"<a>{MARK}</a>".encode()
_PIC = (
    "<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0"
    '</xdr:rowOff></xdr:from><xdr:ext cx="9" cy="9"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="p">{link}</xdr:cNvPr>'
    "<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip {blip}/></xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/>"
    "</xdr:oneCellAnchor>"
)


@dataclass(frozen=True)
class Attack:
    """One workbook; `code` is a finding it must have; `verdict` what it must come to."""

    name: str
    data: bytes
    code: str
    verdict: str


def everything() -> Iterator[Attack]:
    yield from relationships()
    yield from forbidden_parts()
    yield from leading_out()
    yield from formulas()
    yield from names()
    yield from beside_the_form()


def relationships() -> Iterator[Attack]:
    """The same forbidden part under another type, folder or spelling."""
    ole, kind = "xl/embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleObject"
    for word in (
        "image",
        "printerSettings",
        "customProperty",
        "drawing",
        "hyperlink",
        "oleobject",
        "OleObject",
        "x-y",
    ):
        extra = {**of_sheet(relation(word, f"/{ole}")), ole: OLE}
        yield Attack(
            f"an OLE object as {word}", rewritten(None, extra, override(ole, kind)), "G060", "refused"
        )
    for folder in ("_RELS", "_Rels", "_relS"):
        extra = {
            f"xl/worksheets/{folder}/sheet1.xml.rels": relations(relation("oleObject", f"/{ole}")),
            ole: OLE,
        }
        yield Attack(
            f"relationships in {folder}", rewritten(None, extra, override(ole, kind)), "G060", "refused"
        )
    extra = {"xl/worksheets/_rels/sheet1.xml.RELS": relations(relation("oleObject", f"/{ole}")), ole: OLE}
    yield Attack(
        "relationships that end in RELS", rewritten(None, extra, override(ole, kind)), "G060", "refused"
    )
    media = "xl/media/image1.png"
    for word, body in (("an OLE object", OLE), ("a zip", b"PK\3\4" + OLE)):
        extra = {**of_sheet(relation("image", f"/{media}")), media: body}
        data = rewritten(None, extra, defaults='<Default Extension="png" ContentType="image/png"/>')
        yield Attack(f"{word} that says it is a picture", data, "G060", "refused")
    orphan = rewritten(None, {ole: OLE}, override(ole, kind))
    yield Attack("an OLE object that nothing leads to", orphan, "G060", "refused")
    project = vba_project(
        [standard_module(f'Attribute VB_Name = "Evil"\r\nSub Auto_Open()\r\n{MARK}\r\nEnd Sub\r\n')]
    )
    vba = "application/vnd.ms-office.vbaProject"
    for type_ in (f"{MICROSOFT}/2006/relationships/vbaProject/", f"{MICROSOFT}/2006/relationships/VbaProject",
                  f"{OFFICE}/vbaProject", f"{OFFICE}/theme", f"{OFFICE}/image", "vbaProject"):  # fmt: skip
        book = of_book(relation(type_ if "/" in type_ else f"x:/{type_}", "vbaProject.bin"))
        data = rewritten(book, {"xl/vbaProject.bin": project}, override("xl/vbaProject.bin", vba))
        yield Attack(f"a VBA project as {type_[-30:]}", data, "G067", "refused")
    data = rewritten(None, {"xl/vbaProject.bin": project}, override("xl/vbaProject.bin", vba))
    yield Attack("a VBA project that nothing leads to", data, "G067", "refused")
    data = rewritten(
        of_book(relation(f"{MICROSOFT}/2006/relationships/vbaProject", "data.bin")),
        {"xl/data.bin": project},
        override("xl/data.bin", vba),
    )
    yield Attack("a VBA project of another name", data, "I107", "held")
    data = rewritten(
        of_book(relation("http://schemas.onlyoffice.com/jsaProject", "jsaProject.bin")),
        {"xl/jsaProject.bin": XML},
    )
    yield Attack("macros in another language", data, "G067", "refused")
    data = rewritten(of_book(relation(f"http://example.org/{MARK}", "x.xml")), {"xl/x.xml": XML})
    yield Attack("a kind that nobody knows", data, "G067", "refused")
    data = rewritten(
        of_package(relation(f"{MICROSOFT}/2006/relationships/ui/extensibility", "x.xml")), {"x.xml": XML}
    )
    yield Attack("a menu", data, "G066", "refused")
    data = rewritten(of_book(relation("worksheet", HOST, mode="external")))
    yield Attack("a mode in other letters", data, "G051", "refused")
    data = rewritten(of_book(relation("customXml", "file:///c:/x.xml")))
    yield Attack("an address that says it is a part", data, "G051", "refused")


def forbidden_parts() -> Iterator[Attack]:
    """Forbidden content under a harmless relationship, and without one."""
    for kind, code in (
        (f"{MAIN}.externalLink+xml", "G062"),
        (f"{MAIN}.connections+xml", "G063"),
        (f"{MAIN}.queryTable+xml", "G063"),
        (f"{MAIN}.dialogsheet+xml", "G064"),
        ("application/vnd.ms-excel.macrosheet+xml", "G064"),
        ("application/vnd.ms-excel.intlmacrosheet+xml", "G064"),
        ("application/vnd.ms-office.activeX+xml", "G061"),
        ("application/vnd.ms-office.webextension+xml", "G066"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "G060"),
    ):
        word = kind.rpartition(".")[2]
        types = override("xl/x.xml", kind)
        data = rewritten(of_book(relation("customXml", "x.xml")), {"xl/x.xml": XML}, types)
        yield Attack(f"{word} as data", data, code, "refused")
        yield Attack(
            f"{word} that nothing leads to", rewritten(None, {"xl/x.xml": XML}, types), code, "refused"
        )


def leading_out() -> Iterator[Attack]:
    """What loads from outside, or leads there."""
    hyperlink = relation("hyperlink", HOST, "rIdL", outside=True)
    data = drawing(_PIC.format(link="", blip='r:link="rIdL"'), hyperlink)
    yield Attack("a linked picture as a hyperlink", data, "G065", "refused")
    data = drawing(_PIC.format(link="", blip='r:embed="rIdL"'), hyperlink)
    yield Attack("an embedded picture as a hyperlink", data, "G065", "refused")
    data = drawing(_PIC.format(link="", blip='r:link="rIdL"'), relation("image", HOST, "rIdL", outside=True))
    yield Attack("a linked picture", data, "G065", "refused")
    element = f'<picture xmlns:r="{OFFICE}" r:id="rIdX"/>'
    data = rewritten(before_end(element), of_sheet(relation("hyperlink", HOST, outside=True)))
    yield Attack("a background as a hyperlink", data, "G065", "refused")
    element = f'<oleObjects xmlns:r="{OFFICE}"><oleObject progId="x" link="[1]!a" r:id="rIdX"/></oleObjects>'
    data = rewritten(before_end(element), of_sheet(relation("hyperlink", HOST, outside=True)))
    yield Attack("a linked object as a hyperlink", data, "G065", "refused")
    element = f'<hyperlinks><hyperlink xmlns:r="{OFFICE}" ref="A1" r:id="rIdX"/></hyperlinks>'
    data = rewritten(before_end(element), of_sheet(relation("hyperlink", HOST, outside=True)))
    yield Attack("a link on a cell", data, "L505", "accepted")
    data = drawing(_PIC.format(link='<a:hlinkClick r:id="rIdL"/>', blip=""), hyperlink)
    yield Attack("a link on a picture", data, "L505", "accepted")
    for kind in (
        "attachedTemplate",
        "frame",
        "subDocument",
        "externalLinkPath",
        "image",
        "worksheet",
        "theme",
    ):
        code = "G062" if kind == "externalLinkPath" else "G065"
        yield Attack(
            f"{kind} from outside", rewritten(of_book(relation(kind, HOST, outside=True))), code, "refused"
        )


def formulas() -> Iterator[Attack]:
    """Formulas that nobody issued, wherever a formula can stand."""
    reaching = {
        "a program": f"cmd|'/C {MARK}'!A0",
        "the network": f'WEBSERVICE("{HOST}")',
        "a picture of the network": f'_xlfn.IMAGE("{HOST}")',
        "a link": f'HYPERLINK("{HOST}","x")',
        "a link to a file": f'HYPERLINK("\\\\host\\{MARK}")',
        "another workbook": f"'[1]{MARK}'!A1",
        "another workbook by its path": f"'C:\\x\\[{MARK}.xlsx]a'!A1",
        "a file of LibreOffice": f"'file:///tmp/{MARK}'#$a.A1",
        "a live feed": f'RTD("{MARK}",,"a")',
        "a library": f'CALL("kernel32","{MARK}","J")',
        "an old macro": f'EXEC("{MARK}")',
        "an unknown function": f'{MARK.replace("-", "_")}(1)',
        "a place by its name": f'INDIRECT("\'file:///{MARK}\'#a.A1")',
        "a program behind blanks": f"WEBSERVICE   (\"{HOST}\")",
        "a function in small letters": f'webservice("{HOST}")',
        "a service of LibreOffice": f'COM.SUN.STAR.X.{MARK.replace("-", "_")}(1)',
        "a table elsewhere": f"{MARK.replace('-', '_')}.xlsx!Table1[x]",
    }  # fmt: skip
    for word, formula in reaching.items():
        text = formula.replace("&", "&amp;").replace("<", "&lt;")
        data = rewritten(with_cell("AZ300", f"<f>{text}</f><v>1</v>"))
        yield Attack(f"{word}, in a stray cell", data, "L501", "held")
    network = f'WEBSERVICE("{HOST}")'
    sealed = form()[1]
    answer, locked = slot_at(sealed, "achieved").a1, slot_at(sealed, "measure", role="plan").a1
    yield Attack(
        "the network, on the guide", rewritten(with_cell("H300", f"<f>{network}</f>", GUIDE)), "L501", "held"
    )
    yield Attack(
        "the network, in a locked cell", rewritten(in_place(locked, f"<f>{network}</f>")), "L501", "held"
    )
    yield Attack(
        "the network, in an answer", rewritten(in_place(answer, f"<f>{network}</f>")), "L501", "held"
    )
    panel = f'<f>IF(1=1,"{MARK}",A1)</f><v>x</v>'
    yield Attack("another formula in the panel", rewritten(in_place("A1", panel, "str")), "L503", "accepted")
    yield Attack(
        "a harmless sum in a stray cell",
        rewritten(with_cell("AZ300", "<f>SUM(A1:A2)</f>")),
        "L503",
        "accepted",
    )
    array = f'<f t="array" ref="AZ300">{network}</f>'
    yield Attack("the network, as an array", rewritten(with_cell("AZ300", array)), "L501", "held")
    shared = f'<f t="shared" si="99" ref="AZ300:AZ301">{network}</f>'
    yield Attack("the network, shared", rewritten(with_cell("AZ300", shared)), "L501", "held")
    rule = f'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="99"><formula>{network}</formula></cfRule></conditionalFormatting>'
    yield Attack("the network, in a format's condition", rewritten(before_end(rule)), "L501", "held")
    checks = {SHEET: lambda text: text.replace("</dataValidations>", (
        f'<dataValidation type="custom" sqref="AZ1"><formula1>{network}</formula1></dataValidation></dataValidations>'
    ))}  # fmt: skip
    yield Attack("the network, in a cell's check", rewritten(checks), "L501", "held")
    lines = (
        '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        "<x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline>"
        f'<xm:f xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">{network}</xm:f>'
        "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )
    yield Attack("the network, in a small chart", rewritten(before_end(lines)), "L501", "held")


def names() -> Iterator[Attack]:
    """Defined names that start something or hide something."""
    for name, text in (
        ("Auto_Open", f'EXEC("{MARK}")'),
        ("auto_open", "Тайлан!$A$1"),
        ("_xlnm.Auto_Open", f"'{MARK}'!$A$1"),
        ("Auto_Close", f'"{MARK}"'),
        ("Auto_Activate_x", "1"),
        ("w", f'WEBSERVICE("{HOST}")'),
        ("i", f'_xlfn.IMAGE("{HOST}")'),
        ("d", f"cmd|'/c {MARK}'!A0"),
        ("x", f"[1]{MARK}!$A$1"),
        ("g", f'GET.WORKBOOK(1)&amp;"{MARK}"'),
        ("_xlnm.Print_Area", f'WEBSERVICE("{HOST}")'),
        ("_xlnm._FilterDatabase", f"'[1]{MARK}'!$A$1:$B$2"),
    ):
        yield Attack(f"the name {name} = {text[:20]}", rewritten(with_name(name, text)), "L502", "held")
    yield Attack(
        "a hidden name with a text", rewritten(with_name("h", f'"{MARK}"', ' hidden="1"')), "L504", "accepted"
    )
    yield Attack(
        "a name of a formula", rewritten(with_name("s", f'SUM(1,LEN("{MARK}"))')), "L504", "accepted"
    )
    yield Attack(
        "the token's own name, longer",
        rewritten({BOOK: lambda text: text.replace('name="perfxl_token">"', f'name="perfxl_token">WEBSERVICE("{HOST}")&amp;"')}),
        "L502", "held",
    )  # fmt: skip


def beside_the_form() -> Iterator[Attack]:
    """Parts, elements and links that no form has; what people do without meaning harm is among them."""
    png = '<Default Extension="png" ContentType="image/png"/>'
    data = rewritten(
        None, {**of_sheet(relation("image", "/xl/media/a.png")), "xl/media/a.png": PNG}, defaults=png
    )
    yield Attack("a picture", data, "L505", "accepted")
    settings = "xl/printerSettings/printerSettings1.bin"
    kind = f"{MAIN}.printerSettings"
    extra = {**of_sheet(relation("printerSettings", f"/{settings}")), settings: MARK.encode()}
    yield Attack("a printer's settings", rewritten(None, extra, override(settings, kind)), "L505", "accepted")
    data = rewritten(of_book(relation("customXml", "../customXml/item1.xml")), {"customXml/item1.xml": XML})
    yield Attack("data of an add-in", data, "L505", "accepted")
    custom = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    data = rewritten(
        of_package(relation("custom-properties", "docProps/custom.xml")),
        {"docProps/custom.xml": XML},
        override("docProps/custom.xml", custom),
    )
    yield Attack("properties of one's own", data, "L505", "accepted")
    data = drawing("", part="xl/drawings/drawing7.xml")
    yield Attack("an empty drawing", data, "L505", "accepted")
    chart = "xl/charts/chart1.xml"
    inner = (
        '<xdr:graphicFrame><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rIdC"/>'
        "</xdr:graphicFrame>"
    )
    data = drawing(inner, relation("chart", f"/{chart}", "rIdC"))
    with_chart = _added(data, chart, f"<c:chartSpace xmlns:c='c'>{MARK}</c:chartSpace>".encode(),
                        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml")  # fmt: skip
    yield Attack("a chart", with_chart, "L505", "accepted")
    yield Attack("a part that nothing leads to", rewritten(None, {f"xl/{MARK}.xml": XML}), "L505", "accepted")
    yield Attack("a part of no kind", rewritten(None, {f"{MARK}.exe": MARK.encode()}), "L505", "accepted")
    chain = f'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="A1" i="{MARK}"/></calcChain>'
    data = rewritten(
        of_book(relation("calcChain", "calcChain.xml")),
        {"xl/calcChain.xml": chain.encode()},
        override("xl/calcChain.xml", f"{MAIN}.calcChain+xml"),
    )
    yield Attack("an order of calculation that says more", data, "L505", "accepted")
    for element in (
        f'<scenarios><scenario name="{MARK}"><inputCells r="A1" val="1"/></scenario></scenarios>',
        f'<customProperties><customPr name="{MARK}"/></customProperties>',
        f'<hyperlinks><hyperlink ref="A1" location="Тайлан!A1" display="{MARK}"/></hyperlinks>',
        f'<webPublishItems><webPublishItem id="1" divId="{MARK}" sourceType="sheet" destinationFile="\\\\h\\x"/></webPublishItems>',
        f'<dataConsolidate><dataRefs><dataRef name="{MARK}"/></dataRefs></dataConsolidate>',
        f'<extLst><ext uri="{{{MARK}}}"><a xmlns="x"/></ext></extLst>',
    ):
        yield Attack(f"the element {element[1:20]}", rewritten(before_end(element)), "L505", "accepted")
    for element in (
        f'<webPublishing css="{MARK}"/>',
        f'<smartTagTypes><smartTagType url="{HOST}"/></smartTagTypes>',
    ):
        data = rewritten(before_end(element, BOOK, "</workbook>"))
        yield Attack(f"the workbook's element {element[1:16]}", data, "L505", "accepted")
    base = f"<HyperlinkBase>{HOST}</HyperlinkBase></Properties>"
    data = rewritten({"docProps/app.xml": lambda text: text.replace("</Properties>", base)})
    yield Attack("a base for links", data, "L505", "accepted")
    extra = f'<c r="B1" t="str"><f>IF(1=1,"{MARK}")</f><v>1</v></c>'
    second = rewritten(
        {
            **of_book(relation("worksheet", "worksheets/sheet9.xml", "rIdS")),
            BOOK: lambda text: text.replace("</sheets>", f'<sheet xmlns:r="{OFFICE}" name="x" sheetId="9" state="veryHidden" r:id="rIdS"/></sheets>'),
        },
        {"xl/worksheets/sheet9.xml": (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            f'<row r="1">{extra}</row></sheetData></worksheet>'
        ).encode()},
        override("xl/worksheets/sheet9.xml", f"{MAIN}.worksheet+xml"),
    )  # fmt: skip
    yield Attack("a formula on a hidden sheet", second, "L503", "accepted")
    shapes = (
        f'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:imagedata src="{HOST}"/></v:shape></xml>'
    )
    vml = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    data = rewritten(
        None,
        {**of_sheet(relation("vmlDrawing", "/xl/drawings/v.vml")), "xl/drawings/v.vml": shapes.encode()},
        override("xl/drawings/v.vml", vml),
    )
    yield Attack("a picture in a comment's shape", data, "L505", "accepted")
    own = "".join(module.source for module in macro_modules())
    assert "Auto_Open" not in own


def _added(data: bytes, part: str, body: bytes, kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "[Content_Types].xml":
                text = text.replace(b"</Types>", override(part, kind).encode() + b"</Types>")
            new.writestr(name, text)
        new.writestr(part, body)
    return out.getvalue()
