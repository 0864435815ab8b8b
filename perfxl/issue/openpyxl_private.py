"""The private parts of openpyxl that the form needs, in one place: tried with 3.1.2 to 3.1.5, which have no public way."""

from __future__ import annotations

from copy import copy

from openpyxl import LXML, Workbook
from openpyxl.styles import Font
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.styleable import StyleableObject
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart

__all__ = ["LXML", "look_of_cell", "number_look", "set_look", "set_normal_font", "three_parts"]


def set_normal_font(book: Workbook, font: Font) -> None:
    """A new workbook's default font: that of its Normal style."""
    book._fonts = IndexedList([font])  # type: ignore[attr-defined]  # private: no public way to the default font
    normal = book._named_styles["Normal"]  # type: ignore[attr-defined]  # as above
    normal.font = font
    normal.bind(book)


def look_of_cell(cell: StyleableObject) -> StyleArray:
    """The whole look of a cell, to be given to others."""
    return copy(cell._style)  # type: ignore[attr-defined,no-any-return]  # private: no public way to copy a whole look


def set_look(cell: StyleableObject, look: StyleArray) -> None:
    """A cell in a look that `look_of_cell` gave."""
    cell._style = copy(look)  # type: ignore[attr-defined]  # as above


def number_look(book: Workbook, cell: StyleableObject) -> None:
    """Gives the cell's look its number in the style sheet now; openpyxl does so on saving."""
    book._cell_styles.add(cell._style)  # type: ignore[attr-defined]  # private: where openpyxl numbers the looks


def three_parts(left: str, center: str, right: str) -> HeaderFooterItem:
    """A header or footer of three parts."""
    return HeaderFooterItem(
        left=_HeaderFooterPart(left), center=_HeaderFooterPart(center), right=_HeaderFooterPart(right)
    )
