"""The house counted: what tells a newcomer how easily a room is found, from the source alone."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MAPPINGS = {"dict", "Dict", "Mapping", "MutableMapping", "defaultdict"}
_TRAPS = {"Exception", "BaseException"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class House:
    """What was counted under one folder; each list names its places as `file:line name`."""

    lines: Counter[str] = field(default_factory=Counter)  # by room, a folder inside a room counted apart
    modules: Counter[str] = field(default_factory=Counter)
    files: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wide: list[str] = field(default_factory=list)  # functions with more than six parameters
    flags: list[str] = field(default_factory=list)  # bool parameters in public signatures
    mappings: list[str] = field(
        default_factory=list
    )  # annotations of public signatures that are or hold a mapping
    broad: list[str] = field(default_factory=list)  # `except` that takes everything

    @property
    def repeated_files(self) -> dict[str, list[str]]:
        """File names that stand in several rooms."""
        return {name: places for name, places in self.files.items() if len(places) > 1}

    @property
    def repeated_classes(self) -> dict[str, list[str]]:
        """Public class names that stand more than once."""
        return {name: p for name, p in self.classes.items() if len(p) > 1 and not name.startswith("_")}

    @property
    def largest(self) -> tuple[str, float]:
        """The largest room and its share of all lines."""
        room, lines = self.lines.most_common(1)[0]
        return room, lines / sum(self.lines.values())


def count(root: Path) -> House:
    """Counts every module under a folder."""
    house = House()
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(root.rglob("*.py"))}
    aliases = _mapping_aliases(trees.values())
    for path, tree in trees.items():
        place = path.relative_to(root)
        room = place.parent.as_posix()
        house.lines[room] += path.read_text(encoding="utf-8").count("\n")
        if path.name not in ("__init__.py", "__main__.py"):
            house.modules[room] += 1
            house.files[path.name].append(place.as_posix())
        _count_tree(house, place.as_posix(), tree, aliases)
    return house


def _mapping_aliases(modules: Collection[ast.Module]) -> set[str]:
    """Names that stand for a mapping's type: an alias counts as what it names."""
    named = {
        target.id
        for tree in modules
        for node in tree.body
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and _is_mapping(node.value, set())
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Subscript)
    }
    classes = {node.name for tree in modules for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return named - classes


def _is_mapping(annotation: ast.expr, aliases: set[str]) -> bool:
    names = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
    return bool(names & (_MAPPINGS | aliases))


def _count_tree(house: House, place: str, tree: ast.Module, aliases: set[str]) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            house.classes[node.name].append(f"{place}:{node.lineno}")
        elif isinstance(node, ast.ExceptHandler) and _takes_everything(node):
            house.broad.append(f"{place}:{node.lineno}")
        elif isinstance(node, Function) and len(_parameters(node)) > 6:
            house.wide.append(f"{place}:{node.lineno} {node.name}")
    for function in _public(tree):
        _count_signature(house, f"{place}:{function.lineno} {function.name}", function, aliases)


def _takes_everything(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(node, ast.Name) and node.id in _TRAPS for node in ast.walk(handler.type))


def _parameters(function: Function) -> list[ast.arg]:
    stated = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [parameter for parameter in stated if parameter.arg not in ("self", "cls")]


def _public(node: ast.AST) -> Iterator[Function]:
    """Public functions of a module and public methods of its public classes."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, Function) and not inner.name.startswith("_"):
            yield inner
        elif isinstance(inner, ast.ClassDef) and not inner.name.startswith("_"):
            yield from _public(inner)


def _count_signature(house: House, place: str, function: Function, aliases: set[str]) -> None:
    stated = [(parameter.arg, parameter.annotation) for parameter in _parameters(function)]
    for name, annotation in [*stated, ("return", function.returns)]:
        if annotation is None:
            continue
        spelt = ast.unparse(annotation)
        if name != "return" and "Callable" not in spelt and "bool" in spelt.replace("|", " ").split():
            house.flags.append(f"{place}({name})")
        if _is_mapping(annotation, aliases):
            house.mappings.append(f"{place}: {spelt}")
