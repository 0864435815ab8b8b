"""The gate that reads: bytes -> Package, zip and XML under a budget, or a Refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from perfxl.reading.allowed import refuse_unknown
from perfxl.reading.file_kind import NO_WORKBOOK, REFUSED, file_kind, zip_kind
from perfxl.reading.limits import LIMITS, Limits
from perfxl.reading.markup import survey, utf8
from perfxl.reading.members import read_members
from perfxl.reading.refusal import Refusal
from perfxl.reading.relations import ContentTypes, Relation, read_relations, read_types

__all__ = ["LIMITS", "Limits", "Package", "Refusal", "open_package", "open_zip"]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}.main+xml"
_WORKBOOKS = frozenset(
    [_MAIN.format("sheet"), _MAIN.format("template")]
    + [f"application/vnd.ms-excel.{kind}.macroenabled.main+xml" for kind in ("sheet", "template", "addin")]
)
_OTHERS = (
    ("wordprocessingml", "G007"),
    ("ms-word", "G007"),
    ("presentationml", "G008"),
    ("ms-powerpoint", "G008"),
    ("sheet.binary", "G006"),
)
_BESIDE = ("comments", "drawing")
# Links to another workbook, as long as they only name it: nothing is read by them, and no answer rests on one.
_WORKBOOK_LINKS = frozenset(
    ("externalLinkPath", "xlExternalLinkPath", "xlPathMissing", "xlStartup", "xlAlternateStartup")
)
_EXTENSIONS = frozenset(("webextension",))
_ACTING_LINKS = (b"ddeLink", b"oleLink", b"ddeService")


@dataclass(frozen=True)
class Package:
    """A workbook's parts, inflated and within the budget: part name (no leading slash) -> bytes.

    `types` says what each part claims to be, `relations` what each part refers to (by the referring part's name in
    lower case, `` for the package itself), `main` the workbook part; all three are empty for `open_zip`.
    """

    parts: Mapping[str, bytes]
    types: ContentTypes = field(default_factory=lambda: ContentTypes({}, {}))
    relations: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    main: str = ""

    def part(self, name: str) -> bytes | None:
        """A part by its name in any letter case, None where there is none."""
        return self._by_name.get(name.lower())

    @cached_property
    def _by_name(self) -> Mapping[str, bytes]:
        return {name.lower(): data for name, data in self.parts.items()}

    def related(self, part: str, kind: str) -> tuple[Relation, ...]:
        """What a part refers to under one kind of relationship."""
        return tuple(r for r in self.relations.get(part.lower(), ()) if r.kind == kind and not r.outside)


def open_zip(data: bytes, limits: Limits = LIMITS) -> Package:
    """The members of any zip (.docx, say): zip budget kept, every XML part well-formed, without DOCTYPE, within
    depth and attributes. Refusal otherwise; no workbook is asked for."""
    parts = _members(data, limits)
    _survey(parts, parts, limits)
    return Package(parts)


def open_package(data: bytes, limits: Limits = LIMITS) -> Package:
    """The parts of an .xlsx or .xlsm; Refusal for anything else, for anything unsafe and anything over the limits.

    A macro project is no reason to refuse (`Book.macros` tells); OLE, ActiveX, external links and connections are.
    """
    parts = _members(data, limits)
    by_name = {name.lower(): part for name, part in parts.items()}
    types = _types(by_name, limits)
    relations = _relations(parts, by_name, limits)
    main = _main(relations.get("", ()), by_name, types)
    refuse_unknown(relations, by_name, types, _harmless(relations, by_name, main))
    _refuse_shared(relations, by_name, limits)
    package = Package(parts, types, relations, main)
    _survey(parts, _unread(package), limits)
    return package


def _members(data: bytes, limits: Limits) -> dict[str, bytes]:
    if len(data) > limits.file:
        raise Refusal("G030", limit=limits.file >> 20)
    if data[:4] not in (b"PK\3\4", b"PK\5\6"):
        raise Refusal(REFUSED.get(file_kind("", data), NO_WORKBOOK))
    return read_members(data, limits)


def _types(parts: Mapping[str, bytes], limits: Limits) -> ContentTypes:
    data = parts.get("[content_types].xml")
    if data is None:
        raise Refusal(REFUSED[zip_kind(parts.keys(), parts.get("mimetype", b""))])
    return read_types(data, limits)


def _relations(
    parts: Mapping[str, bytes], by_name: Mapping[str, bytes], limits: Limits
) -> dict[str, tuple[Relation, ...]]:
    """All relationships of all parts that have some."""
    relations = {"": read_relations("", by_name, limits)}
    for name in parts:
        folder, _, file = name.lower().rpartition("_rels/")
        if file.endswith(".rels") and file != ".rels" and "/" not in file:
            owner = folder + file[: -len(".rels")]
            relations[owner] = read_relations(owner, by_name, limits)
    return relations


def _main(roots: Iterable[Relation], parts: Mapping[str, bytes], types: ContentTypes) -> str:
    """The workbook part, followed from the package's relationships."""
    mains = [r for r in roots if r.kind == "officeDocument" and not r.outside]
    if not mains:
        raise Refusal("G013")
    if len(mains) > 1:
        raise Refusal("G051", part="_rels/.rels")
    main = mains[0]
    kind = types.of(main.target)
    for word, code in _OTHERS:
        if word in kind:
            raise Refusal(code)
    if main.space == _STRICT:
        raise Refusal("G053")
    if main.target.lower() not in parts:
        raise Refusal("G051", part=main.target)
    if kind not in _WORKBOOKS or main.space != OFFICE:
        raise Refusal("G050", part=main.target)
    return main.target


