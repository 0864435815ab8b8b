"""Package -> Book: the workbook part followed to its sheets, names and properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from perfxl.reading.allowed import beyond_a_form
from perfxl.reading.beside import read_notes, read_pictures, read_shapes
from perfxl.reading.book import Book, Cell, Picture, Range, Sheet, Validation
from perfxl.reading.cell_formats import PLAIN, TRUE, Style, read_styles, read_theme
from perfxl.reading.grid import InCommon
from perfxl.reading.limits import LIMITS, Limits, Spent
from perfxl.reading.markup import Node, tree
from perfxl.reading.package import OFFICE, Package
from perfxl.reading.plain import plain_strings
from perfxl.reading.refusal import Refusal
from perfxl.reading.relations import Relation
from perfxl.reading.sheet import read_sheet
from perfxl.reading.strings import MAIN, read_strings

__all__ = ["Book", "Cell", "Picture", "Range", "Sheet", "Validation", "read_book"]

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
# What programs write into the workbook part beside what is read here.
_OF_A_BOOK = re.compile(
    "fileVersion|workbookPr|workbookProtection|bookViews|sheets|definedNames|calcPr|extLst|AlternateContent|fileSharing"
    "|revisionPtr|fileRecoveryPr"
)
_SWITCH = re.compile(r"true|false|UTF-8|[0-9x]{1,9}")
_REMEMBERED = 256 * 1024  # bytes of styles and theme that are worth remembering
_STATES = ("visible", "hidden", "veryHidden")
_CORE = ("title", "subject", "keywords", "identifier", "creator", "lastModifiedBy", "created", "modified")


def read_book(package: Package, limits: Limits = LIMITS) -> Book:
    """All sheets of a package. Refusal where a part is malformed or a limit is passed."""
    root = tree(_part(package, package.main), package.main, limits)
    if root.name != "workbook" or root.space != MAIN:
        raise Refusal("G056", part=package.main)
    _refuse_1904(root)
    listed = _listed(package, root, limits)
    shared = InCommon(_strings(package, limits), _styles(package, limits), limits, Spent())
    sheets = []
    for name, state, relation in listed:
        data = _part(package, relation.target)
        sheet = read_sheet(data, relation.target, name, state, shared)
        sheets.append(_with_what_is_beside(sheet, package, relation.target, limits))
    vba = _first(package, package.main, "vbaProject")
    program, version = _program(package, limits)
    return Book(
        sheets=tuple(sheets),
        names=_names(root, [sheet.get("name") for sheet in _group(root, "sheets", "sheet")], package.main),
        properties=_properties(package, limits),
        program=program,
        macros=vba is not None,
        vba=None if vba is None else _part(package, vba.target),
        program_version=version,
        structure_locked=_locked(root),
        panes=bool(package.related("", "webextensiontaskpanes")),
        links=_links(package),
        foreign=(
            *beyond_a_form(package),
            *(
                f"{package.main}: {child.name}"
                for child in root.children
                if not (_OF_A_BOOK.fullmatch(child.name) or _is_plain_switch(child))
            ),
            *(f"{sheet.name}: {name}" for sheet in sheets for name in sheet.foreign),
        ),
    )


def _is_plain_switch(node: Node) -> bool:
    """Whether it is how a page would be published, as Gnumeric writes it into every workbook: switches, no words."""
    return node.name == "webPublishing" and all(map(_SWITCH.fullmatch, node.attributes.values()))


def _with_what_is_beside(sheet: Sheet, package: Package, part: str, limits: Limits) -> Sheet:
    if not package.relations.get(part.lower()):
        return sheet
    return replace(
        sheet,
        notes=read_notes(package, part, limits),
        shapes=read_shapes(package, part, limits),
        pictures=read_pictures(package, part, limits),
    )


def _links(package: Package) -> tuple[str, ...]:
    """The other files that the workbook is linked to, as it spells them; the link's part where it names none."""
    parts = [relation.target for relation in package.related(package.main, "externalLink")]
    named = {part: [r.target for r in package.relations.get(part.lower(), ()) if r.outside] for part in parts}
    return tuple(target for part, targets in named.items() for target in targets or [part])


def _part(package: Package, name: str) -> bytes:
    data = package.part(name)
    if data is None:
        raise Refusal("G051", part=name)
    return data


def _first(package: Package, owner: str, kind: str) -> Relation | None:
    """The one part of its kind that a part refers to, None where there is none."""
    relations = package.related(owner, kind)
    if len(relations) > 1:
        raise Refusal("G051", part=owner)
    return relations[0] if relations else None


def _group(root: Node, group: str, name: str) -> list[Node]:
    parent = root.find(group)
    return list(parent.all(name)) if parent else []


def _refuse_1904(root: Node) -> None:
    settings = root.find("workbookPr")
    if settings is not None and settings.get("date1904") in TRUE:
        raise Refusal("G054")


def _locked(root: Node) -> bool:
    protection = root.find("workbookProtection")
    return protection is not None and protection.get("lockStructure") in TRUE


