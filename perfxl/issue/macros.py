"""The comfort edition: an issued workbook with the form's macros, their buttons and a hidden sheet of words (.xlsm)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from perfxl.form.control import weight
from perfxl.form.layout import KEY_FIELD, Layout
from perfxl.form.panel import open_table, rows_of
from perfxl.form.plan import Settings
from perfxl.form.slot import CONTINUED, PANEL_ROWS
from perfxl.issue.part_edits import before_end, edited, with_attribute
from perfxl.storage.zip_parts import packed, parts_of
from perfxl.texts import texts
from perfxl.vba.project_writer import Module, sheet_module, standard_module, vba_project, workbook_module

WORDS_SHEET = "perfxl"
PASSWORD = "password"  # the name of a word
WORD = "word:"
MORE_ROWS = 40  # how many rows a person may add to a section
BUTTONS = ("AddRow", "RemoveRow", "NextFault", "Check", "Prepare", "Pdf", "Mail")
_MACRO_MAIN = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WIDE, _HIGH, _ACROSS = 74, 30, 4  # pixels of a button with the gap beside it, buttons in a line
_CAPTION = 24  # pixels between the two lines: the column's own heading shows there
_HEIGHT = re.compile(rb'<row r="(\d+)"[^>]*? ht="([\d.]+)"')


def macro_modules() -> tuple[Module, ...]:
    """The form's own modules, from the .bas files, in the order of their names."""
    folder = Path(str(files("perfxl"))) / "macros"
    folder = folder if folder.is_dir() else folder.parent.parent / "macros"
    return tuple(standard_module(path.read_text(encoding="ascii")) for path in sorted(folder.glob("*.bas")))


def with_macros(
    workbook: bytes,
    layout: Layout,
    password: str,
    settings: Settings,
    created: datetime,
    language: str = "mn",
) -> bytes:
    """The .xlsm of an issued .xlsx: the same sheets, with macros, buttons in the panel and the sheet of words.

    `settings` are the roster's (HR's address); the same bytes for the same input.
    """
    parts = parts_of(workbook)
    sheets = sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))
    codes = [f"Sheet{number}" for number in range(1, len(sheets) + 2)]
    words = dict(edition_words(layout, password, settings, language))
    for name, code in zip(sheets, codes, strict=False):
        parts[name] = with_attribute(parts[name], "sheetPr", "codeName", code)
    parts |= {
        "xl/worksheets/sheet_words.xml": _words_sheet(words, layout.token.text, codes[-1]),
        "xl/vbaProject.bin": vba_project(
            [workbook_module("ThisWorkbook"), *map(sheet_module, codes), *macro_modules()]
        ),
        "xl/drawings/vmlDrawing_buttons.vml": _buttons(layout, language, _panel_heights(parts[sheets[0]])),
    }
    _link(parts, sheets[0])
    return packed(parts, created)


# --- the sheet of words ---


def word_mark(name: str, text: str) -> str:
    """A word that an edition carries, as the ledger notes that it went out."""
    return WORD + hashlib.sha256(f"{name}={text}".encode("utf-8", "replace")).hexdigest()


def own_words(settings: Settings, language: str = "mn") -> Iterator[str]:
    """The marks of the words that depend on settings or version, and so on no form."""
    yield word_mark("address", _address(settings))
    yield from (word_mark(name, str(text)) for name, text in texts(language).entries["macros"].items())


def _address(settings: Settings) -> str:
    return settings.contact_email or settings.text("email")


def edition_words(
    layout: Layout, password: str, settings: Settings, language: str
) -> Iterator[tuple[str, str]]:
    """What the macros look up: words of the language, places in the sheet, weights of the rows that may be added."""
    yield "sheet", layout.sheet
    yield PASSWORD, password
    yield "address", _address(settings)
    yield "subject", layout.token.printed
    for name, text in texts(language).entries["macros"].items():
        yield name, str(text)
    columns = dict(layout.fields)
    for name in ("measure", "achieved", "state", "control", KEY_FIELD):
        yield f"place:{name}", str(columns[name])
    yield "place:first_row", str(layout.first_print_row)
    yield "place:last_column", str(layout.last_print_column)
    yield from _own_rows(layout)


def _own_rows(layout: Layout) -> Iterator[tuple[str, str]]:
    rows = rows_of(layout)
    counts: dict[str, int] = {}
    for line in rows.lines:
        if line.role == "spare":
            counts[line.section] = counts.get(line.section, 0) + 1
    if counts:
        yield "own_section", next(iter(counts))
    for section, issued in counts.items():
        yield f"issued:{section}", str(issued)
        yield f"open:{section}", _open_columns(layout, f"{section}+{issued}")
        yield f"below:{section}", _open_columns(layout, f"{section}+{issued}{CONTINUED}")
        fields = tuple(open_table(layout, rows, f"{section}+{issued}"))
        for number in range(issued, issued + MORE_ROWS + 1):
            key = f"{section}+{number}"
            yield f"weights:{key}", " ".join(str(weight(key, field)) for field in fields)


def _open_columns(layout: Layout, key: str) -> str:
    """The columns of a row that a person writes in, `2 3 6`."""
    return " ".join(str(slot.column) for slot in layout.slots if slot.key == key and not slot.locked)


