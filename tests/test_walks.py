"""The walks in perfxl/README.md name code that is there."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(str(files("perfxl")))
STEPS = re.findall(r"`([\w/]+\.py):([\w.]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))


def names(tree: ast.AST, before: str = "") -> set[str]:
    """Functions, classes and methods, as `Class.method`."""
    own: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            own |= {before + node.name, *names(node, f"{before}{node.name}.")}
    return own


@pytest.mark.parametrize(("file", "name"), STEPS, ids=lambda part: part)
def test_each_step_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in names(tree)


def test_there_are_three_walks() -> None:
    assert len(STEPS) >= 30
