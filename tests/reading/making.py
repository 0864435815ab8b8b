"""Workbooks made by hand, part by part, for the reader's tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.sharedStrings+xml"/>'
    "</Types>"
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Тайлан" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0"/>'
    '<xf numFmtId="9" fontId="0" fillId="0"><protection locked="0"/></xf></cellXfs></styleSheet>'
)
STRINGS = f'<sst xmlns="{MAIN}"><si><t>нэг</t></si><si><t>хоёр</t></si></sst>'


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A worksheet part around the given rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(inner: str, attributes: str = 'r="A1"') -> str:
    """A worksheet part that holds one cell in row 1."""
    return sheet(f'<row r="1"><c {attributes}>{inner}</c></row>')


def parts(
    sheet1: str | bytes | None = None,
    extra: Mapping[str, str | bytes] | None = None,
    **changed: str | bytes | None,
) -> dict[str, str | bytes]:
    """The parts of a small workbook. Keywords `types`, `root`, `relations`, `workbook`, `styles`, `strings`
    replace one, None leaves it out; `extra` are further parts by name."""
    named: dict[str, str | bytes | None] = {
        "types": TYPES,
        "root": ROOT,
        "relations": RELATIONS,
        "workbook": WORKBOOK,
        "styles": STYLES,
        "strings": STRINGS,
        "sheet": sheet1 if sheet1 is not None else cell("<v>1</v>"),
    } | changed
    names = {
        "types": "[Content_Types].xml",
        "root": "_rels/.rels",
        "relations": "xl/_rels/workbook.xml.rels",
        "workbook": "xl/workbook.xml",
        "styles": "xl/styles.xml",
        "strings": "xl/sharedStrings.xml",
        "sheet": "xl/worksheets/sheet1.xml",
    }
    return {names[key]: value for key, value in named.items() if value is not None} | dict(extra or {})


def zipped(contents: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of the given parts, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def book(
    sheet1: str | bytes | None = None,
    extra: Mapping[str, str | bytes] | None = None,
    **changed: str | bytes | None,
) -> bytes:
    """A small workbook with the given worksheet part; keywords as in `parts`."""
    return zipped(parts(sheet1, extra, **changed))


def related(kind: str, target: str, mode: str = "", id_: str = "rId9", space: str = OFFICE) -> str:
    """One relationship; `mode` is External or nothing."""
    told = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="{id_}" Type="{space}/{kind}" Target="{target}"{told}/>'


def relationships(*inner: str) -> str:
    """A relationships part."""
    return f'<Relationships xmlns="{PACKAGE}">{"".join(inner)}</Relationships>'


def workbook(
    sheets: str = '<sheet name="Тайлан" sheetId="1" r:id="rId1"/>', before: str = "", after: str = ""
) -> str:
    """A workbook part that lists the given sheets."""
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheets>{sheets}</sheets>{after}</workbook>'
