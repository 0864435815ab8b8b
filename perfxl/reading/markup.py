"""XML under a budget: expat without DOCTYPE, depth and attributes counted; small parts as nodes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from perfxl.reading.limits import LIMITS, Limits
from perfxl.reading.refusal import Refusal

_DECLARED = re.compile(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ALTERNATIVES = "http://schemas.openxmlformats.org/markup-compatibility/2006 AlternateContent"
_BARE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


@dataclass(slots=True)
class Node:
    """One element: local name, namespace, attributes by name (`uri name` where prefixed), text, children."""

    space: str
    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def find(self, name: str) -> Node | None:
        """The first child of that name in the node's own namespace."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Node]:
        """The children of that name in the node's own namespace."""
        return (child for child in self.children if child.name == name and child.space == self.space)

    def get(self, name: str, default: str = "") -> str:
        """An attribute's text."""
        return self.attributes.get(name, default)


def utf8(data: bytes, part: str) -> bytes:
    """A part in UTF-8 without mark. Only UTF-8 and UTF-16 are allowed in a package; Refusal otherwise."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _recoded(data[len(mark) :], encoding, part)
    for start, encoding in _BARE:
        if data.startswith(start):
            return _recoded(data, encoding, part)
    declared = _DECLARED.match(data[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Refusal("G043", part=part, encoding=declared[1].decode("ascii"))
    return data


def _recoded(data: bytes, encoding: str, part: str) -> bytes:
    if encoding == "utf-8":
        return data
    try:
        return data.decode(encoding).encode("utf-8")
    except UnicodeError:
        raise Refusal("G042", part=part, line=1) from None


def parser(part: str) -> expat.XMLParserType:
    """An expat parser that names elements `uri name` and refuses a DOCTYPE (and with it every entity)."""
    made = expat.ParserCreate("utf-8", " ")
    made.buffer_text = True
    made.buffer_size = 1 << 16

    def doctype(*_: object) -> None:
        raise Refusal("G041", part=part)

    made.StartDoctypeDeclHandler = doctype
    return made


def feed(made: expat.XMLParserType, data: bytes, part: str) -> None:
    """Runs a parser over a part; Refusal where it is not well-formed."""
    try:
        made.Parse(utf8(data, part), True)
    except expat.ExpatError as error:
        raise Refusal("G042", part=part, line=error.lineno) from None


def tree(data: bytes, part: str, limits: Limits) -> Node:
    """A small part as nodes."""
    builder = _Builder(part, limits)
    made = parser(part)
    made.StartElementHandler = builder.start
    made.EndElementHandler = builder.end
    made.CharacterDataHandler = builder.text
    feed(made, data, part)
    return builder.root.children[0] if builder.root.children else Node("", "", {})


def attributes_of(data: bytes, part: str, limits: Limits = LIMITS) -> list[tuple[str, dict[str, str]]]:
    """Every element of a part that has attributes, as (`uri name`, attributes by `uri name`)."""
    elements: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if attributes:
            elements.append((tag, attributes))
        if len(elements) > limits.elements:
            raise Refusal("G040", part=part, limit=limits.elements)

    made = parser(part)
    made.StartElementHandler = start
    feed(made, data or b"<a/>", part)
    return elements


def survey(data: bytes, part: str, limits: Limits) -> None:
    """Checks a part that nobody reads: well-formed, no DOCTYPE, depth and attributes within the limits."""
    made = parser(part)
    depth = 0

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        within(depth, attributes, part, limits)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    made.StartElementHandler = start
    made.EndElementHandler = end
    feed(made, data, part)


def within(depth: int, attributes: dict[str, str], part: str, limits: Limits) -> None:
    """Refusal where an element stands too deep or has too many attributes."""
    if depth > limits.depth:
        raise Refusal("G035", part=part, limit=limits.depth)
    if len(attributes) > limits.attributes:
        raise Refusal("G036", part=part, limit=limits.attributes)


class _Builder:
    """Expat events -> nodes."""

    def __init__(self, part: str, limits: Limits) -> None:
        self.part = part
        self.limits = limits
        self.count = 0
        self.root = Node("", "", {})
        self.open: list[tuple[Node, list[str]]] = [(self.root, [])]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        within(len(self.open), attributes, self.part, self.limits)
        self.count += 1
        if self.count > self.limits.nodes:
            raise Refusal("G040", part=self.part, limit=self.limits.nodes)
        space, _, name = tag.rpartition(" ")
        node = Node(space, name, attributes)
        self.open[-1][0].children.append(node)
        self.open.append((node, []))

    def end(self, tag: str) -> None:
        node, texts = self.open.pop()
        if texts:
            node.text = "".join(texts)
        if tag == _ALTERNATIVES:
            _fall_back(node, self.open[-1][0].children)

    def text(self, text: str) -> None:
        self.open[-1][1].append(text)


def _fall_back(node: Node, siblings: list[Node]) -> None:
    """Of alternatives that need an extension we know none: what is meant for such readers stands in."""
    siblings.pop()
    for child in node.children:
        if child.name == "Fallback":
            siblings.extend(child.children)
