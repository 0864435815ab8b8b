"""An earlier master read back row by row: our own reader's cells, one row in memory at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from perfxl.form.place import parse_a1
from perfxl.master.xlsx_book import BLUE, INK, PALE, YELLOW, YELLOW_HEAD
from perfxl.reading.beside import comment_text
from perfxl.reading.book import Cell
from perfxl.reading.cell_formats import TRUE, Style, read_paint, read_styles, read_theme
from perfxl.reading.events import Events
from perfxl.reading.grid import Grid, InCommon, RawCell
from perfxl.reading.limits import MIB, Limits, Spent
from perfxl.reading.markup import Node, parser, tree
from perfxl.reading.package import OFFICE
from perfxl.reading.refusal import Refusal
from perfxl.reading.relations import Relation, read_relations
from perfxl.reading.strings import MAIN, read_strings
from perfxl.storage.careful_read import read_plain
from perfxl.table.cell_values import quoted

# A master of 1,500 employees with 45 measures each, and room beyond it.
LIMITS = Limits(
    file=300 * MIB,
    part=1024 * MIB,
    total=2048 * MIB,
    cells=10_000_000,
    rows=1_048_576,
    columns=16_384,
    elements=50_000_000,
    strings=5_000_000,
    nodes=1_000_000,
)
_CHUNK = 1 << 16
_DATA = f"{MAIN} sheetData"
_OUR_FILLS = frozenset(colour.removeprefix("#") for colour in (YELLOW, YELLOW_HEAD, BLUE, PALE, "#FFFFFF"))
_OUR_FONTS = frozenset(colour.removeprefix("#") for colour in (INK, BLUE, "#FFFFFF", "#000000"))

Line = Mapping[int, Cell]  # column (from 1) -> cell
Paint = Mapping[
    int, str
]  # column (from 1) -> `RRGGBB/RRGGBB`, behind and of the letters, where somebody has chosen one
EachRow = Callable[[int, Line], None]
EachPaintedRow = Callable[[int, Line, Paint], None]


@dataclass(frozen=True, slots=True)
class OldSheet:
    """A sheet of the workbook: its name, its part, its kind (worksheet, chartsheet …)."""

    name: str
    part: str
    kind: str = "worksheet"


class OldBook:
    """A workbook of our own making that people have worked in. Refusal (or OSError) where it cannot be read."""

    def __init__(self, path: Path) -> None:
        if path.lstat().st_size > LIMITS.file:
            raise Refusal("G030", limit=LIMITS.file >> 20)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(read_plain(path, LIMITS.file)))
        except zipfile.BadZipFile:
            raise Refusal("G013") from None
        names = {info.filename.lower(): info.filename for info in self._zip.infolist()}
        if len(names) != len(self._zip.infolist()):
            raise Refusal("G051", part=path.name)
        self._names = names
        main = self._one("", "officeDocument")
        if main is None:
            raise Refusal("G013")
        self._main = main.target
        every = self._sheets()
        self.sheets = tuple(sheet for sheet in every if sheet.kind == "worksheet")
        self.other_sheets = tuple(sheet for sheet in every if sheet.kind != "worksheet")
        self._strings = self._read_strings()
        self._styles, self._paint = self._read_styles()

    def __enter__(self) -> OldBook:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def sheet(self, name: str) -> OldSheet | None:
        """The sheet of a name, None where there is none."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def read(self, sheet: OldSheet, each: EachRow) -> None:
        """Calls `each` with every row that holds cells, downwards."""
        self.read_painted(sheet, lambda number, line, _: each(number, line))

    def read_painted(self, sheet: OldSheet, each: EachPaintedRow) -> None:
        """The same with the colours that somebody has chosen."""
        made = parser(sheet.part)
        paint_of = {str(number): paint for number, paint in enumerate(self._paint) if paint != "/"}
        grid = _PaintedGrid(sheet, InCommon(self._strings, self._styles, LIMITS, Spent()), paint_of)
        _Outside(made, grid, each).listen()
        with self._zip.open(self._names[sheet.part.lower()]) as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    if stream.tell() > LIMITS.part:
                        raise Refusal("G033", part=sheet.part, limit=LIMITS.part >> 20)
                    made.Parse(chunk, False)
                made.Parse(b"", True)
            except (expat.ExpatError, zipfile.BadZipFile) as error:
                raise Refusal("G042", part=sheet.part, line=getattr(error, "lineno", 0)) from None

    def _bytes(self, part: str) -> bytes:
        name = self._names.get(part.lower())
        if name is None:
            raise Refusal("G051", part=part)
        if self._zip.getinfo(name).file_size > LIMITS.part:
            raise Refusal("G033", part=part, limit=LIMITS.part >> 20)
        return self._zip.read(name)

    def _relations(self, part: str) -> tuple[Relation, ...]:
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        held = {rels.lower(): self._bytes(rels)} if rels.lower() in self._names else {}
        return read_relations(part, held, LIMITS)

    def _one(self, part: str, kind: str) -> Relation | None:
        return next((r for r in self._relations(part) if r.kind == kind and not r.outside), None)

    def _sheets(self) -> tuple[OldSheet, ...]:
        by_id = {r.id: r for r in self._relations(self._main)}
        listed = self._workbook().find("sheets")
        nodes = listed.all("sheet") if listed else ()
        related = ((node.get("name"), by_id.get(node.get(f"{OFFICE} id"))) for node in nodes)
        return tuple(OldSheet(name, relation.target, relation.kind) for name, relation in related if relation)

    def _workbook(self) -> Node:
        return tree(self._bytes(self._main), self._main, LIMITS)

    def names(self) -> tuple[tuple[str, str], ...]:
        """The names that somebody has defined, with what they stand for; a sheet's own as `'Sheet'!name`."""
        order = [sheet.name for sheet in self._sheets()]
        listed = self._workbook().find("definedNames")
        out = []
        for node in listed.all("definedName") if listed else ():
            name, own = node.get("name"), node.get("localSheetId")
            if not name.startswith("_xl") and node.get("hidden") not in TRUE:
                sheet = quoted(order[int(own)]) + "!" if own.isdigit() and int(own) < len(order) else ""
                out.append((sheet + name, node.text))
        return tuple(out)

    def comments(self, sheet: OldSheet) -> dict[tuple[int, int], str]:
        """The comments of a sheet by place (row, column); of a threaded one all that was said."""
        out: dict[tuple[int, int], str] = {}
        for relation in self._relations(sheet.part):
            if relation.kind == "comments":
                listed = tree(self._bytes(relation.target), relation.target, LIMITS).find("commentList")
                for node in listed.all("comment") if listed else ():
                    out[parse_a1(node.get("ref"))] = comment_text(node)
        threads: dict[tuple[int, int], list[str]] = {}
        for relation in self._relations(sheet.part):
            if relation.kind == "threadedComment":
                for node in tree(self._bytes(relation.target), relation.target, LIMITS).all(
                    "threadedComment"
                ):
                    text = node.find("text")
                    threads.setdefault(parse_a1(node.get("ref")), []).append(text.text if text else "")
        return out | {place: "\n".join(texts) for place, texts in threads.items()}

    def drawings(self, sheet: OldSheet) -> int:
        """How many pictures, shapes and charts lie on a sheet."""
        count = 0
        for relation in self._relations(sheet.part):
            if relation.kind == "drawing":
                root = tree(self._bytes(relation.target), relation.target, LIMITS)
                count += sum(
                    node.name in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
                    for node in root.children
                )
        return count

    def whole(self, sheet: OldSheet) -> Node:
        """A small sheet's part as it is."""
        return tree(self._bytes(sheet.part), sheet.part, LIMITS)

    def _read_strings(self) -> list[str]:
        relation = self._one(self._main, "sharedStrings")
        return read_strings(self._bytes(relation.target), relation.target, LIMITS) if relation else []

    def _read_styles(self) -> tuple[list[Style], list[str]]:
        relation = self._one(self._main, "styles")
        if relation is None:
            return [], []
        theme = self._one(self._main, "theme")
        colours = read_theme(
            self._bytes(theme.target) if theme else None, theme.target if theme else "", LIMITS
        )
        data = self._bytes(relation.target)
        paint = read_paint(data, relation.target, colours, LIMITS)
        return read_styles(data, relation.target, colours, LIMITS), [_chosen(*both) for both in paint]


