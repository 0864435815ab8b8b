"""What hangs beside a sheet's cells: comments, and the texts of shapes. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.form.place import parse_a1
from perfxl.reading.limits import Limits
from perfxl.reading.markup import Node, tree
from perfxl.reading.package import Package
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN, unescaped

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def read_notes(package: Package, sheet: str, limits: Limits) -> dict[tuple[int, int], str]:
    """The comments of a sheet part by place; `sheet` is the part's name."""
    notes: dict[tuple[int, int], str] = {}
    for relation in package.related(sheet, "comments"):
        root = _tree(package, relation.target, limits)
        listed = root.find("commentList") if root.space == MAIN else None
        for comment in listed.all("comment") if listed else ():
            notes[_place(comment.get("ref"), relation.target)] = _text(comment)
    return notes


def read_shapes(package: Package, sheet: str, limits: Limits) -> tuple[str, ...]:
    """The texts of a sheet part's text boxes and shapes, one text a shape."""
    shapes: list[str] = []
    for relation in package.related(sheet, "drawing"):
        bodies = _named(_tree(package, relation.target, limits), "txBody")
        texts = ("\n".join(_paragraphs(body)) for body in bodies)
        shapes.extend(text for text in texts if text.strip())
    return tuple(shapes)


def _tree(package: Package, name: str, limits: Limits) -> Node:
    data = package.part(name)
    if data is None:
        raise Refusal("G051", part=name)
    return tree(data, name, limits)


def _place(address: str, part: str) -> tuple[int, int]:
    try:
        return parse_a1(address)
    except ValueError:
        raise Refusal("G080", sheet="", part=part, range=address[:40]) from None


def _text(comment: Node) -> str:
    text = comment.find("text")
    runs = [*text.all("r"), text] if text else []
    return unescaped("".join(t.text for run in runs for t in run.all("t")))


def _paragraphs(body: Node) -> Iterator[str]:
    for paragraph in body.children:
        if paragraph.name == "p" and paragraph.space == _DRAWING:
            yield "".join(node.text for node in _named(paragraph, "t"))


def _named(root: Node, name: str) -> Iterator[Node]:
    """All nodes of a name at any depth, in the document's order."""
    for child in root.children:
        if child.name == name:
            yield child
        yield from _named(child, name)
