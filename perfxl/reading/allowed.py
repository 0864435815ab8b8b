"""What a workbook may hold: relationships by type, owner, content type and place; the rest is refused, by name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from perfxl.reading.markup import attributes_of
from perfxl.reading.refusal import Refusal
from perfxl.reading.relations import ContentTypes, Relation

if TYPE_CHECKING:
    from perfxl.reading.package import Package

Relations = Mapping[str, tuple[Relation, ...]]
_UNDECLARED = ("application/xml", "text/xml", "")
_OBJECTS = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PK\3\4",
)  # a container of other files, whatever it says it is
_BUTTONS = frozenset(("drawing", "ctrlProp"))
# What a kept part must not say, so that it leads nobody anywhere, and what the order of calculation alone may say.
_OUT_OF_DRAWING = re.compile(rb"(?:src|href|pict|relid)\s*=|Fmla", re.IGNORECASE)
_LINK_BASE = re.compile(rb"<(?:\w+:)?(?:HyperlinkBase\s*>[^<]|HLinks\s*>)")
_CHAIN = re.compile(
    rb'\s*(?:<\?xml[^<]*>\s*)?<calcChain(?:\s+xmlns(?::\w+)?="[\w:/.-]*")*\s*>'
    rb'(?:<c(?: [a-z]="[A-Z0-9]{1,10}")*\s*/>\s*)*</calcChain>\s*\Z'
)
_OWN_PROPERTIES = re.compile(  # LibreOffice writes none, WPS its build and a number of the file
    rb"\s*(?:<\?xml[^<]*>\s*)?<Properties[^<]*?(?:/>|>(?:<property [^<]*name=\"(?:ICV|KSOProductBuildVer)\"[^<]*>"
    rb"<vt:lpwstr>[\w.-]{0,60}</vt:lpwstr></property>)*</Properties>)\s*\Z"
)
# What no program writes into a part of its own: remarks, instructions, another alphabet's bytes, spaces of names and
# extensions that nobody has heard of, pronunciations of cells without words.
_INSTRUCTION = re.compile(rb"<\?(?!xml\s)")
_OTHER_ALPHABETS = (b"\xff\xfe", b"\xfe\xff")
_SPACE = re.compile(rb"""xmlns(?::[\w.-]+)?\s*=\s*["']([^"']*)""")
_EXTENSION = re.compile(rb"""<ext\s[^>]*?uri\s*=\s*["'](?!\{[0-9A-Fa-f-]{36}\}["'])""")
_SPACES = (
    b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/", b"http://schemas.microsoft.com/",
    b"urn:schemas-microsoft-com:", b"http://purl.org/dc/", b"http://www.w3.org/", b"http://schemas.libreoffice.org/",
    b"http://www.wps.cn/", b"http://web.wps.cn/", b"http://schemas.onlyoffice.com/", b"http://customooxmlschemas.google.com/",
)  # fmt: skip
_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z]\w*)")
_ROOTS = {  # of parts that may be kept: the element that each begins with
    "comments": b"comments", "threadedComment": b"ThreadedComments", "person": b"personList", "theme": b"theme",
    "sheetMetadata": b"metadata", "vmlDrawing": b"xml", "styles": b"styleSheet", "sharedStrings": b"sst",
}  # fmt: skip
_PROPERTIES = {  # ECMA-376 part 2, 8.3.4, and part 1, 22.2
    "core-properties": frozenset(
        b"coreProperties title subject creator description keywords lastModifiedBy lastPrinted created modified category"
        b" contentStatus contentType identifier language revision version".split()
    ),
    "extended-properties": frozenset(
        b"Properties Application AppVersion DocSecurity ScaleCrop HeadingPairs TitlesOfParts vector variant lpstr i4 Company"
        b" Manager LinksUpToDate SharedDoc HyperlinksChanged HyperlinkBase Template TotalTime Pages Words Characters"
        b" CharactersWithSpaces Lines Paragraphs PresentationFormat Slides Notes HiddenSlides MMClips DigSig".split()
    ),
}
_VBA = "application/vnd.ms-office.vbaproject"
_LINKS = frozenset(
    ("hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver")
)  # elements that lead a reader on


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of relationship: owners and targets as content types (`` owns as the package)."""

    owners: frozenset[str]
    to: tuple[str, ...]
    under: tuple[str, ...]
    outside: bool
    kept: bool

    def leads_to(self, content: str, name: str) -> bool:
        """Whether a part of that content type and name may be meant."""
        typed = any(content == t or (t[-1] == "?" and content.startswith(t[:-1])) for t in self.to)
        folder = name.rpartition("/")[0].rpartition("/")[2].lower()
        return (typed or content in _UNDECLARED) and (not self.under or folder in self.under)


@dataclass(frozen=True, slots=True)
class _Allowed:
    kinds: Mapping[str, _Kind]
    unwanted: Mapping[str, str]
    forbidden: Mapping[str, str]


@cache
def _allowed() -> _Allowed:
    raw = tomllib.loads(files("perfxl.reading").joinpath("allowed_parts.toml").read_text("utf-8"))
    spaces = raw["spaces"]
    kinds: dict[str, _Kind] = {}
    for entry in raw["kind"]:
        made = _kind(entry, raw["owners"])
        for name in entry["types"]:
            space, _, rest = name.partition(":")
            kinds[spaces[space] + rest if space in spaces else name] = made
    return _Allowed(kinds, raw["unwanted"], raw["forbidden"])


def _kind(entry: Mapping[str, Any], owners: Mapping[str, list[str]]) -> _Kind:
    types = [t for owner in entry["from"] for t in ([""] if owner == "package" else owners[owner])]
    outside, kept = entry.get("outside", False), entry.get("kept", False)
    return _Kind(frozenset(types), tuple(entry["to"]), tuple(entry.get("under", ())), outside, kept)


def refuse_unknown(
    relations: Relations,
    parts: Mapping[str, bytes],
    types: ContentTypes,
    harmless: Collection[tuple[str, Relation]] = (),
) -> None:
    """Refusal for the first relationship or part that no returned form has a use for; `parts` by lower-case name,
    `harmless` what comes back with every save and does nothing by itself, as (owner, relationship)."""
    idle = {relation.target.lower() for _, relation in harmless}
    vba = {r.target.lower() for related in relations.values() for r in related if r.kind == "vbaProject"}
    for owner, related in relations.items():
        doubtful = [relation for relation in related if (owner, relation) not in harmless]
        for relation in doubtful:
            _refuse(owner, relation, types)
        if any(relation.outside for relation in doubtful):
            _only_hyperlinks(owner, doubtful, parts)
    for name, data in parts.items():
        _refuse_part(name, data, "" if name in idle else types.of(name), name in vba)


def _refuse(owner: str, relation: Relation, types: ContentTypes) -> None:
    allowed = _allowed()
    word = relation.type.rstrip("/").rpartition("/")[2].lower()
    if code := allowed.unwanted.get(word):
        raise Refusal(code, part=relation.target)
    kind = allowed.kinds.get(relation.type)
    if relation.outside and not (kind and kind.outside):
        raise Refusal("G065", part=owner, target=relation.target)
    content = "" if relation.outside else types.of(relation.target)
    if code := _forbidden(content):
        raise Refusal(code, part=relation.target)
    owned = types.of(owner) if owner else ""
    if kind is None or not (owned in kind.owners or (owner and owned in _UNDECLARED)):
        raise Refusal("G067", part=relation.target, kind=relation.type[-80:])
    if not relation.outside and not kind.leads_to(content, relation.target):
        raise Refusal("G067", part=relation.target, kind=content or relation.type[-80:])


def _refuse_part(name: str, data: bytes, content: str, is_vba: bool) -> None:
    """Refusal for a part that is forbidden under every relationship, and without one."""
    if (code := _forbidden(content)) is not None:
        raise Refusal(code, part=name)
    if content == _VBA and not is_vba:
        raise Refusal("G067", part=name, kind=content)
    if data.startswith(_OBJECTS) and not is_vba:
        raise Refusal("G060", part=name)


def _forbidden(content: str) -> str | None:
    return next((code for word, code in _allowed().forbidden.items() if word in content), None)


def _only_hyperlinks(owner: str, related: Sequence[Relation], parts: Mapping[str, bytes]) -> None:
    """Refusal where what leads out of the file is used by anything but a link that a person follows."""
    outside = {relation.id: relation.target for relation in related if relation.outside}
    for element, attributes in attributes_of(parts.get(owner, b""), owner):
        if element.rpartition(" ")[2] in _LINKS:
            continue
        for name, value in attributes.items():
            if value in outside and " " in name:
                raise Refusal("G065", part=owner, target=outside[value])


def beyond_a_form(package: Package) -> Iterator[str]:
    """What no issued form has and no known program adds to one when it saves it: names of parts, and addresses that
    links lead to. Buttons belong to an edition with macros alone."""
    kinds, reached = _allowed().kinds, {"[content_types].xml"}
    macros = bool(package.related(package.main, "vbaProject"))
    for related in package.relations.values():
        for relation in related:
            reached.add(relation.target.lower())
            known = kinds.get(relation.type)
            button = relation.kind in _BUTTONS and not macros
            if not known or not known.kept or button or _says_more(package, relation, macros):
                yield relation.target
    parts = (name for name in package.parts if not name.lower().endswith(".rels"))
    yield from (name for name in parts if name.lower() not in reached and name[-1:] != "/")


def _is_another(kind: str, data: bytes) -> bool:
    """Whether a part is not what its relationship says, or has an element that such a part has not."""
    known = _PROPERTIES.get(kind)
    if known is not None:
        return not known.issuperset(_ELEMENT.findall(data))
    root = _ELEMENT.search(data)
    return kind in _ROOTS and (root is None or root[1] != _ROOTS[kind])


def _is_nobodys_writing(data: bytes) -> bool:
    """Whether a part holds what no program writes there."""
    if b"<!--" in data or _INSTRUCTION.search(data) or data.startswith(_OTHER_ALPHABETS):
        return True
    if b"<ext" in data and _EXTENSION.search(data):
        return True
    return any(space and not space.startswith(_SPACES) for space in set(_SPACE.findall(data)))


def _says_more(package: Package, relation: Relation, macros: bool) -> bool:
    """Whether a part that is kept says more than a program that saves a form writes there."""
    data = package.part(relation.target) or b""
    if not data:  # openpyxl names a drawing of buttons that it leaves out
        return False
    if relation.kind != "vbaProject" and (_is_nobodys_writing(data) or _is_another(relation.kind, data)):
        return True
    if relation.kind == "vmlDrawing":
        return not macros and bool(_OUT_OF_DRAWING.search(data))
    if relation.kind == "extended-properties":
        return bool(_LINK_BASE.search(data))
    if relation.kind == "custom-properties":
        return not _OWN_PROPERTIES.match(data)
    return relation.kind == "calcChain" and not _CHAIN.match(data)
