"""A large workbook of people of our own, row by row: each row is handed out and forgotten, so that it needs little memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self
from xml.parsers import expat

from perfxl.reading.book import Cell
from perfxl.reading.cell_formats import Colour, Style, read_styles, read_theme
from perfxl.reading.events import Events
from perfxl.reading.grid import Grid, InCommon
from perfxl.reading.limits import MIB, Limits, Spent
from perfxl.reading.markup import Node, parser, tree
from perfxl.reading.package import OFFICE
from perfxl.reading.refusal import Refusal
from perfxl.reading.relations import Relation, read_relations
from perfxl.reading.strings import MAIN, read_strings

# A master of 1,500 employees with 45 measures each, and room beyond it.
LARGE = Limits(
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

Line = Mapping[int, Cell]  # column (from 1) -> cell
EachRow = Callable[[int, Line], None]


@dataclass(frozen=True, slots=True)
class StreamedSheet:
    """A sheet of the workbook: its name, its part, its kind (worksheet, chartsheet …)."""

    name: str
    part: str
    kind: str = "worksheet"


class StreamedBook:
    """A workbook that is no foreign one; `name` is said where it is faulty. Refusal where it cannot be read."""

    def __init__(self, data: bytes, name: str) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile:
            raise Refusal("G013") from None
        names = {info.filename.lower(): info.filename for info in self._zip.infolist()}
        if len(names) != len(self._zip.infolist()):
            raise Refusal("G051", part=name)
        self._names = names
        main = self._one("", "officeDocument")
        if main is None:
            raise Refusal("G013")
        self._main = main.target
        every = self._sheets()
        self.sheets = tuple(sheet for sheet in every if sheet.kind == "worksheet")
        self.other_sheets = tuple(sheet for sheet in every if sheet.kind != "worksheet")
        self._strings = self._read_strings()
        self._styles = self._read_styles()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def sheet(self, name: str) -> StreamedSheet | None:
        """The sheet of a name, None where there is none."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def read(self, sheet: StreamedSheet, each: EachRow) -> None:
        """Calls `each` with every row that holds cells, downwards."""
        self._stream(Grid(sheet.name, sheet.part, self._shared()), each)

    def _shared(self) -> InCommon:
        return InCommon(self._strings, self._styles, LARGE, Spent())

    def _stream(self, grid: Grid, each: EachRow) -> None:
        made, part = parser(grid.part), grid.part
        _Outside(made, grid, each).listen()
        with self._zip.open(self._names[part.lower()]) as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    if stream.tell() > LARGE.part:
                        raise Refusal("G033", part=part, limit=LARGE.part >> 20)
                    made.Parse(chunk, False)
                made.Parse(b"", True)
            except (expat.ExpatError, zipfile.BadZipFile) as error:
                raise Refusal("G042", part=part, line=getattr(error, "lineno", 0)) from None

    def _bytes(self, part: str) -> bytes:
        name = self._names.get(part.lower())
        if name is None:
            raise Refusal("G051", part=part)
        if self._zip.getinfo(name).file_size > LARGE.part:
            raise Refusal("G033", part=part, limit=LARGE.part >> 20)
        return self._zip.read(name)

    def _relations(self, part: str) -> tuple[Relation, ...]:
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        held = {rels.lower(): self._bytes(rels)} if rels.lower() in self._names else {}
        return read_relations(part, held, LARGE)

    def _one(self, part: str, kind: str) -> Relation | None:
        return next((r for r in self._relations(part) if r.kind == kind and not r.outside), None)

    def _sheets(self) -> tuple[StreamedSheet, ...]:
        by_id = {r.id: r for r in self._relations(self._main)}
        listed = self.workbook().find("sheets")
        nodes = listed.all("sheet") if listed else ()
        related = ((node.get("name"), by_id.get(node.get(f"{OFFICE} id"))) for node in nodes)
        return tuple(
            StreamedSheet(name, relation.target, relation.kind) for name, relation in related if relation
        )

    def workbook(self) -> Node:
        """The workbook part."""
        return tree(self._bytes(self._main), self._main, LARGE)

    def _read_strings(self) -> list[str]:
        relation = self._one(self._main, "sharedStrings")
        return read_strings(self._bytes(relation.target), relation.target, LARGE) if relation else []

    def _read_styles(self) -> list[Style]:
        relation = self._one(self._main, "styles")
        return (
            read_styles(self._bytes(relation.target), relation.target, self._colours(), LARGE)
            if relation
            else []
        )

    def _colours(self) -> list[Colour]:
        theme = self._one(self._main, "theme")
        part = theme.target if theme else ""
        return read_theme(self._bytes(part) if theme else None, part, LARGE)


class _Rows(Events):
    """Events of a grid that hand each row out and forget it."""

    def __init__(self, grid: Grid, leave: Callable[[], None], each: EachRow) -> None:
        super().__init__(grid, leave)
        self.each = each

    def end(self, tag: str) -> None:
        """An element ends; at a row's end the row goes out."""
        whole = self.inside == 1
        super().end(tag)
        cells = self.grid.cells
        if whole and cells:
            line = {column: cell for (_, column), cell in cells.items()}
            self.each(self.grid.row, line)
            cells.clear()


class _Outside:
    """Expat events around `sheetData`, which are passed over."""

    def __init__(self, made: expat.XMLParserType, grid: Grid, each: EachRow) -> None:
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