def _listed(package: Package, root: Node, limits: Limits) -> list[tuple[str, str, Relation]]:
    """Name, state and part of the worksheets that the workbook lists; those listed must be those present."""
    by_id = {relation.id: relation for relation in package.relations.get(package.main.lower(), ())}
    nodes = _group(root, "sheets", "sheet")
    if len(nodes) > limits.parts:
        raise Refusal("G052", listed=len(nodes), present=len(_present(package)))
    names = [node.get("name").casefold() for node in nodes]
    if len(set(names)) < len(names) or not all(names):
        raise Refusal("G057", part=package.main)
    listed = [(node, _sheet_relation(node, by_id, package)) for node in nodes]
    targets = [relation.target.lower() for _, relation in listed]
    if len(set(targets)) < len(targets) or set(targets) != _present(package):
        raise Refusal("G052", listed=len(targets), present=len(_present(package)))
    sheets = [(n.get("name"), _state(n, package), r) for n, r in listed if r.kind == "worksheet"]
    if not any(state == "visible" for _, state, _ in sheets):
        raise Refusal("G055")
    return sheets


def _sheet_relation(node: Node, by_id: dict[str, Relation], package: Package) -> Relation:
    relation = by_id.get(node.get(f"{OFFICE} id"))
    if relation is None or relation.outside or package.part(relation.target) is None:
        raise Refusal("G052", listed=node.get("name"), present=0)
    if relation.kind not in ("worksheet", "chartsheet"):
        raise Refusal("G056", part=relation.target)
    if relation.kind == "worksheet" and package.types.of(relation.target) != _SHEET:
        raise Refusal("G056", part=relation.target)
    return relation


def _present(package: Package) -> set[str]:
    """Lower-case names of all sheet parts, listed or not: by relationship and by content type."""
    related = package.relations.get(package.main.lower(), ())
    parts = {r.target.lower() for r in related if r.kind in ("worksheet", "chartsheet")}
    return parts | {name.lower() for name in package.parts if package.types.of(name) == _SHEET}


def _state(node: Node, package: Package) -> str:
    state = node.get("state", "visible")
    if state not in _STATES:
        raise Refusal("G056", part=package.main)
    return state


def _strings(package: Package, limits: Limits) -> list[str]:
    relation = _first(package, package.main, "sharedStrings")
    if relation is None:
        return []
    data = _part(package, relation.target)
    plain = plain_strings(data, limits)
    return read_strings(data, relation.target, limits) if plain is None else plain


def _styles(package: Package, limits: Limits) -> Sequence[Style]:
    relation = _first(package, package.main, "styles")
    if relation is None:
        return (PLAIN,)
    theme = _first(package, package.main, "theme")
    part = theme.target if theme else ""
    colours = package.part(part) if theme else None
    data = _part(package, relation.target)
    read = _read_styles if len(data) + len(colours or b"") > _REMEMBERED else _remembered_styles
    return read(data, relation.target, colours, part, limits)


def _read_styles(
    data: bytes, part: str, theme: bytes | None, theme_part: str, limits: Limits
) -> tuple[Style, ...]:
    return tuple(read_styles(data, part, read_theme(theme, theme_part, limits), limits))


@lru_cache(maxsize=16)
def _remembered_styles(
    data: bytes, part: str, theme: bytes | None, theme_part: str, limits: Limits
) -> tuple[Style, ...]:
    """The workbooks of a month carry the same few stylesheets: each is read once."""
    return _read_styles(data, part, theme, theme_part, limits)


def _names(root: Node, sheets: list[str], part: str) -> dict[str, str]:
    """Defined names with their text; a sheet's own name as `sheet!name`."""
    names: dict[str, str] = {}
    seen: set[str] = set()
    for node in _group(root, "definedNames", "definedName"):
        name = _scoped(node, sheets, part)
        if name.casefold() in seen:
            raise Refusal("G058", name=name)
        seen.add(name.casefold())
        names[name] = node.text
    return names


def _scoped(node: Node, sheets: list[str], part: str) -> str:
    own = node.get("localSheetId")
    if not own:
        return node.get("name")
    if not (own.isascii() and own.isdigit() and len(own) < 7 and int(own) < len(sheets)):
        raise Refusal("G056", part=part)
    return f"{sheets[int(own)]}!{node.get('name')}"


def _properties(package: Package, limits: Limits) -> dict[str, str]:
    """The core properties that are there."""
    relation = _first(package, "", "core-properties")
    if relation is None:
        return {}
    data = package.part(relation.target)
    root = tree(data, relation.target, limits) if data is not None else Node("", "", {})
    return {node.name: _all_text(node) for node in root.children if node.name in _CORE}


def _all_text(node: Node) -> str:
    return node.text + "".join(_texts(node.children))


def _texts(nodes: Iterable[Node]) -> list[str]:
    return [_all_text(node) for node in nodes]


def _program(package: Package, limits: Limits) -> tuple[str, str]:
    """The program that saved the workbook and its version, as docProps/app.xml says."""
    relation = _first(package, "", "extended-properties")
    data = package.part(relation.target) if relation else None
    if relation is None or data is None:
        return "", ""
    root = tree(data, relation.target, limits)
    properties = {node.name: node.text for node in root.children}
    return properties.get("Application", ""), properties.get("AppVersion", "")
