"""What hangs beside a sheet's cells: comments, the texts of shapes and diagrams, pictures. Nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.form.place import parse_a1
from perfxl.reading.book import Picture, Range
from perfxl.reading.limits import Limits
from perfxl.reading.markup import Node, tree
from perfxl.reading.package import Package
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN, unescaped

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
# Excel writes a thread as an old comment too: a notice with this address, then each word under a heading of its own.
_NOTICE = re.compile(r"\A\s*\[[^\]]{1,60}\].{0,600}?linkid=870924\S*\s*", re.DOTALL)
_HEADING = re.compile(r"^[^\n:]{1,40}:[ \t]*\n {4}", re.MULTILINE)
_NUMBERED = re.compile(r"[^\W\d_]+ ?\d*")  # a name or words that the program gave by itself


def read_notes(package: Package, sheet: str, limits: Limits) -> dict[tuple[int, int], str]:
    """The comments of a sheet part by place, each thread as its people's words; `sheet` is the part's name."""
    notes: dict[tuple[int, int], str] = {}
    for relation in package.related(sheet, "comments"):
        root = _tree(package, relation.target, limits)
        comments = root.find("commentList") if root.space == MAIN else None
        for comment in comments.all("comment") if comments else ():
            notes[_place(comment.get("ref"), relation.target)] = comment_text(comment)
    return notes | _threads(package, sheet, limits)


def _threads(package: Package, sheet: str, limits: Limits) -> dict[tuple[int, int], str]:
    """What was said in each thread of a sheet, one line a person."""
    words: dict[tuple[int, int], list[str]] = {}
    for relation in package.related(sheet, "threadedComment"):
        for comment in _named(_tree(package, relation.target, limits), "threadedComment"):
            text = comment.find("text")
            if text is not None and text.text.strip():
                words.setdefault(_place(comment.get("ref"), relation.target), []).append(text.text.strip())
    return {place: "\n".join(texts) for place, texts in words.items()}


def _without_notice(text: str) -> str:
    """The people's words in a thread that was written as an old comment; any other comment as it is."""
    words, threaded = _NOTICE.subn("", text, count=1)
    return _HEADING.sub("", words).strip() if threaded else text


def read_shapes(package: Package, sheet: str, limits: Limits) -> tuple[str, ...]:
    """The texts of a sheet part's text boxes, shapes and diagrams, one text a shape."""
    texts: list[str] = []
    for relation in package.related(sheet, "drawing"):
        bodies = list(_named(_tree(package, relation.target, limits), "txBody"))
        for data in package.related(relation.target, "diagramData"):
            bodies += _named(_tree(package, data.target, limits), "t", _DIAGRAM)
        texts += ["\n".join(_paragraphs(body)) for body in bodies]
    return tuple(text for text in texts if text.strip())


def read_pictures(package: Package, sheet: str, limits: Limits) -> tuple[Picture, ...]:
    """The pictures that lie on a sheet part, in the drawing's order."""
    return tuple(
        Picture(_under(anchor), _words(picture))
        for relation in package.related(sheet, "drawing")
        for anchor in _tree(package, relation.target, limits).children
        for picture in _named(anchor, "pic")
    )


def _under(anchor: Node) -> Range:
    """The cells between an anchor's corners; the sheet's first where it has none."""
    start, end = anchor.find("from"), anchor.find("to")
    row, column = _corner(start) if start else (1, 1)
    last_row, last_column = _corner(end) if end else (row, column)
    return row, column, max(row, last_row), max(column, last_column)


def _corner(node: Node) -> tuple[int, int]:
    return _number(node.find("row")), _number(node.find("col"))


def _number(node: Node | None) -> int:
    """A row or column counted from 1; an anchor counts from 0."""
    text = node.text.strip() if node else ""
    return int(text) + 1 if re.fullmatch(r"[0-9]{1,6}", text) else 1


def _words(picture: Node) -> str:
    """What somebody wrote of a picture; nothing where the program gave it a number."""
    given = (node.get("descr") or node.get("title") for node in _named(picture, "cNvPr"))
    return next((words for words in given if words and not _NUMBERED.fullmatch(words)), "")


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


def comment_text(comment: Node) -> str:
    """The people's words in a comment, whole; of a thread that was written as an old one without the program's notice."""
    text = comment.find("text")
    runs = [*text.all("r"), text] if text else []
    return _without_notice(unescaped("".join(t.text for run in runs for t in run.all("t"))))


def _paragraphs(body: Node) -> Iterator[str]:
    for paragraph in body.children:
        if paragraph.name == "p" and paragraph.space == _DRAWING:
            yield "".join(node.text for node in _named(paragraph, "t"))


def _named(root: Node, name: str, space: str = "") -> Iterator[Node]:
    """All nodes of a name (and a namespace, where one is asked for) at any depth, in the document's order."""
    for child in root.children:
        if child.name == name and space in ("", child.space):
            yield child
        yield from _named(child, name, space)
