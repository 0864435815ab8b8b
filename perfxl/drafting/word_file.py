"""A .docx -> Document: opened by the same gate as workbooks, every printed word kept in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from perfxl.drafting.document import Document, GridCell, TextLine
from perfxl.drafting.numbering import Numbering, W, child, read_numbering, value, whole
from perfxl.reading.limits import LIMITS
from perfxl.reading.markup import Node, tree
from perfxl.reading.package import Package, open_zip
from perfxl.reading.refusal import Refusal
from perfxl.reading.relations import Relation, read_relations
from perfxl.roster.tables import clean

# A long report in Word has many more nodes than any part of a workbook that is read as nodes.
DOCUMENT_LIMITS = replace(LIMITS, nodes=600_000)
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_UNSEEN = frozenset(("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "sdtPr"))
_OBJECTS = frozenset(("object", "altChunk", "subDoc"))


def read_word(name: str, data: bytes) -> Document:
    """A Word document's lines. Refusal for anything else, anything unsafe and anything over the limits.

    Nothing outside the package is ever followed, and no other library sees the bytes.
    """
    package = open_zip(data, DOCUMENT_LIMITS)
    if any(part.lower().endswith("vbaproject.bin") for part in package.parts):
        raise Refusal("R305", part="vbaProject.bin")
    main = _main(package)
    related = _related(package, main)
    body = _node(package, main)
    if body is None or body.space != W:
        raise Refusal("G053" if body is not None and body.name == "document" else "R307", part=main)
    walk = _Walk(read_numbering(_first(package, related, "numbering"), _first(package, related, "styles")))
    lines = [*_around(package, related, "header", walk)]
    for part in body.children:
        if part.name == "body":
            lines += walk.blocks(part, "")
    for kind in ("footnotes", "endnotes", "footer"):
        lines += _around(package, related, kind, walk)
    return Document(name, tuple(lines), tuple(dict.fromkeys(walk.notes)))


def _main(package: Package) -> str:
    """The document part, followed from the package's relationships; Refusal where it is no Word document."""
    kinds = {r.kind: r.target for r in _related(package, "") if not r.outside}
    main = kinds.get("officeDocument", "")
    if not main or package.part(main) is None:
        raise Refusal("R307", part=main)
    return main


def _related(package: Package, part: str) -> tuple[Relation, ...]:
    by_name = {name.lower(): data for name, data in package.parts.items()}
    return read_relations(part, by_name, DOCUMENT_LIMITS)


def _first(package: Package, related: Sequence[Relation], kind: str) -> Node | None:
    targets = (r.target for r in related if r.kind == kind and not r.outside)
    return next((_node(package, target) for target in targets), None)


def _node(package: Package, part: str) -> Node | None:
    data = package.part(part)
    return tree(data, part, DOCUMENT_LIMITS) if data else None


def _around(package: Package, related: Sequence[Relation], kind: str, walk: _Walk) -> Iterator[TextLine]:
    """Headers, footers and notes; a text that stands in several of them is told once, a page's number never."""
    printed: set[str] = set()
    for relation in related:
        root = _node(package, relation.target) if relation.kind == kind and not relation.outside else None
        for line in walk.flat(root) if root else ():
            if line not in printed and not line.isdigit():
                printed.add(line)
                yield TextLine(line, relation.target.rpartition("/")[2], part="margin")


@dataclass(slots=True)
class _Text:
    """The text of one paragraph, and what hangs on it: text boxes."""

    text: str
    boxes: list[Node]


