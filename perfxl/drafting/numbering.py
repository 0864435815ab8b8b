"""Word's automatic numbers: numbering.xml and styles.xml -> the number that stands before a paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfxl.reading.markup import Node

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_UP = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: first number, kind of figures, pattern such as `%1.%2.`."""

    start: int
    kind: str
    pattern: str


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted; `of` is asked once a paragraph, in reading order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)

    def of(self, paragraph: Node) -> str:
        """The number before a paragraph as it is printed, empty for none and for bullets."""
        number, level = self._named(paragraph)
        levels = self.levels.get(number, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(self.family.get(number, number), {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        return _printed(levels, level, counts)

    def _named(self, paragraph: Node) -> tuple[str, int]:
        properties = child(paragraph, "pPr")
        own = child(properties, "numPr") if properties else None
        style = child(properties, "pStyle") if properties else None
        by_style = self.styles.get(value(style), ("", 0)) if style else ("", 0)
        if own is None:
            return by_style
        return value(child(own, "numId")) or by_style[0], whole(value(child(own, "ilvl")), by_style[1])


def child(node: Node | None, name: str) -> Node | None:
    """The first child of a name in Word's namespace."""
    if node is None:
        return None
    return next((c for c in node.children if c.name == name and c.space == W), None)


def value(node: Node | None) -> str:
    """A node's `w:val`."""
    return node.get(f"{W} val") if node else ""


def read_numbering(numbering: Node | None, styles: Node | None) -> Numbering:
    """The lists of a document; empty where it has none."""
    made = Numbering()
    abstract: dict[str, dict[int, Level]] = {}
    for node in numbering.children if numbering else ():
        if node.name == "abstractNum":
            abstract[node.get(f"{W} abstractNumId")] = _levels(node)
    for node in numbering.children if numbering else ():
        if node.name == "num":
            _add_list(made, node, abstract)
    _add_styles(made, styles)
    return made


def _levels(node: Node) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for level in node.children:
        if level.name == "lvl":
            start = value(child(level, "start"))
            kind = value(child(level, "numFmt")) or "decimal"
            pattern = value(child(level, "lvlText"))
            levels[whole(level.get(f"{W} ilvl"), 0)] = Level(whole(start, 1), kind, pattern)
    return levels


def whole(text: str, otherwise: int) -> int:
    """A whole number of a few figures, else the other value."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _add_list(made: Numbering, node: Node, abstract: dict[str, dict[int, Level]]) -> None:
    name, base = node.get(f"{W} numId"), value(child(node, "abstractNumId"))
    levels = dict(abstract.get(base, {}))
    restarted = False
    for change in node.children:
        start = value(child(change, "startOverride")) if change.name == "lvlOverride" else ""
        at = whole(change.get(f"{W} ilvl"), 0)
        if start and at in levels:
            levels[at] = Level(whole(start, 1), levels[at].kind, levels[at].pattern)
            restarted = True
    made.levels[name] = levels
    made.family[name] = name if restarted else f"abstract {base}"


def _add_styles(made: Numbering, styles: Node | None) -> None:
    for node in styles.children if styles else ():
        own = child(child(node, "pPr"), "numPr") if node.name == "style" else None
        if own is not None and value(child(own, "numId")):
            level = whole(value(child(own, "ilvl")), 0)
            made.styles[node.get(f"{W} styleId")] = (value(child(own, "numId")), level)


def _printed(levels: dict[int, Level], level: int, counts: dict[int, int]) -> str:
    if levels[level].kind in ("bullet", "none"):
        return ""
    out = levels[level].pattern
    for place in range(level + 1):
        if place in levels:
            number = counts.get(place, levels[place].start)
            out = out.replace(f"%{place + 1}", _figures(number, levels[place].kind))
    return out.strip()


def _figures(number: int, kind: str) -> str:
    if kind in ("upperRoman", "lowerRoman"):
        out, rest = "", number
        for sign, worth in _UP:
            while rest >= worth:
                out, rest = out + sign, rest - worth
        return out.lower() if kind == "lowerRoman" else out
    if kind in ("upperLetter", "lowerLetter"):
        return chr((65 if kind == "upperLetter" else 97) + (number - 1) % 26)
    return str(number)
