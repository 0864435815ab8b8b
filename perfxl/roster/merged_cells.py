"""Merged cells of the roster's tables: all but the first of them are read as empty, so each such area is told."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

from perfxl.finding import Finding
from perfxl.texts import finding
from perfxl.texts.columns import fold, header

_TABLES = ("employees", "units", "plans", "settings", "letters")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def merged_cells(data: bytes) -> tuple[Finding, ...]:
    """R130 for each merged area on the sheets of tables; `data` is a workbook that has been read already."""
    wanted = {fold(header("roster.sheets", name)) for name in _TABLES}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        areas = [
            (name, area)
            for name, part in _parts(archive)
            if fold(name) in wanted and b"<mergeCell" in archive.read(part)
            for area in _areas(fromstring(archive.read(part)))
        ]
    return tuple(finding("R130", sheet=name, cell=area, field="file") for name, area in areas)


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(the sheet's name, its part) of each sheet."""
    book = fromstring(archive.read("xl/workbook.xml"))
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    for sheet in book.iter():
        part = targets.get(sheet.get(_RELATION, "")) if _is(sheet, "sheet") else None
        if part:
            yield sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", part)).lstrip("/")


def _areas(sheet: Element) -> Iterator[str]:
    return (element.get("ref", "") for element in sheet.iter() if _is(element, "mergeCell"))


def _is(element: Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name