def _harmless(
    relations: Mapping[str, tuple[Relation, ...]], parts: Mapping[str, bytes], main: str
) -> set[tuple[str, Relation]]:
    """What comes back with every save and does nothing by itself, as (owner, relation): an add-in's pane, and the names of
    other workbooks (of which no value is ever read)."""
    panes = [r for r in relations.get("", ()) if r.kind == "webextensiontaskpanes"]
    links = [r for r in relations.get(main.lower(), ()) if r.kind == "externalLink" and _only_names(r, parts)]
    harmless = {*(("", pane) for pane in panes), *((main.lower(), link) for link in links)}
    for kinds, owners in ((_EXTENSIONS, panes), (_WORKBOOK_LINKS, links)):
        for owner in (owner.target.lower() for owner in owners):
            harmless |= {(owner, relation) for relation in relations.get(owner, ()) if relation.kind in kinds}
    return harmless


def _only_names(link: Relation, parts: Mapping[str, bytes]) -> bool:
    """Whether the part of a link is there and asks no program for anything."""
    part = parts.get(link.target.lower())
    return part is not None and not any(mark in utf8(part, link.target) for mark in _ACTING_LINKS)


def _refuse_shared(
    relations: Mapping[str, tuple[Relation, ...]], parts: Mapping[str, bytes], limits: Limits
) -> None:
    """Comments and drawings belong to one sheet each, and are no larger together than allowed."""
    targets = sorted(r.target.lower() for related in relations.values() for r in related if r.kind in _BESIDE)
    if len(set(targets)) < len(targets):
        raise Refusal("G051", part=targets[0])
    if sum(len(parts.get(target, b"")) for target in targets) > limits.beside:
        raise Refusal("G032", part=targets[0], limit=limits.beside >> 20)


def _unread(package: Package) -> list[str]:
    """XML parts that no reader of ours parses anyhow: surveyed here, so that none stays unseen."""
    read = {"[content_types].xml", package.main.lower()}
    for relation in package.relations.get(package.main.lower(), ()):
        if relation.kind in ("worksheet", "sharedStrings", "styles", "theme"):
            read.add(relation.target.lower())
    for relation in package.relations.get("", ()):
        if relation.kind in ("core-properties", "extended-properties"):
            read.add(relation.target.lower())
    return [name for name in package.parts if name.lower() not in read and not name.lower().endswith(".rels")]


def _survey(parts: Mapping[str, bytes], names: Iterable[str], limits: Limits) -> None:
    for name in names:
        if name.lower().endswith((".xml", ".rels")):
            survey(parts[name], name, limits)