def _chosen(fill: str, font: str) -> str:
    """A style's colours without those that the master itself paints with, and without white and black."""
    return f"{'' if fill in _OUR_FILLS else fill}/{'' if font in _OUR_FONTS else font}"


class _PaintedGrid(Grid):
    """A grid that remembers the colours of the row that is open."""

    def __init__(self, sheet: OldSheet, shared: InCommon, paint_of: Mapping[str, str]) -> None:
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


class _Rows(Events):
    """Events of a grid that hand each row out and forget it."""

    def __init__(self, grid: _PaintedGrid, leave: Callable[[], None], each: EachPaintedRow) -> None:
        super().__init__(grid, leave)
        self.painted = grid
        self.each = each

    def end(self, tag: str) -> None:
        """An element ends; at a row's end the row goes out."""
        whole = self.inside == 1
        super().end(tag)
        cells = self.grid.cells
        if whole and cells:
            line = {column: cell for (_, column), cell in cells.items()}
            self.each(self.grid.row, line, self.painted.painted)
            cells.clear()


class _Outside:
    """Expat events around `sheetData`, which are passed over."""

    def __init__(self, made: expat.XMLParserType, grid: _PaintedGrid, each: EachPaintedRow) -> None:
        self.parser = made
        self.rows = _Rows(grid, self.listen, each)

    def listen(self) -> None:
        """The parser's handlers are this object's."""
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = None
        self.parser.CharacterDataHandler = None

    def start(self, tag: str, _: dict[str, str]) -> None:
        """An element outside the grid begins."""
        if tag == _DATA:
            self.parser.StartElementHandler = self.rows.start
            self.parser.EndElementHandler = self.rows.end
            self.parser.CharacterDataHandler = self.rows.pieces.append
