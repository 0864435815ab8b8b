"""Cell styles: number format, lock, and whether what stands in such a cell can be seen."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from perfxl.reading.limits import Limits
from perfxl.reading.markup import Node, tree
from perfxl.reading.refusal import Refusal
from perfxl.reading.strings import MAIN

TRUE = frozenset(("1", "true", "on", "t"))
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
Colour = tuple[int, int, int]
_T = TypeVar("_T")
_NEAR = 16  # two colours no further apart than this in every channel are taken as the same
_TINY = 1.0  # points

# ECMA-376 part 1, 18.8.30: number formats that are not written out.
_BUILTIN = dict(
    enumerate(
        (
            "General",
            "0",
            "0.00",
            "#,##0",
            "#,##0.00",
            '"$"#,##0_);("$"#,##0)',
            '"$"#,##0_);[Red]("$"#,##0)',
            '"$"#,##0.00_);("$"#,##0.00)',
            '"$"#,##0.00_);[Red]("$"#,##0.00)',
            "0%",
            "0.00%",
            "0.00E+00",
            "# ?/?",
            "# ??/??",
            "mm-dd-yy",
            "d-mmm-yy",
            "d-mmm",
            "mmm-yy",
            "h:mm AM/PM",
            "h:mm:ss AM/PM",
            "h:mm",
            "h:mm:ss",
            "m/d/yy h:mm",
        )
    )
) | {
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
# ECMA-376 part 1, 18.8.27: the colours that a number stands for (0 to 7 repeat 8 to 15).
_INDEXED = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 "
    "9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF "
    "00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 "
    "003366 339966 003300 333300 993300 993366 333399 333333"
)
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_OFFICE = "FFFFFF 000000 E7E6E6 44546A 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72"


class Style(NamedTuple):
    """What a cell's style says, in the order in which a cell holds it."""

    number_format: str = "General"
    locked: bool = True
    unseen: bool = False


PLAIN = Style()


def read_styles(data: bytes, part: str, theme: Sequence[Colour], limits: Limits) -> list[Style]:
    """The styles by index (`cellXfs`)."""
    root = tree(data, part, limits)
    if root.name != "styleSheet" or root.space != MAIN:
        raise Refusal("G056", part=part)
    palette = _Palette(_indexed(root), theme)
    formats = _formats(root, part)
    fonts = [_font(node, palette) for node in _all(root, "fonts", "font")]
    fills = [palette.fill(node) for node in _all(root, "fills", "fill")]
    return [_style(xf, formats, fonts, fills, part) for xf in _all(root, "cellXfs", "xf")]


def read_paint(data: bytes, part: str, theme: Sequence[Colour], limits: Limits) -> list[tuple[str, str]]:
    """By style: the colours behind and of a cell's letters (`RRGGBB`), each empty where nobody has chosen one."""
    root = tree(data, part, limits)
    palette = _Palette(_indexed(root), theme)
    fonts = [_chosen(node.find("color"), palette) for node in _all(root, "fonts", "font")]
    fills = [_painted(node, palette) for node in _all(root, "fills", "fill")]
    return [
        (_picked(fills, xf.get("fillId", "0"), "", part), _picked(fonts, xf.get("fontId", "0"), "", part))
        for xf in _all(root, "cellXfs", "xf")
    ]


def _painted(fill: Node, palette: _Palette) -> str:
    pattern = fill.find("patternFill")
    solid = pattern is not None and pattern.get("patternType") == "solid"
    return _chosen(pattern.find("fgColor"), palette) if pattern and solid else ""


def _chosen(colour: Node | None, palette: _Palette) -> str:
    if colour is None or colour.get("auto") in TRUE:
        return ""
    return "{:02X}{:02X}{:02X}".format(*palette.colour(colour, BLACK))


def _all(root: Node, group: str, name: str) -> list[Node]:
    parent = root.find(group)
    return list(parent.all(name)) if parent else []


def _formats(root: Node, part: str) -> dict[int, str]:
    formats = dict(_BUILTIN)
    for node in _all(root, "numFmts", "numFmt"):
        formats[_number(node.get("numFmtId"), part)] = node.get("formatCode")
    return formats