def _words_sheet(words: Mapping[str, str], token: str, code: str) -> bytes:
    rows = "".join(
        f'<row r="{row}">{_cell(f"A{row}", name)}{_cell(f"B{row}", text)}{_cell("C1", token) if row == 1 else ""}</row>'
        for row, (name, text) in enumerate(words.items(), 1)
    )
    head = f'<worksheet xmlns="{_SPREADSHEET}"><sheetPr codeName="{code}"/><sheetData>'
    return f"{head}{rows}</sheetData></worksheet>".encode()


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


# --- the buttons ---


def _panel_heights(sheet: bytes) -> tuple[int, ...]:
    """The heights of the panel's rows in pixels."""
    points = {int(row): float(height) for row, height in _HEIGHT.findall(sheet)}
    return tuple(round(points.get(row, 15) * 4 / 3) for row in range(1, PANEL_ROWS + 1))


def _buttons(layout: Layout, language: str, heights: Sequence[int]) -> bytes:
    """Buttons in two lines over the panel, right of the print, as Excel's form controls in VML; `heights` of the
    panel's rows. The heading of the column stands between the lines."""
    column = dict(layout.fields)["status"] - 1
    high = min(_HIGH, (sum(heights) - _CAPTION) // 2)
    shapes = "".join(
        _button(
            number,
            macro,
            texts(language).word(f"buttons.{macro}"),
            column,
            _span(heights, 1 if number < _ACROSS else sum(heights) - high, high - 1),
        )
        for number, macro in enumerate(BUTTONS)
    )
    head = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
        '</o:shapelayout><v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path shadowok="f" o:extrusionok="f" strokeok="f" fillok="f" o:connecttype="rect"/>'
        '<o:lock v:ext="edit" shapetype="t"/></v:shapetype>'
    )
    return f"{head}{shapes}</xml>".encode()


def _span(heights: Sequence[int], top: int, high: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """(row, pixels into it) of an upper and a lower edge; Excel cuts an edge off that lies below its row."""

    def edge(pixels: int) -> tuple[int, int]:
        for row, height in enumerate(heights):
            if pixels < height:
                return row, pixels
            pixels -= height
        return len(heights) - 1, heights[-1]

    return edge(top), edge(top + high)


def _button(
    number: int, macro: str, caption: str, column: int, span: tuple[tuple[int, int], tuple[int, int]]
) -> str:
    left = number % _ACROSS * _WIDE + 2
    (first, top), (last, bottom) = span
    anchor = f"{column}, {left}, {first}, {top}, {column}, {left + _WIDE - 4}, {last}, {bottom}"
    return (
        f'<v:shape id="_x0000_s{1025 + number}" type="#_x0000_t201" style="position:absolute;margin-left:0;margin-top:0;'
        f'width:{_WIDE * 0.75}pt;height:{_HIGH * 0.75}pt;z-index:{number + 1}" o:button="t" fillcolor="buttonFace [67]" '
        f'strokecolor="windowText [64]" o:insetmode="auto"><v:fill color2="buttonFace [67]" o:detectmouseclick="t"/>'
        f'<o:lock v:ext="edit" rotation="t"/><v:textbox style="mso-direction-alt:auto" o:singleclick="f">'
        f'<div style="text-align:center"><font face="Arial" size="160" color="#000000">{escape(caption)}</font></div>'
        f'</v:textbox><x:ClientData ObjectType="Button"><x:Anchor>{anchor}</x:Anchor><x:PrintObject>False</x:PrintObject>'
        f"<x:AutoFill>False</x:AutoFill><x:FmlaMacro>[0]!Perfxl{macro}</x:FmlaMacro><x:TextHAlign>Center</x:TextHAlign>"
        f"<x:TextVAlign>Center</x:TextVAlign></x:ClientData></v:shape>"
    )


# --- putting the parts together ---


def _link(parts: dict[str, bytes], form_sheet: str) -> None:
    """Content types, relationships and code names for the new parts."""
    types = "[Content_Types].xml"
    added = (
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f'<Override PartName="/xl/worksheets/sheet_words.xml" ContentType="{_SHEET_TYPE}"/>'
    )
    parts[types] = before_end(edited(parts[types], re.escape(_MAIN), _MACRO_MAIN), "Types", added)
    relations = (
        f'<Relationship Type="{_OFFICE}/worksheet" Target="/xl/worksheets/sheet_words.xml" Id="rIdWords"/>'
        f'<Relationship Type="{_VBA}" Target="vbaProject.bin" Id="rIdVba"/>'
    )
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = before_end(parts[name], "Relationships", relations)
    words = f'<sheet xmlns:r="{_OFFICE}" name={quoteattr(WORDS_SHEET)} sheetId="99" state="veryHidden" r:id="rIdWords"/>'
    book = with_attribute(parts["xl/workbook.xml"], "workbookPr", "codeName", "ThisWorkbook")
    parts["xl/workbook.xml"] = before_end(book, "sheets", words)
    drawing = f'<legacyDrawing xmlns:r="{_OFFICE}" r:id="rIdButtons"/>'
    parts[form_sheet] = before_end(parts[form_sheet], "worksheet", drawing)
    parts[f"xl/worksheets/_rels/{form_sheet.rpartition('/')[2]}.rels"] = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Type="{_OFFICE}/vmlDrawing" '
        f'Target="/xl/drawings/vmlDrawing_buttons.vml" Id="rIdButtons"/></Relationships>'
    ).encode()
