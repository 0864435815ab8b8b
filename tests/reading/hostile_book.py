"""Hostile and damaged files, third kind: relationships, sheets, strings, cells, dates, styles that lie."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reading.hostile_xml import stored
from tests.reading.kind import READ, Kind
from tests.reading.making import (
    MAIN,
    OFFICE,
    RELATIONS,
    ROOT,
    SHEET_TYPE,
    STRINGS,
    STYLES,
    TYPES,
    WORKBOOK,
    book,
    cell,
    related,
    relationships,
    sheet,
    workbook,
)

ONE = cell("<v>1</v>")
TWO = cell("<v>2</v>")
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
BESIDE = "xl/worksheets/_rels/sheet1.xml.rels"


def plus(relation: str, part: str = RELATIONS) -> str:
    """A relationships part with one relationship more."""
    return part.replace("</Relationships>", relation + "</Relationships>")


def relations() -> Iterator[Kind]:
    """Relationships: missing, doubled, leading astray."""
    yield Kind(
        "two workbook parts",
        "G051",
        book(
            root=plus(related("officeDocument", "xl/workbook2.xml"), ROOT),
            extra={"xl/workbook2.xml": WORKBOOK},
        ),
    )
    yield Kind(
        "a workbook part that is not there",
        "G051",
        book(
            root=ROOT.replace("xl/workbook.xml", "xl/none.xml"),
            types=TYPES.replace("/xl/workbook.xml", "/xl/none.xml"),
        ),
    )
    yield Kind(
        "a workbook part elsewhere on the net",
        "G013",
        book(root=relationships(related("officeDocument", "http://example.org/a.xlsx", "External"))),
    )
    yield Kind(
        "a target above the root",
        "G051",
        book(relations=RELATIONS.replace("worksheets/", "../../worksheets/")),
    )
    yield Kind(
        "a target with backslashes", "G051", book(relations=RELATIONS.replace("worksheets/", "worksheets\\"))
    )
    yield Kind(
        "two relationships of one id", "G051", book(relations=plus(related("worksheet", "x.xml", id_="rId1")))
    )
    for missing in ("Id", "Type", "Target"):
        whole = related("theme", "theme.xml")
        yield Kind(
            f"a relationship without {missing}",
            "G051",
            book(relations=plus(whole.replace(f" {missing}=", " x="))),
        )
    yield Kind(
        "relationships of another namespace",
        "G051",
        book(relations=RELATIONS.replace("/package/2006/", "/other/2006/")),
    )
    yield Kind("relationships that are no relationships", "G051", book(relations="<a/>"))
    yield Kind("root relationships that are none", "G051", book(root="<a/>"))
    yield Kind("styles that are not there", "G051", book(styles=None))
    yield Kind("strings that are not there", "G051", book(strings=None))
    yield Kind("two parts of styles", "G051", book(relations=plus(related("styles", "styles.xml"))))
    yield Kind(
        "two parts of strings", "G051", book(relations=plus(related("sharedStrings", "sharedStrings.xml")))
    )
    yield Kind(
        "comments that are not there",
        "G051",
        book(extra={BESIDE: relationships(related("comments", "../comments1.xml"))}),
    )
    yield Kind(
        "an absolute target", READ, book(relations=RELATIONS.replace("worksheets/", "/xl/worksheets/"))
    )
    yield Kind(
        "a target that starts with a dot",
        READ,
        book(relations=RELATIONS.replace("worksheets/", "./worksheets/")),
    )
    yield Kind(
        "a target that goes up and down again",
        READ,
        book(relations=RELATIONS.replace("worksheets/", "../xl/worksheets/")),
    )
    yield Kind(
        "a target in other letters",
        READ,
        book(relations=RELATIONS.replace("worksheets/sheet1", "Worksheets/Sheet1")),
    )
    yield Kind(
        "an internal mode that is written out",
        READ,
        book(relations=RELATIONS.replace('Target="styles.xml"', 'Target="styles.xml" TargetMode="Internal"')),
    )
    drawing = relationships(related("drawing", "../d.xml"), related("drawing", "../d.xml", id_="rId8"))
    yield Kind("one drawing twice", "G051", book(extra={BESIDE: drawing, "xl/d.xml": "<a/>"}))
    large = {BESIDE: relationships(related("drawing", "../d.xml")), "xl/d.xml": f"<a>{'x' * (4 << 20)}</a>"}
    yield Kind("a drawing larger than allowed", "G032", stored(extra=large))
    link = relationships(related("hyperlink", "https://example.org/", "External"))
    yield Kind("a link to a page", READ, book(extra={BESIDE: link}))


def unwanted() -> Iterator[Kind]:
    """What acts on whoever opens the file."""
    for name, relation, code in (
        ("an embedded object", related("oleObject", "embeddings/oleObject1.bin"), "G060"),
        ("an embedded workbook", related("package", "embeddings/a.xlsx"), "G060"),
        ("an ActiveX control", related("control", "activeX/activeX1.xml"), "G061"),
        (
            "an ActiveX store",
            related("activeXControlBinary", "activeX/activeX1.bin", space=MICROSOFT),
            "G061",
        ),
        ("a link to another workbook", related("externalLink", "externalLinks/externalLink1.xml"), "G062"),
        ("a path to another workbook", related("externalLinkPath", "a.xlsx", "External"), "G062"),
        ("a data connection", related("connections", "connections.xml"), "G063"),
        ("a query's table", related("queryTable", "queryTables/queryTable1.xml"), "G063"),
        ("a data model", related("powerPivotData", "model/item.data"), "G063"),
        ("a sheet of old macros", related("xlMacrosheet", "macrosheets/sheet1.xml", space=MICROSOFT), "G064"),
        (
            "a sheet of old macros of another land",
            related("xlIntlMacrosheet", "macrosheets/sheet1.xml"),
            "G064",
        ),
        ("a sheet of dialogs", related("dialogsheet", "dialogsheets/sheet1.xml"), "G064"),
        ("a picture of another host", related("image", "http://example.org/a.png", "External"), "G065"),
        (
            "a template of another host",
            related("attachedTemplate", "http://example.org/a.dotm", "External"),
            "G065",
        ),
        ("a sheet of another host", related("worksheet", "http://example.org/a.xml", "External"), "G065"),
        ("a frame of another host", related("frame", "http://example.org/", "External"), "G065"),
        ("a web extension", related("webextension", "webextensions/webextension1.xml"), "G066"),
    ):
        yield Kind(f"{name}, of the workbook", code, book(relations=plus(relation)))
        yield Kind(f"{name}, of a sheet", code, book(extra={BESIDE: relationships(relation)}))
    menu = related("extensibility", "customUI/customUI.xml", space=MICROSOFT + "/ui")
    yield Kind(
        "a menu of its own", "G066", book(root=plus(menu, ROOT), extra={"customUI/customUI.xml": "<a/>"})
    )


def listings() -> Iterator[Kind]:
    """Sheets listed and sheets there."""
    second = related("worksheet", "worksheets/sheet2.xml")
    typed = TYPES.replace(
        "</Types>", f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{SHEET_TYPE}"/></Types>'
    )
    sheets = '<sheet name="{}" sheetId="1" r:id="rId1"{}/><sheet name="{}" sheetId="2" r:id="rId9"/>'
    extra = {"xl/worksheets/sheet2.xml": TWO}
    both = {"types": typed, "relations": plus(second)}
    yield Kind("two sheets", READ, book(workbook=workbook(sheets.format("a", "", "b")), extra=extra, **both))
    yield Kind(
        "a sheet that is listed and not related", "G052", book(workbook=workbook(sheets.format("a", "", "b")))
    )
    yield Kind(
        "a sheet that is related and not there",
        "G052",
        book(workbook=workbook(sheets.format("a", "", "b")), relations=plus(second)),
    )
    yield Kind("a sheet that is there and not listed", "G052", book(extra=extra, **both))
    yield Kind("a sheet that is related and not listed", "G052", book(extra=extra, relations=plus(second)))
    yield Kind("a decoy sheet of no relationship", "G052", book(extra=extra, types=typed))
    again = plus(related("worksheet", "worksheets/sheet1.xml"))
    yield Kind(
        "one part as two sheets",
        "G052",
        book(workbook=workbook(sheets.format("a", "", "b")), relations=again),
    )
    yield Kind("a sheet that is the stylesheet", "G056", book(workbook=WORKBOOK.replace("rId1", "rId2")))
    yield Kind(
        "a sheet without its content type", "G056", book(types=TYPES.replace(SHEET_TYPE, "application/xml"))
    )
    yield Kind(
        "a sheet with the content type of styles",
        "G067",
        book(types=TYPES.replace(SHEET_TYPE, SHEET_TYPE.replace("worksheet", "styles"))),
    )
    names = {
        "of the same name": ("a", "a"),
        "of the same name in other letters": ("Тайлан", "тайлан"),
        "without a name": ("", "b"),
    }
    for name, (one, two) in names.items():
        yield Kind(
            f"sheets {name}",
            "G057",
            book(workbook=workbook(sheets.format(one, "", two)), extra=extra, **both),
        )
    yield Kind("no sheets", "G052", book(workbook=workbook("")))
    nothing = {"types": TYPES.replace(SHEET_TYPE, "application/xml"), "relations": relationships()}
    yield Kind("no sheets anywhere", "G055", book(workbook=workbook(""), **nothing))
    for state in ("hidden", "veryHidden"):
        yield Kind(
            f"the only sheet is {state}",
            "G055",
            book(workbook=WORKBOOK.replace("sheetId", f'state="{state}" sheetId')),
        )
    yield Kind(
        "a sheet in an unknown state",
        "G056",
        book(workbook=WORKBOOK.replace("sheetId", 'state="secret" sheetId')),
    )
    alternative = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14">{}</mc:Choice></mc:AlternateContent>'
    one = '<sheet name="a" sheetId="1" r:id="rId1"/>'
    hidden = alternative.format('<sheet name="b" sheetId="2" r:id="rId9"/>')
    yield Kind(
        "a sheet among alternatives", "G052", book(workbook=workbook(one + hidden), extra=extra, **both)
    )


def settings() -> Iterator[Kind]:
    """Content types, dialect, dates, names."""
    yield Kind("content types that are none", "G050", book(types="<a/>"))
    yield Kind(
        "content types of another namespace",
        "G050",
        book(types=TYPES.replace("content-types", "other-types")),
    )
    twice = TYPES.replace("</Types>", '<Override PartName="/XL/workbook.xml" ContentType="a/b"/></Types>')
    yield Kind("a content type told twice", "G050", book(types=twice))
    yield Kind("a content type of no part", "G050", book(types=TYPES.replace("/xl/styles.xml", "")))
    yield Kind(
        "a workbook part without its type",
        "G050",
        book(types=TYPES.replace("sheet.main+xml", "sheet.other+xml")),
    )
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    yield Kind("Strict Open XML", "G053", book(root=ROOT.replace(OFFICE, strict)))
    yield Kind(
        "a Strict workbook part",
        "G056",
        book(workbook=WORKBOOK.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")),
    )
    for truth in ("1", "true"):
        dates = workbook(before=f'<workbookPr date1904="{truth}"/>')
        yield Kind(f"dates from 1904, {truth}", "G054", book(workbook=dates))
    yield Kind("dates not from 1904", READ, book(workbook=workbook(before='<workbookPr date1904="false"/>')))
    names = "<definedNames>{}</definedNames>"
    one = '<definedName name="a">1</definedName>'
    yield Kind("a name defined twice", "G058", book(workbook=workbook(after=names.format(one + one))))
    other = one.replace('"a"', '"A"')
    yield Kind(
        "a name defined twice in other letters",
        "G058",
        book(workbook=workbook(after=names.format(one + other))),
    )
    local = one.replace('"a"', '"a" localSheetId="0"')
    yield Kind(
        "a name of the workbook and of a sheet",
        READ,
        book(workbook=workbook(after=names.format(one + local))),
    )
    lost = one.replace('"a"', '"a" localSheetId="7"')
    yield Kind(
        "a name of a sheet that is not there", "G056", book(workbook=workbook(after=names.format(lost)))
    )
    odd = one.replace('"a"', '"a" localSheetId="x"')
    yield Kind("a name of no sheet", "G056", book(workbook=workbook(after=names.format(odd))))


def places() -> Iterator[Kind]:
    """Rows and cells: where they say they are."""
    for row in ("0", "-1", "1048577", "x", "", "1.5", "１", "99999999", " 1"):
        yield Kind(f"a row numbered {row!r}", "G070", book(sheet(f'<row r="{row}"><c><v>1</v></c></row>')))
    for address in (
        "a1",
        "A0",
        "A01",
        "XFE1",
        "AAAA1",
        "1A",
        "$A$1",
        "A1:A2",
        "A",
        "1",
        "",
        "А1",
        "A１",
        "A2",
        "R1C1",
        "A-1",
        " A1",
        "A1 ",
    ):
        yield Kind(f"a cell at {address!r}", "G070", book(cell("<v>1</v>", f'r="{address}"')))
    one = '<c r="A1"><v>1</v></c>'
    yield Kind("a cell twice", "G071", book(sheet(f'<row r="1">{one}{one}</row>')))
    yield Kind(
        "a cell twice, once by counting",
        "G071",
        book(sheet('<row r="1"><c r="B1"/><c r="A1"/><c><v>1</v></c></row>')),
    )
    yield Kind("a row twice", "G081", book(sheet(f'<row r="1">{one}</row><row r="1"><c r="B1"/></row>')))
    yield Kind("a row twice, once by counting", "G081", book(sheet('<row r="2"/><row r="1"/><row/>')))
    yield Kind("rows out of order", READ, book(sheet(f'<row r="2"/><row r="1">{one}</row>')))
    yield Kind(
        "something below the last row", "G038", book(sheet('<row r="5001"><c r="A5001"><v>1</v></c></row>'))
    )
    yield Kind(
        "something in the very last row",
        "G038",
        book(sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    )
    yield Kind(
        "a formula below the last row", "G038", book(sheet('<row r="5001"><c r="A5001"><f>1</f></c></row>'))
    )
    yield Kind("something beyond the last column", "G039", book(cell("<v>1</v>", 'r="KO1"')))
    yield Kind("something in the very last column", "G039", book(cell("<v>1</v>", 'r="XFD1"')))
    row = f'<row r="1">{one}<c r="XFD1" s="1"/></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    yield Kind("empty formatted cells at the very end", READ, book(sheet(row)))
    rows = "".join(f"<row>{'<c/>' * 300}</row>" for _ in range(667))
    yield Kind("more cells than allowed", "G037", stored(sheet=sheet(rows)))
    yield Kind("more rows than allowed", "G037", stored(sheet=sheet("<row/>" * 200_001)))


def values() -> Iterator[Kind]:
    """Values that are not what their cell says."""
    for text in (
        "NaN",
        "INF",
        "-Infinity",
        "1e999",
        "-1e999",
        "1_0",
        "0x10",
        "1,5",
        "１",
        "٣",
        "-",
        "1e",
        "1 2",
        "1.2.3",
        "+-1",
        "1e1.5",
        "true",
        "--1",
    ):
        yield Kind(f"a number written {text!r}", "G074", book(cell(f"<v>{text}</v>")))
    for text in ("2", "yes", "TRUE", "-1", "1.0", "да"):
        yield Kind(f"a truth value written {text!r}", "G075", book(cell(f"<v>{text}</v>", 'r="A1" t="b"')))
    for text in ("#", "N/A", "error", "#" * 50, ""):
        yield Kind(f"an error written {text!r}", "G075", book(cell(f"<v>{text}</v>", 'r="A1" t="e"')))
    for text in (
        "yesterday",
        "2024.06.30",
        "2024-13-01",
        "2024-02-30",
        "2024-6-1",
        "30.06.2024",
        "45000",
        "2024-06-30T25:00:00",
        "2024-06-30 10:00",
    ):
        yield Kind(f"a date written {text!r}", "G075", book(cell(f"<v>{text}</v>", 'r="A1" t="d"')))
    for text in ("2", "-1", "1.0", "1e0", "x", "99999999999", "0x0", "١", "+1", "1 1"):
        yield Kind(f"a text number {text!r}", "G072", book(cell(f"<v>{text}</v>", 'r="A1" t="s"')))
    yield Kind(
        "a text number where there are no texts",
        "G072",
        book(
            cell("<v>0</v>", 'r="A1" t="s"'),
            relations=RELATIONS.replace("sharedStrings", "calcChain"),
            strings=None,
            extra={"xl/calcChain.xml": "<a/>"},
        ),
    )
    for kind in ("x", "", "S", "shared", "num"):
        yield Kind(f"a cell of the kind {kind!r}", "G073", book(cell("<v>1</v>", f'r="A1" t="{kind}"')))
    long = "о" * 32_768
    yield Kind(
        "a text too long in the cell", "G078", book(cell(f"<is><t>{long}</t></is>", 'r="A1" t="inlineStr"'))
    )
    yield Kind("a result too long", "G078", book(cell(f"<f>A2</f><v>{long}</v>", 'r="A1" t="str"')))
    yield Kind("a text too long among the strings", "G078", book(strings=STRINGS.replace("нэг", long)))
    whole = "о" * 32_767
    yield Kind(
        "a text just as long as allowed",
        READ,
        book(cell(f"<is><t>{whole}</t></is>", 'r="A1" t="inlineStr"')),
        whole,
    )
    for name, inner, kind, value in (
        ("a number with a sign and an exponent", "<v>+1.0E+0</v>", "n", 1.0),
        ("an empty value", "<v></v>", "n", None),
        ("an empty text number", "<v/>", "s", None),
        ("a text that looks like a number", "<v>007</v>", "str", "007"),
        ("a text that looks like a formula", "<is><t>=1+1</t></is>", "inlineStr", "=1+1"),
        ("an escape in a text", "<is><t>a_x000A_b</t></is>", "inlineStr", "a\nb"),
        ("an escaped pair of surrogates", "<is><t>_xD83D__xDE00_</t></is>", "inlineStr", "\U0001f600"),
        ("an escape that is none", "<is><t>_x00G0_</t></is>", "inlineStr", "_x00G0_"),
        ("a text of blanks", '<is><t xml:space="preserve">  </t></is>', "inlineStr", "  "),
        ("an error", "<v>#N/A</v>", "e", "#N/A"),
        ("a date and time", "<v>2024-06-30T23:59:59Z</v>", "d", "2024-06-30T23:59:59Z"),
        ("a time of day", "<v>23:59:59</v>", "d", "23:59:59"),
    ):
        yield Kind(name, READ, book(cell(inner, f'r="A1" t="{kind}"')), value)
    yield Kind(
        "half a surrogate in an escape",
        READ,
        book(cell("<is><t>_xD83D_</t></is>", 'r="A1" t="inlineStr"')),
        "\ufffd",
    )


def formulas_and_styles() -> Iterator[Kind]:
    """Formulas, styles, ranges."""
    yield Kind("a shared formula without its source", "G077", book(cell('<f t="shared" si="0"/>')))
    yield Kind(
        "a shared formula of another number",
        "G077",
        book(
            sheet(
                '<row r="1"><c r="A1"><f t="shared" si="0">1</f></c><c r="B1"><f t="shared" si="1"/></c></row>'
            )
        ),
    )
    source = f"SUM({'A1,' * 2000}A1)"
    followers = "".join(
        f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 1000)
    )
    yield Kind(
        "a shared formula that grows without end",
        "G040",
        book(sheet(f'<row r="1"><c r="A1"><f t="shared" si="0">{source}</f></c></row>{followers}')),
    )
    yield Kind("a formula too long", "G083", book(cell(f"<f>{'1+' * 4097}1</f>")))
    for style in ("2", "-1", "x", "1.0", "99999999", "", "１"):
        yield Kind(f"a style numbered {style!r}", "G076", book(cell("<v>1</v>", f'r="A1" s="{style}"')))
    for what in ("numFmtId", "fontId", "fillId"):
        yield Kind(
            f"a style whose {what} is no number",
            "G076",
            book(styles=STYLES.replace(f'{what}="0"', f'{what}="x"', 1)),
        )
    yield Kind(
        "a number format of no number",
        "G076",
        book(
            styles=STYLES.replace("<fonts", '<numFmts><numFmt numFmtId="x" formatCode="0"/></numFmts><fonts')
        ),
    )
    yield Kind(
        "a style of a font that is not there", READ, book(styles=STYLES.replace('fontId="0"', 'fontId="9"'))
    )
    for span in (
        "A1:B",
        "B2:A1",
        "A0",
        "XFE1",
        "",
        "A1:XFE2",
        "A1:B1048577",
        "1:x",
        "A1-B2",
        "#REF!",
        "AAAA1",
    ):
        yield Kind(
            f"a merge over {span!r}",
            "G080",
            book(sheet("", after=f'<mergeCells><mergeCell ref="{span}"/></mergeCells>')),
        )
    for span in ("A1:B", "B2:A1", "A0", "A1,B2", "XFE1"):
        rule = f'<dataValidations><dataValidation sqref="{span}"/></dataValidations>'
        yield Kind(f"a validation over {span!r}", "G080", book(sheet("", after=rule)))
    for low, high in (("x", "2"), ("1", "x"), ("", ""), ("-1", "2")):
        yield Kind(
            f"columns from {low!r} to {high!r}",
            "G080",
            book(sheet("", before=f'<cols><col min="{low}" max="{high}"/></cols>')),
        )
    merges = '<mergeCell ref="A1:B1"/>' * 50_001
    yield Kind(
        "more merges than any sheet needs",
        "G040",
        stored(sheet=sheet("", after=f"<mergeCells>{merges}</mergeCells>")),
    )
    columns = '<col min="1" max="16384" hidden="1"/>' * 50_001
    yield Kind(
        "more columns than any sheet has", "G040", stored(sheet=sheet("", before=f"<cols>{columns}</cols>"))
    )
    spans = " ".join(["A1"] * 50_001)
    yield Kind(
        "more validated ranges than any sheet needs",
        "G040",
        stored(
            sheet=sheet("", after=f'<dataValidations><dataValidation sqref="{spans}"/></dataValidations>')
        ),
    )
    whole = '<row r="1"><c r="A1"><v>1</v></c></row>'
    yield Kind(
        "a merge over the whole sheet",
        READ,
        book(sheet(whole, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    )
    yield Kind(
        "a comment at no place",
        "G080",
        book(
            extra={
                BESIDE: relationships(related("comments", "../comments1.xml")),
                "xl/comments1.xml": f'<comments xmlns="{MAIN}"><commentList><comment ref="x"/></commentList></comments>',
            }
        ),
    )


def sizes_and_colours() -> Iterator[Kind]:
    """Numbers in styles, rows and columns that are none, or are told at length."""
    for name, colour in (
        ("theme", "00000099999999"),
        ("indexed", "9" * 5000),
        ("theme", "-1"),
        ("rgb", "x"),
        ("tint", "nan"),
    ):
        styles = STYLES.replace("<sz", f'<color {name}="{colour}"/><sz')
        yield Kind(f"a colour whose {name} is {colour[:20]!r}", READ, book(styles=styles))
    for size in ("nan", "x", "1_0", "-1", "9" * 5000):
        yield Kind(
            f"a font of the size {size[:20]!r}", READ, book(styles=STYLES.replace('"11"', f'"{size}"'))
        )
    for size in ("nan", "x", "inf", "-1", "1e999"):
        row = f'<row r="1" ht="{size}"><c r="A1"><v>1</v></c></row>'
        wide = f'<cols><col min="1" max="2" width="{size}"/></cols>'
        yield Kind(f"a row and columns of the size {size!r}", READ, book(sheet(row, before=wide)))
    for low, high in (("0", "2"), ("1", "00000000002"), ("１", "2"), ("1", "9" * 5000)):
        columns = f'<cols><col min="{low}" max="{high}"/></cols>'
        yield Kind(f"columns numbered {low!r} to {high[:20]!r}", "G080", book(sheet("", before=columns)))
    name = '<definedNames><definedName name="a" localSheetId="00000000">1</definedName></definedNames>'
    yield Kind("a name of a sheet numbered at length", "G056", book(workbook=workbook(after=name)))


def kinds() -> Iterator[Kind]:
    """All of this module."""
    for family in (
        relations,
        unwanted,
        listings,
        settings,
        places,
        values,
        formulas_and_styles,
        sizes_and_colours,
    ):
        yield from family()
