"""A filled form with something planted in it: parts, relationships, formulas, names; MARK tells where it ends up."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from perfxl.form.seal import Seal
from tests.checks.forms import answers, filled, issued

MARK = "PLANTED-7f3a"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
HOST = f"http://127.0.0.1:9/{MARK}"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET, GUIDE, BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
Change = Callable[[str], str]


@cache
def form() -> tuple[bytes, Seal]:
    """A filled form of the invented inspector, and what was issued."""
    data, sealed = issued()
    return filled(data, sealed, answers(sealed)), sealed


def rewritten(
    changes: Mapping[str, Change] | None = None,
    extra: Mapping[str, bytes] | None = None,
    types: str = "",
    defaults: str = "",
) -> bytes:
    """The form with parts changed and added; `types` are further overrides of content types, `defaults` of endings."""
    changes = dict(changes or {})
    if types or defaults:
        changes["[Content_Types].xml"] = lambda text: text.replace(
            "<Override", defaults + "<Override", 1
        ).replace("</Types>", types + "</Types>")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(form()[0])) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = old.namelist()
        for name in names:
            body = old.read(name)
            if name in changes:
                changed = changes.pop(name)(body.decode("utf-8")).encode("utf-8")
                assert changed != body, name
                body = changed
            if name not in (extra or {}):
                new.writestr(name, body)
        for name, body in (extra or {}).items():
            new.writestr(name, body)
    assert not changes, changes
    return out.getvalue()


def override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{kind}"/>'


def relation(kind: str, target: str, id_: str = "rIdX", outside: bool = False, mode: str = "") -> str:
    """One relationship; `kind` in full, or the last word of an office one."""
    space = kind if "/" in kind else f"{OFFICE}/{kind}"
    said = mode or ("External" if outside else "")
    return f'<Relationship Id="{id_}" Type="{space}" Target="{target}"' + (
        f' TargetMode="{said}"/>' if said else "/>"
    )


def relations(*entries: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(entries)}</Relationships>'.encode()


def of_book(*entries: str) -> dict[str, Change]:
    """A change that gives the workbook part further relationships."""
    return {
        "xl/_rels/workbook.xml.rels": lambda text: text.replace(
            "</Relationships>", "".join(entries) + "</Relationships>"
        )
    }


def of_package(*entries: str) -> dict[str, Change]:
    return {
        "_rels/.rels": lambda text: text.replace("</Relationships>", "".join(entries) + "</Relationships>")
    }


def of_sheet(*entries: str) -> dict[str, bytes]:
    """The form sheet's relationships as a part (it has none of its own)."""
    return {"xl/worksheets/_rels/sheet1.xml.rels": relations(*entries)}


def before_end(element: str, part: str = SHEET, end: str = "</worksheet>") -> dict[str, Change]:
    """A change that puts an element last into a part."""
    return {part: lambda text: text.replace(end, element + end)}


def with_cell(address: str, inner: str, part: str = SHEET, kind: str = "") -> dict[str, Change]:
    """A change that puts a cell into a row of its own after the sheet's last."""
    row = re.sub(r"\D", "", address)
    typed = f' t="{kind}"' if kind else ""
    cell = f'<row r="{row}"><c r="{address}"{typed}>{inner}</c></row></sheetData>'
    return {part: lambda text: text.replace("</sheetData>", cell)}


def in_place(address: str, inner: str, kind: str = "") -> dict[str, Change]:
    """A change of a cell that is there, its style kept."""
    typed = f' t="{kind}"' if kind else ""

    def change(text: str) -> str:
        match = re.search(rf'<c r="{address}"( s="\d+")?(?:[^>]*/>|.*?</c>)', text, re.DOTALL)
        assert match, address
        return text.replace(match[0], f'<c r="{address}"{match[1] or ""}{typed}>{inner}</c>')

    return {SHEET: change}


def with_name(name: str, text: str, more: str = "") -> dict[str, Change]:
    """A change that adds a defined name."""
    entry = f'<definedName name="{name}"{more}>{text}</definedName>'
    return {BOOK: lambda said: said.replace("<definedNames>", "<definedNames>" + entry)}


def drawing(inner: str, *entries: str, part: str = "xl/drawings/drawing1.xml") -> bytes:
    """The form with a drawing on its sheet; `entries` are the drawing's relationships."""
    spaces = (
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{OFFICE}"'
    )
    extra = {
        **of_sheet(relation("drawing", f"/{part}")),
        part: f"<xdr:wsDr {spaces}>{inner}</xdr:wsDr>".encode(),
    }
    if entries:
        folder, _, name = part.rpartition("/")
        extra[f"{folder}/_rels/{name}.rels"] = relations(*entries)
    element = f'<drawing xmlns:r="{OFFICE}" r:id="rIdX"/>'
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    return rewritten(before_end(element), extra, override(part, kind))


def inside(data: bytes) -> bytes:
    """Everything that a workbook holds, names and inflated parts, one after the other."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(part for name in archive.namelist() for part in (name.encode(), archive.read(name)))
