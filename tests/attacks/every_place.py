"""A marker in every kind of part and place of a workbook: what a file can hold besides its answers."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping

from tests.attacks.planting import (
    BOOK,
    HOST,
    MAIN,
    MARK,
    MICROSOFT,
    OFFICE,
    SHEET,
    Change,
    before_end,
    drawing,
    form,
    of_book,
    of_package,
    of_sheet,
    override,
    relation,
    relations,
    rewritten,
    with_name,
)

STYLES, CORE, APP, TYPES = "xl/styles.xml", "docProps/core.xml", "docProps/app.xml", "[Content_Types].xml"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TEXT = f"<a:p><a:r><a:t>{MARK}</a:t></a:r></a:p>"
_ANCHOR = '<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/>{}<xdr:clientData/></xdr:absoluteAnchor>'


def places() -> Iterator[tuple[str, bytes]]:
    """(place, workbook with MARK in it)."""
    yield from _parts()
    yield from _drawn()
    yield from ((f"the sheet's {name}", rewritten({SHEET: change})) for name, change in _sheet().items())
    yield from ((f"the workbook's {name}", rewritten({BOOK: change})) for name, change in _book().items())
    yield from ((f"{part}: {name}", rewritten({part: change})) for name, (part, change) in _others().items())
    yield from _packed()


def _parts() -> Iterator[tuple[str, bytes]]:
    """Parts of every kind, each under its own relationship and content type."""
    xml, office, ms = f"<a>{MARK}</a>".encode(), "application/vnd.openxmlformats-officedocument", MICROSOFT
    of_a_sheet = {
        "comments": ("comments", f"{MAIN}.comments+xml", "xl/comments9.xml"),
        "threaded comments": (f"{ms}/2017/10/relationships/threadedComment", "application/vnd.ms-excel.threadedcomments+xml", "xl/threadedComments/t.xml"),
        "a query's table": ("queryTable", f"{MAIN}.queryTable+xml", "xl/queryTables/q.xml"),
        "a pivot table": ("pivotTable", f"{MAIN}.pivotTable+xml", "xl/pivotTables/p.xml"),
        "a table": ("table", f"{MAIN}.table+xml", "xl/tables/t.xml"),
        "a button's properties": ("ctrlProp", "application/vnd.ms-excel.controlproperties+xml", "xl/ctrlProps/c.xml"),
        "a printer's settings": ("printerSettings", f"{MAIN}.printerSettings", "xl/printerSettings/p.bin"),
        "VML": ("vmlDrawing", f"{office}.vmlDrawing", "xl/drawings/v.vml"),
        "an ActiveX control": ("control", "application/vnd.ms-office.activeX+xml", "xl/activeX/a.xml"),
        "a slicer": (f"{ms}/2007/relationships/slicer", "application/vnd.ms-excel.slicer+xml", "xl/slicers/s.xml"),
        "a custom property": ("customProperty", f"{MAIN}.customProperty", "xl/customProperty/p.bin"),
        "single cells of a table": ("tableSingleCells", f"{MAIN}.tableSingleCells+xml", "xl/tables/s.xml"),
        "a view of one's own": (f"{ms}/2019/04/relationships/namedSheetView", "application/vnd.ms-excel.namedsheetviews+xml", "xl/namedSheetViews/n.xml"),
    }  # fmt: skip
    for name, (kind, content, part) in of_a_sheet.items():
        yield (
            name,
            rewritten(None, {**of_sheet(relation(kind, f"/{part}")), part: xml}, override(part, content)),
        )
    of_the_book = {
        "data connections": ("connections", f"{MAIN}.connections+xml", "xl/connections.xml"),
        "an external link": ("externalLink", f"{MAIN}.externalLink+xml", "xl/externalLinks/e.xml"),
        "a second theme": ("theme", f"{office}.theme+xml", "xl/theme/theme9.xml"),
        "a pivot's cache": ("pivotCacheDefinition", f"{MAIN}.pivotCacheDefinition+xml", "xl/pivotCache/c.xml"),
        "people": (f"{ms}/2017/10/relationships/person", "application/vnd.ms-excel.person+xml", "xl/persons/p.xml"),
        "XML maps": ("xmlMaps", "application/xml", "xl/xmlMaps.xml"),
        "volatile dependencies": ("volatileDependencies", f"{MAIN}.volatileDependencies+xml", "xl/volatileDependencies.xml"),
        "revisions": ("revisionHeaders", f"{MAIN}.revisionHeaders+xml", "xl/revisions/r.xml"),
        "user names": ("usernames", f"{MAIN}.userNames+xml", "xl/revisions/u.xml"),
        "sheet metadata": ("sheetMetadata", f"{MAIN}.sheetMetadata+xml", "xl/metadata.xml"),
        "rich values": (f"{ms}/2017/06/relationships/rdRichValue", "application/vnd.ms-excel.rdrichvalue+xml", "xl/richData/r.xml"),
        "a chart's sheet": ("chartsheet", f"{MAIN}.chartsheet+xml", "xl/chartsheets/c.xml"),
        "attached menus": ("attachedToolbars", "application/vnd.ms-excel.attachedToolbars", "xl/attachedToolbars.bin"),
        "customXml": ("customXml", "application/xml", "customXml/item1.xml"),
        "more shared strings": ("sharedStrings", f"{MAIN}.sharedStrings+xml", "xl/sharedStrings9.xml"),
        "more styles": ("styles", f"{MAIN}.styles+xml", "xl/styles9.xml"),
        "cells' pictures of WPS": ("http://www.wps.cn/officeDocument/2020/cellImage", "application/vnd.wps-officedocument.cellimage+xml", "xl/cellimages.xml"),
        "Google's data": ("http://customschemas.google.com/relationships/workbookmetadata", "application/binary", "xl/metadata"),
    }  # fmt: skip
    for name, (kind, content, part) in of_the_book.items():
        yield name, rewritten(of_book(relation(kind, f"/{part}")), {part: xml}, override(part, content))
    of_the_package = {
        "custom properties": ("custom-properties", f"{office}.custom-properties+xml", "docProps/custom.xml"),
        "a thumbnail": ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "image/jpeg", "docProps/thumbnail.jpeg"),
        "a menu": (f"{ms}/2006/relationships/ui/extensibility", "application/xml", "customUI/customUI.xml"),
        "a menu of 2010": (f"{ms}/2007/relationships/ui/extensibility", "application/xml", "customUI/customUI14.xml"),
        "a signature": ("http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin", "application/vnd.openxmlformats-package.digital-signature-origin", "_xmlsignatures/o.sigs"),
        "a label": (f"{ms}/2020/02/relationships/classificationlabels", "application/vnd.ms-office.classificationlabels+xml", "docMetadata/l.xml"),
        "a pane": (f"{ms}/2011/relationships/webextensiontaskpanes", "application/vnd.ms-office.webextensiontaskpanes+xml", "xl/webextensions/t.xml"),
        "more core properties": ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "application/vnd.openxmlformats-package.core-properties+xml", "docProps/core9.xml"),
    }  # fmt: skip
    for name, (kind, content, part) in of_the_package.items():
        yield name, rewritten(of_package(relation(kind, part)), {part: xml}, override(part, content))


def _drawn() -> Iterator[tuple[str, bytes]]:
    body = '<xdr:sp macro="{macro}" textlink="{link}"><xdr:nvSpPr><xdr:cNvPr id="2" name="{name}" descr="{descr}"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/>{text}</xdr:txBody></xdr:sp>'
    for place in ("macro", "link", "name", "descr"):
        said = dict.fromkeys(("macro", "link", "name", "descr", "text"), "") | {place: MARK}
        yield f"a text box's {place}", drawing(_ANCHOR.format(body.format(**said)))
    said = dict.fromkeys(("macro", "link", "name", "descr"), "") | {"text": _TEXT}
    yield "a text box's text", drawing(_ANCHOR.format(body.format(**said)))
    chart = '<xdr:graphicFrame><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rIdC"/></xdr:graphicFrame>'
    yield (
        "a chart that is not there",
        drawing(_ANCHOR.format(chart), relation("chart", f"/xl/{MARK}.xml", "rIdC")),
    )


def _sheet() -> Mapping[str, Change]:
    """Elements, attributes and texts of the form's sheet."""

    def end(element: str) -> Change:
        return before_end(element)[SHEET]

    def attribute(element: str, said: str) -> Change:
        return lambda text: text.replace(f"<{element} ", f"<{element} {said} ", 1)

    return {
        "header": end(f"<headerFooter><oddHeader>&amp;C{MARK}</oddHeader></headerFooter>"),
        "first footer": end(f"<headerFooter differentFirst=\"1\"><firstFooter>{MARK}</firstFooter></headerFooter>"),
        "prompt of a check": lambda t: t.replace("</dataValidations>", f'<dataValidation sqref="AZ1" type="none" prompt="{MARK}" promptTitle="{MARK}"/></dataValidations>'),
        "list of a check": lambda t: t.replace("</dataValidations>", f'<dataValidation sqref="AZ1" type="list"><formula1>"{MARK}"</formula1></dataValidation></dataValidations>'),
        "formula of a check": lambda t: t.replace("</dataValidations>", f'<dataValidation sqref="AZ1" type="custom"><formula1>A1="{MARK}"</formula1></dataValidation></dataValidations>'),
        "condition of a format": end(f'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="9"><formula>A1="{MARK}"</formula></cfRule></conditionalFormatting>'),
        "text of a format": end(f'<conditionalFormatting sqref="A1"><cfRule type="containsText" priority="9" operator="containsText" text="{MARK}"><formula>1</formula></cfRule></conditionalFormatting>'),
        "link's place": end(f'<hyperlinks><hyperlink ref="A1" location="{MARK}"/></hyperlinks>'),
        "link's tip": end(f'<hyperlinks><hyperlink ref="A1" location="A2" tooltip="{MARK}"/></hyperlinks>'),
        "protected range": end(f'<protectedRanges><protectedRange name="{MARK}" sqref="A1"/></protectedRanges>'),
        "scenario": end(f'<scenarios><scenario name="{MARK}"/></scenarios>'),
        "custom view": end(f'<customSheetViews><customSheetView guid="{{{MARK}}}"><headerFooter><oddHeader>{MARK}</oddHeader></headerFooter></customSheetView></customSheetViews>'),
        "watched cell": end(f'<cellWatches><cellWatch r="{MARK}"/></cellWatches>'),
        "smart tag": end(f'<smartTags><cellSmartTags r="A1"><cellSmartTag type="0"><cellSmartTagPr key="{MARK}" val="x"/></cellSmartTag></cellSmartTags></smartTags>'),
        "control": end(f'<controls><control name="{MARK}" shapeId="1"/></controls>'),
        "published item": end(f'<webPublishItems><webPublishItem id="1" divId="{MARK}"/></webPublishItems>'),
        "filter": end(f'<autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="{MARK}"/></filters></filterColumn></autoFilter>'),
        "sort": end(f'<sortState ref="A1:B2"><sortCondition ref="A1:A2" customList="{MARK}"/></sortState>'),
        "extension": end(f'<extLst><ext uri="{{{MARK}}}"><x xmlns="y">{MARK}</x></ext></extLst>'),
        "part of a table": end('<tableParts count="1"><tablePart xmlns:r="x" r:id="PLANTED-7f3a"/></tableParts>'),
        "unknown element": end(f"<planted>{MARK}</planted>"),
        "element of another namespace": end(f'<x:y xmlns:x="urn:{MARK}">{MARK}</x:y>'),
        "alternate content": end(f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14">{MARK}</mc:Choice></mc:AlternateContent>'),
        "remark": end(f"<!-- {MARK} -->"),
        "processing instruction": end(f"<?planted {MARK}?>"),
        "attribute of another namespace": lambda t: t.replace("<sheetData", f'<sheetData xmlns:p="urn:p" p:x="{MARK}"', 1),
        "unknown attribute": attribute("sheetView", f'planted="{MARK}"'),
        "name in code": lambda t: t.replace("<sheetPr", f'<sheetPr codeName="{MARK.replace("-", "_")}"', 1),
        "sync reference": lambda t: t.replace("<sheetPr", f'<sheetPr syncRef="{MARK}"', 1),
        "phonetic text": lambda t: t.replace("</sheetData>", f'<row r="900"><c r="AZ900" t="inlineStr"><is><t/><rPh sb="0" eb="0"><t>{MARK}</t></rPh></is></c></row></sheetData>'),
        "value of an empty formula": lambda t: t.replace("</sheetData>", f'<row r="900"><c r="AZ900" t="str"><f></f><v>{MARK}</v></c></row></sheetData>'),
        "cell without an address": lambda t: t.replace("</sheetData>", f'<row r="900"><c t="inlineStr"><is><t>{MARK}</t></is></c></row></sheetData>'),
        "extension of a cell": lambda t: t.replace("</sheetData>", f'<row r="900"><c r="AZ900"><extLst><ext uri="{MARK}"/></extLst></c></row></sheetData>'),
        "extension of a row": lambda t: t.replace("</sheetData>", f'<row r="900"><extLst><ext uri="{MARK}"/></extLst></row></sheetData>'),
    }  # fmt: skip


def _book() -> Mapping[str, Change]:
    def end(element: str) -> Change:
        return before_end(element, BOOK, "</workbook>")[BOOK]

    return {
        "name": with_name("planted", f'"{MARK}"')[BOOK],
        "hidden name": with_name("planted", "Тайлан!$A$1", f' hidden="1" comment="{MARK}"')[BOOK],
        "name's help": with_name("_xlnm.Criteria", "Тайлан!$A$1", f' help="{MARK}" description="{MARK}"')[BOOK],
        "writer": end(f'<fileSharing userName="{MARK}"/>'),
        "publishing": end(f'<webPublishing css="{MARK}"/>'),
        "function group": end(f'<functionGroups><functionGroup name="{MARK}"/></functionGroups>'),
        "view of one's own": end(f'<customWorkbookViews><customWorkbookView name="{MARK}" guid="x"/></customWorkbookViews>'),
        "external reference": end(f'<externalReferences><externalReference xmlns:r="{OFFICE}" r:id="{MARK}"/></externalReferences>'),
        "pivot's cache": end(f'<pivotCaches><pivotCache cacheId="1" xmlns:r="{OFFICE}" r:id="{MARK}"/></pivotCaches>'),
        "recovery": end(f'<fileRecoveryPr planted="{MARK}"/>'),
        "published objects": end(f'<webPublishObjects><webPublishObject id="1" divId="x" destinationFile="{HOST}"/></webPublishObjects>'),
        "extension": end(f'<extLst><ext uri="{{{MARK}}}"><x xmlns="y">{MARK}</x></ext></extLst>'),
        "version": end(f'<fileVersion appName="{MARK}"/>'),
        "remark": end(f"<!-- {MARK} -->"),
        "unknown element": end(f"<planted>{MARK}</planted>"),
    }  # fmt: skip


def _others() -> Mapping[str, tuple[str, Change]]:
    def end(part: str, element: str, closing: str) -> tuple[str, Change]:
        return part, lambda text: text.replace(closing, element + closing, 1)

    return {
        "a style's name": end(STYLES, f'<cellStyle name="{MARK}" xfId="0"/>', "</cellStyles>"),
        "an extension": end(STYLES, f'<extLst><ext uri="{MARK}"/></extLst>', "</styleSheet>"),
        "an unknown element": end(STYLES, f"<planted>{MARK}</planted>", "</styleSheet>"),
        "a table's style": end(STYLES, f'<tableStyles><tableStyle name="{MARK}"/></tableStyles>', "</styleSheet>"),
        "a description": end(CORE, f'<dc:description xmlns:dc="http://purl.org/dc/elements/1.1/">{MARK}</dc:description>', "</cp:coreProperties>"),
        "a category": end(CORE, f"<cp:category>{MARK}</cp:category>", "</cp:coreProperties>"),
        "an unknown property": end(CORE, f"<planted>{MARK}</planted>", "</cp:coreProperties>"),
        "a company": end(APP, f"<Company>{MARK}</Company>", "</Properties>"),
        "a manager": end(APP, f"<Manager>{MARK}</Manager>", "</Properties>"),
        "a template": end(APP, f"<Template>{MARK}</Template>", "</Properties>"),
        "links": end(APP, f"<HLinks><x>{MARK}</x></HLinks>", "</Properties>"),
        "a type of nothing": end(TYPES, f'<Override PartName="/{MARK}.xml" ContentType="application/xml"/>', "</Types>"),
        "an ending of nothing": end(TYPES, f'<Default Extension="{MARK}" ContentType="application/x"/>', "</Types>"),
    }  # fmt: skip


def _packed() -> Iterator[tuple[str, bytes]]:
    """Beside the parts: in the zip itself."""
    data, said = form()[0], MARK.encode()
    yield "before the zip", said + data
    yield "after the zip", data + said
    yield "the zip's comment", data[:-2] + struct.pack("<H", len(said)) + said
    yield "a folder's name", _zipped(lambda z: z.writestr(f"{MARK}/", b""))
    yield "a part of no type", _zipped(lambda z: z.writestr(f"xl/{MARK}", said))
    yield "a part's comment", _zipped(lambda z: z.writestr(_info("xl/a.txt", comment=said), b""))
    yield (
        "a part's extra field",
        _zipped(
            lambda z: z.writestr(_info("xl/a.txt", extra=b"PP" + struct.pack("<H", len(said)) + said), b"")
        ),
    )
    yield (
        "relations of nothing",
        _zipped(lambda z: z.writestr("xl/_rels/gone.xml.rels", relations(relation("image", f"/{MARK}")))),
    )
    yield "a relation's id", rewritten(of_book(relation("theme", "/xl/theme/theme1.xml", MARK)))  # fmt: skip


def _info(name: str, comment: bytes = b"", extra: bytes = b"") -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.comment, info.extra = comment, extra
    return info


def _zipped(add: Callable[[zipfile.ZipFile], None]) -> bytes:
    out = io.BytesIO(form()[0])
    with zipfile.ZipFile(out, "a") as archive:
        add(archive)
    return out.getvalue()
