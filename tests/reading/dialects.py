"""One small report in the dialects that programs write: each made by the program, or by hand after its habits."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import xlsxwriter
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.reading.making import (
    MAIN,
    OFFICE,
    PACKAGE,
    RELATIONS,
    ROOT,
    SHEET_TYPE,
    TYPES,
    WORKBOOK,
    book,
    related,
    sheet,
    zipped,
)
from tests.reading.making import parts as made

TEXT = "Үүргээ өөрөө\nгүйцэтгэсэн <100%>"


def of_openpyxl() -> bytes:
    """Written by openpyxl: inline or shared strings, letters as references, no results of formulas."""
    made_by = openpyxl.Workbook()
    page = made_by.active
    page.title = "Тайлан"
    page["A1"], page["B1"], page["C1"], page["D1"] = TEXT, 0.65, True, "=B1*2"
    page["B1"].number_format = "0%"
    page["B1"].protection = Protection(locked=False)
    page["A2"].value = "#N/A"
    page.merge_cells("A3:D3")
    page.row_dimensions[4].hidden = True
    page["A4"] = "нуусан"
    page.column_dimensions["F"].hidden = True
    rule = DataValidation(type="decimal", formula1="0", formula2="1.5", sqref="B1")
    page.add_data_validation(rule)
    page.protection.sheet = True
    made_by.defined_names["token"] = DefinedName("token", attr_text='"abc"')
    made_by.properties.subject = "token abc"
    made_by.properties.lastModifiedBy = "Х.Нарансолонго"
    buffer = io.BytesIO()
    made_by.save(buffer)
    return buffer.getvalue()


def of_xlsxwriter() -> bytes:
    """Written by XlsxWriter: shared strings, results of formulas."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made_by:
        page = made_by.add_worksheet("Тайлан")
        percent = made_by.add_format({"num_format": "0%", "locked": False})
        page.write_string("A1", TEXT)
        page.write_number("B1", 0.65, percent)
        page.write_boolean("C1", True)
        page.write_formula("D1", "=B1*2", None, 1.3)
        page.write_formula("A2", "=NA()", None, "#N/A")
        page.merge_range("A3:D3", "")
        page.set_row(3, None, None, {"hidden": True})
        page.write_string("A4", "нуусан")
        page.set_column("F:F", None, None, {"hidden": True})
        page.data_validation(
            "B1", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1.5}
        )
        page.protect()
        made_by.define_name("token", '="abc"')
        made_by.set_properties({"subject": "token abc", "author": "Х.Нарансолонго"})
    return buffer.getvalue()


ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.65</v></c><c r="C1" t="b"><v>1</v></c>'
    '<c r="D1"><f>B1*2</f><v>1.3</v></c></row>'
    '<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>'
    '<row r="4" hidden="1"><c r="A4" t="s"><v>1</v></c></row>'
)
AFTER = (
    '<sheetProtection sheet="1"/><mergeCells count="1"><mergeCell ref="A3:D3"/></mergeCells>'
    '<dataValidations count="1"><dataValidation type="decimal" sqref="B1"><formula1>0</formula1>'
    "<formula2>1.5</formula2></dataValidation></dataValidations>"
)
BEFORE = '<cols><col min="6" max="6" width="9" hidden="1"/></cols>'
ESCAPED = TEXT.replace("<", "&lt;").replace(">", "&gt;")
STRINGS = f'<sst xmlns="{MAIN}"><si><t xml:space="preserve">{ESCAPED}</t></si><si><t>нуусан</t></si></sst>'
NAMES = '<definedNames><definedName name="token">"abc"</definedName></definedNames>'
BOOK = WORKBOOK.replace("</workbook>", f"{NAMES}</workbook>")
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject>token abc</dc:subject>'
    "<cp:lastModifiedBy>Х.Нарансолонго</cp:lastModifiedBy></cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>{}</Application><AppVersion>16.0300</AppVersion></Properties>"
)
PROPERTIES = ROOT.replace(
    "</Relationships>",
    f'<Relationship Id="c" Type="{PACKAGE}/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="e" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>',
)


def _of(program: str, rows: str = ROWS, **changed: str | bytes | None) -> bytes:
    extra = {"docProps/core.xml": CORE, "docProps/app.xml": APP.format(program)}
    named: dict[str, str | bytes | None] = {
        "root": PROPERTIES,
        "strings": STRINGS,
        "workbook": BOOK,
    } | changed
    return book(sheet(rows, before=BEFORE, after=AFTER), extra, **named)


def of_excel() -> bytes:
    """After Excel: spans, x14ac heights, alternatives in the workbook part, validations in an extension."""
    ignorable = ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    rows = ROWS.replace(
        '<row r="1">', '<row r="1" spans="1:4" ht="30" customHeight="1" x14ac:dyDescent="0.25">'
    )
    part = sheet(rows, before=BEFORE, after=AFTER).replace("<worksheet", f"<worksheet{ignorable}", 1)
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="urn:x" url="C:\\a\\"/></mc:Choice></mc:AlternateContent>'
    )
    extra = {"docProps/core.xml": CORE, "docProps/app.xml": APP.format("Microsoft Excel")}
    told = BOOK.replace("<sheets>", choice + "<sheets>")
    return book(part, extra, root=PROPERTIES, strings=STRINGS, workbook=told)


