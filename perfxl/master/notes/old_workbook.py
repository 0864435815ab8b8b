"""An earlier master read back row by row: our own reader's cells, one row in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from perfxl.form.place import parse_a1
from perfxl.master.xlsx_book import BLUE, INK, PALE, YELLOW, YELLOW_HEAD
from perfxl.reading.beside import comment_text
from perfxl.reading.cell_formats import TRUE, read_paint
from perfxl.reading.grid import Grid, InCommon, RawCell
from perfxl.reading.markup import Node, tree
from perfxl.reading.refusal import Refusal
from perfxl.reading.row_stream import LARGE, Line, StreamedBook, StreamedSheet
from perfxl.storage.careful_read import read_plain
from perfxl.table.cell_values import quoted

_OUR_FILLS = frozenset(colour.removeprefix("#") for colour in (YELLOW, YELLOW_HEAD, BLUE, PALE, "#FFFFFF"))
_OUR_FONTS = frozenset(colour.removeprefix("#") for colour in (INK, BLUE, "#FFFFFF", "#000000"))

Paint = Mapping[
    int, str
]  # column (from 1) -> `RRGGBB/RRGGBB`, behind and of the letters, where somebody has chosen one
EachPaintedRow = Callable[[int, Line, Paint], None]


class OldBook(StreamedBook):
    """A workbook of our own making that people have worked in. Refusal (or OSError) where it cannot be read."""

    def __init__(self, path: Path) -> None:
        if path.lstat().st_size > LARGE.file:
            raise Refusal("G030", limit=LARGE.file >> 20)
        super().__init__(read_plain(path, LARGE.file), path.name)
        self._paint = self._read_paint()

    def read_painted(self, sheet: StreamedSheet, each: EachPaintedRow) -> None:
        """The same with the colours that somebody has chosen."""
        paint_of = {str(number): paint for number, paint in enumerate(self._paint) if paint != "/"}
        grid = _PaintedGrid(sheet, self._shared(), paint_of)
        self._stream(grid, lambda number, line: each(number, line, grid.painted))

    def names(self) -> tuple[tuple[str, str], ...]:
        """The names that somebody has defined, with what they stand for; a sheet's own as `'Sheet'!name`."""
        order = [sheet.name for sheet in self._sheets()]
        listed = self.workbook().find("definedNames")
        out = []
        for node in listed.all("definedName") if listed else ():
            name, own = node.get("name"), node.get("localSheetId")
            if not name.startswith("_xl") and node.get("hidden") not in TRUE:
                sheet = quoted(order[int(own)]) + "!" if own.isdigit() and int(own) < len(order) else ""
                out.append((sheet + name, node.text))
        return tuple(out)

    def comments(self, sheet: StreamedSheet) -> dict[tuple[int, int], str]:
        """The comments of a sheet by place (row, column); of a threaded one all that was said."""
        out: dict[tuple[int, int], str] = {}
        for relation in self._relations(sheet.part):
            if relation.kind == "comments":
                listed = tree(self._bytes(relation.target), relation.target, LARGE).find("commentList")
                for node in listed.all("comment") if listed else ():
                    out[parse_a1(node.get("ref"))] = comment_text(node)
        threads: dict[tuple[int, int], list[str]] = {}
        for relation in self._relations(sheet.part):
            if relation.kind == "threadedComment":
                for node in tree(self._bytes(relation.target), relation.target, LARGE).all("threadedComment"):
                    text = node.find("text")
                    threads.setdefault(parse_a1(node.get("ref")), []).append(text.text if text else "")
        return out | {place: "\n".join(texts) for place, texts in threads.items()}

    def drawings(self, sheet: StreamedSheet) -> int:
        """How many pictures, shapes and charts lie on a sheet."""
        count = 0
        for relation in self._relations(sheet.part):
            if relation.kind == "drawing":
                root = tree(self._bytes(relation.target), relation.target, LARGE)
                count += sum(
                    node.name in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
                    for node in root.children
                )
        return count

    def whole(self, sheet: StreamedSheet) -> Node:
        """A small sheet's part as it is."""
        return tree(self._bytes(sheet.part), sheet.part, LARGE)

    def _read_paint(self) -> list[str]:
        relation = self._one(self._main, "styles")
        if relation is None:
            return []
        paint = read_paint(self._bytes(relation.target), relation.target, self._colours(), LARGE)
        return [_chosen(*both) for both in paint]


def _chosen(fill: str, font: str) -> str:
    """A style's colours without those that the master itself paints with, and without white and black."""
    return f"{'' if fill in _OUR_FILLS else fill}/{'' if font in _OUR_FONTS else font}"


class _PaintedGrid(Grid):
    """A grid that remembers the colours of the row that is open."""

    def __init__(self, sheet: StreamedSheet, shared: InCommon, paint_of: Mapping[str, str]) -> None:
        super().__init__(sheet.name, sheet.part, shared)
        self.paint_of = paint_of
        self.painted: dict[int, str] = {}

    def open_row(self, number: str | None) -> None:
        """A row begins."""
        self.painted = {}
        super().open_row(number)

    def put(self, column: int, cell: RawCell) -> None:
        """A cell of the row that is open."""
        super().put(column, cell)
        if cell.style in self.paint_of:
            self.painted[column] = self.paint_of[cell.style]
