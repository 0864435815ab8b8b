"""Rules that every workbook obeys, whoever wrote it: order of elements, merges, validations, names, code names, content types."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from openpyxl.utils.cell import range_boundaries

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# CT_Worksheet of ECMA-376, part 1, 18.3.1.99.
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_LIMITS = {"prompt": 255, "error": 224, "promptTitle": 32, "errorTitle": 32}
_LIST = 255  # characters of a list within its validation


def broken_rules(parts: Mapping[str, bytes]) -> list[str]:
    """What a workbook's parts break, by rule and place; nothing for a sound one."""
    sheets = sorted(name for name in parts if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    broken = [*_types(parts), *_targets(parts), *_names(parts)]
    for name in sheets:
        root = ElementTree.fromstring(parts[name])
        broken += [
            f"{name}: {fault}" for fault in (*_ordered(root), *_merges(root), *_asked(root), *_rows(root))
        ]
    return broken


def _ordered(root: ElementTree.Element) -> Iterator[str]:
    tags = [child.tag.removeprefix(_MAIN) for child in root]
    if unknown := [tag for tag in tags if tag not in _ORDER]:
        yield f"unknown element {unknown[0]}"
        return
    places = [_ORDER.index(tag) for tag in tags]
    if places != sorted(places):
        yield "order of elements"
    if twice := {tag for tag in tags if tags.count(tag) > 1 and tag != "conditionalFormatting"}:
        yield f"twice {sorted(twice)[0]}"


def _merges(root: ElementTree.Element) -> Iterator[str]:
    merged = root.find(f"{_MAIN}mergeCells")
    areas = [cell.get("ref", "") for cell in merged] if merged is not None else []
    if merged is not None and merged.get("count", str(len(areas))) != str(len(areas)):
        yield "count of merges"
    seen: set[tuple[int, int]] = set()
    for area in areas:
        left, top, right, bottom = range_boundaries(area)
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if cells & seen:
            yield f"merges overlap at {area}"
        seen |= cells


def _asked(root: ElementTree.Element) -> Iterator[str]:
    asked = root.find(f"{_MAIN}dataValidations")
    rules = list(asked) if asked is not None else []
    if asked is not None and asked.get("count", str(len(rules))) != str(len(rules)):
        yield "count of validations"
    seen: set[str] = set()
    for rule in rules:
        yield from (f"long {name}" for name, most in _LIMITS.items() if len(rule.get(name, "")) > most)
        formula = rule.findtext(f"{_MAIN}formula1", "")
        if rule.get("type") == "list" and formula.startswith('"') and len(formula) > _LIST:
            yield "long list"
        for cell in rule.get("sqref", "").split():
            if cell in seen:
                yield f"two validations at {cell}"
            seen.add(cell)


def _rows(root: ElementTree.Element) -> Iterator[str]:
    rows = [int(row.get("r", "0")) for row in root.iter(f"{_MAIN}row")]
    if rows != sorted(set(rows)):
        yield "order of rows"


def _types(parts: Mapping[str, bytes]) -> Iterator[str]:
    root = ElementTree.fromstring(parts["[Content_Types].xml"])
    endings = {child.get("Extension", "").lower() for child in root if child.tag.endswith("Default")}
    named = {child.get("PartName", "") for child in root if child.tag.endswith("Override")}
    yield from (f"type of nothing {name}" for name in named if name[1:] not in parts)
    for name in parts:
        if (
            name != "[Content_Types].xml"
            and f"/{name}" not in named
            and name.rpartition(".")[2].lower() not in endings
        ):
            yield f"no type for {name}"


def _targets(parts: Mapping[str, bytes]) -> Iterator[str]:
    for name in parts:
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in ElementTree.fromstring(parts[name]):
                target = relation.get("Target", "")
                place = (
                    target[1:]
                    if target.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, target))
                )
                if relation.get("TargetMode") != "External" and place not in parts:
                    yield f"{name}: no part {place}"


def _names(parts: Mapping[str, bytes]) -> Iterator[str]:
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    sheets = [sheet.get("name", "") for sheet in book.iter(f"{_MAIN}sheet")]
    for name in book.iter(f"{_MAIN}definedName"):
        sheet, mark, _ = (name.text or "").rpartition("!")
        if mark and sheet.strip("'").replace("''", "'") not in sheets:
            yield f"name {name.get('name')} of no sheet"
        if int(name.get("localSheetId", "0")) >= len(sheets):
            yield f"name {name.get('name')} of sheet {name.get('localSheetId')}"
    if "xl/vbaProject.bin" in parts:
        yield from _code_names(parts, book)


def _code_names(parts: Mapping[str, bytes], book: ElementTree.Element) -> Iterator[str]:
    settings = book.find(f"{_MAIN}workbookPr")
    codes = [settings.get("codeName") if settings is not None else None]
    for name in parts:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            own = ElementTree.fromstring(parts[name]).find(f"{_MAIN}sheetPr")
            codes.append(own.get("codeName") if own is not None else None)
    if None in codes or len(set(codes)) < len(codes):
        yield f"code names {codes}"
