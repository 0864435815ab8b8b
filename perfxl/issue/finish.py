"""What openpyxl cannot write: rows that may grow, explicit locks, fixed times, plain letters; the same bytes for the same
input, whichever XML library openpyxl found."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from xml.sax.saxutils import escape

from perfxl.form.layout import Layout
from perfxl.form.place import letters, parse_a1
from perfxl.issue.heights import MAY_GROW
from perfxl.issue.part_edits import edited
from perfxl.storage.zip_parts import packed, parts_of

_FORM_SHEET = "xl/worksheets/sheet1.xml"
_FORMULA = rb'<c r="(?P<place>[A-Z]+[0-9]+)"(?P<style>(?: s="[0-9]+")?)[^>]*>(?P<formula><f>[^<]*</f>)<v ?/?>(?:</v>)?</c>'
_AFTER_PAGE = rb"\A(.*?)(?=<drawing |<legacyDrawing |<tableParts|<extLst|</worksheet>)"
_CUSTOM_HEIGHT = re.compile(rb' customHeight="1"')
_ROW = rb'<row r="(?P<row>[0-9]+)"[^>]*>'
_XFS = rb"<cellXfs.*?</cellXfs>"
_STYLE_XFS = rb"<cellStyleXfs.*?</cellStyleXfs>"
_XF = re.compile(rb"<xf (?P<attrs>[^>]*?)(?P<end>/>|>(?P<inner>.*?)</xf>)", re.DOTALL)
_CHARACTER = re.compile("&#([0-9]{3,7});")
_EMPTY_CELL = re.compile("(<c [^>]*)/>")
_MERGED = re.compile("(?P<head><mergeCells [^>]*>)(?P<cells>.*?)</mergeCells>")
_AREA = re.compile('ref="(?P<first>[A-Z]+[0-9]+)[^"]*"')
_ASCII = 128
_MODIFIED = rb"(<dcterms:modified[^>]*>)[^<]*"


def finished(data: bytes, created: datetime, layout: Layout) -> bytes:
    """The workbook with its parts finished, packed again with `created` as every part's time.

    The layout's sheet is the workbook's first; its formulas' values go in as their results.
    """
    parts = parts_of(data)
    parts[_FORM_SHEET] = _growing(_quiet(_results(parts[_FORM_SHEET], layout), layout), layout)
    return packed({name: _finish(name, part, created) for name, part in parts.items()}, created)


def _results(sheet: bytes, layout: Layout) -> bytes:
    """Results beside the formulas, so that the sheet speaks where nothing calculates (Protected View, a phone)."""
    values = {slot.a1.encode(): slot.value for slot in layout.slots if slot.formula}

    def with_result(match: re.Match[bytes]) -> bytes:
        value = values[match["place"]]
        if isinstance(value, str):
            kind, shown = b' t="str"', escape(value).encode("ascii", "xmlcharrefreplace")
        else:
            kind, shown = b"", b"%.17g" % (value or 0)
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (
            match["place"],
            match["style"],
            kind,
            match["formula"],
            shown,
        )

    return edited(sheet, _FORMULA, with_result, times=len(values))


def _quiet(sheet: bytes, layout: Layout) -> bytes:
    """No green triangles: texts that look like numbers and open cells are meant."""
    area = f"A1:{letters(layout.key_column)}{layout.last_row}".encode()
    ignored = b'<ignoredErrors><ignoredError sqref="%s" numberStoredAsText="1" formula="1" unlockedFormula="1"/></ignoredErrors>'
    return edited(sheet, _AFTER_PAGE, lambda m: m[0] + ignored % area)


def _growing(sheet: bytes, layout: Layout) -> bytes:
    """Rows that somebody types into say nothing of a height that a person set, so that Excel fits them to what is typed;
    all others keep theirs in every program."""
    growing = {line.row for line in layout.lines if line.role in MAY_GROW}

    def fitting(row: re.Match[bytes]) -> bytes:
        return _CUSTOM_HEIGHT.sub(b"", row[0]) if int(row["row"]) in growing else row[0]

    return edited(sheet, _ROW, fitting, times=len(layout.lines))


def _finish(name: str, part: bytes, created: datetime) -> bytes:
    if name.startswith("xl/worksheets/"):
        return _plain(part)
    if name == "xl/styles.xml":
        return _locked(part)
    if name == "docProps/core.xml":
        return edited(part, _MODIFIED, lambda m: m[1] + f"{created:%Y-%m-%dT%H:%M:%SZ}".encode())
    return part


def _plain(sheet: bytes) -> bytes:
    """A sheet in letters instead of their numbers (a third of its length), empty tags in one spelling, merged cells in the
    sheet's order; openpyxl writes each of these differently from run to run or with another XML library."""
    text = _CHARACTER.sub(_letter, sheet.decode("utf-8")).replace(" />", "/>")
    return _MERGED.sub(_ordered, _EMPTY_CELL.sub(r"\1></c>", text)).encode("utf-8")


def _letter(match: re.Match[str]) -> str:
    """Beyond ASCII the letter itself; markup and line ends keep their numbers."""
    number = int(match[1])
    return chr(number) if number >= _ASCII else match[0]


def _ordered(match: re.Match[str]) -> str:
    cells = re.findall("<mergeCell [^>]*/>", match["cells"])
    return f"{match['head']}{''.join(sorted(cells, key=_first_cell))}</mergeCells>"


def _first_cell(merged: str) -> tuple[int, int]:
    area = _AREA.search(merged)
    return parse_a1(area["first"]) if area else (0, 0)


def _locked(styles: bytes) -> bytes:
    """The Normal style open, every other format saying its own lock: a paste that brings Normal stays editable."""
    styles = edited(styles, _STYLE_XFS, lambda m: _each(m[0], lambda n: b"0"))
    return edited(styles, _XFS, lambda m: _each(m[0], lambda n: b"1" if n else b"0"))


def _each(block: bytes, lock: Callable[[int], bytes]) -> bytes:
    """Every format without a word on protection given one; the first of a block is number 0."""
    count = iter(range(block.count(b"<xf ")))

    def spoken(match: re.Match[bytes]) -> bytes:
        number, inner = next(count), match["inner"] or b""
        if b"<protection" in inner:
            return match[0]
        attrs = re.sub(rb' ?applyProtection="\d"', b"", match["attrs"])
        protection = b'<protection locked="%s" hidden="0"/>' % lock(number)
        return b'<xf %s applyProtection="1">%s%s</xf>' % (attrs, inner, protection)

    return _XF.sub(spoken, block)