def of_excel_for_mac() -> bytes:
    """After Excel for Mac: the same but for its name."""
    return _of("Microsoft Macintosh Excel")


def of_excel_on_the_web() -> bytes:
    """After Excel on the web: rich texts with phonetic runs."""
    rich = f'<si><r><t xml:space="preserve">Үүргээ </t></r><r><rPr><b/></rPr><t xml:space="preserve">{ESCAPED[7:]}</t></r>'
    phonetic = '<rPh sb="0" eb="1"><t>фонетик</t></rPh><phoneticPr fontId="1"/></si>'
    strings = f'<sst xmlns="{MAIN}">{rich}{phonetic}<si><t>нуусан</t></si></sst>'
    return _of("Microsoft Excel Online", strings=strings)


def of_google() -> bytes:
    """After Google Sheets: no properties at all, a drawing that is empty, results as texts."""
    drawing = '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
    extra = {
        "xl/drawings/drawing1.xml": drawing,
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related("drawing", "../drawings/drawing1.xml")}</Relationships>',
    }
    part = sheet(ROWS, before=BEFORE, after=AFTER + '<drawing r:id="rId9"/>').replace(
        "<worksheet", f'<worksheet xmlns:r="{OFFICE}"', 1
    )
    return book(part, extra, strings=STRINGS, workbook=BOOK)


def of_wps() -> bytes:
    """After WPS Office: its own name, properties of its own."""
    return _of("WPS Office_12.1.0.18276_F1E327BC")


def of_sheetjs() -> bytes:
    """After SheetJS: texts as results, protection dropped, escapes in texts."""
    rows = ROWS.replace('t="s"><v>0</v>', f't="str"><v>{ESCAPED.replace(chr(10), "_x000a_")}</v>')
    rows = rows.replace('t="s"><v>1</v>', 't="str"><v>нуусан</v>')
    return _of("SheetJS", rows)


def of_gnumeric() -> bytes:
    """After Gnumeric: truth values in words, apostrophes, a comment at the start."""
    part = "<?xml version='1.0' encoding='UTF-8'?>\n" + sheet(ROWS, before=BEFORE, after=AFTER)
    part = part.replace('hidden="1"', "hidden='true'").replace('sheet="1"', "sheet='true'")
    extra = {"docProps/core.xml": CORE, "docProps/app.xml": APP.format("gnumeric")}
    return book(part, extra, root=PROPERTIES, strings=STRINGS, workbook=BOOK)


def of_open_xml_sdk() -> bytes:
    """After programs on Microsoft's SDK: every element with a prefix, absolute targets."""
    part = sheet(ROWS, before=BEFORE, after=AFTER)
    prefixed = (
        part.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:").replace("xmlns=", "xmlns:x=")
    )
    absolute = RELATIONS.replace('Target="', 'Target="/xl/')
    extra = {"docProps/core.xml": CORE, "docProps/app.xml": APP.format("")}
    told = {"root": PROPERTIES.replace('Target="', 'Target="/'), "strings": STRINGS, "workbook": BOOK}
    return book(prefixed, extra, relations=absolute, **told)


def in_utf16() -> bytes:
    """Every part in UTF-16."""
    whole = made(
        sheet(ROWS, before=BEFORE, after=AFTER),
        {"docProps/core.xml": CORE, "docProps/app.xml": APP.format("")},
        root=PROPERTIES,
        strings=STRINGS,
        workbook=BOOK,
        types=TYPES.partition("?>")[2],
    )
    return zipped({name: str(text).encode("utf-16") for name, text in whole.items()})


def with_foreign_sheets() -> bytes:
    """A sheet of the employee's own before the form, parts named in another order."""
    own = sheet('<row r="1"><c r="A1"><v>5</v></c></row>')
    types = TYPES.replace(
        "</Types>", f'<Override PartName="/xl/worksheets/a.xml" ContentType="{SHEET_TYPE}"/></Types>'
    )
    relations = RELATIONS.replace("</Rel", related("worksheet", "worksheets/a.xml") + "</Rel")
    listed = '<sheets><sheet name="Миний тооцоо" sheetId="9" r:id="rId9"/>'
    extra = {"xl/worksheets/a.xml": own, "docProps/core.xml": CORE, "docProps/app.xml": APP.format("")}
    told = {"root": PROPERTIES, "types": types, "relations": relations, "strings": STRINGS}
    return book(
        sheet(ROWS, before=BEFORE, after=AFTER), extra, workbook=BOOK.replace("<sheets>", listed), **told
    )


DIALECTS: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("", of_openpyxl),
    ("Microsoft Excel", of_xlsxwriter),
    ("Microsoft Excel", of_excel),
    ("Microsoft Macintosh Excel", of_excel_for_mac),
    ("Microsoft Excel Online", of_excel_on_the_web),
    ("", of_google),
    ("WPS Office_12.1.0.18276_F1E327BC", of_wps),
    ("SheetJS", of_sheetjs),
    ("gnumeric", of_gnumeric),
    ("", of_open_xml_sdk),
    ("", in_utf16),
    ("", with_foreign_sheets),
)