def _style(
    xf: Node,
    formats: Mapping[int, str],
    fonts: Sequence[tuple[Colour, bool]],
    fills: Sequence[Colour | None],
    part: str,
) -> Style:
    code = formats.get(_number(xf.get("numFmtId", "0"), part), "General")
    colour, tiny = _picked(fonts, xf.get("fontId", "0"), (BLACK, False), part)
    fill = _picked(fills, xf.get("fillId", "0"), WHITE, part)
    protection = xf.find("protection")
    locked = protection is None or protection.get("locked", "1") in TRUE
    unseen = tiny or (fill is not None and _same(colour, fill)) or hides(code)
    return Style(code or "General", locked, unseen)


def _picked(items: Sequence[_T], index: str, otherwise: _T, part: str) -> _T:
    number = _number(index, part)
    return items[number] if number < len(items) else otherwise


def _number(text: str, part: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal("G076", part=part, where=part)
    return int(text)


def hides(code: str) -> bool:
    """Whether a number format shows nothing of a number or a text (`;;;`)."""
    sections = code.split(";")
    return len(sections) >= 3 and not any(section.strip() for section in sections)


def _font(node: Node, palette: _Palette) -> tuple[Colour, bool]:
    colour, size = node.find("color"), node.find("sz")
    try:
        tiny = size is not None and float(size.get("val", "11")) <= _TINY
    except ValueError:
        tiny = False
    return palette.colour(colour, BLACK) if colour else BLACK, tiny


def _same(colour: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(colour, other, strict=True))


@dataclass(frozen=True, slots=True)
class _Palette:
    """Colours by their number and by their place in the theme."""

    indexed: Sequence[Colour]
    theme: Sequence[Colour]

    def colour(self, node: Node, otherwise: Colour) -> Colour:
        """The colour that a `color` element means; `otherwise` for automatic and unreadable ones."""
        plain = self._plain(node)
        if plain is None:
            return otherwise
        try:
            return _tinted(plain, float(node.get("tint", "0")))
        except ValueError:
            return plain

    def _plain(self, node: Node) -> Colour | None:
        if rgb := node.get("rgb"):
            return _rgb(rgb)
        for name, colours in (("theme", self.theme), ("indexed", self.indexed)):
            index = node.get(name)
            if index.isascii() and index.isdigit() and len(index) < 7 and int(index) < len(colours):
                return colours[int(index)]
        return WHITE if node.get("indexed") == "65" else None

    def fill(self, node: Node) -> Colour | None:
        """What stands behind the text: a colour, white where nothing is filled, None for patterns and gradients."""
        pattern = node.find("patternFill")
        if pattern is None:
            return None if node.children else WHITE
        kind = pattern.get("patternType", "none")
        if kind == "none":
            return WHITE
        colour = pattern.find("fgColor")
        if kind != "solid":
            return None
        return self.colour(colour, BLACK) if colour else BLACK


def _rgb(text: str) -> Colour | None:
    try:
        number = int(text[-6:], 16)
    except ValueError:
        return None
    return (number >> 16 & 255, number >> 8 & 255, number & 255)


def _tinted(colour: Colour, tint: float) -> Colour:
    """A colour made darker (tint below 0) or lighter, as ECMA-376 part 1, 18.8.19 says."""
    if not tint or not -1 <= tint <= 1:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = (round(c * 255) for c in colorsys.hls_to_rgb(hue, min(1, light), saturation))
    return red, green, blue


def _indexed(root: Node) -> list[Colour]:
    colours = root.find("colors")
    own = _all(colours, "indexedColors", "rgbColor") if colours else []
    if own:
        return [_rgb(node.get("rgb")) or BLACK for node in own]
    standard = [_rgb(text) or BLACK for text in _INDEXED.split()]
    return standard[:8] + standard


def read_theme(data: bytes | None, part: str, limits: Limits) -> list[Colour]:
    """The theme's twelve colours in the order in which styles number them; Office's own where it has none."""
    colours = [_rgb(text) or BLACK for text in _OFFICE.split()]
    if data is None:
        return colours
    elements = tree(data, part, limits).find("themeElements")
    scheme = elements.find("clrScheme") if elements else None
    for node in scheme.children if scheme else ():
        if node.name in _THEME and node.children:
            own = node.children[0]
            given = _rgb(own.get("lastClr") or own.get("val"))
            colours[_THEME.index(node.name)] = given or colours[_THEME.index(node.name)]
    return colours
