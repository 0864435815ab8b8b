"""Pieces of a sheet's XML as openpyxl and `finish` spell it: elements, areas, columns."""

from __future__ import annotations

import re

from perfxl.form.place import column_number
from perfxl.issue.stamping.shape import Unlike

_AREA = re.compile(r' sqref="([^"]*)"')
_SPOT = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?\Z")


def elements(text: str, name: str) -> list[str]:
    """The elements of a name, each as its text."""
    return re.findall(f"<{name} .*?</{name}>", text, re.DOTALL)


def cells_of(text: str) -> list[str]:
    """The areas that a rule or prompt covers. Unlike where it covers none."""
    area = _AREA.search(text)
    if not area:
        raise Unlike(text[:40])
    return area[1].split(" ")


def spot_of(area: str) -> tuple[int, int]:
    """(column, row) of an area's first cell. Unlike for what is no area."""
    spot = _SPOT.match(area)
    if not spot:
        raise Unlike(area)
    return column_number(spot[1]), int(spot[2])


def letters_of(head: str) -> str:
    """The letters of a sheet's last column."""
    dimension = re.search(r'<dimension ref="A1:([A-Z]+)', head)
    if not dimension:
        raise Unlike("dimension")
    return dimension[1]


def once(text: str, old: str, new: str) -> str:
    """A text with one thing replaced that must stand in it exactly once; else Unlike."""
    if text.count(old) != 1:
        raise Unlike(f"{old}: {text.count(old)} times")
    return text.replace(old, new)