class _Walk:
    """Reading order through the body; counts tables and paragraphs for a person to find the place."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.notes: list[str] = []
        self.tables = 0
        self.paragraphs = 0

    def blocks(self, node: Node, where: str) -> Iterator[TextLine]:
        """Paragraphs and table rows below a node (a body, a text box, a content control)."""
        for block in node.children:
            if block.name == "p" and block.space == W:
                yield from self._paragraph(block, where)
            elif block.name == "tbl" and block.space == W:
                yield from self._table(block)
            elif block.name in _OBJECTS:
                self.notes.append(block.name)
            elif block.name not in _UNSEEN:
                yield from self.blocks(block, where)

    def flat(self, node: Node) -> Iterator[str]:
        """The paragraphs' texts, tables or not."""
        for block in node.children:
            if block.name == "p" and block.space == W:
                text = clean(self._read(block).text)
                if text:
                    yield text
            elif block.name not in _UNSEEN:
                yield from self.flat(block)

    def _paragraph(self, node: Node, where: str) -> Iterator[TextLine]:
        self.paragraphs += 1
        read = self._read(node)
        text = clean(read.text)
        auto = self.numbering.of(node)
        if text:
            place = where or f"¶{self.paragraphs}"
            yield TextLine(f"{auto} {text}".strip() if auto else text, place)
        for box in read.boxes:
            yield from self.blocks(box, where)

    def _read(self, node: Node) -> _Text:
        out: list[str] = []
        boxes: list[Node] = []

        def visit(part: Node) -> None:
            for piece in part.children:
                if piece.name == "t":
                    out.append(piece.text)
                elif piece.name in _BREAKS and piece.space == W:
                    out.append(_BREAKS[piece.name])
                elif piece.name == "txbxContent":
                    boxes.append(piece)
                elif piece.name in _OBJECTS:
                    self.notes.append(piece.name)
                elif piece.name not in _UNSEEN:
                    visit(piece)

        visit(node)
        return _Text("".join(out), boxes)

    def _table(self, node: Node) -> Iterator[TextLine]:
        self.tables += 1
        number = self.tables
        for row_number, row in enumerate(_deep(node, "tr"), 1):
            where = f"{number}:{row_number}"
            cells, nested = self._cells(row)
            if not _deleted(row):
                yield TextLine("", where, number, tuple(cells))
            for table in nested:
                yield from self._table(table)

    def _cells(self, row: Node) -> tuple[list[GridCell], list[Node]]:
        at = whole(value(child(child(row, "trPr"), "gridBefore")), 0)
        cells: list[GridCell] = []
        nested: list[Node] = []
        for node in _deep(row, "tc"):
            properties = child(node, "tcPr")
            span = max(whole(value(child(properties, "gridSpan")), 1), 1)
            down, along = child(properties, "vMerge"), child(properties, "hMerge")
            auto, text, tables = self._content(node)
            nested += tables
            continued = down is not None and value(down) in ("", "continue")
            if along is not None and value(along) in ("", "continue") and cells:
                last = cells.pop()
                joined = f"{last.text}\n{text}".strip()
                cells.append(replace(last, text=joined, end=at + span))
            else:
                cells.append(GridCell(text, at, at + span, continued, auto))
            at += span
        return cells, nested

    def _content(self, node: Node) -> tuple[str, str, list[Node]]:
        """A cell's first automatic number, its text, and the tables inside it."""
        first = ""
        lines: list[str] = []
        tables: list[Node] = []
        for block in _cell_blocks(node):
            if block.name == "tbl":
                tables.append(block)
                continue
            read = self._read(block)
            auto, text = self.numbering.of(block), clean(read.text)
            text = "\n".join([text, *(line for box in read.boxes for line in self.flat(box))]).strip()
            if auto and not first and not any(lines):
                first, auto = auto, ""
            lines.append(f"{auto} {text}".strip() if auto else text)
        return first, "\n".join(line for line in lines if line), tables


def _deep(node: Node, name: str) -> Iterator[Node]:
    """Children of a name, through content controls and revisions, not into other tables."""
    for part in node.children:
        if part.name == name and part.space == W:
            yield part
        elif part.name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _deep(part, name)


def _cell_blocks(node: Node) -> Iterator[Node]:
    for block in node.children:
        if block.name in ("p", "tbl") and block.space == W:
            yield block
        elif block.name not in ("tcPr", *_UNSEEN):
            yield from _cell_blocks(block)


def _deleted(row: Node) -> bool:
    return child(child(row, "trPr"), "del") is not None
