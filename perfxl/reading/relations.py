"""Relationships and content types: which part belongs to which, and what it says it is."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from perfxl.reading.limits import Limits
from perfxl.reading.markup import tree
from perfxl.reading.refusal import Refusal

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: `kind` is the last word of its `type`, `space` what stands before it; `target` a part's name
    without leading slash, or the address as written where `outside`."""

    id: str
    type: str
    space: str
    kind: str
    target: str
    outside: bool


def relations_part(part: str) -> str:
    """The name of the part that holds a part's relationships (`` is the package's own)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def read_relations(part: str, parts: Mapping[str, bytes], limits: Limits) -> tuple[Relation, ...]:
    """The relationships of a part, by `parts` (lower-case name -> bytes); none where it has none."""
    name = relations_part(part)
    data = parts.get(name.lower())
    if data is None:
        return ()
    root = tree(data, name, limits)
    if root.name != "Relationships" or root.space != _RELATIONS:
        raise Refusal("G051", part=name)
    made = tuple(_relation(node.attributes, part, name) for node in root.all("Relationship"))
    if len({relation.id for relation in made}) != len(made):
        raise Refusal("G051", part=name)
    return made


def _relation(attributes: Mapping[str, str], part: str, name: str) -> Relation:
    try:
        id_, type_, target = attributes["Id"], attributes["Type"], attributes["Target"]
    except KeyError:
        raise Refusal("G051", part=name) from None
    space, _, kind = type_.rpartition("/")
    mode = attributes.get("TargetMode", "Internal")
    outside = mode == "External"
    if mode not in ("Internal", "External"):
        raise Refusal("G051", part=name)
    return Relation(id_, type_, space, kind, target if outside else _resolved(target, part, name), outside)


def _resolved(target: str, part: str, name: str) -> str:
    """A part's name from a target that stands in the relationships of `part`."""
    plain = unquote(target.partition("#")[0])
    if "\\" in plain or "\0" in plain or ":" in plain:
        raise Refusal("G051", part=name)
    joined = posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), plain))
    climbed = posixpath.normpath(posixpath.join(posixpath.dirname(part), plain.lstrip("/")))
    if not plain.startswith("/") and climbed.startswith(".."):
        raise Refusal("G051", part=name)
    return joined.lstrip("/")


@dataclass(frozen=True, slots=True)
class ContentTypes:
    """What each part says it is: by its name (lower case), else by its extension."""

    overrides: Mapping[str, str]
    defaults: Mapping[str, str]

    def of(self, part: str) -> str:
        """A part's content type, lower case; empty where nothing is said."""
        name = part.lower()
        return self.overrides.get(name) or self.defaults.get(name.rpartition(".")[2], "")


def read_types(data: bytes, limits: Limits) -> ContentTypes:
    """The content types of a package."""
    part = "[Content_Types].xml"
    root = tree(data, part, limits)
    if root.name != "Types" or root.space != _TYPES:
        raise Refusal("G050", part=part)
    overrides: dict[str, str] = {}
    for node in root.all("Override"):
        name = node.get("PartName").lstrip("/").lower()
        if not name or name in overrides:
            raise Refusal("G050", part=name or part)
        overrides[name] = node.get("ContentType").lower()
    defaults = {
        node.get("Extension").lower(): node.get("ContentType").lower() for node in root.all("Default")
    }
    return ContentTypes(overrides, defaults)
