"""What people and programs do to a form behind its lock: changes through openpyxl and in the sheet's own XML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

SHEET = "xl/worksheets/sheet1.xml"


def rewritten(data: bytes, change: Callable[[str], str], part: str = SHEET) -> bytes:
    """The workbook with one part's text changed; asserts that the change took place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            if name == part:
                text = body.decode("utf-8")
                changed = change(text)
                assert changed != text
                body = changed.encode("utf-8")
            new.writestr(name, body)
    return out.getvalue()


def cell_xml(text: str, address: str) -> str:
    """The element of a cell, empty where the sheet has none."""
    match = re.search(rf'<c r="{address}"(?:[^>]*/>|.*?</c>)', text, re.DOTALL)
    return match[0] if match else ""


def style_of(element: str) -> str:
    """A cell element's style attribute."""
    match = re.search(r' s="\d+"', element)
    return match[0] if match else ""


def put(address: str, inner: str, kind: str = "") -> Callable[[str], str]:
    """A change that gives a cell another content, its style kept."""

    def change(text: str) -> str:
        old = cell_xml(text, address)
        assert old, address
        typed = f' t="{kind}"' if kind else ""
        return text.replace(old, f'<c r="{address}"{style_of(old)}{typed}>{inner}</c>')

    return change


def all_of(*changes: Callable[[str], str]) -> Callable[[str], str]:
    """Several changes after each other."""

    def change(text: str) -> str:
        for one in changes:
            text = one(text)
        return text

    return change


def restyled(address: str, style: int) -> Callable[[str], str]:
    """A change that gives a cell another style, its content kept."""

    def change(text: str) -> str:
        old = cell_xml(text, address)
        assert old, address
        new = re.sub(r' s="\d+"', "", old, count=1).replace(f'r="{address}"', f'r="{address}" s="{style}"', 1)
        return text.replace(old, new)

    return change


def with_style(data: bytes, number_format: int, locked: bool = True, base: int = 0) -> tuple[bytes, int]:
    """The workbook with one more cell style, and the style's number."""
    found = {}

    def change(text: str) -> str:
        block = re.search(r"<cellXfs[^>]*>.*?</cellXfs>", text, re.DOTALL)[0]
        found["count"] = len(re.findall(r"<xf ", block))
        lock = f'<protection locked="{int(locked)}"/>'
        style = (
            f'<xf numFmtId="{number_format}" fontId="0" fillId="0" borderId="0" xfId="0" '
            f'applyNumberFormat="1" applyProtection="1">{lock}</xf>'
        )
        return text.replace(block, block.replace("</cellXfs>", style + "</cellXfs>"))

    return rewritten(data, change, "xl/styles.xml"), found["count"]
